package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of alerts and the page of one. */
class AlertPagesTest {
  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private DeviceId blue;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    blue = console.laptop(console.setting, "Blue Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void seen_is_still_to_be_dealt_with_and_ended_is_off_the_list() {
    Alert alert = stick("S1");
    assertThat(get(dsl, "/alerts")).contains("was blocked on Blue Room", "I have seen this");
    post(dsl, "/alerts/" + alert.id() + "/seen", Map.of());
    assertThat(get(dsl, "/alerts"))
        .contains("was blocked on Blue Room", "Seen by Dee Lead", "Say how it ended")
        .doesNotContain("id=\"seen-");
    HttpResponse<String> ended =
        post(
            dsl,
            "/alerts/" + alert.id() + "/end",
            Map.of("outcome", "person-talked-to", "words", "She did not know the rule."));
    assertThat(ended.statusCode()).isEqualTo(303);
    assertThat(get(dsl, "/alerts")).contains("Nothing to look at. Well done.");
    assertThat(get(dsl, "/alerts?show=all")).contains("I talked to the person. Dee Lead said so");
    assertThat(get(dsl, "/alerts/" + alert.id() + "?done=ended"))
        .contains(
            "Saved. It is off the list",
            "How it ended",
            "She did not know the rule.",
            "Dee Lead has seen it.",
            "The console heard of it.")
        .doesNotContain("Save how it ended");
  }

