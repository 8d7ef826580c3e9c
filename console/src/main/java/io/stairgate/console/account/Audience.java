package io.stairgate.console.account;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who is told of a matter and may read its words: ordinarily the safeguarding lead and the
 * deputies; the conduct of a member of staff goes to the manager or head; what is about the manager
 * or head goes to the safeguarding governor; what concerns the safeguarding lead's own laptop never
 * to the lead alone.
 *
 * @param people whom to tell, those concerned left out where others are there
 */
public record Audience(List<Member> people) {
  private static final Set<Role> LEADS = EnumSet.of(Role.DSL, Role.DEPUTY);
  private static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER);
  private static final Set<Role> GOVERNORS = EnumSet.of(Role.SAFEGUARDING_GOVERNOR);

  public Audience {
    people = List.copyOf(people);
  }

  /** Finds them among everybody with access to the setting. */
  public static Audience of(Matter matter, List<Member> members) {
    return switch (matter) {
      case Matter.General() -> new Audience(firstOf(members, Set.of(), LEADS, MANAGERS));
      // The person may know of the own laptop as well, but never alone.
      case Matter.OwnLaptop(var user) ->
          new Audience(firstOf(members, Set.of(user), LEADS, MANAGERS, GOVERNORS));
      case Matter.Conduct(var people) -> new Audience(ofConduct(people, members));
    };
  }

  private static List<Member> ofConduct(Set<UUID> people, List<Member> members) {
    boolean aboutTheHead =
        members.stream()
            .anyMatch(m -> people.contains(m.account()) && m.roles().contains(Role.MANAGER));
    // A head's conduct is not for a colleague of the same rank to look into.
    return aboutTheHead
        ? firstOf(members, people, GOVERNORS, MANAGERS, LEADS)
        : firstOf(members, people, MANAGERS, GOVERNORS, LEADS);
  }

  /** The people of the first set of roles that somebody holds who is not concerned. */
  @SafeVarargs
  private static List<Member> firstOf(
      List<Member> members, Set<UUID> concerned, Set<Role>... steps) {
    for (Set<Role> step : steps) {
      List<Member> found =
          members.stream()
              .filter(member -> !concerned.contains(member.account()))
              .filter(member -> member.roles().stream().anyMatch(step::contains))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }
}
