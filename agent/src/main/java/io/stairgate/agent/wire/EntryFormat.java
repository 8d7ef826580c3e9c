package io.stairgate.agent.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Concern;
import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.NoticeRead;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.RecoveryKeyEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Entries of the journal to the contract's bytes and back.
 *
 * <p>Over 300 lines because each choice of the contract is spelled out twice, once in each
 * direction.
 */
public final class EntryFormat {
  /** The longest encoded entry, bytes: one always fits into a message of the link. */
  public static final int MAX_BYTES = 192 * 1024;

  private EntryFormat() {}

  /**
   * The entry's bytes, at most {@link #MAX_BYTES}. A posture that would be longer carries fewer
   * facts: what is found is always kept.
   */
  public static byte[] bytes(Entry entry) {
    byte[] bytes = message(entry).toByteArray();
    int facts = Finding.MAX_EVIDENCE;
    while (bytes.length > MAX_BYTES && facts > 0 && entry.what() instanceof Posture posture) {
      facts = facts / 2;
      Posture shorter = withFacts(posture, facts);
      bytes =
          message(new Entry(entry.sequence(), entry.occurredAt(), entry.boot(), shorter))
              .toByteArray();
    }
    return bytes;
  }

  /**
   * The entry that {@code bytes} say.
   *
   * @throws MalformedException when they say none
   */
  public static Entry entry(byte[] bytes) throws MalformedException {
    try {
      return entry(io.stairgate.proto.v1.Entry.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedException("A journal entry cannot be read.", e);
    }
  }

  static io.stairgate.proto.v1.Entry message(Entry entry) {
    var message =
        io.stairgate.proto.v1.Entry.newBuilder()
            .setSequence(entry.sequence())
            .setOccurredAt(Basics.timestamp(entry.occurredAt()))
            .setBootId(entry.boot().bootId())
            .setSinceBootMs(entry.boot().sinceBootMs());
    switch (entry.what()) {
      case Posture posture -> message.setPosture(PostureFormat.message(posture));
      case MediaEvent media -> message.setMedia(media(media));
      case AgentEvent agent -> message.setAgent(agent(agent));
      case Gap gap -> message.setGap(gap(gap));
      case MediaRequest request -> message.setRequest(PermissionFormat.message(request));
      case PermissionEvent permission ->
          message.setPermission(PermissionFormat.message(permission));
      case RecoveryKeyEvent key -> message.setRecoveryKey(ReportFormat.message(key));
      case Concern concern -> message.setConcern(ReportFormat.message(concern));
      case Drift drift -> message.setDrift(ReportFormat.message(drift));
      case ProgramsChanged programs -> message.setPrograms(ReportFormat.message(programs));
      case NoticeRead read -> message.setNoticeRead(ReportFormat.message(read));
    }
    return message.build();
  }

  private static Entry entry(io.stairgate.proto.v1.Entry message) throws MalformedException {
    Occurrence what =
        switch (message.getWhatCase()) {
          case POSTURE -> PostureFormat.posture(message.getPosture());
          case MEDIA -> media(message.getMedia());
          case AGENT -> agent(message.getAgent());
          case GAP -> gap(message.getGap());
          case REQUEST -> PermissionFormat.request(message.getRequest());
          case PERMISSION -> PermissionFormat.event(message.getPermission());
          case RECOVERY_KEY -> ReportFormat.recoveryKey(message.getRecoveryKey());
          case CONCERN -> ReportFormat.concern(message.getConcern());
          case DRIFT -> ReportFormat.drift(message.getDrift());
          case PROGRAMS -> ReportFormat.programs(message.getPrograms());
          case NOTICE_READ -> ReportFormat.noticeRead(message.getNoticeRead());
          case WHAT_NOT_SET -> throw new MalformedException("A journal entry says nothing.");
        };
    return new Entry(
        message.getSequence(),
        Basics.instant(message.getOccurredAt()),
        new BootTime(message.getBootId(), message.getSinceBootMs()),
        what);
  }

  private static Posture withFacts(Posture posture, int facts) {
    List<Finding> findings = posture.findings().stream().map(f -> f.withFacts(facts)).toList();
    return new Posture(posture.hardware(), findings);
  }

  private static io.stairgate.proto.v1.MediaEvent media(MediaEvent event) {
    return io.stairgate.proto.v1.MediaEvent.newBuilder()
        .setMedium(medium(event.medium()))
        .setAction(action(event.action()))
        .setStage(Basics.stage(event.stage()))
        .setReason(event.reason())
        .setPresentAtStart(event.presentAtStart())
        .setDecidedInUs(Math.max(0, event.decidedIn().toNanos() / 1_000))
        .addAllSignedIn(event.signedIn())
        .build();
  }

  private static MediaEvent media(io.stairgate.proto.v1.MediaEvent message)
      throws MalformedException {
    return new MediaEvent(
        medium(message.getMedium()),
        action(message.getAction()),
        Basics.stage(message.getStage()),
        message.getReason(),
        message.getPresentAtStart(),
        Duration.ofNanos(
            Math.multiplyExact(
                Math.min(message.getDecidedInUs(), 1L << 40) & Long.MAX_VALUE, 1_000L)),
        List.copyOf(message.getSignedInList()));
  }

  static io.stairgate.proto.v1.Medium medium(Medium medium) {
    return io.stairgate.proto.v1.Medium.newBuilder()
        .setKind(kind(medium.kind()))
        .setVendorId(medium.vendorId())
        .setProductId(medium.productId())
        .setSerial(medium.serial())
        .setName(medium.name())
        .setStrength(strength(medium.strength()))
        .setPort(medium.port())
        .setDescriptorSha256(medium.descriptorSha256())
        .build();
  }

  static Medium medium(io.stairgate.proto.v1.Medium message) throws MalformedException {
    return new Medium(
        kind(message.getKind()),
        message.getVendorId(),
        message.getProductId(),
        message.getSerial(),
        message.getName(),
        strength(message.getStrength()),
        message.getPort(),
        message.getDescriptorSha256());
  }

  private static io.stairgate.proto.v1.AgentEvent agent(AgentEvent event) {
    var message =
        io.stairgate.proto.v1.AgentEvent.newBuilder()
            .setAction(action(event.action()))
            .setDetail(event.detail());
    event.policy().ifPresent(version -> message.setPolicy(Basics.version(version)));
    return message.build();
  }

  private static AgentEvent agent(io.stairgate.proto.v1.AgentEvent message)
      throws MalformedException {
    Optional<PolicyVersion> policy =
        message.hasPolicy() ? Optional.of(Basics.version(message.getPolicy())) : Optional.empty();
    return new AgentEvent(action(message.getAction()), message.getDetail(), policy);
  }

  private static io.stairgate.proto.v1.Gap gap(Gap gap) {
    var message =
        io.stairgate.proto.v1.Gap.newBuilder()
            .setFirstSequence(gap.firstSequence())
            .setLastSequence(gap.lastSequence())
            .setReason(reason(gap.reason()));
    gap.firstOccurredAt().ifPresent(at -> message.setFirstOccurredAt(Basics.timestamp(at)));
    gap.lastOccurredAt().ifPresent(at -> message.setLastOccurredAt(Basics.timestamp(at)));
    return message.build();
  }

  private static Gap gap(io.stairgate.proto.v1.Gap message) throws MalformedException {
    Optional<Instant> first =
        message.hasFirstOccurredAt()
            ? Optional.of(Basics.instant(message.getFirstOccurredAt()))
            : Optional.empty();
    Optional<Instant> last =
        message.hasLastOccurredAt()
            ? Optional.of(Basics.instant(message.getLastOccurredAt()))
            : Optional.empty();
    return new Gap(
        message.getFirstSequence(),
        message.getLastSequence(),
        reason(message.getReason()),
        first,
        last);
  }

  private static io.stairgate.proto.v1.MediaAction action(MediaAction action) {
    return switch (action) {
      case BLOCKED -> io.stairgate.proto.v1.MediaAction.MEDIA_ACTION_BLOCKED;
      case SEEN -> io.stairgate.proto.v1.MediaAction.MEDIA_ACTION_SEEN;
      case ALLOWED -> io.stairgate.proto.v1.MediaAction.MEDIA_ACTION_ALLOWED;
      case REMOVED -> io.stairgate.proto.v1.MediaAction.MEDIA_ACTION_REMOVED;
      case NOT_BLOCKED -> io.stairgate.proto.v1.MediaAction.MEDIA_ACTION_NOT_BLOCKED;
    };
  }

  private static MediaAction action(io.stairgate.proto.v1.MediaAction action)
      throws MalformedException {
    return switch (action) {
      case MEDIA_ACTION_BLOCKED -> MediaAction.BLOCKED;
      case MEDIA_ACTION_SEEN -> MediaAction.SEEN;
      case MEDIA_ACTION_ALLOWED -> MediaAction.ALLOWED;
      case MEDIA_ACTION_REMOVED -> MediaAction.REMOVED;
      case MEDIA_ACTION_NOT_BLOCKED -> MediaAction.NOT_BLOCKED;
      case MEDIA_ACTION_UNSPECIFIED, UNRECOGNIZED -> throw unknown("what happened to a medium");
    };
  }

  static io.stairgate.proto.v1.MediumKind kind(MediumKind kind) {
    return switch (kind) {
      case USB_STORAGE -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_USB_STORAGE;
      case PHONE -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_PHONE;
      case CAMERA -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_CAMERA;
      case SD_CARD -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_SD_CARD;
      case OPTICAL -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_OPTICAL;
      case REMOVABLE_DISK -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_REMOVABLE_DISK;
      case MIXED -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_MIXED;
      case UNKNOWN_DEVICE -> io.stairgate.proto.v1.MediumKind.MEDIUM_KIND_UNKNOWN_DEVICE;
    };
  }

  static MediumKind kind(io.stairgate.proto.v1.MediumKind kind) throws MalformedException {
    return switch (kind) {
      case MEDIUM_KIND_USB_STORAGE -> MediumKind.USB_STORAGE;
      case MEDIUM_KIND_PHONE -> MediumKind.PHONE;
      case MEDIUM_KIND_CAMERA -> MediumKind.CAMERA;
      case MEDIUM_KIND_SD_CARD -> MediumKind.SD_CARD;
      case MEDIUM_KIND_OPTICAL -> MediumKind.OPTICAL;
      case MEDIUM_KIND_REMOVABLE_DISK -> MediumKind.REMOVABLE_DISK;
      case MEDIUM_KIND_MIXED -> MediumKind.MIXED;
      case MEDIUM_KIND_UNKNOWN_DEVICE -> MediumKind.UNKNOWN_DEVICE;
      case MEDIUM_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("the kind of a medium");
    };
  }

  private static io.stairgate.proto.v1.IdentityStrength strength(IdentityStrength strength) {
    return switch (strength) {
      case SERIAL -> io.stairgate.proto.v1.IdentityStrength.IDENTITY_STRENGTH_SERIAL;
      case WEAK -> io.stairgate.proto.v1.IdentityStrength.IDENTITY_STRENGTH_WEAK;
    };
  }

  private static IdentityStrength strength(io.stairgate.proto.v1.IdentityStrength strength)
      throws MalformedException {
    return switch (strength) {
      case IDENTITY_STRENGTH_SERIAL -> IdentityStrength.SERIAL;
      case IDENTITY_STRENGTH_WEAK -> IdentityStrength.WEAK;
      case IDENTITY_STRENGTH_UNSPECIFIED, UNRECOGNIZED ->
          throw unknown("the strength of a medium's identity");
    };
  }

  private static io.stairgate.proto.v1.AgentAction action(AgentAction action) {
    return switch (action) {
      case STARTED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_STARTED;
      case STOPPED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_STOPPED;
      case POLICY_APPLIED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_POLICY_APPLIED;
      case POLICY_REFUSED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_POLICY_REFUSED;
      case POLICY_ROLLED_BACK -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_POLICY_ROLLED_BACK;
      case DRIFT_CORRECTED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_DRIFT_CORRECTED;
      case FAULT -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_FAULT;
      case TAMPERED -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_TAMPERED;
      case WAS_AWAY -> io.stairgate.proto.v1.AgentAction.AGENT_ACTION_WAS_AWAY;
    };
  }

  private static AgentAction action(io.stairgate.proto.v1.AgentAction action)
      throws MalformedException {
    return switch (action) {
      case AGENT_ACTION_STARTED -> AgentAction.STARTED;
      case AGENT_ACTION_STOPPED -> AgentAction.STOPPED;
      case AGENT_ACTION_POLICY_APPLIED -> AgentAction.POLICY_APPLIED;
      case AGENT_ACTION_POLICY_REFUSED -> AgentAction.POLICY_REFUSED;
      case AGENT_ACTION_POLICY_ROLLED_BACK -> AgentAction.POLICY_ROLLED_BACK;
      case AGENT_ACTION_DRIFT_CORRECTED -> AgentAction.DRIFT_CORRECTED;
      case AGENT_ACTION_FAULT -> AgentAction.FAULT;
      case AGENT_ACTION_TAMPERED -> AgentAction.TAMPERED;
      case AGENT_ACTION_WAS_AWAY -> AgentAction.WAS_AWAY;
      case AGENT_ACTION_UNSPECIFIED, UNRECOGNIZED -> throw unknown("what happened to the agent");
    };
  }

  private static io.stairgate.proto.v1.GapReason reason(GapReason reason) {
    return switch (reason) {
      case COALESCED -> io.stairgate.proto.v1.GapReason.GAP_REASON_COALESCED;
      case LIMIT -> io.stairgate.proto.v1.GapReason.GAP_REASON_LIMIT;
      case DAMAGED -> io.stairgate.proto.v1.GapReason.GAP_REASON_DAMAGED;
    };
  }

  private static GapReason reason(io.stairgate.proto.v1.GapReason reason)
      throws MalformedException {
    return switch (reason) {
      case GAP_REASON_COALESCED -> GapReason.COALESCED;
      case GAP_REASON_LIMIT -> GapReason.LIMIT;
      case GAP_REASON_DAMAGED -> GapReason.DAMAGED;
      case GAP_REASON_UNSPECIFIED, UNRECOGNIZED -> throw unknown("why entries are missing");
    };
  }

  private static MalformedException unknown(String what) {
    return new MalformedException("This version does not know " + what + " in an entry.");
  }
}
