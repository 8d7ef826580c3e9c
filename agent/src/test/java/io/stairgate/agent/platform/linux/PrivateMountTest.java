package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What decides about a mount; the mounting itself is proved in the lab's guest. */
class PrivateMountTest {
  private static final String HOST =
      """
      22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
      26 22 0:24 / /run rw,nosuid shared:5 - tmpfs tmpfs rw
      """;

  private static final String SERVICE =
      """
      300 299 254:1 / / ro,relatime shared:210 master:1 - ext4 /dev/vda1 rw
      302 300 0:24 / /run rw,nosuid shared:212 master:5 - tmpfs tmpfs rw
      """;

  @Test
  void the_service_receives_mounts_and_the_system_itself_does_not() {
    assertThat(PrivateMount.slaveRoot(HOST)).isFalse();
    assertThat(PrivateMount.slaveRoot(SERVICE)).isTrue();
    assertThat(PrivateMount.slaveRoot("")).isFalse();
    assertThat(PrivateMount.slaveRoot("22 1 254:1 / / rw - ext4 master:1 rw\n")).isFalse();
    assertThat(PrivateMount.slaveRoot("rubbish\n\n - - -")).isFalse();
  }

  /** A test root has no namespaces: nothing is ever mounted for one. */
  @Test
  void nothing_is_mounted_where_everybody_would_see_it(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(root.resolve("proc/self/mountinfo"), HOST);

    assertThatThrownBy(() -> PrivateMount.prepare(new RootFiles(root), root.resolve("run/scan")))
        .isInstanceOf(MountException.class);
    assertThat(root.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "19, unknown-file-system",
    "22, damaged",
    "117, damaged",
    "5, damaged",
    "74, damaged",
    "16, unreadable",
    "1, unreadable"
  })
  void an_error_of_the_kernel_has_its_code(int errno, String code) {
    assertThat(PrivateMount.code(errno, true)).isEqualTo(code);
    assertThat(PrivateMount.code(errno, false)).isEqualTo("pulled-out");
  }

  @ParameterizedTest
  @EnumSource(FileSystemKind.class)
  void what_we_mount_has_options_and_the_rest_is_refused(
      FileSystemKind kind, @TempDir Path folder) {
    assertThat(PrivateMount.options(kind).isEmpty()).isEqualTo(kind.driver().isEmpty());
    if (kind.driver().isEmpty()) {
      assertThatThrownBy(
              () ->
                  PrivateMount.of(
                      new Volume(folder.resolve("node"), "sdb1", kind, false, 1), folder))
          .isInstanceOf(MountException.class);
      assertThat(folder.resolve("sdb1")).doesNotExist();
    }
  }
}
