package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the line that adds laptops, and shows the laptops as they arrive. Any thread. */
final class EnrolPage {
  private static final int MOST_USES = 50;
  private static final Duration JUST_ARRIVED = Duration.ofHours(24);

  private final HealthReader health;
  private final EnrolCodes codes;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  EnrolPage(
      HealthReader health,
      EnrolCodes codes,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.health = health;
    this.codes = codes;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/enrol", Right.ENROL, this::show),
        new Route.Person(HandlerType.POST, "/enrol", Right.ENROL, this::make));
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, "1", 24, Optional.empty());
  }

  private record Made(String line, int uses, Instant endsAt) {}

  private void make(Context context, SignedIn who) {
    String typed = Visits.field(context, "uses");
    int hours = Visits.number(Visits.field(context, "hours"), 1, 168).orElse(24);
    Optional<Integer> uses = Visits.number(typed, 1, MOST_USES);
    if (uses.isEmpty()) {
      context.status(422);
      page(
          context,
          who,
          Problems.of("uses", "Enter a number from 1 to 50."),
          typed,
          hours,
          Optional.empty());
      return;
    }
    Instant ends = clock.instant().plus(Duration.ofHours(hours));
    String line =
        codes
            .create(who.setting(), uses.get(), hours, who.actor())
            .orElseThrow(RefusedException::notFound);
    page(
        context,
        who,
        Problems.NONE,
        typed,
        hours,
        Optional.of(new Made("sudo stairgate-agent enrol '" + line + "'", uses.get(), ends)));
  }

  private void page(
      Context context,
      SignedIn who,
      Problems problems,
      String uses,
      int hours,
      Optional<Made> made) {
    Frame frame =
        frames
            .signedIn(who, "Add a laptop", "enrol")
            .withProblem(!problems.isEmpty())
            .readAgainFrom("/enrol");
    templates.show(
        context,
        "enrol.jte",
        "page",
        new EnrolView(
            frame,
            problems,
            uses,
            choices(hours),
            made.map(Made::line).orElse(""),
            made.map(Made::uses).map(n -> n == 1 ? "1 laptop" : n + " laptops").orElse(""),
            made.map(Made::endsAt).map(moments::of),
            arrived(who)));
  }

  private static List<ListEntry> choices(int hours) {
    return Stream.of(
            new ListEntry("2", "2 hours", hours == 2),
            new ListEntry("24", "1 day", hours == 24),
            new ListEntry("168", "1 week", hours == 168))
        .toList();
  }

  /** Laptops added in the last day, newest first. */
  List<LaptopList.Row> arrived(SignedIn who) {
    Instant since = clock.instant().minus(JUST_ARRIVED);
    return health.added(who.setting(), since, MOST_USES).stream().map(this::row).toList();
  }

  private LaptopList.Row row(Health each) {
    return new LaptopList.Row(
        each.laptop().id().toString(),
        each.laptop().nickname(),
        each.laptop().room(),
        each.state().css(),
        each.state().tag(),
        "added " + moments.of(each.laptop().enrolledAt()).relative(),
        Health.seen(each.laptop(), moments));
  }
}
