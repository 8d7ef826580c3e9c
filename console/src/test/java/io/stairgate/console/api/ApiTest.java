package io.stairgate.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path data;
  private WebFixture console;
  private Browser program;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    program =
        new Browser(console)
            .header(
                "Authorization",
                "Bearer "
                    + console
                        .tokens
                        .create(
                            console.setting,
                            "test",
                            Role.TECHNICIAN,
                            Optional.empty(),
                            Optional.empty())
                        .reveal());
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void laptops_have_the_names_others_script_against() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting,
        laptop,
        console.finding("encryption", "met", "watch", "It is so."),
        console.finding("screen-lock", "unknown", "watch", "It cannot be read."));
    JsonNode answer = get("/api/v1/laptops");
    assertThat(answer.get("next").isNull()).isTrue();
    JsonNode one = answer.get("laptops").get(0);
    assertThat(one.get("id").asText()).isEqualTo(laptop.toString());
    assertThat(one.get("nickname").asText()).isEqualTo("Blue Room");
    assertThat(one.get("lastSeenAt").asText()).endsWith("Z");
    JsonNode finding = one.get("findings").get(0);
    assertThat(finding.get("rule").asText()).isEqualTo("encryption");
    assertThat(finding.get("state").asText()).isEqualTo("met");
    assertThat(finding.get("reason").isNull()).isTrue();
    assertThat(finding.get("hold").asText()).isEqualTo("by-os");
    assertThat(finding.get("stage").asText()).isEqualTo("watch");
    assertThat(finding.get("since").asText()).endsWith("Z");
    assertThat(finding.get("provedAt").asText()).endsWith("Z");
    assertThat(finding.get("evidence").get(0).get("key").asText()).isEqualTo("file system /home");
    assertThat(one.get("findings").get(1).get("reason").asText()).isEqualTo("needs-administrator");
    assertThat(get("/api/v1/laptops/" + laptop)).isEqualTo(one);
  }

  @Test
  void a_rule_of_a_newer_agent_is_shown_as_the_agent_says_it() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting,
        laptop,
        new Finding(
            "rule-of-tomorrow",
            "not-met",
            "",
            "none",
            "",
            "watch",
            "Something new is not so.",
            List.of(),
            console.now.get(),
            console.now.get(),
            List.of("It is made so."),
            true));
    JsonNode finding = get("/api/v1/laptops").get("laptops").get(0).get("findings").get(0);
    assertThat(finding.get("rule").asText()).isEqualTo("rule-of-tomorrow");
    assertThat(finding.get("sentence").asText()).isEqualTo("Something new is not so.");
    assertThat(finding.get("wouldChange").get(0).asText()).isEqualTo("It is made so.");
    assertThat(finding.get("canEnforce").asBoolean()).isTrue();
    JsonNode preview = get("/api/v1/rules/rule-of-tomorrow/preview").get("laptops").get(0);
    assertThat(preview.get("nickname").asText()).isEqualTo("Blue Room");
    assertThat(preview.get("wouldChange").get(0).asText()).isEqualTo("It is made so.");
    assertThat(get("/api/v1/rules/camera/preview").get("laptops").get(0).get("state").isNull())
        .as("nothing is known of that rule there")
        .isTrue();
  }

  @Test
  void a_technicians_program_sees_that_there_is_a_concern_and_not_its_words() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    UUID concern = console.report(console.setting, laptop, "It is not right.");
    JsonNode list = get("/api/v1/concerns");
    assertThat(list.get("concerns").get(0).get("id").asText()).isEqualTo(concern.toString());
    assertThat(list.toString()).doesNotContain("It is not right.", "anna");
    assertThat(program.get("/api/v1/concerns/" + concern).statusCode()).isEqualTo(403);
  }

  @Test
  void paging_gives_every_laptop_once() throws Exception {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 23; i++) {
      made.add(console.laptop(console.setting, "Room " + i).toString());
    }
    List<String> seen = new ArrayList<>();
    String path = "/api/v1/laptops?limit=5";
    String next = path;
    while (!next.isEmpty()) {
      JsonNode answer = get(next);
      answer.get("laptops").forEach(each -> seen.add(each.get("id").asText()));
      next = answer.get("next").isNull() ? "" : path + "&after=" + answer.get("next").asText();
    }
    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void alerts_are_listed_newest_first_with_their_medium() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.stick(console.setting, laptop, "S1", true);
    console.now.updateAndGet(now -> now.plusSeconds(1));
    console.stick(console.setting, laptop, "S2", false);
    JsonNode first = get("/api/v1/alerts?limit=1");
    assertThat(first.get("alerts").get(0).get("medium").get("serial").asText()).isEqualTo("S2");
    assertThat(first.get("alerts").get(0).get("acknowledgedAt").isNull()).isTrue();
    JsonNode second = get("/api/v1/alerts?limit=1&after=" + first.get("next").asText());
    assertThat(second.get("alerts").get(0).get("medium").get("serial").asText()).isEqualTo("S1");
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void a_wrong_parameter_is_refused_in_words() throws Exception {
    for (String path :
        List.of(
            "/api/v1/laptops?limit=x",
            "/api/v1/laptops?after=x",
            "/api/v1/alerts?state=maybe",
            "/api/v1/alerts?limit=-1")) {
      HttpResponse<String> answer = program.get(path);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json.readTree(answer.body()).get("detail").asText()).startsWith("\"");
    }
  }

  @Test
  void a_program_cannot_do_what_a_person_must() {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.stick(console.setting, laptop, "S1", true);
    String alert =
        console
            .alerts
            .open(console.setting, Optional.empty(), 1)
            .alerts()
            .getFirst()
            .id()
            .toString();
    Browser dsl = token(Role.DSL, Optional.empty());
    HttpResponse<String> answer =
        dsl.send("POST", "/api/v1/alerts/" + alert + "/acknowledgement", "");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("A person must do this");
    assertThat(console.alerts.openCount(console.setting)).isEqualTo(1);
    assertThat(dsl.send("POST", "/api/v1/programs", "").statusCode()).isEqualTo(403);
  }

  @Test
  void nobodys_program_changes_its_makers_own_access() throws Exception {
    var ann = console.person(console.setting, "Ann Lead", Role.DSL);
    var bob = console.person(console.setting, "Bob Tech", Role.TECHNICIAN);
    String annId = console.who(ann).account().toString();
    String bobId = console.who(bob).account().toString();
    Browser anns = token(Role.DSL, Optional.of(console.who(ann).account()));
    for (String method : List.of("PUT", "DELETE")) {
      String body = method.equals("PUT") ? "{\"roles\":[\"manager\"]}" : "";
      String access = method.equals("PUT") ? "/access" : "";
      HttpResponse<String> own = anns.send(method, "/api/v1/people/" + annId + access, body);
      assertThat(own.statusCode()).isEqualTo(403);
      assertThat(own.body()).contains("person-needed");
    }
    assertThat(console.who(ann).roles()).containsExactly(Role.DSL);
    HttpResponse<String> changed =
        anns.send("PUT", "/api/v1/people/" + bobId + "/access", "{\"roles\":[\"staff\"]}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(json.readTree(changed.body()).get("roles").get(0).asText()).isEqualTo("staff");
    assertThat(
            anns.send("PUT", "/api/v1/people/" + bobId + "/access", "{\"roles\":[\"king\"]}")
                .body())
        .contains("There is no role", "\"field\":\"roles\"");
    assertThat(anns.send("DELETE", "/api/v1/people/" + bobId, "").statusCode()).isEqualTo(204);
    assertThat(anns.send("DELETE", "/api/v1/people/" + bobId, "").statusCode()).isEqualTo(404);
    assertThat(console.audit.entries(console.setting, 0, 100))
        .filteredOn(entry -> entry.act().equals("removed"))
        .extracting(entry -> entry.actorKind())
        .containsExactly("program");
  }

  @Test
  void a_token_ends_with_the_access_of_whoever_made_it_and_its_use_is_noted() {
    var ann = console.person(console.setting, "Ann Lead", Role.DSL);
    console.person(console.setting, "Cy Head", Role.MANAGER);
    Browser anns = token(Role.TECHNICIAN, Optional.of(console.who(ann).account()));
    assertThat(anns.get("/api/v1/me").statusCode()).isEqualTo(200);
    assertThat(console.tokens.open(console.setting))
        .filteredOn(token -> token.madeBy().isPresent())
        .allMatch(token -> token.lastUsedAt().isPresent());
    console.tokens.writeUsed();
    assertThat(console.tokens.open(console.setting))
        .filteredOn(token -> token.madeBy().isPresent())
        .allMatch(token -> token.lastUsedAt().isPresent());
    Browser other = token(Role.DSL, Optional.empty());
    assertThat(
            other.send("DELETE", "/api/v1/people/" + console.who(ann).account(), "").statusCode())
        .isEqualTo(204);
    assertThat(anns.get("/api/v1/me").statusCode()).isEqualTo(401);
  }

  @Test
  void the_log_is_paged_in_its_order_and_reading_it_is_in_it() throws Exception {
    Browser dsl = token(Role.DSL, Optional.empty());
    for (int i = 0; i < 7; i++) {
      console.audit.append(
          console.setting, new io.stairgate.console.audit.Actor.Console(), "tested", "", "n" + i);
    }
    List<Long> seen = new ArrayList<>();
    String next = "0";
    while (!next.isEmpty()) {
      JsonNode answer =
          json.readTree(dsl.get("/api/v1/audit?act=tested&limit=3&after=" + next).body());
      answer.get("entries").forEach(each -> seen.add(each.get("number").asLong()));
      next = answer.get("next").isNull() ? "" : answer.get("next").asText();
    }
    assertThat(seen).hasSize(7).isSorted().doesNotHaveDuplicates();
    assertThat(console.audit.entries(console.setting, 0, 100))
        .filteredOn(entry -> entry.act().equals("audit-read"))
        .hasSize(3);
  }

  @Test
  void a_programs_change_of_the_policy_waits_for_a_person_who_is_not_its_maker() throws Exception {
    var ann = console.person(console.setting, "Ann Lead", Role.DSL);
    var bob = console.person(console.setting, "Bob Deputy", Role.DEPUTY);
    console.laptop(console.setting, "Blue Room");
    Browser anns = token(Role.DSL, Optional.of(console.who(ann).account()));
    HttpResponse<String> now = anns.get("/api/v1/policy.yaml");
    String tag = now.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).isEqualTo("\"0\"");
    String changed =
        now.body()
            .replaceFirst("second_person_to_loosen: true", "second_person_to_loosen: false")
            .replaceFirst("second-person-to-loosen: true", "second-person-to-loosen: false");
    assertThat(changed).isNotEqualTo(now.body());
    String body =
        json.writeValueAsString(
            java.util.Map.of("yaml", changed, "reason", "We are only two here."));
    JsonNode diff =
        json.readTree(
            anns.send(
                    "POST",
                    "/api/v1/policy/diff",
                    json.writeValueAsString(java.util.Map.of("yaml", changed)))
                .body());
    assertThat(diff.get("looser").asBoolean()).isTrue();
    assertThat(anns.send("POST", "/api/v1/policy/apply", body).statusCode()).isEqualTo(428);
    assertThat(
            anns.header("If-Match", "\"7\"")
                .send("POST", "/api/v1/policy/apply", body)
                .statusCode())
        .isEqualTo(412);
    HttpResponse<String> asked =
        anns.header("If-Match", tag).send("POST", "/api/v1/policy/apply", body);
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
    JsonNode answer = json.readTree(asked.body());
    assertThat(answer.get("outcome").asText()).isEqualTo("proposed");
    assertThat(answer.get("people").findValuesAsText("")).isEmpty();
    assertThat(answer.get("people").toString()).contains("Bob Deputy").doesNotContain("Ann Lead");
    java.util.UUID proposal = java.util.UUID.fromString(answer.get("proposal").asText());
    assertThat(console.audit.entries(console.setting, 0, 100))
        .filteredOn(entry -> entry.act().equals("policy-proposed"))
        .extracting(entry -> entry.actorKind() + " " + entry.target())
        .containsExactly("program proposal:" + proposal);
    assertThat(
            anns.send("POST", "/api/v1/policy/proposals/" + proposal + "/approval", "")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            console.policyFiles.approve(
                console.setting,
                proposal,
                new io.stairgate.console.audit.Actor.Person(console.who(ann).account(), "Ann Lead"),
                ""))
        .as("nobody agrees to what their own program asked for")
        .get()
        .isInstanceOf(io.stairgate.console.policy.PolicyOutcome.Refused.class);
    assertThat(
            console.policyFiles.approve(
                console.setting,
                proposal,
                new io.stairgate.console.audit.Actor.Person(
                    console.who(bob).account(), "Bob Deputy"),
                ""))
        .get()
        .isInstanceOf(io.stairgate.console.policy.PolicyOutcome.Applied.class);
    assertThat(anns.get("/api/v1/policy").headers().firstValue("ETag")).contains("\"1\"");
    HttpResponse<String> back =
        anns.send(
            "POST",
            "/api/v1/policy/versions/1/put-back",
            "{\"reason\":\"We look at it once more.\"}");
    assertThat(json.readTree(back.body()).get("outcome").asText()).isEqualTo("unchanged");
    HttpResponse<String> bad =
        anns.send(
            "POST",
            "/api/v1/policy/diff",
            json.writeValueAsString(java.util.Map.of("yaml", "no: such: thing")));
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(json.readTree(bad.body()).get("errors").get(0).get("detail").asText())
        .startsWith("Line 1");
  }

  @Test
  void a_providers_program_sees_the_settings_of_its_maker_and_no_other() throws Exception {
    var pat = console.person(console.setting, "Pat Chain", Role.PROVIDER);
    java.util.UUID id = console.who(pat).account();
    var second = console.newSetting("Second Nursery");
    var third = console.newSetting("Third Nursery");
    var foreign = console.newSetting("Foreign Nursery");
    console.database.useTransaction(
        tx -> {
          console.members.put(
              tx, second, id, Set.of(Role.PROVIDER), Optional.empty(), console.now.get());
          console.members.put(
              tx, third, id, Set.of(Role.STAFF), Optional.empty(), console.now.get());
        });
    Browser pats = token(Role.PROVIDER, Optional.of(id));
    JsonNode answer = json.readTree(pats.get("/api/v1/settings").body());
    List<String> names = answer.get("settings").findValuesAsText("name");
    assertThat(names)
        .contains("Second Nursery")
        .doesNotContain("Third Nursery", "Foreign Nursery")
        .hasSize(2);
    assertThat(pats.get("/api/v1/settings/" + second).statusCode()).isEqualTo(200);
    assertThat(pats.get("/api/v1/settings/" + foreign).body())
        .isEqualTo(pats.get("/api/v1/settings/" + java.util.UUID.randomUUID()).body());
    assertThat(pats.send("POST", "/api/v1/settings", "").statusCode()).isEqualTo(403);
  }

  private Browser token(Role role, Optional<java.util.UUID> madeBy) {
    return new Browser(console)
        .header(
            "Authorization",
            "Bearer "
                + console
                    .tokens
                    .create(console.setting, "test", role, Optional.empty(), madeBy)
                    .reveal());
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return json.readTree(answer.body());
  }
}
