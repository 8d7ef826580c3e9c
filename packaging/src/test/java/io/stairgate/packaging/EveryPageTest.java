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
import io.stairgate.console.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * Every page that people can reach by links, of a nursery of twelve laptops after a full week, in a
 * real browser: found by following every link that each role sees, one page of each kind. All the
 * pages of a safeguarding lead are looked at, and those of the others that have parts which nobody
 * before saw there. The pictures are in {@code target/screenshots}: of a desk in light and a
 * telephone in dark; with {@code -Dstairgate.pictures=all} of the other two looks too.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryPageTest {
  private static final int FEWEST_PAGES = 60;
  private static final int FEWEST_OF_ANYBODY = 5;

  private static final Pattern NO_PAGE = Pattern.compile(".*\\.[a-z]+|/api/.*|/assets/.*");

  /** Where a letter, a printed link, a form or the browser itself leads. */
  private static final List<String> OTHERWISE = List.of("/");

  /** Browsers at once. */
  private static final int WINDOWS = 2;

  @TempDir static Path folder;
  private static WebFixture console;
  private static SeededSetting week;
  private static final Map<Role, Crawl> CRAWLS = new EnumMap<>(Role.class);
  private static final Looks.Seen SEEN = new Looks.Seen();

  private record Visit(Role role, String kind, String path) {}

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
    Map<Role, List<String>> missing = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      Crawl crawl = new Crawl(console, week.session(role));
      CRAWLS.put(role, crawl);
      System.out.println(role + ": " + crawl.pages().size() + " pages " + crawl.pages().keySet());
      if (!crawl.missing().isEmpty()) {
        missing.put(role, crawl.missing());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(crawl(Role.DSL).pages()).hasSizeGreaterThan(FEWEST_PAGES);
    CRAWLS.forEach(
        (role, crawl) ->
            assertThat(crawl.pages())
                .as(role.title())
                .hasSizeGreaterThan(FEWEST_OF_ANYBODY)
                .containsKeys("/my", "/help"));
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

  private static Crawl crawl(Role role) {
    return Objects.requireNonNull(CRAWLS.get(role));
  }

  /** All of the lead; of the others what has parts that nobody before saw on such a page. */
  private static List<Visit> visits() {
    List<Visit> visits = new ArrayList<>();
    Map<String, Set<String>> known = new HashMap<>();
    CRAWLS.forEach(
        (role, crawl) ->
            crawl
                .pages()
                .forEach(
                    (kind, page) -> {
                      if (known.computeIfAbsent(kind, _ -> new HashSet<>()).addAll(page.parts())
                          || role == Role.DSL) {
                        visits.add(new Visit(role, kind, page.path()));
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
    try (Looks looks = new Looks(console, week)) {
      for (Visit next = todo.poll(); next != null; next = todo.poll()) {
        looks.at(next.role(), next.kind(), next.path());
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
