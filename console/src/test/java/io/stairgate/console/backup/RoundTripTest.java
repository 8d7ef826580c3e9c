package io.stairgate.console.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything in every table goes into the file and comes out of it, on and between both databases.
 */
class RoundTripTest {
  private static final Path MIGRATIONS =
      Path.of("src/main/resources/io/stairgate/console/database/migration");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");
  private static final Actor ANN = new Actor.Person(new UUID(7, 7), "Ann");

  /** What is open for a moment ends with a restore, and the console's own facts go on. */
  private static final Set<String> NOT_AS_IT_WAS =
      Set.of(
          "web_session",
          "ceremony",
          "api_answer",
          "enrol_code",
          "entry_link",
          "invitation",
          "console_fact",
          "audit");

  @TempDir Path folder;
  private final FilledTables filled = new FilledTables();

  @ParameterizedTest
  @EnumSource(Engine.class)
  void every_table_of_every_migration_is_known_and_belongs_to_a_setting(Engine engine)
      throws IOException {
    try (Database database = engine.open(folder)) {
      List<Table> tables = tables(database);
      assertThat(new TreeSet<>(tables.stream().map(Table::name).toList()))
          .isEqualTo(new TreeSet<>(migrated()));
      assertThat(tables.stream().filter(table -> !table.has(Table.SETTING)).map(Table::name))
          .as("tries with names, whether somebody has them or not; nothing else is of no setting")
          .containsExactly("sign_in_try");
      List<String> sealed =
          tables.stream()
              .flatMap(
                  table ->
                      table.columns().stream()
                          .filter(column -> column.name().startsWith("sealed_"))
                          .map(column -> table.name() + "." + column.name()))
              .toList();
      assertThat(Resealed.ALL.stream().map(each -> each.table() + "." + each.column()))
          .as("a secret that is sealed must be sealed anew when its setting moves")
          .containsExactlyInAnyOrderElementsOf(sealed);
    }
  }

