package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.policy.Term;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policies to the contract's bytes and back. A policy that is not understood whole is refused
 * whole.
 */
public final class PolicyFormat {
  private static final int FORMAT = 1;
  private static final int MAX_RULES = 64;
  private static final int MAX_TERMS = 64;
  private static final int MAX_NESTING = 16;

  private PolicyFormat() {}

  /**
   * The policy that {@code bytes} say. Rules this version does not know are left out.
   *
   * @throws MalformedException when any part is not understood
   */
  public static Policy policy(Bytes bytes) throws MalformedException {
    if (bytes.length() > SignedPolicy.MAX_POLICY_BYTES) {
      throw new MalformedException("The policy is longer than 256 KiB.");
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes.toArray());
      in.setRecursionLimit(MAX_NESTING);
      return policy(io.stairgate.proto.v1.Policy.parseFrom(in));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new MalformedException("The policy cannot be read.", e);
    }
  }

  /** The signed policy as it is kept on disk. */
  public static Bytes bytes(SignedPolicy signed) {
    return Bytes.copyOf(message(signed).toByteArray());
  }

  /**
   * The signed policy that {@code bytes} say; not verified.
   *
   * @throws MalformedException when they say none
   */
  public static SignedPolicy signed(Bytes bytes) throws MalformedException {
    try {
      return signed(io.stairgate.proto.v1.SignedPolicy.parseFrom(bytes.toArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedException("The kept policy cannot be read.", e);
    }
  }

  static SignedPolicy signed(io.stairgate.proto.v1.SignedPolicy message) throws MalformedException {
    try {
      return new SignedPolicy(
          copy(message.getPolicy(), SignedPolicy.MAX_POLICY_BYTES),
          copy(message.getSignatureDer(), 256),
          copy(message.getCertificateDer(), 8 * 1024));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("The policy is longer than this version takes.", e);
    }
  }

  private static Bytes copy(ByteString bytes, int max) throws MalformedException {
    if (bytes.size() > max) {
      throw new MalformedException("The policy is longer than this version takes.");
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  private static io.stairgate.proto.v1.SignedPolicy message(SignedPolicy signed) {
    return io.stairgate.proto.v1.SignedPolicy.newBuilder()
        .setPolicy(Basics.bytes(signed.policy()))
        .setSignatureDer(Basics.bytes(signed.signature()))
        .setCertificateDer(Basics.bytes(signed.certificate()))
        .build();
  }

  private static Policy policy(io.stairgate.proto.v1.Policy message) throws MalformedException {
    if (message.getFormat() != FORMAT) {
      throw new MalformedException(
          "The policy is of a newer kind than this version of the agent knows; update the agent.");
    }
    if (message.getRulesCount() > MAX_RULES || message.getTermsCount() > MAX_TERMS) {
      throw new MalformedException("The policy has more than 64 rules or terms.");
    }
    Map<Rule, RulePolicy> rules = new EnumMap<>(Rule.class);
    for (io.stairgate.proto.v1.RulePolicy rule : message.getRulesList()) {
      Optional<Rule> known = Rule.of(rule.getRule());
      if (known.isPresent() && rules.put(known.get(), rule(known.get(), rule)) != null) {
        throw new MalformedException("The policy names a rule twice.");
      }
    }
    List<Term> terms = new ArrayList<>(message.getTermsCount());
    for (io.stairgate.proto.v1.Term term : message.getTermsList()) {
      terms.add(
          new Term(
              Text.clean(term.getName(), 64),
              LocalDate.parse(term.getStartDate()),
              LocalDate.parse(term.getEndDate())));
    }
    return new Policy(
        Basics.uuid(message.getDeviceId(), "The policy's device"),
        Optional.of(Basics.version(message.getVersion())),
        Basics.instant(message.getMadeAt()),
        rules,
        terms,
        Text.clean(message.getSettingName(), 200),
        SettingsFormat.accounts(message),
        message.getAccountsRegistered(),
        SettingsFormat.openDays(message));
  }

  private static RulePolicy rule(Rule rule, io.stairgate.proto.v1.RulePolicy message)
      throws MalformedException {
    RuleSettings settings =
        switch (message.getSettingsCase()) {
          case SCREEN_LOCK -> screenLock(rule, message.getScreenLock().getIdleSeconds());
          case PASSWORD_AGE -> passwordAge(rule, message.getPasswordAge());
          case SETTINGS_NOT_SET -> new RuleSettings.Defaults();
          case ENCRYPTION,
              PASSWORD_STRENGTH,
              SIGN_IN,
              SHARED_SECRET,
              ACCOUNTS,
              ANTI_VIRUS,
              UPDATES,
              SOFTWARE,
              SIGN_IN_NOTICE,
              FILTERING_CHECK,
              BACKUP,
              CHILDREN_USE ->
              SettingsFormat.settings(rule, message);
        };
    return new RulePolicy(Basics.stage(message.getStage()), settings);
  }

  private static RuleSettings screenLock(Rule rule, int idleSeconds) throws MalformedException {
    requireOwn(rule, Rule.SCREEN_LOCK);
    return idleSeconds == 0
        ? RuleSettings.ScreenLock.DEFAULT
        : new RuleSettings.ScreenLock(Duration.ofSeconds(Integer.toUnsignedLong(idleSeconds)));
  }

  private static RuleSettings passwordAge(
      Rule rule, io.stairgate.proto.v1.PasswordAgeSettings message) throws MalformedException {
    requireOwn(rule, Rule.PASSWORD_AGE);
    RuleSettings.AgeLimit limit =
        switch (message.getMode()) {
          case PASSWORD_AGE_MODE_UNSPECIFIED, PASSWORD_AGE_MODE_TERM ->
              new RuleSettings.AgeLimit.EachTerm();
          case PASSWORD_AGE_MODE_MONTHLY -> new RuleSettings.AgeLimit.Monthly();
          case PASSWORD_AGE_MODE_DAYS -> new RuleSettings.AgeLimit.Days(message.getDays());
          case PASSWORD_AGE_MODE_IF_COMPROMISED -> new RuleSettings.AgeLimit.IfCompromised();
          case UNRECOGNIZED ->
              throw new MalformedException("This version does not know a password rule.");
        };
    return new RuleSettings.PasswordAge(limit);
  }

  static void requireOwn(Rule rule, Rule owner) throws MalformedException {
    if (rule != owner) {
      throw new MalformedException("The policy gives a rule the settings of another.");
    }
  }
}
