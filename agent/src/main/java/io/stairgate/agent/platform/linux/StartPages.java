package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Gives back the pages of program files that only the start needed: classes, code of the runtime.
 * They stay in the system's page cache, so what is used again after all is there again within
 * microseconds; what is not, is no longer counted as ours and may go when memory is short.
 *
 * <p>Only pages that are as their file has them are given back (man 2 madvise, MADV_DONTNEED): of a
 * mapping that can be written to, or has one changed page (proc(5), smaps), nothing is touched. One
 * thread.
 */
final class StartPages {
  private static final Logger LOG = Logger.getLogger(StartPages.class.getName());
  private static final Path OWN = Path.of("/proc/self/smaps");

  /** A process of ours has about 300. */
  private static final int MOST_MAPPINGS = 20_000;

  /**
   * A piece of the address space.
   *
   * @param start address of its first byte, a page's
   * @param length bytes
   */
  record Piece(long start, long length) {}

  private StartPages() {}

  /** Gives them back; what cannot be read or given back stays as it is. */
  static void giveBack() {
    try (BufferedReader smaps = Files.newBufferedReader(OWN, StandardCharsets.ISO_8859_1)) {
      for (Piece piece : unchanged(smaps)) {
        giveBack(piece);
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "Pages of the start stay where they are", e);
    }
  }

  private static void giveBack(Piece piece) {
    try {
      var _ = LibC.madvise(piece.start(), piece.length(), LibC.MADV_DONTNEED);
    } catch (LastErrorException e) {
      // A kind of mapping that the kernel keeps as it is: EINVAL.
      LOG.log(Level.FINE, "Some pages of the start stay where they are", e);
    }
  }

  /**
   * The mappings of files, read only, that have no page of their own, in memory or swapped out.
   *
   * @param smaps as proc(5) describes it; a line that is not understood takes its mapping out
   */
  static List<Piece> unchanged(BufferedReader smaps) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    Mapping mapping = new Mapping();
    for (int lines = 0; lines < MOST_MAPPINGS * 30; lines++) {
      String line = smaps.readLine();
      if (line == null) {
        break;
      }
      int colon = line.indexOf(':');
      int space = line.indexOf(' ');
      if (colon < 0 || (space >= 0 && space < colon)) {
        mapping.endTo(pieces);
        mapping = Mapping.of(line);
      } else {
        mapping.saw(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    mapping.endTo(pieces);
    return pieces;
  }

  /** One mapping while its lines are read. */
  private static final class Mapping {
    private Piece piece = new Piece(0, 0);
    private boolean ofFile;
    private int shown;

    /** {@code 7f00-7f01 r--p 00000000 08:02 173521 /usr/lib/...}. */
    static Mapping of(String line) {
      Mapping mapping = new Mapping();
      String[] parts = line.split(" +", 6);
      int dash = parts[0].indexOf('-');
      if (parts.length < 6 || dash < 0 || !parts[5].startsWith("/")) {
        return mapping;
      }
      try {
        long start = Long.parseUnsignedLong(parts[0].substring(0, dash), 16);
        long end = Long.parseUnsignedLong(parts[0].substring(dash + 1), 16);
        mapping.piece = new Piece(start, end - start);
        mapping.ofFile = parts[1].startsWith("r") && !parts[1].contains("w");
      } catch (NumberFormatException e) {
        mapping.ofFile = false;
      }
      return mapping;
    }

    void saw(String name, String value) {
      switch (name) {
        case "Private_Dirty", "Anonymous", "Swap", "Locked" -> {
          shown++;
          ofFile &= value.equals("0 kB");
        }
        default -> {}
      }
    }

    void endTo(List<Piece> pieces) {
      if (ofFile && shown == 4 && piece.length() > 0) {
        pieces.add(piece);
      }
    }
  }
}
