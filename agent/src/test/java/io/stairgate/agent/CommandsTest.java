package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.wire.FakeConsole;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class CommandsTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");

  @TempDir Path temp;
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final FakePlatform platform = new FakePlatform(clock);
  private final StringWriter out = new StringWriter();
  private String typed = "";
  private boolean terminal;
  private String problem = "";

  private AgentConfig config() {
    Path data = temp.resolve("data");
    return new AgentConfig(temp, data, List.of(data.resolve("agent.sock")));
  }

  private interface Maker {
    Callable<Integer> make(Commands.Surroundings surroundings);
  }

  private int run(Maker maker, String... words) {
    Commands.Surroundings surroundings =
        new Commands.Surroundings(
            (root, data) -> config(),
            root -> platform,
            clock,
            new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out, true),
            () -> terminal);
    return new CommandLine(maker.make(surroundings))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              problem = String.valueOf(e.getMessage());
              assertThat(e).isInstanceOf(PlainException.class);
              return 1;
            })
        .setErr(new PrintWriter(new StringWriter()))
        .execute(words);
  }

  @Test
  void check_proves_every_rule_without_console_service_or_folder() throws Exception {
    assertThat(run(Commands.Check::new, "--json")).isZero();
    JsonNode findings = new ObjectMapper().readTree(out.toString()).get("findings");
    assertThat(findings).hasSize(5);
    assertThat(findings.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "rule",
            "state",
            "reason",
            "hold",
            "stage",
            "since",
            "provedAt",
            "sentence",
            "evidence",
            "wouldChange",
            "canEnforce");
    assertThat(findings.get(0).get("rule").asText()).isEqualTo("encryption");
    assertThat(findings.get(0).get("state").asText()).isEqualTo("not-met");
    assertThat(findings.get(0).get("stage").asText()).isEqualTo("watch");
    assertThat(findings.get(0).get("provedAt").asText()).isEqualTo(NOW.toString());
    assertThat(findings.get(0).get("evidence").get(0).get("value").asText()).isEqualTo("no");
    assertThat(temp.resolve("data")).doesNotExist();
    assertThat(platform.calls).doesNotContain("media started WATCH");
  }

  @Test
  void check_shows_a_table_with_sentence_and_evidence() {
    assertThat(run(Commands.Check::new)).isZero();
    assertThat(out.toString()).contains("encryption").contains("not-met").contains("- fact: no");
  }

  @Test
  void enrol_reads_the_line_from_standard_input_and_never_shows_the_code() throws Exception {
    try (FakeConsole console = new FakeConsole(new Pki(NOW), NOW)) {
      typed = console.pki.line(console.port(), FakeConsole.CODE) + "\n";
      assertThat(run(Commands.Enrol::new, "--line-file", "-", "--nickname", "Blue Room")).isZero();
      assertThat(out.toString())
          .contains("enrolled with Little Oaks as Blue Room")
          .contains("when it starts")
          .doesNotContain(FakeConsole.CODE);
      assertThat(run(Commands.Enrol::new, "--line-file", "-")).isEqualTo(1);
      assertThat(problem).contains("--again");
    }
  }

  @Test
  void a_running_agent_takes_the_enrolment_over_at_once() throws Exception {
    try (FakeConsole console = new FakeConsole(new Pki(NOW), NOW);
        Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      assertThat(run(Commands.Enrol::new, console.pki.line(console.port(), FakeConsole.CODE)))
          .isZero();
      assertThat(out.toString()).contains("has taken it over");
      org.awaitility.Awaitility.await().until(() -> console.streams() == 1);
    }
  }

  @Test
  void enrol_without_a_line_with_two_or_with_a_bad_one_says_what_to_do() {
    assertThat(run(Commands.Enrol::new)).isEqualTo(1);
    assertThat(problem).contains("--line-file");
    assertThat(run(Commands.Enrol::new, "stairgate://x", "--line-file", "f")).isEqualTo(1);
    assertThat(run(Commands.Enrol::new, "nonsense")).isEqualTo(1);
    assertThat(problem).contains("not an enrolment line");
    assertThat(run(Commands.Enrol::new, "--line-file", temp.resolve("none").toString()))
        .isEqualTo(1);
    assertThat(problem).contains("cannot be read");
    assertThat(run(Commands.Enrol::new, "--nonsense")).isEqualTo(2);
  }

  @Test
  void status_and_media_need_the_service_and_say_so() throws Exception {
    assertThat(run(Commands.Status::new)).isEqualTo(1);
    assertThat(problem).contains("does not run on this laptop");
    assertThat(run(Commands.MediaList::new)).isEqualTo(1);
    try (Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      assertThat(run(Commands.Status::new)).isZero();
      assertThat(out.toString()).contains("This laptop is not enrolled");
      assertThat(run(Commands.MediaList::new)).isZero();
      assertThat(out.toString()).contains("Nothing is plugged in.");
    }
  }

  @Test
  void a_stick_is_asked_for_with_a_number_and_a_reason_on_a_terminal() throws Exception {
    try (Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      assertThat(run(MediaCommands.AskFor::new, "--reason", "photos")).isEqualTo(1);
      assertThat(problem).contains("Nothing that is shut is plugged in");
      platform.media.plug("S1");
      platform.media.plug("S2");
      assertThat(run(MediaCommands.AskFor::new, "--reason", "photos")).isEqualTo(1);
      assertThat(problem).contains("More than one").contains("--stick");
      terminal = true;
      typed = "2\nPhotos of the week\n";
      assertThat(run(MediaCommands.AskFor::new)).isZero();
      assertThat(out.toString()).contains("1  memory stick").contains("Asked.");
      out.getBuffer().setLength(0);
      assertThat(run(Commands.MediaList::new)).isZero();
      assertThat(out.toString())
          .contains("serial S1, at usb 1-4: shut by the rule")
          .contains("serial S2, at usb 1-4: shut; asked for, waiting for an answer.");
      typed = "9\n";
      assertThat(run(MediaCommands.AskFor::new)).isEqualTo(1);
      assertThat(problem).contains("no number of the list");
    }
  }

  @Test
  void a_script_asks_without_questions_and_gets_json() throws Exception {
    try (Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      platform.media.plug("S1");
      assertThat(run(MediaCommands.AskFor::new)).isEqualTo(1);
      assertThat(problem).contains("--reason");
      assertThat(run(MediaCommands.AskFor::new, "--reason", "x".repeat(301))).isEqualTo(1);
      assertThat(problem).contains("at most 300");
      assertThat(run(MediaCommands.AskFor::new, "--reason", "photos", "--json")).isZero();
      JsonNode answer = new ObjectMapper().readTree(out.toString());
      assertThat(answer.get("requestId").asText()).hasSize(36);
      out.getBuffer().setLength(0);
      assertThat(run(MediaCommands.AskFor::new, "--reason", "photos", "--stick", "S1")).isZero();
      assertThat(out.toString()).contains("a moment ago");
      assertThat(run(MediaCommands.AskFor::new, "--clock")).isEqualTo(1);
      assertThat(run(MediaCommands.AskFor::new, "--by-telephone")).isEqualTo(1);
      assertThat(problem).contains("has not yet been connected to its console");
      out.getBuffer().setLength(0);
      assertThat(run(MediaCommands.PermissionList::new)).isZero();
      assertThat(out.toString()).contains("Nothing is allowed");
    }
  }

  @Test
  void release_is_done_by_the_running_service_and_needs_an_administrator_without_one()
      throws Exception {
    assertThat(run(Commands.Release::new)).isEqualTo(1);
    assertThat(problem).contains("Only an administrator");
    try (Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      assertThat(run(Commands.Release::new)).isZero();
      assertThat(platform.calls).contains("media released");
    }
  }

  @Test
  void doctor_grades_what_it_finds_and_its_bundle_holds_no_names() throws Exception {
    assertThat(run(Doctor::new, "--json")).isEqualTo(2);
    JsonNode results = new ObjectMapper().readTree(out.toString()).get("results");
    assertThat(results.findValuesAsText("what")).contains("version", "rights", "service", "disk");
    try (FakeConsole console = new FakeConsole(new Pki(NOW), NOW);
        Agent agent = new Agent(config(), platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
      agent.start();
      run(Commands.Enrol::new, console.pki.line(console.port(), FakeConsole.CODE));
      org.awaitility.Awaitility.await().until(() -> console.streams() == 1);
      out.getBuffer().setLength(0);
      Path bundle = temp.resolve("bundle.zip");
      assertThat(run(Doctor::new, "--bundle", bundle.toString())).isEqualTo(1);
      assertThat(out.toString())
          .contains("Something answers at")
          .contains("certificate lasts until")
          .contains("doctor.json and service.json");
      try (ZipFile zip = new ZipFile(bundle.toFile())) {
        assertThat(zip.size()).isEqualTo(2);
        String text =
            new String(
                zip.getInputStream(zip.getEntry("service.json")).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(text).contains("certificateEnds").doesNotContain("Little Oaks");
      }
      assertThat(run(Doctor::new, "--bundle", bundle.toString())).isEqualTo(1);
      assertThat(problem).contains("cannot be written");
    }
    assertThat(Files.exists(temp.resolve("data").resolve("agent.sock"))).isFalse();
  }
}
