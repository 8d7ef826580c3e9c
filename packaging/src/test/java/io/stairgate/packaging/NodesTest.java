package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code packaging/faults --nodes 3}: three consoles on one PostgreSQL, one of
 * them killed while laptops report. In a Java machine of its own, because one name has to stand for
 * all three.
 */
class NodesTest {
  @TempDir Path folder;

  @Test
  void aConsoleOfThreeThatIsKilledLosesNothingAndEveryPageHearsOfEverything() throws Exception {
    Path hosts =
        Files.writeString(
            folder.resolve("hosts"),
            """
            127.0.0.1 consoles.example
            127.0.0.2 consoles.example
            127.0.0.3 consoles.example
            127.0.0.1 localhost
            """);
    Path said = folder.resolve("said");
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djdk.net.hosts.file=" + hosts,
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Faults.class.getName(),
                "nodes",
                "--nodes",
                "3",
                "--laptops",
                "9",
                "--seconds",
                "31")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    String words = Files.readString(said);
    System.out.println(words);
    assertThat(run.exitValue()).as(words).isZero();
    assertThat(words).containsPattern("nodes: 1 kills, 0 freezes, 9 laptops, [1-9]\\d+ events");
  }
}
