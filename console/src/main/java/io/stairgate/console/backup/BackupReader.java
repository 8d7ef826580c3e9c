package io.stairgate.console.backup;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup from its first byte to its last, a row at a time, and holds it against its own
 * counts and hashes. What comes from the file is bounded: lines, parts, and how much it may unpack
 * to.
 */
final class BackupReader {
  private static final int LONGEST_LINE = 4 * 1024 * 1024;
  private static final int LONGEST_JSON = 8 * 1024 * 1024;
  private static final int LONGEST_KEY = 64 * 1024;
  private static final int MOST_KEYS = 100_000;
  private static final long LEAST_BOUND = 64L * 1024 * 1024;

  /** Real rows pack at most about forty times smaller. */
  private static final long MOST_PACKED = 200;

  private static final Pattern KEY_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final ZipInputStream zip;
  private final InputStream all;
  private final long bound;
  private long unpacked;

  private BackupReader(InputStream all, long size) {
    this.all = all;
    this.zip = new ZipInputStream(all);
    this.bound = LEAST_BOUND + MOST_PACKED * size;
  }

  /** Takes what a backup holds, in its order. */
  interface Visitor {
    /** What stands first. */
    void about(About about);

    /** A table's rows; all of them must be taken. */
    void table(Table table, Iterator<Row> rows);

    /** A file of the keys. */
    void key(String name, byte[] content) throws IOException;
  }

  /** What a backup said of itself. */
  record Contents(About about, Manifest manifest, String sha256) {}

  /**
   * Reads one.
   *
   * @param in unlocked; not closed
   * @param size of the file, bytes
   * @throws BackupException where it is damaged
   */
  static Contents read(InputStream in, long size, Visitor visitor) {
    try {
      return new BackupReader(new BufferedInputStream(in, 64 * 1024), size).read(visitor);
    } catch (IOException | IllegalArgumentException e) {
      throw BackupException.damaged(e);
    }
  }

  private Contents read(Visitor visitor) throws IOException {
    List<Manifest.Part> parts = new ArrayList<>();
    Part first = part(BackupWriter.ABOUT);
    About about = said(first.all(LONGEST_JSON), About.class);
    parts.add(first.end(0));
    if (about.format() != About.FORMAT) {
      throw new BackupException(
          "This backup was made by a newer version of Stairgate. Install that version or a newer"
              + " one to put it back.");
    }
    visitor.about(about);
    for (Table table : about.tables()) {
      Part part = part(BackupWriter.TABLES + table.name() + ".ndjson");
      Rows rows = new Rows(table, part);
      visitor.table(table, rows);
      if (rows.hasNext()) {
        throw new IllegalStateException("rows were left");
      }
      parts.add(part.end(rows.count));
    }
    while (true) {
      Part part = part();
      if (part.name.equals(BackupWriter.MANIFEST)) {
        byte[] bytes = part.all(LONGEST_JSON);
        Manifest manifest = said(bytes, Manifest.class);
        Manifest.Part own = part.end(0);
        if (!manifest.parts().equals(parts)) {
          throw BackupException.damaged("its parts are not those it lists");
        }
        // To the very end, so that a locked file shows whether its last piece is there.
        all.transferTo(java.io.OutputStream.nullOutputStream());
        return new Contents(about, manifest, own.sha256());
      }
      if (!part.name.startsWith(BackupWriter.KEYS) || parts.size() > MOST_KEYS) {
        throw BackupException.damaged("a part does not belong there");
      }
      String name = part.name.substring(BackupWriter.KEYS.length());
      if (!KEY_NAME.matcher(name).matches()) {
        throw BackupException.damaged("a key has an odd name");
      }
      byte[] content = part.all(LONGEST_KEY);
      visitor.key(name, content);
      parts.add(part.end(0));
    }
  }

  /** What a part says; the word {@code null} alone says nothing. */
  private static <T> T said(byte[] json, Class<T> as) throws IOException {
    T said = JSON.readValue(json, as);
    if (said == null) {
      throw BackupException.damaged("a part says nothing");
    }
    return said;
  }

  private Part part(String name) throws IOException {
    Part part = part();
    if (!part.name.equals(name)) {
      throw BackupException.damaged("a part is missing");
    }
    return part;
  }

  private Part part() throws IOException {
    ZipEntry entry = zip.getNextEntry();
    if (entry == null) {
      throw BackupException.damaged("its end is missing");
    }
    return new Part(entry.getName());
  }

  /** One part of the zip while it is read. */
  private final class Part {
    private final String name;
    private final MessageDigest hash = BackupWriter.sha256();
    private final byte[] buffer = new byte[32 * 1024];
    private int at;
    private int end;
    private long bytes;

    Part(String name) {
      this.name = name;
    }

    private boolean more() throws IOException {
      if (at < end) {
        return true;
      }
      at = 0;
      end = Math.max(0, zip.read(buffer));
      hash.update(buffer, 0, end);
      bytes += end;
      unpacked += end;
      if (unpacked > bound) {
        throw BackupException.damaged("it would unpack to more than it can hold");
      }
      return end > 0;
    }

    byte[] all(int most) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (more()) {
        all.write(buffer, at, end - at);
        at = end;
        if (all.size() > most) {
          throw BackupException.damaged("a part is too long");
        }
      }
      return all.toByteArray();
    }

    /** The next line; null at the end. */
    byte @Nullable [] line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(256);
      while (more()) {
        int from = at;
        while (at < end && buffer[at] != '\n') {
          at++;
        }
        line.write(buffer, from, at - from);
        if (line.size() > LONGEST_LINE) {
          throw BackupException.damaged("a line is too long");
        }
        if (at < end) {
          at++;
          return line.toByteArray();
        }
      }
      if (line.size() > 0) {
        throw BackupException.damaged("a line has no end");
      }
      return null;
    }

    Manifest.Part end(long rows) throws IOException {
      if (more()) {
        throw BackupException.damaged("a part is too long");
      }
      zip.closeEntry();
      return new Manifest.Part(name, rows, bytes, HexFormat.of().formatHex(hash.digest()));
    }
  }

  /** The rows of one table. */
  private static final class Rows implements Iterator<Row> {
    private final Table table;
    private final Part part;
    private Optional<Row> next = Optional.empty();
    private long count;

    Rows(Table table, Part part) {
      this.table = table;
      this.part = part;
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty()) {
        try {
          byte[] line = part.line();
          next = line == null ? Optional.empty() : Optional.of(row(line));
        } catch (IOException | RuntimeException e) {
          throw e instanceof BackupException told ? told : BackupException.damaged(e);
        }
      }
      return next.isPresent();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next.orElseThrow();
      next = Optional.empty();
      count++;
      return row;
    }

    private Row row(byte[] line) throws IOException {
      JsonNode object = JSON.readTree(line);
      if (!object.isObject() || object.size() != table.columns().size()) {
        throw BackupException.damaged("a row of " + table.name() + " has other columns");
      }
      List<@Nullable Object> values = new ArrayList<>();
      for (Table.Column column : table.columns()) {
        JsonNode value = object.get(column.name());
        if (value == null || (value.isNull() && !column.optional())) {
          throw BackupException.damaged("a row of " + table.name() + " lacks a column");
        }
        values.add(value.isNull() ? null : column.kind().read(value));
      }
      return new Row(values);
    }
  }
}
