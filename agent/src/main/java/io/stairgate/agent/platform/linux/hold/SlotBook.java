package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which slots hold a key of ours. A line is on the disk before the slot is filled, so that a crash
 * between the two leaves no slot behind that nobody knows. Only the side with an administrator's
 * rights writes it.
 */
final class SlotBook {
  private static final String FILE = "/var/lib/stairgate-agent/recovery-slots";
  private static final int LONGEST = 64 * 1024;
  private final RootFiles files;

  SlotBook(RootFiles files) {
    this.files = files;
  }

  /**
   * One slot.
   *
   * @param keyId the key in it
   * @param volume hash of the volume
   * @param slot its number
   * @param mark SHA-256 of the slot's salt; {@code -} while it is being filled
   */
  record Line(String keyId, String volume, int slot, String mark) {
    /** Whether it was never filled to the end. */
    boolean unfinished() {
      return mark.equals("-");
    }

    /** Whether the key is still where it was put. */
    boolean stands(LuksHeader header) {
      return mark.equals(header.slots().get(slot));
    }
  }

  List<Line> read() {
    List<Line> lines = new ArrayList<>();
    for (String line : files.text(FILE, LONGEST).orElse("").split("\n", 512)) {
      String[] words = line.split(" ", 5);
      if (words.length == 4
          && RecoveryKey.isId(words[0])
          && words[1].matches("[0-9a-f]{64}")
          && words[2].matches("[0-9]{1,2}")
          && words[3].matches("-|[0-9a-f]{64}")) {
        lines.add(new Line(words[0], words[1], Integer.parseInt(words[2]), words[3]));
      }
    }
    return lines;
  }

  /** Puts a line in place of the one of the same key. */
  void put(Line line) throws HoldException {
    List<Line> lines = without(line.keyId());
    lines.add(line);
    write(lines);
  }

  void drop(String keyId) throws HoldException {
    write(without(keyId));
  }

  private List<Line> without(String keyId) {
    List<Line> lines = new ArrayList<>(read());
    lines.removeIf(line -> line.keyId().equals(keyId));
    return lines;
  }

  private void write(List<Line> lines) throws HoldException {
    Path file = files.path(FILE);
    try {
      DurableFile.write(
          file,
          lines.stream()
              .map(
                  line ->
                      line.keyId() + " " + line.volume() + " " + line.slot() + " " + line.mark())
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new HoldException(
          "The list of recovery keys cannot be written. Make space on the disk.", e);
    }
  }
}
