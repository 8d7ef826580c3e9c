package io.stairgate.console.people;

import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.AccountOrder.Kind;
import io.stairgate.console.policy.AccountOrderStore;
import io.stairgate.console.policy.LaptopPolicy;
import io.stairgate.console.policy.MadeBy;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is said of single accounts of the laptops: the person left, the sign-in is stopped for a
 * time, somebody else may know the password. Each makes new policies for the laptops at once, is on
 * disk when it returns, and is in the log; the reason stays in the console. Nobody decides about
 * their own account. Any thread may use it.
 *
 * <p>Over 300 lines because each thing that can be said of an account stands with how it is taken
 * back, under the same lock and limits.
 */
public final class AccountOrders {
  /** A password that somebody else may know is to be changed within this time. */
  public static final Duration TO_CHANGE = Duration.ofHours(24);

  /** A laptop that proved something so long after an order was made has heard of the order. */
  private static final Duration HEARD = Duration.ofMinutes(10);

  private static final int SHORTEST_REASON = 10;
  private static final Set<Role> LEADING = EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER);

  private static final Outcome.Refused NO_ACCOUNT =
      new Outcome.Refused(
          "account",
          "Write the name the person signs in with on the laptops, for example \"sam\".");
  private static final Outcome.Refused NO_REASON =
      new Outcome.Refused("reason", "Say why in one sentence of 10 to 500 letters.");

  private final Parts parts;
  private final AccountOrderStore store;

  /** The last change that the policies of all laptops of a setting were seen to have. */
  private final Map<SettingId, Instant> signed = new HashMap<>();

  /**
   * What it stands on.
   *
   * @param database for transactions
   * @param policies keeps the orders and makes new policies
   * @param policy what a setting decided: its register and calendar
   * @param members who has access
   * @param approvers who decides
   * @param findings what was proved about passwords
   * @param alerts for a password that is not changed in time
   * @param audit the log
   * @param live tells open pages
   * @param clock the time
   */
  public record Parts(
      Database database,
      Policies policies,
      Function<SettingId, SettingPolicy> policy,
      MemberStore members,
      ApproverStore approvers,
      FindingStore findings,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {}

  /** Ready to be told. */
  public AccountOrders(Parts parts) {
    this.parts = parts;
    this.store = parts.policies().orders();
  }

  /**
   * Some orders, newest first.
   *
   * @param current only those that hold now
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<AccountOrder> orders(
      SettingId setting, boolean current, Optional<String> after, int limit) {
    return store.orders(setting, current, parts.clock().instant(), after, limit);
  }

  /** One order; empty where the setting has none of that id. */
  public Optional<AccountOrder> order(SettingId setting, UUID id) {
    return store.find(setting, id);
  }

  /** Who may decide whether the sign-in of an account is stopped, or lets it go on again. */
  public Deciders deciders(SettingId setting, String account) {
    SettingPolicy policy = parts.policy().apply(setting);
    return parts
        .database()
        .inTransaction(tx -> deciders(tx, setting, policy, account, suspending(tx, setting)));
  }

  private Set<Role> suspending(Transaction tx, SettingId setting) {
    return parts.approvers().approvers(tx, setting, Decision.SUSPEND_PERSON);
  }

  private Deciders deciders(
      Transaction tx, SettingId setting, SettingPolicy policy, String account, Set<Role> roles) {
    List<Member> members = parts.members().members(tx, setting, parts.clock().instant());
    return Deciders.of(roles, members, owners(policy, members, account));
  }

  /**
   * The people whose own account it may be: by the register, or by the name they sign in to the
   * console with. Rather too many than too few: what is one's own passes on.
   */
  static Set<UUID> owners(SettingPolicy policy, List<Member> members, String account) {
    Set<String> names = new HashSet<>(Set.of(folded(account)));
    policy.access().stream()
        .filter(entry -> folded(entry.signInName()).equals(folded(account)))
        .map(AccessEntry::person)
        .forEach(person -> names.add(folded(person)));
    Set<UUID> owners = new HashSet<>();
    for (Member member : members) {
      String signIn = folded(member.signInName());
      int at = signIn.indexOf('@');
      if (names.contains(folded(member.name()))
          || names.contains(signIn)
          || names.contains(at > 0 ? signIn.substring(0, at) : signIn)) {
        owners.add(member.account());
      }
    }
    return owners;
  }

  private static String folded(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Stops a person's sign-in on every laptop; a suspension that held is replaced. The laptops never
   * stop their last administrator.
   *
   * @param by who decides: the head or manager, or whom the setting chose
   * @param lastDay last day of the suspension, at most a year ahead
   * @param reason why, 10 to 500 characters
   */
  public Outcome suspend(
      SettingId setting, Actor.Person by, String account, LocalDate lastDay, String reason) {
    SettingPolicy policy = parts.policy().apply(setting);
    Instant now = parts.clock().instant();
    LocalDate today = policy.calendar().day(now);
    if (lastDay.isBefore(today) || lastDay.isAfter(today.plusYears(1))) {
      return new Outcome.Refused(
          "end", "Choose the last day of the suspension: today or later, within a year.");
    }
    Instant end = lastDay.plusDays(1).atStartOfDay(policy.calendar().zone()).toInstant();
    return change(
        setting,
        account,
        reason,
        (tx, name, why) -> {
          if (!deciders(tx, setting, policy, name, suspending(tx, setting)).include(by.account())) {
            return new Outcome.Refused(
                "person",
                "Only the manager or head may stop a person's sign-in, and nobody their own. Ask"
                    + " them.");
          }
          holding(tx, setting, name, Kind.SUSPENDED, now)
              .ifPresent(
                  before -> store.clear(tx, setting, before.id(), by, "Replaced by another.", now));
          return added(tx, setting, by, name, Kind.SUSPENDED, why, now, Optional.of(end), now);
        });
  }

  /**
   * Says that a person left: the account is shut on every laptop at its next contact.
   *
   * @param reason why, 10 to 500 characters
   */
  public Outcome left(SettingId setting, Actor by, String account, String reason) {
    Instant now = parts.clock().instant();
    return change(
        setting,
        account,
        reason,
        (tx, name, why) ->
            holding(tx, setting, name, Kind.LEFT, now).isPresent()
                ? new Outcome.Refused("account", "That was said of this account already.")
                : added(tx, setting, by, name, Kind.LEFT, why, now, Optional.empty(), now));
  }

  /**
   * Says that somebody else may know a password: it is to be changed within 24 hours.
   *
   * @param since since when, not in the future and at most 90 days ago
   * @param reason why, 10 to 500 characters
   */
  public Outcome passwordKnown(
      SettingId setting, Actor by, String account, Instant since, String reason) {
    Instant now = parts.clock().instant();
    if (since.isAfter(now) || since.isBefore(now.minus(Duration.ofDays(90)))) {
      return new Outcome.Refused("since", "Say since when: within the last 90 days.");
    }
    return change(
        setting,
        account,
        reason,
        (tx, name, why) ->
            holding(tx, setting, name, Kind.PASSWORD_KNOWN, now).isPresent()
                ? new Outcome.Refused("account", "That was said of this account already.")
                : added(
                    tx, setting, by, name, Kind.PASSWORD_KNOWN, why, since, Optional.empty(), now));
  }

  /**
   * A person at a laptop reported that somebody may know the password, within the transaction that
   * keeps the report. Whoever calls calls {@link #renew} once it is committed.
   *
   * @param since when it was reported, by the laptop's clock
   * @return whether it is new
   */
  public boolean passwordReported(
      Transaction tx, SettingId setting, Actor.Laptop by, String account, Instant since) {
    Instant now = parts.clock().instant();
    return AccountOrder.isAccount(account)
        && holding(tx, setting, account, Kind.PASSWORD_KNOWN, now).isEmpty()
        && added(
                tx,
                setting,
                by,
                account,
                Kind.PASSWORD_KNOWN,
                "Reported at the laptop %s.".formatted(by.name()),
                since.isAfter(now) ? now : since,
                Optional.empty(),
                now)
            instanceof Outcome.Done;
  }

  /**
   * Takes back what was said of an account: a suspension ends early, a person is back, a password
   * was changed. Who may stop a sign-in may let it go on; the rest is for those who lead.
   *
   * @param word why, 10 to 500 characters
   */
  public Outcome clear(SettingId setting, Actor.Person by, UUID id, String word) {
    SettingPolicy policy = parts.policy().apply(setting);
    Optional<AccountOrder> found = store.find(setting, id);
    if (found.isEmpty()) {
      return new Outcome.NotThere();
    }
    return change(
        setting,
        found.get().account(),
        word,
        (tx, name, why) -> {
          boolean suspended = found.get().kind() == Kind.SUSPENDED;
          Set<Role> roles = suspended ? suspending(tx, setting) : LEADING;
          if (!deciders(tx, setting, policy, name, roles).include(by.account())) {
            return new Outcome.Refused(
                "person",
                suspended
                    ? "Only who may stop a person's sign-in may let it go on, and nobody their own."
                    : "Somebody else who leads must say so; nobody does for their own account.");
          }
          if (!store.clear(tx, setting, id, by, why, parts.clock().instant())) {
            return new Outcome.Refused("person", "This was taken back before you did.");
          }
          log(tx, setting, by, "account-order-cleared", id, found.get(), why);
          return new Outcome.Done();
        });
  }

  private interface Change {
    Outcome make(Transaction tx, String account, String reason);
  }

  private Outcome change(SettingId setting, String account, String reason, Change change) {
    String name = account.strip();
    String why = reason.strip();
    if (!AccountOrder.isAccount(name)) {
      return NO_ACCOUNT;
    }
    if (why.length() < SHORTEST_REASON
        || why.length() > AccountOrder.LONGEST_REASON
        || why.chars().anyMatch(Character::isISOControl)) {
      return NO_REASON;
    }
    Outcome outcome =
        parts
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  return change.make(tx, name, why);
                });
    if (outcome instanceof Outcome.Done) {
      renew(setting);
    }
    return outcome;
  }

  /** Makes new policies for a setting's laptops, and tells open pages. */
  public void renew(SettingId setting) {
    parts.policies().renewAll(setting);
    parts.live().changed(setting, Live.Topic.ACCOUNTS);
  }

  /**
   * Makes the policies that still lack what was said of an account: a console that ended between
   * keeping it and signing cannot make up for it. Called each minute by one thread; several
   * consoles may do it at once.
   */
  public void signWhatWasLeft() {
    store
        .lastChanges()
        .forEach(
            (setting, at) -> {
              if (at.equals(signed.get(setting))) {
                return;
              }
              if (parts.policies().renewOlder(setting, at)) {
                parts.live().changed(setting, Live.Topic.ACCOUNTS);
              } else {
                signed.put(setting, at);
              }
            });
  }

  private Optional<AccountOrder> holding(
      Transaction tx, SettingId setting, String account, Kind kind, Instant now) {
    return store.holding(tx, setting, now).stream()
        .filter(order -> order.kind() == kind && order.account().equals(account))
        .findFirst();
  }

  private Outcome added(
      Transaction tx,
      SettingId setting,
      Actor by,
      String account,
      Kind kind,
      String reason,
      Instant since,
      Optional<Instant> end,
      Instant now) {
    Set<String> accounts = new HashSet<>(Set.of(account));
    store.holding(tx, setting, now).forEach(order -> accounts.add(order.account()));
    if (accounts.size() > LaptopPolicy.MOST_ORDERED) {
      return new Outcome.Refused(
          "account",
          "Something is said of 100 accounts already. Take back what is over first: accounts that"
              + " are gone from the laptops need nothing more.");
    }
    AccountOrder order =
        new AccountOrder(
            UUID.randomUUID(),
            account,
            kind,
            reason,
            since,
            end,
            MadeBy.of(by),
            now,
            Optional.empty());
    store.add(tx, setting, order);
    log(tx, setting, by, act(kind), order.id(), order, reason);
    return new Outcome.Done();
  }

  private void log(
      Transaction tx,
      SettingId setting,
      Actor by,
      String act,
      UUID id,
      AccountOrder order,
      String why) {
    parts.audit().append(tx, setting, by, act, "account-order:" + id, order.account() + ": " + why);
  }

  private static String act(Kind kind) {
    return switch (kind) {
      case LEFT -> "account-left";
      case SUSPENDED -> "account-suspended";
      case PASSWORD_KNOWN -> "password-known";
    };
  }

  /**
   * Looks at the passwords that somebody else may know: where every laptop proved since that its
   * passwords are as they should be it is over; where 24 hours are past without that, people are
   * told once. Several consoles may do it at once.
   */
  public void watchPasswords() {
    Instant now = parts.clock().instant();
    for (AccountOrderStore.Known known : store.known()) {
      if (isChanged(known.setting(), known.order())) {
        changed(known, now);
      } else if (!known.told() && known.order().since().plus(TO_CHANGE).isBefore(now)) {
        late(known, now);
      }
    }
  }

  private boolean isChanged(SettingId setting, AccountOrder order) {
    List<List<Finding>> laptops = List.copyOf(parts.findings().all(setting).values());
    return !laptops.isEmpty()
        && laptops.stream()
            .allMatch(
                findings ->
                    findings.stream()
                        .anyMatch(
                            finding ->
                                finding.rule().equals(Rule.PASSWORD_AGE.id())
                                    && Set.of("met", "not-applicable").contains(finding.state())
                                    && finding.provedAt().isAfter(order.madeAt().plus(HEARD))));
  }

  private void changed(AccountOrderStore.Known known, Instant now) {
    Actor console = new Actor.Console();
    String word = "Every laptop has proved since that its passwords are new enough.";
    boolean cleared =
        parts
            .database()
            .durably(
                tx -> {
                  boolean first =
                      store.clear(tx, known.setting(), known.order().id(), console, word, now);
                  if (first) {
                    log(
                        tx,
                        known.setting(),
                        console,
                        "account-order-cleared",
                        known.order().id(),
                        known.order(),
                        word);
                  }
                  return first;
                });
    if (cleared) {
      renew(known.setting());
    }
  }

  private void late(AccountOrderStore.Known known, Instant now) {
    boolean told =
        parts
            .database()
            .durably(
                tx -> {
                  boolean first = store.toldLate(tx, known.setting(), known.order().id(), now);
                  if (first) {
                    var _ =
                        parts
                            .alerts()
                            .raise(
                                tx,
                                AlertRules.forPasswordNotChanged(
                                    known.setting(), known.order().id(), now));
                  }
                  return first;
                });
    if (told) {
      parts.live().changed(known.setting(), Live.Topic.ALERTS);
    }
  }
}
