package io.stairgate.agent.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonitoringNoticeTest {
  private static Policy with(Rule rule, Stage stage, RuleSettings settings) {
    return new Policy(
        "",
        Optional.empty(),
        Instant.EPOCH,
        Map.of(rule, new RulePolicy(stage, settings)),
        List.of(),
        "Little Oaks");
  }

  @Test
  void it_claims_what_is_in_force_and_nothing_else() {
    MonitoringNotice plain = MonitoringNotice.of(Policy.DEFAULT);
    assertThat(plain.lines()).noneMatch(line -> line.contains("test page"));
    assertThat(plain.lines()).noneMatch(line -> line.contains("may change"));
    MonitoringNotice filter =
        MonitoringNotice.of(
            with(
                Rule.FILTERING_CHECK,
                Stage.WATCH,
                new RuleSettings.FilteringCheck("http://test.example/", 7)));
    assertThat(filter.lines()).anyMatch(line -> line.contains("test page"));
    MonitoringNotice held =
        MonitoringNotice.of(with(Rule.CAMERA, Stage.ENFORCE, new RuleSettings.Defaults()));
    assertThat(held.lines()).containsSequence("- Camera", "What it never looks at:");
    assertThat(held.lines().getFirst()).contains("Little Oaks");
  }

  @Test
  void another_text_has_another_name_and_the_same_text_the_same() {
    assertThat(MonitoringNotice.of(Policy.DEFAULT).id())
        .matches("[0-9a-f]{16}")
        .isEqualTo(MonitoringNotice.of(Policy.DEFAULT).id())
        .isNotEqualTo(
            MonitoringNotice.of(with(Rule.CAMERA, Stage.ENFORCE, new RuleSettings.Defaults()))
                .id());
  }
}
