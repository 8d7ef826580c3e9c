package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.recovery.RecoveryRequest;
import io.stairgate.console.recovery.RecoveryScene;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryPagesTest {
  private static final Pattern GROUP = Pattern.compile("<code>([0-9A-Z]{4})</code>");
  private static final String WORDS = "maple otter window seven lantern ";

  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private Secret head;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    head = console.person(console.setting, "Hedda Head", Role.MANAGER);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> get(Secret who, String path) {
    return new Browser(console).with(who).get(path);
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", console.who(who).csrf());
    return new Browser(console).with(who).post(path, all);
  }

  private static void went(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  private UUID account(Secret who) {
    return console.who(who).account();
  }

  private Map<String, String> words(Secret who) {
    String typed = WORDS + account(who);
    return Map.of("passphrase", typed, "again", typed);
  }

  private void ceremony() {
    var _ =
        console.recovery.choose(
            console.setting,
            Set.of(account(dsl), account(head)),
            2,
            new Actor.Person(account(dsl), "Dee Lead"));
    went(post(dsl, "/recovery/passphrase", words(dsl)));
    went(post(head, "/recovery/passphrase", words(head)));
    HttpResponse<String> paper = post(dsl, "/recovery/paper", Map.of());
    assertThat(paper.statusCode()).as(paper.body()).isEqualTo(200);
    assertThat(paper.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(paper.headers().firstValue("Refresh")).contains("600; url=/recovery");
    List<String> groups = new ArrayList<>();
    Matcher matcher = GROUP.matcher(paper.body());
    while (matcher.find()) {
      groups.add(matcher.group(1));
    }
    assertThat(groups).hasSize(14);
    assertThat(get(head, "/recovery").body()).contains("Share the key out");
    assertThat(post(head, "/recovery/share", Map.of("group1", "A")).statusCode()).isEqualTo(422);
    Map<String, String> typed = new HashMap<>();
    List<Integer> asked = console.recovery.state(console.setting).asked();
    for (int i = 0; i < 3; i++) {
      typed.put("group" + (i + 1), groups.get(asked.get(i) - 1));
    }
    went(post(head, "/recovery/share", typed));
  }

  @Test
  void a_laptops_key_is_asked_for_agreed_to_and_shown_once() {
    ceremony();
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    RecoveryScene.kept(console.database, console.setting, laptop, "ABCD2345", console.now.get());
    assertThat(get(dsl, "/recovery").body()).contains("Blue Room: ABCD 2345", "Ask to see it");

    went(
        post(
            dsl,
            "/recovery/requests",
            Map.of(
                "purpose",
                "open",
                "laptop",
                laptop.toString(),
                "key",
                "ABCD2345",
                "reason",
                "The passphrase was forgotten.")));
    RecoveryRequest request = console.recovery.requests(console.setting).getFirst();
    String path = "/recovery/requests/" + request.id();
    assertThat(get(dsl, path).body()).contains("Nobody has agreed yet").doesNotContain("I agree");
    assertThat(get(head, path).body()).contains("I agree", "The passphrase was forgotten.");
    assertThat(post(head, path + "/agree", Map.of("passphrase", "no")).statusCode()).isEqualTo(422);
    went(post(head, path + "/agree", words(head)));
    HttpResponse<String> shown = post(dsl, path + "/finish", words(dsl));
    assertThat(shown.body()).contains(RecoveryScene.KEY);
    assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(post(dsl, path + "/finish", words(dsl)).statusCode()).isEqualTo(404);
    assertThat(get(dsl, path).body()).contains("It was done").doesNotContain(RecoveryScene.KEY);
    assertThat(get(dsl, "/recovery").body()).contains("the laptop asks for a new one");

    assertThat(console.audit.entries(console.setting, 0, 1000))
        .extracting(AuditEntry::act)
        .contains(
            "recovery-holders-chosen",
            "recovery-passphrase-made",
            "recovery-key-printed",
            "recovery-key-split",
            "recovery-asked",
            "recovery-agreed",
            "recovery-key-opened");
  }

  @Test
  void somebody_leaves_and_a_request_is_refused() {
    Secret deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
    ceremony();
    went(
        post(
            dsl,
            "/recovery/requests",
            Map.of("purpose", "drill", "reason", "The drill of this term.")));
    UUID id = console.recovery.requests(console.setting).getFirst().id();
    went(post(deputy, "/recovery/requests/" + id + "/refuse", Map.of()));
    assertThat(post(dsl, "/recovery/holders/" + account(head) + "/end", Map.of()).statusCode())
        .isEqualTo(422);
    var _ =
        console.recovery.choose(
            console.setting,
            Set.of(account(dsl), account(head), account(deputy)),
            2,
            new Actor.Person(account(dsl), "Dee Lead"));
    went(post(dsl, "/recovery/holders/" + account(deputy) + "/end", Map.of()));
    assertThat(console.audit.entries(console.setting, 0, 1000))
        .extracting(AuditEntry::act)
        .contains("recovery-refused", "recovery-holder-left");
  }
}
