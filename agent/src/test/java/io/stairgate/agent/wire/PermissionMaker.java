package io.stairgate.agent.wire;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Permissions;
import io.stairgate.agent.policy.RefusedRequest;
import io.stairgate.agent.policy.SignedPermissions;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Makes signed permissions for tests, good ones and bad ones. */
public final class PermissionMaker {
  private static final String PURPOSE = "stairgate-permissions-v1\0";
  private final KeyPair key;
  private final Bytes certificate;

  public PermissionMaker(Pki pki) {
    this(pki, Pki.keyPair());
  }

  PermissionMaker(Pki pki, KeyPair key) {
    this.key = key;
    certificate = Pki.der(pki.policySigner(key.getPublic()));
  }

  public SignedPermissions signed(
      String deviceId, long epoch, long number, Instant issuedAt, Permission... permissions) {
    return signed(deviceId, epoch, number, issuedAt, List.of(), permissions);
  }

  public SignedPermissions signed(
      String deviceId,
      long epoch,
      long number,
      Instant issuedAt,
      List<RefusedRequest> refused,
      Permission... permissions) {
    return signed(deviceId, epoch, number, issuedAt, refused, List.of(), permissions);
  }

  public SignedPermissions signed(
      String deviceId,
      long epoch,
      long number,
      Instant issuedAt,
      List<RefusedRequest> refused,
      List<String> stopped,
      Permission... permissions) {
    return sign(
        Bytes.copyOf(
            PermissionFormat.bytes(
                new Permissions(
                    deviceId,
                    new PolicyVersion(epoch, number),
                    issuedAt,
                    List.of(permissions),
                    refused,
                    stopped))));
  }

  public SignedPermissions sign(Bytes words) {
    return signFor(PURPOSE, words);
  }

  /** Signed by the console, but as another kind of document. */
  public SignedPermissions signFor(String purpose, Bytes words) {
    byte[] begin = purpose.getBytes(StandardCharsets.US_ASCII);
    return new SignedPermissions(
        words, Bytes.copyOf(Pki.sign(key.getPrivate(), begin, words.toArray())), certificate);
  }

  /** Allows a medium from now on. */
  public static Permission allowing(Medium medium, Instant from, Instant until) {
    return new Permission(
        UUID.randomUUID().toString(),
        medium.kind(),
        medium.vendorId(),
        medium.productId(),
        medium.serial(),
        medium.descriptorSha256(),
        "",
        "",
        from,
        until,
        true,
        false,
        false);
  }

  static io.stairgate.proto.v1.SignedPermissions message(SignedPermissions signed) {
    return io.stairgate.proto.v1.SignedPermissions.newBuilder()
        .setPermissions(Basics.bytes(signed.permissions()))
        .setSignatureDer(Basics.bytes(signed.signature()))
        .setCertificateDer(Basics.bytes(signed.certificate()))
        .build();
  }
}
