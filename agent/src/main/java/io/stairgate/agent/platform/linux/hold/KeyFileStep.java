package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One key of a file that belongs to somebody else: {@code [daemon] AutomaticLoginEnable=false}. All
 * else stays byte by byte. Where the key stands more than once, each place is set, because programs
 * differ in which one they take. A file that is missing is made; one that went missing since the
 * key was first set comes back as it was then.
 *
 * <p>Put back: the exact bytes, mode and owner where nothing else of the file changed since;
 * otherwise the key alone.
 */
public final class KeyFileStep implements Step {
  private static final String ID = "key:";
  private static final int FRESH_MODE = 0644;

  private final RootFiles files;
  private final KeyPlace place;
  private final String value;
  private final Predicate<Optional<String>> good;
  private final Words words;
  private final String fresh;

  /**
   * Where a key stands.
   *
   * @param path of the file, absolute
   * @param style how the file writes its keys
   * @param section without brackets; empty where the style has none
   * @param key in its own case
   */
  public record KeyPlace(String path, KeyStyle style, String section, String key) {
    public KeyPlace {
      if (!path.startsWith("/") || key.isBlank() || style.sections() == section.isEmpty()) {
        throw new IllegalArgumentException("not the place of a key: " + path + " " + key);
      }
      String all = path + section + key;
      if (all.length() > 180 || !all.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '|')) {
        throw new IllegalArgumentException("a name the record cannot hold: " + path);
      }
    }

