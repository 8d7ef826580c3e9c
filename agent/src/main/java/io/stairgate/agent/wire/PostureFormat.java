package io.stairgate.agent.wire;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.Rule;
import java.util.ArrayList;
import java.util.List;

/** Postures to the contract's messages and back. */
final class PostureFormat {
  private PostureFormat() {}

  static io.stairgate.proto.v1.Posture message(Posture posture) {
    var message =
        io.stairgate.proto.v1.Posture.newBuilder().setHardware(message(posture.hardware()));
    for (Finding finding : posture.findings()) {
      message.addFindings(message(finding));
    }
    return message.build();
  }

  static Posture posture(io.stairgate.proto.v1.Posture message) throws MalformedException {
    List<Finding> findings = new ArrayList<>(message.getFindingsCount());
    for (io.stairgate.proto.v1.Finding finding : message.getFindingsList()) {
      findings.add(finding(finding));
    }
    return new Posture(hardware(message.getHardware()), findings);
  }

  static io.stairgate.proto.v1.Hardware message(Hardware hardware) {
    return io.stairgate.proto.v1.Hardware.newBuilder()
        .setMake(hardware.make())
        .setModel(hardware.model())
        .setSerial(hardware.serial())
        .setSystem(hardware.system())
        .setSystemVersion(hardware.systemVersion())
        .setHardwareId(hardware.hardwareId())
        .build();
  }

  private static Hardware hardware(io.stairgate.proto.v1.Hardware message) {
    return new Hardware(
        message.getMake(),
        message.getModel(),
        message.getSerial(),
        message.getSystem(),
        message.getSystemVersion(),
        message.getHardwareId());
  }

  private static io.stairgate.proto.v1.Finding message(Finding finding) {
    var message =
        io.stairgate.proto.v1.Finding.newBuilder()
            .setRule(finding.rule().id())
            .setState(state(finding.state()))
            .setReason(finding.state().reasonCode())
            .setStage(Basics.stage(finding.stage()))
            .setProvedAt(Basics.timestamp(finding.provedAt()))
            .setSentence(finding.sentence())
            .addAllWouldChange(finding.wouldChange())
            .setCanEnforce(finding.canEnforce());
    hold(finding.hold(), message);
    for (Evidence fact : finding.evidence()) {
      message.addEvidence(
          io.stairgate.proto.v1.Evidence.newBuilder().setKey(fact.key()).setValue(fact.value()));
    }
    return message.build();
  }

  private static Finding finding(io.stairgate.proto.v1.Finding message) throws MalformedException {
    Rule rule =
        Rule.of(message.getRule())
            .orElseThrow(() -> new MalformedException("This version does not know a rule."));
    List<Evidence> evidence =
        message.getEvidenceList().stream()
            .map(fact -> new Evidence(fact.getKey(), fact.getValue()))
            .toList();
    return new Finding(
        rule,
        state(message),
        hold(message),
        Basics.stage(message.getStage()),
        Basics.instant(message.getProvedAt()),
        evidence,
        message.getSentence(),
        List.copyOf(message.getWouldChangeList()),
        message.getCanEnforce());
  }

  private static io.stairgate.proto.v1.FindingState state(FindingState state) {
    return switch (state) {
      case FindingState.Met() -> io.stairgate.proto.v1.FindingState.FINDING_STATE_MET;
      case FindingState.NotMet() -> io.stairgate.proto.v1.FindingState.FINDING_STATE_NOT_MET;
      case FindingState.InProgress inProgress ->
          io.stairgate.proto.v1.FindingState.FINDING_STATE_IN_PROGRESS;
      case FindingState.Unknown unknown -> io.stairgate.proto.v1.FindingState.FINDING_STATE_UNKNOWN;
      case FindingState.NotApplicable notApplicable ->
          io.stairgate.proto.v1.FindingState.FINDING_STATE_NOT_APPLICABLE;
    };
  }

  private static FindingState state(io.stairgate.proto.v1.Finding message)
      throws MalformedException {
    return switch (message.getState()) {
      case FINDING_STATE_MET -> new FindingState.Met();
      case FINDING_STATE_NOT_MET -> new FindingState.NotMet();
      case FINDING_STATE_IN_PROGRESS -> new FindingState.InProgress(message.getReason());
      case FINDING_STATE_UNKNOWN -> new FindingState.Unknown(message.getReason());
      case FINDING_STATE_NOT_APPLICABLE -> new FindingState.NotApplicable(message.getReason());
      case FINDING_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new MalformedException("This version does not know the state of a finding.");
    };
  }

  private static void hold(Hold hold, io.stairgate.proto.v1.Finding.Builder message) {
    switch (hold) {
      case Hold.None() -> message.setHold(io.stairgate.proto.v1.Hold.HOLD_UNSPECIFIED);
      case Hold.ByOs() -> message.setHold(io.stairgate.proto.v1.Hold.HOLD_BY_OS);
      case Hold.ByAgent() -> message.setHold(io.stairgate.proto.v1.Hold.HOLD_BY_AGENT);
      case Hold.ReportedOnly() -> message.setHold(io.stairgate.proto.v1.Hold.HOLD_REPORTED_ONLY);
      case Hold.Cannot(String reason) ->
          message.setHold(io.stairgate.proto.v1.Hold.HOLD_CANNOT).setHoldReason(reason);
    }
  }

  private static Hold hold(io.stairgate.proto.v1.Finding message) throws MalformedException {
    return switch (message.getHold()) {
      case HOLD_UNSPECIFIED -> new Hold.None();
      case HOLD_BY_OS -> new Hold.ByOs();
      case HOLD_BY_AGENT -> new Hold.ByAgent();
      case HOLD_REPORTED_ONLY -> new Hold.ReportedOnly();
      case HOLD_CANNOT -> new Hold.Cannot(message.getHoldReason());
      case UNRECOGNIZED ->
          throw new MalformedException("This version does not know the hold of a finding.");
    };
  }
}
