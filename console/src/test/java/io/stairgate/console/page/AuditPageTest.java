package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.web.Guard;
import io.stairgate.console.witness.AuditCheck;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPageTest {
  private static final Pattern LINE = Pattern.compile("data-line=\"(\\d+)\"");

  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;
  private Browser browser;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    browser = new Browser(console).with(dsl);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private List<AuditEntry> log() {
    return console.audit.entries(console.setting, 0, 10_000);
  }

  private List<Long> shown(String path) {
    HttpResponse<String> answer = browser.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    List<Long> lines = new ArrayList<>();
    Matcher matcher = LINE.matcher(answer.body());
    while (matcher.find()) {
      lines.add(Long.parseLong(matcher.group(1)));
    }
    return lines;
  }

  private void write(Actor by, String act, String target, int lines) {
    for (int i = 0; i < lines; i++) {
      console.audit.append(console.setting, by, act, target, "note " + i);
    }
  }

  @Test
  void newest_comes_first_in_plain_words_with_who_what_when_and_to_what() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    Actor dee = console.who(dsl).actor();
    console.audit.append(
        console.setting, dee, "laptop-renamed", "laptop:" + laptop, "now called Blue Room");
    String page = browser.get("/audit").body();
    assertThat(page)
        .contains("Dee Lead</a> gave a laptop another name")
        .contains("<a href=\"/laptops/" + laptop + "\">Blue Room</a>")
        .contains("now called Blue Room")
        .contains("Not checked yet");
    assertThat(page.indexOf("gave a laptop another name"))
        .isLessThan(
            page.indexOf("created the first account") < 0
                ? page.indexOf("joined")
                : page.indexOf("created the first account"));
  }

  @Test
  void every_look_writes_one_line_and_a_page_that_looks_by_itself_writes_none() {
    int before = log().size();
    var _ = browser.get("/audit?kind=people");
    assertThat(log()).hasSize(before + 1);
    assertThat(log().getLast().act()).isEqualTo("audit-read");
    assertThat(log().getLast().actorId()).contains(console.who(dsl).account());
    assertThat(log().getLast().detail()).isEqualTo("people and access");
    var _ = browser.header(Guard.LIVE_HEADER, "1").get("/audit");
    assertThat(log()).hasSize(before + 1);
    var _ = browser.get("/audit.csv?laptop=nobody");
    assertThat(log()).as("a refused download").hasSize(before + 1);
    var _ = browser.get("/audit.csv");
    assertThat(log().getLast().detail()).isEqualTo("all of it, for a spreadsheet");
    var _ = browser.get("/audit.ndjson?from=2026-01-01");
    assertThat(log().getLast().detail()).isEqualTo("from 2026-01-01, with hashes");
    assertThat(log()).hasSize(before + 3);
  }

  @Test
  void pages_follow_each_other_without_a_hole_and_a_filter_stays() {
    write(new Actor.CommandLine(), "token-created", "", 120);
    List<Long> all = new ArrayList<>();
    String next = "/audit?kind=console";
    for (int page = 0; page < 4 && !next.isEmpty(); page++) {
      String body = browser.get(next).body();
      Matcher matcher = LINE.matcher(body);
      while (matcher.find()) {
        all.add(Long.parseLong(matcher.group(1)));
      }
      Matcher link = Pattern.compile("href=\"([^\"]*before=[^\"]*)\"").matcher(body);
      next = link.find() ? link.group(1).replace("&amp;", "&") : "";
    }
    assertThat(all)
        .isEqualTo(
            log().stream()
                .filter(line -> line.act().equals("token-created"))
                .map(AuditEntry::number)
                .toList()
                .reversed());
  }

  @Test
  void lines_are_found_by_person_kind_laptop_and_day() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    UUID ann = new UUID(4, 4);
    console.now.set(Instant.parse("2026-11-03T12:00:00Z").plus(Duration.ofDays(3650)));
    write(new Actor.Person(ann, "Ann Other"), "laptop-renamed", "laptop:" + laptop, 2);
    write(new Actor.Laptop(laptop.value(), "Blue Room"), "laptop-added", "laptop:" + laptop, 1);
    dsl = console.person(console.setting, "Later Lead", Role.DSL);
    browser = new Browser(console).with(dsl);
    assertThat(shown("/audit?person=" + ann)).hasSize(2);
    assertThat(browser.get("/audit?person=" + ann).body()).contains("selected>Ann Other</option>");
    assertThat(shown("/audit?laptop=blue")).hasSize(3);
    assertThat(shown("/audit?laptop=blue&kind=laptops&person=" + ann)).hasSize(2);
    assertThat(shown("/audit?kind=laptops&from=2036-10-31&to=2036-10-31")).hasSize(3);
    assertThat(shown("/audit?kind=laptops&to=2036-10-30")).isEmpty();
    assertThat(browser.get("/audit?laptop=nowhere").body())
        .contains("No laptop here is called that", "No line fits");
    assertThat(browser.get("/audit?from=yesterday").body()).contains("Write the day like");
  }

  @Test
  void who_may_not_see_the_log_sees_nothing_of_it() {
    Secret technician = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    Browser tech = new Browser(console).with(technician);
    for (String path : List.of("/audit", "/audit.csv", "/audit.ndjson")) {
      HttpResponse<String> answer = tech.get(path);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).doesNotContain("Dee Lead");
    }
    assertThat(tech.get("/laptops").body()).doesNotContain("/audit");
    assertThat(browser.get("/laptops").body()).contains("href=\"/audit\"");
  }

  @Test
  void the_table_is_safe_for_a_spreadsheet_and_has_every_line() {
    console.audit.append(
        console.setting,
        new Actor.Person(new UUID(1, 1), "=cmd|' /C calc'!A0"),
        "removed",
        "",
        "@SUM(1,2) \"quoted\"");
    String csv = browser.get("/audit.csv").body();
    assertThat(csv).contains("\"'=cmd|' /C calc'!A0\"").contains("\"'@SUM(1,2) \"\"quoted\"\"\"");
    assertThat(csv.lines().count()).isEqualTo(log().size() + 1);
  }

  @Test
  void the_file_with_proof_can_be_proved_from_its_description_alone() throws Exception {
    write(new Actor.CommandLine(), "token-created", "token:" + new UUID(1, 2), 5);
    console.audit.append(console.setting, console.who(dsl).actor(), "signed-out", "", "é \"€\"");
    ObjectMapper json = new ObjectMapper();
    String previous = HexFormat.of().formatHex(new byte[32]);
    List<String> lines = browser.get("/audit.ndjson").body().lines().toList();
    assertThat(lines).hasSize(log().size());
    for (String text : lines) {
      JsonNode line = json.readTree(text);
      assertThat(line.get("previousHash").asText()).isEqualTo(previous);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      part(all, HexFormat.of().parseHex(previous));
      for (String field : List.of("setting", "number", "at", "actor", "act", "detail")) {
        part(all, line.get(field).asText().getBytes(StandardCharsets.UTF_8));
      }
      if (!line.get("actorKind").asText().isEmpty()
          || !line.get("actorId").asText().isEmpty()
          || !line.get("target").asText().isEmpty()) {
        for (String field : List.of("actorKind", "actorId", "target")) {
          part(all, line.get(field).asText().getBytes(StandardCharsets.UTF_8));
        }
      }
      previous =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
      assertThat(line.get("hash").asText()).isEqualTo(previous);
    }
  }

  private static void part(ByteArrayOutputStream all, byte[] part) {
    all.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
    all.writeBytes(part);
  }

  @Test
  void a_long_log_is_downloaded_whole() {
    for (int i = 0; i < 21; i++) {
      console.database.useTransaction(
          tx -> {
            for (int j = 0; j < 200; j++) {
              console.audit.append(
                  tx, console.setting, new Actor.CommandLine(), "token-created", "", "x");
            }
          });
    }
    assertThat(browser.get("/audit.ndjson").body().lines().count()).isEqualTo(log().size());
  }

  @Test
  void a_notice_stands_on_both_pages_until_a_person_says_what_was_found() {
    console.database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    INSERT INTO audit_notice
                      (setting_id, branch, kind, first_line, last_line, noticed_at, remembers, laptops)
                    VALUES (:setting, 1, 'missing', 40, 52, :at, 'Blue Room', 1)
                    """)
                .bind("setting", console.setting.value())
                .bind("at", console.now.get())
                .execute());
    String sentence = "lines 40 to 52 are missing, Blue Room remembers them";
    assertThat(browser.get("/").body()).contains(sentence);
    assertThat(browser.get("/audit").body()).contains(sentence, "What did you find?");
    Secret technician = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    assertThat(new Browser(console).with(technician).get("/").body()).doesNotContain(sentence);
    String csrf = console.who(dsl).csrf();
    HttpResponse<String> empty =
        browser.post("/audit/notices/1", Map.of("csrf", csrf, "why-1", "  "));
    assertThat(empty.statusCode()).isEqualTo(422);
    assertThat(empty.body()).contains("Say what you found", "href=\"#why-1\"");
    assertThat(browser.post("/audit/notices/2", Map.of("csrf", csrf, "why-2", "x")).statusCode())
        .isEqualTo(404);
    HttpResponse<String> done =
        browser.post(
            "/audit/notices/1", Map.of("csrf", csrf, "why-1", "We put the old disk back."));
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(log().getLast().act()).isEqualTo("audit-change-acknowledged");
    assertThat(log().getLast().detail()).isEqualTo("We put the old disk back.");
    assertThat(browser.get("/").body()).doesNotContain(sentence);
    assertThat(browser.get("/audit").body()).doesNotContain("What did you find?");
  }

  @Test
  void the_last_look_at_every_line_is_shown() {
    console.checks.put(console.setting, new AuditCheck(console.now.get(), 1_204, Optional.empty()));
    assertThat(browser.get("/audit").body())
        .contains("All 1,204 lines are as they were written.", "Last checked");
    console.checks.put(console.setting, new AuditCheck(console.now.get(), 39, Optional.of(40L)));
    assertThat(browser.get("/audit").body())
        .contains("Line 40 is missing or is not what was written.", "note warn");
  }

  @Test
  void a_link_made_at_the_server_is_told_to_those_who_decide_about_people_for_two_weeks() {
    console.audit.append(
        console.setting,
        new Actor.CommandLine(),
        "passphrase-link-made",
        "person:" + new UUID(1, 1),
        "for Dee Lead");
    String told = "A link to let Dee Lead back in was made at the server on ";
    assertThat(browser.get("/").body()).contains(told);
    Secret technician = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    assertThat(new Browser(console).with(technician).get("/").body()).doesNotContain(told);
    console.now.updateAndGet(now -> now.plus(Duration.ofDays(15)));
    Secret later = console.person(console.setting, "Later Lead", Role.DSL);
    assertThat(new Browser(console).with(later).get("/").body()).doesNotContain(told);
  }

  /** Every act that main code writes has words; reads the sources, so that none is forgotten. */
  @Test
  void every_act_has_words() {
    assertThat(Acts.ofMainCode())
        .hasSizeGreaterThan(40)
        .contains("signed-in", "laptop-added", "removed", "laptop-banned", "audit-changed")
        .filteredOn(act -> !AuditWords.knows(act))
        .as("write words for these in page.AuditWords")
        .isEmpty();
  }
}
