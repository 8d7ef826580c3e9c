package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.NeverBrick.Candidate;
import io.stairgate.agent.event.MediumKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeverBrickTest {
  private static final MediaDecision SHUT =
      new MediaDecision.Shut(MediumKind.UNKNOWN_DEVICE, "unknown-kind");

  @Test
  void the_disk_the_system_runs_from_is_never_shut() {
    assertThat(NeverBrick.hold(SHUT, new Candidate(of("080650"), false, true, true, true)))
        .isEqualTo(new MediaDecision.LetIn("carries-the-system"));
  }

  @Test
  void what_is_built_in_is_never_shut() {
    assertThat(NeverBrick.hold(SHUT, new Candidate(of("080650"), true, false, true, true)))
        .isEqualTo(new MediaDecision.LetIn("built-in"));
  }

  @Test
  void hubs_keyboards_pointers_network_adapters_and_assistive_devices_are_never_shut() {
    for (String device :
        new String[] {
          "090000", "030101", "030102", "030000 ff0000", "020600 0a0000", "020600 000000"
        }) {
      assertThat(NeverBrick.hold(SHUT, candidate(of(device), true)))
          .as(device)
          .isInstanceOf(MediaDecision.LetIn.class);
    }
    assertThat(
            NeverBrick.reason(
                candidate(Optional.of(MediaJudgeTest.description(0x0921, "ff0000")), true)))
        .contains("assistive-device");
  }

  @Test
  void storage_is_never_the_last_keyboard() {
    assertThat(NeverBrick.reason(candidate(of("080650 030101"), false))).isEmpty();
  }

  @Test
  void the_last_keyboard_is_let_in_even_on_a_phone() {
    assertThat(NeverBrick.reason(candidate(of("e00103 030101"), false))).contains("last-keyboard");
    assertThat(NeverBrick.reason(candidate(of("e00103 030101"), true))).isEmpty();
  }

  @Test
  void a_phone_is_not_a_network_adapter() {
    assertThat(
            NeverBrick.reason(
                candidate(Optional.of(MediaJudgeTest.description(0x18d1, "020d00 0a0001")), true)))
        .isEmpty();
  }

  @Test
  void what_cannot_be_understood_is_on_no_list() {
    assertThat(NeverBrick.reason(candidate(Optional.empty(), true))).isEmpty();
  }

  private static Candidate candidate(Optional<UsbDescription> device, boolean others) {
    return new Candidate(device, false, false, others, others);
  }

  private static Optional<UsbDescription> of(String triples) {
    return Optional.of(MediaJudgeTest.description(0x046d, triples));
  }
}
