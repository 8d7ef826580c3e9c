package io.stairgate.console.notify;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who answers for an alert, and who is told next where they do not: the safeguarding lead, then the
 * deputies, then the head or manager. About how a member of staff behaved the head or manager is
 * told with the lead; about the head the safeguarding governor; about the laptop a person uses
 * never that person alone. Nobody is in two steps.
 *
 * @param first who is told at once
 * @param second who is told when nobody has seen it for two open hours
 * @param third who is told when nobody has seen it for an open day
 */
public record Circle(List<Member> first, List<Member> second, List<Member> third) {
  public Circle {
    first = List.copyOf(first);
    second = List.copyOf(second);
    third = List.copyOf(third);
  }

  /**
   * Finds them.
   *
   * @param kind what the alert is about
   * @param user who uses the laptop, where one person does
   * @param members everybody with access to the setting
   */
  public static Circle of(AlertKind kind, Optional<UUID> user, List<Member> members) {
    Optional<Member> concerned =
        user.flatMap(id -> members.stream().filter(each -> each.account().equals(id)).findFirst());
    List<Member> others =
        members.stream().filter(each -> user.filter(each.account()::equals).isEmpty()).toList();
    List<Member> leads = holding(others, Role.DSL);
    List<Member> deputies = holding(others, Role.DEPUTY);
    List<Member> heads = holding(others, Role.MANAGER);
    List<Member> governors = holding(others, Role.SAFEGUARDING_GOVERNOR);
    boolean ofHead = concerned.filter(each -> each.roles().contains(Role.MANAGER)).isPresent();
    boolean ofLead = concerned.filter(each -> each.roles().contains(Role.DSL)).isPresent();
    Circle circle;
    if (kind == AlertKind.ALL_SILENT) {
      circle = distinct(lookAfterLaptops(members), List.of(), List.of());
    } else if (kind.isConduct() && ofHead) {
      circle = distinct(firstOf(governors, heads, union(leads, deputies)), List.of(), List.of());
    } else if (kind.isConduct()) {
      circle = distinct(firstOf(union(leads, heads), deputies, governors), deputies, governors);
    } else if (ofLead) {
      circle =
          distinct(
              firstOf(union(leads, deputies), heads, governors), heads, firstOf(governors, heads));
    } else {
      circle =
          distinct(
              firstOf(leads, deputies, heads, governors), deputies, ofHead ? governors : heads);
    }
    return circle.first().isEmpty() ? ofAnybody(members) : circle;
  }

  /** Who looks after the console: somebody technical where there is one. */
  private static List<Member> lookAfterLaptops(List<Member> members) {
    return firstOf(
        holding(members, Role.TECHNICIAN),
        holding(members, Role.COMPUTING_LEAD),
        holding(members, Role.PROVIDER),
        holding(members, Role.MANAGER));
  }

  /** Where nobody else is left, those concerned are told: what nobody reads helps nobody. */
  private static Circle ofAnybody(List<Member> members) {
    return distinct(
        firstOf(
            holding(members, Role.DSL),
            holding(members, Role.DEPUTY),
            holding(members, Role.MANAGER)),
        List.of(),
        List.of());
  }

  private static Circle distinct(List<Member> first, List<Member> second, List<Member> third) {
    List<Member> next = without(second, first);
    return new Circle(first, next, without(third, union(first, next)));
  }

  /** Everybody who is told sooner or later. */
  public List<Member> everybody() {
    return union(union(first, second), third);
  }

  /** Whether this person is told sooner or later. */
  public boolean includes(UUID person) {
    return everybody().stream().anyMatch(each -> each.account().equals(person));
  }

  /** Those who hold a role, in the order given. */
  static List<Member> holding(List<Member> members, Role role) {
    Predicate<Member> holds = each -> each.roles().contains(role);
    return members.stream().filter(holds).toList();
  }

  /** The first of some lists in which somebody is; empty where nobody is in any. */
  @SafeVarargs
  static List<Member> firstOf(List<Member>... steps) {
    for (List<Member> each : steps) {
      if (!each.isEmpty()) {
        return each;
      }
    }
    return List.of();
  }

  private static List<Member> union(List<Member> one, List<Member> other) {
    Set<Member> all = new LinkedHashSet<>(one);
    all.addAll(other);
    return new ArrayList<>(all);
  }

  private static List<Member> without(List<Member> some, List<Member> those) {
    return some.stream().filter(each -> !those.contains(each)).toList();
  }
}
