package io.stairgate.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = program.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return json.readTree(answer.body());
  }
}
