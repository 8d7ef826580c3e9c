package io.stairgate.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * A clock that a process follows instead of the computer's, through libfaketime; what has passed is
 * measured rightly all the same.
 */
final class WrongClock {
  /** What may become of a clock. */
  static final List<String> JUMPS = List.of("+1 day", "-1 day", "+400 days", "-3 hours", "1970");

  private static final Path LIBRARY =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  private final Path file;

  WrongClock(Path file) {
    this.file = file;
  }

  static boolean possible() {
    return Files.exists(LIBRARY);
  }

  /** What a process needs in its environment to follow it. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", LIBRARY.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // Its mending for an older glibc makes every wait of a thread end at once.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** Whoever follows it has the right time within about a second. */
  void right() throws IOException {
    Files.writeString(file, "+0\n");
  }

  /**
   * Whoever follows it has a wrong time within about a second. Whole days end at noon, so that no
   * hour of the night decides what a console does.
   */
  void jump(String jump) throws IOException {
    String words =
        switch (jump) {
          case "1970" -> "@1970-01-02 12:00:00";
          case "-3 hours" -> "-10800";
          default -> {
            int days = Integer.parseInt(jump.substring(0, jump.indexOf(' ')));
            Instant now = Instant.now();
            Instant noon =
                LocalDate.ofInstant(now, ZoneOffset.UTC)
                    .plusDays(days)
                    .atTime(LocalTime.NOON)
                    .toInstant(ZoneOffset.UTC);
            yield "%+d".formatted(Duration.between(now, noon).toSeconds());
          }
        };
    Files.writeString(file, words + "\n");
  }
}
