package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.permission.Decided;
import io.stairgate.console.permission.OwnStick;
import io.stairgate.console.permission.OwnStickState;
import io.stairgate.console.permission.OwnSticks;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.permission.StandingTerms;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The list of the setting's own sticks: those that wait, those on it, to end one. Any thread. */
final class OwnSticksPage {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
  private static final int MOST_ENDED = 20;

  private final OwnSticks own;
  private final PolicyFiles policies;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  OwnSticksPage(
      OwnSticks own,
      PolicyFiles policies,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.own = own;
    this.policies = policies;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/sticks/own", Right.LOOK, this::list),
        new Route.Person(
            HandlerType.POST, "/sticks/own/confirm", Right.PROPOSE_STICK, this::confirm),
        new Route.Person(HandlerType.POST, "/sticks/own/{line}/end", Right.STOP_STICK, this::end));
  }

  // ----- the list -----

  private void list(Context context, SignedIn who) {
    List<OwnStick> all = own.all(who.setting());
    LocalDate today = policies.held(who.setting()).calendar().day(clock.instant());
    templates.show(
        context,
        "own-sticks.jte",
        "page",
        new OwnSticksView(
            frames.signedIn(who, "Our own sticks", "sticks"),
            said(Visits.parameter(context, "done")),
            rows(today, all, OwnStickState.WAITING, Integer.MAX_VALUE),
            rows(today, all, OwnStickState.STANDING, Integer.MAX_VALUE),
            rows(today, all, OwnStickState.ENDED, MOST_ENDED),
            who.may(Right.PROPOSE_STICK),
            who.may(Right.STOP_STICK),
            decides(own, who)));
  }

  private static String said(String done) {
    return switch (done) {
      case "added" -> "They are on the list.";
      case "suggested" -> "They wait until somebody who may decide agrees.";
      case "confirmed" -> "Agreed. They are on the list.";
      case "ended" -> "Ended. No laptop opens it any more.";
      default -> "";
    };
  }

  /** Whether the reader decides about standing permissions for every laptop. */
  static boolean decides(OwnSticks own, SignedIn who) {
    StandingTerms everywhere = new StandingTerms(true, LocalDate.EPOCH, true, Set.of(), "");
    return own.deciders(who.setting(), everywhere).include(who.account());
  }

  private List<OwnSticksView.Row> rows(
      LocalDate today, List<OwnStick> all, OwnStickState state, int most) {
    return all.stream()
        .filter(each -> each.state() == state)
        .sorted(Comparator.comparing(OwnStick::label, String.CASE_INSENSITIVE_ORDER))
        .limit(most)
        .map(each -> row(today, each))
        .toList();
  }

  private OwnSticksView.Row row(LocalDate today, OwnStick stick) {
    boolean over = stick.state() == OwnStickState.STANDING && stick.lastDay().isBefore(today);
    Decided by = stick.decided().orElse(stick.addedBy());
    return new OwnSticksView.Row(
        stick.id().toString(),
        stick.stick().map(id -> "/sticks/" + id).orElse(""),
        StickWords.harmless(stick.label()),
        StickWords.serial(stick.serial()),
        DAY.format(stick.lastDay()),
        (stick.encrypted() ? "Reading and writing, if encrypted" : "Reading only")
            + ", on "
            + (stick.everyLaptop()
                ? "every laptop"
                : StickWords.count(stick.laptops().size(), "laptop", "laptops")),
        StickWords.harmless(by.name()) + ", " + moments.of(by.at()).day(),
        over ? "Over" : "",
        over ? "warn" : "");
  }

  private void end(Context context, SignedIn who) {
    done(context, own.end(who.setting(), Visits.id(context, "line"), "", person(who)), "ended");
  }

  private void confirm(Context context, SignedIn who) {
    Set<UUID> waiting =
        own.all(who.setting()).stream()
            .filter(each -> each.state() == OwnStickState.WAITING)
            .map(OwnStick::id)
            .collect(Collectors.toSet());
    Set<UUID> chosen =
        context.formParams("line").stream()
            .flatMap(text -> Visits.uuid(text).stream())
            .filter(waiting::contains)
            .collect(Collectors.toSet());
    if (chosen.isEmpty()) {
      Visits.goTo(context, "/sticks/own");
      return;
    }
    PermissionOutcome outcome = own.confirm(who.setting(), chosen, person(who), look(who));
    if (outcome instanceof PermissionOutcome.NeedsSecondLook) {
      Visits.goTo(context, "/confirm?next=/sticks/own");
      return;
    }
    done(context, outcome, "confirmed");
  }

  private static void done(Context context, PermissionOutcome outcome, String word) {
    switch (outcome) {
      case PermissionOutcome.Done _ -> Visits.goTo(context, "/sticks/own?done=" + word);
      case PermissionOutcome.Added _ -> Visits.goTo(context, "/sticks/own?done=" + word);
      case PermissionOutcome.AlreadyDecided _ -> Visits.goTo(context, "/sticks/own");
      case PermissionOutcome.Refused(String _, String sentence) ->
          throw RefusedException.conflict("not-now", sentence);
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.NeedsSecondLook _, PermissionOutcome.Answered _ ->
          throw new IllegalStateException("The list has no such outcome");
    }
  }

  private static Actor.Person person(SignedIn who) {
    return new Actor.Person(who.account(), who.name());
  }

  private SecondLook look(SignedIn who) {
    return who.freshAt(clock.instant()) ? SecondLook.GIVEN : SecondLook.NOT_GIVEN;
  }
}