    /** The value in force; empty where the key is not set or the file cannot be read. */
    public Optional<String> value(RootFiles files) {
      return files
          .text(path, FileState.LIMIT)
          .flatMap(text -> new KeyText(text, style, section, key).value());
    }
  }

  /**
   * A key that must have exactly this value.
   *
   * @param value one line; may be empty
   */
  public KeyFileStep(RootFiles files, KeyPlace place, String value, Words words) {
    this(files, place, value, found -> found.equals(Optional.of(value)), words);
  }

  /**
   * A key that must have exactly this value, in a file that means nothing without some other lines.
   *
   * @param value one line; may be empty
   * @param fresh what stands before the key where there is no such file or it is empty; put back,
   *     it goes with the key
   */
  public KeyFileStep(RootFiles files, KeyPlace place, String value, Words words, String fresh) {
    this(files, place, value, found -> found.equals(Optional.of(value)), words, fresh);
  }

  /**
   * A key for which other values than ours are good too: a stricter number, or its absence.
   *
   * @param value one line, set where what is there is not good
   * @param good decides on the value in force; empty: the key is not set
   */
  public KeyFileStep(
      RootFiles files,
      KeyPlace place,
      String value,
      Predicate<Optional<String>> good,
      Words words) {
    this(files, place, value, good, words, "");
  }

  private KeyFileStep(
      RootFiles files,
      KeyPlace place,
      String value,
      Predicate<Optional<String>> good,
      Words words,
      String fresh) {
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a value is one line");
    }
    this.files = files;
    this.place = place;
    this.value = value;
    this.good = good;
    this.words = words;
    this.fresh = fresh;
  }

  /** A step of the record, only to be put back; empty where the id is none of a key. */
  static Optional<Step> again(RootFiles files, String id) {
    String[] parts = id.split("\\|", 5);
    if (!id.startsWith(ID) || parts.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new KeyFileStep(
              files,
              new KeyPlace(
                  parts[0].substring(ID.length()),
                  KeyStyle.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                  parts[2],
                  parts[3]),
              "",
              new Words("a setting", "as before", "A setting will be put back.")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String id() {
    return ID
        + place.path()
        + "|"
        + place.style().name().toLowerCase(Locale.ROOT)
        + "|"
        + place.section()
        + "|"
        + place.key();
  }

  @Override
  public String what() {
    return words.what();
  }

  @Override
  public String expected() {
    return words.expected();
  }

  @Override
  public String sentence() {
    return words.sentence();
  }

  @Override
  public String found() {
    return place.value(files).map(found -> Text.clean(found, 200)).orElse("not set");
  }

  @Override
  public boolean done() {
    boolean unreadable =
        files.exists(place.path()) && files.text(place.path(), FileState.LIMIT).isEmpty();
    return !unreadable && good.test(place.value(files)) && agreed();
  }

  /** All places of the key say the same. */
  private boolean agreed() {
    Set<String> values = new HashSet<>();
    keyText(files.text(place.path(), FileState.LIMIT).orElse(""))
        .lines()
        .forEach(line -> values.add(place.style().value(line, place.key())));
    return values.size() <= 1;
  }

  @Override
  public String before() throws HoldException {
    FileState state = FileState.read(files, place.path());
    return encode(keyText(text(state)).lines()) + "\n" + state.text();
  }

  @Override
  public String aim() {
    return encode(List.of(line()));
  }

  @Override
  public boolean still(String aim) throws HoldException {
    List<String> now = keyText(text(FileState.read(files, place.path()))).lines();
    return !now.isEmpty() && encode(List.copyOf(new HashSet<>(now))).equals(aim);
  }

  @Override
  public void make() throws HoldException {
    set(FileState.read(files, place.path()));
  }

  @Override
  public void make(String before) throws HoldException {
    FileState now = FileState.read(files, place.path());
    set(now instanceof FileState.Absent ? original(before) : now);
  }

  private void set(FileState state) throws HoldException {
    String text = text(state);
    KeyText whole = keyText(text.isEmpty() ? fresh : text);
    written(state, whole.with(line())).put(files, place.path());
  }

  @Override
  public void putBack(String before) throws HoldException {
    FileState original = original(before);
    List<String> former = decode(before.split("\n", 2)[0]);
    FileState now = FileState.read(files, place.path());
    String text = text(now);
    List<String> current = keyText(text).lines();
    String had = text(original).isEmpty() ? fresh : text(original);
    if (!current.isEmpty() && keyText(had).with(current.getFirst()).equals(text)) {
      original.put(files, place.path());
      return;
    }
    boolean hadSection = text(original).contains("[" + place.section() + "]");
    String back = keyText(text).back(former, !hadSection);
    if (back.isEmpty() && original instanceof FileState.Absent) {
      original.put(files, place.path());
    } else if (!back.equals(text)) {
      written(now, back).put(files, place.path());
    }
  }

  /** The whole file as it was before. */
  private static FileState original(String before) throws HoldException {
    String[] parts = before.split("\n", 2);
    if (parts.length != 2) {
      throw new HoldException("The record of what was there before is damaged.");
    }
    return FileState.parse(parts[1]);
  }

  private KeyText keyText(String text) {
    return new KeyText(text, place.style(), place.section(), place.key());
  }

  private String line() {
    return place.style().line(place.key(), value);
  }

  /** Byte for byte, whatever they mean. */
  private static String text(FileState state) {
    return switch (state) {
      case FileState.Absent absent -> "";
      case FileState.Present present ->
          new String(present.bytes().toArray(), StandardCharsets.ISO_8859_1);
    };
  }

  private static FileState written(FileState state, String text) {
    Bytes bytes = Bytes.copyOf(text.getBytes(StandardCharsets.ISO_8859_1));
    return switch (state) {
      case FileState.Absent absent -> new FileState.Present(FRESH_MODE, 0, 0, bytes);
      case FileState.Present present ->
          new FileState.Present(present.mode(), present.owner(), present.group(), bytes);
    };
  }

  private static String encode(List<String> lines) {
    return lines.stream()
        .map(line -> Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.ISO_8859_1)))
        .collect(Collectors.joining(",", "lines ", ""));
  }

  private static List<String> decode(String text) throws HoldException {
    if (!text.startsWith("lines ")) {
      throw new HoldException("The record of what was there before is damaged.");
    }
    List<String> lines = new ArrayList<>();
    try {
      for (String word : text.substring("lines ".length()).split(",", 1000)) {
        if (!word.isEmpty()) {
          lines.add(new String(Base64.getDecoder().decode(word), StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new HoldException("The record of what was there before is damaged.", e);
    }
    return lines;
  }
}
