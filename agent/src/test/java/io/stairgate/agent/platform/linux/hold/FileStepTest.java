package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class FileStepTest {
  private static final Words WORDS = new Words("a banner", "shown", "A banner will be shown.");
  private static final String PLACE = "/etc/xdg/ours/deep/file.conf";

  @TempDir private Path root;

  private FileStep step(String text) {
    return new FileStep(new RootFiles(root), PLACE, text, 0644, WORDS);
  }

  @Test
  void a_file_that_was_not_there_goes_again_with_the_folders_made_for_it() throws Exception {
    Files.createDirectories(root.resolve("etc/xdg"));
    FileStep step = step("one\n");
    assertThat(step.found()).isEqualTo("not set");
    String before = step.before();

    step.make();

    assertThat(step.done()).isTrue();
    assertThat(root.resolve("etc/xdg/ours/deep/file.conf")).hasContent("one\n");
    assertThat(mode("etc/xdg/ours/deep/file.conf")).isEqualTo("rw-r--r--");
    assertThat(step.still(step.aim())).isTrue();

    step.putBack(before);

    assertThat(root.resolve("etc/xdg")).isEmptyDirectory();
    assertThat(step.before()).isEqualTo(before);
  }

  @Test
  void a_file_that_was_there_comes_back_with_its_bytes_and_mode() throws Exception {
    byte[] strange = {0, (byte) 0xff, '\r', '\n', 'x'};
    Path file = root.resolve("etc/xdg/ours/deep/file.conf");
    Files.createDirectories(file.getParent());
    Files.write(file, strange);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileStep step = step("one\n");
    assertThat(step.found()).isEqualTo("set differently");
    String before = step.before();

    step.make();
    step.make();
    step.putBack(before);

    assertThat(file).hasBinaryContent(strange);
    assertThat(mode("etc/xdg/ours/deep/file.conf")).isEqualTo("rw-r-----");
    assertThat(file.getParent())
        .satisfies(folder -> assertThat(folder.toFile().list()).containsExactly("file.conf"));
  }

  @Test
  void it_can_be_put_back_from_its_id_alone() throws Exception {
    FileStep step = step("one\n");
    String before = step.before();
    step.make();

    Step again = FileStep.again(new RootFiles(root), step.id()).orElseThrow();
    again.putBack(before);

    assertThat(root.resolve("etc")).doesNotExist();
  }

  @Test
  void what_somebody_keeps_beside_it_stays() throws Exception {
    FileStep step = step("one\n");
    String before = step.before();
    step.make();
    Files.writeString(root.resolve("etc/xdg/ours/theirs"), "x");

    step.putBack(before);

    assertThat(root.resolve("etc/xdg/ours/theirs")).exists();
    assertThat(root.resolve("etc/xdg/ours/deep")).doesNotExist();
  }

  @Test
  void a_link_is_refused_and_what_it_leads_to_stays() throws Exception {
    Path target = root.resolve("passwd");
    Files.writeString(target, "root");
    Path link = root.resolve("etc/xdg/ours/deep/file.conf");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);
    FileStep step = step("one\n");

    assertThatThrownBy(step::before).isInstanceOf(HoldException.class).hasMessageContaining("link");
    assertThatThrownBy(step::make).isInstanceOf(HoldException.class);
    assertThat(step.done()).isFalse();
    assertThat(target).hasContent("root");
  }

  @Test
  void another_mode_is_not_done() throws Exception {
    FileStep step = step("one\n");
    step.make();
    Files.setPosixFilePermissions(
        root.resolve("etc/xdg/ours/deep/file.conf"), PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(step.done()).isFalse();
    assertThat(step.still(step.aim())).isFalse();
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
  }
}
