package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertClass;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.page.GuideView.Line;
import io.stairgate.console.page.GuideView.Section;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Help: whom to ask, a guide of one page for the safeguarding lead and one for the technician, and
 * the way through the first installation. The guides are put together from the words that the pages
 * use, so that they cannot say something else. Any thread.
 */
final class GuidePage {
  private static final Map<String, String> DONE_AT =
      Map.of("4", "/enrol", "6", "/laptops", "7", "/privacy", "9", "/people");
  private static final Map<String, String> LINKS =
      Map.of(
          "4", "Add a laptop",
          "6", "All laptops",
          "7", "What this console keeps",
          "9", "People");
  private static final String ARRIVES = "5";

  /** How many messages stand for all that are about the same. */
  private static final int MOST_KINDS = 2;

  /** More names would not fit the printed page, and would not help. */
  private static final int MOST_NAMES = 4;

  private final MemberStore members;
  private final EnrolPage enrol;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  GuidePage(
      MemberStore members,
      EnrolPage enrol,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.members = members;
    this.enrol = enrol;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/help", Right.OWN, this::help),
        new Route.Person(HandlerType.GET, "/help/dsl", Right.LOOK, this::dsl),
        new Route.Person(HandlerType.GET, "/help/technician", Right.LOOK, this::technician),
        new Route.Person(HandlerType.GET, "/first-steps", Right.ENROL, this::firstSteps));
  }

  private void help(Context context, SignedIn who) {
    Frame frame = frames.signedIn(who, "Help", "help");
    List<HelpView.Guide> guides = new ArrayList<>();
    if (who.may(Right.ENROL)) {
      guides.add(
          new HelpView.Guide(
              "/first-steps",
              "The first installation, step by step",
              "For a setting without a technician. It takes about half an hour."));
    }
    if (who.may(Right.LOOK)) {
      guides.add(
          new HelpView.Guide(
              "/help/dsl", "One page for the safeguarding lead", "To print and pin up."));
      guides.add(
          new HelpView.Guide(
              "/help/technician", "One page for the technician", "To print and hand over."));
    }
    guides.add(
        new HelpView.Guide(
            "/privacy", "What this console keeps", "To show to everybody who uses a laptop."));
    List<HelpView.Part> pages =
        frame.places().stream()
            .filter(place -> PageHelp.has(template(place.key())))
            .map(
                place ->
                    new HelpView.Part(
                        place.href(),
                        place.label(),
                        String.join(" ", PageHelp.of(template(place.key())))))
            .toList();
    templates.show(context, "help.jte", "page", new HelpView(frame, whomToAsk(who), guides, pages));
  }

  /** The first page of a part of the console. */
  private static String template(String place) {
    return place.equals("sticks") ? "permissions" : place;
  }

  private List<HelpView.Ask> whomToAsk(SignedIn who) {
    List<Member> all = members.members(who.setting(), clock.instant());
    return List.of(
        new HelpView.Ask(
            "A laptop that does not work, or does not show itself",
            of(
                all,
                List.of(Role.TECHNICIAN, Role.COMPUTING_LEAD, Role.PROVIDER),
                "your technician")),
        new HelpView.Ask(
            "A memory stick, an alert, or something that worries you",
            of(all, List.of(Role.DSL, Role.DEPUTY), "your safeguarding lead")),
        new HelpView.Ask(
            "The rules, and what is about a member of staff",
            of(all, List.of(Role.MANAGER), "your head or manager")));
  }

  /** Whoever has the first of these roles that anybody has. */
  private static String of(List<Member> all, List<Role> roles, String nobody) {
    return roles.stream()
        .map(role -> all.stream().filter(each -> each.roles().contains(role)).toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .map(found -> PeopleRows.names(found.stream().limit(MOST_NAMES).toList(), ""))
        .orElse("Nobody is named here yet: ask " + nobody);
  }

  private void dsl(Context context, SignedIn who) {
    List<Section> sections = new ArrayList<>();
    sections.add(numbered("dsl.day"));
    sections.add(numbered("dsl.stick"));
    sections.add(
        new Section(
            GuideWords.of("dsl.states"),
            false,
            List.of(
                state(Health.State.PROTECTED.tag(), "protected"),
                state(Health.State.ATTENTION.tag(), "attention"),
                state(Health.State.NOT_SEEN.tag(), "not-seen"),
                state(RuleWords.tag("unknown"), "unknown"))));
    sections.add(alerts());
    sections.add(rules("dsl.rules", rule -> rule.doNotMet() + " (" + rule.who() + ")."));
    sections.add(
        new Section(
            GuideWords.of("dsl.ask"),
            false,
            whomToAsk(who).stream()
                .map(each -> new Line(each.what(), each.who(), false))
                .toList()));
    sections.add(
        new Section(
            GuideWords.of("dsl.danger"),
            false,
            List.of(new Line("", ConcernsPage.advice(ConcernKind.WORRY).getFirst(), false))));
    guide(context, who, "dsl", sections);
  }

  /** What to do first when a message comes, in the words of the messages. */
  private static Section alerts() {
    return new Section(
        GuideWords.of("dsl.alerts"),
        false,
        Arrays.stream(AlertKind.Topic.values())
            .map(
                topic ->
                    new Line(
                        Arrays.stream(AlertKind.values())
                            .filter(kind -> kind.topic() == topic && kind != AlertKind.OTHER)
                            .limit(MOST_KINDS)
                            .map(kind -> kind.category(AlertClass.TODAY))
                            .collect(Collectors.joining("; ")),
                        GuideWords.of("alert." + topic.name().toLowerCase(Locale.ROOT)),
                        false))
            .toList());
  }

  private static Line state(String name, String key) {
    return new Line(name, GuideWords.of("dsl.state." + key), false);
  }

  private void technician(Context context, SignedIn who) {
    guide(
        context,
        who,
        "technician",
        List.of(
            numbered("technician.add"),
            new Section(
                GuideWords.of("technician.commands"),
                false,
                List.of(
                    command("check"),
                    command("status"),
                    command("doctor"),
                    command("media list"),
                    command("release"))),
            numbered("technician.console"),
            numbered("technician.off"),
            numbered("technician.not"),
            rules(
                "technician.rules",
                rule -> rule.technician().isEmpty() ? rule.doNotMet() + "." : rule.technician())));
  }

  private static Line command(String words) {
    return new Line(
        "stairgate-agent " + words,
        GuideWords.of("technician.command." + words.replace(' ', '-')),
        true);
  }

  private static Section numbered(String key) {
    return new Section(
        GuideWords.of(key),
        true,
        GuideWords.all(key).stream().map(words -> new Line("", words, false)).toList());
  }

  private static Section rules(String title, Function<RuleWords, String> says) {
    return new Section(
        GuideWords.of(title),
        false,
        Arrays.stream(Rule.values())
            .map(rule -> RuleWords.of(rule.id()))
            .sorted(
                Comparator.comparingInt(RuleWords::weight)
                    .reversed()
                    .thenComparing(RuleWords::title))
            .map(rule -> new Line(rule.title(), says.apply(rule), false))
            .toList());
  }

  private void guide(Context context, SignedIn who, String key, List<Section> sections) {
    templates.show(
        context,
        "guide.jte",
        "page",
        new GuideView(
            frames.signedIn(who, GuideWords.of(key + ".title"), "help"),
            GuideWords.of(key + ".title"),
            GuideWords.of(key + ".for") + " " + who.settingName(),
            moments.of(clock.instant()).full(),
            sections));
  }

  private void firstSteps(Context context, SignedIn who) {
    templates.show(
        context,
        "first-steps.jte",
        "page",
        new StepsView(
            frames.signedIn(who, "The first installation", "help"),
            IntStream.rangeClosed(1, GuideWords.steps())
                .mapToObj(String::valueOf)
                .map(number -> step(number, who))
                .toList(),
            enrol.arrived(who)));
  }

  private static StepsView.Step step(String number, SignedIn who) {
    String key = "step." + number + ".";
    // Whoever installs need not be somebody who invites people.
    String href = DONE_AT.getOrDefault(number, "");
    boolean leads = !href.equals("/people") || who.may(Right.SEE_PEOPLE);
    return new StepsView.Step(
        GuideWords.of(key + "title"),
        GuideWords.of(key + "do"),
        GuideWords.all(key + "code"),
        leads ? href : "",
        leads ? LINKS.getOrDefault(number, "") : "",
        GuideWords.of(key + "seen"),
        GuideWords.of(key + "not"),
        GuideWords.of(key + "rights"),
        GuideWords.of(key + "undo"),
        number.equals(ARRIVES));
  }
}
