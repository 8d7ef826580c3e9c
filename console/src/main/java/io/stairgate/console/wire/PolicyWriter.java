package io.stairgate.console.wire;

import com.google.protobuf.ByteString;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.policy.DeviceRule;
import io.stairgate.console.policy.Policy;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Stage;
import java.util.function.Function;

/** Policies into their signed bytes. */
public final class PolicyWriter implements Function<Policy, Bytes> {
  private static final int FORMAT = 1;

  private final Authority authority;

  public PolicyWriter(Authority authority) {
    this.authority = authority;
  }

  @Override
  public Bytes apply(Policy policy) {
    var message =
        io.stairgate.proto.v1.Policy.newBuilder()
            .setFormat(FORMAT)
            .setDeviceId(policy.device().toString())
            .setVersion(
                PolicyVersion.newBuilder()
                    .setEpoch(policy.version().epoch())
                    .setNumber(policy.version().number()))
            .setMadeAt(Fields.timestamp(policy.madeAt()))
            .setSettingName(policy.settingName());
    for (DeviceRule rule : policy.rules()) {
      message.addRules(
          RulePolicy.newBuilder()
              .setRule(rule.rule())
              .setStage(
                  switch (rule.stage()) {
                    case WATCH -> Stage.STAGE_WATCH;
                    case WARN -> Stage.STAGE_WARN;
                    case ENFORCE -> Stage.STAGE_ENFORCE;
                  }));
    }
    byte[] bytes = message.build().toByteArray();
    return Bytes.of(
        SignedPolicy.newBuilder()
            .setPolicy(ByteString.copyFrom(bytes))
            .setSignatureDer(ByteString.copyFrom(authority.signPolicy(bytes).toArray()))
            .setCertificateDer(ByteString.copyFrom(authority.policyCertificate().toArray()))
            .build()
            .toByteArray());
  }
}
