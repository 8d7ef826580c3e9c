package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The list of laptops, on the page and as a file for a spreadsheet. Any thread. */
final class LaptopListPage {
  private static final int PER_PAGE = 100;

  private final HealthReader health;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  LaptopListPage(HealthReader health, Frames frames, Moments moments, Templates templates) {
    this.health = health;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/laptops", Right.LOOK, this::show),
        new Route.Person(HandlerType.GET, "/laptops.csv", Right.LOOK, this::download));
  }

  private void show(Context context, SignedIn who) {
    String find = Visits.parameter(context, "find");
    String show =
        oneOf(Visits.parameter(context, "show"), "all", "attention", "unseen", "protected");
    String sort = oneOf(Visits.parameter(context, "sort"), "name", "state", "seen");
    int page = Visits.number(Visits.parameter(context, "page"), 1, 1_000).orElse(1);
    List<Health> all = health.all(who.setting());
    List<Health> fitting =
        all.stream()
            .filter(each -> show.equals("all") || each.state().word().equals(show))
            .filter(each -> fits(each.laptop(), find))
            .sorted(order(sort))
            .toList();
    List<LaptopList.Row> rows =
        fitting.stream().skip((long) (page - 1) * PER_PAGE).limit(PER_PAGE).map(this::row).toList();
    String next =
        fitting.size() > page * PER_PAGE ? LaptopList.address(find, show, sort, page + 1) : "";
    templates.show(
        context,
        "laptops.jte",
        "page",
        new LaptopList(
            frames.signedIn(who, "Laptops", "laptops"),
            all.size(),
            count(all),
            find,
            choices(show),
            sort,
            caption(rows.size(), fitting.size(), sort),
            rows,
            next));
  }

  private static String oneOf(String given, String... allowed) {
    return Stream.of(allowed).filter(given::equals).findFirst().orElse(allowed[0]);
  }

  private static List<LaptopList.Choice> choices(String chosen) {
    return Stream.of(
            new LaptopList.Choice("all", "All laptops", false),
            new LaptopList.Choice("attention", "Needs attention", false),
            new LaptopList.Choice("unseen", "Not seen", false),
            new LaptopList.Choice("protected", "Protected", false))
        .map(
            choice ->
                new LaptopList.Choice(
                    choice.value(), choice.label(), choice.value().equals(chosen)))
        .toList();
  }

  private static String count(List<Health> all) {
    long attention = all.stream().filter(each -> each.state() != Health.State.PROTECTED).count();
    return OverviewPage.sentence(all.size(), (int) attention, 0, 0);
  }

  private static String caption(int shown, int fitting, String sort) {
    String order =
        switch (sort) {
          case "state" -> "what needs attention first";
          case "seen" -> "last in touch first";
          default -> "by name";
        };
    String which =
        fitting == 1
            ? "1 laptop"
            : shown < fitting ? shown + " of " + fitting + " laptops" : fitting + " laptops";
    return which + ", " + order;
  }

  private static boolean fits(Laptop laptop, String find) {
    String wanted = find.toLowerCase(Locale.UK);
    return Stream.of(laptop.nickname(), laptop.make(), laptop.model(), laptop.serial())
        .anyMatch(text -> text.toLowerCase(Locale.UK).contains(wanted));
  }

  private static Comparator<Health> order(String sort) {
    Comparator<Health> byName =
        Comparator.comparing(each -> each.laptop().nickname(), String.CASE_INSENSITIVE_ORDER);
    return switch (sort) {
      case "state" -> Comparator.comparing(Health::state).thenComparing(byName);
      case "seen" ->
          Comparator.comparing((Health each) -> each.laptop().lastSeenAt().orElse(Instant.EPOCH))
              .reversed()
              .thenComparing(byName);
      default -> byName;
    };
  }

  LaptopList.Row row(Health each) {
    return new LaptopList.Row(
        each.laptop().id().toString(),
        each.laptop().nickname(),
        each.state().css(),
        each.state().tag(),
        each.note(),
        each.seen(moments));
  }

  private void download(Context context, SignedIn who) {
    List<Health> all = health.all(who.setting());
    List<String> rules =
        all.stream()
            .flatMap(each -> each.findings().stream())
            .map(Finding::rule)
            .distinct()
            .sorted()
            .toList();
    Csv csv = new Csv();
    csv.row(
        Stream.concat(
                Stream.of("Laptop", "How it is", "Make", "Model", "Serial number", "Last in touch"),
                rules.stream().map(rule -> RuleWords.of(rule).title()))
            .toList());
    for (Health each : all) {
      Laptop laptop = each.laptop();
      csv.row(
          Stream.concat(
                  Stream.of(
                      laptop.nickname(),
                      each.state().tag(),
                      laptop.make(),
                      laptop.model(),
                      laptop.serial(),
                      each.seen(moments)),
                  rules.stream().map(rule -> state(each, rule)))
              .toList());
    }
    context.header("Content-Disposition", "attachment; filename=\"laptops.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private static String state(Health each, String rule) {
    return each.findings().stream()
        .filter(finding -> finding.rule().equals(rule))
        .findFirst()
        .map(finding -> RuleWords.tag(finding.state()))
        .orElse("");
  }
}
