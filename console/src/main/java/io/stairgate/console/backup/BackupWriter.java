package io.stairgate.console.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup of a console, while it runs too: one snapshot of every table and the keys beside
 * them. Any thread may use it, several at once.
 */
public final class BackupWriter {
  static final String ABOUT = "about.json";
  static final String TABLES = "tables/";
  static final String KEYS = "keys/";
  static final String MANIFEST = "manifest.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final SettingStore settings;
  private final SealingKey sealing;
  private final Path keys;
  private final InstantSource clock;

  /**
   * Wires it.
   *
   * @param sealing opens the secrets that move with a setting
   * @param keys the folder of the console's keys
   */
  public BackupWriter(
      Database database,
      SettingStore settings,
      SealingKey sealing,
      Path keys,
      InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.sealing = sealing;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Writes a backup.
   *
   * @param only the setting to take alone, without the console's keys; empty: the whole console
   * @param out not closed
   * @throws IOException where {@code out} cannot be written
   */
  public void write(Optional<SettingId> only, OutputStream out) throws IOException {
    try {
      database.inSnapshot(
          transaction -> {
            try {
              write(transaction, only, out);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(Transaction transaction, Optional<SettingId> only, OutputStream out)
      throws IOException {
    List<Table> tables = CatalogueStore.tables(transaction);
    About about = about(transaction, only, tables);
    Parts parts = new Parts(new ZipOutputStream(out));
    parts.add(
        ABOUT,
        part -> {
          part.write(JSON.writeValueAsBytes(about));
          return 0;
        });
    for (Table table : tables) {
      parts.add(
          TABLES + table.name() + ".ndjson", part -> rows(transaction, tables, table, only, part));
    }
    for (Path key : keyFiles(only)) {
      parts.add(
          KEYS + key.getFileName(),
          part -> {
            Files.copy(key, part);
            return 0;
          });
    }
    parts.end();
  }

  private About about(Transaction transaction, Optional<SettingId> only, List<Table> tables) {
    List<String> names =
        only.map(id -> settings.find(transaction, id).map(Setting::name).stream().toList())
            .orElseGet(() -> SettingStore.all(transaction).stream().map(Setting::name).toList());
    return new About(
        About.FORMAT,
        clock.instant().toString(),
        database.schema(),
        RestoreStore.fact(transaction, "console-id").orElse(""),
        RestoreStore.fact(transaction, "restore-epoch").map(Long::parseLong).orElse(1L),
        only.map(SettingId::toString).orElse(""),
        names,
        tables);
  }

  /** The keys' folder; of a setting alone, the one that opens its laptops' recovery keys. */
  private List<Path> keyFiles(Optional<SettingId> only) throws IOException {
    try (Stream<Path> files = Files.list(keys)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).endsWith(".new"))
          .filter(
              file ->
                  only.isEmpty()
                      || String.valueOf(file.getFileName())
                          .equals("recovery-" + only.get() + ".key"))
          .sorted()
          .toList();
    }
  }

  private long rows(
      Transaction transaction,
      List<Table> tables,
      Table table,
      Optional<SettingId> only,
      OutputStream part)
      throws IOException {
    long[] rows = {0};
    JsonGenerator json = JSON.getFactory().createGenerator(part);
    json.setRootValueSeparator(null);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    TableStore.read(
        transaction,
        tables,
        table,
        only,
        row ->
            only.map(setting -> moved(table, setting, row))
                .orElse(Optional.of(row))
                .ifPresent(
                    each -> {
                      write(json, table, each);
                      rows[0]++;
                    }));
    json.close();
    return rows[0];
  }

  private Optional<Row> moved(Table table, SettingId setting, Row row) {
    if (table.name().equals("account")) {
      return Optional.of(ElsewhereAccount.of(table, setting, row, clock.instant()));
    }
    return Resealed.of(table)
        .map(column -> column.opened(sealing, table, row))
        .orElse(Optional.of(row));
  }

  private static void write(JsonGenerator json, Table table, Row row) {
    try {
      json.writeStartObject();
      for (int i = 0; i < table.columns().size(); i++) {
        Object value = row.values().get(i);
        json.writeFieldName(table.columns().get(i).name());
        if (value == null) {
          json.writeNull();
        } else {
          table.columns().get(i).kind().write(json, value);
        }
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Content {
    /** Writes it and says how many rows it had. */
    long write(OutputStream part) throws IOException;
  }

  /** The zip's parts, counted and hashed as they go. */
  private static final class Parts {
    private final ZipOutputStream zip;
    private final List<Manifest.Part> written = new ArrayList<>();

    Parts(ZipOutputStream zip) {
      this.zip = zip;
    }

    void add(String name, Content content) throws IOException {
      begin(name);
      CountedBytes counted = new CountedBytes(zip);
      DigestOutputStream hashed = new DigestOutputStream(counted, sha256());
      long rows = content.write(hashed);
      hashed.flush();
      zip.closeEntry();
      written.add(
          new Manifest.Part(
              name,
              rows,
              counted.count(),
              HexFormat.of().formatHex(hashed.getMessageDigest().digest())));
    }

    void end() throws IOException {
      begin(MANIFEST);
      zip.write(JSON.writeValueAsBytes(new Manifest(written)));
      zip.closeEntry();
      zip.finish();
    }

    private void begin(String name) throws IOException {
      ZipEntry entry = new ZipEntry(name);
      // The same rows make the same file; when it was made stands in the first part.
      entry.setTime(Instant.EPOCH.toEpochMilli());
      zip.putNextEntry(entry);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
