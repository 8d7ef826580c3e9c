package io.stairgate.console.page;

import static io.stairgate.console.Surfer.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Surfer;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.PolicyWordStore;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change over several settings, as people begin it, look at it and decide. */
class SpreadPageTest {
  private static final String WHY = "The provider's board agreed it.";
  private static final String FORM = "/changes/rules/screen-lock";
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]*)\"");

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private SettingId oaks;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Surfer mia;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    oaks = console.newSetting("Little Oaks Nursery");
    var _ = console.person(console.setting, "Dee Lead", Role.DSL);
    var _ = console.person(oaks, "Olu Lead", Role.DSL);
    mia = both("Mia Head", Role.MANAGER);
    console.laptop(console.setting, "Blue Room");
    console.laptop(oaks, "Oak Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private Surfer both(String name, Role role) {
    Secret cookie = console.person(console.setting, name, role);
    SignedIn who = console.who(cookie);
    console.database.useTransaction(
        tx ->
            console.members.put(
                tx, oaks, who.account(), Set.of(role), Optional.empty(), console.now.get()));
    return new Surfer(console).with(cookie);
  }

  private static Map<String, String> lock() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("stage", "enforce");
    fields.put("p-minutes", "5");
    fields.put("step", "look");
    return fields;
  }

  private static String seen(HttpResponse<String> looked) {
    Matcher seen = SEEN.matcher(looked.body());
    assertThat(seen.find()).isTrue();
    return seen.group(1);
  }

  private String begin(Surfer who) {
    Map<String, String> fields = lock();
    HttpResponse<String> looked = who.post(FORM, fields);
    fields.put("seen", seen(looked));
    fields.put("step", "begin");
    fields.put("why", WHY);
    fields.put("setting", console.setting.toString());
    String one = go(who.post(FORM, fields));
    assertThat(words(who.get(one).body())).contains("It is begun.");
    return one.replace("?done=begun", "");
  }

  private static String go(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(words(answer.body())).isEqualTo(303);
    return answer.headers().firstValue("location").orElseThrow();
  }

  @Test
  void it_is_begun_from_the_settings_page_after_a_look_at_every_setting() {
    assertThat(mia.get("/settings").body()).contains("href=\"/changes\"");
    assertThat(mia.get("/changes").body()).contains("href=\"" + FORM + "\"");
    HttpResponse<String> looked = mia.post(FORM, lock());
    assertThat(words(looked.body()))
        .contains(
            "Little Oaks Nursery",
            "2 laptops in 2 settings would follow it.",
            "Minutes without use until the screen locks: 5 minutes.",
            "Would change");
    assertThat(looked.body().split("type=\"checkbox\"", -1)).hasSize(3);
    String one = begin(mia);
    assertThat(console.policyFiles.version(console.setting)).isEqualTo(1);
    assertThat(console.policyFiles.version(oaks)).as("it was not chosen").isZero();
    console.policyFiles.spreads().goOn();
    assertThat(words(mia.get(one).body()))
        .contains("Step 1. 1 of 1 laptop follow", "Under way", WHY, "Stop it now", "Take it back");
    assertThat(words(mia.get("/changes").body())).contains("Under way", "Begun by Mia Head");
    Rollout.Whole here = console.policyFiles.rollouts().open(console.setting).getFirst();
    assertThat(words(mia.get("/rollouts/" + here.rollout().id()).body()))
        .contains("It goes over several settings together.");
    assertThat(acts(console.setting)).contains("spread-begun", "policy-changed");
  }

  private List<String> acts(SettingId setting) {
    return console.audit.entries(setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  @Test
  void what_cannot_be_is_refused_with_a_sentence_beside_the_field() {
    Map<String, String> nothing = new LinkedHashMap<>(Map.of("stage", "", "step", "look"));
    HttpResponse<String> empty = mia.post(FORM, nothing);
    assertThat(empty.statusCode()).isEqualTo(422);
    assertThat(words(empty.body())).contains("Choose at least one thing that is to change.");
    Map<String, String> far = lock();
    far.put("p-minutes", "five");
    assertThat(words(mia.post(FORM, far).body())).contains("write a whole number from");
    Map<String, String> unseen = lock();
    unseen.put("step", "begin");
    unseen.put("why", WHY);
    assertThat(mia.post(FORM, unseen).statusCode()).as("it is looked at first").isEqualTo(200);
    Map<String, String> wordless = lock();
    wordless.put("seen", seen(mia.post(FORM, lock())));
    wordless.put("step", "begin");
    wordless.put("setting", oaks.toString());
    assertThat(words(mia.post(FORM, wordless).body())).contains("Say why in one sentence");
    assertThat(console.policyFiles.version(oaks)).isZero();
  }

  @Test
  void a_provider_asks_and_is_told_where() {
    Surfer pat = both("Pat Firm", Role.PROVIDER);
    assertThat(words(pat.post(FORM, lock()).body()))
        .contains("Asks there first", "In 2 settings somebody must agree first.");
    String one = begin(pat);
    assertThat(words(pat.get(one).body())).contains("1 setting has not agreed yet.");
    assertThat(console.policyFiles.version(console.setting)).isZero();
  }

  @Test
  void it_stops_and_a_person_decides() {
    String one = begin(mia);
    console.policyFiles.spreads().goOn();
    DeviceId first =
        console
            .policyFiles
            .rollouts()
            .open(console.setting)
            .getFirst()
            .laptops()
            .getFirst()
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
    console.policyFiles.spreads().goOn();
    HttpResponse<String> stopped = mia.get(one);
    assertThat(stopped.body()).doesNotContain("<b>It was");
    assertThat(words(stopped.body()))
        .contains("It stopped by itself, because a laptop failed.", "It refused the new rules.");
    assertThat(words(mia.get("/settings").body())).contains("A change has stopped.");
    assertThat(mia.post(one, Map.of("decision", "go-on", "reason", "no")).statusCode())
        .isEqualTo(422);
    assertThat(go(mia.post(one, Map.of("decision", "go-on", "reason", WHY)))).contains("go-on");
    assertThat(go(mia.post(one, Map.of("decision", "stop", "reason", WHY)))).contains("stop");
    assertThat(acts(console.setting)).contains("spread-stopped", "spread-continued");
    assertThat(go(mia.post(one, Map.of("decision", "take-back", "reason", WHY))))
        .contains("take-back");
    assertThat(words(mia.get(one).body())).contains("Taken back");
    assertThat(mia.post(one, Map.of("decision", "stop", "reason", WHY)).statusCode())
        .isEqualTo(422);
  }

  @Test
  void nobody_without_the_right_sees_or_begins_one() {
    String one = begin(mia);
    Surfer governor =
        new Surfer(console).with(console.person(console.setting, "Gus Gov", Role.GOVERNOR));
    assertThat(governor.get("/changes").statusCode()).isEqualTo(403);
    assertThat(governor.post(FORM, lock()).statusCode()).isEqualTo(403);
    Surfer olu = new Surfer(console).with(console.person(oaks, "Ona Tech", Role.TECHNICIAN));
    assertThat(olu.get(one).statusCode()).as("it does not concern that setting").isEqualTo(404);
    assertThat(words(olu.get("/changes").body()))
        .contains("You look after the rules of one setting.");
  }
}
