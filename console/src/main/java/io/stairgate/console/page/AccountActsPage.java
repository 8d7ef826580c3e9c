package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.AccountOrder.Kind;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says something of one account, after a page that tells what happens then: the person left, the
 * sign-in is stopped for a time, somebody else may know the password; and takes it back. Who may is
 * for {@link AccountOrders} to say. Any thread.
 *
 * <p>Over 300 lines because three acts and their taking back share one form and its words.
 */
final class AccountActsPage {
  private final AccountOrders orders;
  private final PolicyFiles files;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  AccountActsPage(
      AccountOrders orders,
      PolicyFiles files,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.orders = orders;
    this.files = files;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    List<Route> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(
          new Route.Person(
              HandlerType.GET,
              path(kind),
              right(kind),
              proof(kind),
              (context, who) -> show(context, who, kind)));
      all.add(
          new Route.Person(
              HandlerType.POST,
              path(kind),
              right(kind),
              proof(kind),
              (context, who) -> say(context, who, kind)));
    }
    String clear = "/accounts/orders/{order}/clear";
    all.add(
        new Route.Person(HandlerType.GET, clear, Right.OWN, Route.Proof.FRESH, this::showClear));
    all.add(new Route.Person(HandlerType.POST, clear, Right.OWN, Route.Proof.FRESH, this::clear));
    return all;
  }

  /** Who may stop a sign-in is asked of the service: it may pass to a safeguarding governor. */
  private static Right right(Kind kind) {
    return kind == Kind.SUSPENDED ? Right.OWN : Right.MANAGE_PEOPLE;
  }

  private static Route.Proof proof(Kind kind) {
    return kind == Kind.SUSPENDED ? Route.Proof.FRESH : Route.Proof.SESSION;
  }

  private static String path(Kind kind) {
    return switch (kind) {
      case LEFT -> "/accounts/left";
      case SUSPENDED -> "/accounts/suspend";
      case PASSWORD_KNOWN -> "/accounts/password";
    };
  }

  /**
   * What was typed.
   *
   * @param account sign-in name
   * @param known whether it came with the address
   * @param end last day
   * @param since day
   * @param reason why
   */
  private record Typed(String account, boolean known, String end, String since, String reason) {
    static Typed of(Context context) {
      return new Typed(
          Visits.field(context, "account"),
          Visits.field(context, "known").equals("yes"),
          Visits.field(context, "end").strip(),
          Visits.field(context, "since").strip(),
          Visits.field(context, "reason"));
    }
  }

  private boolean suspends(SignedIn who, String account) {
    return orders.deciders(who.setting(), account).include(who.account());
  }

  private void show(Context context, SignedIn who, Kind kind) {
    String name = Visits.parameter(context, "name");
    if (kind == Kind.SUSPENDED && !suspends(who, name)) {
      throw RefusedException.notAllowed();
    }
    page(
        context,
        who,
        kind,
        Problems.NONE,
        new Typed(
            name,
            AccountOrder.isAccount(name),
            "",
            policy(who).calendar().day(clock.instant()).toString(),
            ""));
  }

  private SettingPolicy policy(SignedIn who) {
    return files.current(who.setting()).policy();
  }

  private void say(Context context, SignedIn who, Kind kind) {
    Typed typed = Typed.of(context);
    Actor.Person by = new Actor.Person(who.account(), who.name());
    String account = typed.account().strip();
    if (kind == Kind.SUSPENDED && !suspends(who, account)) {
      throw RefusedException.notAllowed();
    }
    Outcome outcome =
        switch (kind) {
          case LEFT -> orders.left(who.setting(), by, account, typed.reason());
          case SUSPENDED ->
              day(typed.end())
                  .map(day -> orders.suspend(who.setting(), by, account, day, typed.reason()))
                  .orElseGet(
                      () ->
                          new Outcome.Refused(
                              "end", "Choose the last day: today or later, within a year."));
          case PASSWORD_KNOWN ->
              since(who, typed.since())
                  .map(at -> orders.passwordKnown(who.setting(), by, account, at, typed.reason()))
                  .orElseGet(
                      () ->
                          new Outcome.Refused(
                              "since", "Say since when: today or one of the last 90 days."));
        };
    switch (outcome) {
      case Outcome.Done() ->
          Visits.goTo(
              context,
              after(
                  who,
                  account,
                  switch (kind) {
                    case LEFT -> "left";
                    case SUSPENDED -> "suspended";
                    case PASSWORD_KNOWN -> "password";
                  }));
      case Outcome.Refused(String field, String sentence) ->
          page(context, who, kind, Problems.of(shown(field), sentence), typed);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }

  private static String after(SignedIn who, String account, String done) {
    return who.may(Right.SEE_PEOPLE) ? AccountsPage.href(account) + "&done=" + done : "/my";
  }

  private static String back(SignedIn who, String account, boolean known) {
    if (!who.may(Right.SEE_PEOPLE)) {
      return "/my";
    }
    return known ? AccountsPage.href(account) : "/accounts";
  }

  private static String shown(String field) {
    return switch (field) {
      case "end", "since", "reason" -> field;
      default -> "account";
    };
  }

  private static Optional<LocalDate> day(String typed) {
    try {
      return Optional.of(LocalDate.parse(typed));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The beginning of that day, or this moment where it is today. */
  private Optional<Instant> since(SignedIn who, String typed) {
    Calendar calendar = policy(who).calendar();
    Instant now = clock.instant();
    LocalDate today = calendar.day(now);
    return day(typed)
        .filter(day -> !day.isAfter(today))
        .map(day -> day.equals(today) ? now : day.atStartOfDay(calendar.zone()).toInstant());
  }

  private void page(Context context, SignedIn who, Kind kind, Problems problems, Typed typed) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    Rule rule =
        switch (kind) {
          case LEFT -> Rule.ACCOUNTS;
          case SUSPENDED -> Rule.SUSPEND;
          case PASSWORD_KNOWN -> Rule.PASSWORD_AGE;
        };
    boolean looksOnly = policy(who).rule(rule).stage() != Stage.ENFORCE;
    boolean warns = kind != Kind.PASSWORD_KNOWN && looksOnly;
    String heading = heading(kind);
    templates.show(
        context,
        "account-form.jte",
        "page",
        new AccountsView.Form(
            frames.signedIn(who, heading, "laptops").withProblem(!problems.isEmpty()),
            problems,
            heading,
            path(kind),
            back(who, typed.account(), typed.known()),
            typed.account(),
            typed.known() && !problems.has("account"),
            follows(kind),
            warns
                ? "The rule “%s” does not put anything right by itself yet. Until it does, the laptops only report, and somebody has to shut the account by hand."
                    .formatted(rule.title())
                : "",
            warns ? "/rules/" + rule.id() + "/preview" : "",
            typed.end(),
            kind == Kind.SUSPENDED,
            typed.since(),
            kind == Kind.PASSWORD_KNOWN,
            typed.reason(),
            switch (kind) {
              case LEFT -> "Shut the account";
              case SUSPENDED -> "Stop signing in";
              case PASSWORD_KNOWN -> "Ask for a new password";
            }));
  }

  private static String heading(Kind kind) {
    return switch (kind) {
      case LEFT -> "This person has left";
      case SUSPENDED -> "Stop signing in for a time";
      case PASSWORD_KNOWN -> "Somebody else may know this password";
    };
  }

  private static List<String> follows(Kind kind) {
    return switch (kind) {
      case LEFT ->
          List.of(
              "They cannot sign in to any laptop any more. A laptop that is switched off follows"
                  + " when it is next connected.",
              "Their files stay where they are.",
              "A laptop never shuts out its last administrator. You are told if that happens.",
              "You can take it back at any time.");
      case SUSPENDED ->
          List.of(
              "They cannot sign in to any laptop until the day is over. A laptop that is switched"
                  + " off follows when it is next connected.",
              "If they are signed in, they are signed out. Work that they have not saved can be"
                  + " lost.",
              "Their files stay where they are. After the last day they can sign in again.",
              "A laptop never shuts out its last administrator. You are told if that happens.",
              "Your reason stays here. It is not shown on the laptop.");
      case PASSWORD_KNOWN ->
          List.of(
              "The person is asked for a new password at each laptop they use. They are not locked"
                  + " out.",
              "It must be new within 24 hours. If it is not, you get an alert.",
              "It goes away by itself when every laptop says that the password was changed.");
    };
  }

  private AccountOrder order(Context context, SignedIn who) {
    return orders
        .order(who.setting(), Visits.id(context, "order"))
        .filter(order -> order.holdsAt(clock.instant()))
        .filter(
            order ->
                order.kind() == Kind.SUSPENDED
                    ? suspends(who, order.account())
                    : who.may(Right.MANAGE_PEOPLE))
        .orElseThrow(RefusedException::notFound);
  }

  private void showClear(Context context, SignedIn who) {
    clearPage(context, who, order(context, who), Problems.NONE, "");
  }

  private void clearPage(
      Context context, SignedIn who, AccountOrder order, Problems problems, String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    String heading =
        switch (order.kind()) {
          case LEFT -> order.account() + " is back";
          case SUSPENDED -> "Let " + order.account() + " sign in again";
          case PASSWORD_KNOWN -> "The password of " + order.account() + " was changed";
        };
    templates.show(
        context,
        "account-form.jte",
        "page",
        new AccountsView.Form(
            frames.signedIn(who, heading, "laptops").withProblem(!problems.isEmpty()),
            problems,
            heading,
            "/accounts/orders/" + order.id() + "/clear",
            back(who, order.account(), true),
            order.account(),
            true,
            switch (order.kind()) {
              case LEFT, SUSPENDED ->
                  List.of(
                      "They can sign in again. A laptop that is switched off follows when it is"
                          + " next connected.");
              case PASSWORD_KNOWN ->
                  List.of(
                      "The laptops do not ask for a new password any more. Say this only if you"
                          + " know that it was changed on every laptop.");
            },
            "",
            "",
            "",
            false,
            "",
            false,
            reason,
            switch (order.kind()) {
              case LEFT -> "Open the account again";
              case SUSPENDED -> "Let them sign in";
              case PASSWORD_KNOWN -> "It was changed";
            }));
  }

  private void clear(Context context, SignedIn who) {
    AccountOrder order = order(context, who);
    String reason = Visits.field(context, "reason");
    switch (orders.clear(
        who.setting(), new Actor.Person(who.account(), who.name()), order.id(), reason)) {
      case Outcome.Done() -> Visits.goTo(context, after(who, order.account(), "cleared"));
      case Outcome.Refused(_, String sentence) ->
          clearPage(context, who, order, Problems.of("reason", sentence), reason);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
