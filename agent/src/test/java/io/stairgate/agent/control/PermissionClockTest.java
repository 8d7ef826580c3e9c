package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.BootTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PermissionClockTest {
  private static final Instant GIVEN = Instant.parse("2026-09-01T08:00:00Z");
  private static final Duration LENGTH = Duration.ofHours(8);
  private static final long MINUTE = 60_000;

  /**
   * Something that happens to a laptop. It runs for a while; then, where it is restarted, it is off
   * for a while and comes up with a clock that is wrong by some time.
   */
  record Act(
      long runMs, boolean restart, boolean reboot, boolean crash, long offMs, long wrongMs) {}

  @Provide
  Arbitrary<List<Act>> acts() {
    Arbitrary<Long> run = Arbitraries.longs().between(0, Duration.ofHours(3).toMillis());
    Arbitrary<Long> off = Arbitraries.longs().between(0, Duration.ofDays(3).toMillis());
    Arbitrary<Long> wrong =
        Arbitraries.longs()
            .between(-Duration.ofDays(40).toMillis(), Duration.ofDays(40).toMillis());
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    return Combinators.combine(run, either, either, either, off, wrong)
        .as(Act::new)
        .list()
        .ofMaxSize(40);
  }

  /** A laptop whose clock is turned by somebody, and what a permission is worth on it. */
  private static final class Laptop {
    private long trueMs;
    private int boot = 1;
    private long sinceBootMs = 100_000;
    private PermissionClock clock =
        new PermissionClock(Instant.EPOCH, boot(), false).saidByConsole(GIVEN, boot());
    private PermissionClock kept = clock;
    private long keptAtMs = sinceBootMs;
    private long liveMs;
    private long crashes;
    private boolean everBackwards;

    BootTime boot() {
      return new BootTime("boot-" + boot, sinceBootMs);
    }

    boolean live() {
      return clock.trusted() && clock.now(boot()).isBefore(GIVEN.plus(LENGTH));
    }

    void run(long ms) {
      long left = ms;
      while (left > 0) {
        long step = Math.min(left, MINUTE);
        // counted to the millisecond: what is left of the permission, at most the step
        if (live()) {
          liveMs +=
              Math.min(step, Duration.between(clock.now(boot()), GIVEN.plus(LENGTH)).toMillis());
        }
        sinceBootMs += step;
        trueMs += step;
        left -= step;
        if (sinceBootMs - keptAtMs >= MINUTE) {
          keep();
        }
      }
    }

    void keep() {
      clock = clock.at(boot());
      kept = PermissionClock.of(clock.line()).orElseThrow();
      keptAtMs = sinceBootMs;
    }

    void restart(Act act) {
      if (act.crash()) {
        crashes++;
      } else {
        keep();
      }
      if (act.reboot()) {
        trueMs += act.offMs();
        boot++;
        sinceBootMs = 20_000;
        keptAtMs = sinceBootMs;
      }
      Instant wall = GIVEN.plusMillis(trueMs + act.wrongMs());
      everBackwards |= act.reboot() && wall.plus(PermissionClock.TOLERANCE).isBefore(kept.anchor());
      clock = PermissionClock.start(Optional.of(kept), wall, boot());
      keep(); // at once, so that the next power cut does not forget that it is suspended
    }
  }

  @Property(tries = 2_000)
  void no_turned_clock_ever_makes_a_permission_longer(@ForAll("acts") List<Act> acts) {
    Laptop laptop = new Laptop();
    for (Act act : acts) {
      laptop.run(act.runMs());
      if (act.restart()) {
        laptop.restart(act);
      }
      assertThat(laptop.liveMs)
          .as("a power cut may cost the record of a minute, and nothing else does")
          .isLessThanOrEqualTo(LENGTH.toMillis() + laptop.crashes * MINUTE);
      if (laptop.everBackwards) {
        assertThat(laptop.live()).as("suspended until somebody says what time it is").isFalse();
      }
    }
  }

  @Property(tries = 1_000)
  void with_a_right_clock_nothing_is_open_after_its_end(@ForAll("acts") List<Act> acts) {
    Laptop laptop = new Laptop();
    for (Act act : acts) {
      laptop.run(act.runMs());
      if (act.restart()) {
        laptop.restart(
            new Act(0, true, act.reboot(), false, act.offMs(), act.reboot() ? 0 : act.wrongMs()));
      }
      if (laptop.trueMs >= LENGTH.toMillis()) {
        assertThat(laptop.live()).isFalse();
      }
      assertThat(laptop.clock.trusted()).isTrue();
    }
  }

  @Property(tries = 500)
  void turning_the_clock_while_it_runs_changes_nothing(@ForAll("acts") List<Act> acts) {
    Laptop laptop = new Laptop();
    long ran = 0;
    for (Act act : acts) {
      laptop.run(act.runMs());
      ran += act.runMs();
      // a restart of the service alone, under any wall clock
      laptop.restart(new Act(0, true, false, act.crash(), 0, act.wrongMs()));
      assertThat(laptop.clock.now(laptop.boot())).isEqualTo(GIVEN.plusMillis(ran));
      assertThat(laptop.clock.trusted()).isTrue();
    }
  }

  @Example
  void a_clock_a_day_back_suspends_until_the_console_or_the_telephone() {
    PermissionClock kept = new PermissionClock(GIVEN, new BootTime("a", 5_000), true);
    BootTime boot = new BootTime("b", 20_000);
    Instant dayBack = GIVEN.minus(Duration.ofDays(1));
    PermissionClock back = PermissionClock.start(Optional.of(kept), dayBack, boot);
    assertThat(back.trusted()).isFalse();
    assertThat(back.now(boot)).isEqualTo(GIVEN);
    // put right and started again: still nobody has said so
    PermissionClock again =
        PermissionClock.start(Optional.of(back), GIVEN.plusSeconds(60), new BootTime("c", 20_000));
    assertThat(again.trusted()).isFalse();
    assertThat(back.saidByConsole(GIVEN.plusSeconds(7), boot).now(boot))
        .isEqualTo(GIVEN.plusSeconds(7));
    assertThat(back.vouched(dayBack, boot).trusted()).isTrue();
    assertThat(back.vouched(dayBack, boot).now(boot)).isEqualTo(GIVEN);
    assertThat(back.vouched(GIVEN.plusSeconds(9), boot).now(boot)).isEqualTo(GIVEN.plusSeconds(9));
  }

  @Example
  void nothing_kept_is_not_trusted_and_a_small_error_is() {
    BootTime boot = new BootTime("b", 20_000);
    assertThat(PermissionClock.start(Optional.empty(), GIVEN, boot).trusted()).isFalse();
    PermissionClock kept = new PermissionClock(GIVEN, new BootTime("a", 5_000), true);
    PermissionClock near = PermissionClock.start(Optional.of(kept), GIVEN.minusSeconds(119), boot);
    assertThat(near.trusted()).isTrue();
    assertThat(near.now(boot)).isEqualTo(GIVEN);
    // two systems without a name for their start are never taken for the same
    PermissionClock nameless = new PermissionClock(GIVEN, new BootTime("", 5_000), true);
    assertThat(
            PermissionClock.start(
                    Optional.of(nameless), GIVEN.minusSeconds(1_000), new BootTime("", 6_000))
                .trusted())
        .isFalse();
  }

  @Example
  void what_the_console_signed_only_moves_the_time_on() {
    BootTime boot = new BootTime("b", 20_000);
    PermissionClock clock = new PermissionClock(GIVEN, boot, false);
    assertThat(clock.atLeast(GIVEN.minusSeconds(9), boot).now(boot)).isEqualTo(GIVEN);
    assertThat(clock.atLeast(GIVEN.plusSeconds(9), boot).now(boot)).isEqualTo(GIVEN.plusSeconds(9));
    assertThat(clock.atLeast(GIVEN.plusSeconds(9), boot).trusted()).isFalse();
  }

  @Property
  void whatever_stands_in_the_file_is_read_or_left(@ForAll String line) {
    PermissionClock.of(line)
        .ifPresent(clock -> assertThat(PermissionClock.of(clock.line())).contains(clock));
  }
}
