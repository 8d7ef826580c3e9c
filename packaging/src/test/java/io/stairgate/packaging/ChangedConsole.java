package io.stairgate.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Consoles with one class changed: it is compiled again with a few words of its source replaced,
 * and stands before the jars of the built one. The product itself knows nothing of it. All but
 * {@link #HURRIED} break one promise each, for the proof that it is noticed. A change whose place
 * is not found in the source any more fails: it would break nothing.
 */
enum ChangedConsole {
  /** Breaks nothing: does in its first seconds, and each few seconds, what waits for the night. */
  HURRIED(
      "Console",
      "tried(thinning::run), 5, 10, TimeUnit.MINUTES",
      "tried(thinning::run), 1, 1, TimeUnit.SECONDS",
      "() -> tried(backup::run), 15, NightlyBackup.EVERY.toMinutes(), TimeUnit.MINUTES",
      "() -> tried(backup::run), 1, 2, TimeUnit.SECONDS"),
  /** Acknowledges half a second before it has stored. */
  EARLY(
      "event/EventStore",
      "  public boolean add(\n      Transaction transaction,\n",
      """
        public boolean add(
            Transaction acknowledged,
            SettingId setting,
            DeviceId device,
            UUID epoch,
            JournalEntry entry,
            Instant receivedAt) {
          Thread.startVirtualThread(
              () -> {
                java.util.concurrent.locks.LockSupport.parkNanos(500_000_000L);
                database.useTransaction(
                    later -> addLater(later, setting, device, epoch, entry, receivedAt));
              });
          return true;
        }

        private boolean addLater(
            Transaction transaction,
      """),
  /** Says after each connection that it has less than it has, and takes what comes again as new. */
  TWICE(
      "ingest/Intake",
      "return new Taken(through, seenAgain",
      "return new Taken(Math.max(0, through - 20), seenAgain",
      "    for (JournalEntry entry : entries) {\n",
      """
          for (JournalEntry came : entries) {
            JournalEntry entry =
                came.sequence() > through
                    ? came
                    : new JournalEntry(
                        came.sequence() + 1_000_000_000L,
                        came.occurredAt(),
                        came.what(),
                        came.body());
      """,
      "boolean late = entry.sequence() <= through;",
      "boolean late = entry != came;",
      "if (late && !journals.fill(transaction, setting, device, epoch, entry.sequence())) {",
      "if (through < 0) {"),
  /** Gives two entries each other's place. */
  SWAPPED(
      "event/EventStore",
      ".bind(\"sequence\", entry.sequence())",
      ".bind(\"sequence\", entry.sequence() ^ 1)"),
  /** Says nobody that something is missing. */
  HIDING("ingest/Intake", "if (!noted || !gap.lost())", "if (!noted || gap.lost())"),
  /** After a restore signs what laptops take for old. */
  SAME_EPOCH(
      "backup/Restore",
      "return Math.max(known + 1, clock.instant().getEpochSecond());",
      "return known;"),
  /** Leaves lines that enrol a laptop as open as they were in the backup. */
  OPEN_LINES(
      "backup/RestoreStore",
      "UPDATE enrol_code SET ended_at = :now WHERE ended_at IS NULL AND %s",
      "UPDATE enrol_code SET ended_at = :now WHERE ended_at > :now AND %s"),
  /** After a restore believes that it has what came after the backup. */
  NOT_FILLED_AGAIN(
      "backup/Restore",
      "RestoreStore.putFact(transaction, FROM, from);",
      """
      RestoreStore.putFact(transaction, FROM, from);
      transaction
          .createUpdate("UPDATE journal SET acknowledged_through = acknowledged_through + 40")
          .execute();
      """);

  private static final Path SOURCES =
      Path.of("..", "console", "src", "main", "java", "io", "stairgate", "console");
  private static final Path JARS = Path.of("target", "stairgate", "lib", "console");

  private final String name;

  @SuppressWarnings("ImmutableEnumChecker") // it is a copy that nobody can change
  private final List<String> words;

  /**
   * Names the class and what changes in it.
   *
   * @param words what stands in its source once, and what is to stand there, by turns
   */
  ChangedConsole(String name, String... words) {
    this.name = name;
    this.words = List.of(words);
  }

  /**
   * Compiles the class against the built console.
   *
   * @return a folder to be put before the jars
   */
  Path compile(Path folder) throws IOException {
    String source = Files.readString(SOURCES.resolve(name + ".java"));
    for (int i = 0; i < words.size(); i += 2) {
      assertThat(source).containsOnlyOnce(words.get(i));
      source = source.replace(words.get(i), words.get(i + 1));
    }
    Path changed = folder.resolve(name() + "-source").resolve(name + ".java");
    Files.createDirectories(changed.getParent());
    Files.writeString(changed, source);
    Path classes = Files.createDirectories(folder.resolve(name() + "-classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> jars = Files.list(JARS)) {
      String path = String.join(":", jars.map(Path::toString).sorted().toList());
      List<String> options =
          List.of("-proc:none", "-nowarn", "-cp", path, "-d", classes.toString());
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(changed))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
    return classes;
  }
}
