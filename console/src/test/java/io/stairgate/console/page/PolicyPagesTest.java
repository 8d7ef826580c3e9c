package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the policy as people use them. */
class PolicyPagesTest {
  private static final String WHY = "The committee agreed it.";

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret dsl;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> get(Secret who, String path) {
    return new Browser(console).with(who).get(path);
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> fields) {
    Map<String, String> all = new java.util.HashMap<>(fields);
    all.put("csrf", console.who(who).csrf());
    return new Browser(console).with(who).post(path, all);
  }

  private static String place(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElse("");
  }

  private HttpResponse<String> apply(Secret who, String text, long base) {
    return post(
        who,
        "/policy/change",
        Map.of("step", "apply", "text", text, "base", Long.toString(base), "reason", WHY));
  }

  @Test
  void the_rules_are_shown_in_words_and_as_a_file() {
    assertThat(get(dsl, "/policy").body())
        .contains(
            "Nothing was decided yet",
            "Safe if lost (encryption)",
            "Only reports",
            "Who decides",
            "Nobody is in the register yet");
    HttpResponse<String> file = get(dsl, "/policy.yaml");
    assertThat(file.body()).contains("format: 1", "setting: Stepping Gate Pre-school");
    assertThat(file.headers().firstValue("Content-Disposition").orElse("")).contains("policy.yaml");
    assertThat(new Browser(console).get("/policy.schema.json").body()).contains("2020-12");
    assertThat(console.audit.entries(console.setting, 0, 100))
        .anyMatch(entry -> entry.act().equals("policy-file-read"));
  }

  @Test
  void a_change_is_looked_at_given_a_reason_and_holds() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    String text = "format: 1\nrules:\n  screen-lock: {stage: enforce}\n";
    HttpResponse<String> wrong =
        post(dsl, "/policy/change", Map.of("step", "look", "base", "0", "text", "format: 1\nx: 1"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("Line 2: the file has no \"x\"");
    assertThat(
            post(dsl, "/policy/change", Map.of("step", "look", "base", "0", "text", text)).body())
        .contains("Tighter", "Screen lock, stage: enforce instead of watch.", "It holds at once");
    HttpResponse<String> without =
        post(
            dsl,
            "/policy/change",
            Map.of("step", "apply", "base", "0", "text", text, "reason", "no"));
    assertThat(without.statusCode()).isEqualTo(422);
    assertThat(without.body()).contains("Say why in one sentence");
    assertThat(place(apply(dsl, text, 0))).isEqualTo("/policy?done=changed");
    assertThat(console.policyStore.stage(console.setting, laptop, "screen-lock"))
        .isEqualTo(Stage.ENFORCE);
    assertThat(get(dsl, "/policy?done=changed").body())
        .contains("The rules are changed.", "Version 1, by Dee Lead", WHY);
    HttpResponse<String> old =
        apply(dsl, "format: 1\ntime-zone: Europe/Dublin\n" + text.substring(10), 0);
    assertThat(old.statusCode()).isEqualTo(422);
    assertThat(old.body()).contains("version 1 now");
  }

  @Test
  void what_gets_looser_waits_for_the_other_who_agrees_or_says_no() {
    Secret max = console.person(console.setting, "Max Head", Role.MANAGER);
    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    Secret staff = console.person(console.setting, "Sam Staff", Role.STAFF);
    String looser = "format: 1\nrules:\n  screen-lock: {minutes: 20}\n";
    String proposal = place(apply(dsl, looser, 0)).replace("?done=asked", "");
    assertThat(proposal).startsWith("/policy/proposals/");
    assertThat(get(dsl, proposal).body())
        .contains("It waits until Max Head agrees.", "20 instead of 10", WHY)
        .doesNotContain("Your decision");
    assertThat(get(tech, proposal).body()).doesNotContain("Your decision");
    assertThat(get(staff, proposal).statusCode()).isEqualTo(404);
    assertThat(get(staff, "/waiting").body()).contains("Nothing waits for you.");
    assertThat(get(max, "/waiting").body()).contains("A change that makes rules looser", proposal);
    assertThat(get(dsl, "/waiting").body()).contains("What you asked for", proposal);
    assertThat(get(max, proposal).body()).contains("Your decision");
    assertThat(post(dsl, proposal, Map.of("decision", "approve")).statusCode()).isEqualTo(422);
    HttpResponse<String> wordless = post(max, proposal, Map.of("decision", "refuse", "word", ""));
    assertThat(wordless.statusCode()).isEqualTo(422);
    assertThat(
            place(post(max, proposal, Map.of("decision", "refuse", "word", "Ten is long enough."))))
        .isEqualTo(proposal + "?done=refused");
    assertThat(get(dsl, proposal).body()).contains("Max Head said no", "Ten is long enough.");
    String again = place(apply(dsl, looser, 0)).replace("?done=asked", "");
    assertThat(place(post(max, again, Map.of("decision", "approve", "word", ""))))
        .isEqualTo(again + "?done=agreed");
    assertThat(get(dsl, again).body()).contains("Max Head agreed", "It is version 1.");
    assertThat(get(dsl, "/policy/versions").body())
        .contains("Version 1", "Dee Lead, agreed by Max Head", "Holds now");
  }

  @Test
  void agreeing_to_something_looser_needs_a_fresh_proof() {
    Secret max = console.person(console.setting, "Max Head", Role.MANAGER);
    String proposal =
        place(apply(dsl, "format: 1\nrules:\n  screen-lock: {minutes: 20}\n", 0))
            .replace("?done=asked", "");
    console.now.updateAndGet(now -> now.plusSeconds(11 * 60));
    assertThat(place(post(max, proposal, Map.of("decision", "approve"))))
        .startsWith("/confirm?next=");
    assertThat(console.policyFiles.current(console.setting).version()).isZero();
    HttpResponse<String> late = apply(dsl, "format: 1\nrules:\n  screen-lock: {minutes: 30}\n", 0);
    assertThat(late.statusCode()).isEqualTo(422);
    assertThat(late.body()).contains("Show first that it is you", "minutes: 30");
  }

  @Test
  void versions_are_compared_and_put_back() {
    assertThat(place(apply(dsl, "format: 1\nrules:\n  camera: {stage: warn}\n", 0)))
        .isEqualTo("/policy?done=changed");
    assertThat(place(apply(dsl, "format: 1\nrules:\n  camera: {stage: enforce}\n", 1)))
        .isEqualTo("/policy?done=changed");
    assertThat(get(dsl, "/policy/versions/2").body())
        .contains("What differs from version 1", "Camera, stage: enforce instead of warn.");
    assertThat(get(dsl, "/policy/versions/2?with=0").body())
        .contains("Camera, stage: enforce instead of watch.")
        .doesNotContain("Put version 2 back");
    assertThat(get(dsl, "/policy/versions/9").statusCode()).isEqualTo(404);
    assertThat(get(dsl, "/policy/versions/1").body()).contains("Put version 1 back");
    assertThat(place(post(dsl, "/policy/versions/1", Map.of("reason", WHY))))
        .isEqualTo("/policy?done=changed");
    assertThat(get(dsl, "/policy").body()).contains("Version 3");
  }
}
