package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.page.LaptopView.Fact;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.people.Wanted;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One person: what they may, and changing, removing, letting back in. Any thread.
 *
 * <p>Over 300 lines because all that can be done about one person shares one look-up, one question
 * before it and one way of saying no.
 */
final class PersonPage {
  private static final String OWN =
      "This is you. Nobody changes their own access: ask another person who looks after people"
          + " here, also if you want to leave.";

  private final People people;
  private final PeopleRows rows;
  private final HealthReader health;
  private final AuditStore audit;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  PersonPage(
      People people,
      PeopleRows rows,
      HealthReader health,
      AuditStore audit,
      Guard guard,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.people = people;
    this.rows = rows;
    this.health = health;
    this.audit = audit;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/people/{person}", Right.SEE_PEOPLE, this::show),
        changing(HandlerType.GET, "/people/{person}/change", this::showChange),
        new Route.Person(
            HandlerType.POST, "/people/{person}/change", Right.MANAGE_PEOPLE, this::change),
        changing(HandlerType.GET, "/people/{person}/remove", this::showRemove),
        changing(HandlerType.POST, "/people/{person}/remove", this::remove),
        changing(HandlerType.GET, "/people/{person}/let-back-in", this::showLetBackIn),
        changing(HandlerType.POST, "/people/{person}/let-back-in", this::letBackIn));
  }

  private static Route changing(HandlerType method, String path, Route.PersonWork work) {
    return new Route.Person(method, path, Right.MANAGE_PEOPLE, Route.Proof.FRESH, work);
  }

  private Member find(Context context, SignedIn who) {
    return people
        .find(who.setting(), Visits.id(context, "person"))
        .orElseThrow(RefusedException::notFound);
  }

  private static String own(Member member) {
    return "/people/" + member.account();
  }

  private void show(Context context, SignedIn who) {
    Member member = find(context, who);
    boolean self = member.account().equals(who.account());
    audit.append(
        who.setting(), who.actor(), "person-read", "person:" + member.account(), member.name());
    templates.show(
        context,
        "person.jte",
        "page",
        new PeopleView.One(
            frames.personal(who, member.name(), "people"),
            said(Visits.parameter(context, "done")),
            rows.of(who, member),
            facts(who, member),
            member.roles().stream()
                .sorted()
                .map(role -> role.title() + ": " + RoleWords.sentence(role))
                .toList(),
            who.may(Right.MANAGE_PEOPLE) && !self,
            self ? OWN : ""));
  }

  private static String said(String done) {
    return switch (done) {
      case "changed" -> "The change is saved. It holds from now on, also where they are signed in.";
      case "reviewed" -> "Noted: this access is still needed.";
      default -> "";
    };
  }

  private List<Fact> facts(SignedIn who, Member member) {
    PeopleView.Row row = rows.of(who, member);
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Roles", row.roles(), ""));
    facts.add(
        new Fact("Last day of access", row.ends().isEmpty() ? "No end date" : row.ends(), ""));
    facts.add(new Fact("Signs in as", member.signInName(), ""));
    facts.add(new Fact("Last signed in", row.signedIn(), ""));
    facts.add(new Fact("Second step", row.second() ? "Set up" : "Not set up yet", ""));
    facts.add(new Fact("These roles since", moments.of(member.since()).day(), ""));
    facts.add(new Fact("Said to be still needed", row.reviewed(), ""));
    facts.add(new Fact("Uses", laptops(who, member.account()), ""));
    return facts;
  }

  private String laptops(SignedIn who, UUID person) {
    List<String> names =
        health.usedBy(who.setting(), person).stream()
            .map(Health::laptop)
            .map(Laptop::nickname)
            .toList();
    return names.isEmpty() ? "No laptop of their own" : String.join(", ", names);
  }

  private void showChange(Context context, SignedIn who) {
    Member member = find(context, who);
    form(
        context,
        who,
        member,
        Problems.NONE,
        new AccessInput(
            member.roles(),
            member.endsAt().isPresent() ? "yes" : "no",
            member.endsAt().map(end -> Wanted.lastDay(end).toString()).orElse("")));
  }

  private void form(
      Context context, SignedIn who, Member member, Problems problems, AccessInput typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    // What the person has already may stay, whoever gave it.
    Set<Role> offered = EnumSet.copyOf(PeoplePage.offered(who));
    offered.addAll(member.roles());
    String heading = "Change what " + member.name() + " may do";
    templates.show(
        context,
        "access.jte",
        "page",
        new PeopleView.AccessForm(
            frames.personal(who, heading, "people").withProblem(!problems.isEmpty()),
            problems,
            heading,
            own(member) + "/change",
            own(member),
            member.name(),
            false,
            "",
            typed.choices(offered),
            typed.visiting(),
            typed.end(),
            "Save"));
  }

  private void change(Context context, SignedIn who) {
    Member member = find(context, who);
    AccessInput typed = AccessInput.of(context);
    Problems problems = typed.problems();
    if (!problems.isEmpty()) {
      form(context, who, member, problems, typed);
      return;
    }
    if (typed.manages() && !guard.confirmed(context, who, own(member) + "/change")) {
      return;
    }
    switch (people.change(who.setting(), member.account(), typed.wanted(), who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, own(member) + "?done=changed");
      case Outcome.Refused(String field, String sentence) ->
          form(
              context,
              who,
              member,
              Problems.of(field.equals("person") ? "roles" : field, sentence),
              typed);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void showRemove(Context context, SignedIn who) {
    removePage(context, who, find(context, who), Problems.NONE);
  }

  private void removePage(Context context, SignedIn who, Member member, Problems problems) {
    List<String> lines = new ArrayList<>();
    lines.add("%s can no longer see anything of %s.".formatted(member.name(), who.settingName()));
    lines.add("Wherever they are signed in, that ends within seconds.");
    lines.add("Links and programs' access that they made end too.");
    if (!health.usedBy(who.setting(), member.account()).isEmpty()) {
      lines.add("Nobody in particular uses their laptop then: " + laptops(who, member.account()));
    }
    lines.add("What they did here stays in the log. You can invite them again.");
    confirm(
        context,
        who,
        problems,
        "Remove " + member.name() + "?",
        lines,
        own(member) + "/remove",
        "Remove " + member.name(),
        member);
  }

  private void confirm(
      Context context,
      SignedIn who,
      Problems problems,
      String heading,
      List<String> lines,
      String action,
      String button,
      Member member) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "person-confirm.jte",
        "page",
        new PeopleView.Confirm(
            frames.personal(who, heading, "people").withProblem(!problems.isEmpty()),
            problems,
            heading,
            lines,
            action,
            button,
            action.endsWith("/remove"),
            own(member),
            member.name()));
  }

  private void remove(Context context, SignedIn who) {
    Member member = find(context, who);
    switch (people.remove(who.setting(), member.account(), who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, "/people?done=removed");
      case Outcome.Refused(_, String sentence) ->
          removePage(context, who, member, Problems.of("doing", sentence));
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void showLetBackIn(Context context, SignedIn who) {
    letBackInPage(context, who, find(context, who), Problems.NONE);
  }

  private void letBackInPage(Context context, SignedIn who, Member member, Problems problems) {
    confirm(
        context,
        who,
        problems,
        "Let " + member.name() + " back in?",
        List.of(
            "For somebody who lost their passphrase or their telephone.",
            "You get a link for them. With it they choose a new passphrase and set up a new second"
                + " step. The old ones end then.",
            "Make sure that it really is " + member.name() + " who asks: speak to them in person.",
            "The others who look after people see in the log that you did this."),
        own(member) + "/let-back-in",
        "Make the link",
        member);
  }

  private void letBackIn(Context context, SignedIn who) {
    Member member = find(context, who);
    switch (people.letBackIn(who.setting(), member.account(), who.actor())) {
      case Outcome.LetBackIn(String name, var secret, var endsAt) ->
          templates.show(
              context,
              "person-link.jte",
              "page",
              new PeopleView.Link(
                  frames.personal(who, "The link for " + name, "people"),
                  "The link for " + name,
                  "With this link %s chooses a new passphrase and a new second step."
                      .formatted(name),
                  guard.home(context) + "/new-passphrase#" + secret.reveal(),
                  List.of(
                      "Open the link on your own telephone or computer, not on a shared one.",
                      "The link works once. If somebody else used it before you, tell me at once."),
                  moments.of(endsAt),
                  "/people",
                  "People"));
      case Outcome.Refused(_, String sentence) ->
          letBackInPage(context, who, member, Problems.of("doing", sentence));
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.Done() ->
          throw RefusedException.notFound();
    }
  }
}
