package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.concern.Concern;
import io.stairgate.console.concern.ConcernEnding;
import io.stairgate.console.concern.ConcernReading;
import io.stairgate.console.concern.ConcernText;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.database.Part;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What people at laptops reported. The words are read on the page of one report, by those whom it
 * is for alone, and each reading is in the log; who looks after laptops sees that one exists. Any
 * thread.
 *
 * <p>Over 300 lines because the list and the one report share who sees what.
 */
final class ConcernsPage {
  private static final int PER_PAGE = 30;

  private final Concerns concerns;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  ConcernsPage(Concerns concerns, Frames frames, Moments moments, Templates templates) {
    this.concerns = concerns;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    String one = "/concerns/{concern}";
    return List.of(
        new Route.Person(HandlerType.GET, "/concerns", Right.OWN, this::list),
        new Route.Person(HandlerType.GET, one, Right.OWN, this::show),
        new Route.Person(HandlerType.POST, one + "/seen", Right.OWN, this::seen),
        new Route.Person(HandlerType.POST, one + "/close", Right.OWN, this::close));
  }

  private void list(Context context, SignedIn who) {
    boolean open = !Visits.parameter(context, "show").equals("all");
    boolean all = who.may(Right.SEE_INCIDENTS);
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    Part<Concern> found =
        all
            ? concerns.concerns(who.setting(), open, after, PER_PAGE)
            : new Part<>(concerns.openFor(who.setting(), who.account()), Optional.empty());
    templates.show(
        context,
        "concerns.jte",
        "page",
        new ConcernsView(
            frames.signedIn(who, "Concerns", "concerns"),
            open,
            all,
            found.items().stream().map(each -> row(who, each)).toList(),
            found
                .next()
                .map(next -> "/concerns?" + (open ? "" : "show=all&") + "after=" + next)
                .orElse("")));
  }

  private ConcernsView.Row row(SignedIn who, Concern concern) {
    boolean reads = concerns.mayRead(who.setting(), concern, who.account());
    return new ConcernsView.Row(
        reads ? "/concerns/" + concern.id() : "",
        reads ? concern.kind().words() : "Somebody reported a concern",
        concern.nickname(),
        moments.of(concern.reportedAt()),
        reads
            ? concern.seen().map(seen -> seen.by() + " looks into it.").orElse("")
            : "Only " + readers(who, concern) + " can read it.",
        css(concern),
        tag(concern));
  }

  private String readers(SignedIn who, Concern concern) {
    List<Member> readers = concerns.readers(who.setting(), concern);
    return readers.isEmpty()
        ? "somebody you have yet to invite"
        : readers.stream().map(Member::name).collect(Collectors.joining(", "));
  }

  private static String css(Concern concern) {
    return concern.closed().isPresent() ? "bare" : concern.seen().isPresent() ? "info" : "bad";
  }

  private static String tag(Concern concern) {
    return concern.closed().isPresent()
        ? "Closed"
        : concern.seen().isPresent() ? "Being looked into" : "New";
  }

