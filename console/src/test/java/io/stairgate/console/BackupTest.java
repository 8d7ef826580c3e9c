package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.local.Request;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.witness.Witness;
import io.stairgate.proto.v1.PolicyVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Backup and restore as a person runs them, on real consoles, in real processes. */
@Isolated("looks at what is printed")
class BackupTest {
  /** Rows of the large backup: {@code -Dstairgate.backup.rows=300000} is the long form. */
  private static final int MANY = Integer.getInteger("stairgate.backup.rows", 60_000);

  /** What each row holds: all of them are more than the heap that they go through, however many. */
  private static final int ROW_BYTES = 120_000_000 / MANY;

  private static final int KILLS = Integer.getInteger("stairgate.kills", 2);

  @TempDir Path folder;

  private record Printed(int exit, String out, String err) {}

  private Printed run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int exit;
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      exit = Main.run(Instant::now, args);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Printed(
        exit, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
  }

  private Path data(String name) {
    return folder.resolve(name);
  }

  private static void done(Printed printed) {
    assertThat(printed.exit()).as(printed.err()).isZero();
  }

  private static void refused(Printed printed, String words) {
    assertThat(printed.exit()).as(printed.out()).isEqualTo(1);
    assertThat(printed.err().strip()).contains(words).doesNotContain("\n").endsWith(".");
    assertThat(printed.out()).isEmpty();
  }