  @Test
  void without_an_outcome_nothing_ends_and_what_was_typed_stays() {
    Alert alert = stick("S1");
    HttpResponse<String> refused =
        post(dsl, "/alerts/" + alert.id() + "/end", Map.of("words", "Typed <before>"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("There is a problem", "Choose how it ended.", "Typed &lt;before&gt;");
    HttpResponse<String> byTheConsole =
        post(dsl, "/alerts/" + alert.id() + "/end", Map.of("outcome", "mended-by-itself"));
    assertThat(byTheConsole.statusCode()).isEqualTo(422);
    HttpResponse<String> tooLong =
        post(
            dsl,
            "/alerts/" + alert.id() + "/end",
            Map.of("outcome", "dealt-with", "words", "x".repeat(301)));
    assertThat(tooLong.body()).contains("Say it in at most 300 letters.");
    assertThat(console.alerts.openCount(console.setting)).isEqualTo(1);
  }

  @Test
  void the_list_is_narrowed_and_sorted_by_its_address_alone() {
    stick("S1");
    console.now.updateAndGet(at -> at.plusSeconds(60));
    console.stick(console.setting, blue, "S2", false);
    String worst = get(dsl, "/alerts?sort=worst");
    assertThat(worst.indexOf("plugged into Blue Room")).isPositive();
    assertThat(worst.indexOf("plugged into Blue Room"))
        .isLessThan(worst.indexOf("was blocked on Blue Room"));
    String oldest = get(dsl, "/alerts?sort=oldest");
    assertThat(oldest.indexOf("was blocked on Blue Room"))
        .isLessThan(oldest.indexOf("plugged into Blue Room"));
    assertThat(get(dsl, "/alerts?class=urgent"))
        .contains("plugged into Blue Room")
        .doesNotContain("was blocked on Blue Room");
    assertThat(get(dsl, "/alerts?class=termly")).contains("No alert fits.");
    assertThat(get(dsl, "/alerts?show=mine")).contains("Nothing that you were told of is open.");
    assertThat(get(dsl, "/alerts?class=nonsense&sort=nonsense")).contains("was blocked");
  }

  @Test
  void a_reports_alert_ends_with_the_report() {
    console.report(console.setting, blue, "Something is not right.");
    Alert alert = raise("concern", "urgent");
    assertThat(get(dsl, "/alerts/" + alert.id()))
        .contains("Somebody closes the report")
        .doesNotContain("Save how it ended");
    HttpResponse<String> refused =
        post(dsl, "/alerts/" + alert.id() + "/end", Map.of("outcome", "dealt-with"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("Close the report instead.");
  }

  @Test
  void about_the_heads_own_conduct_the_governor_looks_and_nobody_else_ends_it() {
    Secret head = console.person(console.setting, "Mo Head", Role.MANAGER);
    Secret governor = console.person(console.setting, "Gil Governor", Role.SAFEGUARDING_GOVERNOR);
    console.people.setUser(
        console.setting, blue, Optional.of(console.who(head).account()), console.who(dsl).actor());
    Alert alert = raise("tampered", "urgent");
    Map<String, String> form = Map.of("outcome", "dealt-with");
    assertThat(post(dsl, "/alerts/" + alert.id() + "/end", form).statusCode()).isEqualTo(403);
    assertThat(post(head, "/alerts/" + alert.id() + "/end", form).statusCode()).isEqualTo(403);
    assertThat(get(governor, "/my")).contains("The checker on Blue Room was changed");
    assertThat(get(governor, "/my/alerts/" + alert.id())).contains("Save how it ended");
    assertThat(post(governor, "/my/alerts/" + alert.id() + "/end", form).statusCode())
        .isEqualTo(303);
    assertThat(console.alerts.find(console.setting, alert.id()).orElseThrow().resolved())
        .hasValueSatisfying(
            ended -> {
              assertThat(ended.by()).isEqualTo("Gil Governor");
              assertThat(ended.outcome()).isEqualTo(AlertOutcome.DEALT_WITH);
            });
  }

  @Test
  void whoever_is_alone_ends_what_is_about_their_own_laptop_and_the_log_says_so() {
    SettingId small = console.newSetting("Small Nursery");
    Secret alone = console.person(small, "Mo Head", Role.MANAGER, Role.DSL);
    console.person(small, "Tess Technician", Role.TECHNICIAN);
    blue = console.laptop(small, "Blue Room");
    console.people.setUser(
        small, blue, Optional.of(console.who(alone).account()), console.who(alone).actor());
    Alert first = raise(small, "tampered", "urgent");
    Alert second = raise(small, "medium-blocked", "today");
    assertThat(get(alone, "/alerts"))
        .contains("Nobody else here could look at this, so you may, and the log says so.");
    for (Alert each : List.of(first, second)) {
      assertThat(post(alone, "/alerts/" + each.id() + "/seen", Map.of()).statusCode())
          .isEqualTo(303);
      assertThat(
              post(alone, "/alerts/" + each.id() + "/end", Map.of("outcome", "laptop-mended"))
                  .statusCode())
          .isEqualTo(303);
    }
    assertThat(console.alerts.openCount(small)).isZero();
    assertThat(details(small, "alert-acknowledged"))
        .containsExactly(
            "tampered, own matter, nobody else was there",
            "medium-blocked, own matter, nobody else was there");
    assertThat(details(small, "alert-resolved"))
        .containsExactly(
            "laptop-mended, own matter, nobody else was there",
            "laptop-mended, own matter, nobody else was there");

    Alert third = raise(small, "clone", "urgent");
    console.person(small, "Gil Governor", Role.SAFEGUARDING_GOVERNOR);
    assertThat(post(alone, "/alerts/" + third.id() + "/end", Map.of("outcome", "false-alarm")))
        .as("a governor is there now")
        .returns(403, HttpResponse::statusCode);
    assertThat(get(alone, "/alerts")).contains("so somebody else looks at this: Gil Governor.");
  }

  private List<String> details(SettingId setting, String act) {
    return console.audit.entries(setting, 0, 100).stream()
        .filter(each -> each.act().equals(act))
        .map(AuditEntry::detail)
        .toList();
  }

  @Test
  void a_governor_sees_no_alert_that_did_not_come_to_them() {
    Secret governor = console.person(console.setting, "Gil Governor", Role.SAFEGUARDING_GOVERNOR);
    UUID alert = stick("S1").id();
    HttpResponse<String> answer = new Browser(console).with(governor).get("/my/alerts/" + alert);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(
            post(governor, "/my/alerts/" + alert + "/end", Map.of("outcome", "dealt-with"))
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void the_recovery_key_that_was_opened_has_a_title() {
    raise("recovery-key-opened", "today");
    assertThat(get(dsl, "/alerts")).contains("The recovery key of Blue Room was looked at");
  }

  private Alert stick(String serial) {
    console.stick(console.setting, blue, serial, true);
    return console.alerts.open(console.setting, Optional.empty(), 1).alerts().getFirst();
  }

  private Alert raise(String kind, String severity) {
    return raise(console.setting, kind, severity);
  }

  private Alert raise(SettingId setting, String kind, String severity) {
    console.database.useTransaction(
        tx ->
            console.alerts.raise(
                tx,
                new NewAlert(
                    setting,
                    blue,
                    kind,
                    severity,
                    kind,
                    Optional.empty(),
                    "It happened.",
                    console.now.get(),
                    console.now.get())));
    return console.alerts.open(setting, Optional.empty(), 100).alerts().stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private String get(Secret who, String path) {
    return new Browser(console).with(who).get(path).body();
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> form) {
    Map<String, String> all = new HashMap<>(form);
    all.put("csrf", console.who(who).csrf());
    return new Browser(console).with(who).post(path, all);
  }
}
