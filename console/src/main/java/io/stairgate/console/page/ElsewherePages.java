package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.live.Live;
import io.stairgate.console.oidc.Begun;
import io.stairgate.console.oidc.Elsewhere;
import io.stairgate.console.oidc.Ended;
import io.stairgate.console.oidc.Fault;
import io.stairgate.console.oidc.Provider;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Signing in with the setting's own provider, and linking one's account with it. Any thread. */
final class ElsewherePages {
  /** Where providers send browsers back to. */
  static final String BACK = "/sign-in/elsewhere/back";

  private static final String DOOR = "/sign-in/elsewhere";
  private static final String MINE = "/my/sign-in/elsewhere";
  private static final String COOKIE = "elsewhere";
  private static final int LONGEST = 8_000;

  private final Elsewhere elsewhere;
  private final Arrivals arrivals;
  private final SessionStore sessions;
  private final Live live;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  ElsewherePages(
      Elsewhere elsewhere,
      Arrivals arrivals,
      SessionStore sessions,
      Live live,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.elsewhere = elsewhere;
    this.arrivals = arrivals;
    this.sessions = sessions;
    this.live = live;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Open(HandlerType.GET, DOOR, this::showDoor),
        new Route.Open(HandlerType.POST, DOOR, this::begin),
        new Route.Open(HandlerType.GET, BACK, this::back),
        new Route.Person(HandlerType.GET, MINE, Right.OWN, this::showMine),
        new Route.Person(HandlerType.POST, MINE, Right.OWN, Route.Proof.FRESH, this::link),
        new Route.Person(
            HandlerType.POST, MINE + "/remove", Right.OWN, Route.Proof.FRESH, this::unlink));
  }

  private void showDoor(Context context) {
    doorPage(context, Problems.NONE, "", Visits.ownPlace(Visits.parameter(context, "next")));
  }

  private void begin(Context context) {
    String address = Visits.field(context, "address").strip();
    String next = Visits.ownPlace(Visits.field(context, "next"));
    URI back = back(context, guard);
    switch (elsewhere.begin(address, next, back)) {
      case Begun.Go(URI there, String label, Secret browser) ->
          go(context, frames.signedOut("Going to " + label), label, there, browser);
      case Begun.Unknown() -> {
        context.status(422);
        doorPage(
            context,
            Problems.of(
                "address",
                "No setting here signs in with this address. Check what stands behind the @, or"
                    + " sign in with your passphrase."),
            address,
            next);
      }
      case Begun.Failed(Fault fault) -> {
        context.status(422);
        doorPage(context, Problems.of("address", fault.toPerson()), address, next);
      }
    }
  }

  /** Sends somebody there who joins; the page of the invitation looked at what they typed. */
  void go(Context context, Begun.Go there) {
    go(
        context,
        frames.signedOut("Going to " + there.label()),
        there.label(),
        there.provider(),
        there.browser());
  }

  private void go(Context context, Frame frame, String label, URI there, Secret browser) {
    guard.remember(context, COOKIE, browser, Elsewhere.LIFE);
    templates.show(
        context,
        "elsewhere-go.jte",
        "page",
        new ElsewhereGo(frame, label, String.valueOf(there.getHost()), there.toString()));
  }

  /** Where the provider sends the browser back to, as it must be written there. */
  static URI back(Context context, Guard guard) {
    try {
      return new URI(guard.home(context) + BACK);
    } catch (URISyntaxException e) {
      throw RefusedException.wrongHost();
    }
  }

  private void back(Context context) {
    Optional<SignedIn> who = guard.person(context);
    Ended ended =
        elsewhere.end(
            new Elsewhere.Return(
                sent(context, "state"),
                sent(context, "code"),
                Optional.ofNullable(context.queryParam("iss")).filter(iss -> iss.length() < 400),
                sent(context, "error"),
                guard.remembered(context, COOKIE).map(Secret::reveal).orElse("")),
            who);
    guard.forget(context, COOKIE);
    switch (ended) {
      case Ended.In in -> arrive(context, in);
      case Ended.Linked(_) -> Visits.goTo(context, MINE + "?done=linked");
      case Ended.NotLinked(String label) ->
          failed(
              context,
              who,
              "Nobody here has linked this %s account yet. Sign in with your passphrase, then choose %s under \"My sign-in\"."
                  .formatted(label, label));
      case Ended.LinkRefused(String sentence) -> failed(context, who, sentence);
      case Ended.JoinRefused(String sentence) -> failed(context, Optional.empty(), sentence);
      case Ended.Failed(Fault fault) -> failed(context, who, fault.toPerson());
    }
  }

  private void arrive(Context context, Ended.In in) {
    String next = Visits.ownPlace(in.next());
    Optional<SignedIn> who = sessions.find(in.cookie().hash(), clock.instant());
    if (in.joined()) {
      who.ifPresent(person -> live.changed(person.setting(), Live.Topic.PEOPLE));
    }
    if (who.isEmpty() || !in.secondStep()) {
      guard.letIn(context, in.cookie());
      Visits.goTo(context, next);
      return;
    }
    ProofPages.arrived(
        context,
        guard,
        arrivals.complete(who.get(), in.how(), BrowserWords.visitor(context, guard)),
        next);
  }

  private void failed(Context context, Optional<SignedIn> who, String sentence) {
    context.status(422);
    if (who.filter(SignedIn::complete).isPresent()) {
      minePage(context, who.get(), Problems.of("link", sentence), "");
    } else {
      doorPage(context, Problems.of("address", sentence), "", "/");
    }
  }

  private static String sent(Context context, String name) {
    String value = context.queryParam(name);
    return value == null || value.length() > LONGEST ? "" : value;
  }

  private void showMine(Context context, SignedIn who) {
    String said =
        switch (Visits.parameter(context, "done")) {
          case "linked" -> "Linked. You can sign in with it from now on.";
          case "removed" -> "No longer linked. Your other sign-ins with it have ended.";
          default -> "";
        };
    minePage(context, who, Problems.NONE, said);
  }

  private void link(Context context, SignedIn who) {
    switch (elsewhere.beginLink(who, back(context, guard))) {
      case Begun.Go(URI there, String label, Secret browser) ->
          go(context, frames.signedIn(who, "Going to " + label, ""), label, there, browser);
      case Begun.Unknown() -> Visits.goTo(context, MINE);
      case Begun.Failed(Fault fault) -> {
        context.status(422);
        minePage(context, who, Problems.of("link", fault.toPerson()), "");
      }
    }
  }

  private void unlink(Context context, SignedIn who) {
    Optional<String> refused = elsewhere.accounts().unlink(who);
    if (refused.isEmpty()) {
      Visits.goTo(context, MINE + "?done=removed");
      return;
    }
    context.status(422);
    minePage(context, who, Problems.of("remove", refused.get()), "");
  }

  private void doorPage(Context context, Problems problems, String address, String next) {
    templates.show(
        context,
        "elsewhere.jte",
        "page",
        new ElsewhereDoor(
            frames
                .signedOut("Sign in with Microsoft, Google or another account")
                .withProblem(!problems.isEmpty()),
            problems,
            address,
            next));
  }

  private void minePage(Context context, SignedIn who, Problems problems, String said) {
    templates.show(
        context,
        "my-elsewhere.jte",
        "page",
        new ElsewhereMine(
            frames
                .signedIn(who, "Sign in with another account", "")
                .withProblem(!problems.isEmpty()),
            problems,
            elsewhere.providers().of(who.setting()).map(Provider::label).orElse(""),
            elsewhere.accounts().linkedAt(who).map(moments::of),
            said));
  }
}
