package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who has access, open invitations, and inviting. Each look is noted in the log. Any thread. */
final class PeoplePage {
  private final People people;
  private final Invitations invitations;
  private final ReviewPage review;
  private final PeopleRows rows;
  private final AuditStore audit;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  PeoplePage(
      People people,
      Invitations invitations,
      ReviewPage review,
      PeopleRows rows,
      AuditStore audit,
      Guard guard,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.people = people;
    this.invitations = invitations;
    this.review = review;
    this.rows = rows;
    this.audit = audit;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/people", Right.SEE_PEOPLE, this::show),
        new Route.Person(HandlerType.GET, "/people.csv", Right.SEE_PEOPLE, this::download),
        new Route.Person(
            HandlerType.GET,
            "/people/invite",
            Right.MANAGE_PEOPLE,
            Route.Proof.FRESH,
            this::showInvite),
        new Route.Person(HandlerType.POST, "/people/invite", Right.MANAGE_PEOPLE, this::invite),
        new Route.Person(
            HandlerType.POST,
            "/people/invitations/{invitation}/withdraw",
            Right.MANAGE_PEOPLE,
            this::withdraw));
  }

  private void show(Context context, SignedIn who) {
    String find = Visits.parameter(context, "find");
    Optional<Role> role = Role.of(Visits.parameter(context, "role"));
    List<Member> all = people.all(who.setting());
    List<Member> fitting = all.stream().filter(each -> fits(each, find, role)).toList();
    audit.append(who.setting(), who.actor(), "people-read", "", "who has access");
    templates.show(
        context,
        "people.jte",
        "page",
        new PeopleView.Everybody(
            frames.personal(who, "People", "people"),
            said(Visits.parameter(context, "done")),
            who.may(Right.MANAGE_PEOPLE) ? review.due(who) : "",
            who.may(Right.MANAGE_PEOPLE),
            find,
            choices(role),
            fitting.size() == all.size()
                ? count(all.size()) + " with access"
                : fitting.size() + " of " + count(all.size()),
            rows.of(who, fitting),
            invitations.open(who.setting()).stream().map(this::invited).toList()));
  }

  private static String count(int size) {
    return size == 1 ? "1 person" : size + " people";
  }

  private static String said(String done) {
    return switch (done) {
      case "withdrawn" -> "The invitation is withdrawn. Its link no longer works.";
      case "removed" -> "Access is taken away. It has ended everywhere this person was signed in.";
      default -> "";
    };
  }

  private static boolean fits(Member member, String find, Optional<Role> role) {
    String wanted = find.toLowerCase(Locale.UK);
    boolean named =
        member.name().toLowerCase(Locale.UK).contains(wanted)
            || member.signInName().contains(wanted);
    return named && role.map(member.roles()::contains).orElse(true);
  }

  private static List<ListEntry> choices(Optional<Role> chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Everybody", chosen.isEmpty()));
    for (Role role : Role.values()) {
      choices.add(
          new ListEntry(role.code(), role.title(), chosen.filter(role::equals).isPresent()));
    }
    return choices;
  }

  private PeopleView.Invited invited(Invitation invitation) {
    return new PeopleView.Invited(
        invitation.id().toString(),
        invitation.personName().isEmpty() ? "Somebody" : invitation.personName(),
        Role.titles(invitation.roles()),
        invitation.accessEndsAt().map(moments::lastDay).orElse(""),
        invitation.madeBy(),
        moments.of(invitation.endsAt()));
  }

  private void download(Context context, SignedIn who) {
    Csv csv = new Csv();
    csv.row(
        List.of(
            "Name",
            "Sign-in name",
            "Roles",
            "Last day of access",
            "Last signed in",
            "Second step",
            "Access looked at"));
    List<Member> all = people.all(who.setting());
    List<PeopleView.Row> lines = rows.of(who, all);
    for (int i = 0; i < all.size(); i++) {
      PeopleView.Row row = lines.get(i);
      csv.row(
          List.of(
              row.name(),
              all.get(i).signInName(),
              row.roles(),
              row.ends(),
              row.signedIn(),
              row.second() ? "Set up" : "Not yet",
              row.reviewed()));
    }
    audit.append(who.setting(), who.actor(), "people-downloaded", "", "who has access, as a file");
    context.header("Content-Disposition", "attachment; filename=\"people.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  /** The roles that this person may give. */
  static Set<Role> offered(SignedIn who) {
    EnumSet<Role> offered = EnumSet.noneOf(Role.class);
    Arrays.stream(Role.values())
        .filter(role -> role.mayBeGivenBy(who.roles()))
        .forEach(offered::add);
    return offered;
  }

  private void showInvite(Context context, SignedIn who) {
    form(context, who, Problems.NONE, "", new AccessInput(Set.of(), "", ""));
  }

  private void form(
      Context context, SignedIn who, Problems problems, String name, AccessInput typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    templates.show(
        context,
        "access.jte",
        "page",
        new PeopleView.AccessForm(
            frames.personal(who, "Invite somebody", "people").withProblem(!problems.isEmpty()),
            problems,
            "Invite somebody",
            "/people/invite",
            "/people",
            "People",
            true,
            name,
            typed.choices(offered(who)),
            typed.visiting(),
            typed.end(),
            "Make the link"));
  }

  private void invite(Context context, SignedIn who) {
    String name = Visits.field(context, "name");
    AccessInput typed = AccessInput.of(context);
    Problems problems = typed.problems();
    if (!problems.isEmpty()) {
      form(context, who, problems, name, typed);
      return;
    }
    if (typed.manages() && !guard.confirmed(context, who, "/people/invite")) {
      return;
    }
    switch (invitations.invite(who.setting(), name, typed.wanted(), who.actor())) {
      case Outcome.Invited(Invitation invitation, var secret) ->
          link(context, who, invitation, guard.home(context) + "/join#" + secret.reveal());
      case Outcome.Refused(String field, String sentence) ->
          form(
              context,
              who,
              Problems.of(field.equals("person") ? "roles" : field, sentence),
              name,
              typed);
      case Outcome.Done(), Outcome.NotThere(), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void link(Context context, SignedIn who, Invitation invitation, String link) {
    String name = invitation.personName();
    templates.show(
        context,
        "person-link.jte",
        "page",
        new PeopleView.Link(
            frames.personal(who, "The link for " + name, "people"),
            "The link for " + name,
            "With this link %s joins %s as: %s%s."
                .formatted(
                    name,
                    who.settingName(),
                    Role.titles(invitation.roles()),
                    invitation
                        .accessEndsAt()
                        .map(end -> ", until " + moments.lastDay(end))
                        .orElse("")),
            link,
            List.of(
                "Open the link on your own telephone or computer, not on a shared one.",
                "You choose a passphrase, and then set up a second step: an app on your telephone"
                    + " or a passkey. It takes about five minutes.",
                "The link works once."),
            moments.of(invitation.endsAt()),
            "/people",
            "People"));
  }

  private void withdraw(Context context, SignedIn who) {
    switch (invitations.withdraw(who.setting(), Visits.id(context, "invitation"), who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, "/people?done=withdrawn");
      case Outcome.Refused(_, _) -> throw RefusedException.notAllowed();
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
