package io.stairgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigTest {
  @Test
  void the_service_has_the_systems_places() throws Exception {
    AgentConfig config =
        AgentConfig.of(Optional.empty(), Optional.empty(), true, Map.of(), "/root");
    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                Path.of("/"),
                Path.of("/var/lib/stairgate-agent"),
                List.of(Path.of("/run/stairgate-agent/agent.sock"))));
  }

  @Test
  void a_person_has_a_place_in_the_home_folder_and_sees_the_service_too() throws Exception {
    AgentConfig config =
        AgentConfig.of(Optional.empty(), Optional.empty(), false, Map.of(), "/home/a");
    assertThat(config.data()).isEqualTo(Path.of("/home/a/.local/state/stairgate-agent"));
    assertThat(config.sockets())
        .containsExactly(
            Path.of("/home/a/.local/state/stairgate-agent/agent.sock"),
            Path.of("/run/stairgate-agent/agent.sock"));
    assertThat(
            AgentConfig.of(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Map.of("XDG_STATE_HOME", "/s"),
                    "/home/a")
                .data())
        .isEqualTo(Path.of("/s/stairgate-agent"));
  }

  @Test
  void every_place_can_be_another() throws Exception {
    AgentConfig config =
        AgentConfig.of(
            Optional.of(Path.of("/r")), Optional.of(Path.of("/d")), true, Map.of(), "/root");
    assertThat(config)
        .isEqualTo(
            new AgentConfig(Path.of("/r"), Path.of("/d"), List.of(Path.of("/d/agent.sock"))));
  }

  @Test
  void without_a_home_folder_a_folder_must_be_named() {
    assertThatThrownBy(
            () -> AgentConfig.of(Optional.empty(), Optional.empty(), false, Map.of(), ""))
        .isInstanceOf(PlainException.class)
        .hasMessageContaining("--data");
  }

  @Test
  void the_words_of_run_are_understood_whole_or_left_to_the_library() {
    assertThat(RunWords.parse(List.of("--data", "d", "--debug", "--root", "r")))
        .contains(new RunWords(Optional.of(Path.of("r")), Optional.of(Path.of("d")), true));
    assertThat(RunWords.parse(List.of()))
        .contains(new RunWords(Optional.empty(), Optional.empty(), false));
    assertThat(RunWords.parse(List.of("--dta", "d"))).isEmpty();
    assertThat(RunWords.parse(List.of("--data"))).isEmpty();
    assertThat(RunWords.parse(List.of("--help"))).isEmpty();
  }
}
