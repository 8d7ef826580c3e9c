package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.notice.NoticeReading;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.EffectiveRules;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who read the notice at sign-in, where and when, and who has not. Any thread. */
final class NoticesPage {
  private static final String DAYS = "again-after-days";

  private final NoticeReadingStore readings;
  private final PolicyFiles files;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  NoticesPage(
      NoticeReadingStore readings,
      PolicyFiles files,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.readings = readings;
    this.files = files;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/notices", Right.SEE_PEOPLE, this::list),
        new Route.Person(HandlerType.GET, "/notices.csv", Right.SEE_PEOPLE, this::download));
  }

  /**
   * One reading and when it is due again.
   *
   * @param reading the reading
   * @param person who that is, by the register
   * @param due when it is due again
   */
  private record Line(NoticeReading reading, String person, Instant due) {}

  private List<Line> lines(SignedIn who, SettingPolicy policy, String sort) {
    Comparator<Line> byAccount =
        Comparator.comparing(
            line -> line.person().isEmpty() ? line.reading().account() : line.person(),
            String.CASE_INSENSITIVE_ORDER);
    Comparator<Line> order =
        switch (sort) {
          case "laptop" ->
              Comparator.comparing(
                      (Line line) -> line.reading().nickname(), String.CASE_INSENSITIVE_ORDER)
                  .thenComparing(byAccount);
          case "due" -> Comparator.comparing(Line::due).thenComparing(byAccount);
          default -> byAccount.thenComparing(line -> line.reading().nickname());
        };
    return readings.latest(who.setting(), Optional.empty()).stream()
        .map(
            reading ->
                new Line(
                    reading,
                    person(policy, reading.account()),
                    reading
                        .at()
                        .plus(
                            EffectiveRules.of(policy, reading.laptop())
                                .rule(Rule.SIGN_IN_NOTICE)
                                .number(DAYS),
                            ChronoUnit.DAYS)))
        .sorted(order)
        .toList();
  }

  private static String person(SettingPolicy policy, String account) {
    return policy.access().stream()
        .filter(entry -> entry.signInName().equals(account))
        .map(AccessEntry::person)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String sort(Context context) {
    String asked = Visits.parameter(context, "sort");
    return asked.equals("laptop") || asked.equals("due") ? asked : "account";
  }

  private void list(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "notices-read", "", "");
    String sort = sort(context);
    SettingPolicy policy = files.current(who.setting()).policy();
    List<Line> lines = lines(who, policy, sort);
    Set<String> read =
        lines.stream().map(line -> line.reading().account()).collect(Collectors.toSet());
    templates.show(
        context,
        "notices.jte",
        "page",
        new NoticesView(
            frames.personal(who, "Who read the notice at sign-in", "laptops"),
            sort,
            StickWords.count(lines.size(), "reading", "readings")
                + switch (sort) {
                  case "laptop" -> ", by laptop";
                  case "due" -> ", due first";
                  default -> ", by person";
                },
            lines.stream().map(this::row).toList(),
            policy.access().stream()
                .filter(entry -> !read.contains(entry.signInName()))
                .map(entry -> entry.person() + " (" + entry.signInName() + ")")
                .distinct()
                .toList(),
            policy.rule(Rule.SIGN_IN_NOTICE).number(DAYS)));
  }

  private NoticesView.Row row(Line line) {
    return new NoticesView.Row(
        StickWords.harmless(line.reading().account()),
        line.person(),
        "/laptops/" + line.reading().laptop(),
        line.reading().nickname(),
        moments.of(line.reading().at()).day(),
        Moments.date(line.due().atZone(java.time.ZoneOffset.UTC).toLocalDate()),
        line.due().isBefore(clock.instant()));
  }

  private void download(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "notices-downloaded", "", "");
    SettingPolicy policy = files.current(who.setting()).policy();
    Csv csv = new Csv();
    csv.row(List.of("Person", "Sign-in name", "Laptop", "Read on", "Due again"));
    for (Line line : lines(who, policy, sort(context))) {
      NoticesView.Row row = row(line);
      csv.row(
          List.of(
              row.person(),
              row.account(),
              row.laptop(),
              moments.of(line.reading().at()).full(),
              row.due() + (row.over() ? " (over)" : "")));
    }
    context.header("Content-Disposition", "attachment; filename=\"notices.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }
}
