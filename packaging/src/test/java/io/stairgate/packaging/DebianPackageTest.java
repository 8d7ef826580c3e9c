package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code .deb} as the build made it. Needs dpkg and systemd's analyser on this computer. */
class DebianPackageTest {
  private static final Pattern LINE =
      Pattern.compile("(\\S{10}) (\\S+) +\\d+ (\\S+ \\S+) \\./(.*?)(?: -> (.*))?");

  /** One file of the package: mode as {@code ls} shows it, owner, time, target of a link or "". */
  private record Packed(String mode, String owner, String time, String target) {}

  private static Path deb;
  private static Map<String, Packed> files;

  @BeforeAll
  static void readPackage() throws Exception {
    try (Stream<Path> found = Files.list(Path.of("target"))) {
      deb = found.filter(file -> file.toString().endsWith("_amd64.deb")).findFirst().orElseThrow();
    }
    files =
        Ran.run("dpkg-deb", "-c", deb.toString())
            .out()
            .lines()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .filter(line -> !line.group(1).startsWith("d"))
            .collect(
                Collectors.toMap(
                    line -> "/" + line.group(4),
                    line ->
                        new Packed(
                            line.group(1),
                            line.group(2),
                            line.group(3),
                            line.group(5) == null ? "" : line.group(5))));
  }

  @Test
  void holds_what_a_laptop_needs() {
    assertThat(files)
        .containsKeys(
            "/usr/bin/stairgate-agent",
            "/usr/lib/stairgate-agent/bin/stairgate-agent",
            "/usr/lib/stairgate-agent/bin/stairgate-agent-train",
            "/usr/lib/stairgate-agent/bin/shut-portable-media",
            "/usr/lib/stairgate-agent/bin/shut-permitted-media",
            "/usr/lib/stairgate-agent/bin/on-portable-medium",
            "/usr/share/polkit-1/rules.d/49-stairgate-media.rules",
            "/usr/lib/stairgate-agent/bin/stairgate-notice",
            "/usr/lib/stairgate-agent/bin/stairgate-concern",
            "/usr/lib/stairgate-agent/bin/stairgate-read-notice",
            "/usr/share/applications/stairgate-concern.desktop",
            "/usr/share/applications/stairgate-reports.desktop",
            "/usr/share/icons/hicolor/scalable/apps/stairgate-concern.svg",
            "/usr/lib/stairgate-agent/runtime/agent/bin/java",
            "/usr/lib/stairgate-agent/runtime/agent/lib/jspawnhelper",
            "/usr/lib/stairgate-agent/lib/agent/BUILD",
            "/usr/lib/stairgate-agent/lib/agent/native/libjnidispatch.so",
            "/usr/lib/systemd/system/stairgate-agent.service",
            "/usr/lib/systemd/system/stairgate-agent.path",
            "/usr/lib/systemd/system/stairgate-shut.service",
            "/usr/lib/systemd/system/stairgate-scan.socket",
            "/usr/lib/systemd/system/stairgate-scan.service",
            "/usr/lib/stairgate-agent/bin/look-firewall",
            "/usr/lib/systemd/system/stairgate-look.socket",
            "/usr/lib/systemd/system/stairgate-look@.service",
            "/usr/lib/systemd/system/stairgate-filter.socket",
            "/usr/lib/systemd/system/stairgate-filter@.service",
            "/usr/lib/systemd/system/stairgate-change.socket",
            "/usr/lib/systemd/system/stairgate-change@.service",
            "/usr/lib/stairgate-agent/clamd.conf",
            "/usr/lib/stairgate-agent/stairgate.ndb",
            "/usr/lib/udev/rules.d/72-stairgate-media.rules",
            "/usr/share/doc/stairgate-agent/copyright");
    assertThat(files.keySet()).noneMatch(name -> name.contains("console"));
    assertThat(files)
        .extractingByKey("/usr/bin/stairgate-agent")
        .extracting(Packed::target)
        .isEqualTo("../lib/stairgate-agent/bin/stairgate-agent");
  }

  @Test
  void everything_is_roots_and_only_programs_are_executable() {
    assertThat(files)
        .allSatisfy(
            (name, file) -> {
              assertThat(file.owner()).as(name).isEqualTo("root/root");
              boolean program = name.contains("/bin/") || name.endsWith("jspawnhelper");
              if (file.target().isEmpty()) {
                assertThat(file.mode()).as(name).isEqualTo(program ? "-rwxr-xr-x" : "-rw-r--r--");
              }
            });
  }

