package io.stairgate.console.account;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tries with names nobody has. They wait as others do, so that the wait does not tell who has an
 * account. The oldest are forgotten first. Any thread may use it.
 */
final class UnknownNames {
  private static final int MOST = 10_000;

  private final Map<String, Tries> tries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > MOST;
        }
      };

  /** Counts a try as {@link AccountStore#claimTry} does and returns what was so before it. */
  synchronized Tries claimTry(String name, Instant now) {
    Tries before = tries.getOrDefault(name, Tries.NONE);
    if (before.waitAt(now).isZero()) {
      var _ = tries.put(name, before.afterWrong(now));
    }
    return before;
  }
}
