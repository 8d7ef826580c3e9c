package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.NewSettings;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looking at another of one's settings, and adding one. Any thread. */
final class SettingsPage {
  private final MemberStore members;
  private final SettingStore settings;
  private final SessionStore sessions;
  private final NewSettings adding;
  private final AuditStore audit;
  private final HealthReader health;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  SettingsPage(
      Pages.Sources sources,
      HealthReader health,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.members = sources.members();
    this.settings = sources.settings();
    this.sessions = sources.sessions();
    this.adding = sources.newSettings();
    this.audit = sources.audit();
    this.health = health;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/settings", Right.OWN, this::show),
        new Route.Person(HandlerType.POST, "/settings/{setting}/look", Right.OWN, this::lookAt),
        new Route.Person(
            HandlerType.POST, "/settings", Right.ADD_SETTING, Route.Proof.FRESH, this::add),
        new Route.Person(
            HandlerType.POST,
            "/settings/{setting}/first-link",
            Right.ADD_SETTING,
            Route.Proof.FRESH,
            this::firstLink));
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, "");
  }

  private void page(Context context, SignedIn who, Problems problems, String name) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Instant now = clock.instant();
    List<SettingsView.Row> rows = new ArrayList<>();
    for (SettingId id : members.settingsOf(who.account(), now)) {
      Optional<Setting> setting = settings.find(id);
      Optional<Member> me = members.member(id, who.account(), now);
      if (setting.isPresent() && me.isPresent()) {
        rows.add(row(who, setting.get(), me.get()));
      }
    }
    templates.show(
        context,
        "settings.jte",
        "page",
        new SettingsView(
            frames.signedIn(who, "My settings", "settings").withProblem(!problems.isEmpty()),
            problems,
            rows,
            who.may(Right.ADD_SETTING),
            name));
  }

  private SettingsView.Row row(SignedIn who, Setting setting, Member me) {
    return new SettingsView.Row(
        setting.id().toString(),
        setting.name(),
        Role.titles(me.roles()),
        me.may(Right.LOOK) ? sentence(health.all(setting.id())) : "",
        setting.id().equals(who.setting()),
        me.may(Right.ADD_SETTING) && adding.waitsForFirst(setting.id()));
  }

  private static String sentence(List<Health> laptops) {
    long attention =
        laptops.stream().filter(each -> each.state() != Health.State.PROTECTED).count();
    return laptops.isEmpty()
        ? "No laptops yet."
        : OverviewPage.sentence(laptops.size(), (int) attention, 0, 0)
            .replace(" Nothing to do.", "");
  }

  private void lookAt(Context context, SignedIn who) {
    SettingId setting = new SettingId(Visits.id(context, "setting"));
    if (!sessions.lookAt(who, setting, clock.instant())) {
      throw RefusedException.notFound();
    }
    audit.append(setting, who.actor(), "setting-looked-at", "", "");
    Visits.goTo(context, "/");
  }

  private void add(Context context, SignedIn who) {
    String name = Visits.field(context, "name");
    link(context, who, name, adding.add(name, new Actor.Person(who.account(), who.name())));
  }

  private void firstLink(Context context, SignedIn who) {
    SettingId setting = new SettingId(Visits.id(context, "setting"));
    link(context, who, "", adding.firstLink(setting, new Actor.Person(who.account(), who.name())));
  }

  private void link(Context context, SignedIn who, String typed, Outcome outcome) {
    switch (outcome) {
      case Outcome.Invited(Invitation invitation, var secret) -> {
        String name = settings.find(invitation.setting()).map(Setting::name).orElse("");
        String heading = "The link for the first person of " + name;
        templates.show(
            context,
            "person-link.jte",
            "page",
            new PeopleView.Link(
                frames.personal(who, heading, "settings"),
                heading,
                "With this link the safeguarding lead of %s creates the first account. They invite"
                        .formatted(name)
                    + " the others.",
                guard.home(context) + "/join#" + secret.reveal(),
                List.of(
                    "Open the link on your own telephone or computer, not on a shared one.",
                    "You choose a passphrase, and then set up a second step. It takes about five"
                        + " minutes.",
                    "The link works once."),
                moments.of(invitation.endsAt()),
                "/settings",
                "My settings"));
      }
      case Outcome.Refused(_, String sentence) ->
          page(context, who, Problems.of("name", sentence), typed);
      case Outcome.NotThere(), Outcome.Done(), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
