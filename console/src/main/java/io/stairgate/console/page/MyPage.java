package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Account;
import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.Finding;
import io.stairgate.console.page.MyView.OwnLaptop;
import io.stairgate.console.page.MyView.OwnSetting;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everybody's own page: name, settings, laptops, and what is kept about oneself. Any thread. */
final class MyPage {
  private final People people;
  private final AlertDuties duties;
  private final MemberStore members;
  private final AccountStore accounts;
  private final SettingStore settings;
  private final HealthReader health;
  private final AlertRows rows;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  MyPage(
      Pages.Sources sources,
      HealthReader health,
      AlertRows rows,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.people = sources.people();
    this.duties = sources.duties();
    this.members = sources.members();
    this.accounts = sources.accounts();
    this.settings = sources.settings();
    this.health = health;
    this.rows = rows;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/my", Right.OWN, this::show),
        new Route.Person(HandlerType.POST, "/my/name", Right.OWN, this::rename),
        new Route.Person(HandlerType.POST, "/my/alerts/{alert}/seen", Right.OWN, this::seen));
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE, who.name());
  }

  private void page(Context context, SignedIn who, Problems problems, String name) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "my.jte",
        "page",
        new MyView(
            frames.signedIn(who, "My page", "my").withProblem(!problems.isEmpty()),
            problems,
            Visits.parameter(context, "done").isEmpty() ? "" : "Saved.",
            lead(who),
            rows.of(who, duties.passedTo(who.setting(), who.account())),
            health.usedBy(who.setting(), who.account()).stream()
                .map(each -> laptop(who, each))
                .toList(),
            name,
            accounts.find(who.account()).map(Account::signInName).orElse(""),
            ownSettings(who)));
  }

  /** What somebody who sees no laptops can do here. */
  private static String lead(SignedIn who) {
    Set<Role> roles = who.roles();
    if (who.may(Right.LOOK)) {
      return "Your name, your sign-in, the laptops you use, and what is kept about you.";
    }
    if (roles.contains(Role.SAFEGUARDING_GOVERNOR)) {
      return "You see here what nobody at the setting may decide, because it is their own matter."
          + " Most days that is nothing.";
    }
    if (roles.contains(Role.GOVERNOR)) {
      return "You see the reports here that the setting publishes for its governors. There is"
          + " nothing you have to do.";
    }
    return "You see here how the laptop you use is doing, and what is kept about you.";
  }

  private static OwnLaptop laptop(SignedIn who, Health each) {
    List<Finding> all =
        each.findings().stream()
            .filter(finding -> !finding.state().equals("not-applicable"))
            .toList();
    long met = all.stream().filter(finding -> finding.state().equals("met")).count();
    return new OwnLaptop(
        each.laptop().nickname(),
        each.state().css(),
        each.state().tag(),
        all.isEmpty()
            ? "The first check has not arrived yet."
            : "%d of %d rules are met.".formatted(met, all.size()),
        all.stream()
            .map(
                finding ->
                    RuleWords.of(finding.rule()).title() + ": " + RuleWords.tag(finding.state()))
            .toList(),
        who.may(Right.LOOK) ? "/laptops/" + each.laptop().id() : "");
  }

  private List<OwnSetting> ownSettings(SignedIn who) {
    List<OwnSetting> all = new ArrayList<>();
    Instant now = clock.instant();
    for (SettingId id : members.settingsOf(who.account(), now)) {
      Optional<Member> member = members.member(id, who.account(), now);
      member.ifPresent(
          me ->
              all.add(
                  new OwnSetting(
                      settings.find(id).map(Setting::name).orElse(""),
                      Role.titles(me.roles()),
                      me.endsAt().map(moments::lastDay).orElse(""))));
    }
    return all;
  }

  private void rename(Context context, SignedIn who) {
    String typed = Visits.field(context, "name");
    switch (people.rename(who.setting(), new Actor.Person(who.account(), who.name()), typed)) {
      case Outcome.Done() -> Visits.goTo(context, "/my?done=name");
      case Outcome.Refused(String field, String sentence) ->
          page(context, who, Problems.of(field, sentence), typed);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void seen(Context context, SignedIn who) {
    switch (duties.acknowledge(
        who.setting(), Visits.id(context, "alert"), new Actor.Person(who.account(), who.name()))) {
      case Outcome.Done() -> Visits.goTo(context, "/my?done=seen");
      case Outcome.Refused(_, _) -> throw RefusedException.notAllowed();
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
