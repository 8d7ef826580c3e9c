package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.concern.ConcernEnding;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.keep.Kept;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long things are kept, as people and programs see and change it. */
class KeepingPagesTest {
  @TempDir Path data;
  private WebFixture console;
  private Secret head;
  private Browser browser;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    head = console.person(console.setting, "Ruth Head", Role.MANAGER);
    browser = new Browser(console).with(head);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("csrf", console.who(head).csrf());
    return browser.post(path, all);
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  @Test
  void a_length_is_changed_with_a_reason_within_its_bounds_and_goes_back_to_the_suggestion() {
    String list = browser.get("/keeping").body();
    assertThat(list).contains("Memory sticks that were used or blocked", "13 months", "6 years");
    String sticks = "/keeping/lengths/sticks";
    assertThat(browser.get(sticks).body()).contains("From 1 month to 6 years");
    assertThat(post(sticks, Map.of("amount", "0", "reason", "Our policy says so.")).statusCode())
        .isEqualTo(422);
    assertThat(post(sticks, Map.of("amount", "6", "reason", "short")).body())
        .contains("Say why in 10 to 500 letters");
    assertThat(post(sticks, Map.of("amount", "6", "reason", "Our policy says so.")).statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/keeping").body())
        .contains("6 months", "Our policy says so.", "Chosen by Ruth Head", "is 12 months");
    assertThat(acts()).contains("keeping-changed");
    assertThat(
            post(sticks, Map.of("to", "suggestion", "reason", "The suggestion is right."))
                .statusCode())
        .isEqualTo(303);
    assertThat(console.keeping.length(console.setting, Kept.STICKS).own()).isEmpty();
    assertThat(browser.get("/keeping/lengths/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void a_laptop_is_held_and_the_hold_ends_with_a_word() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    assertThat(
            post(
                    "/keeping/holds",
                    Map.of("laptop", laptop.toString(), "reason", "The police asked us to."))
                .statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/keeping").body())
        .contains("Blue Room", "The police asked us to.", "Held");
    UUID hold = console.keeping.holds(console.setting).getFirst().id();
    String end = "/keeping/holds/" + hold + "/end";
    assertThat(browser.get(end).body()).contains("End the hold?");
    assertThat(post(end, Map.of("word", "no")).statusCode()).isEqualTo(422);
    assertThat(post(end, Map.of("word", "The police are done.")).statusCode()).isEqualTo(303);
    assertThat(browser.get("/keeping").body()).contains("Held before", "The police are done.");
    assertThat(acts()).containsSubsequence("hold-made", "hold-ended");
  }

  @Test
  void whoever_looks_after_laptops_reads_it_and_changes_nothing() {
    Secret tom = console.person(console.setting, "Tom Tech", Role.TECHNICIAN);
    Browser technician = new Browser(console).with(tom);
    assertThat(technician.get("/keeping").body())
        .contains("How long things are kept")
        .doesNotContain("Hold something", "/keeping/lengths/");
    assertThat(technician.get("/keeping/lengths/alerts").statusCode()).isEqualTo(403);
  }

  @Test
  void a_report_whose_time_is_over_is_kept_for_another_year_or_removed() {
    console.person(console.setting, "Jo Lead", Role.DSL);
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    UUID report = console.report(console.setting, laptop, "Something is not right.");
    Secret jo = console.person(console.setting, "Sam Deputy", Role.DEPUTY);
    Actor.Person sam = new Actor.Person(console.who(jo).account(), "Sam Deputy");
    assertThat(
            console.concerns.close(
                console.setting, report, sam, ConcernEnding.NO_ACTION, "We talked about it."))
        .isEqualTo(new Outcome.Done());
    Browser deputy = new Browser(console).with(jo);
    assertThat(deputy.get("/keeping").body()).doesNotContain("over its time</h2>");
    console.now.updateAndGet(now -> now.plus(Duration.ofDays(3 * 366)));
    Secret again = console.complete(console.half("sam.deputy@deputy.example"));
    deputy = new Browser(console).with(again);
    assertThat(deputy.get("/keeping").body()).contains("1 report is over its time");
    String path = "/keeping/reports/" + report;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("csrf", console.who(again).csrf());
    fields.put("reason", "It is in the file since then.");
    fields.put("to", "remove");
    assertThat(deputy.post(path, fields).statusCode()).isEqualTo(303);
    assertThat(console.concerns.concern(console.setting, report)).isEmpty();
    assertThat(acts()).contains("concern-removed");
  }

  @Test
  void somebody_reads_and_takes_away_what_is_kept_about_them_and_a_lead_does_it_for_others() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    assertThat(laptop).isNotNull();
    var _ =
        console.accountOrders.left(
            console.setting, console.who(head).actor(), "rosa", "She moved away in May.");
    String page = browser.get("/my/copy").body();
    assertThat(page).contains("Ruth Head", "Roles", "What this person did", "manager");
    String file = browser.get("/my/data.json").body();
    assertThat(file).contains("\"signInName\" : \"ruth.head@manager.example\"", "\"Roles\"");
    assertThat(page).doesNotContain("passphrase_hash", "$argon2id");
    assertThat(file).doesNotContain("$argon2id");
    assertThat(browser.get("/keeping/copy").body()).contains("Sign-in name on the laptops");
    assertThat(post("/keeping/copy", Map.of("name", "rosa")).body())
        .contains("She moved away in May.", "What was said of this name");
    assertThat(post("/keeping/copy", Map.of("name", "rosa", "as", "file")).body())
        .contains("\"signInName\" : \"rosa\"", "She moved away in May.");
    assertThat(post("/keeping/copy", Map.of("name", " ")).statusCode()).isEqualTo(422);
    assertThat(acts()).contains("own-data-downloaded", "person-copy-made");
  }

  @Test
  void programs_can_do_what_the_page_can() {
    String token =
        console
            .tokens
            .create(console.setting, "tool", Role.MANAGER, Optional.empty(), Optional.empty())
            .reveal();
    Browser program = new Browser(console).header("Authorization", "Bearer " + token);
    assertThat(program.get("/api/v1/keeping").body())
        .contains("\"kind\":\"sticks\"", "\"amount\":12", "\"holds\":[]");
    String wanted = "{\"amount\":24,\"reason\":\"Our policy says so.\"}";
    assertThat(program.send("PUT", "/api/v1/keeping/alerts", wanted).body())
        .contains("\"amount\":24", "Our policy says so.");
    assertThat(
            program
                .send("PUT", "/api/v1/keeping/alerts", "{\"amount\":1,\"reason\":\"x\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            program
                .send("POST", "/api/v1/holds", "{\"reason\":\"The council asked us to.\"}")
                .statusCode())
        .isEqualTo(201);
    UUID hold = console.keeping.holds(console.setting).getFirst().id();
    assertThat(
            program
                .send(
                    "POST",
                    "/api/v1/holds/" + hold + "/end",
                    "{\"reason\":\"The council is done.\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(program.get("/api/v1/keeping/numbers").body()).contains("\"numbers\":[]");
  }
}
