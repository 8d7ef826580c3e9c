package io.stairgate.packaging;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signing in as people do it: the built console, a real browser, its own virtual passkey. The tests
 * go on where the one before ended, because each step is what the next person does.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInTest {
  private static final String PASSPHRASE = "quiet lemon harbour";
  private static final String ANOTHER = "another quilt otter";

  @TempDir static Path folder;
  private static RealConsole console;
  private static WebPages browser;
  private static BrowserContext window;
  private static Page page;
  private static List<String> codes = List.of();
  private static String key = "";
  private static final List<String> FAULTS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    console = RealConsole.start(folder);
    browser = new WebPages();
    window = browser.window(1280, ColorScheme.LIGHT);
    page = window.newPage();
    watch(page);
    givePasskeys(page);
  }

  @AfterAll
  static void stop() {
    try {
      browser.close();
    } finally {
      console.close();
    }
  }

  /** A page may not complain: not of its script, and not of something its strict policy stops. */
  private static void watch(Page watched) {
    watched.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("status of 4")) {
            FAULTS.add(message.text());
          }
        });
    watched.onPageError(FAULTS::add);
  }

  /** A computer with a fingerprint reader that always sees the right finger. */
  private static void givePasskeys(Page to) {
    CDPSession session = to.context().newCDPSession(to);
    session.send("WebAuthn.enable");
    JsonObject kind = new JsonObject();
    kind.addProperty("protocol", "ctap2");
    kind.addProperty("transport", "internal");
    kind.addProperty("hasResidentKey", true);
    kind.addProperty("hasUserVerification", true);
    kind.addProperty("isUserVerified", true);
    kind.addProperty("automaticPresenceSimulation", true);
    JsonObject options = new JsonObject();
    options.add("options", kind);
    session.send("WebAuthn.addVirtualAuthenticator", options);
  }

  @Test
  @Order(1)
  void whoever_joins_chooses_a_passkey_and_keeps_the_recovery_codes() throws Exception {
    page.navigate(console.firstAccountLink());
    button(page, "Continue").click();
    page.getByLabel("Name of your setting").fill("Stepping Gate Pre-school");
    page.getByLabel("Your name").fill("J. Ahmed");
    page.getByLabel("E-mail address or sign-in name").fill("j.ahmed");
    page.getByLabel("Choose a passphrase").fill(PASSPHRASE);
    button(page, "Create account").click();
    assertThat(heading(page)).hasText("Set up your second step");
    look("second-step-set-up");
    page.navigate(url("/laptops"));
    assertThat(heading(page)).hasText("Set up your second step");

    link("A passkey").click();
    look("second-step-set-up-passkey");
    page.getByLabel("What is it called?").fill("Office computer");
    button(page, "Set up the passkey").click();
    assertThat(heading(page)).hasText("Your recovery codes");
    codes = page.locator("#codes code").allInnerTexts();
    assertThat(codes).hasSize(10);
    look("recovery-codes");
    link("I have kept them").click();
    assertThat(heading(page)).hasText("No laptops yet. Add the first one.");
  }

  @Test
  @Order(2)
  void passphrase_and_passkey_let_in_with_the_keyboard_alone() {
    button(page, "Sign out").click();
    typePassphrase(page, PASSPHRASE);
    assertThat(heading(page)).hasText("Your second step");
    look("second-step");
    page.reload();
    keys("Tab");
    assertThat(page.locator(".skip")).isFocused();
    keys("Enter", "Tab");
    assertThat(button(page, "Use your passkey")).isFocused();
    keys("Enter");
    assertThat(heading(page)).hasText("No laptops yet. Add the first one.");
  }

  @Test
  @Order(3)
  void an_app_with_codes_is_added_beside_the_passkey() {
    page.navigate(url("/my/sign-in"));
    look("my-sign-in");
    link("Set up an app with codes").click();
    page.getByText("I cannot scan it").click();
    key = page.locator("#key").innerText();
    assertThat(page.locator("svg.qr")).isVisible();
    look("second-step-set-up-app");
    page.getByLabel("Type the code that the app shows now").fill("000");
    button(page, "Go on").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("This code is not right");
    look("second-step-set-up-app-with-a-problem");
    page.getByLabel("Type the code that the app shows now").fill(new CodeApp(key).next());
    button(page, "Go on").click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Your app is set up.");
  }

  @Test
  @Order(4)
  void a_passkey_is_renamed_and_the_second_step_is_asked_for_again() {
    page.getByText("Rename or remove").click();
    page.getByLabel("Name of the passkey").fill("My computer");
    button(page, "Save the name").click();
    assertThat(page.locator("[data-passkey-name='My computer']")).isVisible();
    page.navigate(url("/confirm?next=/my/sign-in"));
    look("confirm");
    button(page, "Use your passkey").click();
    assertThat(heading(page)).hasText("How you sign in");
  }

  @Test
  @Order(5)
  void a_stranger_with_a_recovery_code_is_told_of_and_signed_out() {
    try (BrowserContext other = browser.window(360, ColorScheme.DARK)) {
      Page stranger = other.newPage();
      watch(stranger);
      stranger.navigate(url("/sign-in"));
      WebPages.check(stranger, "sign-in");
      typePassphrase(stranger, PASSPHRASE);
      WebPages.check(stranger, "second-step in the dark");
      stranger.getByText("I do not have my telephone or passkey").click();
      stranger.getByLabel("Recovery code").fill(codes.getFirst() + "A");
      button(stranger, "Use this recovery code").click();
      assertThat(stranger.getByRole(AriaRole.ALERT)).containsText("There is a problem");
      WebPages.check(stranger, "second-step with a problem");
      stranger.getByLabel("Recovery code").fill(codes.getFirst().toLowerCase(Locale.ROOT));
      button(stranger, "Use this recovery code").click();
      assertThat(heading(stranger)).hasText("No laptops yet. Add the first one.");

      page.navigate(url("/"));
      button(page, "Sign out").click();
      typePassphrase(page, PASSPHRASE);
      button(page, "Use your passkey").click();
      assertThat(heading(page)).hasText("Was this you?");
      look("new-browser");
      button(page, "That was not me").click();
      assertThat(heading(page)).hasText("Change your passphrase");
      look("change-passphrase");
      stranger.navigate(url("/"));
      assertThat(heading(stranger)).hasText("Sign in");
    }
    page.getByLabel("The passphrase you use now").fill(PASSPHRASE);
    page.getByLabel("New passphrase").fill(ANOTHER);
    button(page, "Change passphrase").click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("Your passphrase is changed");
  }

  @Test
  @Order(6)
  void without_a_script_the_code_of_the_app_lets_in() {
    try (BrowserContext plain = browser.window(320, ColorScheme.LIGHT, false)) {
      Page each = plain.newPage();
      each.navigate(url("/sign-in"));
      typePassphrase(each, ANOTHER);
      assertThat(button(each, "Use your passkey")).isHidden();
      CodeApp app = new CodeApp(key);
      // The code at set-up is used; the next one is good from the step before it on.
      var _ = app.next();
      each.getByLabel("Code from your app").fill(app.next());
      button(each, "Go on").click();
      assertThat(heading(each)).hasText("No laptops yet. Add the first one.");
      each.navigate(url("/my/sign-in"));
      assertThat(heading(each)).hasText("How you sign in");
    }
  }

  @Test
  @Order(7)
  void the_last_second_step_stays() {
    page.navigate(url("/my/sign-in"));
    assertThat(page.getByText("9 codes are left.")).isVisible();
    button(page, "Remove the app").click();
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Removed.");
    page.getByText("Rename or remove").click();
    assertThat(page.getByText("This is your only second step.")).isVisible();
    look("my-sign-in-last-one");
    button(page, "Make ten new codes").click();
    assertThat(page.locator("#codes code")).hasCount(10);
    assertThat(page.locator("#codes")).not().containsText(Pattern.compile(codes.get(1)));
  }

  @Test
  @Order(8)
  void no_page_broke_its_own_rules() {
    assertThat(FAULTS).isEmpty();
  }

  private static void typePassphrase(Page at, String passphrase) {
    at.getByLabel("E-mail address or sign-in name").fill("j.ahmed");
    at.getByLabel("Passphrase", new Page.GetByLabelOptions().setExact(true)).fill(passphrase);
    button(at, "Sign in").click();
  }

  /** Axe and a picture, on a desk and on a telephone. */
  private static void look(String name) {
    for (int width : new int[] {360, 1280}) {
      page.setViewportSize(width, 900);
      WebPages.check(page, name);
      WebPages.picture(page, name);
    }
  }

  private static String url(String path) {
    return console.address() + path;
  }

  private static Locator heading(Page at) {
    return at.locator("h1");
  }

  private static Locator button(Page at, String name) {
    return at.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  private static Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static void keys(String... names) {
    for (String name : names) {
      page.keyboard().press(name);
    }
  }
}
