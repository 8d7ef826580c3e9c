package io.stairgate.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real engine with the configuration that is shipped. */
class ScanEngineTest {
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofHours(1));

  @TempDir private static Path home;
  private static RealEngine real;

  @TempDir private Path stick;
  private ScanEngine engine;

  @BeforeAll
  static void startEngine() throws IOException {
    real = new RealEngine(home);
  }

  @AfterAll
  static void endEngine() {
    real.close();
  }

  @BeforeEach
  void connect() {
    if (!real.alive()) {
      real.startAgain();
    }
    engine = new ScanEngine(real.socket(), real.definitions());
  }

  @AfterEach
  void noNameIsEverLogged() throws IOException {
    engine = new ScanEngine(real.socket(), real.definitions());
    assertThat(Files.readString(real.log())).doesNotContain("Anna", stick.toString());
  }

  /** Watches nothing. */
  private static class Nobody implements ScanWatcher {
    @Override
    public void gettingReady() {}

    @Override
    public void scanned(long bytes, long files) {}
  }

  private ScanReport scan() throws Exception {
    return engine.scan(roots(), new Nobody(), List.of());
  }

  private List<ScanRoot> roots() {
    return List.of(new ScanRoot(stick, () -> true));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = stick.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  static byte[] zip(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] zeros(long length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("Anna.bin"));
      byte[] block = new byte[1 << 20];
      for (long left = length; left > 0; left -= block.length) {
        zip.write(block, 0, (int) Math.min(block.length, left));
      }
    }
    return out.toByteArray();
  }

  private static void missed(ScanReport report, String code) {
    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skippedBecause()).containsExactly(code);
    assertThat(report.skipped()).isPositive();
    assertThat(report.malware()).isEmpty();
  }

  @Test
  void clean_files_are_clean_and_counted_with_engine_and_date() throws Exception {
    write("Anna.txt", "hello".getBytes(StandardCharsets.UTF_8));
    write("empty", new byte[0]);
    write("a/b/c/large", new byte[3 << 20]);

    ScanReport report = scan();

    assertThat(report.verdict()).isEqualTo(ScanVerdict.CLEAN);
    assertThat(report.files()).isEqualTo(3);
    assertThat(report.bytes()).isEqualTo(5 + (3 << 20));
    assertThat(report.engine()).startsWith("ClamAV ");
    assertThat(report.definitionsAt()).isPresent();
    assertThat(report.skipped()).isZero();
  }

  @Test
  void malware_is_found_plain_in_folders_and_in_archives() throws Exception {
    write("clean", "x".getBytes(StandardCharsets.UTF_8));
    write("Anna.com", RealEngine.EICAR);
    write("a/b/Anna.com", RealEngine.EICAR);
    write("Anna.zip", zip("Anna.com", RealEngine.EICAR));
    write("outer.zip", zip("inner.zip", zip("Anna.com", RealEngine.EICAR)));

    ScanReport report = scan();

    assertThat(report.verdict()).isEqualTo(ScanVerdict.INFECTED);
    assertThat(report.infected()).isEqualTo(4);
    assertThat(report.malware()).isEqualTo("Eicar-Test-Signature.UNOFFICIAL");
    assertThat(report.files()).isEqualTo(5);
  }

  @Test
  void archives_nested_too_deep_are_not_clean() throws Exception {
    byte[] nested = "hello".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 25; i++) {
      nested = zip("Anna.zip", nested);
    }
    write("nested.zip", nested);

    missed(scan(), "too-deep");
  }

  @Test
  void an_archive_with_a_password_is_not_clean() throws Exception {
    byte[] locked = zip("Anna.doc", "hello hello hello hello".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i + 9 < locked.length; i++) {
      if (locked[i] == 'P' && locked[i + 1] == 'K') {
        // The flag "encrypted" of the local header and of the central directory.
        if (locked[i + 2] == 3 && locked[i + 3] == 4) {
          locked[i + 6] |= 1;
        } else if (locked[i + 2] == 1 && locked[i + 3] == 2) {
          locked[i + 8] |= 1;
        }
      }
    }
    write("locked.zip", locked);

    missed(scan(), "locked-archive");
  }

  @Test
  void an_archive_the_engine_cannot_open_is_not_clean_inside_another_neither() throws Exception {
    byte[] rar = new byte[2000];
    System.arraycopy("Rar!\u001a\u0007\u0001\0".getBytes(StandardCharsets.US_ASCII), 0, rar, 0, 8);
    write("Anna.rar", rar);
    write("outer.zip", zip("Anna.rar", rar));

    ScanReport report = scan();

    missed(report, "locked-archive");
    assertThat(report.skipped()).isEqualTo(2);
  }

  @Test
  void a_file_over_the_limit_is_not_clean_and_not_read() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(stick.resolve("film").toFile(), "rw")) {
      sparse.setLength(ScanEngine.LARGEST + 1);
    }

    ScanReport report = scan();

    missed(report, "too-large");
    assertThat(report.bytes()).isZero();
  }

  @Test
  void a_file_at_the_limit_is_scanned() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(stick.resolve("film").toFile(), "rw")) {
      sparse.setLength(ScanEngine.LARGEST);
    }

    assertThat(scan().verdict()).isEqualTo(ScanVerdict.CLEAN);
  }

  /** With MaxFileSize below MaxScanSize the engine says OK here: see clamd.conf. */
  @Test
  void a_zip_bomb_is_not_clean() throws Exception {
    write("bomb.zip", zeros(900L << 20));
    write("twice.zip", zip("bomb.zip", zeros(900L << 20)));

    ScanReport report = scan();

    missed(report, "too-large");
    assertThat(report.skipped()).isEqualTo(2);
  }

  @Test
  void malware_behind_many_zeros_in_an_archive_is_found_or_told() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("zeros"));
      zip.write(new byte[300 << 20]);
      zip.putNextEntry(new ZipEntry("Anna.com"));
      zip.write(RealEngine.EICAR);
    }
    write("behind.zip", out.toByteArray());

    assertThat(scan().verdict()).isEqualTo(ScanVerdict.INFECTED);
  }

  @Test
  void twenty_thousand_small_files_are_each_counted() throws Exception {
    for (int folder = 0; folder < 100; folder++) {
      Path each = Files.createDirectory(stick.resolve("f" + folder));
      for (int i = 0; i < 200; i++) {
        Files.writeString(each.resolve("Anna" + i), "file " + folder + " " + i);
      }
    }
    Files.write(stick.resolve("f50/Anna"), RealEngine.EICAR);

    ScanReport report = scan();

    assertThat(report.files()).isEqualTo(20_001);
    assertThat(report.infected()).isEqualTo(1);
    assertThat(report.skipped()).isZero();
  }

  @Test
  void links_and_pipes_are_not_opened_and_hold_nothing() throws Exception {
    Path outside = Files.write(home.resolve("outside"), RealEngine.EICAR);
    Files.createSymbolicLink(stick.resolve("Anna.link"), outside);
    Files.createSymbolicLink(stick.resolve("Anna.folder"), home);
    Files.createSymbolicLink(stick.resolve("loop"), stick);
    run("mkfifo", stick.resolve("Anna.pipe").toString());
    write("one", new byte[] {1});

    ScanReport report = scan();

    assertThat(report.verdict()).isEqualTo(ScanVerdict.CLEAN);
    assertThat(report.files()).isEqualTo(1);
  }

  @Test
  void names_that_are_no_text_are_scanned_like_any_other() throws Exception {
    run(
        "sh",
        "-c",
        "cd \"$1\" && mkdir \"$(printf 'd\\377\\n\\033[2J')\" && printf %s \"$2\" > "
            + "\"$(printf 'd\\377\\n\\033[2J/\\200\\201')\"",
        "sh",
        stick.toString(),
        new String(RealEngine.EICAR, StandardCharsets.US_ASCII));

    assertThat(scan().infected()).isEqualTo(1);
  }

  @Test
  void folders_deeper_than_anybody_has_are_not_clean() throws Exception {
    Path deep = stick;
    for (int i = 0; i < FileTree.DEEPEST + 2; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }

    missed(scan(), "too-deep");
  }

  @Test
  void what_could_not_be_mounted_keeps_a_clean_rest_from_being_clean() throws Exception {
    write("one", new byte[] {1});

    ScanReport report = engine.scan(roots(), new Nobody(), List.of("damaged", "locked"));

    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skipped()).isEqualTo(2);
    assertThat(report.skippedBecause()).containsExactly("damaged", "locked");
    assertThat(report.files()).isEqualTo(1);
  }

  @Test
  void nothing_to_scan_is_not_clean_and_asks_no_engine() throws Exception {
    real.kill();

    missed(engine.scan(List.of(), new Nobody(), List.of()), "no-file-system");
  }

  @Test
  void a_root_that_cannot_be_read_is_unreadable_or_pulled_out() throws Exception {
    Path gone = stick.resolve("gone");

    missed(
        engine.scan(List.of(new ScanRoot(gone, () -> true)), new Nobody(), List.of()),
        "unreadable");
    missed(
        engine.scan(List.of(new ScanRoot(gone, () -> false)), new Nobody(), List.of()),
        "pulled-out");
  }

  @Test
  void a_read_that_fails_in_the_middle_is_not_clean() throws Exception {
    Tally tally = new Tally();
    try (Session session = Session.open(real.socket(), SHORT, tally, () -> {}, () -> {})) {
      session.send(new Breaking(100_000), ScanEngine.LARGEST, 1 << 20, () -> true);
      session.send(new Breaking(0), ScanEngine.LARGEST, 1 << 20, () -> false);
      session.finish();
    }

    ScanReport report = tally.report(EngineVersion.of("x"), Duration.ZERO);
    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skippedBecause()).containsExactlyInAnyOrder("unreadable", "pulled-out");
  }

  @Test
  void a_file_that_grows_beyond_the_limit_while_it_is_read_is_not_clean() throws Exception {
    Tally tally = new Tally();
    try (Session session = Session.open(real.socket(), SHORT, tally, () -> {}, () -> {})) {
      session.send(new Breaking(1 << 20), 500_000, 10, () -> true);
      session.finish();
    }

    missed(tally.report(EngineVersion.of("x"), Duration.ZERO), "too-large");
  }

  @Test
  void without_an_engine_nothing_is_scanned() throws Exception {
    real.kill();
    write("one", new byte[] {1});

    assertThatThrownBy(this::scan).isInstanceOf(EngineUnavailableException.class);
  }

  @Test
  void an_engine_killed_in_the_middle_leaves_the_stick_not_fully_scanned() throws Exception {
    manySmall(1000);

    ScanReport report = engine.scan(roots(), onBegin(real::kill), List.of());

    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skippedBecause()).containsExactly("engine");
  }

  @Test
  void an_engine_that_comes_back_scans_the_rest() throws Exception {
    manySmall(1000);

    ScanReport report =
        engine.scan(
            roots(),
            onBegin(
                () -> {
                  real.kill();
                  real.startAgain();
                }),
            List.of());

    assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
    assertThat(report.skipped()).isBetween(1L, Session.MOST_PENDING + 1L);
    assertThat(report.files() + report.skipped()).isEqualTo(1000);
  }

  @Test
  void a_hanging_engine_is_given_up() throws Exception {
    manySmall(1000);
    engine = new ScanEngine(real.socket(), real.definitions(), SHORT);

    try {
      ScanReport report = engine.scan(roots(), onBegin(real::hang), List.of());

      assertThat(report.verdict()).isEqualTo(ScanVerdict.NOT_FULLY_SCANNED);
      assertThat(report.skippedBecause()).containsExactly("engine");
      assertThat(report.took()).isLessThan(Duration.ofSeconds(30));
    } finally {
      real.kill();
    }
  }

  @Test
  void an_engine_that_hangs_from_the_start_is_told_as_getting_ready_and_given_up()
      throws Exception {
    write("one", new byte[] {1});
    engine = new ScanEngine(real.socket(), real.definitions(), SHORT);
    List<String> told = new ArrayList<>();
    real.hang();
    try {
      ScanWatcher watcher =
          new Nobody() {
            @Override
            public void gettingReady() {
              told.add("getting ready");
            }
          };

      assertThatThrownBy(() -> engine.scan(roots(), watcher, List.of()))
          .isInstanceOf(EngineUnavailableException.class);
      assertThat(told).containsExactly("getting ready");
    } finally {
      real.kill();
    }
  }

  @Test
  void an_interrupt_ends_it_at_once() throws Exception {
    manySmall(1000);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread scanning =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    engine.scan(
                        roots(),
                        onBegin(
                            () -> {
                              real.hang();
                              begun.countDown();
                            }),
                        List.of());
                  } catch (InterruptedException | EngineUnavailableException e) {
                    thrown.set(e);
                  }
                });
    try {
      begun.await();
      scanning.interrupt();
      assertThat(scanning.join(Duration.ofSeconds(1))).isTrue();
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    } finally {
      real.kill();
    }
  }

  @Test
  void a_scan_that_takes_too_long_is_ended() throws Exception {
    manySmall(10);
    engine =
        new ScanEngine(
            real.socket(),
            real.definitions(),
            new Patience(SHORT.start(), SHORT.silence(), Duration.ZERO, SHORT.rest()));

    missed(scan(), "time");
  }

  @Test
  void it_is_ended_when_it_rested() throws Exception {
    write("one", new byte[] {1});
    engine =
        new ScanEngine(
            real.socket(),
            real.definitions(),
            new Patience(SHORT.start(), SHORT.silence(), SHORT.whole(), Duration.ofMillis(500)));

    scan();

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !real.alive());
  }

  @Test
  void closing_ends_it_where_it_was_used() throws Exception {
    write("one", new byte[] {1});
    engine.close();
    assertThat(real.alive()).isTrue();

    engine = new ScanEngine(real.socket(), real.definitions());
    scan();
    engine.close();

    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !real.alive());
  }

  private void manySmall(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write("Anna" + i, ("file " + i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static ScanWatcher onBegin(Runnable act) {
    return new Nobody() {
      @Override
      public void begun(long bytes) {
        act.run();
      }
    };
  }

  private static void run(String... words) throws Exception {
    Process process = new ProcessBuilder(words).start();
    try (OutputStream input = process.getOutputStream()) {
      input.flush();
    }
    assertThat(process.waitFor()).isZero();
  }

  /** Gives so many bytes and then fails, as a worn stick does. */
  private static final class Breaking implements java.nio.channels.ReadableByteChannel {
    private int left;

    Breaking(int left) {
      this.left = left;
    }

    @Override
    public int read(java.nio.ByteBuffer into) throws IOException {
      int count = Math.min(left, into.remaining());
      if (count == 0) {
        throw new IOException("Anna.doc: Input/output error");
      }
      left -= count;
      into.put(new byte[count]);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
