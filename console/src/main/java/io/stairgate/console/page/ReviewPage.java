package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.AccessReview;
import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Audience;
import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Matter;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.page.PeopleView.RoleLine;
import io.stairgate.console.page.PeopleView.WhoLine;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The termly look through who has access, and who may do what. Any thread. */
final class ReviewPage {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

  private final People people;
  private final PeopleRows rows;
  private final ApproverStore approvers;
  private final Function<SettingId, Calendar> calendars;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  ReviewPage(
      People people,
      PeopleRows rows,
      ApproverStore approvers,
      Function<SettingId, Calendar> calendars,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.people = people;
    this.rows = rows;
    this.approvers = approvers;
    this.calendars = calendars;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/people/review", Right.MANAGE_PEOPLE, this::show),
        new Route.Person(
            HandlerType.POST,
            "/people/{person}/still-needed",
            Right.MANAGE_PEOPLE,
            this::stillNeeded),
        new Route.Person(HandlerType.GET, "/people/roles", Right.SEE_PEOPLE, this::showRoles));
  }

  private AccessReview review(SignedIn who) {
    return AccessReview.of(
        people.all(who.setting()), calendars.apply(who.setting()), clock.instant());
  }

  /** What to do now, in a sentence; empty while nothing is due. */
  String due(SignedIn who) {
    AccessReview review = review(who);
    long left =
        review.left().stream().filter(each -> !each.account().equals(who.account())).count();
    if (!review.due() || left == 0) {
      return "";
    }
    return left == 1
        ? "Look through who has access: 1 person is left this term."
        : "Look through who has access: " + left + " people are left this term.";
  }

  /** The same on the first page, for those who do it. */
  Optional<Overview.ToDo> toDo(SignedIn who) {
    String due = who.may(Right.MANAGE_PEOPLE) ? due(who) : "";
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Overview.ToDo(
                "Look through who has access",
                "Once each term: is it still needed?",
                RuleWords.YOU,
                "warn",
                "/people/review"));
  }

  private void show(Context context, SignedIn who) {
    AccessReview review = review(who);
    audit.append(who.setting(), who.actor(), "people-read", "", "the termly look at access");
    List<Member> others =
        people.all(who.setting()).stream()
            .filter(each -> each.may(Right.MANAGE_PEOPLE))
            .filter(each -> !each.account().equals(who.account()))
            .toList();
    templates.show(
        context,
        "people-review.jte",
        "page",
        new PeopleView.Review(
            frames.personal(who, "Look through who has access", "people"),
            Visits.parameter(context, "done").isEmpty() ? "" : "Noted.",
            sentence(review),
            rows.of(who, review.left()),
            rows.of(who, review.done()),
            PeopleRows.names(
                others, "another person who looks after people; invite one, as there is none")));
  }

  private static String sentence(AccessReview review) {
    int all = review.left().size() + review.done().size();
    String count =
        review.left().isEmpty()
            ? "Everybody was looked at this term. Well done."
            : "%d of %d people are done this term.".formatted(review.done().size(), all);
    String when =
        review.left().isEmpty()
            ? ""
            : review
                .dueFrom()
                .map(day -> (review.due() ? " Due since " : " Due from ") + DAY.format(day) + ".")
                .orElse("");
    return (review.term().isEmpty() ? "" : review.term() + ": ") + count + when;
  }

  private void stillNeeded(Context context, SignedIn who) {
    UUID person = Visits.id(context, "person");
    switch (people.review(who.setting(), person, who.actor())) {
      case Outcome.Done() -> Visits.goTo(context, "/people/review?done=reviewed#left-title");
      case Outcome.Refused(_, _) -> throw RefusedException.notAllowed();
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private void showRoles(Context context, SignedIn who) {
    List<Member> members = people.all(who.setting());
    audit.append(who.setting(), who.actor(), "people-read", "", "who may do what");
    templates.show(
        context,
        "people-roles.jte",
        "page",
        new PeopleView.Roles(
            frames.personal(who, "Who may do what", "people"),
            Arrays.stream(Role.values()).map(role -> line(role, members)).toList(),
            approvers.all(who.setting()).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> line(entry.getKey(), entry.getValue(), members))
                .toList(),
            audiences(members)));
  }

  private static RoleLine line(Role role, List<Member> members) {
    return new RoleLine(
        role.title(),
        RoleWords.sentence(role),
        RoleWords.everything(role),
        PeopleRows.names(
            members.stream().filter(each -> each.roles().contains(role)).toList(), ""));
  }

  private static WhoLine line(Decision decision, Set<Role> roles, List<Member> members) {
    Deciders deciders = Deciders.of(roles, members, Set.of());
    return new WhoLine(
        RoleWords.question(decision),
        Role.titles(roles),
        PeopleRows.names(deciders.people(), "Nobody yet: invite somebody"));
  }

  /** Whom things are told to: as the rules stand, for the people who are there today. */
  private static List<WhoLine> audiences(List<Member> members) {
    List<WhoLine> lines = new ArrayList<>();
    lines.add(
        line(
            "An alert about a laptop that everybody uses",
            "Safeguarding lead and deputies",
            new Matter.General(),
            members));
    first(members, Role.DSL)
        .forEach(
            lead ->
                lines.add(
                    line(
                        "An alert about the laptop that " + lead.name() + " uses",
                        "The deputies, then the manager, then the safeguarding governor",
                        new Matter.OwnLaptop(lead.account()),
                        members)));
    lines.add(
        line(
            "The conduct of a member of staff",
            "Manager or head",
            new Matter.Conduct(Set.of()),
            members));
    first(members, Role.MANAGER)
        .forEach(
            head ->
                lines.add(
                    line(
                        "The conduct of " + head.name(),
                        "Safeguarding governor",
                        new Matter.Conduct(Set.of(head.account())),
                        members)));
    return lines;
  }

  private static List<Member> first(List<Member> members, Role role) {
    return members.stream().filter(each -> each.roles().contains(role)).limit(1).toList();
  }

  private static WhoLine line(String what, String roles, Matter matter, List<Member> members) {
    return new WhoLine(
        what,
        roles,
        PeopleRows.names(Audience.of(matter, members).people(), "Nobody yet: invite somebody"));
  }
}
