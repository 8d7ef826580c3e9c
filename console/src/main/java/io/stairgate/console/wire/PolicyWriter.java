package io.stairgate.console.wire;

import com.google.protobuf.ByteString;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.policy.Escrow;
import io.stairgate.console.policy.LaptopAccount;
import io.stairgate.console.policy.LaptopPolicy;
import io.stairgate.console.policy.Policy;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.proto.v1.AccountOrder;
import io.stairgate.proto.v1.AccountsSettings;
import io.stairgate.proto.v1.AntiVirusSettings;
import io.stairgate.proto.v1.BackupSettings;
import io.stairgate.proto.v1.ChildrenUseSettings;
import io.stairgate.proto.v1.ClosedDays;
import io.stairgate.proto.v1.EncryptionSettings;
import io.stairgate.proto.v1.FilteringCheckSettings;
import io.stairgate.proto.v1.PasswordAgeMode;
import io.stairgate.proto.v1.PasswordAgeSettings;
import io.stairgate.proto.v1.PasswordStrengthSettings;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.RulePolicy;
import io.stairgate.proto.v1.ScreenLockSettings;
import io.stairgate.proto.v1.SharedSecretSettings;
import io.stairgate.proto.v1.SignInNoticeSettings;
import io.stairgate.proto.v1.SignInSettings;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.SoftwareSettings;
import io.stairgate.proto.v1.Stage;
import io.stairgate.proto.v1.UpdatesSettings;
import java.time.Duration;
import java.util.function.Function;

/** Policies into their signed bytes. */
public final class PolicyWriter implements Function<Policy, Bytes> {
  private static final int FORMAT = 1;

  /** The largest policy that a laptop takes, bytes. */
  private static final int LARGEST = 256 * 1024;

  private static final String DAYS = "days";

  private final Authority authority;

  public PolicyWriter(Authority authority) {
    this.authority = authority;
  }

  @Override
  public Bytes apply(Policy policy) {
    LaptopPolicy says = policy.says();
    var message =
        io.stairgate.proto.v1.Policy.newBuilder()
            .setFormat(FORMAT)
            .setDeviceId(policy.device().toString())
            .setVersion(
                PolicyVersion.newBuilder()
                    .setEpoch(policy.version().epoch())
                    .setNumber(policy.version().number()))
            .setMadeAt(Fields.timestamp(policy.madeAt()))
            .setSettingName(policy.settingName())
            .setAccountsRegistered(says.registered())
            .setTimeZone(says.zone().getId());
    says.rules().rules().values().stream()
        .filter(rule -> !rule.isStandard() || hasMore(rule.rule(), says))
        .forEach(rule -> message.addRules(rule(rule, says)));
    for (Term term : says.terms()) {
      message.addTerms(
          io.stairgate.proto.v1.Term.newBuilder()
              .setName(term.name())
              .setStartDate(term.days().start().toString())
              .setEndDate(term.days().end().toString()));
    }
    says.accounts().forEach(account -> message.addAccounts(account(account)));
    says.openDays().stream().sorted().forEach(day -> message.addOpenWeekdays(day.getValue()));
    for (DateSpan days : says.closed()) {
      message.addClosed(
          ClosedDays.newBuilder()
              .setStartDate(days.start().toString())
              .setEndDate(days.end().toString()));
    }
    return signed(message.build().toByteArray());
  }

  private Bytes signed(byte[] bytes) {
    if (bytes.length > LARGEST) {
      // The policy file refuses what would become so large.
      throw new IllegalStateException("A policy has more than 256 KiB.");
    }
    return Bytes.of(
        SignedPolicy.newBuilder()
            .setPolicy(ByteString.copyFrom(bytes))
            .setSignatureDer(ByteString.copyFrom(authority.signPolicy(bytes).toArray()))
            .setCertificateDer(ByteString.copyFrom(authority.policyCertificate().toArray()))
            .build()
            .toByteArray());
  }

  private static AccountOrder account(LaptopAccount account) {
    AccountOrder.Builder message =
        AccountOrder.newBuilder()
            .setAccount(account.account())
            .setShared(account.shared())
            .setLeft(account.left());
    account.until().ifPresent(day -> message.setUntilDate(day.toString()));
    account.suspendedUntil().ifPresent(at -> message.setSuspendedUntil(Fields.timestamp(at)));
    account
        .passwordKnownSince()
        .ifPresent(at -> message.setPasswordKnownSince(Fields.timestamp(at)));
    account
        .administratorUntil()
        .ifPresent(day -> message.setAdministratorUntilDate(day.toString()));
    return message.build();
  }

