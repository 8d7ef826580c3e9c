package io.stairgate.console.wire;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.What;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.Sighting;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Evidence;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.Gap;
import io.stairgate.proto.v1.Hold;
import io.stairgate.proto.v1.IdentityStrength;
import io.stairgate.proto.v1.MediaEvent;
import io.stairgate.proto.v1.MediumKind;
import io.stairgate.proto.v1.Posture;
import io.stairgate.proto.v1.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Journal entries from their bytes, within the bounds of the contract. */
final class EntryReader {
  private EntryReader() {}

  static JournalEntry entry(Entry entry) throws MalformedMessageException {
    long sequence = Fields.number(entry.getSequence(), 1, "sequence");
    Instant occurredAt = Fields.time(entry.hasOccurredAt(), entry.getOccurredAt(), "occurred_at");
    var _ = Fields.text(entry.getBootId(), 64, "boot_id");
    What what =
        switch (entry.getWhatCase()) {
          case POSTURE -> posture(entry.getPosture());
          case MEDIA -> media(entry.getMedia());
          case AGENT -> NewsReader.agent(entry.getAgent());
          case GAP -> gap(entry.getGap(), sequence);
          case REQUEST -> PermissionReader.asking(entry.getRequest());
          case PERMISSION -> PermissionReader.news(entry.getPermission());
          case RECOVERY_KEY -> NewsReader.recoveryKey(entry.getRecoveryKey());
          case CONCERN -> NewsReader.concern(entry.getConcern());
          case DRIFT -> NewsReader.drift(entry.getDrift());
          case PROGRAMS -> NewsReader.programs(entry.getPrograms());
          case NOTICE_READ -> NewsReader.noticeRead(entry.getNoticeRead());
          // Nothing we know: from a newer agent. It is kept as it came.
          case WHAT_NOT_SET -> new What.Other();
        };
    return new JournalEntry(sequence, occurredAt, what, Bytes.of(entry.toByteArray()));
  }

  static Hardware hardware(io.stairgate.proto.v1.Hardware hardware)
      throws MalformedMessageException {
    String id = hardware.getHardwareId();
    if (!id.isEmpty() && !id.matches("[0-9a-f]{64}")) {
      throw new MalformedMessageException("hardware_id is not a SHA-256");
    }
    return new Hardware(
        Fields.text(hardware.getMake(), 128, "make"),
        Fields.text(hardware.getModel(), 128, "model"),
        Fields.text(hardware.getSerial(), 128, "serial"),
        Fields.text(hardware.getSystem(), 128, "system"),
        Fields.text(hardware.getSystemVersion(), 128, "system_version"),
        id);
  }

  private static What posture(Posture posture) throws MalformedMessageException {
    if (posture.getFindingsCount() > 64) {
      throw new MalformedMessageException("a posture has more than 64 findings");
    }
    List<Finding> findings = new ArrayList<>();
    Set<String> rules = new HashSet<>();
    for (io.stairgate.proto.v1.Finding each : posture.getFindingsList()) {
      Finding finding = finding(each);
      if (!rules.add(finding.rule())) {
        throw new MalformedMessageException("a posture has two findings of one rule");
      }
      findings.add(finding);
    }
    return new What.Checked(hardware(posture.getHardware()), findings);
  }

  private static Finding finding(io.stairgate.proto.v1.Finding finding)
      throws MalformedMessageException {
    String rule = finding.getRule();
    if (!rule.matches(Fields.RULE)) {
      throw new MalformedMessageException("a finding's rule is not a rule id");
    }
    if (finding.getWouldChangeCount() > 16) {
      throw new MalformedMessageException("a finding would change more than 16 things");
    }
    List<String> wouldChange = new ArrayList<>();
    for (String each : finding.getWouldChangeList()) {
      wouldChange.add(Fields.text(each, 300, "would_change"));
    }
    if (finding.getEvidenceCount() > 32) {
      throw new MalformedMessageException("a finding has more than 32 facts");
    }
    List<Finding.Evidence> evidence = new ArrayList<>();
    for (Evidence each : finding.getEvidenceList()) {
      evidence.add(
          new Finding.Evidence(
              Fields.text(each.getKey(), 128, "evidence key"),
              Fields.text(each.getValue(), 512, "evidence value")));
    }
    Instant provedAt = Fields.time(finding.hasProvedAt(), finding.getProvedAt(), "proved_at");
    boolean newer = finding.getState() == FindingState.UNRECOGNIZED;
    return new Finding(
        rule,
        state(finding.getState()),
        newer ? "newer-agent" : Fields.text(finding.getReason(), 128, "reason"),
        hold(finding.getHold()),
        Fields.text(finding.getHoldReason(), 128, "hold_reason"),
        stage(finding.getStage()),
        Fields.text(finding.getSentence(), 300, "sentence"),
        evidence,
        provedAt,
        provedAt,
        wouldChange,
        finding.getCanEnforce());
  }

