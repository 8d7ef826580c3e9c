package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.contact.Away;
import io.stairgate.console.contact.ContactOutcome;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.contact.MailAddress;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.people.People;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How one is told: the own address, when messages come, and who covers. Any thread. */
final class MyMessagesPage {
  private final Channels channels;
  private final People people;
  private final Frames frames;
  private final Templates templates;

  MyMessagesPage(Channels channels, People people, Frames frames, Templates templates) {
    this.channels = channels;
    this.people = people;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/my/messages", Right.OWN, this::show),
        new Route.Person(
            HandlerType.GET,
            "/my/messages/address",
            Right.OWN,
            Route.Proof.FRESH,
            this::showAddress),
        new Route.Person(
            HandlerType.POST, "/my/messages/address", Right.OWN, Route.Proof.FRESH, this::want),
        new Route.Person(HandlerType.POST, "/my/messages/address/forget", Right.OWN, this::forget),
        new Route.Person(HandlerType.POST, "/my/messages/urgent", Right.OWN, this::wish),
        new Route.Person(HandlerType.POST, "/my/messages/away", Right.OWN, this::away),
        new Route.Person(HandlerType.POST, "/my/messages/away/{away}/end", Right.OWN, this::back),
        new Route.Open(HandlerType.GET, "/address", this::showConfirm),
        new Route.Open(HandlerType.POST, "/address", this::confirm));
  }

  /**
   * What was typed.
   *
   * @param address the address
   * @param first first day away
   * @param last last day away
   * @param cover who is told instead
   */
  private record Typed(String address, String first, String last, String cover) {
    static final Typed NOTHING = new Typed("", "", "", "");
  }

  private void show(Context context, SignedIn who) {
    page(context, who, "my-messages.jte", Problems.NONE, Typed.NOTHING);
  }

  private void showAddress(Context context, SignedIn who) {
    page(context, who, "my-address.jte", Problems.NONE, Typed.NOTHING);
  }

  private void page(
      Context context, SignedIn who, String template, Problems problems, Typed typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Contacts.Mine mine = channels.contacts().of(who.setting(), who.account());
    KnownAddress known = mine.address();
    templates.show(
        context,
        template,
        "page",
        new MyMessagesView(
            frames.signedIn(who, "My messages", "my").withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            channels.mail(),
            known.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            known.address().map(MailAddress::text).orElse(""),
            known.wanted().map(MailAddress::text).orElse(""),
            gets(who.roles()),
            hearsUrgent(who.roles()),
            mine.urgentAnyTime(),
            mine.aways().stream().map(away -> absence(who, away)).toList(),
            covers(who, typed.cover()),
            typed.first(),
            typed.last(),
            typed.address()));
  }

  private static String said(String done) {
    return switch (done) {
      case "sent" -> "A link is on its way. Open it to confirm the address.";
      case "forgotten" -> "Your address is gone. No message comes to you any more.";
      case "urgent" -> "Saved.";
      case "away" -> "Saved. Whoever covers gets your messages on those days.";
      case "back" -> "Saved. Messages come to you again.";
      default -> "";
    };
  }

  /** Which messages come to people of these roles. */
  static List<String> gets(Set<Role> roles) {
    List<String> gets = new ArrayList<>();
    if (roles.contains(Role.DSL)) {
      gets.add("What is urgent, at once. What can wait until today, within a quarter of an hour.");
      gets.add("A short list each Monday, if something is on it.");
    }
    if (roles.contains(Role.DEPUTY)) {
      gets.add("What is urgent and nobody has seen for two open hours.");
    }
    if (roles.contains(Role.MANAGER)) {
      gets.add("What is urgent and nobody has seen for a whole open day.");
      gets.add("What is about the conduct of staff, and a weekly update.");
    }
    if (roles.contains(Role.SAFEGUARDING_GOVERNOR)) {
      gets.add("What is about the head, and what nobody else may look at.");
    }
    if (roles.contains(Role.TECHNICIAN)) {
      gets.add("A message when no laptop reports any more.");
    }
    return gets;
  }

  private static boolean hearsUrgent(Set<Role> roles) {
    return roles.stream()
        .anyMatch(
            role ->
                role == Role.DSL
                    || role == Role.DEPUTY
                    || role == Role.MANAGER
                    || role == Role.SAFEGUARDING_GOVERNOR);
  }

  private MyMessagesView.Absence absence(SignedIn who, Away away) {
    String days =
        away.first().equals(away.last())
            ? Moments.date(away.first())
            : Moments.date(away.first()) + " to " + Moments.date(away.last());
    return new MyMessagesView.Absence(
        away.id().toString(),
        days,
        people.find(who.setting(), away.cover()).map(Member::name).orElse("somebody who has left"));
  }

  private List<ListEntry> covers(SignedIn who, String chosen) {
    return channels.contacts().covers(who.setting(), who.account()).stream()
        .map(
            member ->
                new ListEntry(
                    member.account().toString(),
                    member.name() + ", " + Role.titles(member.roles()),
                    member.account().toString().equals(chosen)))
        .toList();
  }

  private static Actor.Person person(SignedIn who) {
    return new Actor.Person(who.account(), who.name());
  }

  private void want(Context context, SignedIn who) {
    String typed = Visits.field(context, "address");
    switch (channels.contacts().want(who.setting(), person(who), typed)) {
      case ContactOutcome.Done() -> Visits.goTo(context, "/my/messages?done=sent");
      case ContactOutcome.Refused(String field, String sentence) ->
          page(
              context,
              who,
              "my-address.jte",
              Problems.of(field, sentence),
              new Typed(typed, "", "", ""));
      case ContactOutcome.NotThere() -> throw RefusedException.notFound();
    }
  }

  private void forget(Context context, SignedIn who) {
    var _ = channels.contacts().forget(who.setting(), person(who));
    Visits.goTo(context, "/my/messages?done=forgotten");
  }

  private void wish(Context context, SignedIn who) {
    boolean urgent = Visits.field(context, "urgent").equals("yes");
    channels.contacts().wish(who.setting(), person(who), urgent);
    Visits.goTo(context, "/my/messages?done=urgent");
  }

  private void away(Context context, SignedIn who) {
    Typed typed =
        new Typed(
            "",
            Visits.field(context, "first").strip(),
            Visits.field(context, "last").strip(),
            Visits.field(context, "cover"));
    Optional<LocalDate> first = day(typed.first());
    Optional<LocalDate> last = day(typed.last());
    if (first.isEmpty() || last.isEmpty()) {
      page(
          context,
          who,
          "my-messages.jte",
          Problems.of(first.isEmpty() ? "first" : "last", "Enter the day."),
          typed);
      return;
    }
    switch (channels
        .contacts()
        .away(
            who.setting(),
            person(who),
            first.get(),
            last.get(),
            Visits.uuid(typed.cover()).orElse(new UUID(0, 0)))) {
      case ContactOutcome.Done() -> Visits.goTo(context, "/my/messages?done=away");
      case ContactOutcome.Refused(String field, String sentence) ->
          page(context, who, "my-messages.jte", Problems.of(field, sentence), typed);
      case ContactOutcome.NotThere() -> throw RefusedException.notFound();
    }
  }

  private static Optional<LocalDate> day(String typed) {
    try {
      return Optional.of(LocalDate.parse(typed));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void back(Context context, SignedIn who) {
    switch (channels.contacts().back(who.setting(), person(who), Visits.id(context, "away"))) {
      case ContactOutcome.Done() -> Visits.goTo(context, "/my/messages?done=back");
      case ContactOutcome.NotThere(), ContactOutcome.Refused(_, _) ->
          throw RefusedException.notFound();
    }
  }

  private void showConfirm(Context context) {
    confirmPage(context, Problems.NONE, "", false);
  }

  private void confirm(Context context) {
    String code = Visits.field(context, "code").strip();
    switch (channels.contacts().confirm(code)) {
      case ContactOutcome.Done() -> confirmPage(context, Problems.NONE, "", true);
      case ContactOutcome.Refused(String field, String sentence) -> {
        context.status(422);
        confirmPage(context, Problems.of(field, sentence), code, false);
      }
      case ContactOutcome.NotThere() -> throw RefusedException.notFound();
    }
  }

  private void confirmPage(Context context, Problems problems, String code, boolean done) {
    templates.show(
        context,
        "address.jte",
        "page",
        new AddressView(
            frames.signedOut("Confirm your e-mail address").withProblem(!problems.isEmpty()),
            problems,
            code,
            done));
  }
}
