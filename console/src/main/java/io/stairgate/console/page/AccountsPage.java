package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.AccountOrder.Kind;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who may use which laptop, and one account with all that was said of it. Any thread.
 *
 * <p>Over 300 lines because all sentences about an account stand together.
 */
final class AccountsPage {
  private final AccountOrders orders;
  private final AccountRegister register;
  private final PolicyFiles files;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  AccountsPage(
      AccountOrders orders,
      AccountRegister register,
      PolicyFiles files,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.orders = orders;
    this.register = register;
    this.files = files;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/accounts", Right.SEE_PEOPLE, this::list),
        new Route.Person(HandlerType.GET, "/accounts.csv", Right.SEE_PEOPLE, this::download),
        new Route.Person(HandlerType.GET, "/accounts/one", Right.SEE_PEOPLE, this::show));
  }

  /** Where the page of an account is. */
  static String href(String account) {
    return "/accounts/one?name=" + URLEncoder.encode(account, StandardCharsets.UTF_8);
  }

  private List<AccountRegister.Known> sorted(SignedIn who, String sort) {
    Comparator<AccountRegister.Known> byName =
        Comparator.comparing(
            each -> each.people().isEmpty() ? "\uffff" + each.name() : each.people(),
            String.CASE_INSENSITIVE_ORDER);
    Comparator<AccountRegister.Known> order =
        switch (sort) {
          case "account" ->
              Comparator.comparing(AccountRegister.Known::name, String.CASE_INSENSITIVE_ORDER);
          case "state" ->
              Comparator.comparingInt((AccountRegister.Known each) -> -each.orders().size())
                  .thenComparing(byName);
          default -> byName;
        };
    return register.all(who.setting()).stream().sorted(order).toList();
  }

  private static String sort(Context context) {
    String asked = Visits.parameter(context, "sort");
    return asked.equals("account") || asked.equals("state") ? asked : "name";
  }

  private void list(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "accounts-read", "", "");
    String sort = sort(context);
    LaptopNames names = files.laptops(who.setting());
    List<AccountsView.Row> rows =
        sorted(who, sort).stream().map(each -> row(who, each, names)).toList();
    templates.show(
        context,
        "accounts.jte",
        "page",
        new AccountsView(
            frames.personal(who, "Who may use which laptop", "laptops"),
            said(context),
            sort,
            StickWords.count(rows.size(), "account", "accounts")
                + switch (sort) {
                  case "account" -> ", by sign-in name";
                  case "state" -> ", those with something to see to first";
                  default -> ", by person";
                },
            rows,
            who.may(Right.MANAGE_PEOPLE),
            who.may(Right.PROPOSE_POLICY)));
  }

  private AccountsView.Row row(SignedIn who, AccountRegister.Known known, LaptopNames names) {
    return new AccountsView.Row(
        href(known.name()),
        known.name(),
        known.people(),
        AccountRegister.laptops(known, names),
        known.until().map(Moments::date).orElse(""),
        register.tags(who.setting(), known));
  }

  private void download(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "accounts-downloaded", "", "");
    LaptopNames names = files.laptops(who.setting());
    Csv csv = new Csv();
    csv.row(List.of("Person", "Sign-in name", "Laptops", "Last day", "What there is to see to"));
    for (AccountRegister.Known each : sorted(who, sort(context))) {
      AccountsView.Row row = row(who, each, names);
      csv.row(
          List.of(
              row.people(),
              row.account(),
              row.laptops(),
              row.until(),
              row.tags().stream().map(AccountsView.Tag::text).collect(Collectors.joining("; "))));
    }
    context.header("Content-Disposition", "attachment; filename=\"accounts.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private static String said(Context context) {
    return switch (Visits.parameter(context, "done")) {
      case "suspended" -> "Saved. The sign-in is stopped at each laptop's next contact.";
      case "left" -> "Saved. The account is shut at each laptop's next contact.";
      case "password" -> "Saved. The person is asked for a new password at each laptop.";
      case "line" -> "Saved. The laptops compare their accounts with it at their next contact.";
      case "cleared" -> "Saved. It holds no longer.";
      default -> "";
    };
  }

  private void show(Context context, SignedIn who) {
    AccountRegister.Known known =
        register
            .one(who.setting(), Visits.parameter(context, "name"))
            .orElseThrow(RefusedException::notFound);
    audit.append(who.setting(), who.actor(), "account-read", "account:" + known.name(), "");
    boolean suspends = orders.deciders(who.setting(), known.name()).include(who.account());
    boolean leads = who.may(Right.MANAGE_PEOPLE);
    templates.show(
        context,
        "account.jte",
        "page",
        new AccountsView.One(
            frames.personal(who, known.name(), "laptops"),
            said(context),
            known.name(),
            known.people(),
            register.tags(who.setting(), known),
            facts(who, known),
            known.orders().stream().map(order -> holding(order, leads, suspends)).toList(),
            doings(who, known, suspends),
            leads && !suspends ? askWho(who, known.name()) : "",
            register.history(who.setting(), known.name()).stream()
                .flatMap(order -> happened(order, leads).stream())
                .toList()));
  }

  private String askWho(SignedIn who, String account) {
    List<String> names =
        orders.deciders(who.setting(), account).people().stream()
            .map(member -> member.name())
            .toList();
    return names.isEmpty()
        ? "Only the head or manager may stop a person's sign-in, and there is nobody yet who may."
            + " Invite them first."
        : "Only the head or manager may stop a person's sign-in, and nobody their own. Ask "
            + String.join(" or ", names)
            + ".";
  }

  private List<LaptopView.Fact> facts(SignedIn who, AccountRegister.Known known) {
    LaptopNames names = files.laptops(who.setting());
    List<LaptopView.Fact> facts = new ArrayList<>();
    facts.add(
        new LaptopView.Fact(
            "Person", known.people().isEmpty() ? "Not on the register" : known.people(), ""));
    facts.add(new LaptopView.Fact("Sign-in name", known.name(), ""));
    for (AccessEntry entry : known.entries()) {
      facts.add(
          new LaptopView.Fact(
              known.entries().size() == 1 ? "Laptops" : "Laptops of " + entry.person(),
              AccountRegister.laptops(
                      new AccountRegister.Known(known.name(), List.of(entry), List.of()), names)
                  + entry.until().map(day -> ", until " + Moments.date(day)).orElse(""),
              ""));
      entry
          .administratorUntil()
          .ifPresent(
              day ->
                  facts.add(
                      new LaptopView.Fact(
                          "May be administrator", "Until " + Moments.date(day), "")));
    }
    return facts;
  }

  private static List<AccountsView.Doing> doings(
      SignedIn who, AccountRegister.Known known, boolean suspends) {
    List<AccountsView.Doing> doings = new ArrayList<>();
    if (who.may(Right.PROPOSE_POLICY)) {
      known
          .entries()
          .forEach(
              entry ->
                  doings.add(
                      new AccountsView.Doing(
                          RegisterLinePage.href(entry),
                          known.entries().size() == 1
                              ? "Change this line of the register"
                              : "Change the line of " + entry.person(),
                          "Laptops, last day, administrator; or take it out.")));
      if (known.entries().isEmpty()) {
        doings.add(
            new AccountsView.Doing(
                RegisterLinePage.href(known.name()),
                "Put this account on the register",
                "Say whose it is, and for which laptops."));
      }
    }
    if (who.may(Right.MANAGE_PEOPLE)) {
      say(known, suspends, doings);
    }
    return doings;
  }

  private static void say(
      AccountRegister.Known known, boolean suspends, List<AccountsView.Doing> doings) {
    String name = "?name=" + URLEncoder.encode(known.name(), StandardCharsets.UTF_8);
    if (!holds(known, Kind.PASSWORD_KNOWN)) {
      doings.add(
          new AccountsView.Doing(
              "/accounts/password" + name,
              "Somebody else may know this password",
              "It must be new within 24 hours."));
    }
    if (!holds(known, Kind.LEFT)) {
      doings.add(
          new AccountsView.Doing(
              "/accounts/left" + name,
              "This person has left",
              "Their account is shut. Their files stay."));
    }
    if (suspends) {
      doings.add(
          new AccountsView.Doing(
              "/accounts/suspend" + name,
              holds(known, Kind.SUSPENDED) ? "Change the last day" : "Stop signing in for a time",
              "For the head or manager. It ends by itself on the day you choose."));
    }
  }

  private static boolean holds(AccountRegister.Known known, Kind kind) {
    return known.orders().stream().anyMatch(order -> order.kind() == kind);
  }

  private AccountsView.Holding holding(AccountOrder order, boolean leads, boolean suspends) {
    Instant now = clock.instant();
    boolean late = order.kind() == Kind.PASSWORD_KNOWN && AccountRegister.late(order, now);
    boolean mayClear = order.kind() == Kind.SUSPENDED ? suspends : leads;
    return new AccountsView.Holding(
        order.id().toString(),
        late ? "bad" : "warn",
        title(order.kind()),
        late ? "Overdue" : order.kind() == Kind.PASSWORD_KNOWN ? "24 hours" : "Holds now",
        switch (order.kind()) {
          case LEFT -> "The account is shut on each laptop. It stays so until you take it back.";
          case SUSPENDED ->
              "This person cannot sign in up to and including %s. After that they can, by themselves."
                  .formatted(order.endsAt().map(moments::lastDay).orElse("further notice"));
          case PASSWORD_KNOWN ->
              late
                  ? "It should have been new by %s. Ask the person to change it now, on every laptop they use."
                      .formatted(register.due(order))
                  : "It must be new by %s. This goes away by itself when every laptop says that it was changed."
                      .formatted(register.due(order));
        },
        leads ? order.reason() : "",
        order.madeBy().name() + ", " + moments.of(order.madeAt()).full(),
        mayClear ? "/accounts/orders/" + order.id() + "/clear" : "",
        switch (order.kind()) {
          case LEFT -> "This person is back";
          case SUSPENDED -> "Let them sign in again";
          case PASSWORD_KNOWN -> "It was changed";
        });
  }

  /** What was said, in words. */
  static String title(Kind kind) {
    return switch (kind) {
      case LEFT -> "This person has left";
      case SUSPENDED -> "Signing in is stopped";
      case PASSWORD_KNOWN -> "Somebody else may know the password";
    };
  }

  private List<PermissionView.Happened> happened(AccountOrder order, boolean leads) {
    List<PermissionView.Happened> all = new ArrayList<>();
    order
        .cleared()
        .ifPresent(
            cleared ->
                all.add(
                    new PermissionView.Happened(
                        moments.of(cleared.at()),
                        "Taken back: " + lower(title(order.kind())),
                        cleared.by() + (leads ? said(cleared.word()) : ""),
                        "")));
    Optional<String> end = order.endsAt().map(at -> " Last day: " + moments.lastDay(at) + ".");
    all.add(
        new PermissionView.Happened(
            moments.of(order.madeAt()),
            title(order.kind()),
            order.madeBy().name() + (leads ? said(order.reason()) : ".") + end.orElse(""),
            ""));
    return all;
  }

  private static String said(String words) {
    return words.isEmpty() ? "." : ": “" + words + "”";
  }

  private static String lower(String words) {
    return Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
