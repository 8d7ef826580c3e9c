package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.proto.v1.Policy;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.ScreenLockSettings;
import io.stairgate.proto.v1.Term;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Makes signed policies for tests, good ones and bad ones. */
public final class PolicyMaker {
  private static final byte[] PURPOSE = "stairgate-policy-v1\0".getBytes(StandardCharsets.US_ASCII);
  private final Pki pki;
  private final KeyPair key = Pki.keyPair();
  private final Bytes certificate;

  public PolicyMaker(Pki pki) {
    this.pki = pki;
    certificate = Pki.der(pki.policySigner(key.getPublic()));
  }

  public SignedPolicy signed(String deviceId, long epoch, long number, Stage media) {
    return sign(unsigned(deviceId, epoch, number, media));
  }

  public Bytes unsigned(String deviceId, long epoch, long number, Stage media) {
    return Bytes.copyOf(policy(deviceId, epoch, number, media).build().toByteArray());
  }

  public SignedPolicy sign(Bytes words) {
    return new SignedPolicy(
        words, Bytes.copyOf(Pki.sign(key.getPrivate(), PURPOSE, words.toArray())), certificate);
  }

  /** Signed by a key whose certificate is a device's. */
  public SignedPolicy signedByDevice(String deviceId, long epoch, long number) {
    Bytes words = unsigned(deviceId, epoch, number, Stage.WATCH);
    Instant from = pki.ca.getNotBefore().toInstant();
    return new SignedPolicy(
        words,
        Bytes.copyOf(Pki.sign(key.getPrivate(), PURPOSE, words.toArray())),
        Pki.der(
            pki.leaf(
                key.getPublic(),
                "stairgate:device:" + deviceId,
                KeyPurposeId.id_kp_clientAuth,
                from,
                from.plusSeconds(1_000_000))));
  }

  public SignedPolicy ofFormat(String deviceId, int format) {
    return sign(bytes(policy(deviceId, 1, 2, Stage.WATCH).setFormat(format)));
  }

  public SignedPolicy withUnknownStage(String deviceId) {
    return sign(
        bytes(
            policy(deviceId, 1, 2, Stage.WATCH)
                .addRules(RulePolicy.newBuilder().setRule("encryption").setStageValue(77))));
  }

  public SignedPolicy withForeignSettings(String deviceId) {
    return sign(
        bytes(
            policy(deviceId, 1, 2, Stage.WATCH)
                .addRules(
                    RulePolicy.newBuilder()
                        .setRule("password-age")
                        .setScreenLock(ScreenLockSettings.newBuilder().setIdleSeconds(300)))));
  }

  private static Bytes bytes(Policy.Builder policy) {
    return Bytes.copyOf(ByteString.copyFrom(policy.build().toByteArray()).toByteArray());
  }

  private static Policy.Builder policy(String deviceId, long epoch, long number, Stage media) {
    return Policy.newBuilder()
        .setFormat(1)
        .setDeviceId(deviceId)
        .setVersion(PolicyVersion.newBuilder().setEpoch(epoch).setNumber(number))
        .setMadeAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
        .setSettingName("Little Oaks")
        .addTerms(
            Term.newBuilder().setName("Autumn").setStartDate("2026-09-01").setEndDate("2026-12-18"))
        .addRules(RulePolicy.newBuilder().setRule("portable-media").setStage(Basics.stage(media)));
  }
}
