package io.stairgate.console.people;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who looks after people, as it is within one transaction that holds the setting's lock: so two who
 * remove each other at the same moment cannot both succeed. Any thread may use it.
 */
final class Managers {
  private static final Outcome.Refused NO_LONGER =
      new Outcome.Refused(
          "person", "You no longer look after people in this setting. Nothing was changed.");

  private static final Outcome.Refused LAST =
      new Outcome.Refused(
          "person",
          "Somebody must look after who has access, and with no last day. Give it to one more"
              + " person first.");

  private static final Outcome.Refused PROVIDER =
      new Outcome.Refused(
          "roles",
          "A provider can add settings here, so only a provider can make another one. Choose"
              + " technician for somebody who looks after your laptops.");

  private final MemberStore members;

  Managers(MemberStore members) {
    this.members = members;
  }

  /** Why {@code by} may not change anything about people; empty where they may. */
  Optional<Outcome.Refused> refusal(Transaction tx, SettingId setting, Actor by, Instant now) {
    return roles(tx, setting, by, now).isPresent() ? Optional.empty() : Optional.of(NO_LONGER);
  }

  /**
   * Why {@code by} may not give these roles; empty where they may.
   *
   * @param before what the person has already
   */
  Optional<Outcome.Refused> refusalToGive(
      Transaction tx, SettingId setting, Actor by, Set<Role> roles, Set<Role> before, Instant now) {
    Optional<Set<Role>> giver = roles(tx, setting, by, now);
    if (giver.isEmpty()) {
      return Optional.of(NO_LONGER);
    }
    boolean all =
        roles.stream()
            .filter(role -> !before.contains(role))
            .allMatch(role -> role.mayBeGivenBy(giver.get()));
    return all ? Optional.empty() : Optional.of(PROVIDER);
  }

  /** The roles by which {@code by} looks after people; empty where they do not. */
  private Optional<Set<Role>> roles(Transaction tx, SettingId setting, Actor by, Instant now) {
    return switch (by) {
      case Actor.Person(UUID account, String _) ->
          members
              .member(tx, setting, account, now)
              .filter(member -> member.may(Right.MANAGE_PEOPLE))
              .map(Member::roles);
      // The guard has asked what the token may; it is never a provider here.
      case Actor.Program(UUID _, String _) -> Optional.of(Set.of());
      case Actor.CommandLine(), Actor.Console() -> Optional.of(EnumSet.allOf(Role.class));
      case Actor.Laptop(UUID _, String _) -> Optional.empty();
    };
  }

  /**
   * Why access may not become {@code wanted}; empty where it may.
   *
   * @param person whose
   * @param wanted what it is to be; empty: none
   */
  Optional<Outcome.Refused> refusalToEnd(
      Transaction tx, SettingId setting, UUID person, Optional<Wanted> wanted, Instant now) {
    boolean stays =
        wanted
            .filter(each -> each.endsAt().isEmpty())
            .filter(each -> each.roles().stream().anyMatch(r -> r.may(Right.MANAGE_PEOPLE)))
            .isPresent();
    boolean another =
        members.members(tx, setting, now).stream()
            .filter(member -> !member.account().equals(person))
            .anyMatch(member -> member.may(Right.MANAGE_PEOPLE) && member.endsAt().isEmpty());
    return stays || another ? Optional.empty() : Optional.of(LAST);
  }
}
