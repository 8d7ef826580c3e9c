package io.stairgate.console.people;

import io.stairgate.console.account.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The access that somebody is to have.
 *
 * @param roles what the person is to be
 * @param endsAt when that ends by itself; empty: not by itself
 */
public record Wanted(Set<Role> roles, Optional<Instant> endsAt) {
  /** Days begin and end as they do where the settings are. */
  private static final ZoneId ZONE = ZoneId.of("Europe/London");

  /** An end further away than this is a mistake. */
  private static final Duration LONGEST = Duration.ofDays(2 * 366);

  public Wanted {
    roles = Set.copyOf(roles);
  }

  /** When access ends whose last day is {@code lastDay}: as that day ends. */
  public static Instant endOf(LocalDate lastDay) {
    return lastDay.plusDays(1).atStartOfDay(ZONE).toInstant();
  }

  /** The last day of access that ends at {@code end}. */
  public static LocalDate lastDay(Instant end) {
    return end.minusMillis(1).atZone(ZONE).toLocalDate();
  }

  /** What must be put right; empty where nothing must. */
  Optional<Outcome.Refused> wrong(Instant now) {
    if (roles.isEmpty()) {
      return Optional.of(new Outcome.Refused("roles", "Choose at least one role."));
    }
    if (endsAt.filter(end -> !end.isAfter(now)).isPresent()) {
      return Optional.of(new Outcome.Refused("end", "Choose a last day that is still to come."));
    }
    if (endsAt.filter(end -> end.isAfter(now.plus(LONGEST))).isPresent()) {
      return Optional.of(new Outcome.Refused("end", "Choose a last day within two years."));
    }
    return Optional.empty();
  }

  /** In the log: "Technician, until 2026-12-18". */
  String words() {
    String until = endsAt.map(end -> ", until " + lastDay(end)).orElse("");
    return roles.stream().sorted().map(Role::title).collect(Collectors.joining(", ")) + until;
  }
}
