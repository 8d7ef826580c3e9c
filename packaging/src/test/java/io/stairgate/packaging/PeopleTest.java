package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The right people, and only they, as they see it: two settings, every role from the invitation to
 * the removal, people with one, two and three roles, each with a browser of their own and without a
 * mouse. The tests go on where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeopleTest {
  private static final String PASSPHRASE = "quiet lemon harbour";
  private static final String FIRST = "Stepping Gate Pre-school";
  private static final String SECOND = "Little Oaks Nursery";

  /** From the removal to the removed person's open page, of a busy test machine. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  /** The parts of the console that are looked at here; others have theirs. */
  private static final List<String> PLACES =
      List.of("Overview", "Laptops", "Alerts", "Add a laptop", "People");

  /** Each role, and which parts of the console it is shown. */
  private static final Map<String, List<String>> ROLES =
      Map.of(
          "deputy", PLACES,
          "manager", PLACES,
          "dsl", PLACES,
          "technician", List.of("Overview", "Laptops", "Alerts", "Add a laptop"),
          "computing-lead", List.of("Overview", "Laptops", "Alerts", "Add a laptop"),
          "line-manager", List.of("Overview", "Laptops", "Alerts"),
          "governor", List.of(),
          "safeguarding-governor", List.of(),
          "staff", List.of());

  @TempDir static Path folder;
  private static RealConsole console;
  private static WebPages browser;
  private static Somebody dee;
  private static Somebody pat;
  private static Somebody olive;
  private static final List<String> FAULTS = new ArrayList<>();
  private static final List<Long> ENDED_AFTER = new ArrayList<>();
  private static final Map<String, CodeApp> APPS = new HashMap<>();

  /** A person with a browser of their own. */
  private record Somebody(String name, BrowserContext window, Hands hands)
      implements AutoCloseable {
    static Somebody at(String name, int width) {
      BrowserContext window = browser.window(width, ColorScheme.LIGHT);
      Page page = window.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
              FAULTS.add(message.text());
            }
          });
      page.onPageError(FAULTS::add);
      return new Somebody(name, window, new Hands(page));
    }

    Page page() {
      return hands.page();
    }

    void go(String path) {
      page().navigate(console.address() + path);
    }

    /** Axe and a picture, on a telephone and on a desk. */
    void look(String what) {
      int width = page().viewportSize().width;
      for (int each : new int[] {360, 1280}) {
        page().setViewportSize(each, 900);
        WebPages.check(page(), what);
        WebPages.picture(page(), what);
      }
      page().setViewportSize(width, 900);
    }

    String signInName() {
      return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", ".") + "@here.example";
    }

    @Override
    public void close() {
      window.close();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    console = RealConsole.start(folder);
    browser = new WebPages();
    dee = Somebody.at("Dee Lead", 1280);
    pat = Somebody.at("Pat Provider", 1280);
    olive = Somebody.at("Olive Other", 1280);
  }

  @AfterAll
  static void stop() {
    try {
      browser.close();
    } finally {
      console.close();
    }
  }

  @Test
  @Order(1)
  void the_first_person_names_the_setting_and_sets_up_a_second_step() throws Exception {
    join(dee, console.firstAccountLink(), "people-join", FIRST);
    assertThat(dee.hands().heading()).hasText("No laptops yet. Add the first one.");
    dee.hands().follow("People");
    assertThat(dee.hands().heading()).hasText("People");
    assertThat(dee.page().locator("tbody tr")).hasCount(1);
    dee.look("people-alone");
  }

  @Test
  @Order(2)
  void a_provider_from_the_command_line_adds_a_second_setting() throws Exception {
    join(pat, console.invitation("--role", "provider", "--name", "Pat Provider"), "", "");
    pat.hands().follow("My settings");
    assertThat(pat.hands().heading()).hasText("My settings");
    pat.look("settings-one");
    pat.hands().type("Name of the setting", SECOND);
    pat.hands().press("Add it");
    assertThat(pat.hands().heading()).hasText("The link for the first person of " + SECOND);
    pat.look("settings-first-link");
    join(olive, pat.page().locator("#link").innerText(), "", SECOND);
    assertThat(olive.page().locator(".where")).hasText(SECOND);
    pat.hands().follow("Done: back to");
    assertThat(pat.hands().heading()).hasText("My settings");
    pat.look("settings-two");
    pat.hands().press("Look at " + SECOND);
    assertThat(pat.page().locator(".where")).hasText(SECOND);
  }

  @Test
  @Order(3)
  void each_role_from_the_invitation_to_the_removal() {
    int turn = 0;
    for (String role : ROLES.keySet().stream().sorted().toList()) {
      boolean there = turn++ % 2 == 1;
      Somebody inviting = there ? olive : dee;
      try (Somebody person = Somebody.at("Role " + role.replace('-', ' '), 360)) {
        join(person, invite(inviting, person.name(), false, role), "", "");
        assertThat(places(person)).isEqualTo(ROLES.get(role));
        assertThat(person.page().locator(".where")).hasText(there ? SECOND : FIRST);
        person.look("first-page-of-" + role);
        person.go("/my");
        assertThat(person.hands().heading()).hasText("My page");
        person.look("my-page-of-" + role);
        remove(inviting, person, "removed-" + role);
        signInRefused(person);
      }
    }
    System.out.println("removed person's open page ended after ms: " + ENDED_AFTER);
    assertThat(ENDED_AFTER)
        .hasSize(ROLES.size())
        .allSatisfy(millis -> assertThat(millis).isLessThan(ENDS_WITHIN.toMillis()));
  }

  @Test
  @Order(4)
  void two_and_three_roles_do_what_each_of_them_may() {
    try (Somebody two = Somebody.at("Tess Two", 360);
        Somebody three = Somebody.at("Theo Three", 1280)) {
      join(two, invite(dee, two.name(), false, "governor", "safeguarding-governor"), "", "");
      assertThat(two.hands().heading()).hasText("My page");
      assertThat(two.page().locator("main")).containsText("because it is their own matter");
      join(three, invite(dee, three.name(), false, "manager", "line-manager", "staff"), "", "");
      assertThat(places(three)).contains("People");

      // The same person at the other setting, with the account they have.
      three.page().navigate(invite(olive, three.name(), false, "technician"));
      three.hands().press("Continue");
      assertThat(three.hands().heading()).hasText("Join " + SECOND);
      three.look("join-as");
      three.hands().press("Join as " + three.name());
      assertThat(three.page().locator(".where")).hasText(SECOND);
      assertThat(places(three)).contains("Add a laptop").doesNotContain("People");
      three.hands().follow("My settings");
      assertThat(three.hands().heading()).hasText("My settings");
      three.look("settings-of-a-person");
      three.hands().press("Look at " + FIRST);
      assertThat(three.page().locator(".where")).hasText(FIRST);
      assertThat(places(three)).contains("People");

      // Removed there, still here.
      three.hands().follow("My settings");
      three.hands().press("Look at " + SECOND);
      assertThat(three.page().locator(".where")).hasText(SECOND);
      remove(olive, three, "removed-at-the-other-setting");
      remove(dee, two, "");
    }
  }

  @Test
  @Order(5)
  void a_visitor_has_a_last_day_and_an_invitation_is_withdrawn() {
    String link = invite(dee, "Vi Visitor", true, "staff");
    dee.go("/people");
    dee.look("people-invited");
    dee.hands().press("Withdraw");
    assertThat(dee.page().getByRole(AriaRole.STATUS)).containsText("The invitation is withdrawn.");
    try (Somebody visitor = Somebody.at("Vi Visitor", 360)) {
      visitor.page().navigate(link);
      visitor.hands().press("Continue");
      assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("used before");
      visitor.look("join-spent");
      join(visitor, invite(dee, visitor.name(), true, "staff"), "", "");
      assertThat(visitor.page().locator("main")).containsText(", until ");
    }
  }

  @Test
  @Order(6)
  void roles_are_changed_access_is_looked_through_and_somebody_is_let_back_in() {
    try (Somebody dan = Somebody.at("Dan Deputy", 1280)) {
      join(dan, invite(dee, dan.name(), false, "staff"), "", "");
      dee.go("/people");
      dee.hands().follow(dan.name());
      assertThat(dee.hands().heading()).hasText(dan.name());
      dee.look("person");
      followProved(dee, "Change roles or end");
      assertThat(dee.hands().heading()).hasText("Change what Dan Deputy may do");
      dee.hands().tick(dee.page().getByLabel("Deputy safeguarding lead"));
      dee.look("person-change");
      dee.hands().press("Save");
      assertThat(dee.page().getByRole(AriaRole.STATUS)).containsText("The change is saved.");
      dan.go("/");
      assertThat(places(dan)).contains("People");

      followProved(dee, "Lost passphrase or telephone");
      assertThat(dee.hands().heading()).hasText("Let Dan Deputy back in?");
      dee.look("person-let-back-in");
      dee.hands().press("Make the link");
      assertThat(dee.hands().heading()).hasText("The link for Dan Deputy");
      dee.look("person-let-back-in-link");
      String link = dee.page().locator("#link").innerText();
      dan.page().navigate(link);
      dan.hands().type("New passphrase", "violet ladder teapot");
      dan.hands().press("Save");
      setUpApp(dan, "");
      assertThat(dan.hands().heading()).hasText("No laptops yet. Add the first one.");

      dan.go("/people/review");
      assertThat(dan.page().locator("main")).containsText("this term");
      dan.look("people-review");
      dan.go("/people/roles");
      dan.look("people-roles");
      dee.go("/people");
      dee.look("people");
      dee.hands().reach(dee.page().locator("tbody a:text-is('Dee Lead')"));
      dee.hands().key("Enter");
      assertThat(dee.hands().heading()).hasText("Dee Lead");
      dee.look("person-oneself");
      assertThat(dee.page().locator("main")).containsText("Nobody changes their own access");
    }
  }

  @Test
  @Order(7)
  void the_pages_work_in_the_dark_at_four_times_the_size_and_without_a_script() {
    List<String> paths =
        List.of("/people", "/people/invite", "/people/review", "/people/roles", "/my", "/settings");
    try (BrowserContext dark = browser.window(320, ColorScheme.DARK);
        BrowserContext plain = browser.window(360, ColorScheme.LIGHT, false)) {
      dark.addCookies(dee.window().cookies());
      plain.addCookies(dee.window().cookies());
      Page inTheDark = dark.newPage();
      Page withoutScript = plain.newPage();
      for (String path : paths) {
        inTheDark.navigate(console.address() + path);
        WebPages.check(inTheDark, path + " in the dark at 320");
        withoutScript.navigate(console.address() + path);
        assertThat(withoutScript.locator("h1")).isVisible();
      }
    }
  }

  @Test
  @Order(8)
  void no_page_broke_its_own_rules() {
    assertThat(FAULTS).isEmpty();
  }

  /** Follows a link, makes an account and sets up a second step. */
  private static void join(Somebody person, String link, String picture, String setting) {
    Hands hands = person.hands();
    person.page().navigate(link);
    lookIf(person, picture);
    hands.press("Continue");
    assertThat(person.page().getByLabel("Choose a passphrase")).isVisible();
    lookIf(person, picture.isEmpty() ? "" : picture + "-who");
    if (!setting.isEmpty()) {
      hands.type("Name of your setting", setting);
    }
    hands.type("Your name", person.name());
    hands.type("E-mail address or sign-in name", person.signInName());
    hands.type("Choose a passphrase", PASSPHRASE);
    hands.press("Create account");
    setUpApp(person, picture);
  }

  private static void setUpApp(Somebody person, String picture) {
    Hands hands = person.hands();
    assertThat(hands.heading()).hasText("Set up your second step");
    hands.follow("An app on your telephone");
    hands.unfold("I cannot scan it");
    CodeApp app = new CodeApp(person.page().locator("#key").innerText());
    APPS.put(person.name(), app);
    hands.type("Type the code that the app shows now", app.next());
    hands.press("Go on");
    assertThat(hands.heading()).hasText("Your recovery codes");
    lookIf(person, picture.isEmpty() ? "" : picture + "-codes");
    hands.follow("I have kept them");
    assertThat(hands.heading()).not().hasText("Your recovery codes");
  }

  /**
   * Follows a link to a page that gives or takes access, with the second step where it is asked.
   */
  private static void followProved(Somebody person, String link) {
    Hands hands = person.hands();
    String before = person.page().url();
    hands.follow(link);
    person.page().waitForURL(url -> !url.equals(before));
    if (person.page().url().contains("/confirm")) {
      hands.type("Code from your app", Objects.requireNonNull(APPS.get(person.name())).next());
      hands.press("Go on");
    }
  }

  private static void lookIf(Somebody person, String picture) {
    if (!picture.isEmpty()) {
      person.look(picture);
    }
  }

  /** Invites somebody; the answer is the link. */
  private static String invite(Somebody by, String name, boolean visitor, String... roles) {
    Hands hands = by.hands();
    by.go("/people");
    followProved(by, "Invite somebody");
    assertThat(hands.heading()).hasText("Invite somebody");
    hands.type("Name of the person", name);
    for (String role : roles) {
      hands.tick(by.page().locator("#role-" + role));
    }
    hands.tick(by.page().locator("#visiting-no"));
    if (visitor) {
      hands.key("ArrowDown");
      assertThat(by.page().locator("#visiting-yes")).isChecked();
      hands.press("Make the link");
      assertThat(by.page().getByRole(AriaRole.ALERT)).containsText("Enter the last day");
      by.look("invite-with-a-problem");
      hands.reach(by.page().locator("#end"));
      by.page().keyboard().type(lastDay());
    }
    hands.press("Make the link");
    assertThat(hands.heading()).hasText("The link for " + name);
    if (visitor) {
      by.look("invite-link");
    }
    return by.page().locator("#link").innerText();
  }

  /** A day to come that reads the same whether day or month comes first. */
  private static String lastDay() {
    LocalDate today = LocalDate.now(ZoneId.of("Europe/London"));
    LocalDate day =
        IntStream.rangeClosed(1, 24)
            .mapToObj(i -> today.plusMonths(i / 2).withDayOfMonth(1))
            .map(first -> first.withDayOfMonth(first.getMonthValue()))
            .filter(today::isBefore)
            .findFirst()
            .orElseThrow();
    return "%02d%02d%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
  }

  /** Removes a person and measures until the page that person has open has ended. */
  private static void remove(Somebody by, Somebody person, String picture) {
    assertThat(person.page().locator("html[data-live-state=open]")).hasCount(1);
    by.go("/people");
    by.hands().follow(person.name());
    followProved(by, "Remove");
    assertThat(by.hands().heading()).hasText("Remove " + person.name() + "?");
    if (picture.equals("removed-staff")) {
      by.look("person-remove");
    }
    by.hands().reach(by.hands().button("Remove " + person.name()));
    long before = System.nanoTime();
    by.hands().key("Enter");
    assertThat(person.page().locator("#signed-out"))
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(20_000));
    ENDED_AFTER.add(Duration.ofNanos(System.nanoTime() - before).toMillis());
    assertThat(person.hands().heading()).hasText("Your access here has ended");
    assertThat(person.page().locator("#places")).hasCount(0);
    lookIf(person, picture.equals("removed-staff") ? picture : "");
    assertThat(by.page().getByRole(AriaRole.STATUS)).containsText("Access is taken away.");
  }

  private static void signInRefused(Somebody person) {
    person.go("/");
    assertThat(person.hands().heading()).hasText("Sign in");
    person.hands().type("E-mail address or sign-in name", person.signInName());
    person.hands().type("Passphrase", PASSPHRASE);
    person.hands().press("Sign in");
    assertThat(person.page().getByRole(AriaRole.ALERT))
        .containsText("Name and passphrase do not fit together.");
  }

  private static List<String> places(Somebody person) {
    assertThat(person.hands().heading()).isVisible();
    assertThat(person.page().locator("#menu")).hasAttribute("data-ready", "");
    if (person.page().locator("#menu").getAttribute("open") == null) {
      person.hands().unfold("Menu");
    }
    return person.page().locator("#places a").allInnerTexts().stream()
        .map(text -> text.lines().findFirst().orElse("").strip())
        .filter(PLACES::contains)
        .toList();
  }
}
