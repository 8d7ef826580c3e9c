package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.RequestDesk.Outcome;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.policy.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestDeskTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private final RequestDesk desk = new RequestDesk();

  private static Medium stick(String serial) {
    return new Medium(
        MediumKind.USB_STORAGE,
        "0781",
        "5567",
        serial,
        "Stick",
        IdentityStrength.SERIAL,
        "usb 1-4",
        "");
  }

  private Outcome ask(String account, String serial, boolean write, long nowMs) {
    return desk.ask(
        stick(serial), account, "photos", write, nowMs, () -> UUID.randomUUID().toString());
  }

  @Test
  void what_was_plugged_in_within_a_day_can_be_asked_for() {
    desk.saw(stick("a"), 1_000);
    desk.saw(stick("b"), 2_000);
    assertThat(desk.askable(List.of(stick("c")), 3_000))
        .containsExactly(stick("c"), stick("a"), stick("b"));
    assertThat(desk.askable(List.of(), 1_500 + DAY)).containsExactly(stick("b"));
    for (int i = 0; i < 1_000; i++) {
      desk.saw(stick("x" + i), 2 * DAY);
    }
    assertThat(desk.askable(List.of(), 2 * DAY)).hasSize(64);
  }

  @Test
  void the_same_person_and_stick_within_five_minutes_is_one_request() {
    assertThat(ask("anna", "a", false, 0)).isInstanceOf(Outcome.New.class);
    assertThat(ask("anna", "a", false, 300_000)).isInstanceOf(Outcome.Same.class);
    assertThat(ask("anna", "a", true, 300_000)).isInstanceOf(Outcome.New.class);
    assertThat(ask("anna", "a", false, 300_000)).isInstanceOf(Outcome.Same.class);
    assertThat(ask("ben", "a", false, 300_000)).isInstanceOf(Outcome.New.class);
    assertThat(ask("anna", "b", false, 300_000)).isInstanceOf(Outcome.New.class);
    assertThat(ask("anna", "b", false, 600_001)).isInstanceOf(Outcome.New.class);
  }

  @Test
  void ten_in_an_hour_are_enough_for_one_person_and_do_not_keep_another_from_asking() {
    for (int i = 0; i < 10; i++) {
      assertThat(ask("anna", "s" + i, false, i)).isInstanceOf(Outcome.New.class);
    }
    assertThat(ask("anna", "more", false, 20)).isInstanceOf(Outcome.TooMany.class);
    assertThat(ask("ben", "more", false, 20)).isInstanceOf(Outcome.New.class);
    assertThat(ask("anna", "more", false, Duration.ofHours(1).toMillis() + 20))
        .isInstanceOf(Outcome.New.class);
  }

  @Test
  void what_was_answered_waits_no_longer_and_can_be_asked_for_again() {
    assertThat(ask("anna", "a", false, 0)).isInstanceOf(Outcome.New.class);
    assertThat(desk.of(stick("a"))).isPresent();
    desk.answered(
        new Permission(
            UUID.randomUUID().toString(),
            MediumKind.USB_STORAGE,
            "0781",
            "5567",
            "a",
            "",
            "",
            "",
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(9),
            true,
            false,
            false));
    assertThat(desk.of(stick("a"))).isEmpty();
    assertThat(ask("anna", "a", false, 10)).isInstanceOf(Outcome.New.class);
  }
}
