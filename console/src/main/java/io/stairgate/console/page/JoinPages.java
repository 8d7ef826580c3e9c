package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.live.Live;
import io.stairgate.console.oidc.Begun;
import io.stairgate.console.oidc.Elsewhere;
import io.stairgate.console.oidc.Fault;
import io.stairgate.console.oidc.Provider;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Following an invitation: the code first, then what it is for, then a new account or the one the
 * person has. Between the steps a cookie that only these pages read keeps the code, so that signing
 * in in between does not lose it. Any thread.
 */
final class JoinPages {
  private static final String COOKIE = "stairgate-join";
  private static final Duration KEPT = Duration.ofMinutes(20);

  private final Entrance entrance;
  private final SettingStore settings;
  private final SessionStore sessions;
  private final Elsewhere elsewhere;
  private final ElsewherePages elsewherePages;
  private final Live live;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  JoinPages(
      Entrance entrance,
      SettingStore settings,
      SessionStore sessions,
      Elsewhere elsewhere,
      ElsewherePages elsewherePages,
      Live live,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.entrance = entrance;
    this.settings = settings;
    this.sessions = sessions;
    this.elsewhere = elsewhere;
    this.elsewherePages = elsewherePages;
    this.live = live;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Open(HandlerType.GET, "/join", this::show),
        new Route.Open(HandlerType.GET, "/join/go-on", this::goOn),
        new Route.Open(HandlerType.POST, "/join", this::look),
        new Route.Open(HandlerType.POST, "/join/new", this::create),
        new Route.Open(HandlerType.POST, "/join/elsewhere", this::goElsewhere),
        new Route.Person(HandlerType.POST, "/join/as", Right.OWN, this::accept));
  }

  /** A link that was followed always asks anew: the cookie may be of another one. */
  private void show(Context context) {
    askForCode(context, Problems.NONE);
  }

  /** After signing in, with the code that was given before. */
  private void goOn(Context context) {
    String code = Optional.ofNullable(context.cookie(COOKIE)).orElse("");
    Optional<Invitation> invitation = code.isEmpty() ? Optional.empty() : entrance.invitation(code);
    if (invitation.isPresent()) {
      invited(context, code, invitation.get(), Problems.NONE);
    } else {
      askForCode(context, Problems.NONE);
    }
  }

  private void look(Context context) {
    String code = Visits.field(context, "code").strip();
    Optional<Invitation> invitation = entrance.invitation(code);
    if (invitation.isEmpty()) {
      spent(context, code);
      return;
    }
    keep(context, code, KEPT);
    invited(context, code, invitation.get(), Problems.NONE);
  }

  private void spent(Context context, String code) {
    context.status(422);
    askForCode(
        context,
        Problems.of(
            "code",
            code.isEmpty()
                ? "Paste the code of your link."
                : "This link was used before, or its time is over. Ask whoever gave it to you for a"
                    + " new one."));
  }

  private void create(Context context) {
    String code = Visits.field(context, "code").strip();
    Optional<Invitation> invitation = entrance.invitation(code);
    if (invitation.isEmpty()) {
      spent(context, code);
      return;
    }
    Entered entered =
        entrance.join(
            code,
            new Entrance.Joining(
                Visits.field(context, "setting"),
                Visits.field(context, "person"),
                Visits.field(context, "name"),
                Visits.field(context, "passphrase")));
    switch (entered) {
      case Entered.In(var cookie) -> {
        keep(context, "", Duration.ZERO);
        guard.letIn(context, cookie);
        live.changed(invitation.get().setting(), Live.Topic.PEOPLE);
        Visits.goTo(context, "/");
      }
      case Entered.FieldWrong(String field, String sentence) -> {
        context.status(422);
        invited(context, code, invitation.get(), Problems.of(field, sentence));
      }
      case Entered.LinkSpent(), Entered.Refused(), Entered.Wait(_) -> spent(context, code);
    }
  }

  /** With the setting's own provider in the place of a passphrase. */
  private void goElsewhere(Context context) {
    String code = Visits.field(context, "code").strip();
    Optional<Invitation> invitation = entrance.invitation(code);
    Entrance.Joining typed =
        new Entrance.Joining(
            "", Visits.field(context, "person"), Visits.field(context, "name"), "");
    Optional<Entered> refused = entrance.refusalElsewhere(code, typed);
    if (invitation.isEmpty()) {
      spent(context, code);
      return;
    }
    if (refused.isPresent()) {
      context.status(422);
      Problems problems =
          refused.get() instanceof Entered.FieldWrong(String field, String sentence)
              ? Problems.of(field, sentence)
              : Problems.NONE;
      invited(context, code, invitation.get(), problems);
      return;
    }
    SettingId setting = invitation.get().setting();
    switch (elsewhere.beginJoin(setting, code, typed, ElsewherePages.back(context, guard))) {
      case Begun.Go there -> elsewherePages.go(context, there);
      case Begun.Unknown() -> invited(context, code, invitation.get(), Problems.NONE);
      case Begun.Failed(Fault fault) -> {
        context.status(422);
        invited(context, code, invitation.get(), Problems.of("elsewhere", fault.toPerson()));
      }
    }
  }

  private void accept(Context context, SignedIn who) {
    String code = Visits.field(context, "code").strip();
    Optional<Invitation> invitation = entrance.invitation(code);
    if (invitation.isEmpty()) {
      spent(context, code);
      return;
    }
    if (!entrance.accept(code, who)) {
      context.status(422);
      askForCode(
          context,
          Problems.of(
              "code",
              "You have access to this setting already. Ask whoever looks after people there to"
                  + " change your roles."));
      return;
    }
    keep(context, "", Duration.ZERO);
    live.changed(invitation.get().setting(), Live.Topic.PEOPLE);
    var _ = sessions.lookAt(who, invitation.get().setting(), clock.instant());
    Visits.goTo(context, "/");
  }

  private void keep(Context context, String code, Duration life) {
    Cookie cookie = new Cookie(COOKIE, code);
    cookie.setHttpOnly(true);
    cookie.setSecure(guard.home(context).startsWith("https:"));
    cookie.setSameSite(SameSite.LAX);
    cookie.setPath("/join");
    cookie.setMaxAge((int) life.toSeconds());
    context.cookie(cookie);
  }

  private void askForCode(Context context, Problems problems) {
    templates.show(
        context,
        "join.jte",
        "page",
        new Join(
            frames.signedOut("Join with your link").withProblem(!problems.isEmpty()),
            problems,
            "",
            false,
            "",
            "",
            List.of(),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            ""));
  }

  private void invited(Context context, String code, Invitation invitation, Problems problems) {
    boolean first = entrance.isFirst(invitation);
    String setting = settings.find(invitation.setting()).map(Setting::name).orElse("");
    Optional<SignedIn> who = guard.person(context).filter(SignedIn::complete);
    String heading = first ? "Create the first account" : "Join " + setting;
    templates.show(
        context,
        "join.jte",
        "page",
        new Join(
            frames.signedOut(heading).withProblem(!problems.isEmpty()),
            problems,
            heading,
            first,
            invitation.madeBy(),
            setting,
            invitation.roles().stream()
                .sorted()
                .map(role -> role.title() + ". " + RoleWords.sentence(role))
                .toList(),
            invitation.accessEndsAt().map(moments::lastDay).orElse(""),
            code,
            first ? "" : who.map(SignedIn::name).orElse(""),
            who.map(SignedIn::csrf).orElse(""),
            typedSetting(context, setting),
            typedName(context, invitation),
            Visits.field(context, "name"),
            first
                ? ""
                : elsewhere.providers().of(invitation.setting()).map(Provider::label).orElse("")));
  }

  /** A setting that was added with a name keeps it unless the first person says otherwise. */
  private static String typedSetting(Context context, String setting) {
    String typed = Visits.field(context, "setting");
    return typed.isEmpty() && !setting.equals(Setting.UNNAMED) ? setting : typed;
  }

  private static String typedName(Context context, Invitation invitation) {
    String typed = Visits.field(context, "person");
    return typed.isEmpty() ? invitation.personName() : typed;
  }
}
