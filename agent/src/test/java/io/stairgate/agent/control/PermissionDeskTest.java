package io.stairgate.agent.control;

import static io.stairgate.agent.event.PermissionStep.ENDED;
import static io.stairgate.agent.event.PermissionStep.RECEIVED;
import static io.stairgate.agent.event.PermissionStep.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.PermissionDesk.Turn;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.policy.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PermissionDeskTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofHours(1));
  private static final String ONE = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  private final PermissionDesk desk = new PermissionDesk(Map.of(), Map.of());

  private static Medium stick(String serial, String descriptors) {
    return stick(MediumKind.USB_STORAGE, serial, descriptors);
  }

  private static Medium stick(MediumKind kind, String serial, String descriptors) {
    return new Medium(
        kind, "0781", "5567", serial, "Stick", IdentityStrength.SERIAL, "usb 1-4", descriptors);
  }

  private static Permission allowing(String serial, String descriptors, Instant from, Instant to) {
    return new Permission(
        UUID.randomUUID().toString(),
        MediumKind.USB_STORAGE,
        "0781",
        "5567",
        serial,
        descriptors,
        "",
        "",
        from,
        to,
        true,
        false,
        false);
  }

  private static List<String> words(Turn turn) {
    return turn.steps().stream().map(s -> (s.step() + " " + s.reason()).strip()).toList();
  }

  private Turn take(Permission... all) {
    return desk.replace(List.of(all), Set.of(), List.of(), NOW, true);
  }

  @Example
  void a_permission_begins_warns_a_minute_before_and_ends() {
    Permission p = allowing("s", ONE, NOW.plusSeconds(10), END);
    Turn turn = take(p);
    assertThat(turn.live()).isEmpty();
    assertThat(words(turn)).containsExactly("RECEIVED");
    assertThat(turn.next()).contains(NOW.plusSeconds(10));
    turn = desk.look(NOW.plusSeconds(10), true);
    assertThat(turn.live()).containsExactly(p);
    assertThat(turn.next()).contains(END.minusSeconds(60));
    turn = desk.look(END.minusSeconds(60), true);
    assertThat(turn.endingSoon()).containsExactly(p);
    assertThat(turn.next()).contains(END);
    assertThat(desk.look(END.minusSeconds(30), true).endingSoon()).isEmpty();
    turn = desk.look(END, true);
    assertThat(turn.live()).isEmpty();
    assertThat(words(turn)).containsExactly("ENDED time");
    assertThat(turn.next()).isEmpty();
    assertThat(desk.watches()).isFalse();
    assertThat(words(desk.look(END.plusSeconds(1), true))).isEmpty();
  }

  @Example
  void what_is_not_in_the_list_any_more_is_over_at_once() {
    Permission a = allowing("a", ONE, NOW, END);
    Permission b = allowing("b", ONE, NOW, END);
    take(a, b);
    Turn turn = take(b);
    assertThat(turn.live()).containsExactly(b);
    assertThat(words(turn)).containsExactly("ENDED stopped");
    turn = take(allowing("b", ONE, NOW, END.plusSeconds(9)));
    assertThat(words(turn)).containsExactly("ENDED replaced", "RECEIVED");
  }

  @Example
  void an_untrusted_time_holds_everything_back_and_its_return_lets_it_go_on() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    Turn turn = desk.look(NOW.plusSeconds(1), false);
    assertThat(turn.live()).isEmpty();
    assertThat(words(turn)).containsExactly("SUSPENDED clock");
    assertThat(desk.suspended()).isTrue();
    assertThat(words(desk.look(NOW.plusSeconds(2), false))).isEmpty();
    turn = desk.look(NOW.plusSeconds(3), true);
    assertThat(turn.live()).containsExactly(p);
    assertThat(words(turn)).containsExactly("RECEIVED");
    assertThat(desk.suspended()).isFalse();
  }

  @Example
  void one_given_for_a_serial_belongs_to_the_first_it_meets() {
    Permission p = allowing("s", "", NOW, END);
    take(p);
    assertThat(desk.met(stick("s", ONE), NOW, true).live()).containsExactly(p);
    assertThat(desk.bound()).containsEntry(p.id(), ONE);
    Turn turn = desk.met(stick("s", OTHER), NOW, true);
    assertThat(turn.live()).isEmpty();
    assertThat(words(turn)).containsExactly("ENDED descriptors-changed");
    // for good: after a restart, and although the console still lists it
    PermissionDesk next = new PermissionDesk(desk.bound(), desk.ended());
    turn = next.replace(List.of(p), Set.of(p.id()), List.of(), NOW, true);
    assertThat(turn.live()).isEmpty();
    assertThat(words(turn)).isEmpty();
  }

  @Example
  void what_it_is_bound_to_holds_after_a_restart() {
    Permission p = allowing("s", "", NOW, END);
    desk.replace(List.of(p), Set.of(), List.of(stick("s", ONE)), NOW, true);
    PermissionDesk next = new PermissionDesk(desk.bound(), desk.ended());
    Turn turn = next.replace(List.of(p), Set.of(p.id()), List.of(), NOW, true);
    assertThat(turn.live()).containsExactly(p.boundTo(ONE));
  }

  @Example
  void a_permitted_device_that_shows_another_composition_ends_its_permission() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    Turn turn = desk.met(stick(MediumKind.MIXED, "s", OTHER), NOW, true);
    assertThat(words(turn)).containsExactly("ENDED descriptors-changed");
    assertThat(turn.live()).isEmpty();
  }

  @Example
  void another_stick_says_nothing_about_it() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    assertThat(desk.met(stick("other", OTHER), NOW, true).live()).containsExactly(p);
    assertThat(desk.met(stick("", OTHER), NOW, true).live()).containsExactly(p);
  }

  @Example
  void decided_anew_for_what_the_device_says_now_it_holds_again() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    desk.met(stick("s", OTHER), NOW, true);
    Turn turn = take(p.boundTo(OTHER));
    assertThat(turn.live()).containsExactly(p.boundTo(OTHER));
    assertThat(words(turn)).containsExactly("RECEIVED");
  }

  @Example
  void an_end_by_a_clock_that_was_ahead_is_taken_back_by_the_consoles() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    desk.look(END.plus(Duration.ofDays(900)), true);
    Turn turn = desk.look(NOW.plusSeconds(5), true);
    assertThat(turn.live()).containsExactly(p);
    assertThat(words(turn)).containsExactly("RECEIVED");
  }

  @Example
  void what_another_part_ended_is_told_once() {
    Permission p = allowing("s", ONE, NOW, END);
    take(p);
    assertThat(desk.end(p.id(), "descriptors-changed")).isTrue();
    assertThat(desk.end(p.id(), "descriptors-changed")).isFalse();
    assertThat(desk.end("nobody", "x")).isFalse();
    assertThat(desk.look(NOW, true).live()).isEmpty();
  }

  @Example
  void what_is_kept_at_the_start_is_not_told_again() {
    Permission p = allowing("s", ONE, NOW, END);
    Turn turn = desk.replace(List.of(p), Set.of(p.id()), List.of(), NOW, true);
    assertThat(turn.live()).containsExactly(p);
    assertThat(turn.steps()).isEmpty();
  }

  /** Whatever happens in whatever order: live is what began, is not over, and is trusted. */
  @Property(tries = 1_000)
  void only_what_holds_is_ever_live(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 11) Integer> acts) {
    List<Permission> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          allowing(
              "s" + i,
              i % 2 == 0 ? ONE : "",
              NOW.plusSeconds(600L * i),
              NOW.plusSeconds(600L * i + 1_800)));
    }
    PermissionDesk mine = new PermissionDesk(Map.of(), Map.of());
    Instant now = NOW;
    boolean trusted = true;
    List<Permission> listed = List.of();
    for (int act : acts) {
      Turn turn =
          switch (act) {
            case 0, 1, 2, 3 -> {
              listed = all.subList(0, act + 1);
              yield mine.replace(listed, Set.of(), List.of(), now, trusted);
            }
            case 4 -> {
              listed = List.of();
              yield mine.replace(listed, Set.of(), List.of(), now, trusted);
            }
            case 5, 6 -> mine.met(stick("s" + (act - 4), act == 5 ? ONE : OTHER), now, trusted);
            case 7 -> mine.met(stick("s1", OTHER), now, trusted);
            case 8 -> {
              trusted = !trusted;
              yield mine.look(now, trusted);
            }
            default -> {
              now = now.plusSeconds(act == 9 ? 59 : act == 10 ? 600 : 1_801);
              yield mine.look(now, trusted);
            }
          };
      Instant at = now;
      if (!trusted) {
        assertThat(turn.live()).isEmpty();
      }
      List<String> ids = listed.stream().map(Permission::id).toList();
      assertThat(turn.live())
          .allMatch(p -> !at.isBefore(p.startsAt()) && at.isBefore(p.endsAt()))
          .allMatch(p -> ids.contains(p.id()))
          .noneMatch(p -> mine.ended().containsKey(p.id()));
      assertThat(turn.steps())
          .allMatch(s -> s.step() == RECEIVED || s.step() == ENDED || s.step() == SUSPENDED);
      turn.next().ifPresent(next -> assertThat(next).isAfter(at));
    }
  }
}
