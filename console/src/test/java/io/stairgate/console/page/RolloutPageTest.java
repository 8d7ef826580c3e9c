package io.stairgate.console.page;

import static io.stairgate.console.Surfer.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Surfer;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.PolicyWordStore;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that comes step by step, as people begin it, look at it and decide. */
class RolloutPageTest {
  private static final String WHY = "The committee agreed it.";
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]*)\"");

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Surfer dsl;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = new Surfer(console).with(console.person(console.setting, "Dee Lead", Role.DSL));
    for (String room : new String[] {"Blue Room", "Red Room", "Green Room"}) {
      console.laptop(console.setting, room);
    }
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private Rollout.Whole begin() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("where", "all");
    fields.put("stage", "enforce");
    fields.put("step", "look");
    fields.put("base", "0");
    HttpResponse<String> looked = dsl.post("/rules/camera", fields);
    assertThat(words(looked.body()))
        .contains("How should it begin?", "One laptop first, then all", "All of them at once")
        .doesNotContain("A tenth of the laptops");
    Matcher seen = SEEN.matcher(looked.body());
    assertThat(seen.find()).isTrue();
    fields.put("step", "save");
    fields.put("seen", seen.group(1));
    fields.put("way", "one-then-all");
    fields.put("why", WHY);
    assertThat(dsl.post("/rules/camera", fields).statusCode()).isEqualTo(303);
    return console.policyFiles.rollouts().open(console.setting).getFirst();
  }

  private void refuses(Rollout.Whole whole) {
    DeviceId first =
        whole.laptops().stream()
            .filter(each -> each.reachedAt().isPresent())
            .findFirst()
            .orElseThrow()
            .laptop();
    console.database.useTransaction(
        tx ->
            PolicyWordStore.put(
                tx,
                console.setting,
                first,
                PolicyWordStore.REFUSED,
                new PolicyVersion(1, 1),
                console.now.get(),
                console.now.get(),
                "<b>It was too new.</b>"));
    console.policyFiles.rollouts().goOn();
  }

  private String rolloutPage(Rollout.Whole whole) {
    return "/rollouts/" + whole.rollout().id();
  }

  @Test
  void it_is_begun_on_the_rules_page_and_shown_wherever_rules_are() {
    Rollout.Whole whole = begin();
    for (String path : new String[] {"/rules", "/policy", "/rules/camera"}) {
      assertThat(words(dsl.get(path).body()))
          .as(path)
          .contains("Step 1 of 2. 1 of 3 laptops follow the new rule.");
    }
    assertThat(words(dsl.get(rolloutPage(whole)).body()))
        .contains("Waiting for it", "Not reached yet", "Put the rule back as it was")
        .doesNotContain("Let it go on");
    HttpResponse<String> again =
        dsl.post("/rules/camera", Map.of("where", "all", "stage", "warn", "step", "look"));
    assertThat(again.statusCode()).isEqualTo(200);
  }

  @Test
  void it_stops_says_why_and_a_person_lets_it_go_on() {
    Rollout.Whole whole = begin();
    refuses(whole);
    HttpResponse<String> stopped = dsl.get(rolloutPage(whole));
    assertThat(stopped.body()).doesNotContain("<b>It was");
    assertThat(words(stopped.body()))
        .contains("It stopped by itself in step 1 of 2.", "It refused the new rules.", "Went wrong")
        .contains("Rules 1 to look at");
    assertThat(words(dsl.get("/").body())).contains("A change of a rule stopped by itself");
    assertThat(dsl.get("/alerts").body())
        .contains("Look at the change, and decide", "href=\"" + rolloutPage(whole) + "\"");
    HttpResponse<String> wordless =
        dsl.post(rolloutPage(whole), Map.of("decision", "go-on", "reason", "no"));
    assertThat(wordless.statusCode()).isEqualTo(422);
    Surfer technician =
        new Surfer(console).with(console.person(console.setting, "Tom Tech", Role.TECHNICIAN));
    assertThat(
            technician
                .post(rolloutPage(whole), Map.of("decision", "go-on", "reason", WHY))
                .statusCode())
        .isEqualTo(422);
    assertThat(
            dsl.post(rolloutPage(whole), Map.of("decision", "go-on", "reason", WHY)).statusCode())
        .isEqualTo(303);
    assertThat(words(dsl.get(rolloutPage(whole)).body())).contains("passed over");
    console.policyFiles.rollouts().goOn();
    assertThat(console.policyFiles.rollouts().open(console.setting).getFirst().rollout().step())
        .isEqualTo(2);
    assertThat(console.audit.entries(console.setting, 0, 100))
        .extracting(AuditEntry::act)
        .contains("rollout-begun", "rollout-stopped", "rollout-continued", "rollout-went-on");
  }

  @Test
  void it_is_put_back_as_anything_that_makes_a_rule_looser() {
    console.person(console.setting, "Max Head", Role.MANAGER);
    Rollout.Whole whole = begin();
    refuses(whole);
    HttpResponse<String> asked =
        dsl.post(rolloutPage(whole), Map.of("decision", "put-back", "reason", WHY));
    assertThat(asked.headers().firstValue("Location").orElse("")).startsWith("/policy/proposals/");
    assertThat(console.policyFiles.current(console.setting).policy().rule(Rule.CAMERA).stage())
        .isEqualTo(Stage.ENFORCE);
  }
}
