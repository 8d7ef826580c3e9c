package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.media.Medium;
import io.stairgate.console.page.PermissionView.Fact;
import io.stairgate.console.permission.Happening;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The register of media, on the page and as a file, and the page of each. Any thread. */
final class StickRegisterPage {
  private static final int PER_PAGE = 50;
  private static final int PER_READ = 500;

  /** The most lines of a file: 100 reads. */
  private static final int MOST_LINES = 50_000;

  private static final int MOST_SCANS = 10;
  private static final int MOST_WAITING = 500;

  private final PermissionParts parts;
  private final StickRows rows;
  private final StickHistory happened;
  private final HealthReader health;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  StickRegisterPage(
      PermissionParts parts,
      StickRows rows,
      StickHistory happened,
      HealthReader health,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.parts = parts;
    this.rows = rows;
    this.happened = happened;
    this.health = health;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/sticks", Right.LOOK, this::list),
        new Route.Person(HandlerType.GET, "/sticks.csv", Right.LOOK, this::download),
        new Route.Person(HandlerType.GET, "/sticks/{stick}", Right.LOOK, this::show));
  }

  private void list(Context context, SignedIn who) {
    RegisterQuestion question = RegisterQuestion.of(context);
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    Listed<RegisteredStick> found =
        parts.register().sticks(who.setting(), question.filter(), after, PER_PAGE);
    boolean any =
        !found.items().isEmpty()
            || !parts
                .register()
                .sticks(who.setting(), RegisterFilter.ALL, Optional.empty(), 1)
                .items()
                .isEmpty();
    String query = question.query();
    templates.show(
        context,
        "sticks.jte",
        "page",
        new StickRegisterView(
            frames.signedIn(who, "All memory sticks", "sticks"),
            any,
            question.narrows(),
            question.find(),
            laptops(who, question.laptop()),
            owners(question.owner()),
            kinds(question.kind()),
            List.of(
                new LaptopList.Choice("", "Allowed or not", !question.state().equals("allowed")),
                new LaptopList.Choice(
                    "allowed", "Allowed now", question.state().equals("allowed"))),
            StickWords.count(found.items().size(), "stick", "sticks")
                + (found.next().isPresent() || after.isPresent() ? " on this page" : "")
                + ", last seen first",
            found.items().stream().map(this::row).toList(),
            found
                .next()
                .map(
                    next ->
                        "/sticks"
                            + (query.isEmpty() ? "?" : query + "&")
                            + "after="
                            + URLEncoder.encode(next, StandardCharsets.UTF_8))
                .orElse(""),
            query));
  }

  private List<LaptopList.Choice> laptops(SignedIn who, String chosen) {
    List<LaptopList.Choice> choices = new ArrayList<>();
    choices.add(new LaptopList.Choice("", "Any laptop", chosen.isEmpty()));
    for (Health each : health.all(who.setting())) {
      Laptop laptop = each.laptop();
      choices.add(
          new LaptopList.Choice(
              laptop.id().toString(), laptop.nickname(), laptop.id().toString().equals(chosen)));
    }
    return choices;
  }

  private static List<LaptopList.Choice> owners(String chosen) {
    List<LaptopList.Choice> choices = new ArrayList<>();
    choices.add(new LaptopList.Choice("", "Anybody’s", chosen.isEmpty()));
    for (Owner each : Owner.values()) {
      choices.add(
          new LaptopList.Choice(
              each.code(), StickWords.owner(each.code()), each.code().equals(chosen)));
    }
    return choices;
  }

  private static List<LaptopList.Choice> kinds(String chosen) {
    List<LaptopList.Choice> choices = new ArrayList<>();
    choices.add(new LaptopList.Choice("", "Any kind", chosen.isEmpty()));
    for (Medium.Kind each : Medium.Kind.values()) {
      choices.add(
          new LaptopList.Choice(
              each.code(), StickWords.kind(each.code()), each.code().equals(chosen)));
    }
    return choices;
  }

  private StickRegisterView.Row row(RegisteredStick stick) {
    StickFacts facts = rows.facts(stick, true);
    return new StickRegisterView.Row(
        facts.href(),
        facts.title(),
        facts.kind(),
        facts.serial(),
        facts.owner(),
        StickWords.harmless(stick.lastNickname()),
        stick.lastSeenAt().map(at -> moments.of(at).day()).orElse("Not yet"),
        tag(stick),
        stick.permissions() > 0 ? "good" : "");
  }

  private static String tag(RegisteredStick stick) {
    return stick.permissions() > 0 ? "Allowed" : "Not allowed";
  }

  private void download(Context context, SignedIn who) {
    RegisterQuestion question = RegisterQuestion.of(context);
    audit.append(who.setting(), who.actor(), "sticks-downloaded", "", question.query());
    Csv csv = new Csv();
    csv.row(
        List.of(
            "Name",
            "Your name for it",
            "Kind",
            "Serial number",
            "Maker and model",
            "Whose it is",
            "First seen",
            "Last seen",
            "Last seen on",
            "Now",
            "Hard to tell from another"));
    Optional<String> after = Optional.empty();
    int lines = 0;
    do {
      Listed<RegisteredStick> part =
          parts.register().sticks(who.setting(), question.filter(), after, PER_READ);
      part.items().forEach(each -> csv.row(cells(each)));
      lines += part.items().size();
      after = part.next();
    } while (after.isPresent() && lines < MOST_LINES);
    context.header("Content-Disposition", "attachment; filename=\"memory-sticks.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private List<String> cells(RegisteredStick stick) {
    StickFacts facts = rows.facts(stick, false);
    return List.of(
        facts.name(),
        facts.label(),
        facts.kind(),
        StickWords.harmless(stick.medium().serial()),
        facts.type(),
        facts.owner(),
        stick.firstSeenAt().map(at -> moments.of(at).full()).orElse(""),
        stick.lastSeenAt().map(at -> moments.of(at).full()).orElse(""),
        StickWords.harmless(stick.lastNickname()),
        tag(stick),
        stick.weak() ? "Yes" : "");
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
        .map(each -> "Allowed: " + rows.allows(each) + ".")
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
