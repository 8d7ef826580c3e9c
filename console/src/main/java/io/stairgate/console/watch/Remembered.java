package io.stairgate.console.watch;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that costs a query and is asked for by whoever likes: asked anew only after a time. Any
 * thread may use it.
 */
final class Remembered<T> {
  private final Supplier<T> source;
  private final long freshNanos;
  private @Nullable T value;
  private long at;

  Remembered(Supplier<T> source, Duration fresh) {
    this.source = source;
    this.freshNanos = fresh.toNanos();
  }

  synchronized T get() {
    T known = value;
    if (known == null || System.nanoTime() - at > freshNanos) {
      known = source.get();
      value = known;
      at = System.nanoTime();
    }
    return known;
  }
}
