package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.token.KnownToken;
import io.stairgate.console.token.Programs;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs that may come in with a token: which there are, make one, end one. Any thread. */
final class ProgramsPage {
  private static final int LONGEST_NAME = 100;
  private static final String UNTIL_ENDED = "none";

  private final Programs programs;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  ProgramsPage(Programs programs, Frames frames, Moments moments, Templates templates) {
    this.programs = programs;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/programs", Right.MANAGE_PROGRAMS, this::show),
        new Route.Person(
            HandlerType.POST, "/programs", Right.MANAGE_PROGRAMS, Route.Proof.FRESH, this::make),
        new Route.Person(
            HandlerType.POST, "/programs/{token}/end", Right.MANAGE_PROGRAMS, this::end));
  }

  /**
   * What was typed.
   *
   * @param name of the program
   * @param role its code
   * @param days how long the token is good, or {@code none}
   */
  private record Typed(String name, String role, String days) {
    static final Typed NOTHING = new Typed("", "", "365");
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Typed.NOTHING, Problems.NONE, "");
  }

  private void make(Context context, SignedIn who) {
    Typed typed =
        new Typed(
            Visits.field(context, "name").strip(),
            Visits.field(context, "role"),
            Visits.field(context, "days"));
    Optional<Role> role = Role.of(typed.role()).filter(Programs.rolesFrom(who.roles())::contains);
    Optional<Integer> days = Visits.number(typed.days(), 1, 3650);
    List<Problems.Problem> wrong = new ArrayList<>();
    if (typed.name().isEmpty() || typed.name().length() > LONGEST_NAME) {
      wrong.add(new Problems.Problem("name", "Say which program it is for, in 1 to 100 letters."));
    }
    if (role.isEmpty()) {
      wrong.add(new Problems.Problem("role", "Choose what the program may do."));
    }
    if (days.isEmpty() && !typed.days().equals(UNTIL_ENDED)) {
      wrong.add(new Problems.Problem("days", "Choose how long the token is good."));
    }
    if (!wrong.isEmpty()) {
      context.status(422);
      page(context, who, typed, new Problems(wrong), "");
      return;
    }
    Secret token =
        programs.make(
            who.setting(),
            typed.name(),
            role.orElseThrow(),
            days.map(Duration::ofDays),
            new Actor.Person(who.account(), who.name()));
    page(context, who, Typed.NOTHING, Problems.NONE, token.reveal());
  }

  private void end(Context context, SignedIn who) {
    if (!programs.end(who.setting(), Visits.id(context, "token"), who.actor())) {
      throw RefusedException.notFound();
    }
    Visits.goTo(context, "/programs");
  }

  private void page(Context context, SignedIn who, Typed typed, Problems problems, String token) {
    templates.show(
        context,
        "programs.jte",
        "page",
        new ProgramsView(
            frames.signedIn(who, "Programs", "people").withProblem(!problems.isEmpty()),
            problems,
            typed.name(),
            roles(who, typed.role()),
            lives(typed.days()),
            token,
            programs.open(who.setting()).stream().map(this::row).toList()));
  }

  private static List<ListEntry> roles(SignedIn who, String chosen) {
    List<ListEntry> roles = new ArrayList<>();
    roles.add(new ListEntry("", "Choose", chosen.isEmpty()));
    for (Role role : Programs.rolesFrom(who.roles())) {
      if (role.may(Right.LOOK)) {
        roles.add(
            new ListEntry(role.code(), "As much as: " + role.title(), role.code().equals(chosen)));
      }
    }
    return roles;
  }

  private static List<ListEntry> lives(String chosen) {
    return List.of(
        new ListEntry("30", "30 days", chosen.equals("30")),
        new ListEntry("365", "1 year", chosen.equals("365")),
        new ListEntry(UNTIL_ENDED, "Until somebody ends it", chosen.equals(UNTIL_ENDED)));
  }

  private ProgramsView.Row row(KnownToken token) {
    return new ProgramsView.Row(
        token.id().toString(),
        token.name(),
        token.role().title(),
        token.madeBy().orElse("at the server"),
        moments.of(token.madeAt()),
        token.lastUsedAt().map(moments::of),
        token.endsAt().map(moments::of));
  }
}
