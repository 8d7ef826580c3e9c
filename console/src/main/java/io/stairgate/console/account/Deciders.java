package io.stairgate.console.account;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who may decide one matter. Nobody decides their own: what an approver may not decide passes to
 * the deputies, then to the safeguarding governors. Where nobody is left nothing is decided: it
 * fails closed.
 *
 * @param people the people who may decide; empty where nobody may
 * @param passed how the matter came to them
 */
public record Deciders(List<Member> people, Passed passed) {
  public Deciders {
    people = List.copyOf(people);
  }

  /** How a matter came to those who may decide it. */
  public enum Passed {
    /** It is with the setting's own approvers. */
    TO_APPROVERS,
    /** Every approver is concerned, so it is with the deputies. */
    TO_DEPUTIES,
    /** They are concerned as well, so it is with the safeguarding governors. */
    TO_SAFEGUARDING_GOVERNORS,
    /** Nobody is left: somebody must be invited first. */
    TO_NOBODY
  }

  /**
   * Finds them.
   *
   * @param approvers roles that decide such matters in this setting
   * @param members everybody with access to the setting
   * @param own the people whose own matter it is: who asks, whom it concerns
   */
  public static Deciders of(Set<Role> approvers, List<Member> members, Set<UUID> own) {
    List<Member> first = others(members, own, member -> hasAny(member, approvers));
    if (!first.isEmpty()) {
      return new Deciders(first, Passed.TO_APPROVERS);
    }
    List<Member> deputies = others(members, own, member -> member.roles().contains(Role.DEPUTY));
    if (!deputies.isEmpty()) {
      return new Deciders(deputies, Passed.TO_DEPUTIES);
    }
    List<Member> governors =
        others(members, own, member -> member.roles().contains(Role.SAFEGUARDING_GOVERNOR));
    return governors.isEmpty()
        ? new Deciders(List.of(), Passed.TO_NOBODY)
        : new Deciders(governors, Passed.TO_SAFEGUARDING_GOVERNORS);
  }

  /** Whether this person is one of them. */
  public boolean include(UUID account) {
    return people.stream().anyMatch(member -> member.account().equals(account));
  }

  private static List<Member> others(List<Member> members, Set<UUID> own, Predicate<Member> fits) {
    return members.stream().filter(member -> !own.contains(member.account())).filter(fits).toList();
  }

  private static boolean hasAny(Member member, Set<Role> roles) {
    return member.roles().stream().anyMatch(roles::contains);
  }
}
