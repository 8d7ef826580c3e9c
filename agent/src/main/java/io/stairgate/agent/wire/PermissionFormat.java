package io.stairgate.agent.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Permissions;
import io.stairgate.agent.policy.RefusedRequest;
import io.stairgate.agent.policy.SignedPermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Permissions, requests for them, and what happens with them: to the contract's bytes and back.
 *
 * <p>Over 300 lines because each of these values is written and read, field by field.
 */
public final class PermissionFormat {
  /** The longest list of permissions, bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_CERTIFICATE = 8 * 1024;

  private PermissionFormat() {}

  /**
   * The permissions that {@code bytes} say; their signature is not looked at here.
   *
   * @throws MalformedException when they say none; nothing of them may then be obeyed
   */
  public static Permissions permissions(Bytes bytes) throws MalformedException {
    try {
      var message = io.stairgate.proto.v1.Permissions.parseFrom(bytes.toArray());
      if (!message.hasIssuedAt()) {
        throw new MalformedException("The permissions have no time.");
      }
      List<Permission> permissions = new ArrayList<>();
      for (io.stairgate.proto.v1.Permission each : message.getPermissionsList()) {
        permissions.add(permission(each));
      }
      List<RefusedRequest> refused = new ArrayList<>();
      for (io.stairgate.proto.v1.RefusedRequest each : message.getRefusedList()) {
        refused.add(
            new RefusedRequest(Basics.uuid(each.getRequestId(), "A request's id"), each.getWord()));
      }
      return new Permissions(
          Basics.uuid(message.getDeviceId(), "The permissions' laptop"),
          Basics.version(message.getVersion()),
          Basics.instant(message.getIssuedAt()),
          permissions,
          refused,
          List.copyOf(message.getStoppedList()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedException(
          "The permissions cannot be understood; nothing was opened. Update the agent.", e);
    }
  }

  private static Permission permission(io.stairgate.proto.v1.Permission message)
      throws MalformedException {
    if (!message.hasStartsAt() || !message.hasEndsAt()) {
      throw new MalformedException("A permission has no start or no end.");
    }
    return new Permission(
        Basics.uuid(message.getPermissionId(), "A permission's id"),
        EntryFormat.kind(message.getKind()),
        message.getVendorId(),
        message.getProductId(),
        message.getSerial(),
        message.getDescriptorSha256(),
        message.getPort(),
        message.getAccount(),
        Basics.instant(message.getStartsAt()),
        Basics.instant(message.getEndsAt()),
        message.getReadOnly(),
        message.getEncryptedOnly(),
        message.getAcceptNotFullyScanned());
  }

  /** As it came over the link, nothing verified yet. */
  static SignedPermissions signed(io.stairgate.proto.v1.SignedPermissions message)
      throws MalformedException {
    return new SignedPermissions(
        Basics.bytes(message.getPermissions(), MAX_BYTES, "The permissions"),
        Basics.bytes(message.getSignatureDer(), 256, "The signature"),
        Basics.bytes(message.getCertificateDer(), MAX_CERTIFICATE, "The certificate"));
  }

  /** As it is kept on disk. */
  public static byte[] bytes(SignedPermissions signed) {
    return io.stairgate.proto.v1.SignedPermissions.newBuilder()
        .setPermissions(Basics.bytes(signed.permissions()))
        .setSignatureDer(Basics.bytes(signed.signature()))
        .setCertificateDer(Basics.bytes(signed.certificate()))
        .build()
        .toByteArray();
  }

  /**
   * What {@link #bytes(SignedPermissions)} wrote.
   *
   * @throws MalformedException when it is something else
   */
  public static SignedPermissions kept(byte[] bytes) throws MalformedException {
    try {
      return signed(io.stairgate.proto.v1.SignedPermissions.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedException("The permissions on disk cannot be read.", e);
    }
  }

  /** Permissions this laptop made itself, as it keeps them; nobody signs these. */
  public static byte[] bytes(Permissions permissions) {
    var message =
        io.stairgate.proto.v1.Permissions.newBuilder()
            .setDeviceId(permissions.deviceId())
            .setVersion(Basics.version(permissions.version()))
            .setIssuedAt(Basics.timestamp(permissions.issuedAt()));
    permissions.permissions().forEach(each -> message.addPermissions(message(each)));
    for (RefusedRequest each : permissions.refused()) {
      message.addRefused(
          io.stairgate.proto.v1.RefusedRequest.newBuilder()
              .setRequestId(each.requestId())
              .setWord(each.word()));
    }
    message.addAllStopped(permissions.stopped());
    return message.build().toByteArray();
  }

  /** A request as it is kept while its telephone code is waited for. */
  public static byte[] bytes(MediaRequest request) {
    return message(request).toByteArray();
  }

  /**
   * What {@link #bytes(MediaRequest)} wrote.
   *
   * @throws MalformedException when it is something else
   */
  public static MediaRequest request(byte[] bytes) throws MalformedException {
    try {
      return request(io.stairgate.proto.v1.MediaRequest.parseFrom(bytes));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedException("The request on disk cannot be read.", e);
    }
  }

  private static io.stairgate.proto.v1.Permission message(Permission permission) {
    return io.stairgate.proto.v1.Permission.newBuilder()
        .setPermissionId(permission.id())
        .setKind(EntryFormat.kind(permission.kind()))
        .setVendorId(permission.vendorId())
        .setProductId(permission.productId())
        .setSerial(permission.serial())
        .setDescriptorSha256(permission.descriptorSha256())
        .setPort(permission.port())
        .setAccount(permission.account())
        .setStartsAt(Basics.timestamp(permission.startsAt()))
        .setEndsAt(Basics.timestamp(permission.endsAt()))
        .setReadOnly(permission.readOnly())
        .setEncryptedOnly(permission.encryptedOnly())
        .setAcceptNotFullyScanned(permission.acceptNotFullyScanned())
        .build();
  }

  static io.stairgate.proto.v1.ScanProgress message(ScanProgress progress) {
    return io.stairgate.proto.v1.ScanProgress.newBuilder()
        .setPermissionId(progress.permissionId())
        .setDoneBytes(progress.doneBytes())
        .setTotalBytes(progress.totalBytes())
        .setFiles(progress.files())
        .build();
  }

  static io.stairgate.proto.v1.MediaRequest message(MediaRequest request) {
    return io.stairgate.proto.v1.MediaRequest.newBuilder()
        .setRequestId(request.requestId())
        .setMedium(EntryFormat.medium(request.medium()))
        .setAccount(request.account())
        .setReason(request.reason())
        .setWrite(request.write())
        .build();
  }

  static MediaRequest request(io.stairgate.proto.v1.MediaRequest message)
      throws MalformedException {
    return new MediaRequest(
        Basics.uuid(message.getRequestId(), "A request's id"),
        EntryFormat.medium(message.getMedium()),
        message.getAccount(),
        message.getReason(),
        message.getWrite());
  }

  static io.stairgate.proto.v1.PermissionEvent message(PermissionEvent event) {
    var message =
        io.stairgate.proto.v1.PermissionEvent.newBuilder()
            .setPermissionId(event.permissionId())
            .setStep(step(event.step()))
            .setReason(event.reason())
            .setAccount(event.account())
            .setReadOnly(event.readOnly())
            .setTookUs(event.took().toNanos() / 1_000);
    event.medium().ifPresent(medium -> message.setMedium(EntryFormat.medium(medium)));
    event.scan().ifPresent(scan -> message.setScan(message(scan)));
    event.endsAt().ifPresent(at -> message.setEndsAt(Basics.timestamp(at)));
    return message.build();
  }

  static PermissionEvent event(io.stairgate.proto.v1.PermissionEvent message)
      throws MalformedException {
    Optional<Instant> endsAt = Optional.empty();
    if (message.hasEndsAt()) {
      endsAt = Optional.of(Basics.instant(message.getEndsAt()));
    }
    return new PermissionEvent(
        Basics.uuid(message.getPermissionId(), "A permission's id"),
        step(message.getStep()),
        message.hasMedium()
            ? Optional.of(EntryFormat.medium(message.getMedium()))
            : Optional.empty(),
        message.getReason(),
        message.hasScan() ? Optional.of(scan(message.getScan())) : Optional.empty(),
        message.getAccount(),
        message.getReadOnly(),
        endsAt,
        Duration.ofNanos(Math.clamp(message.getTookUs(), 0, 1L << 42) * 1_000));
  }

  private static io.stairgate.proto.v1.ScanReport message(ScanReport scan) {
    var message =
        io.stairgate.proto.v1.ScanReport.newBuilder()
            .setVerdict(verdict(scan.verdict()))
            .setEngine(scan.engine())
            .setDefinitions(scan.definitions())
            .setFiles(scan.files())
            .setBytes(scan.bytes())
            .setSkipped(scan.skipped())
            .addAllSkippedBecause(scan.skippedBecause())
            .setMalware(scan.malware())
            .setInfected(scan.infected())
            .setTookMs(scan.took().toMillis());
    scan.definitionsAt().ifPresent(at -> message.setDefinitionsAt(Basics.timestamp(at)));
    return message.build();
  }

  private static ScanReport scan(io.stairgate.proto.v1.ScanReport message)
      throws MalformedException {
    return new ScanReport(
        verdict(message.getVerdict()),
        message.getEngine(),
        message.getDefinitions(),
        message.hasDefinitionsAt()
            ? Optional.of(Basics.instant(message.getDefinitionsAt()))
            : Optional.empty(),
        message.getFiles(),
        message.getBytes(),
        message.getSkipped(),
        List.copyOf(message.getSkippedBecauseList()),
        message.getMalware(),
        message.getInfected(),
        Duration.ofMillis(Math.clamp(message.getTookMs(), 0, 1L << 42)));
  }

  private static io.stairgate.proto.v1.ScanVerdict verdict(ScanVerdict verdict) {
    return switch (verdict) {
      case CLEAN -> io.stairgate.proto.v1.ScanVerdict.SCAN_VERDICT_CLEAN;
      case INFECTED -> io.stairgate.proto.v1.ScanVerdict.SCAN_VERDICT_INFECTED;
      case NOT_FULLY_SCANNED -> io.stairgate.proto.v1.ScanVerdict.SCAN_VERDICT_NOT_FULLY_SCANNED;
    };
  }

  private static ScanVerdict verdict(io.stairgate.proto.v1.ScanVerdict verdict)
      throws MalformedException {
    return switch (verdict) {
      case SCAN_VERDICT_CLEAN -> ScanVerdict.CLEAN;
      case SCAN_VERDICT_INFECTED -> ScanVerdict.INFECTED;
      case SCAN_VERDICT_NOT_FULLY_SCANNED -> ScanVerdict.NOT_FULLY_SCANNED;
      case SCAN_VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          throw new MalformedException("A scan's answer is not known to this version.");
    };
  }

  private static io.stairgate.proto.v1.PermissionStep step(PermissionStep step) {
    return io.stairgate.proto.v1.PermissionStep.valueOf("PERMISSION_STEP_" + step.name());
  }

  private static PermissionStep step(io.stairgate.proto.v1.PermissionStep step)
      throws MalformedException {
    return switch (step) {
      case PERMISSION_STEP_RECEIVED -> PermissionStep.RECEIVED;
      case PERMISSION_STEP_NOT_OBEYED -> PermissionStep.NOT_OBEYED;
      case PERMISSION_STEP_LOCKED -> PermissionStep.LOCKED;
      case PERMISSION_STEP_SCANNING -> PermissionStep.SCANNING;
      case PERMISSION_STEP_SCANNED -> PermissionStep.SCANNED;
      case PERMISSION_STEP_OPENED -> PermissionStep.OPENED;
      case PERMISSION_STEP_CLOSED -> PermissionStep.CLOSED;
      case PERMISSION_STEP_ENDED -> PermissionStep.ENDED;
      case PERMISSION_STEP_BY_TELEPHONE -> PermissionStep.BY_TELEPHONE;
      case PERMISSION_STEP_SUSPENDED -> PermissionStep.SUSPENDED;
      case PERMISSION_STEP_FAILED -> PermissionStep.FAILED;
      case PERMISSION_STEP_UNSPECIFIED, UNRECOGNIZED ->
          throw new MalformedException("A permission's step is not known to this version.");
    };
  }
}
