package io.stairgate.console.ingest;

import java.time.Duration;

/**
 * Lets so much through per second, with a reserve for bursts. What is over is not refused but told
 * how long to wait, so that the sender is slowed by flow control. Any thread may use it.
 */
final class TokenBucket {
  private final double perSecond;
  private final double reserve;
  private double tokens;
  private long filledAtNanos;

  /**
   * A full bucket.
   *
   * @param perSecond how much comes back each second
   * @param reserve how much it holds
   * @param nowNanos of {@link System#nanoTime}
   */
  TokenBucket(double perSecond, double reserve, long nowNanos) {
    this.perSecond = perSecond;
    this.reserve = reserve;
    this.tokens = reserve;
    this.filledAtNanos = nowNanos;
  }

  /** Takes {@code cost}, into debt if need be, and says how long to wait until the debt is paid. */
  synchronized Duration take(double cost, long nowNanos) {
    fill(nowNanos);
    tokens -= cost;
    return tokens >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) (-tokens / perSecond * 1_000_000_000L));
  }

  /** Takes {@code cost} only where it is there. */
  synchronized boolean tryTake(double cost, long nowNanos) {
    fill(nowNanos);
    if (tokens < cost) {
      return false;
    }
    tokens -= cost;
    return true;
  }

  /** Puts back what {@link #tryTake} took. */
  synchronized void giveBack(double cost) {
    tokens = Math.min(reserve, tokens + cost);
  }

  private void fill(long nowNanos) {
    tokens = Math.min(reserve, tokens + (nowNanos - filledAtNanos) / 1_000_000_000.0 * perSecond);
    filledAtNanos = nowNanos;
  }
}
