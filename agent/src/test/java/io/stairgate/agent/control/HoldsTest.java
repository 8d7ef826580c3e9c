package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HoldsTest {
  @TempDir Path laptop;
  private Instant now = Instant.parse("2026-09-01T08:00:00Z");
  private final FileHolder holder = new FileHolder();
  private final List<Drift> drifts = new CopyOnWriteArrayList<>();
  private final AtomicInteger again = new AtomicInteger();
  private volatile Set<Rule> complete = Set.of();
  private final Holds holds =
      new Holds(
          holder,
          new Holds.Outside() {
            @Override
            public void drifted(Drift drift) {
              drifts.add(drift);
            }

            @Override
            public void proveAgain() {
              again.incrementAndGet();
            }

            @Override
            public void complete(Set<Rule> rules) {
              complete = rules;
            }
          },
          () -> now);

  /** Holds one rule by a file with the words {@code as it should be}; keeps what was there. */
  private final class FileHolder implements Holder {
    private static final String GOOD = "as it should be";
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean broken;
    private volatile boolean withoutEffect;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public Set<Rule> holdable() {
      return EnumSet.of(Rule.SCREEN_LOCK, Rule.SUSPEND);
    }

    @Override
    public List<Change> missing(Rule rule, Policy policy) {
      String found = read(file(rule));
      return found.equals(GOOD)
          ? List.of()
          : List.of(new Change("the lock", GOOD, found, "The lock will be as it should be."));
    }

    @Override
    public Set<Rule> held() {
      Set<Rule> held = EnumSet.noneOf(Rule.class);
      holdable().stream().filter(rule -> Files.exists(before(rule))).forEach(held::add);
      return held;
    }

    @Override
    public Result hold(Rule rule) throws InterruptedException {
      calls.incrementAndGet();
      gate.await();
      if (broken) {
        return new Result.Failed("The disk is full. Make space.");
      }
      if (!Files.exists(before(rule))) {
        write(before(rule), read(file(rule)));
      }
      if (!withoutEffect) {
        write(file(rule), GOOD);
      }
      return new Result.Done();
    }

    @Override
    public Result putBack(Rule rule) {
      calls.incrementAndGet();
      if (broken) {
        return new Result.Failed("The disk is full. Make space.");
      }
      write(file(rule), read(before(rule)));
      try {
        Files.delete(before(rule));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Result.Done();
    }
  }

  private Path file(Rule rule) {
    return laptop.resolve(rule.id());
  }

  private Path before(Rule rule) {
    return laptop.resolve(rule.id() + ".before");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Policy policy(int number, Rule rule, Stage stage) {
    return new Policy(
        "device",
        Optional.of(new PolicyVersion(1, number)),
        Instant.EPOCH,
        Map.of(rule, new RulePolicy(stage, new RuleSettings.Defaults())),
        List.of(),
        "");
  }

  private Finding look(Policy policy, Rule rule, long word) {
    Finding proved =
        new Finding(
            rule,
            new FindingState.NotMet(),
            new Hold.None(),
            policy.stageOf(rule),
            now,
            List.of(),
            "It is so.");
    return holds.look(List.of(proved), policy, word).getFirst();
  }

  @Test
  void watching_says_what_would_change_and_changes_nothing() {
    Finding finding = look(policy(1, Rule.SCREEN_LOCK, Stage.WATCH), Rule.SCREEN_LOCK, 0);
    assertThat(finding.canEnforce()).isTrue();
    assertThat(finding.wouldChange()).containsExactly("The lock will be as it should be.");
    assertThat(holder.calls).hasValue(0);
  }

  @Test
  void enforcing_makes_it_so_and_going_back_restores_exactly_what_was_there() {
    write(file(Rule.SCREEN_LOCK), "as people liked it");
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 1);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo(FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    assertThat(drifts).isEmpty();
    assertThat(complete).containsExactly(Rule.SCREEN_LOCK);
    look(policy(2, Rule.SCREEN_LOCK, Stage.WARN), Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 2);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo("as people liked it");
    assertThat(holder.held()).isEmpty();
    assertThat(drifts).isEmpty();
  }

  @Test
  void a_lost_policy_loosens_nothing() {
    look(policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE), Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 1);
    look(Policy.DEFAULT, Rule.SCREEN_LOCK, 0);
    assertThat(holder.calls).hasValue(1);
    assertThat(holder.held()).containsExactly(Rule.SCREEN_LOCK);
  }

  @Test
  void what_others_changed_is_told_before_it_is_put_back_and_again_when_it_is() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    Instant good = now;
    now = now.plusSeconds(90);
    write(file(Rule.SCREEN_LOCK), "off");
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate; // ufw takes a minute on a slow laptop
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime() - Duration.ofSeconds(1).toNanos());
    assertThat(drifts).hasSize(1);
    Drift drift = drifts.getFirst();
    assertThat(drift.found()).isEqualTo("off");
    assertThat(drift.expected()).isEqualTo(FileHolder.GOOD);
    assertThat(drift.since()).contains(good);
    assertThat(drift.putBack()).isFalse();
    assertThat(drift.toldIn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    assertThat(complete).isEmpty();
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    assertThat(drifts).as("what is being put back").hasSize(1);
    gate.countDown();
    await().until(() -> drifts.size() == 2);
    Drift again = drifts.getLast();
    assertThat(again.putBack()).isTrue();
    assertThat(again)
        .as("one change")
        .usingRecursiveComparison()
        .ignoringFields("putBack", "toldIn")
        .isEqualTo(drift);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo(FileHolder.GOOD);
  }

  @Test
  void what_flaps_while_it_is_being_put_back_is_one_change_until_the_end() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate;
    write(file(Rule.SCREEN_LOCK), "off");
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    await().until(() -> holder.calls.get() == 1);
    for (String half : List.of(FileHolder.GOOD, "open for a moment", FileHolder.GOOD, "again")) {
      write(file(Rule.SCREEN_LOCK), half);
      look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    }
    assertThat(drifts).singleElement().returns(false, Drift::putBack);
    gate.countDown();
    await().until(() -> again.get() == 1);
    assertThat(drifts).extracting(Drift::putBack).containsExactly(false, true);
    write(file(Rule.SCREEN_LOCK), "off");
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    await().until(() -> drifts.size() == 4);
  }

  @Test
  void what_is_changed_again_before_the_next_look_is_told_too() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    for (int i = 1; i <= 3; i++) {
      int times = i;
      await().until(() -> again.get() == times);
      now = now.plusSeconds(1);
      write(file(Rule.SCREEN_LOCK), "off " + i);
      look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    }
    await().until(() -> drifts.size() == 6);
    assertThat(drifts)
        .extracting(drift -> drift.found() + " " + drift.putBack())
        .containsExactly(
            "off 1 false", "off 1 true", "off 2 false", "off 2 true", "off 3 false", "off 3 true");
    assertThat(drifts.stream().map(Drift::since).distinct()).hasSize(3);
    assertThat(holder.calls).hasValue(4);
  }

  @Test
  void what_could_not_be_put_back_is_told_as_put_back_only_once_it_is() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    write(file(Rule.SCREEN_LOCK), "off");
    holder.broken = true;
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    await().until(() -> again.get() == 1);
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    assertThat(drifts).singleElement().returns(false, Drift::putBack);
    holder.broken = false;
    now = now.plus(Duration.ofMinutes(5));
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> drifts.size() == 2);
    assertThat(drifts.getLast().putBack()).isTrue();
    assertThat(drifts.getLast().since()).isEqualTo(drifts.getFirst().since());
  }

  @Test
  void what_the_other_side_says_is_done_and_is_not_seen_here_is_not_told_as_put_back() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    write(file(Rule.SCREEN_LOCK), "off");
    write(before(Rule.SCREEN_LOCK), "as people liked it");
    holder.withoutEffect = true;
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    await().until(() -> again.get() == 1);
    for (int i = 0; i < 20; i++) {
      look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    }
    assertThat(drifts).singleElement().returns(false, Drift::putBack);
    assertThat(holder.calls).hasValue(1);
    assertThat(complete).isEmpty();
  }

  @Test
  void what_is_as_it_should_be_again_before_its_turn_came_is_told_too() {
    Policy enforce =
        new Policy(
            "device",
            Optional.of(new PolicyVersion(1, 1)),
            Instant.EPOCH,
            Map.of(
                Rule.SCREEN_LOCK,
                new RulePolicy(Stage.ENFORCE, new RuleSettings.Defaults()),
                Rule.SUSPEND,
                new RulePolicy(Stage.ENFORCE, new RuleSettings.Defaults())),
            List.of(),
            "");
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, 0);
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate;
    look(enforce, Rule.SUSPEND, 0); // takes its time
    await().until(() -> holder.calls.get() == 1);
    write(file(Rule.SCREEN_LOCK), "off");
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    assertThat(drifts).hasSize(2).allMatch(drift -> drift.found().equals("off"));
    assertThat(drifts).extracting(Drift::putBack).containsExactly(false, true);
    gate.countDown();
    await().until(() -> holder.calls.get() == 2 && again.get() == 1);
    assertThat(drifts).hasSize(2);
  }

  @Test
  void a_warned_rule_is_told_once_and_left_alone() {
    Policy warn = policy(1, Rule.SCREEN_LOCK, Stage.WARN);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(warn, Rule.SCREEN_LOCK, 0);
    write(file(Rule.SCREEN_LOCK), "off");
    look(warn, Rule.SCREEN_LOCK, 0);
    look(warn, Rule.SCREEN_LOCK, 0);
    assertThat(drifts).hasSize(1).allMatch(drift -> !drift.putBack());
    assertThat(holder.calls).hasValue(0);
  }

  @Test
  void a_change_while_the_agent_was_away_is_told_with_when_it_was_last_good() {
    Policy warn = policy(1, Rule.SCREEN_LOCK, Stage.WARN);
    Instant last = now.minusSeconds(3_600);
    holds.expect(Set.of(Rule.SCREEN_LOCK), warn.version(), last);
    look(warn, Rule.SCREEN_LOCK, 0);
    assertThat(drifts).hasSize(1).allMatch(drift -> drift.since().equals(Optional.of(last)));
  }

  @Test
  void another_policy_asks_for_other_things_and_that_is_no_drift() {
    holds.expect(
        Set.of(Rule.SCREEN_LOCK), Optional.of(new PolicyVersion(1, 1)), now.minusSeconds(60));
    look(policy(2, Rule.SCREEN_LOCK, Stage.WARN), Rule.SCREEN_LOCK, 0);
    assertThat(drifts).isEmpty();
  }

  @Test
  void the_passing_of_a_day_is_no_drift_but_a_change_by_hand_is() {
    Policy warn = policy(1, Rule.SUSPEND, Stage.WARN);
    write(file(Rule.SUSPEND), FileHolder.GOOD);
    look(warn, Rule.SUSPEND, 0);
    write(file(Rule.SUSPEND), "over");
    look(warn, Rule.SUSPEND, 0);
    assertThat(drifts).isEmpty();
    write(file(Rule.SUSPEND), FileHolder.GOOD);
    look(warn, Rule.SUSPEND, 0);
    write(file(Rule.SUSPEND), "off");
    look(warn, Rule.SUSPEND, System.nanoTime());
    assertThat(drifts).hasSize(1);
  }

  @Test
  void a_failure_is_shown_and_tried_again_later_and_later() {
    holder.broken = true;
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 1);
    Finding shown = look(enforce, Rule.SCREEN_LOCK, 0);
    assertThat(shown.evidence().getFirst().value()).contains("disk is full");
    assertThat(holder.calls).hasValue(1);
    now = now.plus(Duration.ofMinutes(5));
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == 2);
    now = now.plus(Duration.ofMinutes(5));
    look(enforce, Rule.SCREEN_LOCK, 0);
    assertThat(holder.calls).hasValue(2);
    holder.broken = false;
    now = now.plus(Duration.ofMinutes(5));
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 2);
    assertThat(look(enforce, Rule.SCREEN_LOCK, 0).evidence()).isEmpty();
  }

  @Test
  void what_is_done_without_effect_is_no_loop() {
    holder.withoutEffect = true;
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 1);
    for (int i = 0; i < 20; i++) {
      look(enforce, Rule.SCREEN_LOCK, 0);
    }
    assertThat(holder.calls).hasValue(1);
  }

  @Test
  void what_is_seen_half_made_is_not_made_twice() {
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate;
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == 1);
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    gate.countDown();
    await().until(() -> again.get() == 1);
    look(enforce, Rule.SCREEN_LOCK, 0);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo(FileHolder.GOOD);
    assertThat(holder.calls).hasValue(1);
  }

  @Test
  void what_was_changed_while_it_was_made_is_made_once_more_at_once() {
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate;
    holder.withoutEffect = true;
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == 1);
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    gate.countDown();
    await().until(() -> again.get() == 1);
    holder.withoutEffect = false;
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 2);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo(FileHolder.GOOD);
    assertThat(holder.calls).hasValue(2);
  }

  @Test
  void what_was_found_whole_while_it_was_made_is_put_back_at_once_when_it_is_changed_again() {
    CountDownLatch gate = new CountDownLatch(1);
    holder.gate = gate;
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == 1);
    write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
    gate.countDown();
    await().until(() -> again.get() == 1);
    write(file(Rule.SCREEN_LOCK), "off");
    look(enforce, Rule.SCREEN_LOCK, System.nanoTime());

    await().until(() -> drifts.size() == 2);
    assertThat(drifts).extracting(Drift::putBack).containsExactly(false, true);
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo(FileHolder.GOOD);
  }

  @Test
  void others_who_change_it_for_ever_are_not_answered_for_ever() {
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    for (int i = 1; i <= Holds.QUARRELS + 3; i++) {
      write(file(Rule.SCREEN_LOCK), FileHolder.GOOD);
      look(enforce, Rule.SCREEN_LOCK, 0);
      write(file(Rule.SCREEN_LOCK), "off");
      look(enforce, Rule.SCREEN_LOCK, System.nanoTime());
      int done = Math.min(i, Holds.QUARRELS);
      await().until(() -> again.get() == done);
    }
    assertThat(holder.calls).hasValue(Holds.QUARRELS);
    assertThat(drifts).filteredOn(drift -> !drift.putBack()).hasSize(Holds.QUARRELS + 3);
    now = now.plus(Duration.ofMinutes(11));
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == Holds.QUARRELS + 1);
  }

  @Test
  void a_release_puts_everything_back_and_holds_nothing_until_the_next_policy() throws Exception {
    write(file(Rule.SCREEN_LOCK), "as people liked it");
    Policy enforce = policy(1, Rule.SCREEN_LOCK, Stage.ENFORCE);
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> again.get() == 1);
    assertThat(holds.release()).isEmpty();
    assertThat(read(file(Rule.SCREEN_LOCK))).isEqualTo("as people liked it");
    look(enforce, Rule.SCREEN_LOCK, 0);
    assertThat(holder.calls).hasValue(2);
    holds.holdAgain();
    look(enforce, Rule.SCREEN_LOCK, 0);
    await().until(() -> holder.calls.get() == 3);
    holder.broken = true;
    assertThat(holds.release()).containsExactly("screen-lock: The disk is full. Make space.");
  }
}
