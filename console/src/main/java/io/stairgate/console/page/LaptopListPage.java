package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Cause;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.Marks;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The list of laptops, on the page and as a file for a spreadsheet. Any thread.
 *
 * <p>Over 300 lines because what can be asked of the page can be asked of the file.
 */
final class LaptopListPage {
  private static final int PER_PAGE = 100;

  /** So many at once are read for the file: it is written bit by bit. */
  private static final int PER_PART = 400;

  private static final int MOST = 100_000;

  private final DeviceStore devices;
  private final LaptopSummaryStore summaries;
  private final FindingStore findings;
  private final PolicyFiles policies;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  LaptopListPage(
      Pages.Sources sources,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.devices = sources.devices();
    this.summaries = devices.summaries();
    this.findings = sources.findings();
    this.policies = sources.policyFiles();
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/laptops", Right.LOOK, this::show),
        new Route.Person(HandlerType.GET, "/laptops.csv", Right.LOOK, this::download));
  }

  private static LaptopList.Asked asked(Context context) {
    return new LaptopList.Asked(
        Visits.parameter(context, "find"),
        oneOf(Visits.parameter(context, "show"), "all", "attention", "unseen", "new", "protected"),
        Visits.parameter(context, "room"),
        Visits.parameter(context, "group"),
        Visits.parameter(context, "rule"),
        oneOf(Visits.parameter(context, "sort"), "name", "room", "state", "seen"),
        Visits.number(Visits.parameter(context, "page"), 1, 1_000).orElse(1));
  }

  private static String oneOf(String given, String... allowed) {
    return Stream.of(allowed).filter(given::equals).findFirst().orElse(allowed[0]);
  }

  private static LaptopQuestion question(
      LaptopList.Asked asked, SettingPolicy policy, Marks marks) {
    return new LaptopQuestion(
        asked.find(),
        switch (asked.show()) {
          case "attention" -> LaptopQuestion.Show.ATTENTION;
          case "unseen" -> LaptopQuestion.Show.UNSEEN;
          case "new" -> LaptopQuestion.Show.NEW;
          case "protected" -> LaptopQuestion.Show.PROTECTED;
          default -> LaptopQuestion.Show.ALL;
        },
        Optional.of(asked.room()).filter(room -> !room.isEmpty()).map(LaptopListPage::room),
        Optional.of(asked.rule()).filter(rule -> !rule.isEmpty()),
        Optional.of(asked.group())
            .filter(group -> !group.isEmpty())
            .map(
                group ->
                    Optional.ofNullable(policy.groups().get(group))
                        .map(LaptopGroup::laptops)
                        .orElse(Set.of())),
        LaptopQuestion.Sort.valueOf(asked.sort().toUpperCase(Locale.ROOT)),
        marks.heardSince(),
        marks.newSince());
  }

  /** What stands in the address for laptops of which nobody said where they are. */
  private static final String NOWHERE = "-";

  private static String room(String chosen) {
    return chosen.equals(NOWHERE) ? "" : chosen;
  }

  private void show(Context context, SignedIn who) {
    LaptopList.Asked asked = asked(context);
    SettingId setting = who.setting();
    SettingPolicy policy = policies.held(setting);
    Marks marks = Marks.of(policy, clock.instant());
    OverviewPage.State state = OverviewPage.State.of(summaries, setting, marks);
    DeviceStore.Fitting fitting =
        devices.ask(
            setting, question(asked, policy, marks), (asked.page() - 1) * PER_PAGE, PER_PAGE);
    Map<String, Integer> rooms = summaries.rooms(setting);
    templates.show(
        context,
        "laptops.jte",
        "page",
        new LaptopList(
            frames.signedIn(who, "Laptops", "laptops"),
            state.all(),
            state.sentence(),
            asked,
            choices(asked.show()),
            rooms(rooms, asked.room()),
            groups(policy, asked.group()),
            rules(setting, asked.rule()),
            caption(fitting.laptops().size(), fitting.all(), asked.sort()),
            rows(setting, fitting.laptops(), marks),
            asked.page() > 1 ? asked.at(asked.page() - 1).address("/laptops") : "",
            fitting.all() > asked.page() * PER_PAGE
                ? asked.at(asked.page() + 1).address("/laptops")
                : "",
            byRoom(rooms)));
  }

  private static List<ListEntry> choices(String chosen) {
    return Stream.of(
            List.of("all", "All laptops"),
            List.of("attention", "Needs attention"),
            List.of("unseen", "Not seen"),
            List.of("new", "First check pending"),
            List.of("protected", "Protected"))
        .map(each -> new ListEntry(each.getFirst(), each.getLast(), each.getFirst().equals(chosen)))
        .toList();
  }

  private static boolean hasRooms(Map<String, Integer> rooms) {
    return rooms.keySet().stream().anyMatch(room -> !room.isEmpty());
  }

  private static List<ListEntry> rooms(Map<String, Integer> rooms, String chosen) {
    if (!hasRooms(rooms)) {
      return List.of();
    }
    List<ListEntry> all = new ArrayList<>();
    all.add(new ListEntry("", "Any room", chosen.isEmpty()));
    rooms
        .keySet()
        .forEach(
            room -> {
              String value = room.isEmpty() ? NOWHERE : room;
              all.add(
                  new ListEntry(
                      value, room.isEmpty() ? "No room yet" : room, value.equals(chosen)));
            });
    return all;
  }

  private static List<LaptopList.Room> byRoom(Map<String, Integer> rooms) {
    if (!hasRooms(rooms)) {
      return List.of();
    }
    return rooms.entrySet().stream()
        .map(
            entry ->
                new LaptopList.Room(
                    entry.getKey().isEmpty() ? "No room yet" : entry.getKey(),
                    new LaptopList.Asked(
                            "",
                            "all",
                            entry.getKey().isEmpty() ? NOWHERE : entry.getKey(),
                            "",
                            "",
                            "name",
                            1)
                        .address("/laptops"),
                    StickWords.count(entry.getValue(), "laptop", "laptops")))
        .toList();
  }

  private static List<ListEntry> groups(SettingPolicy policy, String chosen) {
    if (policy.groups().isEmpty()) {
      return List.of();
    }
    List<ListEntry> all = new ArrayList<>();
    all.add(new ListEntry("", "Any group", chosen.isEmpty()));
    policy
        .groups()
        .keySet()
        .forEach(group -> all.add(new ListEntry(group, group, group.equals(chosen))));
    return all;
  }

  /** Rules that want attention somewhere. */
  private List<ListEntry> rules(SettingId setting, String chosen) {
    List<String> wanted =
        Stream.concat(
                summaries.causes(setting).keySet().stream().map(Cause::rule), Stream.of(chosen))
            .filter(rule -> !rule.isEmpty())
            .distinct()
            .sorted()
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<ListEntry> all = new ArrayList<>();
    all.add(new ListEntry("", "Any rule", chosen.isEmpty()));
    wanted.forEach(
        rule -> all.add(new ListEntry(rule, RuleWords.of(rule).title(), rule.equals(chosen))));
    return all;
  }

  private static String caption(int shown, int fitting, String sort) {
    String order =
        switch (sort) {
          case "state" -> "what needs attention first";
          case "seen" -> "last in touch first";
          case "room" -> "by room";
          default -> "by name";
        };
    String which =
        (shown < fitting ? shown + " of " : "") + StickWords.count(fitting, "laptop", "laptops");
    return which + ", " + order;
  }

  private List<LaptopList.Row> rows(SettingId setting, List<Laptop> laptops, Marks marks) {
    Map<DeviceId, List<Cause>> causes =
        summaries.causesOf(setting, laptops.stream().map(Laptop::id).toList());
    return laptops.stream()
        .map(laptop -> row(laptop, causes.getOrDefault(laptop.id(), List.of()), marks))
        .toList();
  }

  private LaptopList.Row row(Laptop laptop, List<Cause> causes, Marks marks) {
    Health.State state = Health.State.of(laptop, laptop.care(), marks);
    return new LaptopList.Row(
        laptop.id().toString(),
        laptop.nickname(),
        laptop.room(),
        state.css(),
        state.tag(),
        Health.note(state, causes),
        Health.seen(laptop, moments));
  }

  private void download(Context context, SignedIn who) {
    LaptopList.Asked asked = asked(context);
    SettingId setting = who.setting();
    SettingPolicy policy = policies.held(setting);
    Marks marks = Marks.of(policy, clock.instant());
    LaptopQuestion question = question(asked, policy, marks);
    List<String> rules =
        Arrays.stream(Rule.values())
            .map(Rule::id)
            .filter(summaries.rules(setting).keySet()::contains)
            .toList();
    Csv csv = new Csv();
    csv.row(
        Stream.concat(
                Stream.of(
                    "Laptop",
                    "Room",
                    "How it is",
                    "Make",
                    "Model",
                    "Serial number",
                    "System",
                    "Checker",
                    "Added",
                    "Last in touch"),
                rules.stream().map(rule -> RuleWords.of(rule).title()))
            .toList());
    for (int from = 0; from < MOST; from += PER_PART) {
      List<Laptop> part = devices.ask(setting, question, from, PER_PART).laptops();
      Map<DeviceId, Map<String, String>> states =
          findings.states(setting, part.stream().map(Laptop::id).toList());
      part.forEach(
          laptop ->
              csv.row(cells(laptop, states.getOrDefault(laptop.id(), Map.of()), rules, marks)));
      if (part.size() < PER_PART) {
        break;
      }
    }
    context.header("Content-Disposition", "attachment; filename=\"laptops.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private List<String> cells(
      Laptop laptop, Map<String, String> states, List<String> rules, Marks marks) {
    return Stream.concat(
            Stream.of(
                laptop.nickname(),
                laptop.room(),
                Health.State.of(laptop, laptop.care(), marks).tag(),
                laptop.make(),
                laptop.model(),
                laptop.serial(),
                (laptop.system() + " " + laptop.systemVersion()).strip(),
                laptop.agentVersion(),
                Moments.date(laptop.enrolledAt()),
                laptop.lastSeenAt().map(Moments::date).orElse("Never")),
            rules.stream()
                .map(rule -> Optional.ofNullable(states.get(rule)).map(RuleWords::tag).orElse("")))
        .toList();
  }
}
