package io.stairgate.console.page;

import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts the register and what was said of single accounts together, in words. Any thread. */
final class AccountRegister {
  private static final int MOST_ORDERS = 1_000;

  private final AccountOrders orders;
  private final PolicyFiles files;
  private final InstantSource clock;
  private final Moments moments;

  AccountRegister(AccountOrders orders, PolicyFiles files, InstantSource clock, Moments moments) {
    this.orders = orders;
    this.files = files;
    this.clock = clock;
    this.moments = moments;
  }

  /**
   * One account.
   *
   * @param name sign-in name
   * @param entries its lines of the register; empty where it has none
   * @param orders what holds now
   */
  record Known(String name, List<AccessEntry> entries, List<AccountOrder> orders) {
    Known {
      entries = List.copyOf(entries);
      orders = List.copyOf(orders);
    }

    String people() {
      return entries.stream().map(AccessEntry::person).distinct().collect(Collectors.joining(", "));
    }

    /** The latest last day, empty where one line has none. */
    Optional<LocalDate> until() {
      return entries.stream().anyMatch(each -> each.until().isEmpty())
          ? Optional.empty()
          : entries.stream().flatMap(each -> each.until().stream()).max(LocalDate::compareTo);
    }
  }

  /** Every account of the register, and every other of which something was said, by name. */
  List<Known> all(SettingId setting) {
    SettingPolicy policy = files.current(setting).policy();
    Map<String, List<AccessEntry>> entries = new TreeMap<>();
    policy
        .access()
        .forEach(
            entry ->
                entries.computeIfAbsent(entry.signInName(), name -> new ArrayList<>()).add(entry));
    Map<String, List<AccountOrder>> said =
        orders.orders(setting, true, Optional.empty(), MOST_ORDERS).items().stream()
            .collect(Collectors.groupingBy(AccountOrder::account));
    said.keySet().forEach(name -> entries.computeIfAbsent(name, none -> new ArrayList<>()));
    return entries.entrySet().stream()
        .map(
            entry ->
                new Known(
                    entry.getKey(), entry.getValue(), said.getOrDefault(entry.getKey(), List.of())))
        .toList();
  }

  /** One account; empty where the setting never heard of it. */
  Optional<Known> one(SettingId setting, String name) {
    Optional<Known> known =
        all(setting).stream().filter(each -> each.name().equals(name)).findFirst();
    return known.isPresent() || history(setting, name).isEmpty()
        ? known
        : Optional.of(new Known(name, List.of(), List.of()));
  }

  /** Everything that was ever said of an account, newest first. */
  List<AccountOrder> history(SettingId setting, String name) {
    return orders.orders(setting, false, Optional.empty(), MOST_ORDERS).items().stream()
        .filter(order -> order.account().equals(name))
        .toList();
  }

  /** Which laptops an account is for, in words. */
  static String laptops(Known known, LaptopNames names) {
    if (known.entries().isEmpty()) {
      return "Not on the register";
    }
    if (known.entries().stream().anyMatch(each -> each.laptops().isEmpty())) {
      return "All laptops";
    }
    return known.entries().stream()
        .flatMap(each -> each.laptops().stream())
        .distinct()
        .map(names::nickname)
        .sorted(String.CASE_INSENSITIVE_ORDER)
        .collect(Collectors.joining(", "));
  }

  /** What there is to say of an account, the worst first. */
  List<AccountsView.Tag> tags(SettingId setting, Known known) {
    Instant now = clock.instant();
    LocalDate today = files.held(setting).calendar().day(now);
    List<AccountsView.Tag> tags = new ArrayList<>();
    known.orders().forEach(order -> tags.add(tag(order, now)));
    if (known.entries().isEmpty()) {
      tags.add(new AccountsView.Tag("", "Not on the register"));
    }
    known
        .until()
        .filter(today::isAfter)
        .ifPresent(day -> tags.add(new AccountsView.Tag("warn", "Last day is over")));
    known.entries().stream()
        .flatMap(each -> each.administratorUntil().stream())
        .max(LocalDate::compareTo)
        .filter(day -> !today.isAfter(day))
        .ifPresent(
            day ->
                tags.add(new AccountsView.Tag("info", "Administrator until " + Moments.date(day))));
    if (known.entries().stream().anyMatch(AccessEntry::shared)) {
      tags.add(new AccountsView.Tag("info", "Shared password"));
    }
    return tags;
  }

  private AccountsView.Tag tag(AccountOrder order, Instant now) {
    return switch (order.kind()) {
      case LEFT -> new AccountsView.Tag("warn", "Has left");
      case SUSPENDED ->
          new AccountsView.Tag(
              "warn",
              "Stopped until " + order.endsAt().map(moments::lastDay).orElse("further notice"));
      case PASSWORD_KNOWN ->
          late(order, now)
              ? new AccountsView.Tag("bad", "Password is overdue")
              : new AccountsView.Tag("warn", "New password by " + due(order));
    };
  }

  /** Whether a password should have been changed by now. */
  static boolean late(AccountOrder order, Instant now) {
    return order.since().plus(AccountOrders.TO_CHANGE).isBefore(now);
  }

  /** When a password must be changed by, in words. */
  String due(AccountOrder order) {
    return moments.of(order.since().plus(AccountOrders.TO_CHANGE)).full();
  }
}
