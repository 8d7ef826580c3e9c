package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.KnownBrowserStore;
import io.stairgate.console.account.PassphraseChanges;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.secondstep.Changed;
import io.stairgate.console.secondstep.Held;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A person's own way to sign in: what there is, and changing it. Any thread. */
final class MySignInPage {
  static final String PATH = SetUpPages.MORE;
  static final String PASSPHRASE = PATH + "/passphrase";

  private static final Map<String, String> SAID =
      Map.of(
          "app", "Your app is set up.",
          "passkey", "Your passkey is set up.",
          "renamed", "Saved.",
          "removed", "Removed.",
          "sessions", "You are signed out everywhere else.",
          "browser", "Forgotten.",
          "passphrase", "Your passphrase is changed, and you are signed out everywhere else.");

  private final SecondSteps steps;
  private final PassphraseChanges passphrases;
  private final SessionStore sessions;
  private final KnownBrowserStore browsers;
  private final AuditStore audit;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  MySignInPage(
      Pages.SignIn parts,
      AuditStore audit,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.steps = parts.steps();
    this.passphrases = parts.passphrases();
    this.sessions = parts.sessions();
    this.browsers = parts.browsers();
    this.audit = audit;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, PATH, Right.OWN, this::show),
        fresh("/app/remove", this::removeApp),
        fresh("/passkey/rename", this::renamePasskey),
        fresh("/passkey/remove", this::removePasskey),
        new Route.Person(
            HandlerType.POST, PATH + "/sessions/end", Right.OWN, this::endOtherSessions),
        new Route.Person(
            HandlerType.POST, PATH + "/browser/forget", Right.OWN, this::forgetBrowser),
        new Route.Person(
            HandlerType.GET, PASSPHRASE, Right.OWN, Route.Proof.FRESH, this::showPassphrase),
        fresh("/passphrase", this::changePassphrase));
  }

  private static Route fresh(String path, BiConsumer<Context, SignedIn> work) {
    return new Route.Person(
        HandlerType.POST, PATH + path, Right.OWN, Route.Proof.FRESH, work::accept);
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE);
  }

  private void removeApp(Context context, SignedIn who) {
    done(context, who, steps.changes().removeApp(who), "removed");
  }

  private void renamePasskey(Context context, SignedIn who) {
    done(
        context,
        who,
        steps
            .changes()
            .renamePasskey(who, Visits.field(context, "passkey"), Visits.field(context, "name")),
        "renamed");
  }

  private void removePasskey(Context context, SignedIn who) {
    done(
        context,
        who,
        steps.changes().removePasskey(who, Visits.field(context, "passkey")),
        "removed");
  }

  private void done(Context context, SignedIn who, Changed changed, String said) {
    switch (changed) {
      case Changed.Done() -> Visits.goTo(context, PATH + "?done=" + said);
      case Changed.No(_, String sentence) -> {
        context.status(422);
        page(context, who, Problems.of("second-steps", sentence));
      }
    }
  }

  private void endOtherSessions(Context context, SignedIn who) {
    sessions.endOthers(who);
    audit.append(who.setting(), who.actor(), "sessions-ended", target(who), "all others");
    Visits.goTo(context, PATH + "?done=sessions");
  }

  private void forgetBrowser(Context context, SignedIn who) {
    String id = Visits.field(context, "browser");
    browsers.of(who.account()).stream()
        .filter(each -> each.id().hex().equals(id))
        .findFirst()
        .ifPresent(
            found -> {
              boolean _ = browsers.forget(who.account(), found.id());
              audit.append(
                  who.setting(), who.actor(), "browser-forgotten", target(who), found.words());
            });
    Visits.goTo(context, PATH + "?done=browser");
  }

  private void showPassphrase(Context context, SignedIn who) {
    passphrasePage(context, who, Problems.NONE);
  }

  private void changePassphrase(Context context, SignedIn who) {
    PassphraseChanges.Outcome outcome =
        AnswerTime.even(
            () ->
                passphrases.change(
                    who,
                    Visits.field(context, "old"),
                    Visits.field(context, "passphrase"),
                    BrowserWords.visitor(context, guard)));
    switch (outcome) {
      case PassphraseChanges.Outcome.Done() -> Visits.goTo(context, PATH + "?done=passphrase");
      case PassphraseChanges.Outcome.Wrong(String field, String sentence) -> {
        context.status(422);
        passphrasePage(context, who, Problems.of(field, sentence));
      }
      case PassphraseChanges.Outcome.Wait(Duration left) -> {
        context.status(429);
        context.header("Retry-After", String.valueOf(left.toSeconds() + 1));
        passphrasePage(context, who, Problems.of("old", Problems.tooMany(left)));
      }
    }
  }

  private void passphrasePage(Context context, SignedIn who, Problems problems) {
    if (!passphrases.has(who)) {
      Visits.goTo(context, PATH);
      return;
    }
    templates.show(
        context,
        "my-passphrase.jte",
        "page",
        new PassphraseForm(
            frames.signedIn(who, "Change your passphrase", "").withProblem(!problems.isEmpty()),
            problems,
            Visits.parameter(context, "why").equals("stranger")));
  }

  private void page(Context context, SignedIn who, Problems problems) {
    Held held = steps.of(who.account());
    Optional<Bytes> here = BrowserWords.known(context, guard).map(secret -> secret.hash());
    String said = SAID.getOrDefault(Visits.parameter(context, "done"), "");
    templates.show(
        context,
        "my-sign-in.jte",
        "page",
        new MySignIn(
            frames.signedIn(who, "How you sign in", "").withProblem(!problems.isEmpty()),
            problems,
            problems.isEmpty() ? said : "",
            passphrases.has(who),
            held.appSince().map(moments::of),
            held.passkeys().stream()
                .map(
                    each ->
                        new MySignIn.PasskeyRow(
                            each.handle(),
                            each.name(),
                            moments.of(each.madeAt()),
                            each.lastUsedAt().map(moments::of)))
                .toList(),
            held.count() > 1,
            held.codesLeft(),
            sessions.of(who.account(), clock.instant()).stream()
                .map(
                    each ->
                        new MySignIn.SessionRow(
                            each.browser().isEmpty() ? "A browser" : each.browser(),
                            each.session().equals(who.session()),
                            moments.of(each.openedAt()),
                            moments.of(each.lastUsedAt())))
                .toList(),
            browsers.of(who.account()).stream()
                .map(
                    each ->
                        new MySignIn.BrowserRow(
                            each.id().hex(),
                            each.words(),
                            here.equals(Optional.of(each.id())),
                            moments.of(each.lastAt())))
                .toList()));
  }

  private static String target(SignedIn who) {
    return "person:" + who.account();
  }
}
