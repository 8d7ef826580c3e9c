package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.policy.PolicyFile.Reading;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The published schema and the reader say the same. */
class PolicySchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = PolicySchema.file();

  private static JsonNode json(String yaml) {
    @Nullable Object value =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    return JSON.valueToTree(value);
  }

  private static Optional<String> problem(String yaml) {
    return SchemaCheck.problem(SCHEMA, json(yaml), "");
  }

  @Example
  void it_is_a_schema_of_2020_12() throws Exception {
    JsonNode published = JSON.readTree(PolicySchema.text());
    assertThat(published).isEqualTo(SCHEMA);
    assertThat(published.get("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
  }

  @Property(tries = 300)
  void it_allows_every_file_that_is_written(@ForAll long seed) {
    String text = PolicyFile.write(new SomePolicies(seed).policy(), SomePolicies.NAMES, "Larch");
    assertThat(problem(text)).isEmpty();
  }

  /** What both must refuse. */
  private static final List<String> WRONG =
      List.of(
          "[]",
          "x",
          "rules: {}",
          "format: 2",
          "format: \"1\"",
          "format: 1\nrule: {}",
          "format: 1\nsetting: 5",
          "format: 1\nsetting: \" x\"",
          "format: 1\ntime-zone: []",
          "format: 1\ncalendar: {term: []}",
          "format: 1\ncalendar: {terms: {}}",
          "format: 1\ncalendar: {terms: [{name: a, start: 2026-01-01}]}",
          "format: 1\ncalendar: {terms: [{name: a, start: 1 May, end: 2026-01-01}]}",
          "format: 1\ncalendar: {open-days: []}",
          "format: 1\ncalendar: {open-days: [monday, monday]}",
          "format: 1\ncalendar: {open-days: [Montag]}",
          "format: 1\ncalendar: {open-hours: {from: \"7:30\", to: \"18:00\"}}",
          "format: 1\ncalendar: {open-hours: {from: \"07:30\"}}",
          "format: 1\ncalendar: {open-in-holidays: yes}",
          "format: 1\nrules: []",
          "format: 1\nrules: {screen-locks: {}}",
          "format: 1\nrules: {screen-lock: {stage: off}}",
          "format: 1\nrules: {screen-lock: {minutes: 0}}",
          "format: 1\nrules: {screen-lock: {minutes: 61}}",
          "format: 1\nrules: {screen-lock: {minutes: ten}}",
          "format: 1\nrules: {screen-lock: {minutes: 10.5}}",
          "format: 1\nrules: {screen-lock: {days: 1}}",
          "format: 1\nrules: {portable-media: {phones: 1}}",
          "format: 1\nrules: {password-age: {mode: yearly}}",
          "format: 1\nrules: {filtering-check: {test-address: \"ftp://x/\"}}",
          "format: 1\ngroups: []",
          "format: 1\ngroups: {A: {laptop: []}}",
          "format: 1\ngroups: {A: {laptops: Blue Room}}",
          "format: 1\ngroups: {A: {laptops: [Blue Room, Blue Room]}}",
          "format: 1\ngroups: {A: {rules: {camera: {}}}}",
          "format: 1\nlaptops: {Blue Room: {}}",
          "format: 1\nlaptops: {Blue Room: {rules: {camera: {stage: 1}}}}",
          "format: 1\napprovers: {loosen-rule: []}",
          "format: 1\napprovers: {loosen-rule: [king]}",
          "format: 1\napprovers: {loosen-rules: [dsl]}",
          "format: 1\napprovers: {loosen-rule: [dsl, dsl]}",
          "format: 1\nsecond-person-to-loosen: 1",
          "format: 1\naccess: {}",
          "format: 1\naccess: [{person: Ann, sign-in-name: ann}]",
          "format: 1\naccess: [{person: Ann, sign-in-name: ann, laptops: []}]",
          "format: 1\naccess: [{person: Ann, sign-in-name: ann, laptops: some}]",
          "format: 1\nsoftware: {programs: [{name: Zoom}]}",
          "format: 1\nsoftware: {programs: [{name: Zoom, approved-by: king}]}",
          "format: 1\nsoftware: {cloud-storage: maybe}");

  @Example
  void both_refuse_what_is_wrong() {
    for (String wrong : WRONG) {
      assertThat(PolicyFile.read(wrong, SomePolicies.NAMES))
          .as(wrong)
          .isInstanceOf(Reading.Refused.class);
      assertThat(problem(wrong)).as(wrong).isPresent();
    }
  }

  /** One changed word of a good file: what the reader takes, the schema allows. */
  @Property(tries = 1_000)
  void what_the_reader_takes_the_schema_allows(@ForAll long seed) {
    Random random = new Random(seed);
    String text = PolicyFile.write(new SomePolicies(seed).policy(), SomePolicies.NAMES, "Larch");
    String[] lines = text.split("\n", -1);
    int at = random.nextInt(lines.length);
    lines[at] =
        switch (random.nextInt(4)) {
          case 0 -> lines[at].replaceFirst(": .*", ": 7");
          case 1 -> lines[at].replaceFirst(": .*", ": true");
          case 2 -> lines[at].replaceFirst("[a-z]", "");
          default -> "";
        };
    String changed = String.join("\n", lines);
    if (PolicyFile.read(changed, SomePolicies.NAMES) instanceof Reading.Good) {
      assertThat(problem(changed)).as(changed).isEmpty();
    }
  }
}
