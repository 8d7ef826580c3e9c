package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.MemberStore.RolesIn;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.NewSettings;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.policy.Spread;
import io.stairgate.console.policy.Spreads;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looking at another of one's settings, and adding one. Any thread. */
final class SettingsPage {
  private static final int PER_PAGE = 100;

  /** Up to so many are shown as cards; more as a table that can be searched. */
  private static final int A_FEW = 8;

  private final MemberStore members;
  private final SettingStore settings;
  private final SessionStore sessions;
  private final NewSettings adding;
  private final AuditStore audit;
  private final SettingStates states;
  private final Spreads spreads;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  SettingsPage(
      Pages.Sources sources,
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
    this.states =
        new SettingStates(
            sources.devices().summaries(), sources.alerts(), sources.policyFiles(), clock);
    this.spreads = sources.policyFiles().spreads();
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
    List<RolesIn> own = members.rolesOf(who.account(), clock.instant());
    boolean many = own.size() > A_FEW;
    List<SettingId> rulesOf =
        own.stream().filter(each -> each.may(Right.PROPOSE_POLICY)).map(RolesIn::setting).toList();
    SettingsView.Asked asked = asked(context);
    Map<SettingId, SettingStates.One> all =
        states.of(own.stream().filter(each -> each.may(Right.LOOK)).map(RolesIn::setting).toList());
    List<RolesIn> fitting =
        own.stream()
            .filter(each -> !many || fits(each, asked, all))
            .sorted(order(many ? asked.sort() : "name", all))
            .toList();
    List<RolesIn> shown =
        fitting.stream()
            .skip(many ? (long) (asked.page() - 1) * PER_PAGE : 0)
            .limit(PER_PAGE)
            .toList();
    Set<SettingId> waiting =
        adding.waitForFirst(
            shown.stream()
                .filter(each -> each.may(Right.ADD_SETTING))
                .map(RolesIn::setting)
                .toList());
    templates.show(
        context,
        "settings.jte",
        "page",
        new SettingsView(
            frames.signedIn(who, "My settings", "settings").withProblem(!problems.isEmpty()),
            problems,
            many ? sentence(own, all) : "",
            asked,
            choices(asked.show()),
            shown.stream()
                .map(
                    each ->
                        row(
                            who,
                            each,
                            Optional.ofNullable(all.get(each.setting())),
                            waiting.contains(each.setting())))
                .toList(),
            caption(shown.size(), fitting.size(), asked.sort()),
            many && asked.page() > 1 ? asked.at(asked.page() - 1).address() : "",
            many && fitting.size() > asked.page() * PER_PAGE
                ? asked.at(asked.page() + 1).address()
                : "",
            who.may(Right.PROPOSE_POLICY) && rulesOf.size() > 1,
            rulesOf.size() > 1
                ? spreads.newest(rulesOf).stream()
                    .filter(each -> each.spread().state() == Spread.State.STOPPED)
                    .count()
                : 0,
            who.may(Right.ADD_SETTING),
            name));
  }

  private static SettingsView.Asked asked(Context context) {
    String show = Visits.parameter(context, "show");
    return new SettingsView.Asked(
        Visits.parameter(context, "find"),
        Set.of("attention", "well").contains(show) ? show : "all",
        Visits.parameter(context, "sort").equals("name") ? "name" : "state",
        Visits.number(Visits.parameter(context, "page"), 1, 1_000).orElse(1));
  }

  private static boolean fits(
      RolesIn setting, SettingsView.Asked asked, Map<SettingId, SettingStates.One> all) {
    boolean wants = weight(setting, all) > 0;
    return setting.name().toLowerCase(Locale.UK).contains(asked.find().toLowerCase(Locale.UK))
        && switch (asked.show()) {
          case "attention" -> wants;
          case "well" -> !wants;
          default -> true;
        };
  }

  private static int weight(RolesIn setting, Map<SettingId, SettingStates.One> all) {
    return Optional.ofNullable(all.get(setting.setting())).map(SettingStates.One::weight).orElse(0);
  }

  private static Comparator<RolesIn> order(String sort, Map<SettingId, SettingStates.One> all) {
    Comparator<RolesIn> byName = Comparator.comparing(RolesIn::name, String.CASE_INSENSITIVE_ORDER);
    return sort.equals("name")
        ? byName
        : Comparator.comparingInt((RolesIn each) -> -weight(each, all))
            .thenComparingInt(
                each ->
                    -Optional.ofNullable(all.get(each.setting()))
                        .map(SettingStates.One::unsafe)
                        .orElse(0))
            .thenComparing(byName);
  }

  private static List<ListEntry> choices(String chosen) {
    return Stream.of(
            List.of("all", "All settings"),
            List.of("attention", "Something to do"),
            List.of("well", "Nothing to do"))
        .map(each -> new ListEntry(each.getFirst(), each.getLast(), each.getFirst().equals(chosen)))
        .toList();
  }

  private static String sentence(List<RolesIn> own, Map<SettingId, SettingStates.One> all) {
    long wants = own.stream().filter(each -> weight(each, all) > 0).count();
    return wants == 0
        ? "All %d settings are well. Nothing to do.".formatted(own.size())
        : "%d of %d settings %s attention."
            .formatted(wants, own.size(), wants == 1 ? "needs" : "need");
  }

  private static String caption(int shown, int fitting, String sort) {
    return (shown < fitting ? shown + " of " : "")
        + StickWords.count(fitting, "setting", "settings")
        + (sort.equals("name") ? ", by name" : ", what needs attention first");
  }

  private static SettingsView.Row row(
      SignedIn who, RolesIn setting, Optional<SettingStates.One> state, boolean waits) {
    boolean empty = state.filter(one -> one.laptops() == 0).isPresent();
    boolean wants = state.filter(one -> one.weight() > 0).isPresent();
    boolean urgent = state.filter(one -> one.urgent() > 0).isPresent();
    return new SettingsView.Row(
        setting.setting().toString(),
        setting.name(),
        Role.titles(setting.roles()),
        urgent ? "bad" : wants ? "warn" : empty ? "info" : "good",
        state.isEmpty()
            ? ""
            : urgent ? "Act now" : wants ? "Needs attention" : empty ? "Not begun" : "All well",
        state.map(SettingStates.One::sentence).orElse(""),
        state.map(SettingStates.One::worst).orElse(""),
        state.map(SettingStates.One::closed).orElse(""),
        setting.setting().equals(who.setting()),
        waits);
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
