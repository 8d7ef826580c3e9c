package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers in {@code target/stairgate/bin}. */
class LauncherTest {
  private static final Path HOME = Path.of("target/stairgate").toAbsolutePath();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"stairgate-agent", "stairgate-console"})
  void starts_through_a_link_with_its_own_runtime_whatever_the_environment_says(String name)
      throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), HOME.resolve("bin/" + name));
    Path trap = executable(folder.resolve("java"), "#!/bin/sh\nexit 99\n");

    Ran ran =
        Ran.run(
            List.of(link.toString(), "--help"),
            Map.of(
                "PATH", trap.getParent() + ":/usr/bin:/bin",
                "JAVA_HOME", folder.toString(),
                "JAVA_TOOL_OPTIONS", "-XX:NoSuchOption",
                "JDK_JAVA_OPTIONS", "-XX:NoSuchOption",
                "LC_ALL", "C"));
    Files.delete(link);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("Usage: " + name);
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stairgate-agent", "stairgate-console"})
  void wrong_usage_ends_with_2_and_no_stack_trace(String name) throws Exception {
    Ran ran = Ran.run(HOME.resolve("bin/" + name).toString(), "--no-such-option");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--no-such-option").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stairgate-agent", "stairgate-console"})
  void says_in_one_sentence_that_the_runtime_is_missing(String name) throws Exception {
    Path launcher = copyOf(name);

    Ran ran = Ran.run(launcher.toString(), "--help");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().strip().lines()).hasSize(1).first().asString().contains("nstall");
  }

  @Test
  void the_start_up_cache_is_used_with_the_very_jars_it_was_made_from_and_no_others()
      throws Exception {
    Path launcher = copyOf("stairgate-agent");
    Path lib = Files.createDirectories(folder.resolve("lib/agent"));
    Files.writeString(lib.resolve("a.jar"), "");
    Files.writeString(lib.resolve("BUILD"), "build-1\n");
    executable(
        Files.createDirectories(folder.resolve("runtime/agent/bin")).resolve("java"),
        "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Path cache = lib.resolveSibling("agent.aot");
    Path madeFrom = lib.resolveSibling("agent.aot.build");

    assertThat(Ran.run(launcher.toString()).out()).doesNotContain("AOTCache");

    Files.writeString(cache, "cache");
    assertThat(Ran.run(launcher.toString()).out())
        .as("a cache that does not say what it was made from")
        .doesNotContain("AOTCache");

    Files.writeString(madeFrom, "build-1\n");
    assertThat(Ran.run(launcher.toString()).out()).contains("-XX:AOTCache=" + cache);

    Files.writeString(lib.resolve("BUILD"), "build-2\n");
    assertThat(Ran.run(launcher.toString()).out())
        .as("jars replaced, cache not yet: Java itself would run the old code")
        .doesNotContain("AOTCache");
  }

  @Test
  void the_agent_keeps_to_its_memory_and_unpacks_no_native_library() throws Exception {
    Path launcher = copyOf("stairgate-agent");
    executable(
        Files.createDirectories(folder.resolve("runtime/agent/bin")).resolve("java"),
        "#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv\n");
    Files.createDirectories(folder.resolve("lib/agent"));

    Ran ran = Ran.run(List.of(launcher.toString(), "run"), Map.of("LD_PRELOAD", "/nonexistent.so"));

    assertThat(ran.out())
        .contains("-Xmx24m", "-XX:+UseSerialGC", "-Djna.nounpack=true", "MALLOC_ARENA_MAX=1")
        .contains("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8")
        .doesNotContain("LD_PRELOAD");
    assertThat(HOME.resolve("lib/agent/native/libjnidispatch.so")).isRegularFile();
  }

  @Test
  void agent_and_console_share_no_jar_but_libraries_and_the_contract() throws IOException {
    assertThat(HOME.resolve("lib/agent")).isDirectoryNotContaining("glob:**/stairgate-console*");
    assertThat(HOME.resolve("lib/console")).isDirectoryNotContaining("glob:**/stairgate-agent*");
  }

  @Test
  void the_bill_of_materials_lists_both_sides() {
    Path bill = HOME.resolve("sbom.json");
    assumeThat(bill).as("made only by a build that may use the network").exists();

    assertThat(bill).content().contains("grpc-okhttp", "javalin");
  }

  private Path copyOf(String name) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    return Files.copy(HOME.resolve("bin/" + name), bin.resolve(name));
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
