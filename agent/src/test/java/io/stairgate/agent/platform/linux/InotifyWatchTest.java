package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InotifyWatchTest {
  @TempDir Path root;
  private final List<Long> words = new CopyOnWriteArrayList<>();
  private final List<String> own = new CopyOnWriteArrayList<>();
  private ChangeWatch watch = ChangeWatch.NONE;

  @BeforeEach
  void files() throws Exception {
    Files.createDirectories(root.resolve("etc/app"));
    Files.writeString(root.resolve("etc/passwd"), "pat");
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void open(List<String> rules, List<String> parts) {
    watch =
        InotifyWatch.open(
            new RootFiles(root),
            () -> rules,
            parts,
            new ChangeListener() {
              @Override
              public void changed(long wordNanos) {
                words.add(System.nanoTime() - wordNanos);
              }

              @Override
              public void ownPartChanged() {
                own.add("own");
              }
            },
            () -> {},
            Duration.ofMillis(10));
  }

  @Test
  void a_file_that_is_written_and_one_that_is_replaced_are_told_within_two_seconds()
      throws Exception {
    open(List.of("/etc/passwd"), List.of());
    Files.writeString(root.resolve("etc/passwd"), "sam");
    await().until(() -> words.size() == 1);
    Path beside = Files.writeString(root.resolve("etc/beside"), "kim");
    Files.move(beside, root.resolve("etc/passwd"), StandardCopyOption.REPLACE_EXISTING);
    await().until(() -> words.size() == 2);
    assertThat(words).allMatch(nanos -> nanos < Duration.ofSeconds(2).toNanos());
    assertThat(own).isEmpty();
  }

  @Test
  void what_does_not_exist_is_waited_for_however_deep_it_is() throws Exception {
    open(List.of("/etc/dconf/db/local.d"), List.of());
    Files.createDirectories(root.resolve("etc/dconf"));
    await().until(() -> words.size() == 1);
    Files.createDirectories(root.resolve("etc/dconf/db/local.d"));
    await().until(() -> words.size() == 2);
    Files.writeString(root.resolve("etc/dconf/db/local.d/00-lock"), "x");
    await().until(() -> words.size() == 3);
  }

  @Test
  void a_folder_that_is_taken_away_and_comes_back_is_watched_again() throws Exception {
    open(List.of("/etc/app"), List.of());
    Files.delete(root.resolve("etc/app"));
    await().until(() -> words.size() == 1);
    Files.createDirectory(root.resolve("etc/app"));
    await().until(() -> words.size() == 2);
    Files.writeString(root.resolve("etc/app/settings"), "x");
    await().until(() -> words.size() == 3);
  }

  @Test
  void other_files_in_the_same_folder_are_nobodys_business() throws Exception {
    open(List.of("/etc/passwd"), List.of("/etc/app/unit"));
    Files.writeString(root.resolve("etc/hosts"), "x");
    Files.writeString(root.resolve("etc/app/other"), "x");
    Files.writeString(root.resolve("etc/app/unit"), "x");
    await().until(() -> own.size() == 1);
    Files.writeString(root.resolve("etc/passwd"), "x");
    await().until(() -> words.size() == 1);
    assertThat(own).hasSize(1);
  }

  @Test
  void a_link_is_followed_to_what_it_names() throws Exception {
    Files.createDirectories(root.resolve("run/real"));
    Files.writeString(root.resolve("run/real/file"), "x");
    Files.createSymbolicLink(root.resolve("etc/link"), root.resolve("run/real/file"));
    open(List.of("/etc/link"), List.of());
    Files.writeString(root.resolve("run/real/file"), "y");
    await().until(() -> words.size() == 1);
  }

  @Test
  void a_program_that_writes_for_ever_is_not_answered_for_ever() throws Exception {
    open(List.of("/etc/passwd"), List.of());
    for (int told = 1; told <= InotifyWatch.AT_ONCE; told++) {
      Files.writeString(root.resolve("etc/passwd"), "x" + told);
      int expected = told;
      await().until(() -> words.size() == expected);
    }
    Files.writeString(root.resolve("etc/passwd"), "y");
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .until(() -> words.size() == InotifyWatch.AT_ONCE);
    await().atMost(Duration.ofSeconds(15)).until(() -> words.size() == InotifyWatch.AT_ONCE + 1);
  }

  @Test
  void events_are_read_as_far_as_they_are_whole() {
    byte[] name = "passwd\0\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer two =
        ByteBuffer.allocate(64)
            .order(ByteOrder.nativeOrder())
            .putInt(3)
            .putInt(LibC.IN_MOVED_TO)
            .putInt(7)
            .putInt(name.length)
            .put(name)
            .putInt(-1)
            .putInt(LibC.IN_Q_OVERFLOW)
            .putInt(0)
            .putInt(0)
            .putInt(5);
    assertThat(InotifyWatch.parse(two.array(), two.position()))
        .containsExactly(
            new InotifyWatch.Word(3, LibC.IN_MOVED_TO, "passwd"),
            new InotifyWatch.Word(-1, LibC.IN_Q_OVERFLOW, ""));
    ByteBuffer lying =
        ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(1).putInt(1).putInt(0);
    lying.putInt(Integer.MAX_VALUE);
    assertThat(InotifyWatch.parse(lying.array(), 16)).isEmpty();
  }
}
