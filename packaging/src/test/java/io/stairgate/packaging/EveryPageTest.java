package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.javalin.http.HandlerType;
import io.stairgate.console.SeededRest;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page that people can reach by links, of a nursery of twelve laptops after a full week, and
 * of settings that are new, well, closed or without dates, in a real browser: found by following
 * every link that each role sees, one page of each kind. All the pages of a safeguarding lead are
 * looked at, and of the others everybody's first page and what has a part that was on no page
 * before. The pictures are in {@code target/screenshots}: of a desk in light and a telephone in
 * dark; with {@code -Dstairgate.pictures=all} of the other two looks too.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryPageTest {
  private static final int FEWEST_PAGES = 60;
  private static final int FEWEST_OF_ANYBODY = 5;

  private static final Pattern NO_PAGE = Pattern.compile(".*\\.[a-z]+|/api/.*|/assets/.*");

  /**
   * Where a letter, a printed link, a form or another page's script leads, or a state that a week
   * does not bring: each has a test of its own.
   */
  private static final List<String> OTHERWISE =
      List.of(
          "/health",
          "/live",
          "/join",
          "/join/go-on",
          "/address",
          "/confirm",
          "/new-passphrase",
          "/second-step",
          "/second-step/set-up",
          "/second-step/set-up/app",
          "/second-step/set-up/passkey",
          "/sign-in/elsewhere",
          "/sign-in/elsewhere/back",
          "/my/sign-in/new-browser",
          "/my/alerts/{alert}",
          "/recovery/requests/{recovery}",
          "/keeping/reports/{concern}",
          "/sticks/{stick}/allow/{laptop}");

  /** Browsers at once. */
  private static final int WINDOWS = 2;

  @TempDir static Path folder;
  private static WebFixture console;
  private static SeededSetting week;
  private static final Map<Looks.Viewer, Crawl> CRAWLS = new LinkedHashMap<>();
  private static final Looks.Seen SEEN = new Looks.Seen();

  private record Visit(Looks.Viewer viewer, String kind, String path) {}

  @BeforeAll
  static void start() {
    console = new WebFixture(folder);
    week = SeededSetting.week(console);
    SeededRest.of(console, week);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  @Order(1)
  void following_every_link_that_somebody_sees_meets_no_page_that_is_missing_or_empty() {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (Looks.Viewer viewer : viewers()) {
      Crawl crawl = new Crawl(console, viewer.session());
      CRAWLS.put(viewer, crawl);
      System.out.println(viewer.name() + ": " + crawl.pages().size() + " pages");
      if (!crawl.missing().isEmpty()) {
        missing.put(viewer.name(), crawl.missing());
      }
      assertThat(crawl.pages())
          .as(viewer.name())
          .hasSizeGreaterThan(
              viewer.name().equals(Role.DSL.code()) ? FEWEST_PAGES : FEWEST_OF_ANYBODY)
          .containsKeys("/my", "/help");
    }
    assertThat(missing).isEmpty();
  }

  /** Each role in the nursery, the lead first, and leads of settings in other states. */
  private static List<Looks.Viewer> viewers() {
    several();
    List<Looks.Viewer> viewers = new ArrayList<>();
    for (Role role : Role.values()) {
      viewers.add(new Looks.Viewer(role.code(), week.session(role)));
    }
    viewers.add(lead("empty", "No Laptop Yet Nursery"));
    Looks.Viewer first = lead("first-day", "First Day Nursery");
    console.laptop(console.who(first.session()).setting(), "Blue Room");
    viewers.add(first);
    Looks.Viewer well = lead("all-well", "All Well Nursery");
    calendar(well, SeededSetting.CALENDAR);
    check(well);
    viewers.add(well);
    LocalDate today = LocalDate.ofInstant(SeededSetting.NOW, ZoneOffset.UTC);
    Looks.Viewer closed = lead("closed", "Closed Today Nursery");
    check(closed);
    calendar(
        closed,
        SeededSetting.CALENDAR.with(
            SeededSetting.CALENDAR.terms(),
            List.of(new Closure("Boiler broken", new DateSpan(today, today.plusDays(1))))));
    viewers.add(closed);
    Looks.Viewer over = lead("run-out", "Last Year's Dates Nursery");
    check(over);
    calendar(
        over,
        SeededSetting.CALENDAR.with(
            List.of(
                new Term(
                    "Summer 2026",
                    new DateSpan(LocalDate.parse("2026-04-13"), LocalDate.parse("2026-07-21")),
                    Optional.empty())),
            List.of()));
    viewers.add(over);
    return viewers;
  }

  /** The provider looks after another setting too, and has begun a change of a rule. */
  private static void several() {
    Actor.Person provider = week.person(Role.PROVIDER);
    SettingId second = console.newSetting("Second of the Provider Nursery");
    console.database.useTransaction(
        tx ->
            console.members.put(
                tx,
                second,
                provider.account(),
                Set.of(Role.PROVIDER),
                Optional.empty(),
                console.now.get()));
    var _ = console.spread(console.setting, provider, Rule.BLUETOOTH);
  }

  private static Looks.Viewer lead(String name, String setting) {
    SettingId made = console.newSetting(setting);
    return new Looks.Viewer(name, console.person(made, "Lee " + name.replace('-', ' '), Role.DSL));
  }

  private static void check(Looks.Viewer of) {
    SettingId setting = console.who(of.session()).setting();
    console.check(
        setting,
        console.laptop(setting, "Blue Room"),
        console.finding("encryption", "met", "watch", "Every file system is encrypted."),
        console.finding("screen-lock", "met", "enforce", "The screen locks itself."));
  }

  private static void calendar(Looks.Viewer of, Calendar calendar) {
    var _ =
        console.policyFiles.change(
            console.who(of.session()).setting(),
            new Actor.Console(),
            policy -> policy.with(calendar),
            "The dates as published.");
  }

  @Test
  @Order(2)
  void every_page_of_the_table_of_routes_is_reached_by_links() {
    Map<Pattern, Route> pages = new LinkedHashMap<>();
    console.routes.stream()
        .filter(
            route -> route.method().equals(HandlerType.GET) && !(route instanceof Route.Program))
        .filter(route -> !NO_PAGE.matcher(route.path()).matches())
        // What stands in a path as it is goes before what may be anything.
        .sorted(Comparator.comparing(route -> route.path().contains("{")))
        .forEach(
            route ->
                pages.put(Pattern.compile(route.path().replaceAll("\\{[^}]*}", "[^/]+")), route));
    Set<String> reached = new HashSet<>();
    for (Crawl crawl : CRAWLS.values()) {
      for (Crawl.Found found : crawl.pages().values()) {
        String path = found.path().split("\\?", -1)[0];
        pages.entrySet().stream()
            .filter(each -> each.getKey().matcher(path).matches())
            .findFirst()
            .ifPresent(each -> reached.add(each.getValue().path()));
      }
    }
    assertThat(pages.values())
        .extracting(Route::path)
        .filteredOn(path -> !reached.contains(path))
        .containsExactlyInAnyOrderElementsOf(OTHERWISE);
  }

  /**
   * All of the lead and everybody's first page; else a kind of page that nobody before had, or one
   * with a part that was on no page before.
   */
  private static List<Visit> visits() {
    List<Visit> visits = new ArrayList<>();
    Set<String> kinds = new HashSet<>();
    Set<String> parts = new HashSet<>();
    CRAWLS.forEach(
        (viewer, crawl) ->
            crawl
                .pages()
                .forEach(
                    (kind, page) -> {
                      boolean newKind = kinds.add(kind);
                      boolean newPart = parts.addAll(page.parts());
                      if (newKind || newPart || kind.equals("/")) {
                        visits.add(new Visit(viewer, kind, page.path()));
                      }
                    }));
    return visits;
  }

  @Test
  @Order(3)
  void every_page_passes_axe_and_fits_a_telephone_and_a_desk_in_light_and_dark()
      throws InterruptedException, ExecutionException {
    Queue<Visit> todo = new ConcurrentLinkedQueue<>(visits());
    int all = todo.size();
    try (ExecutorService windows = Executors.newFixedThreadPool(WINDOWS)) {
      List<Future<Looks.Seen>> seen = new ArrayList<>();
      for (int i = 0; i < WINDOWS; i++) {
        seen.add(windows.submit(() -> look(todo)));
      }
      for (Future<Looks.Seen> each : seen) {
        SEEN.add(each.get());
      }
    }
    System.out.println("looked at " + SEEN.pages + " pages");
    assertThat(SEEN.wrong).isEmpty();
    assertThat(SEEN.pages).isEqualTo(all).isGreaterThan(FEWEST_PAGES);
  }

  private static Looks.Seen look(Queue<Visit> todo) {
    try (Looks looks = new Looks(console)) {
      for (Visit next = todo.poll(); next != null; next = todo.poll()) {
        looks.at(next.viewer(), next.kind(), next.path());
      }
      return looks.seen();
    }
  }

  @Test
  @Order(4)
  void no_form_needs_a_script_but_that_of_passkeys() {
    assertThat(SEEN.needsScript).isEmpty();
    assertThat(SEEN.forms).as("forms that were looked at").isGreaterThan(50);
  }

  @Test
  @Order(5)
  void every_page_can_be_read_at_four_times_the_size_with_everything_unfolded() {
    assertThat(SEEN.wide).isEmpty();
  }

  @Test
  @Order(6)
  void paper_shows_no_button_no_menu_and_no_form_to_find_things() {
    assertThat(SEEN.onPaper).isEmpty();
  }

  @Test
  @Order(7)
  void each_guide_fits_one_printed_page() {
    try (WebPages browser = new WebPages();
        BrowserContext window = browser.window(1280, ColorScheme.LIGHT)) {
      window.addCookies(
          List.of(
              new Cookie(console.cookieName(), week.session(Role.DSL).reveal())
                  .setUrl(console.url(""))));
      Page page = window.newPage();
      for (String guide : List.of("/help/dsl", "/help/technician")) {
        page.navigate(console.url(guide));
        byte[] pdf =
            page.pdf(
                new Page.PdfOptions()
                    .setPreferCSSPageSize(true)
                    .setPath(
                        Path.of(
                            "target/screenshots", guide.substring(1).replace('/', '-') + ".pdf")));
        assertThat(
                Pattern.compile("/Type\\s*/Page[^s]")
                    .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                    .results()
                    .count())
            .as("printed pages of " + guide)
            .isEqualTo(1);
      }
    }
  }

  @Test
  @Order(8)
  void every_component_passes_axe_in_light_and_dark() throws IOException {
    String style = resource("/io/stairgate/console/page/stairgate.css");
    String look =
        resource("/io/stairgate/console/page/look.html")
            .replace(
                "<link rel=\"stylesheet\" href=\"stairgate.css\">", "<style>" + style + "</style>");
    try (WebPages browser = new WebPages()) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : new int[] {360, 1280}) {
          try (BrowserContext window = browser.window(width, scheme)) {
            Page page = window.newPage();
            page.setContent(look);
            WebPages.check(page, "components " + scheme);
            WebPages.picture(page, "components-" + scheme.name().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WebFixture.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
