package io.stairgate.console.policy;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything one laptop is to follow, apart from which version it is: rules, calendar, register and
 * programs. Two are equal where the laptop would be told the same.
 *
 * @param rules what holds on it
 * @param zone the setting's time zone
 * @param terms the setting's terms, earliest first; empty: the funding terms
 * @param openDays days of the week on which the setting is open
 * @param closed days on which it is closed besides, earliest first, at most {@value #MOST_CLOSED}
 * @param accounts what is said of accounts, by name, at most {@value #MOST_ACCOUNTS}
 * @param registered whether the setting keeps a register of accounts
 * @param sharers how many people share the password of a shared account, the most of any
 * @param programs names of the programs that may be on it
 * @param cloudStorage whether programs that keep files in the cloud may be approved
 * @param escrow what it is asked about recovery keys
 */
public record LaptopPolicy(
    EffectiveRules rules,
    ZoneId zone,
    List<Term> terms,
    Set<DayOfWeek> openDays,
    List<DateSpan> closed,
    List<LaptopAccount> accounts,
    boolean registered,
    int sharers,
    List<String> programs,
    boolean cloudStorage,
    Escrow escrow) {
  /** The most spans of closed days that a laptop takes. */
  public static final int MOST_CLOSED = 512;

  /** The most accounts that a laptop takes. */
  public static final int MOST_ACCOUNTS = 500;

  /** The most people in one laptop's register: room is left for what is said of others. */
  static final int MOST_REGISTERED = 400;

  /** The most accounts that something is said of at once in a setting. */
  public static final int MOST_ORDERED = MOST_ACCOUNTS - MOST_REGISTERED;

  /**
   * What names of people and programs may take of the 256 KiB of a signed policy, bytes: rules,
   * terms and closed days take at most 40 KiB, what is said of single accounts 20 KiB.
   */
  private static final int MOST_NAME_BYTES = 192 * 1024;

  private static final int BYTES_BESIDE_AN_ACCOUNT = 40;
  private static final int BYTES_BESIDE_A_PROGRAM = 4;

  public LaptopPolicy {
    terms = List.copyOf(terms);
    openDays = Set.copyOf(openDays);
    closed = List.copyOf(closed);
    accounts = List.copyOf(accounts);
    programs = List.copyOf(programs);
  }

  /** Like the other, where no change is under way. */
  public static LaptopPolicy of(
      SettingPolicy policy,
      DeviceId laptop,
      Collection<AccountOrder> orders,
      Escrow escrow,
      Instant now) {
    return of(policy, laptop, Map.of(), orders, escrow, now);
  }

  /**
   * What a laptop is to follow.
   *
   * @param policy what the setting decided
   * @param kept what it keeps for now, because a change has not reached it yet
   * @param orders what is said of single accounts and holds now
   * @param now the time: approvals of programs whose last day is past are left out
   */
  public static LaptopPolicy of(
      SettingPolicy policy,
      DeviceId laptop,
      Map<Rule, RuleSettings> kept,
      Collection<AccountOrder> orders,
      Escrow escrow,
      Instant now) {
    Calendar calendar = policy.calendar();
    LocalDate today = calendar.day(now);
    List<AccessEntry> access = accessTo(policy, laptop);
    return new LaptopPolicy(
        EffectiveRules.of(policy, laptop).with(kept),
        calendar.zone(),
        calendar.terms(),
        calendar.openDays(),
        closed(calendar),
        accounts(access, orders),
        !policy.access().isEmpty(),
        sharers(access),
        policy.programs().stream()
            .filter(program -> program.until().filter(end -> end.isBefore(today)).isEmpty())
            .map(ApprovedProgram::name)
            .toList(),
        policy.cloudStorage(),
        escrow);
  }

  private static List<AccessEntry> accessTo(SettingPolicy policy, DeviceId laptop) {
    return policy.access().stream()
        .filter(entry -> entry.laptops().isEmpty() || entry.laptops().contains(laptop))
        // A longer name is no account's name on any laptop.
        .filter(entry -> AccountOrder.isAccount(entry.signInName()))
        .toList();
  }

  /** Closures, and unless the setting is open in them the holidays between terms and within. */
  private static List<DateSpan> closed(Calendar calendar) {
    List<DateSpan> all = new ArrayList<>();
    calendar.closures().forEach(closure -> all.add(closure.days()));
    if (!calendar.openInHolidays()) {
      List<Term> terms = calendar.terms();
      for (int i = 0; i < terms.size(); i++) {
        terms.get(i).halfTerm().ifPresent(all::add);
        if (i > 0) {
          holidays(terms.get(i - 1).days().end().plusDays(1), terms.get(i).days().start(), all);
        }
      }
    }
    all.sort(Comparator.comparing(DateSpan::start).thenComparing(DateSpan::end));
    // Where there are too many, the ones that are longest past say least.
    return all.size() > MOST_CLOSED ? all.subList(all.size() - MOST_CLOSED, all.size()) : all;
  }

  private static void holidays(LocalDate from, LocalDate before, List<DateSpan> all) {
    LocalDate start = from;
    while (start.isBefore(before)) {
      LocalDate end = start.plusYears(1);
      end = end.isBefore(before) ? end : before.minusDays(1);
      all.add(new DateSpan(start, end));
      start = end.plusDays(1);
    }
  }

  private static int sharers(List<AccessEntry> access) {
    Map<String, Integer> people = new TreeMap<>();
    access.stream()
        .filter(AccessEntry::shared)
        .forEach(entry -> people.merge(entry.signInName(), 1, Integer::sum));
    return people.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private static List<LaptopAccount> accounts(
      List<AccessEntry> access, Collection<AccountOrder> orders) {
    Map<String, LaptopAccount> all = new TreeMap<>();
    for (AccessEntry entry : access) {
      all.merge(
          entry.signInName(),
          new LaptopAccount(
              entry.signInName(),
              entry.until(),
              Optional.empty(),
              Optional.empty(),
              entry.administratorUntil(),
              entry.shared(),
              false),
          LaptopPolicy::together);
    }
    for (AccountOrder order : orders) {
      LaptopAccount before =
          all.getOrDefault(
              order.account(),
              new LaptopAccount(
                  order.account(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  false));
      all.put(order.account(), with(before, order));
    }
    return all.values().stream().limit(MOST_ACCOUNTS).toList();
  }

  /** Two people with one account: it may be used as long as one of them may. */
  private static LaptopAccount together(LaptopAccount one, LaptopAccount other) {
    return new LaptopAccount(
        one.account(),
        one.until().isEmpty() || other.until().isEmpty()
            ? Optional.empty()
            : later(one.until(), other.until()),
        Optional.empty(),
        Optional.empty(),
        later(one.administratorUntil(), other.administratorUntil()),
        one.shared() || other.shared(),
        false);
  }

  private static Optional<LocalDate> later(Optional<LocalDate> one, Optional<LocalDate> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return one.get().isAfter(other.get()) ? one : other;
  }

  private static LaptopAccount with(LaptopAccount account, AccountOrder order) {
    return new LaptopAccount(
        account.account(),
        account.until(),
        order.kind() == AccountOrder.Kind.SUSPENDED ? order.endsAt() : account.suspendedUntil(),
        order.kind() == AccountOrder.Kind.PASSWORD_KNOWN
            ? Optional.of(order.since())
            : account.passwordKnownSince(),
        account.administratorUntil(),
        account.shared(),
        account.left() || order.kind() == AccountOrder.Kind.LEFT);
  }

  /**
   * Why a laptop could not be told all of a policy, in one sentence; empty where each can.
   *
   * @param names the setting's laptops
   */
  static Optional<String> problem(SettingPolicy policy, LaptopNames names) {
    int programs =
        policy.programs().stream()
            .mapToInt(program -> bytes(program.name()) + BYTES_BESIDE_A_PROGRAM)
            .sum();
    for (DeviceId laptop : names.all()) {
      List<AccessEntry> access = accessTo(policy, laptop);
      long people = access.stream().map(AccessEntry::signInName).distinct().count();
      if (people > MOST_REGISTERED) {
        return Optional.of(
            "The register would let %,d accounts use %s, and a laptop takes 400; say for fewer of them that they may use every laptop."
                .formatted(people, names.nickname(laptop)));
      }
      int bytes =
          programs
              + access.stream()
                  .mapToInt(entry -> bytes(entry.signInName()) + BYTES_BESIDE_AN_ACCOUNT)
                  .sum();
      if (bytes > MOST_NAME_BYTES) {
        return Optional.of(
            "What %s is to be told would be larger than a laptop takes, 256 KiB; approve fewer programs, or shorten their names."
                .formatted(names.nickname(laptop)));
      }
    }
    return Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