  /** Whether a rule says something that stands elsewhere in the file than among its parameters. */
  private static boolean hasMore(Rule rule, LaptopPolicy says) {
    return switch (rule) {
      case ENCRYPTION -> !says.escrow().equals(Escrow.NONE);
      case SOFTWARE -> !says.programs().isEmpty() || says.cloudStorage();
      case SHARED_SECRET -> says.sharers() > 0;
      default -> false;
    };
  }

  private static RulePolicy rule(RuleSettings settings, LaptopPolicy says) {
    RulePolicy.Builder message =
        RulePolicy.newBuilder()
            .setRule(settings.rule().id())
            .setStage(
                switch (settings.stage()) {
                  case WATCH -> Stage.STAGE_WATCH;
                  case WARN -> Stage.STAGE_WARN;
                  case ENFORCE -> Stage.STAGE_ENFORCE;
                });
    switch (settings.rule()) {
      case ENCRYPTION -> message.setEncryption(encryption(settings, says.escrow()));
      case SCREEN_LOCK ->
          message.setScreenLock(
              ScreenLockSettings.newBuilder()
                  .setIdleSeconds(
                      (int) Duration.ofMinutes(settings.number("minutes")).toSeconds()));
      case PASSWORD_AGE -> message.setPasswordAge(passwordAge(settings));
      case PASSWORD_STRENGTH ->
          message.setPasswordStrength(
              PasswordStrengthSettings.newBuilder()
                  .setLength(settings.number("length"))
                  .setMixture(settings.on("mixture")));
      case SIGN_IN ->
          message.setSignIn(
              SignInSettings.newBuilder().setWrongTries(settings.number("wrong-tries")));
      case SHARED_SECRET ->
          message.setSharedSecret(
              SharedSecretSettings.newBuilder()
                  .setAllowed(settings.on("allowed"))
                  .setHolders(says.sharers()));
      case ACCOUNTS ->
          message.setAccounts(
              AccountsSettings.newBuilder().setUnusedDays(settings.number("unused-days")));
      case ANTI_VIRUS ->
          message.setAntiVirus(
              AntiVirusSettings.newBuilder()
                  .setAmberDays(settings.number("amber-days"))
                  .setRedDays(settings.number("red-days")));
      case UPDATES ->
          message.setUpdates(UpdatesSettings.newBuilder().setDays(settings.number(DAYS)));
      case SOFTWARE ->
          message.setSoftware(
              SoftwareSettings.newBuilder()
                  .setEverything(settings.word("inventory").equals("everything"))
                  .addAllApproved(says.programs())
                  .setCloudStorage(says.cloudStorage()));
      case SIGN_IN_NOTICE ->
          message.setSignInNotice(
              SignInNoticeSettings.newBuilder()
                  .setAgainAfterDays(settings.number("again-after-days")));
      case FILTERING_CHECK ->
          message.setFilteringCheck(
              FilteringCheckSettings.newBuilder()
                  .setTestAddress(settings.word("test-address"))
                  .setDays(settings.number(DAYS)));
      case BACKUP -> message.setBackup(BackupSettings.newBuilder().setDays(settings.number(DAYS)));
      case CHILDREN_USE ->
          message.setChildrenUse(
              ChildrenUseSettings.newBuilder().setForChildren(settings.on("for-children")));
      case PORTABLE_MEDIA,
          SUSPEND,
          ADMIN_RIGHTS,
          FIREWALL,
          CAMERA,
          BLUETOOTH,
          REPORT_A_CONCERN,
          AGENT_HEALTH -> {
        // A stage is all that a laptop is told of these.
      }
    }
    return message.build();
  }

  private static EncryptionSettings encryption(RuleSettings settings, Escrow escrow) {
    EncryptionSettings.Builder message =
        EncryptionSettings.newBuilder()
            .setGraceDays(settings.number("grace-days"))
            .setEscrow(escrow.wanted());
    escrow.replaceMadeBefore().ifPresent(at -> message.setReplaceMadeBefore(Fields.timestamp(at)));
    return message.build();
  }

  private static PasswordAgeSettings passwordAge(RuleSettings settings) {
    return switch (settings.word("mode")) {
      case "monthly" -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_MONTHLY).build();
      case DAYS ->
          mode(PasswordAgeMode.PASSWORD_AGE_MODE_DAYS).setDays(settings.number(DAYS)).build();
      case "only-if-compromised" -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_IF_COMPROMISED).build();
      default -> mode(PasswordAgeMode.PASSWORD_AGE_MODE_TERM).build();
    };
  }

  private static PasswordAgeSettings.Builder mode(PasswordAgeMode mode) {
    return PasswordAgeSettings.newBuilder().setMode(mode);
  }
}
