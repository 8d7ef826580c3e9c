package io.stairgate.packaging.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.DataFolder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code packaging/simulate}, and that it would notice. */
class SimulatorTest {
  private static final String LAPTOPS = "50";
  private static final int LEAST_STORED = 200;

  @TempDir Path folder;

  @Test
  void fifty_laptops_lose_nothing_over_sleep_and_a_row_that_is_missing_is_noticed()
      throws Exception {
    LoadOptions options =
        LoadOptions.read(
            "--laptops",
            LAPTOPS,
            "--seconds",
            "5",
            "--events",
            "60",
            "--ramp",
            "100",
            "--asleep",
            "2",
            "--restarts",
            "0",
            "--settings",
            "2");
    try (Simulation simulation = new Simulation(options, folder)) {
      int code = simulation.run();
      // A busy computer may be slow, or late itself; it may not lose anything.
      assertThat(code).as(simulation.report.toString()).isIn(0, 3, 4);
      StoredEntries stored = StoredEntries.compare(simulation.data(), simulation.fleet().laptops());
      assertThat(stored.made()).isGreaterThan(LEAST_STORED).isEqualTo(stored.acknowledged());
      assertThat(stored.good()).isTrue();
      breakIt(simulation.data(), "DELETE FROM event WHERE kind = 'agent' FETCH FIRST 1 ROW ONLY");
      assertThat(StoredEntries.compare(simulation.data(), simulation.fleet().laptops()).lost())
          .as("one acknowledged entry taken out by hand")
          .isEqualTo(1);
      breakIt(
          simulation.data(),
          "UPDATE alert SET occurrences = occurrences + 1 WHERE kind = 'medium-blocked'");
      assertThat(StoredEntries.compare(simulation.data(), simulation.fleet().laptops()).doubled())
          .as("every stick counted once too often by hand")
          .isPositive();
    }
  }

  private static void breakIt(Path data, String how) throws Exception {
    try (DataFolder folder = DataFolder.lock(data);
        Connection connection = StoredEntries.open(folder);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(how)).isPositive();
    }
  }
}
