package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.FindingChangeStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.drift.Drift;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.page.LaptopView.Fact;
import io.stairgate.console.people.People;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One laptop: every rule, what proves it, what to do. Any thread.
 *
 * <p>Over 300 lines because all that can be asked of one laptop stands on one page.
 */
final class LaptopPage {
  private static final int MOST_ALERTS = 10;
  private static final int MOST_CHANGES = 10;
  private static final int MOST_DRIFTS = 20;
  private static final int MOST_ROOMS = 200;

  private final HealthReader health;
  private final Laptops laptops;
  private final LaptopRules rules;
  private final FindingChangeStore changes;
  private final DriftStore drifts;
  private final AlertStore alerts;
  private final AlertRows rows;
  private final StickRows sticks;
  private final People people;
  private final LaptopTimeline timeline;
  private final LaptopSummaryStore summaries;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  LaptopPage(
      HealthReader health,
      Laptops laptops,
      LaptopRules rules,
      FindingChangeStore changes,
      DriftStore drifts,
      AlertStore alerts,
      AlertRows rows,
      StickRows sticks,
      People people,
      LaptopTimeline timeline,
      LaptopSummaryStore summaries,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.health = health;
    this.laptops = laptops;
    this.rules = rules;
    this.changes = changes;
    this.drifts = drifts;
    this.alerts = alerts;
    this.rows = rows;
    this.sticks = sticks;
    this.people = people;
    this.timeline = timeline;
    this.summaries = summaries;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/laptops/{id}", Right.LOOK, this::show),
        new Route.Person(HandlerType.GET, "/laptops/{id}/name", Right.RENAME, this::showName),
        new Route.Person(HandlerType.POST, "/laptops/{id}/name", Right.RENAME, this::rename),
        new Route.Person(
            HandlerType.POST, "/laptops/{id}/return", Right.LET_RETURN, this::letReturn),
        new Route.Person(
            HandlerType.POST, "/laptops/{id}/same", Right.LET_RETURN, this::answerSame));
  }

  private Health find(SignedIn who, DeviceId id) {
    return health.one(who.setting(), id).orElseThrow(RefusedException::notFound);
  }

  private void show(Context context, SignedIn who) {
    Health found = find(who, Visits.laptop(context));
    Laptop laptop = found.laptop();
    List<Drift> drifted =
        drifts
            .drifts(
                who.setting(),
                Optional.of(laptop.id()),
                Optional.empty(),
                Optional.empty(),
                MOST_DRIFTS)
            .items();
    templates.show(
        context,
        "laptop.jte",
        "page",
        new LaptopView(
            frames.signedIn(who, laptop.nickname(), "laptops"),
            laptop.id().toString(),
            laptop.nickname(),
            found.state().css(),
            found.state().tag(),
            found.sentence(),
            said(Visits.parameter(context, "done")),
            moments.of(laptop.enrolledAt()),
            sameName(who, laptop),
            laptop.returnAskedAt().isPresent() && who.may(Right.LET_RETURN),
            rules.of(who, found, latest(drifted)),
            facts(who, laptop),
            sticks.requestsOn(who, laptop.id()),
            sticks.permissionsOn(who, laptop.id()),
            laptop.connected() ? "" : TelephonePage.callFrom(laptop),
            rows.of(who, alerts.ofLaptop(who.setting(), laptop.id(), MOST_ALERTS)),
            drifted.stream().limit(MOST_CHANGES).map(this::drifted).toList(),
            changes(who, laptop),
            timeline.of(who, laptop, Visits.parameter(context, "before"))));
  }

  /** What somebody else changed last, by rule: the newest of each. */
  private Map<String, String> latest(List<Drift> drifted) {
    return drifted.stream()
        .collect(
            Collectors.toMap(
                Drift::rule,
                drift ->
                    "Changed by somebody on %s: %s"
                        .formatted(moments.dayAndMonth(drift.at()), became(drift)),
                (newer, older) -> newer));
  }

  private static String became(Drift drift) {
    return StickWords.harmless(drift.what())
        + (drift.putBack() ? "; put back." : "; not put back.");
  }

  private LaptopView.Drifted drifted(Drift drift) {
    return new LaptopView.Drifted(
        moments.of(drift.at()),
        RuleWords.of(drift.rule()).title(),
        became(drift),
        "It should be: %s. It was: %s.%s"
            .formatted(
                StickWords.harmless(drift.expected()),
                StickWords.harmless(drift.found()),
                drift
                    .since()
                    .map(at -> " Last seen as it should be on " + moments.of(at).full() + ".")
                    .orElse("")));
  }

  private List<LaptopView.Change> changes(SignedIn who, Laptop laptop) {
    return changes.changes(who.setting(), laptop.id(), MOST_CHANGES).stream()
        .map(
            change ->
                new LaptopView.Change(
                    RuleWords.of(change.rule()).title(),
                    RuleWords.tag(change.state()),
                    RuleWords.tagCss(change.state()),
                    moments.of(change.changedAt()),
                    change.sentence()))
        .toList();
  }

  private static String said(String done) {
    return switch (done) {
      case "name" -> "The name and room are saved.";
      case "user" -> "Saved: who uses this laptop.";
      case "block" -> "Saved. The laptop is told to block memory sticks.";
      case "allow" -> "Saved. The laptop is told to stop blocking memory sticks.";
      case "return" ->
          "The laptop may come back. It does so by itself when it is next switched on.";
      case "same" -> "The two are one laptop now.";
      case "apart" -> "Noted. They stay two laptops.";
      default -> "";
    };
  }

  private String sameName(SignedIn who, Laptop laptop) {
    return laptop
        .sameAs()
        .filter(id -> who.may(Right.LET_RETURN))
        .map(id -> health.nickname(who.setting(), id))
        .orElse("");
  }

  private List<Fact> facts(SignedIn who, Laptop laptop) {
    String own = "/laptops/" + laptop.id();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Name", laptop.nickname(), who.may(Right.RENAME) ? own + "/name" : ""));
    facts.add(
        new Fact(
            "Room",
            laptop.room().isEmpty() ? "Nobody has said" : laptop.room(),
            who.may(Right.RENAME) ? own + "/name" : ""));
    facts.add(
        new Fact(
            "Used by",
            laptop
                .usedBy()
                .flatMap(id -> people.find(who.setting(), id))
                .map(Member::name)
                .orElse("Nobody in particular"),
            who.may(Right.RENAME) ? own + "/user" : ""));
    facts.add(new Fact("Last in touch", Health.seen(laptop, moments), ""));
    addIfKnown(facts, "Make and model", (laptop.make() + " " + laptop.model()).strip());
    addIfKnown(facts, "Serial number", laptop.serial());
    addIfKnown(facts, "System", (laptop.system() + " " + laptop.systemVersion()).strip());
    addIfKnown(facts, "Version of the checker", laptop.agentVersion());
    facts.add(new Fact("Added", moments.of(laptop.enrolledAt()).full(), ""));
    return facts;
  }

  private static void addIfKnown(List<Fact> facts, String key, String value) {
    if (!value.isEmpty()) {
      facts.add(new Fact(key, value, ""));
    }
  }

  private void showName(Context context, SignedIn who) {
    Laptop laptop = find(who, Visits.laptop(context)).laptop();
    namePage(context, who, laptop, Problems.NONE, laptop.nickname(), laptop.room());
  }

  private void rename(Context context, SignedIn who) {
    Laptop laptop = find(who, Visits.laptop(context)).laptop();
    String typed = Visits.field(context, "nickname").strip();
    String room =
        context.formParam("room") == null ? laptop.room() : Visits.field(context, "room").strip();
    Optional<Problems> problem = problem(typed, room);
    if (problem.isPresent()) {
      context.status(422);
      namePage(context, who, laptop, problem.get(), typed, room);
      return;
    }
    boolean there =
        (typed.equals(laptop.nickname())
                || laptops.rename(who.setting(), laptop.id(), typed, who.actor()))
            && (room.equals(laptop.room())
                || laptops.setRoom(who.setting(), laptop.id(), room, who.actor()));
    if (!there) {
      throw RefusedException.notFound();
    }
    Visits.goTo(context, "/laptops/" + laptop.id() + "?done=name");
  }

  private static Optional<Problems> problem(String nickname, String room) {
    if (nickname.isEmpty() || !isClean(nickname)) {
      return Optional.of(
          Problems.of("nickname", "Enter a name of 1 to 64 letters, such as Blue Room."));
    }
    return isClean(room)
        ? Optional.empty()
        : Optional.of(
            Problems.of("room", "Enter a room of at most 64 letters, or leave it empty."));
  }

  private static boolean isClean(String text) {
    return text.length() <= 64 && text.matches("[^\\p{C}\\p{Zl}\\p{Zp}]*");
  }

  private void namePage(
      Context context, SignedIn who, Laptop laptop, Problems problems, String typed, String room) {
    Frame frame =
        frames
            .signedIn(who, "Name and room of " + laptop.nickname(), "laptops")
            .withProblem(!problems.isEmpty());
    templates.show(
        context,
        "nickname.jte",
        "page",
        new NicknameForm(
            frame,
            problems,
            laptop.id().toString(),
            laptop.nickname(),
            typed,
            room,
            summaries.rooms(who.setting()).keySet().stream()
                .filter(each -> !each.isEmpty())
                .limit(MOST_ROOMS)
                .toList()));
  }

  private void letReturn(Context context, SignedIn who) {
    DeviceId id = find(who, Visits.laptop(context)).laptop().id();
    boolean done = laptops.approveReturn(who.setting(), id, who.actor());
    Visits.goTo(context, "/laptops/" + id + (done ? "?done=return" : ""));
  }

  private void answerSame(Context context, SignedIn who) {
    DeviceId id = find(who, Visits.laptop(context)).laptop().id();
    boolean yes =
        switch (Visits.field(context, "answer")) {
          case "yes" -> true;
          case "no" -> false;
          default -> throw RefusedException.badRequest("Choose one of the two answers.");
        };
    boolean done =
        yes
            ? laptops.confirmSame(who.setting(), id, who.actor())
            : laptops.keepApart(who.setting(), id, who.actor());
    Visits.goTo(context, "/laptops/" + id + (done ? yes ? "?done=same" : "?done=apart" : ""));
  }
}
