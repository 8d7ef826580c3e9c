package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.secondstep.Held;
import io.stairgate.console.secondstep.PasskeyQuestion;
import io.stairgate.console.secondstep.PasskeySite;
import io.stairgate.console.secondstep.Proved;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Where a second step is asked for: after the passphrase, and again before something is made
 * looser. Any thread.
 */
final class ProofPages {
  private static final String SIGN_IN = "/second-step";
  private static final String CONFIRM = "/confirm";

  private final SecondSteps steps;
  private final Arrivals arrivals;
  private final SessionStore sessions;
  private final AuditStore audit;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  ProofPages(
      SecondSteps steps,
      Arrivals arrivals,
      SessionStore sessions,
      AuditStore audit,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.steps = steps;
    this.arrivals = arrivals;
    this.sessions = sessions;
    this.audit = audit;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Half(HandlerType.GET, SIGN_IN, this::showSignIn),
        new Route.Half(HandlerType.POST, SIGN_IN, (c, who) -> signIn(c, who, false)),
        new Route.Half(HandlerType.POST, SIGN_IN + "/passkey", (c, who) -> signIn(c, who, true)),
        new Route.Person(HandlerType.GET, CONFIRM, Right.OWN, this::showConfirm),
        new Route.Person(HandlerType.POST, CONFIRM, Right.OWN, (c, who) -> confirm(c, who, false)),
        new Route.Person(
            HandlerType.POST, CONFIRM + "/passkey", Right.OWN, (c, who) -> confirm(c, who, true)));
  }

  private void showSignIn(Context context, SignedIn who) {
    String next = Visits.ownPlace(Visits.parameter(context, "next"));
    if (who.complete()) {
      Visits.goTo(context, next);
      return;
    }
    Held held = steps.of(who.account());
    if (!held.any()) {
      Visits.goTo(context, SetUpPages.FIRST);
      return;
    }
    page(context, who, held, SIGN_IN, next, Problems.NONE);
  }

  private void signIn(Context context, SignedIn who, boolean passkey) {
    String next = Visits.ownPlace(Visits.field(context, "next"));
    if (who.complete()) {
      Visits.goTo(context, next);
      return;
    }
    Proved proved = AnswerTime.even(() -> prove(context, who, passkey));
    if (proved instanceof Proved.Yes(String how, int wrongBefore)) {
      Arrivals.Arrived in =
          arrivals.complete(
              who,
              who.firstStep().words() + " and " + how + after(wrongBefore),
              BrowserWords.visitor(context, guard));
      arrived(context, guard, in, next);
      return;
    }
    refused(context, who, proved, SIGN_IN, next);
  }

  /** Gives the browser what it gets when somebody is in, and sends it on. */
  static void arrived(Context context, Guard guard, Arrivals.Arrived in, String next) {
    guard.letIn(context, in.session());
    BrowserWords.remember(context, guard, in.browser());
    Visits.goTo(
        context,
        in.news()
            ? NewBrowserPage.PATH + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8)
            : next);
  }

  private static String after(int wrong) {
    return wrong == 0 ? "" : ", after " + wrong + (wrong == 1 ? " wrong code" : " wrong codes");
  }

  private void showConfirm(Context context, SignedIn who) {
    String next = Visits.ownPlace(Visits.parameter(context, "next"));
    page(context, who, steps.of(who.account()), CONFIRM, next, Problems.NONE);
  }

  private void confirm(Context context, SignedIn who, boolean passkey) {
    String next = Visits.ownPlace(Visits.field(context, "next"));
    Proved proved = AnswerTime.even(() -> prove(context, who, passkey));
    if (proved instanceof Proved.Yes(String how, int wrongBefore)) {
      sessions.proved(who.session(), clock.instant());
      audit.append(
          who.setting(),
          who.actor(),
          "second-step-given",
          "person:" + who.account(),
          how + after(wrongBefore));
      Visits.goTo(context, next);
      return;
    }
    refused(context, who, proved, CONFIRM, next);
  }

  private Proved prove(Context context, SignedIn who, boolean passkey) {
    if (!passkey) {
      String typed = Visits.field(context, "code");
      return steps.proveCode(who, typed.isBlank() ? Visits.field(context, "recovery") : typed);
    }
    Optional<PasskeySite> site = guard.site(context).flatMap(PasskeySite::of);
    return site.map(
            each ->
                steps.provePasskey(
                    who,
                    Visits.field(context, "ceremony"),
                    Visits.written(context, "answer"),
                    each))
        .orElseGet(() -> new Proved.No("Passkeys do not work at this address. Type a code."));
  }

  private void refused(Context context, SignedIn who, Proved proved, String action, String next) {
    Held held = steps.of(who.account());
    boolean recovery = !Visits.field(context, "recovery").isBlank();
    String field = recovery || held.appSince().isEmpty() ? "recovery" : "code";
    if (proved instanceof Proved.Wait(Duration left)) {
      context.status(429);
      context.header("Retry-After", String.valueOf(left.toSeconds() + 1));
      page(context, who, held, action, next, Problems.of(field, Problems.tooMany(left)));
      return;
    }
    context.status(422);
    String sentence =
        proved instanceof Proved.No(String words) ? words : "Try again, or type a code.";
    page(context, who, held, action, next, Problems.of(field, sentence));
  }

  private void page(
      Context context, SignedIn who, Held held, String action, String next, Problems problems) {
    Optional<PasskeySite> site = guard.site(context).flatMap(PasskeySite::of);
    Optional<PasskeyQuestion> question =
        held.passkeys().isEmpty()
            ? Optional.empty()
            : site.map(each -> steps.askForPasskey(who, each));
    String elsewhere = held.passkeys().isEmpty() ? "" : site.map(PasskeySite::origin).orElse("");
    boolean signingIn = action.equals(SIGN_IN);
    Frame frame =
        signingIn
            ? frames.signedOut("Your second step")
            : frames.signedIn(who, "Is it still you?", "");
    templates.show(
        context,
        "proof.jte",
        "page",
        new ProofForm(
            frame.withProblem(!problems.isEmpty()),
            problems,
            who.csrf(),
            action,
            next,
            held.appSince().isPresent(),
            held.codesLeft(),
            question,
            elsewhere));
  }
}
