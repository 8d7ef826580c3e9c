package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.page.PermissionView.Fact;
import io.stairgate.console.permission.Decided;
import io.stairgate.console.permission.Happening;
import io.stairgate.console.permission.LaptopPermission;
import io.stairgate.console.permission.LaptopState;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.Origin;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The permissions: what is asked for, allowed and ended, and the live page of each. Any thread. */
final class PermissionPage {
  private static final int MOST_WAITING = 50;
  private static final int MOST_LIVE = 200;
  private static final int PER_PAGE = 30;
  private static final int MOST_LAPTOPS = 50;
  private static final int MOST_SCANS = 5;

  private final PermissionParts parts;
  private final StickRows rows;
  private final PermissionStates states;
  private final StickHistory happened;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  PermissionPage(
      PermissionParts parts,
      StickRows rows,
      PermissionStates states,
      StickHistory happened,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.parts = parts;
    this.rows = rows;
    this.states = states;
    this.happened = happened;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/permissions", Right.LOOK, this::list),
        new Route.Person(HandlerType.GET, "/permissions/{permission}", Right.OWN, this::show),
        new Route.Person(
            HandlerType.POST, "/permissions/{permission}/stop", Right.OWN, this::stop));
  }

  private void list(Context context, SignedIn who) {
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    Listed<MediaPermission> all = parts.desk().permissions(who.setting(), false, after, PER_PAGE);
    List<MediaPermission> live =
        after.isPresent()
            ? List.of()
            : parts.desk().permissions(who.setting(), true, Optional.empty(), MOST_LIVE).items();
    templates.show(
        context,
        "permissions.jte",
        "page",
        new PermissionsView(
            frames.signedIn(who, "Memory sticks", "sticks"),
            after.isPresent()
                ? List.of()
                : rows.requests(
                    who,
                    parts
                        .desk()
                        .requests(who.setting(), true, Optional.empty(), MOST_WAITING)
                        .items()),
            live.stream().map(each -> row(who, each)).toList(),
            all.items().stream()
                .filter(each -> each.isOver(clock.instant()))
                .map(each -> row(who, each))
                .toList(),
            all.next()
                .map(
                    next -> "/permissions?after=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
                .orElse(""),
            after.isEmpty()));
  }

  private PermissionRow row(SignedIn who, MediaPermission permission) {
    return rows.permission(permission, stick(who, permission));
  }

  private Optional<RegisteredStick> stick(SignedIn who, MediaPermission permission) {
    return parts.register().stick(who.setting(), permission.stick());
  }

  private MediaPermission find(Context context, SignedIn who) {
    MediaPermission permission =
        parts
            .desk()
            .permission(who.setting(), Visits.id(context, "permission"))
            .orElseThrow(RefusedException::notFound);
    if (!who.may(Right.LOOK) && !mayDecide(who, permission)) {
      throw RefusedException.notFound();
    }
    return permission;
  }

  private boolean mayDecide(SignedIn who, MediaPermission permission) {
    return permission.given().by().filter(who.account()::equals).isPresent()
        || parts.desk().deciders(who.setting(), permission).include(who.account());
  }

  private boolean mayStop(SignedIn who, MediaPermission permission) {
    return who.may(Right.STOP_STICK) || mayDecide(who, permission);
  }

  private void show(Context context, SignedIn who) {
    MediaPermission permission = find(context, who);
    List<Happening> history = parts.desk().history(who.setting(), permission.id());
    Optional<RegisteredStick> stick = stick(who, permission);
    StickFacts facts = rows.facts(permission, stick, who.may(Right.LOOK));
    boolean over = permission.isOver(clock.instant());
    templates.show(
        context,
        "permission.jte",
        "page",
        new PermissionView(
            frames.signedIn(who, "Permission for " + facts.title(), "sticks"),
            said(Visits.parameter(context, "done")),
            permission.id().toString(),
            facts,
            sentence(permission, over),
            over ? "" : "good",
            laptops(who, permission),
            !over && mayStop(who, permission),
            change(who, permission),
            decided(permission),
            happened.scans(history, MOST_SCANS),
            happened.lines(history, false)));
  }

  /** What was asked for can be given anew, also after its time; nothing that was stopped can. */
  private String change(SignedIn who, MediaPermission permission) {
    return permission.origin() == Origin.REQUEST
            && permission.stopped().isEmpty()
            && parts.desk().deciders(who.setting(), permission).include(who.account())
        ? "/permissions/" + permission.id() + "/change"
        : "";
  }

  private static String said(String done) {
    return switch (done) {
      case "allowed" -> "Allowed. This page shows how it goes.";
      case "stopped" -> "Stopped.";
      default -> "";
    };
  }

  private String sentence(MediaPermission permission, boolean over) {
    if (!over) {
      return "Allowed: " + StickWords.lower(rows.allows(permission)) + ".";
    }
    return permission
        .stopped()
        .map(
            stopped ->
                StickWords.harmless(stopped.name())
                    + " stopped it on "
                    + moments.of(stopped.at()).full()
                    + word(stopped))
        .orElseGet(
            () -> "It ended on " + moments.of(permission.endsAt().minusMillis(1)).full() + ".");
  }

  private static String word(Decided decided) {
    String word = StickWords.harmless(decided.word());
    return word.isEmpty() ? "." : ": “" + word + "”";
  }

  /** The laptops where something happens come first; of every laptop only those. */
  private List<PermissionView.OnLaptop> laptops(SignedIn who, MediaPermission permission) {
    return permission.laptops().stream()
        .filter(each -> !permission.everyLaptop() || tells(each))
        .sorted(PermissionStates.mostTelling())
        .limit(MOST_LAPTOPS)
        .map(each -> states.onLaptop(who, permission, each, who.may(Right.LOOK)))
        .toList();
  }

  private static boolean tells(LaptopPermission each) {
    return each.state() != LaptopState.WAITING
        && each.state() != LaptopState.ON_LAPTOP
        && each.state() != LaptopState.ENDED;
  }

  private List<Fact> decided(MediaPermission permission) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("What it allows", StickWords.access(permission.readOnly())));
    facts.add(
        new Fact(
            "For whom",
            permission.account().isEmpty()
                ? "Whoever sits at the laptop"
                : StickWords.harmless(permission.account())));
    facts.add(new Fact("From", moments.of(permission.startsAt()).full()));
    facts.add(new Fact("Until", StickWords.upper(rows.lastDay(permission.endsAt()))));
    if (permission.everyLaptop()) {
      facts.add(new Fact("Where", "Every laptop"));
    }
    if (permission.encryptedOnly()) {
      facts.add(new Fact("Encrypted", "It opens only if all of it is encrypted"));
    }
    if (permission.acceptNotFullyScanned()) {
      facts.add(new Fact("Scan", "It opens also if not everything could be scanned"));
    }
    if (!permission.medium().port().isEmpty()
        && (permission.medium().weak() || permission.medium().serial().isEmpty())) {
      facts.add(new Fact("Socket", "Only in the socket it was in"));
    }
    Decided given = permission.given();
    facts.add(
        new Fact(
            permission.origin() == Origin.TELEPHONE ? "Given by telephone" : "Allowed by",
            StickWords.harmless(given.name()) + ", " + moments.of(given.at()).full()));
    String word = StickWords.harmless(given.word());
    if (!word.isEmpty()) {
      facts.add(new Fact("Why", word));
    }
    return facts;
  }

  private void stop(Context context, SignedIn who) {
    MediaPermission permission = find(context, who);
    if (!mayStop(who, permission)) {
      throw RefusedException.notAllowed();
    }
    PermissionOutcome outcome =
        parts
            .desk()
            .stop(
                who.setting(),
                permission.id(),
                Optional.empty(),
                "",
                new Actor.Person(who.account(), who.name()));
    switch (outcome) {
      case PermissionOutcome.Done _ ->
          Visits.goTo(context, "/permissions/" + permission.id() + "?done=stopped");
      // Somebody else was quicker, or its time came: the page says so.
      case PermissionOutcome.AlreadyDecided _, PermissionOutcome.Refused _ ->
          Visits.goTo(context, "/permissions/" + permission.id());
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.NeedsSecondLook _,
          PermissionOutcome.Added _,
          PermissionOutcome.Answered _ ->
          throw new IllegalStateException("To stop has no such outcome");
    }
  }
}