  private static Actor.Person by(SignedIn who) {
    return new Actor.Person(who.account(), who.name());
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, "", "");
  }

  private void page(Context context, SignedIn who, Problems problems, String ending, String typed) {
    UUID id = Visits.id(context, "concern");
    switch (concerns.read(who.setting(), id, by(who))) {
      case ConcernReading.Open(Concern concern, ConcernText text) ->
          page(context, who, concern, text, problems, ending, typed);
      case ConcernReading.Closed _ -> {
        if (who.may(Right.SEE_INCIDENTS)) {
          throw RefusedException.notAllowed();
        }
        throw RefusedException.notFound();
      }
      case ConcernReading.NotThere _ -> throw RefusedException.notFound();
    }
  }

  private void page(
      Context context,
      SignedIn who,
      Concern concern,
      ConcernText text,
      Problems problems,
      String ending,
      String typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "concern.jte",
        "page",
        new ConcernsView.One(
            frames
                .personal(who, concern.kind().words(), "concerns")
                .withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            concern.id().toString(),
            concern.kind().words(),
            css(concern),
            tag(concern),
            text.words(),
            facts(who, concern, text),
            concern.closed().isPresent() ? List.of() : advice(concern.kind()),
            leads(who, concern, text),
            concern
                .seen()
                .map(
                    seen ->
                        seen.by() + " looks into it since " + moments.of(seen.at()).full() + ".")
                .orElse(""),
            concern
                .closed()
                .map(
                    closed ->
                        "%s. Closed by %s on %s."
                            .formatted(
                                closed.ending().words(),
                                closed.by(),
                                moments.of(closed.at()).full()))
                .orElse(""),
            text.endingWords(),
            concern.closed().isPresent()
                ? List.of()
                : Arrays.stream(ConcernEnding.values())
                    .map(
                        each ->
                            new ListEntry(each.code(), each.words(), each.code().equals(ending)))
                    .toList(),
            typed));
  }

  private List<LaptopView.Fact> facts(SignedIn who, Concern concern, ConcernText text) {
    List<LaptopView.Fact> facts = new ArrayList<>();
    facts.add(
        new LaptopView.Fact(
            "Laptop",
            concern.nickname(),
            who.may(Right.LOOK) ? "/laptops/" + concern.laptop() : ""));
    facts.add(
        new LaptopView.Fact(
            "Who",
            text.account().isEmpty()
                ? "They chose not to say"
                : "Signed in as " + StickWords.harmless(text.account()),
            ""));
    facts.add(new LaptopView.Fact("When", moments.of(concern.reportedAt()).full(), ""));
    facts.add(new LaptopView.Fact("Who can read it", readers(who, concern), ""));
    return facts;
  }

  /** What to do first, by the kind of what was reported. */
  static List<String> advice(ConcernKind kind) {
    return switch (kind) {
      case WORRY ->
          List.of(
              "If a child is in danger now, call 999.",
              "Talk to the person who reported it, today if you can. The laptop kept no picture of"
                  + " the screen.",
              "If it is about a child, write it into your safeguarding file, not here.");
      case UPSETTING_MESSAGE ->
          List.of(
              "Ask how they are first.",
              "Leave the message where it is. Do not open, copy, print, send on or delete"
                  + " anything.",
              "If it may be illegal, switch the laptop off, lock it away and call 101. Call 999 if"
                  + " a child is in danger.");
      case PASSWORD_KNOWN ->
          List.of(
              "The password must be new within 24 hours, on every laptop the person uses.",
              "Ask what the other person may have seen.");
      case LAPTOP_LOST ->
          List.of(
              "Find out now which laptop it is, and where it was last.",
              "Look whether it is safe if lost. If it is not, ask who has to be told: within 72"
                  + " hours it may be the ICO.",
              "If it was stolen, call 101 and keep the number they give you.");
    };
  }

  private static List<ConcernsView.Lead> leads(SignedIn who, Concern concern, ConcernText text) {
    List<ConcernsView.Lead> leads = new ArrayList<>();
    if (concern.kind() == ConcernKind.PASSWORD_KNOWN
        && !text.account().isEmpty()
        && who.may(Right.SEE_PEOPLE)) {
      leads.add(
          new ConcernsView.Lead(
              AccountsPage.href(text.account()),
              "See the account " + StickWords.harmless(text.account())));
    }
    if (concern.kind() == ConcernKind.LAPTOP_LOST && who.may(Right.LOOK)) {
      leads.add(
          new ConcernsView.Lead("/rules/encryption/preview", "See which laptops are safe if lost"));
    }
    return leads;
  }

  private static String said(String done) {
    return switch (done) {
      case "seen" -> "Saved: you look into it. Others see your name.";
      case "closed" -> "It is closed.";
      default -> "";
    };
  }

  private void seen(Context context, SignedIn who) {
    UUID id = Visits.id(context, "concern");
    answer(context, who, id, concerns.acknowledge(who.setting(), id, by(who)), "seen", "", "");
  }

  private void close(Context context, SignedIn who) {
    UUID id = Visits.id(context, "concern");
    String typed = Visits.field(context, "words");
    String chosen = Visits.field(context, "ending");
    Optional<ConcernEnding> ending = ConcernEnding.of(chosen);
    Outcome outcome =
        ending.isPresent()
            ? concerns.close(who.setting(), id, by(who), ending.get(), typed)
            : missing(who, id);
    answer(context, who, id, outcome, "closed", chosen, typed);
  }

  /** No ending was chosen; whether there is such a report is for its readers alone to know. */
  private Outcome missing(SignedIn who, UUID id) {
    boolean reads =
        concerns
            .concern(who.setting(), id)
            .filter(concern -> concerns.mayRead(who.setting(), concern, who.account()))
            .isPresent();
    return reads ? new Outcome.Refused("ending", "Choose how it ended.") : new Outcome.NotThere();
  }

  private void answer(
      Context context,
      SignedIn who,
      UUID id,
      Outcome outcome,
      String done,
      String ending,
      String typed) {
    switch (outcome) {
      case Outcome.Done() -> Visits.goTo(context, "/concerns/" + id + "?done=" + done);
      case Outcome.Refused(String field, String sentence) -> {
        if (field.equals("person")) {
          throw who.may(Right.SEE_INCIDENTS)
              ? RefusedException.notAllowed()
              : RefusedException.notFound();
        }
        page(
            context,
            who,
            Problems.of(field.equals("words") ? "words" : "ending", sentence),
            ending,
            typed);
      }
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
