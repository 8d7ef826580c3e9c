package io.stairgate.console.wire;

import com.google.protobuf.ByteString;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.PermissionList;
import io.stairgate.proto.v1.MediumKind;
import io.stairgate.proto.v1.Permission;
import io.stairgate.proto.v1.Permissions;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RefusedRequest;
import io.stairgate.proto.v1.SignedPermissions;
import java.util.function.Function;

/** Permissions of a laptop into their signed bytes. */
public final class PermissionsWriter implements Function<PermissionList, Bytes> {
  private final Authority authority;

  public PermissionsWriter(Authority authority) {
    this.authority = authority;
  }

  @Override
  public Bytes apply(PermissionList list) {
    Permissions.Builder message =
        Permissions.newBuilder()
            .setDeviceId(list.device().toString())
            .setVersion(
                PolicyVersion.newBuilder()
                    .setEpoch(list.version().epoch())
                    .setNumber(list.version().number()))
            .setIssuedAt(Fields.timestamp(list.issuedAt()));
    list.lines().forEach(line -> message.addPermissions(permission(line)));
    for (PermissionList.RefusedAsk each : list.refused()) {
      message.addRefused(
          RefusedRequest.newBuilder().setRequestId(each.request().toString()).setWord(each.word()));
    }
    list.stopped().forEach(each -> message.addStopped(each.toString()));
    byte[] bytes = message.build().toByteArray();
    return Bytes.of(
        SignedPermissions.newBuilder()
            .setPermissions(ByteString.copyFrom(bytes))
            .setSignatureDer(ByteString.copyFrom(authority.signPermissions(bytes).toArray()))
            .setCertificateDer(ByteString.copyFrom(authority.policyCertificate().toArray()))
            .build()
            .toByteArray());
  }

  private static Permission permission(PermissionList.Line line) {
    Medium medium = line.medium();
    return Permission.newBuilder()
        .setPermissionId(line.id().toString())
        .setKind(kind(medium.kind()))
        .setVendorId(medium.vendorId())
        .setProductId(medium.productId())
        .setSerial(medium.serial())
        .setDescriptorSha256(medium.descriptorSha256())
        .setPort(medium.port())
        .setAccount(line.account())
        .setStartsAt(Fields.timestamp(line.startsAt()))
        .setEndsAt(Fields.timestamp(line.endsAt()))
        .setReadOnly(line.readOnly())
        .setEncryptedOnly(line.encryptedOnly())
        .setAcceptNotFullyScanned(line.acceptNotFullyScanned())
        .build();
  }

  private static MediumKind kind(Medium.Kind kind) {
    return switch (kind) {
      case USB_STORAGE -> MediumKind.MEDIUM_KIND_USB_STORAGE;
      case PHONE -> MediumKind.MEDIUM_KIND_PHONE;
      case CAMERA -> MediumKind.MEDIUM_KIND_CAMERA;
      case SD_CARD -> MediumKind.MEDIUM_KIND_SD_CARD;
      case OPTICAL -> MediumKind.MEDIUM_KIND_OPTICAL;
      case REMOVABLE_DISK -> MediumKind.MEDIUM_KIND_REMOVABLE_DISK;
      case MIXED, UNKNOWN_DEVICE ->
          throw new IllegalArgumentException("A device of this kind is never permitted.");
    };
  }
}