  private static List<String> migrated() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.toList()) {
        Matcher made =
            Pattern.compile("(?i)CREATE TABLE (?:IF NOT EXISTS )?(\\w+)")
                .matcher(Files.readString(file));
        while (made.find()) {
          names.add(made.group(1));
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource({"H2,H2", "H2,POSTGRESQL", "POSTGRESQL,H2", "POSTGRESQL,POSTGRESQL"})
  void a_row_of_every_table_comes_back_as_it_was(Engine from, Engine to) throws IOException {
    Path file = folder.resolve("backup");
    Map<String, List<String>> before;
    try (Database database = from.open(folder.resolve("from"))) {
      filled.fill(database, new UUID(1, 1));
      filled.fill(database, new UUID(2, 2));
      chain(database, new UUID(1, 1));
      backup(database, Optional.empty(), file, Optional.of("a long enough passphrase"));
      before = everything(database);
      before.forEach((table, rows) -> assertThat(rows).as(table).isNotEmpty());
    }
    try (Database database = to.open(folder.resolve("to"))) {
      Restore restore =
          new Restore(
              new BackupFile(file, Optional.of("a long enough passphrase")), () -> NOW, rows -> {});
      Path keys = Files.createDirectory(folder.resolve("restored-keys"));
      restore.whole(database, keys, folder);
      AuditStore audit = new AuditStore(database, () -> NOW);
      restore.tell(database, audit, new Actor.CommandLine());
      restore.tell(database, audit, new Actor.CommandLine());
      Map<String, List<String>> after = everything(database);
      NOT_AS_IT_WAS.forEach(before::remove);
      NOT_AS_IT_WAS.forEach(after::remove);
      assertThat(after.keySet()).isEqualTo(before.keySet());
      after.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(before.get(table)));
      SettingId chained = new SettingId(new UUID(1, 1));
      assertThat(audit.firstBroken(chained)).isEmpty();
      assertThat(audit.entries(chained, 0, 100))
          .extracting(entry -> entry.act())
          .containsExactly("tested", "tested", "tested", "console-restored");
      assertThat(Files.readString(keys.resolve("ca.key"))).isEqualTo("a key");
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("ca.key"))))
          .isEqualTo("rw-------");
      nothingIsOpen(database);
      assertThatThrownBy(
              () ->
                  new Restore(new BackupFile(other(), Optional.empty()), () -> NOW, rows -> {})
                      .whole(database, keys, folder))
          .as("not over another console")
          .hasMessageContaining("already holds a console");
    }
  }

  private Path other() {
    try (Database database = Engine.H2.open(folder.resolve("other"))) {
      filled.fill(database, new UUID(9, 9));
      return backup(database, Optional.empty(), folder.resolve("other-backup"), Optional.empty());
    }
  }

  private static void nothingIsOpen(Database database) {
    for (String sql :
        List.of(
            "SELECT COUNT(*) FROM web_session",
            "SELECT COUNT(*) FROM ceremony",
            "SELECT COUNT(*) FROM enrol_code WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM entry_link WHERE used_at IS NULL",
            "SELECT COUNT(*) FROM invitation WHERE used_at IS NULL AND withdrawn_at IS NULL")) {
      assertThat(database.<Long>inTransaction(tx -> tx.createQuery(sql).mapTo(Long.class).one()))
          .as(sql)
          .isZero();
    }
  }

  @Test
  void a_setting_alone_holds_no_row_of_another_and_its_secrets_are_sealed_anew() {
    SettingId moving = new SettingId(new UUID(1, 1));
    SealingKey old = SealingKey.of(SealingKey.random());
    SealingKey anew = SealingKey.of(SealingKey.random());
    Path file = folder.resolve("one");
    try (Database database = Engine.H2.open(folder.resolve("from"))) {
      filled.fill(database, moving.value());
      filled.fill(database, new UUID(2, 2));
      chain(database, moving.value());
      seal(database, old);
      new BackupFile(file, Optional.empty())
          .write(
              out ->
                  new BackupWriter(
                          database, new SettingStore(database), old, keys(moving), () -> NOW)
                      .write(Optional.of(moving), out));
    }
    Path keys = folder.resolve("to-keys");
    try (Database database = Engine.H2.open(folder.resolve("to"))) {
      Files.createDirectory(keys);
      filled.fill(database, new UUID(3, 3));
      Map<String, List<String>> before = everything(database);
      AuditStore audit = new AuditStore(database, () -> NOW);
      Restore restore = new Restore(new BackupFile(file, Optional.empty()), () -> NOW, rows -> {});
      assertThat(restore.whole()).isFalse();
      Restore.Arrived arrived =
          restore.setting(database, audit, anew, keys, false, new Actor.CommandLine());
      assertThat(arrived.renamed()).isEmpty();
      assertThat(audit.firstBroken(moving)).isEmpty();
      assertThat(audit.entries(moving, 0, 100))
          .extracting(entry -> entry.act())
          .containsExactly("tested", "tested", "tested", "setting-restored");
      everything(database)
          .forEach(
              (table, rows) -> {
                List<String> kept = before.getOrDefault(table, List.of());
                if (!table.equals("console_fact")) {
                  assertThat(rows).as(table).containsAll(kept);
                }
                assertThat(rows)
                    .as(table)
                    .noneMatch(row -> row.contains(new UUID(2, 2).toString()));
              });
      Bytes sealed =
          database.inTransaction(
              tx ->
                  tx.createQuery("SELECT sealed_secret FROM totp WHERE setting_id = :s")
                      .bind("s", moving.value())
                      .map((row, context) -> Bytes.of(row.getBytes(1)))
                      .one());
      UUID account =
          database.inTransaction(
              tx ->
                  tx.createQuery("SELECT account_id FROM totp WHERE setting_id = :s")
                      .bind("s", moving.value())
                      .mapTo(UUID.class)
                      .one());
      assertThat(anew.open("totp:" + account, sealed)).contains(Bytes.of(new byte[] {42}));
      assertThatThrownBy(
              () -> restore.setting(database, audit, anew, keys, false, new Actor.CommandLine()))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("is in this console already");
      assertThat(
              database.<Optional<String>>inTransaction(
                  tx -> RestoreStore.fact(tx, "restore-epoch")))
          .as("higher than every policy that came along, and than that of an earlier restore")
          .contains(String.valueOf(NOW.getEpochSecond()));
      assertThat(keys.resolve("recovery-" + moving + ".key")).exists();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void people_of_another_setting_go_along_by_name_only() {
    SettingId moving = new SettingId(new UUID(1, 1));
    UUID visitor = new UUID(0, 77);
    Path file = folder.resolve("one");
    try (Database database = Engine.H2.open(folder.resolve("from"))) {
      filled.fill(database, moving.value());
      filled.fill(database, new UUID(2, 2));
      database.useTransaction(
          tx -> {
            person(tx, visitor, new UUID(2, 2), "visitor@rowan.example");
            tx.createUpdate(
                    "INSERT INTO membership (setting_id, account_id, role, created_at) VALUES (:s,"
                        + " :a, 'provider', :n)")
                .bind("s", moving.value())
                .bind("a", visitor)
                .bind("n", NOW)
                .execute();
            tx.createUpdate("UPDATE device SET used_by = :a WHERE setting_id = :s")
                .bind("a", visitor)
                .bind("s", moving.value())
                .execute();
          });
      backup(database, Optional.of(moving), file, Optional.empty());
    }
    try (Database database = Engine.H2.open(folder.resolve("to"))) {
      Restore restore = new Restore(new BackupFile(file, Optional.empty()), () -> NOW, rows -> {});
      Restore.Arrived arrived =
          restore.setting(
              database,
              new AuditStore(database, () -> NOW),
              SealingKey.of(SealingKey.random()),
              keys(new SettingId(new UUID(8, 8))),
              false,
              ANN);
      assertThat(arrived.leftBehind()).isEqualTo(1);
      assertThat(
              database.<String>inTransaction(
                  tx ->
                      tx.createQuery(
                              "SELECT passphrase_hash || '|' || sign_in_name FROM account"
                                  + " WHERE account_id = :a AND ended_at IS NOT NULL")
                          .bind("a", visitor)
                          .mapTo(String.class)
                          .one()))
          .isEqualTo("|elsewhere-" + visitor);
      assertThat(
              database.<Long>inTransaction(
                  tx ->
                      tx.createQuery("SELECT COUNT(*) FROM membership WHERE account_id = :a")
                          .bind("a", visitor)
                          .mapTo(Long.class)
                          .one()))
          .isZero();
    }
  }

  @Test
  void a_sign_in_name_that_is_taken_is_refused_by_name_or_changed_when_asked() {
    SettingId moving = new SettingId(new UUID(1, 1));
    Path file = folder.resolve("one");
    try (Database database = Engine.H2.open(folder.resolve("from"))) {
      filled.fill(database, moving.value());
      database.useTransaction(
          tx -> person(tx, new UUID(0, 5), moving.value(), "ann@larch.example"));
      backup(database, Optional.of(moving), file, Optional.empty());
    }
    try (Database database = Engine.H2.open(folder.resolve("to"))) {
      filled.fill(database, new UUID(3, 3));
      database.useTransaction(
          tx -> person(tx, new UUID(0, 6), new UUID(3, 3), "ann@larch.example"));
      Map<String, List<String>> before = everything(database);
      AuditStore audit = new AuditStore(database, () -> NOW);
      SealingKey sealing = SealingKey.of(SealingKey.random());
      Path keys = keys(new SettingId(new UUID(8, 8)));
      Restore restore = new Restore(new BackupFile(file, Optional.empty()), () -> NOW, rows -> {});
      assertThatThrownBy(() -> restore.setting(database, audit, sealing, keys, false, ANN))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("ann@larch.example")
          .hasMessageContaining("--rename-people");
      assertThat(everything(database)).isEqualTo(before);
      assertThat(keys.resolve("recovery-" + moving + ".key")).doesNotExist();
      assertThat(restore.setting(database, audit, sealing, keys, true, ANN).renamed())
          .containsExactly("ann@larch.example signs in as ann@larch.example-2");
    }
  }

  private static void person(Transaction tx, UUID id, UUID setting, String name) {
    tx.createUpdate(
            """
            INSERT INTO account (account_id, setting_id, sign_in_name, display_name, passphrase_hash,
              created_at)
            VALUES (:id, :setting, :name, 'Somebody', 'hash', :now)
            """)
        .bind("id", id)
        .bind("setting", setting)
        .bind("name", name)
        .bind("now", NOW)
        .execute();
  }

  @Test
  void a_locked_file_with_any_byte_changed_or_cut_off_is_refused_in_one_sentence()
      throws IOException {
    Optional<String> passphrase = Optional.of("a long enough passphrase");
    byte[] open = Files.readAllBytes(small(Optional.empty()));
    ByteArrayOutputStream locked = new ByteArrayOutputStream();
    try (OutputStream out = BackupLock.locked(locked, passphrase.orElseThrow(), 64, 1)) {
      out.write(open);
    }
    byte[] whole = locked.toByteArray();
    assertThat(new BackupFile(Files.write(folder.resolve("whole"), whole), passphrase).verify())
        .isNotNull();
    assertThat(new String(whole, StandardCharsets.ISO_8859_1))
        .doesNotContain("about.json", "a key");
    Random random = new Random(20261121);
    for (int i = 0; i < 60; i++) {
      byte[] bad = whole.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      refused(bad, passphrase);
      refused(Arrays.copyOf(whole, random.nextInt(whole.length)), passphrase);
    }
    refused(whole, Optional.of("another long passphrase"));
    refused(whole, Optional.empty());
  }

  @Test
  void an_open_file_with_a_byte_changed_is_refused_or_says_the_same() throws IOException {
    Path file = small(Optional.empty());
    byte[] whole = Files.readAllBytes(file);
    String says = new BackupFile(file, Optional.empty()).verify().sha256();
    Random random = new Random(20261121);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bad = whole.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Path damaged = Files.write(folder.resolve("damaged"), bad);
      try {
        // A date in the zip's own headers says nothing that counts.
        assertThat(new BackupFile(damaged, Optional.empty()).verify().sha256()).isEqualTo(says);
      } catch (BackupException e) {
        refused++;
        oneSentence(e);
      }
      refused(Arrays.copyOf(whole, random.nextInt(whole.length)), Optional.empty());
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void a_file_that_unpacks_to_too_much_is_refused() throws IOException {
    Path bomb = folder.resolve("bomb");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("about.json"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 400; i++) {
        zip.write(zeros);
      }
    }
    assertThatThrownBy(() -> new BackupFile(bomb, Optional.empty()).verify())
        .isInstanceOfSatisfying(BackupException.class, RoundTripTest::oneSentence);
  }

  @Test
  void
      rows_that_name_what_is_not_there_or_belong_elsewhere_are_refused_before_anything_is_written() {
    UUID setting = new UUID(1, 1);
    Table parent =
        new Table("setting", List.of(new Table.Column("setting_id", Kind.ID, false)), List.of());
    Table child =
        new Table(
            "device",
            List.of(
                new Table.Column("setting_id", Kind.ID, false),
                new Table.Column("same_as", Kind.ID, true)),
            List.of(
                new Table.Link("setting_id", "setting", "setting_id"),
                new Table.Link("same_as", "device", "setting_id")));
    About about = new About(1, "", "1", "", 1, "", List.of(), List.of(parent, child));
    Fit fit = new Fit();
    fit.about(about);
    fit.table(parent, List.of(FilledTables.row(setting)).iterator());
    assertThatThrownBy(
            () -> fit.table(child, List.of(FilledTables.row(new UUID(5, 5), null)).iterator()))
        .hasMessageContaining("names one of setting that is not there");
    assertThatThrownBy(
            () -> fit.table(child, List.of(FilledTables.row(setting, new UUID(6, 6))).iterator()))
        .hasMessageContaining("names one of device that is not there");
    Fit ofOne = new Fit();
    ofOne.about(new About(1, "", "1", "", 1, setting.toString(), List.of(), List.of(parent)));
    assertThatThrownBy(
            () -> ofOne.table(parent, List.of(FilledTables.row(new UUID(5, 5))).iterator()))
        .hasMessageContaining("is of another setting");
  }

  private void refused(byte[] bytes, Optional<String> passphrase) throws IOException {
    Path file = Files.write(folder.resolve("damaged"), bytes);
    assertThatThrownBy(() -> new BackupFile(file, passphrase).verify())
        .isInstanceOfSatisfying(BackupException.class, RoundTripTest::oneSentence);
  }

  private static void oneSentence(BackupException e) {
    assertThat(e.getMessage()).endsWith(".").doesNotContain("\n");
  }

  private Path small(Optional<String> passphrase) {
    try (Database database = Engine.H2.open(folder.resolve("small"))) {
      filled.fill(database, new UUID(1, 1));
      return backup(database, Optional.empty(), folder.resolve("small-backup"), passphrase);
    }
  }

  private Path backup(
      Database database, Optional<SettingId> only, Path file, Optional<String> passphrase) {
    SealingKey sealing = SealingKey.of(SealingKey.random());
    seal(database, sealing);
    Path keys = keys(only.orElse(new SettingId(new UUID(1, 1))));
    new BackupFile(file, passphrase)
        .write(
            out ->
                new BackupWriter(database, new SettingStore(database), sealing, keys, () -> NOW)
                    .write(only, out));
    return file;
  }

  private Path keys(SettingId setting) {
    try {
      Path keys = Files.createTempDirectory(folder, "keys");
      Files.writeString(keys.resolve("ca.key"), "a key");
      Files.writeString(keys.resolve("recovery-" + setting + ".key"), "a recovery key");
      return keys;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void seal(Database database, SealingKey key) {
    database.useTransaction(
        tx ->
            tx.createQuery("SELECT account_id FROM totp")
                .mapTo(UUID.class)
                .list()
                .forEach(
                    account ->
                        tx.createUpdate(
                                "UPDATE totp SET sealed_secret = :sealed WHERE account_id = :id")
                            .bind("sealed", key.seal("totp:" + account, Bytes.of(new byte[] {42})))
                            .bind("id", account)
                            .execute()));
  }

  private static void chain(Database database, UUID setting) {
    database.useTransaction(
        tx ->
            tx.createUpdate("DELETE FROM audit WHERE setting_id = :s")
                .bind("s", setting)
                .execute());
    AuditStore audit = new AuditStore(database, () -> NOW);
    for (int i = 0; i < 3; i++) {
      audit.append(new SettingId(setting), ANN, "tested", "person:" + i, "line " + i);
    }
  }

  private static List<Table> tables(Database database) {
    return database.inTransaction(CatalogueStore::tables);
  }

  private static Map<String, List<String>> everything(Database database) {
    Map<String, List<String>> all = new TreeMap<>();
    database.inSnapshot(
        tx -> {
          List<Table> tables = CatalogueStore.tables(tx);
          for (Table table : tables) {
            List<String> rows = new ArrayList<>();
            TableStore.read(
                tx,
                tables,
                table,
                Optional.empty(),
                row ->
                    rows.add(row.values().stream().map(RoundTripTest::text).toList().toString()));
            rows.sort(null);
            all.put(table.name(), rows);
          }
        });
    return all;
  }

  @Test
  void a_backup_is_one_moment_while_others_write() throws IOException {
    try (Database database = Engine.H2.open(folder.resolve("from"))) {
      filled.fill(database, new UUID(1, 1));
      ByteArrayOutputStream told = new ByteArrayOutputStream();
      database.inSnapshot(
          tx -> {
            long before = count(tx);
            // In a thread of its own: within one, transactions share a connection.
            await(
                () ->
                    database.useTransaction(
                        other ->
                            person(
                                other, UUID.randomUUID(), new UUID(1, 1), "late@larch.example")));
            told.write((int) (count(tx) - before));
          });
      assertThat(told.toByteArray()).containsExactly(0);
      database.useTransaction(tx -> assertThat(count(tx)).isEqualTo(3));
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof Bytes bytes ? bytes.hex() : String.valueOf(value);
  }

  private static void await(Runnable work) {
    try {
      Thread.ofVirtual().start(work).join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(Transaction tx) {
    return tx.createQuery("SELECT COUNT(*) FROM account").mapTo(Long.class).one();
  }
}
