package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The register of media, on the page and as a file. Any thread. */
final class StickRegisterPage {
  private static final int PER_PAGE = 50;
  private static final int PER_READ = 500;

  /** The most that are sorted otherwise than by when they were seen. */
  private static final int MOST_SORTED = 2_000;

  /** The most lines of a file: 100 reads. */
  private static final int MOST_LINES = 50_000;

  private final PermissionParts parts;
  private final StickRows rows;
  private final HealthReader health;
  private final AuditStore audit;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  StickRegisterPage(
      PermissionParts parts,
      StickRows rows,
      HealthReader health,
      AuditStore audit,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.parts = parts;
    this.rows = rows;
    this.health = health;
    this.audit = audit;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/sticks", Right.LOOK, this::list),
        new Route.Person(HandlerType.GET, "/sticks.csv", Right.LOOK, this::download));
  }

  private void list(Context context, SignedIn who) {
    RegisterQuestion question = RegisterQuestion.of(context);
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    Listed<RegisteredStick> found =
        question.sort().isEmpty()
            ? parts.register().sticks(who.setting(), question.filter(), after, PER_PAGE)
            : sorted(who, question, after);
    Problems problems = question.problems();
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
            frames.signedIn(who, "All memory sticks", "sticks").withProblem(!problems.isEmpty()),
            any,
            question.narrows(),
            question.find(),
            laptops(who, question.laptop()),
            owners(question.owner()),
            kinds(question.kind()),
            List.of(
                new ListEntry("", "Allowed or not", !question.state().equals("allowed")),
                new ListEntry("allowed", "Allowed now", question.state().equals("allowed"))),
            problems,
            question.from(),
            question.to(),
            question.sort(),
            "/sticks" + question.sorted("name").query(),
            "/sticks" + question.sorted("owner").query(),
            "/sticks" + question.sorted("").query(),
            caption(question, found, after.isPresent()),
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

  private static String caption(
      RegisterQuestion question, Listed<RegisteredStick> found, boolean later) {
    String order =
        switch (question.sort()) {
          case "name" -> ", by name";
          case "owner" -> ", by whose they are";
          default -> ", last seen first";
        };
    return StickWords.count(found.items().size(), "stick", "sticks")
        + (found.next().isPresent() || later ? " on this page" : "")
        + order;
  }

  /** Another order than the store's: the newest {@value #MOST_SORTED} are sorted here. */
  private Listed<RegisteredStick> sorted(
      SignedIn who, RegisterQuestion question, Optional<String> after) {
    Comparator<RegisteredStick> byName =
        Comparator.comparing(
            each -> rows.facts(each, false).title(), String.CASE_INSENSITIVE_ORDER);
    Comparator<RegisteredStick> order =
        question.sort().equals("name")
            ? byName
            : Comparator.comparing(RegisteredStick::owner).thenComparing(byName);
    int skip = after.flatMap(text -> Visits.number(text, 0, MOST_SORTED)).orElse(0);
    List<RegisteredStick> all =
        everything(who, question, MOST_SORTED).stream().sorted(order).toList();
    List<RegisteredStick> shown = all.stream().skip(skip).limit(PER_PAGE).toList();
    boolean more = all.size() > skip + PER_PAGE;
    return new Listed<>(
        shown, more ? Optional.of(Integer.toString(skip + PER_PAGE)) : Optional.empty());
  }

  private List<RegisteredStick> everything(SignedIn who, RegisterQuestion question, int most) {
    List<RegisteredStick> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Listed<RegisteredStick> part =
          parts.register().sticks(who.setting(), question.filter(), after, PER_READ);
      all.addAll(part.items());
      after = part.next();
    } while (after.isPresent() && all.size() < most);
    return all;
  }

  private List<ListEntry> laptops(SignedIn who, String chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Any laptop", chosen.isEmpty()));
    for (Laptop laptop : health.laptops(who.setting())) {
      choices.add(
          new ListEntry(
              laptop.id().toString(), laptop.nickname(), laptop.id().toString().equals(chosen)));
    }
    return choices;
  }

  private static List<ListEntry> owners(String chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Anybody’s", chosen.isEmpty()));
    for (Owner each : Owner.values()) {
      choices.add(
          new ListEntry(each.code(), StickWords.owner(each.code()), each.code().equals(chosen)));
    }
    return choices;
  }

  private static List<ListEntry> kinds(String chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Any kind", chosen.isEmpty()));
    for (Medium.Kind each : Medium.Kind.values()) {
      choices.add(
          new ListEntry(each.code(), StickWords.kind(each.code()), each.code().equals(chosen)));
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
    everything(who, question, MOST_LINES).forEach(each -> csv.row(cells(each)));
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
}
