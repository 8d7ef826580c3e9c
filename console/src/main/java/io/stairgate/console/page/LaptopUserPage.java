package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who uses a laptop. Any thread. */
final class LaptopUserPage {
  private final HealthReader health;
  private final People people;
  private final AuditStore audit;
  private final Frames frames;
  private final Templates templates;

  LaptopUserPage(
      HealthReader health, People people, AuditStore audit, Frames frames, Templates templates) {
    this.health = health;
    this.people = people;
    this.audit = audit;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/laptops/{id}/user", Right.RENAME, this::show),
        new Route.Person(HandlerType.POST, "/laptops/{id}/user", Right.RENAME, this::set));
  }

  private Laptop find(Context context, SignedIn who) {
    return health
        .one(who.setting(), Visits.laptop(context))
        .orElseThrow(RefusedException::notFound)
        .laptop();
  }

  private void show(Context context, SignedIn who) {
    page(context, who, find(context, who), Problems.NONE);
  }

  private void page(Context context, SignedIn who, Laptop laptop, Problems problems) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    audit.append(
        who.setting(), who.actor(), "people-read", "laptop:" + laptop.id(), "names to choose from");
    String now = laptop.usedBy().map(UUID::toString).orElse("");
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Nobody in particular", now.isEmpty()));
    people
        .all(who.setting())
        .forEach(
            member -> {
              String id = member.account().toString();
              choices.add(new ListEntry(id, member.name(), id.equals(now)));
            });
    templates.show(
        context,
        "laptop-user.jte",
        "page",
        new LaptopUserForm(
            frames
                .personal(who, "Who uses " + laptop.nickname(), "laptops")
                .withProblem(!problems.isEmpty()),
            problems,
            laptop.id().toString(),
            laptop.nickname(),
            choices));
  }

  private void set(Context context, SignedIn who) {
    Laptop laptop = find(context, who);
    DeviceId id = laptop.id();
    switch (people.setUser(who.setting(), id, user(context), who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, "/laptops/" + id + "?done=user");
      case Outcome.Refused(String field, String sentence) ->
          page(context, who, laptop, Problems.of(field, sentence));
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private static Optional<UUID> user(Context context) {
    String typed = Visits.field(context, "user");
    try {
      return typed.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(typed));
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("Choose somebody from the list.");
    }
  }
}