  private static String state(FindingState state) throws MalformedMessageException {
    return switch (state) {
      case FINDING_STATE_MET -> "met";
      case FINDING_STATE_NOT_MET -> "not-met";
      case FINDING_STATE_IN_PROGRESS -> "in-progress";
      // A state of a newer contract is nothing this console can tell.
      case FINDING_STATE_UNKNOWN, UNRECOGNIZED -> "unknown";
      case FINDING_STATE_NOT_APPLICABLE -> "not-applicable";
      case FINDING_STATE_UNSPECIFIED ->
          throw new MalformedMessageException("a finding has no state");
    };
  }

  private static String hold(Hold hold) {
    return switch (hold) {
      case HOLD_BY_OS -> "by-os";
      case HOLD_BY_AGENT -> "by-agent";
      case HOLD_REPORTED_ONLY -> "reported-only";
      case HOLD_CANNOT -> "cannot";
      case HOLD_UNSPECIFIED, UNRECOGNIZED -> "none";
    };
  }

  private static String stage(Stage stage) {
    return switch (stage) {
      case STAGE_WARN -> "warn";
      case STAGE_ENFORCE -> "enforce";
      case STAGE_WATCH, STAGE_UNSPECIFIED, UNRECOGNIZED -> "watch";
    };
  }

  private static What media(MediaEvent media) throws MalformedMessageException {
    if (media.getSignedInCount() > 8) {
      throw new MalformedMessageException("a media event names more than 8 people");
    }
    for (String each : media.getSignedInList()) {
      var _ = Fields.text(each, 256, "signed_in");
    }
    var _ = Fields.text(media.getReason(), 128, "reason");
    Medium medium = medium(media.getMedium());
    Optional<Sighting.Action> action =
        switch (media.getAction()) {
          case MEDIA_ACTION_BLOCKED -> Optional.of(Sighting.Action.BLOCKED);
          case MEDIA_ACTION_SEEN -> Optional.of(Sighting.Action.SEEN);
          case MEDIA_ACTION_ALLOWED -> Optional.of(Sighting.Action.ALLOWED);
          case MEDIA_ACTION_REMOVED -> Optional.of(Sighting.Action.REMOVED);
          case MEDIA_ACTION_NOT_BLOCKED -> Optional.of(Sighting.Action.NOT_BLOCKED);
          case UNRECOGNIZED -> Optional.empty();
          case MEDIA_ACTION_UNSPECIFIED ->
              throw new MalformedMessageException("a media event has no action");
        };
    // An action of a newer contract: kept as it came.
    return action.isEmpty()
        ? new What.Other()
        : new What.Media(new Sighting(medium, action.get(), media.getPresentAtStart()));
  }

  static Medium medium(io.stairgate.proto.v1.Medium medium) throws MalformedMessageException {
    String descriptors = medium.getDescriptorSha256();
    if (!descriptors.isEmpty() && !descriptors.matches("[0-9a-f]{64}")) {
      throw new MalformedMessageException("descriptor_sha256 is not a SHA-256");
    }
    return new Medium(
        kind(medium.getKind()),
        Fields.usbId(medium.getVendorId(), "vendor_id"),
        Fields.usbId(medium.getProductId(), "product_id"),
        Fields.text(medium.getSerial(), 128, "serial"),
        Fields.text(medium.getName(), 128, "name"),
        medium.getStrength() != IdentityStrength.IDENTITY_STRENGTH_SERIAL
            || medium.getSerial().isEmpty(),
        Fields.text(medium.getPort(), 64, "port"),
        descriptors);
  }

  private static Medium.Kind kind(MediumKind kind) throws MalformedMessageException {
    return switch (kind) {
      case MEDIUM_KIND_USB_STORAGE -> Medium.Kind.USB_STORAGE;
      case MEDIUM_KIND_PHONE -> Medium.Kind.PHONE;
      case MEDIUM_KIND_CAMERA -> Medium.Kind.CAMERA;
      case MEDIUM_KIND_SD_CARD -> Medium.Kind.SD_CARD;
      case MEDIUM_KIND_OPTICAL -> Medium.Kind.OPTICAL;
      case MEDIUM_KIND_REMOVABLE_DISK -> Medium.Kind.REMOVABLE_DISK;
      case MEDIUM_KIND_MIXED -> Medium.Kind.MIXED;
      case MEDIUM_KIND_UNKNOWN_DEVICE, UNRECOGNIZED -> Medium.Kind.UNKNOWN_DEVICE;
      case MEDIUM_KIND_UNSPECIFIED -> throw new MalformedMessageException("a medium has no kind");
    };
  }

  private static What gap(Gap gap, long sequence) throws MalformedMessageException {
    long first = Fields.number(gap.getFirstSequence(), 1, "first_sequence");
    if (gap.getLastSequence() != sequence || first > sequence) {
      throw new MalformedMessageException("a gap does not end in its own number");
    }
    return new What.Gap(
        first,
        switch (gap.getReason()) {
          case GAP_REASON_COALESCED -> "coalesced";
          case GAP_REASON_LIMIT -> "limit";
          // A reason of a newer contract: taken for the worst.
          case GAP_REASON_DAMAGED, UNRECOGNIZED -> "damaged";
          case GAP_REASON_UNSPECIFIED -> throw new MalformedMessageException("a gap has no reason");
        });
  }
}
