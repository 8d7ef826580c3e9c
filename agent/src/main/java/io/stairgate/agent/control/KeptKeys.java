package io.stairgate.agent.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The recovery keys this laptop made, as the service notes them. No key is in it.
 *
 * @param keys each key that is still in its disk
 * @param missing how many volumes have no key the console keeps
 */
public record KeptKeys(List<Kept> keys, int missing) {
  /** Nothing is noted yet: one volume at least is taken to have no key. */
  public static final KeptKeys NONE = new KeptKeys(List.of(), 1);

  private static final String FILE = "recovery-keys";
  private static final int LONGEST = 64 * 1024;

  public KeptKeys {
    keys = List.copyOf(keys);
  }

  /**
   * One key.
   *
   * @param keyId names it
   * @param volume hash of its volume
   * @param slot its slot
   * @param madeAt when
   * @param through number of the journal's entry that carries it, or a later one
   * @param epoch the journal's epoch of that number
   * @param setting hash of the public key it was sealed to
   * @param kept whether the console has acknowledged it
   */
  public record Kept(
      String keyId,
      String volume,
      int slot,
      Instant madeAt,
      long through,
      String epoch,
      String setting,
      boolean kept) {}

  /** Reads the note; {@link #NONE} where there is none that can be read. */
  public static KeptKeys read(Path notes) {
    try {
      Path file = notes.resolve(FILE);
      if (!Files.isReadable(file) || Files.size(file) > LONGEST) {
        return NONE;
      }
      return parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
      return NONE;
    }
  }

  static KeptKeys parse(String text) {
    List<Kept> keys = new ArrayList<>();
    int missing = 1;
    for (String line : text.split("\n", 512)) {
      String[] words = line.split(" ", 9);
      if (words.length == 2 && words[0].equals("missing")) {
        missing = Integer.parseInt(words[1]);
      } else if (words.length == 8) {
        keys.add(
            new Kept(
                words[0],
                words[1],
                Integer.parseInt(words[2]),
                Instant.parse(words[3]),
                Long.parseLong(words[4]),
                words[5],
                words[6],
                words[7].equals("kept")));
      }
    }
    return new KeptKeys(keys, missing);
  }

  /** The name of the note in its folder. */
  public static String file() {
    return FILE;
  }

  /** As it is noted. */
  public String text() {
    StringBuilder text = new StringBuilder("missing " + missing + "\n");
    for (Kept key : keys) {
      text.append(
          "%s %s %d %s %d %s %s %s\n"
              .formatted(
                  key.keyId(),
                  key.volume(),
                  key.slot(),
                  key.madeAt(),
                  key.through(),
                  key.epoch(),
                  key.setting(),
                  key.kept() ? "kept" : "waits"));
    }
    return text.toString();
  }
}