  @Test
  void asks_nobody_about_configuration_and_knows_its_name(@TempDir Path folder) throws Exception {
    control(folder);

    assertThat(folder.resolve("conffiles")).doesNotExist();
    assertThat(folder.resolve("control"))
        .content()
        .contains("Package: stairgate-agent\n", "Architecture: amd64\n")
        .doesNotContain("[[");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postinst", "prerm", "postrm"})
  void maintainer_scripts_are_sound_and_ignore_what_is_not_theirs(String name, @TempDir Path folder)
      throws Exception {
    control(folder);
    String script = folder.resolve(name).toString();

    assertThat(Ran.run("sh", "-n", script)).isEqualTo(new Ran(0, "", ""));
    assertThat(Ran.run("sh", script, "no-such-step", "1.0")).isEqualTo(new Ran(0, "", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade", "failed-upgrade"})
  void an_upgrade_neither_releases_nor_stops(String step, @TempDir Path folder) throws Exception {
    control(folder);

    Ran ran = Ran.run("sh", "-x", folder.resolve("prerm").toString(), step, "9.9");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).doesNotContain("release", "stop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stairgate-agent",
        "stairgate-scan",
        "stairgate-change@",
        "stairgate-look@",
        "stairgate-filter@"
      })
  void a_service_is_exposed_no_more_than_3_0(String name) throws Exception {
    Ran ran =
        Ran.run(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            "--threshold=30",
            "linux/" + name + ".service");

    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
  }

  /** What is cut off at MaxFileSize is not told; what exceeds MaxScanSize is. */
  @Test
  void the_engine_tells_every_limit_and_logs_no_name_and_nobody_else_reaches_it()
      throws IOException {
    String engine = Files.readString(Path.of("linux/clamd.conf"));

    assertThat(engine)
        .contains("\nAlertExceedsMax yes\n", "\nAlertEncrypted yes\n", "\nLogClean no\n")
        .contains("\nExtendedDetectionInfo no\n", "\nLogVerbose no\n")
        .doesNotContain("TCPSocket", "TCPAddr", "LogFile");
    assertThat(megabytes(engine, "MaxFileSize")).isGreaterThan(megabytes(engine, "MaxScanSize"));
    assertThat(megabytes(engine, "MaxScanSize"))
        .isGreaterThan(megabytes(engine, "StreamMaxLength"));
    assertThat(Path.of("linux/stairgate-scan.socket"))
        .content()
        .contains("\nSocketMode=0600\n", "\nSocketUser=root\n", "\nDirectoryMode=0700\n");
    assertThat(Path.of("linux/stairgate-scan.service"))
        .content()
        .contains("\nStandardError=null\n", "\nPrivateNetwork=yes\n", "\nDynamicUser=yes\n");
  }

  /** Whoever may ask there may have the laptop follow its policy, and put it back. */
  @Test
  void only_root_may_ask_for_a_change() throws IOException {
    assertThat(Path.of("linux/stairgate-change.socket"))
        .content()
        .contains("\nSocketMode=0600\n", "\nSocketUser=root\n", "\nDirectoryMode=0700\n");
    assertThat(Path.of("linux/stairgate-change@.service"))
        .content()
        .contains("\nNoNewPrivileges=yes\n", "\nProtectHome=yes\n", "\nIPAddressDeny=any\n");
  }

  private static int megabytes(String engine, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + " (\\d+)M$").matcher(engine);
    assertThat(line.find()).as(name).isTrue();
    return Integer.parseInt(line.group(1));
  }

  @Test
  void the_service_comes_back_and_is_watched() throws IOException {
    assertThat(Path.of("linux/stairgate-agent.service"))
        .content()
        .contains("\nType=notify\n", "\nRestart=always\n", "\nWatchdogSec=60\n")
        .contains("\nStartLimitIntervalSec=0\n");
  }

  @Test
  void a_second_build_has_nothing_to_differ_in() throws IOException {
    assertThat(files.values()).extracting(Packed::time).containsOnly("2026-01-01 00:00");

    List<Path> jars = new ArrayList<>();
    try (Stream<Path> found = Files.walk(Path.of("target/stairgate/lib"))) {
      found
          .filter(file -> file.getFileName().toString().startsWith("stairgate-"))
          .forEach(jars::add);
    }
    assertThat(jars).hasSize(4);
    for (Path path : jars) {
      try (JarFile jar = new JarFile(path.toFile())) {
        assertThat(jar.stream().map(JarEntry::getLastModifiedTime))
            .as(path.toString())
            .allMatch(time -> time.toInstant().equals(Instant.parse("2026-01-01T00:00:00Z")));
      }
    }
  }

  private static void control(Path folder) throws IOException, InterruptedException {
    Ran ran = Ran.run("dpkg-deb", "-e", deb.toString(), folder.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
  }
}
