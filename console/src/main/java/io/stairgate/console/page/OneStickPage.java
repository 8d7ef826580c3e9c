package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.media.Medium;
import io.stairgate.console.page.PermissionView.Fact;
import io.stairgate.console.permission.Happening;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The page of one medium: what it is, whose, and all that happened with it. Any thread. */
final class OneStickPage {
  private static final int MOST_SCANS = 10;
  private static final int MOST_WAITING = 500;

  private final PermissionParts parts;
  private final StickRows rows;
  private final StickHistory happened;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  OneStickPage(
      PermissionParts parts,
      StickRows rows,
      StickHistory happened,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.parts = parts;
    this.rows = rows;
    this.happened = happened;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/sticks/{stick}", Right.LOOK, this::show),
        new Route.Person(HandlerType.POST, "/sticks/{stick}", Right.PROPOSE_STICK, this::mark));
  }

  private void mark(Context context, SignedIn who) {
    UUID id = Visits.id(context, "stick");
    if (parts.register().stick(who.setting(), id).isEmpty()) {
      throw RefusedException.notFound();
    }
    Owner owner =
        Owner.of(Visits.field(context, "owner"))
            .orElseThrow(() -> RefusedException.badRequest("Choose one of the three answers."));
    if (!parts.register().mark(who.setting(), id, owner, who.actor())) {
      throw RefusedException.notFound();
    }
    Visits.goTo(context, "/sticks/" + id + "?done=owner");
  }

  /** Where it is put on the setting's own list, with what is known of it filled in. */
  private static String ownLine(SignedIn who, RegisteredStick stick) {
    Medium medium = stick.medium();
    return who.may(Right.PROPOSE_STICK)
            && stick.owner() == Owner.SETTING
            && stick.label().isEmpty()
            && medium.serial().matches("[0-9A-Za-z._-]{1,128}")
            && !stick.weak()
        ? "/sticks/own/add?serial="
            + medium.serial()
            + "&vendor="
            + medium.vendorId()
            + "&product="
            + medium.productId()
        : "";
  }

  private void show(Context context, SignedIn who) {
    UUID id = Visits.id(context, "stick");
    RegisteredStick stick =
        parts.register().stick(who.setting(), id).orElseThrow(RefusedException::notFound);
    StickFacts facts = rows.facts(stick, false);
    List<Happening> history = parts.register().history(who.setting(), id);
    List<MediaPermission> permissions = parts.register().permissions(who.setting(), id);
    List<MediaRequest> waiting =
        parts.desk().requests(who.setting(), true, Optional.empty(), MOST_WAITING).items().stream()
            .filter(each -> each.stick().equals(id))
            .toList();
    templates.show(
        context,
        "stick.jte",
        "page",
        new StickView(
            frames.signedIn(who, facts.title(), "sticks"),
            Visits.parameter(context, "done").isEmpty() ? "" : "Saved: whose it is.",
            id.toString(),
            who.may(Right.PROPOSE_STICK),
            stick.owner().code(),
            ownLine(who, stick),
            facts,
            sentence(stick, permissions),
            stick.permissions() > 0 ? "good" : "",
            allow(who, stick),
            StickWords.harmless(stick.lastNickname()),
            about(stick, facts),
            permissions.stream().map(each -> rows.permission(each, Optional.of(stick))).toList(),
            rows.requests(who, waiting),
            happened.scans(history, MOST_SCANS),
            happened.lines(history, true)));
  }

  /** Where it was last seen it can be allowed, though nobody asked. */
  private static String allow(SignedIn who, RegisteredStick stick) {
    return who.may(Right.SWITCH_RULE)
            && stick.permissions() == 0
            && stick.medium().kind().canBePermitted()
        ? stick.lastLaptop().map(laptop -> "/sticks/" + stick.id() + "/allow/" + laptop).orElse("")
        : "";
  }

  private String sentence(RegisteredStick stick, List<MediaPermission> permissions) {
    return permissions.stream()
        .filter(each -> !each.isOver(clock.instant()))
        .findFirst()
        .map(each -> "Allowed: " + StickWords.lower(rows.allows(each)) + ".")
        .orElseGet(
            () ->
                "No laptop opens "
                    + StickWords.thisThing(stick.medium().kind().code())
                    + " without a permission, and it has none now.");
  }

  private List<Fact> about(RegisteredStick stick, StickFacts facts) {
    List<Fact> about = new ArrayList<>();
    about.add(new Fact("What it is", facts.kind()));
    about.add(new Fact("What it says of itself", facts.name()));
    about.add(new Fact("Serial number", facts.serial()));
    if (!facts.type().isEmpty()) {
      about.add(new Fact("Maker and model number", facts.type()));
    }
    about.add(new Fact("Whose it is", facts.owner()));
    about.add(
        new Fact(
            "First seen", stick.firstSeenAt().map(at -> moments.of(at).full()).orElse("Not yet")));
    about.add(new Fact("Last seen", facts.seen()));
    if (!stick.pluggedIn().isEmpty()) {
      about.add(new Fact("Plugged in now", StickWords.all(stick.pluggedIn())));
    }
    return about;
  }
}