  @Test
  void a_laptop_of_a_restored_console_comes_back_and_gets_a_policy_of_the_next_epoch()
      throws Exception {
    Path file = folder.resolve("console.backup");
    Path words = Files.writeString(folder.resolve("words"), "quiet lemon harbour\n");
    TestAgent laptop;
    SettingId setting;
    try (ConsoleFixture f = new ConsoleFixture(data("old"))) {
      setting = f.setting();
      laptop = f.enrolled();
      TestAgent.Stream stream = laptop.link(laptop.hello(1, 1));
      assertThat(stream.policy().getEpoch()).isEqualTo(1);
      String open = f.line(1);
      Printed made =
          run(
              "backup",
              file.toString(),
              "--data",
              data("old").toString(),
              "--passphrase-file",
              words.toString());
      done(made);
      // On a slow disk it says how far it is; nothing else.
      assertThat(made.err().lines()).allMatch(line -> line.endsWith(" KB so far"));
      assertThat(made.out()).contains("It was read back and is whole.");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(open).isNotEmpty();
    }
    Path restored = data("new");
    refused(
        run("restore", file.toString(), "--data", restored.toString()), "locked with a passphrase");
    done(
        run(
            "restore",
            file.toString(),
            "--data",
            restored.toString(),
            "--passphrase-file",
            words.toString()));
    assertThat(names(restored)).contains("keys", "stairgate.mv.db").doesNotContain("restoring");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(restored.resolve("keys"))))
        .isEqualTo("rwx------");
    try (ConsoleFixture f = new ConsoleFixture(restored);
        TestAgent again = new TestAgent(f.console.agentPort(), laptop.key)) {
      again.certificate = laptop.certificate;
      PolicyVersion policy =
          again
              .link(
                  again
                      .hello(1, 1)
                      .setJournalEpoch(laptop.journal)
                      .setHighestPolicy(PolicyVersion.newBuilder().setEpoch(1).setNumber(40)))
              .policy();
      assertThat(policy.getEpoch()).isGreaterThan(1);
      assertThat(f.setting()).isEqualTo(setting);
      assertThat(f.console.core().audit.firstBroken(setting)).isEmpty();
      assertThat(f.console.core().audit.entries(setting, 0, 1000))
          .extracting(entry -> entry.act())
          .contains("backup-made", Witness.RESTORED);
      assertThat(f.console.core().codes.open(setting, Instant.now())).isEmpty();
    }
    refused(
        run(
            "restore",
            file.toString(),
            "--data",
            restored.toString(),
            "--passphrase-file",
            words.toString()),
        "is not empty");
    laptop.close();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Test
  void a_console_moves_to_postgresql_and_back() {
    Path first = folder.resolve("first.backup");
    Path second = folder.resolve("second.backup");
    SettingId setting;
    long epoch;
    try (ConsoleFixture f = new ConsoleFixture(data("h2"))) {
      setting = f.setting();
      f.enrolled().close();
      done(run("backup", first.toString(), "--data", data("h2").toString()));
    }
    String url = Engine.POSTGRESQL.url(folder);
    done(run("restore", first.toString(), "--data", data("pg").toString(), "--database", url));
    refused(
        run("restore", first.toString(), "--data", data("pg2").toString(), "--database", url),
        "The database already holds a console.");
    try (ConsoleFixture f = new ConsoleFixture(data("pg"), Optional.of(url))) {
      assertThat(f.console.core().audit.firstBroken(setting)).isEmpty();
      epoch = f.console.core().restoreEpoch;
      assertThat(epoch).isGreaterThan(1);
      done(run("backup", second.toString(), "--data", data("pg").toString()));
    }
    done(run("restore", second.toString(), "--data", data("again").toString()));
    try (ConsoleFixture f = new ConsoleFixture(data("again"))) {
      assertThat(f.console.core().restoreEpoch).isGreaterThan(epoch);
      assertThat(f.console.core().audit.firstBroken(setting)).isEmpty();
      assertThat(f.console.core().audit.entries(setting, 0, 1000))
          .extracting(entry -> entry.act())
          .containsSubsequence(
              "backup-made", "console-restored", "backup-made", "console-restored");
    }
  }

  @Test
  void a_setting_moves_to_another_console_and_its_laptop_with_a_new_line() throws Exception {
    Path file = folder.resolve("setting.backup");
    SettingId moving;
    TestAgent laptop;
    try (ConsoleFixture f = new ConsoleFixture(data("old"))) {
      moving = f.setting();
      f.console.core().settings.rename(moving, "Larch Nursery");
      laptop = f.enrolled();
      laptop.link(laptop.hello(1, 1)).policy();
      assertThat(run("setting", "add", "Rowan School", "--data", data("old").toString()).out())
          .matches("http://localhost:\\d+/join#[\\w-]{22}\\R");
      assertThat(run("setting", "list", "--data", data("old").toString()).out())
          .contains("\tLarch Nursery", "\tRowan School");
      refused(
          run("setting", "add", "rowan school", "--data", data("old").toString()),
          "There is a setting of that name already.");
      refused(
          run("backup", file.toString(), "--data", data("old").toString(), "--setting", "Nowhere"),
          "There is no setting of that name.");
      assertThat(file).doesNotExist();
      Printed made =
          run(
              "backup",
              file.toString(),
              "--data",
              data("old").toString(),
              "--setting",
              "Larch Nursery");
      done(made);
      assertThat(made.err()).contains("lock it away");
    }
    refused(
        run("restore", file.toString(), "--data", data("new").toString()),
        "There is no console in the folder");
    try (ConsoleFixture f = new ConsoleFixture(data("new"))) {
      refused(
          run("restore", file.toString(), "--data", data("new").toString()),
          "The console is running.");
      assertThat(f.console.core().settings.all()).hasSize(1);
    }
    Printed moved = run("restore", file.toString(), "--data", data("new").toString());
    done(moved);
    assertThat(moved.out()).contains("Larch Nursery is here", "give each a new line");
    refused(
        run("restore", file.toString(), "--data", data("new").toString()),
        "is in this console already");
    try (ConsoleFixture f = new ConsoleFixture(data("new"));
        TestAgent again = new TestAgent(f.console.agentPort(), laptop.key)) {
      assertThat(f.console.core().settings.all()).hasSize(2);
      assertThat(f.console.core().audit.firstBroken(moving)).isEmpty();
      assertThat(f.console.core().audit.entries(moving, 0, 1000))
          .extracting(entry -> entry.act())
          .containsSubsequence("laptop-added", "backup-made", "setting-restored");
      var _ = again.enrol(f.ask(new Request.EnrolCode("Larch Nursery", 1, 1)).text());
      assertThat(again.deviceId).as("it is the laptop it was").isEqualTo(laptop.deviceId);
      assertThat(again.certificate).isNotEqualTo(laptop.certificate);
      assertThat(
              again
                  .link(
                      again
                          .hello(1, 1)
                          .setHighestPolicy(PolicyVersion.newBuilder().setEpoch(1).setNumber(7)))
                  .policy()
                  .getEpoch())
          .isGreaterThan(1);
      assertThat(
              f.console
                  .core()
                  .devices
                  .laptop(moving, new DeviceId(UUID.fromString(laptop.deviceId))))
          .isPresent();
    }
    laptop.close();
  }

  @Test
  void damaged_files_are_one_sentence_and_change_nothing() throws Exception {
    Path file = folder.resolve("console.backup");
    Path target = data("new");
    new ConsoleFixture(data("old")).close();
    done(run("backup", file.toString(), "--data", data("old").toString()));
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[inTheFirstPart(whole)] ^= 1;
    Path bad = folder.resolve("bad");
    for (byte[] bytes :
        List.of(flipped, Arrays.copyOf(whole, whole.length / 2), new byte[0], new byte[] {1, 2})) {
      Files.write(bad, bytes);
      refused(run("restore", bad.toString(), "--data", target.toString()), "othing was changed");
      assertThat(target).doesNotExist();
    }
    refused(
        run("restore", folder.resolve("none").toString(), "--data", target.toString()),
        "There is no file");
    refused(
        run("backup", file.toString(), "--data", data("nowhere").toString()),
        "There is no console in the folder");
    assertThat(data("nowhere")).doesNotExist();
    refused(
        run("backup", folder.resolve("no/such/x").toString(), "--data", data("old").toString()),
        "cannot be written");
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  /**
   * A byte of what is kept. (A zip keeps times and versions as well: a flipped bit in one of those
   * changes nothing that is put back, and is not noticed.)
   */
  private static int inTheFirstPart(byte[] zip) {
    ByteBuffer header = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    return 30 + header.getShort(26) + header.getShort(28) + 40;
  }

  @Test
  void more_rows_than_the_heap_has_room_for_go_through_it_and_a_kill_leaves_nothing_half()
      throws Exception {
    Path old = data("old");
    long stored;
    try (ConsoleFixture f = new ConsoleFixture(old)) {
      TestAgent laptop = f.enrolled();
      stored = many(f, UUID.fromString(laptop.deviceId));
      laptop.close();
    }
    Path file = folder.resolve("console.backup");
    Random random = new Random(20261121);
    long took = took(child("backup", file.toString(), "--data", old.toString()));
    Path earlier = Files.copy(file, folder.resolve("earlier.backup"));
    for (int i = 0; i < KILLS; i++) {
      kill(child("backup", file.toString(), "--data", old.toString()), random.nextLong(took));
      if (Files.mismatch(file, earlier) != -1) {
        // The kill came after the new backup had taken the earlier one's place: then it is whole.
        took(child("restore", file.toString(), "--data", data("late" + i).toString()));
        Files.copy(file, earlier, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path target = data("new");
    long back = took(child("restore", file.toString(), "--data", data("timed").toString()));
    System.out.printf(
        "%,d rows, heap 96 MB: backup %,d ms, %,d KB; restore %,d ms%n",
        stored, took, Files.size(file) / 1024, back);
    for (int i = 0; i < KILLS; i++) {
      kill(child("restore", file.toString(), "--data", target.toString()), random.nextLong(back));
      if (Files.exists(target.resolve("keys")) || Files.exists(target.resolve("restored"))) {
        break;
      }
      if (Files.exists(target.resolve("restoring"))) {
        refused(run("enrol-code", "--data", target.toString()), "was begun and not finished");
      }
    }
    if (!Files.exists(target.resolve("keys")) && !Files.exists(target.resolve("restored"))) {
      took(child("restore", file.toString(), "--data", target.toString()));
    }
    try (ConsoleFixture f = new ConsoleFixture(target)) {
      assertThat(events(f)).isEqualTo(stored);
      assertThat(f.console.core().audit.firstBroken(f.setting())).isEmpty();
      assertThat(f.console.core().restoreEpoch).isGreaterThan(1);
    }
  }

  @Test
  void a_restore_that_ended_while_moving_in_place_goes_on_at_the_next_start() throws Exception {
    Path file = folder.resolve("console.backup");
    new ConsoleFixture(data("old")).close();
    done(run("backup", file.toString(), "--data", data("old").toString()));
    Path target = data("new");
    done(run("restore", file.toString(), "--data", target.toString()));
    // As if the process had ended after the first of the two was moved.
    Files.createDirectory(target.resolve("restored"));
    Files.move(target.resolve("stairgate.mv.db"), target.resolve("restored/stairgate.mv.db"));
    try (ConsoleFixture f = new ConsoleFixture(target)) {
      assertThat(f.console.core().restoreEpoch).isGreaterThan(1);
    }
    assertThat(target.resolve("restored")).doesNotExist();
    try (DataFolder held = DataFolder.lock(target)) {
      assertThat(held.path()).isEqualTo(target);
    }
  }

  private static long many(ConsoleFixture f, UUID device) {
    UUID epoch = UUID.randomUUID();
    for (int from = 0; from < MANY; from += 10_000) {
      int first = from;
      f.console
          .core()
          .database
          .useTransaction(
              tx -> {
                var batch =
                    tx.prepareBatch(
                        """
                        INSERT INTO event
                          (device_id, epoch, sequence, setting_id, kind, occurred_at, received_at, body)
                        VALUES (:device, :epoch, :sequence, :setting, 'agent', :at, :at, :body)
                        """);
                for (int i = first; i < Math.min(first + 10_000, MANY); i++) {
                  batch
                      .bind("device", device)
                      .bind("epoch", epoch)
                      .bind("sequence", (long) i)
                      .bind("setting", f.setting().value())
                      .bind("at", Instant.EPOCH.plusSeconds(i))
                      .bind("body", body(i))
                      .add();
                }
                batch.execute();
              });
    }
    return events(f);
  }

  private static byte[] body(int i) {
    byte[] body = new byte[ROW_BYTES];
    new Random(i).nextBytes(body);
    return body;
  }

  private static long events(ConsoleFixture f) {
    return f.console
        .core()
        .database
        .inTransaction(tx -> tx.createQuery("SELECT COUNT(*) FROM event").mapTo(Long.class).one());
  }

  private static Process child(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Milliseconds a process took that must end well. */
  private static long took(Process child) throws Exception {
    long from = System.nanoTime();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    return Duration.ofNanos(System.nanoTime() - from).toMillis();
  }

  private static void kill(Process child, long afterMillis) throws Exception {
    var _ = child.waitFor(afterMillis, TimeUnit.MILLISECONDS);
    child.destroyForcibly();
    child.waitFor();
  }
}
