package io.stairgate.console.account;

import java.util.Set;
import java.util.UUID;

/** What something that people must look at is about: it says who is told ({@link Audience}). */
public sealed interface Matter {
  /** The people concerned; they never close it themselves. */
  Set<UUID> concerned();

  /** Nobody in particular: a laptop that nobody has to oneself, a rule, a lost stick. */
  record General() implements Matter {
    @Override
    public Set<UUID> concerned() {
      return Set.of();
    }
  }

  /**
   * The laptop that one person uses.
   *
   * @param user that person
   */
  record OwnLaptop(UUID user) implements Matter {
    @Override
    public Set<UUID> concerned() {
      return Set.of(user);
    }
  }

  /**
   * How a member of staff behaved.
   *
   * @param people whom it is about; empty where it is not yet known
   */
  record Conduct(Set<UUID> people) implements Matter {
    public Conduct {
      people = Set.copyOf(people);
    }

    @Override
    public Set<UUID> concerned() {
      return people;
    }
  }
}
