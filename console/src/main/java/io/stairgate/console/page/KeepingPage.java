package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.concern.Concern;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.keep.Hold;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.KeepingStore;
import io.stairgate.console.keep.Kept;
import io.stairgate.console.keep.Length;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How long things are kept, what may not be removed, and reports whose time is over. Any thread.
 *
 * <p>Over 300 lines because three small forms share the one page they lead back to.
 */
final class KeepingPage {
  private static final String HERE = "/keeping";

  private final Keeping keeping;
  private final HealthReader health;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  KeepingPage(
      Keeping keeping, HealthReader health, Frames frames, Moments moments, Templates templates) {
    this.keeping = keeping;
    this.health = health;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    HandlerType get = HandlerType.GET;
    HandlerType post = HandlerType.POST;
    Right right = Right.DECIDE_KEEPING;
    Route.Proof fresh = Route.Proof.FRESH;
    String length = HERE + "/lengths/{kind}";
    String end = HERE + "/holds/{hold}/end";
    String report = HERE + "/reports/{concern}";
    return List.of(
        new Route.Person(get, HERE, Right.SEE_POLICY, this::show),
        new Route.Person(get, HERE + "/numbers.csv", Right.SEE_POLICY, this::numbers),
        new Route.Person(get, length, right, fresh, this::showLength),
        new Route.Person(post, length, right, fresh, this::change),
        new Route.Person(post, HERE + "/holds", right, this::hold),
        new Route.Person(get, end, right, fresh, this::showEnd),
        new Route.Person(post, end, right, fresh, this::end),
        new Route.Person(get, report, Right.READ_INCIDENTS, fresh, this::showReport),
        new Route.Person(post, report, Right.READ_INCIDENTS, fresh, this::decide));
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, "", "");
  }

  private void page(
      Context context, SignedIn who, Problems problems, String laptop, String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    List<KeepingView.HoldRow> holds = new ArrayList<>();
    List<KeepingView.HoldRow> ended = new ArrayList<>();
    for (Hold hold : keeping.holds(who.setting())) {
      (hold.ended().isPresent() ? ended : holds).add(row(who, hold));
    }
    templates.show(
        context,
        "keeping.jte",
        "page",
        new KeepingView(
            frames
                .signedIn(who, "How long things are kept", "policy")
                .withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            keeping.lengths(who.setting()).stream().map(this::row).toList(),
            holds,
            ended,
            who.may(Right.DECIDE_KEEPING) ? laptops(who, laptop) : List.of(),
            reason,
            who.may(Right.READ_INCIDENTS)
                ? keeping.toReview(who.setting(), who.account()).stream().map(this::row).toList()
                : List.of(),
            keeping
                .thinnedOn(who.setting())
                .map(day -> "Old things were last removed on " + Moments.date(day) + ".")
                .orElse("Nothing was removed yet. It is done at night, after two o’clock."),
            who.may(Right.DECIDE_KEEPING)));
  }

  private static String said(String done) {
    return switch (done) {
      case "length" -> "Saved. It counts from the next night on.";
      case "hold" -> "Saved. Nothing of it is removed from now on.";
      case "ended" -> "Saved. What is over its time goes the next night.";
      case "kept" -> "Saved. You are asked again in a year.";
      case "removed" -> "The report was removed.";
      default -> "";
    };
  }

  private KeepingView.Row row(Length length) {
    Kept kind = length.kind();
    return new KeepingView.Row(
        kind.code(),
        kind.title(),
        kind.what(),
        length.words(),
        length.own().map(Length.Own::reason).orElse(kind.why()),
        length
            .own()
            .map(
                own ->
                    "Chosen by %s on %s. The suggestion is %s."
                        .formatted(
                            own.by(), moments.of(own.at()).full(), kind.words(kind.suggested())))
            .orElse(""));
  }

  private KeepingView.HoldRow row(SignedIn who, Hold hold) {
    return new KeepingView.HoldRow(
        hold.id().toString(),
        hold.laptop()
            .map(laptop -> health.nickname(who.setting(), laptop))
            .orElse("Everything of this setting"),
        hold.reason(),
        "By %s, %s.".formatted(hold.by(), moments.of(hold.at()).full()),
        hold.ended()
            .map(
                ended ->
                    "Ended by %s, %s: %s"
                        .formatted(ended.by(), moments.of(ended.at()).full(), ended.word()))
            .orElse(""));
  }

  private KeepingView.Report row(Concern concern) {
    return new KeepingView.Report(
        concern.id().toString(),
        concern.kind().words() + ", " + concern.nickname(),
        concern.closed().map(closed -> moments.of(closed.at()).full()).orElse(""));
  }

  private List<ListEntry> laptops(SignedIn who, String chosen) {
    List<ListEntry> all = new ArrayList<>();
    all.add(new ListEntry("", "Everything of this setting", chosen.isEmpty()));
    for (Laptop laptop : health.laptops(who.setting())) {
      String id = laptop.id().toString();
      all.add(new ListEntry(id, laptop.nickname(), id.equals(chosen)));
    }
    return all;
  }

  private Length length(Context context, SignedIn who) {
    return Kept.of(context.pathParam("kind"))
        .map(kind -> keeping.length(who.setting(), kind))
        .orElseThrow(RefusedException::notFound);
  }

  private void showLength(Context context, SignedIn who) {
    Length length = length(context, who);
    lengthPage(context, who, length, Problems.NONE, String.valueOf(length.amount()), "");
  }

  private void lengthPage(
      Context context,
      SignedIn who,
      Length length,
      Problems problems,
      String amount,
      String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Kept kind = length.kind();
    templates.show(
        context,
        "keeping-length.jte",
        "page",
        new KeepingView.Change(
            frames.signedIn(who, kind.title(), "policy").withProblem(!problems.isEmpty()),
            problems,
            row(length),
            kind.unit() == ChronoUnit.DAYS ? "days" : "months",
            "From %s to %s. The suggestion is %s."
                .formatted(
                    kind.words(kind.least()),
                    kind.words(kind.most()),
                    kind.words(kind.suggested())),
            amount,
            reason,
            length.own().isPresent(),
            kind.asks()));
  }

  private void change(Context context, SignedIn who) {
    Length length = length(context, who);
    String typed = Visits.field(context, "amount").strip();
    String reason = Visits.field(context, "reason");
    boolean back = Visits.field(context, "to").equals("suggestion");
    Outcome outcome =
        back
            ? keeping.suggest(who.setting(), length.kind(), reason, who.actor())
            : keeping.change(
                who.setting(),
                length.kind(),
                Visits.number(typed, 0, 10_000).orElse(-1),
                reason,
                who.actor());
    switch (outcome) {
      case Outcome.Done() -> Visits.goTo(context, HERE + "?done=length");
      case Outcome.Refused(String field, String sentence) ->
          lengthPage(context, who, length, Problems.of(field, sentence), typed, reason);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void hold(Context context, SignedIn who) {
    String laptop = Visits.field(context, "laptop");
    String reason = Visits.field(context, "reason");
    Optional<UUID> chosen = Visits.uuid(laptop);
    if (!laptop.isEmpty() && chosen.isEmpty()) {
      throw RefusedException.badRequest("Choose a laptop from the list.");
    }
    switch (keeping.hold(who.setting(), chosen.map(DeviceId::new), reason, who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, HERE + "?done=hold");
      case Outcome.Refused(String field, String sentence) ->
          page(context, who, Problems.of(field, sentence), laptop, reason);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private Hold holding(Context context, SignedIn who) {
    UUID id = Visits.id(context, "hold");
    return keeping.holds(who.setting()).stream()
        .filter(hold -> hold.id().equals(id) && hold.ended().isEmpty())
        .findFirst()
        .orElseThrow(RefusedException::notFound);
  }

  private void showEnd(Context context, SignedIn who) {
    endPage(context, who, holding(context, who), Problems.NONE, "");
  }

  private void endPage(Context context, SignedIn who, Hold hold, Problems problems, String word) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "keeping-hold.jte",
        "page",
        new KeepingView.Release(
            frames.signedIn(who, "End a hold", "policy").withProblem(!problems.isEmpty()),
            problems,
            row(who, hold),
            word));
  }

  private void end(Context context, SignedIn who) {
    Hold hold = holding(context, who);
    String word = Visits.field(context, "word");
    switch (keeping.release(who.setting(), hold.id(), word, who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, HERE + "?done=ended");
      case Outcome.Refused(String field, String sentence) ->
          endPage(context, who, hold, Problems.of(field, sentence), word);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private Concern report(Context context, SignedIn who) {
    UUID id = Visits.id(context, "concern");
    return keeping.toReview(who.setting(), who.account()).stream()
        .filter(concern -> concern.id().equals(id))
        .findFirst()
        .orElseThrow(RefusedException::notFound);
  }

  private void showReport(Context context, SignedIn who) {
    reportPage(context, who, report(context, who), Problems.NONE, "");
  }

  private void reportPage(
      Context context, SignedIn who, Concern concern, Problems problems, String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "keeping-report.jte",
        "page",
        new KeepingView.Review(
            frames
                .personal(who, "A report whose time is over", "policy")
                .withProblem(!problems.isEmpty()),
            problems,
            row(concern),
            reason));
  }

  private void decide(Context context, SignedIn who) {
    Concern concern = report(context, who);
    String reason = Visits.field(context, "reason");
    boolean remove = Visits.field(context, "to").equals("remove");
    Actor.Person by = new Actor.Person(who.account(), who.name());
    Outcome outcome =
        remove
            ? keeping.removeReport(who.setting(), concern.id(), reason, by)
            : keeping.keepReport(who.setting(), concern.id(), reason, by);
    switch (outcome) {
      case Outcome.Done() -> Visits.goTo(context, HERE + "?done=" + (remove ? "removed" : "kept"));
      case Outcome.Refused(String field, String sentence) ->
          reportPage(context, who, concern, Problems.of(field, sentence), reason);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void numbers(Context context, SignedIn who) {
    Csv csv = new Csv();
    csv.row(List.of("Month", "What", "How many"));
    for (KeepingStore.Count count : keeping.counts(who.setting())) {
      csv.row(
          List.of(
              count.month().toString().substring(0, 7),
              count.what(),
              String.valueOf(count.amount())));
    }
    context.header("Content-Disposition", "attachment; filename=\"numbers.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }
}
