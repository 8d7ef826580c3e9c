package io.stairgate.console.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.stairgate.console.device.Finding;
import io.stairgate.console.event.What;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.proto.v1.AgentAction;
import io.stairgate.proto.v1.AgentEvent;
import io.stairgate.proto.v1.Concern;
import io.stairgate.proto.v1.Drift;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.NoticeRead;
import io.stairgate.proto.v1.Posture;
import io.stairgate.proto.v1.Program;
import io.stairgate.proto.v1.ProgramsChanged;
import io.stairgate.proto.v1.RecoveryKeyEvent;
import io.stairgate.proto.v1.RecoveryKeyStep;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Entries of the rules are read within their bounds, or refused in one sentence. */
class NewsReaderTest {
  private static final String ID = new UUID(3, 4).toString();

  private static Entry.Builder entry() {
    return Entry.newBuilder()
        .setSequence(1)
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_800_000_000L));
  }

  private static What read(Entry.Builder entry) throws MalformedMessageException {
    return EntryReader.entry(entry.build()).what();
  }

  private static void refused(Entry.Builder entry) {
    assertThatThrownBy(() -> read(entry))
        .isInstanceOf(MalformedMessageException.class)
        .message()
        .isNotEmpty()
        .doesNotContain("\n");
  }

  private static Concern.Builder concern() {
    return Concern.newBuilder()
        .setConcernId(ID)
        .setKind(io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_LAPTOP_LOST)
        .setAccount("anna")
        .setWords("It is not\nin the cupboard.");
  }

  @Test
  void a_concern_has_an_id_a_kind_and_clean_words() throws Exception {
    assertThat(read(entry().setConcern(concern())))
        .isInstanceOfSatisfying(
            What.Reported.class,
            reported -> {
              assertThat(reported.news().id()).isEqualTo(new UUID(3, 4));
              assertThat(reported.news().kind()).isEqualTo(ConcernKind.LAPTOP_LOST);
              assertThat(reported.news().words()).isEqualTo("It is not in the cupboard.");
            });
    assertThat(read(entry().setConcern(concern().setKindValue(99))))
        .as("a kind of a newer agent is read by somebody all the same")
        .isInstanceOfSatisfying(
            What.Reported.class,
            reported -> assertThat(reported.news().kind()).isEqualTo(ConcernKind.WORRY));
    refused(
        entry()
            .setConcern(
                concern().setKind(io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_UNSPECIFIED)));
    refused(entry().setConcern(concern().setConcernId("x")));
    refused(entry().setConcern(concern().setWords("a".repeat(1001))));
    refused(entry().setConcern(concern().setAccount("a".repeat(65))));
  }

  @Test
  void a_drift_names_a_rule_even_one_that_is_not_known_here() throws Exception {
    Drift.Builder drift =
        Drift.newBuilder().setRule("rule-of-tomorrow").setWhat("x").setExpected("1").setFound("2");
    assertThat(read(entry().setDrift(drift))).isInstanceOf(What.Drifted.class);
    refused(entry().setDrift(drift.clone().setRule("No Rule")));
    refused(entry().setDrift(drift.clone().setFound("a".repeat(257))));
    refused(entry().setDrift(drift.clone().setToldInUs(-1)));
    refused(entry().setDrift(drift.clone().setSince(Timestamp.newBuilder().setSeconds(-5))));
  }

  @Test
  void programs_have_names_and_are_at_most_two_thousand() throws Exception {
    Program tool = Program.newBuilder().setName("Tool").setVersion("1").setSource("deb").build();
    assertThat(
            read(
                entry()
                    .setPrograms(
                        ProgramsChanged.newBuilder()
                            .addAllPresent(Collections.nCopies(2_000, tool)))))
        .isInstanceOfSatisfying(
            What.ProgramsChanged.class,
            changed -> assertThat(changed.news().present()).hasSize(2_000));
    refused(
        entry()
            .setPrograms(
                ProgramsChanged.newBuilder().addAllGone(Collections.nCopies(2_001, tool))));
    for (Program wrong :
        List.of(
            tool.toBuilder().setName(" ").build(),
            tool.toBuilder().setName("a".repeat(101)).build(),
            tool.toBuilder().setVersion("a".repeat(65)).build(),
            tool.toBuilder().setSource("a".repeat(17)).build())) {
      refused(entry().setPrograms(ProgramsChanged.newBuilder().addPresent(wrong)));
    }
  }

  @Test
  void a_reading_names_who_and_which_notice() throws Exception {
    NoticeRead.Builder read =
        NoticeRead.newBuilder().setAccount("anna").setNotice("0123456789abcdef");
    assertThat(read(entry().setNoticeRead(read))).isInstanceOf(What.NoticeRead.class);
    refused(entry().setNoticeRead(read.clone().setAccount("")));
    refused(entry().setNoticeRead(read.clone().setNotice("0123456789ABCDEF")));
  }

  @Test
  void a_recovery_key_is_sealed_when_it_is_new_and_never_else() throws Exception {
    RecoveryKeyEvent.Builder key =
        RecoveryKeyEvent.newBuilder()
            .setKeyId("7KQ2M9XT")
            .setVolume("ab".repeat(32))
            .setVolumeWords("the system disk")
            .setSlot(1)
            .setStep(RecoveryKeyStep.RECOVERY_KEY_STEP_ADDED)
            .setSealed(ByteString.copyFrom(new byte[90]));
    assertThat(read(entry().setRecoveryKey(key))).isInstanceOf(What.RecoveryKey.class);
    assertThat(read(entry().setRecoveryKey(key.clone().setStepValue(77))))
        .isInstanceOf(What.Other.class);
    refused(
        entry().setRecoveryKey(key.clone().setStep(RecoveryKeyStep.RECOVERY_KEY_STEP_UNSPECIFIED)));
    refused(entry().setRecoveryKey(key.clone().setKeyId("7KQ2M9XU")));
    refused(entry().setRecoveryKey(key.clone().setVolume("x")));
    refused(entry().setRecoveryKey(key.clone().setSlot(32)));
    refused(entry().setRecoveryKey(key.clone().setSealed(ByteString.EMPTY)));
    refused(entry().setRecoveryKey(key.clone().setSealed(ByteString.copyFrom(new byte[1025]))));
    refused(
        entry().setRecoveryKey(key.clone().setStep(RecoveryKeyStep.RECOVERY_KEY_STEP_VANISHED)));
  }

  @Test
  void what_somebody_did_to_the_agent_is_told_apart() throws Exception {
    assertThat(
            read(
                entry()
                    .setAgent(
                        AgentEvent.newBuilder().setAction(AgentAction.AGENT_ACTION_TAMPERED))))
        .isInstanceOfSatisfying(
            What.Agent.class,
            agent -> assertThat(agent.news().action().name()).isEqualTo("TAMPERED"));
    refused(entry().setAgent(AgentEvent.newBuilder().setDetail("a".repeat(513))));
  }

  @Test
  void a_finding_says_what_enforcing_would_change() throws Exception {
    io.stairgate.proto.v1.Finding.Builder finding =
        io.stairgate.proto.v1.Finding.newBuilder()
            .setRule("rule-of-tomorrow")
            .setState(FindingState.FINDING_STATE_NOT_MET)
            .setProvedAt(Timestamp.newBuilder().setSeconds(1_800_000_000L))
            .addWouldChange("The screen locks after 5 minutes.")
            .setCanEnforce(true);
    assertThat(read(entry().setPosture(Posture.newBuilder().addFindings(finding))))
        .isInstanceOfSatisfying(
            What.Checked.class,
            checked -> {
              Finding found = checked.findings().getFirst();
              assertThat(found.rule()).isEqualTo("rule-of-tomorrow");
              assertThat(found.wouldChange()).containsExactly("The screen locks after 5 minutes.");
              assertThat(found.canEnforce()).isTrue();
            });
    refused(
        entry()
            .setPosture(
                Posture.newBuilder()
                    .addFindings(finding.clone().addAllWouldChange(Collections.nCopies(16, "x")))));
    refused(
        entry()
            .setPosture(
                Posture.newBuilder().addFindings(finding.clone().addWouldChange("a".repeat(301)))));
  }
}
