package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.people.Wanted;
import io.stairgate.console.web.RefusedException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody chose in the form that says what a person is to be.
 *
 * @param roles the roles
 * @param visiting {@code yes}, {@code no} or empty: whether the person only comes for a while
 * @param end last day as typed
 */
record AccessInput(Set<Role> roles, String visiting, String end) {
  AccessInput {
    roles = Set.copyOf(roles);
  }

  static AccessInput of(Context context) {
    List<String> given = context.formParams("role");
    if (given.size() > Role.values().length) {
      throw RefusedException.badRequest("Choose each role once.");
    }
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    given.forEach(
        code ->
            roles.add(
                Role.of(code)
                    .orElseThrow(() -> RefusedException.badRequest("There is no such role."))));
    return new AccessInput(roles, Visits.field(context, "visiting"), Visits.field(context, "end"));
  }

  /** Whether somebody with these roles looks after people: that wants a fresh second step. */
  boolean manages() {
    return roles.stream().anyMatch(role -> role.may(Right.MANAGE_PEOPLE));
  }

  /** What must be put right before it means anything. */
  Problems problems() {
    if (roles.isEmpty()) {
      return Problems.of("roles", "Choose at least one role.");
    }
    if (!visiting.equals("yes") && !visiting.equals("no")) {
      return Problems.of("visiting", "Say whether this person only comes for a while.");
    }
    if (lastDay().isEmpty() && (visiting.equals("yes") || !end.isBlank())) {
      return Problems.of("end", "Enter the last day of access.");
    }
    return Problems.NONE;
  }

  private Optional<LocalDate> lastDay() {
    try {
      return Optional.of(LocalDate.parse(end.strip()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Wanted wanted() {
    return new Wanted(roles, lastDay().map(Wanted::endOf));
  }

  /** The roles to choose from, those of {@code offered} alone. */
  List<PeopleView.RoleChoice> choices(Set<Role> offered) {
    return Arrays.stream(Role.values())
        .filter(offered::contains)
        .map(
            role ->
                new PeopleView.RoleChoice(
                    role.code(), role.title(), RoleWords.sentence(role), roles.contains(role)))
        .toList();
  }
}
