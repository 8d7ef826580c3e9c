package io.stairgate.agent.link;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.wire.AuditHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What this laptop remembers of the console's log of who did what: the newest head it was ever
 * given and the one it showed before. Two heads, however long the log is. A head that came in the
 * last minute before a power cut may be forgotten: other laptops and the next minute remember it.
 *
 * <p>Fails open: a file that cannot be read or written costs the memory of a witness and nothing
 * else.
 *
 * <p>Belongs to the link's thread.
 */
final class Witness {
  private static final Logger LOG = Logger.getLogger(Witness.class.getName());
  private static final String FILE = "witness";
  private static final int MOST_BYTES = 1024;
  private static final HexFormat HEX = HexFormat.of();

  private final DataDirectory data;
  private String console = "";
  private @Nullable AuditHead newest;

  /** Shown in the last hello that the console answered, where it was another one. */
  private @Nullable AuditHead before;

  private @Nullable AuditHead shown;
  private boolean changed;

  Witness(DataDirectory data) {
    this.data = data;
  }

  /** Remembers what was kept of this console; what another console said is forgotten. */
  void belongTo(String consoleId) {
    if (console.equals(consoleId)) {
      return;
    }
    console = consoleId;
    newest = null;
    before = null;
    shown = null;
    changed = false;
    try {
      data.read(FILE, MOST_BYTES)
          .ifPresent(bytes -> read(new String(bytes, StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What this laptop remembers of the log is lost: {0}", e.getMessage());
    }
  }

  /** What a hello shows: newest first, at most two. */
  List<AuditHead> show() {
    shown = newest;
    List<AuditHead> heads = new ArrayList<>(2);
    if (newest != null) {
      heads.add(newest);
    }
    if (before != null && !before.equals(newest)) {
      heads.add(before);
    }
    return heads;
  }

  /** The console answered the hello: what was shown is now the one before. */
  void answered() {
    if (shown != null && !shown.equals(before)) {
      before = shown;
      changed = true;
    }
  }

  /** Remembers a head where it is newer than what is known. */
  void remember(Optional<AuditHead> head) {
    if (head.isPresent() && (newest == null || head.get().newerThan(newest))) {
      newest = head.get();
      changed = true;
    }
  }

  /** Writes what changed; to be called at most once a minute, because the disk is made to wait. */
  void keep() {
    if (!changed) {
      return;
    }
    StringBuilder text = new StringBuilder(console).append('\n');
    if (newest != null) {
      text.append(line(newest));
    }
    if (before != null && !before.equals(newest)) {
      text.append(line(before));
    }
    try {
      data.write(FILE, text.toString().getBytes(StandardCharsets.US_ASCII));
      changed = false;
    } catch (IOException e) {
      LOG.log(Level.FINE, "what this laptop remembers of the log is not kept: {0}", e.getMessage());
    }
  }

  private void read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(console)) {
      return;
    }
    try {
      newest = lines.size() > 1 ? head(lines.get(1)) : null;
      before = lines.size() > 2 ? head(lines.get(2)) : null;
    } catch (IllegalArgumentException e) {
      newest = null;
      before = null;
    }
  }

  private static String line(AuditHead head) {
    return String.join(
            " ",
            Long.toString(head.restoreEpoch()),
            Long.toString(head.branch()),
            Long.toString(head.number()),
            HEX.formatHex(head.hash().toArray()),
            HEX.formatHex(head.mac().toArray()))
        + "\n";
  }

  private static AuditHead head(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("five words stand in a line");
    }
    return new AuditHead(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Bytes.copyOf(HEX.parseHex(parts[3])),
        Bytes.copyOf(HEX.parseHex(parts[4])));
  }
}
