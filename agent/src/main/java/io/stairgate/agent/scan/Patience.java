package io.stairgate.agent.scan;

import java.time.Duration;

/**
 * How long the engine and a medium are waited for.
 *
 * @param start until the engine answers at all: reading its definitions takes 20 to 60 seconds, on
 *     a slow disk more
 * @param silence without a byte taken or an answer given while something is asked of it; longer
 *     than the engine may take for one file
 * @param whole for one medium
 * @param rest without use until the engine is ended, because it keeps a gigabyte of memory
 */
record Patience(Duration start, Duration silence, Duration whole, Duration rest) {
  static final Patience USUAL =
      new Patience(
          Duration.ofMinutes(5),
          Duration.ofMinutes(6),
          Duration.ofHours(6),
          Duration.ofMinutes(10));
}
