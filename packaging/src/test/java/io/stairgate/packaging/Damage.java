package io.stairgate.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What a bad disk or a clumsy hand does to a file. */
final class Damage {
  private Damage() {}

  /**
   * Changes one bit, cuts the end off, or empties the file.
   *
   * @param share how much of the file, from its end, may be hit, 0 to 1
   * @return what was done, in words
   */
  static String to(Path file, Random random, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int most = Math.max(1, (int) (bytes.length * share));
    return switch (random.nextInt(3)) {
      case 0 -> {
        int at = bytes.length - 1 - random.nextInt(most);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        yield "one bit changed at " + at;
      }
      case 1 -> {
        int to = Math.max(0, bytes.length - 1 - random.nextInt(Math.max(most, 2_000)));
        Files.write(file, Arrays.copyOf(bytes, to));
        yield "cut from " + bytes.length + " to " + to + " bytes";
      }
      default -> {
        Files.write(file, new byte[0]);
        yield "emptied";
      }
    };
  }
}
