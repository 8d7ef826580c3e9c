package io.stairgate.console.wire;

import com.google.protobuf.ByteString;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.policy.Policy;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.proto.v1.PasswordAgeMode;
import io.stairgate.proto.v1.PasswordAgeSettings;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.ScreenLockSettings;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Stage;
import java.time.Duration;
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
    policy.rules().rules().values().stream()
        .filter(rule -> !rule.isStandard())
        .forEach(rule -> message.addRules(rule(rule)));
    for (Term term : policy.terms()) {
      message.addTerms(
          io.stairgate.proto.v1.Term.newBuilder()
              .setName(term.name())
              .setStartDate(term.days().start().toString())
              .setEndDate(term.days().end().toString()));
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

  private static RulePolicy rule(RuleSettings settings) {
    RulePolicy.Builder message =
        RulePolicy.newBuilder()
            .setRule(settings.rule().id())
            .setStage(
                switch (settings.stage()) {
                  case WATCH -> Stage.STAGE_WATCH;
                  case WARN -> Stage.STAGE_WARN;
                  case ENFORCE -> Stage.STAGE_ENFORCE;
                });
    if (settings.rule() == Rule.SCREEN_LOCK) {
      message.setScreenLock(
          ScreenLockSettings.newBuilder()
              .setIdleSeconds((int) Duration.ofMinutes(settings.number("minutes")).toSeconds()));
    }
    if (settings.rule() == Rule.PASSWORD_AGE) {
      message.setPasswordAge(passwordAge(settings));
    }
    return message.build();
  }

  private static PasswordAgeSettings passwordAge(RuleSettings settings) {
    return switch (settings.word("mode")) {
      case "monthly" -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_MONTHLY).build();
      case "days" ->
          mode(PasswordAgeMode.PASSWORD_AGE_MODE_DAYS).setDays(settings.number("days")).build();
      case "only-if-compromised" -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_IF_COMPROMISED).build();
      default -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_TERM).build();
    };
  }

  private static PasswordAgeSettings.Builder mode(PasswordAgeMode mode) {
    return PasswordAgeSettings.newBuilder().setMode(mode);
  }
}
