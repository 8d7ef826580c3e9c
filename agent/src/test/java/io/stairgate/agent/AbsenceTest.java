package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbsenceTest {
  private static final Instant NOW = Instant.parse("2026-09-08T08:00:00Z");
  @TempDir Path temp;
  private BootTime boot = new BootTime("first", 600_000);

  private Absence absence() throws Exception {
    return new Absence(DataDirectory.open(temp.resolve("data")), temp, () -> boot);
  }

  private Optional<Absence.Gap> gap(Optional<Instant> systemStarted) throws Exception {
    Absence absence = absence();
    return absence.gap(absence.last(), systemStarted, NOW);
  }

  @Test
  void the_first_start_of_all_and_a_quick_restart_are_no_absence() throws Exception {
    assertThat(gap(Optional.empty())).isEmpty();
    absence().alive(NOW);
    boot = new BootTime("first", 660_000);
    assertThat(gap(Optional.empty())).isEmpty();
  }

  @Test
  void a_stretch_without_the_agent_is_measured_by_the_running_system() throws Exception {
    absence().alive(NOW);
    boot = new BootTime("first", 600_000 + 1_680_000);
    assertThat(gap(Optional.empty()))
        .contains(new Absence.Gap(NOW.minusSeconds(1_680), NOW, "first"));
  }

  @Test
  void a_laptop_that_was_off_was_not_left_alone_but_one_that_was_on_for_long_was()
      throws Exception {
    absence().alive(NOW.minusSeconds(86_400));
    boot = new BootTime("second", 90_000);
    assertThat(gap(Optional.of(NOW.minusSeconds(80)))).isEmpty();
    Instant begin = NOW.minusSeconds(3_600);
    assertThat(gap(Optional.of(begin))).contains(new Absence.Gap(begin, NOW, "first"));
  }

  @Test
  void damage_is_nothing() throws Exception {
    Files.writeString(temp.resolve("alive.mark"), "\0 x y z");
    assertThat(gap(Optional.empty())).isEmpty();
    Files.writeString(temp.resolve("alive.mark"), "9".repeat(1_000));
    assertThat(gap(Optional.empty())).isEmpty();
  }
}
