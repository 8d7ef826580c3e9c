package io.stairgate.agent.wire;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.OpenDays;
import io.stairgate.agent.policy.RuleSettings;
import io.stairgate.proto.v1.Policy;
import io.stairgate.proto.v1.RulePolicy;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings of rules, orders about accounts and open days, out of the contract's messages. */
final class SettingsFormat {
  private static final int MOST_ACCOUNTS = 500;
  private static final int MOST_CLOSED = 512;

  private SettingsFormat() {}

  /** The settings that {@code message} carries; 0 stands for the default. */
  static RuleSettings settings(Rule rule, RulePolicy message) throws MalformedException {
    Rule owner = owner(message);
    PolicyFormat.requireOwn(rule, owner);
    return switch (message.getSettingsCase()) {
      case ENCRYPTION -> {
        var it = message.getEncryption();
        yield new RuleSettings.Encryption(
            it.getGraceDays(),
            it.getEscrow(),
            it.hasReplaceMadeBefore()
                ? Optional.of(Basics.instant(it.getReplaceMadeBefore()))
                : Optional.empty());
      }
      case PASSWORD_STRENGTH ->
          new RuleSettings.PasswordStrength(
              or(message.getPasswordStrength().getLength(), 12),
              message.getPasswordStrength().getMixture());
      case SIGN_IN -> new RuleSettings.SignIn(or(message.getSignIn().getWrongTries(), 10));
      case SHARED_SECRET ->
          new RuleSettings.SharedSecret(
              message.getSharedSecret().getAllowed(), message.getSharedSecret().getHolders());
      case ACCOUNTS -> new RuleSettings.Accounts(or(message.getAccounts().getUnusedDays(), 90));
      case ANTI_VIRUS ->
          new RuleSettings.AntiVirus(
              or(message.getAntiVirus().getAmberDays(), 3),
              or(message.getAntiVirus().getRedDays(), 7));
      case UPDATES -> new RuleSettings.Updates(or(message.getUpdates().getDays(), 14));
      case SOFTWARE -> software(message.getSoftware());
      case SIGN_IN_NOTICE ->
          new RuleSettings.SignInNotice(or(message.getSignInNotice().getAgainAfterDays(), 365));
      case FILTERING_CHECK ->
          new RuleSettings.FilteringCheck(
              message.getFilteringCheck().getTestAddress(),
              or(message.getFilteringCheck().getDays(), 7));
      case BACKUP -> new RuleSettings.Backup(or(message.getBackup().getDays(), 7));
      case CHILDREN_USE -> new RuleSettings.ChildrenUse(message.getChildrenUse().getForChildren());
      case SCREEN_LOCK, PASSWORD_AGE, SETTINGS_NOT_SET -> new RuleSettings.Defaults();
    };
  }

  private static Rule owner(RulePolicy message) {
    return switch (message.getSettingsCase()) {
      case ENCRYPTION -> Rule.ENCRYPTION;
      case PASSWORD_STRENGTH -> Rule.PASSWORD_STRENGTH;
      case SIGN_IN -> Rule.SIGN_IN;
      case SHARED_SECRET -> Rule.SHARED_SECRET;
      case ACCOUNTS -> Rule.ACCOUNTS;
      case ANTI_VIRUS -> Rule.ANTI_VIRUS;
      case UPDATES -> Rule.UPDATES;
      case SOFTWARE -> Rule.SOFTWARE;
      case SIGN_IN_NOTICE -> Rule.SIGN_IN_NOTICE;
      case FILTERING_CHECK -> Rule.FILTERING_CHECK;
      case BACKUP -> Rule.BACKUP;
      case CHILDREN_USE -> Rule.CHILDREN_USE;
      case SCREEN_LOCK -> Rule.SCREEN_LOCK;
      case PASSWORD_AGE, SETTINGS_NOT_SET -> Rule.PASSWORD_AGE;
    };
  }

  private static int or(int value, int standard) {
    return value == 0 ? standard : value;
  }

  private static RuleSettings software(io.stairgate.proto.v1.SoftwareSettings message)
      throws MalformedException {
    if (message.getApprovedCount() > 2_000) {
      throw new MalformedException("The policy approves more than 2,000 programs.");
    }
    Set<String> approved = new HashSet<>();
    for (String name : message.getApprovedList()) {
      approved.add(Text.clean(name, 100));
    }
    return new RuleSettings.Software(message.getEverything(), approved, message.getCloudStorage());
  }

  /** What the policy says of single accounts. */
  static Map<String, AccountOrder> accounts(Policy message) throws MalformedException {
    if (message.getAccountsCount() > MOST_ACCOUNTS) {
      throw new MalformedException("The policy names more than 500 accounts.");
    }
    Map<String, AccountOrder> accounts = new HashMap<>();
    for (io.stairgate.proto.v1.AccountOrder each : message.getAccountsList()) {
      AccountOrder order =
          new AccountOrder(
              each.getAccount(),
              day(each.getUntilDate()),
              each.hasSuspendedUntil() ? instant(each.getSuspendedUntil()) : Optional.empty(),
              each.hasPasswordKnownSince()
                  ? instant(each.getPasswordKnownSince())
                  : Optional.empty(),
              day(each.getAdministratorUntilDate()),
              each.getShared(),
              each.getLeft());
      if (accounts.put(order.account(), order) != null) {
        throw new MalformedException("The policy names an account twice.");
      }
    }
    return accounts;
  }

  /** When the setting is open. */
  static OpenDays openDays(Policy message) throws MalformedException {
    if (message.getClosedCount() > MOST_CLOSED || message.getOpenWeekdaysCount() > 7) {
      throw new MalformedException("The policy's calendar is longer than this version takes.");
    }
    Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
    for (int number : message.getOpenWeekdaysList()) {
      weekdays.add(DayOfWeek.of(number));
    }
    List<OpenDays.Closed> closed = new ArrayList<>(message.getClosedCount());
    for (io.stairgate.proto.v1.ClosedDays days : message.getClosedList()) {
      closed.add(
          new OpenDays.Closed(
              LocalDate.parse(days.getStartDate()), LocalDate.parse(days.getEndDate())));
    }
    return new OpenDays(
        weekdays.isEmpty() ? OpenDays.DEFAULT.weekdays() : weekdays,
        closed,
        Text.clean(message.getTimeZone(), 64));
  }

  private static Optional<Instant> instant(com.google.protobuf.Timestamp at)
      throws MalformedException {
    return Optional.of(Basics.instant(at));
  }

  private static Optional<LocalDate> day(String iso) {
    return iso.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(iso));
  }
}
