package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
  private static final String UNIT = "/usr/lib/systemd/system/stairgate-agent.service";
  private static final String WANTED =
      "/etc/systemd/system/multi-user.target.wants/stairgate-agent.service";

  @TempDir Path root;
  private OwnFiles own = new OwnFiles(new RootFiles(Path.of("/nonexistent")));

  @BeforeEach
  void install() throws Exception {
    write(UNIT, "[Unit]");
    String md5 =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("MD5").digest("[Unit]".getBytes(StandardCharsets.UTF_8)));
    write(
        "/var/lib/dpkg/info/stairgate-agent.md5sums", md5 + "  " + UNIT.substring(1) + "\nnoise\n");
    Path wanted = root.resolve(WANTED.substring(1));
    Files.createDirectories(wanted.getParent());
    Files.createSymbolicLink(wanted, Path.of(UNIT));
    own = new OwnFiles(new RootFiles(root));
  }

  private void write(String path, String text) throws Exception {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void as_installed_there_is_nothing_to_tell_and_without_a_package_neither() {
    assertThat(own.changed()).isEmpty();
    assertThat(new OwnFiles(new RootFiles(root.resolve("elsewhere"))).changed()).isEmpty();
  }

  @Test
  void an_edited_and_a_missing_file_are_told() throws Exception {
    write(UNIT, "[Unit]\nedited");
    assertThat(own.changed()).containsExactly(UNIT + " is not as it was installed.");
    Files.delete(root.resolve(UNIT.substring(1)));
    assertThat(own.changed()).containsExactly(UNIT + " is missing.");
  }

  @Test
  void a_mask_a_drop_in_and_a_switched_off_unit_are_told() throws Exception {
    Path mask = root.resolve("etc/systemd/system/stairgate-agent.service");
    Files.createSymbolicLink(mask, Path.of("/dev/null"));
    assertThat(own.changed()).anyMatch(line -> line.contains("is masked"));
    Files.delete(mask);
    write("/etc/systemd/system/stairgate-agent.service.d/childs-name.conf", "[Service]");
    Files.delete(root.resolve(WANTED.substring(1)));
    assertThat(own.changed())
        .containsExactly(
            "Something beside stairgate-agent.service changes how it runs.",
            "stairgate-agent.service was switched off: it does not start with the laptop.");
  }

  @Test
  void a_mask_until_the_next_start_is_told_too() throws Exception {
    Path mask = root.resolve("run/systemd/system/stairgate-agent.service");
    Files.createDirectories(mask.getParent());
    Files.createSymbolicLink(mask, Path.of("/dev/null"));
    assertThat(own.changed()).hasSize(1).allMatch(line -> line.contains("is masked"));
  }

  @Test
  void what_would_change_it_is_watched() {
    assertThat(OwnFiles.watched(new RootFiles(root)))
        .contains(
            UNIT,
            WANTED,
            "/etc/systemd/system/stairgate-agent.service",
            "/etc/systemd/system/stairgate-agent.service.d");
  }
}
