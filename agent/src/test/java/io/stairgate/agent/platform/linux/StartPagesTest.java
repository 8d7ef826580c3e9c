package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.platform.linux.StartPages.Piece;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class StartPagesTest {
  private static final String UNCHANGED =
      """
      Size:                  8 kB
      Rss:                   8 kB
      Private_Clean:         8 kB
      Private_Dirty:         0 kB
      Anonymous:             0 kB
      Swap:                  0 kB
      Locked:                0 kB
      VmFlags: rd ex mr mw me sd
      """;

  private static List<Piece> of(String smaps) throws IOException {
    return StartPages.unchanged(new BufferedReader(new StringReader(smaps)));
  }

  @Test
  void only_unchanged_pages_of_files_that_cannot_be_written_to_are_given_back() throws IOException {
    String file = " 00000000 08:02 173521     /usr/lib/x.so\n";
    assertThat(of("7f1000-7f3000 r-xp" + file + UNCHANGED))
        .containsExactly(new Piece(0x7f1000, 0x2000));
    assertThat(of("7f1000-7f3000 rw-p" + file + UNCHANGED)).isEmpty();
    assertThat(of("7f1000-7f3000 ---p" + file + UNCHANGED)).isEmpty();
    assertThat(of("7f1000-7f3000 r--p 00000000 00:00 0\n" + UNCHANGED)).isEmpty();
    assertThat(of("7f1000-7f3000 r--p 00000000 00:00 0     [vvar]\n" + UNCHANGED)).isEmpty();
    for (String one : List.of("Private_Dirty", "Anonymous", "Swap", "Locked")) {
      assertThat(
              of(
                  "7f1000-7f3000 r--p"
                      + file
                      + UNCHANGED.replaceFirst(one + ": +0 kB", one + ": 4 kB")))
          .as(one + " is not nothing")
          .isEmpty();
      assertThat(
              of(
                  "7f1000-7f3000 r--p"
                      + file
                      + UNCHANGED.replaceFirst(one + ": +0 kB\n", "Other: 0 kB\n")))
          .as(one + " is not told")
          .isEmpty();
    }
  }

  @Test
  void what_is_no_list_of_mappings_gives_nothing_back() throws IOException {
    for (String text :
        List.of("", "\n\n", "Rss: 1 kB\n", "x-y r--p 0 0 0 /a\n" + UNCHANGED, "7f r--p\n:\n")) {
      assertThat(of(text)).as(text).isEmpty();
    }
  }

  @Test
  void what_was_given_back_reads_as_before() throws Exception {
    // A file that nobody has just written: what is not yet on the disk is no unchanged page.
    Path file = Path.of(System.getProperty("java.home"), "lib", "ct.sym");
    int length = 1 << 20;
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
      byte[] bytes = mapped.toArray(ValueLayout.JAVA_BYTE);
      assertThat(resident(file)).isEqualTo(length / 1024);
      StartPages.giveBack();
      assertThat(resident(file)).as("kB in memory").isZero();
      assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
    }
  }

  /** How much of a mapped file is in memory, kB, by the kernel's own list. */
  private static long resident(Path file) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    long all = 0;
    boolean here = false;
    for (String line : lines) {
      if (line.contains(file.toString())) {
        here = true;
      } else if (here && line.startsWith("Rss:")) {
        all += Long.parseLong(line.toLowerCase(Locale.ROOT).replaceAll("[^0-9]", ""));
        here = false;
      }
    }
    return all;
  }
}
