package io.stairgate.agent.control;

import java.util.List;

/** Tells what the system's own filter does to what comes in. One thread at a time. */
public interface FirewallSource {
  /** Reads it now. */
  Reading read();

  /** What came of reading. */
  sealed interface Reading {
    /**
     * The filter itself was read.
     *
     * @param four whether what nobody asked for over IPv4 is shut out
     * @param six the same over IPv6
     * @param products what sets it, for example {@code ufw}
     */
    record Filter(Inward four, Inward six, List<String> products) implements Reading {
      public Filter {
        products = List.copyOf(products);
      }
    }

    /**
     * It could not be read.
     *
     * @param reason stable code
     * @param hints what configuration says, which proves nothing
     */
    record Unreadable(String reason, List<String> hints) implements Reading {
      public Unreadable {
        hints = List.copyOf(hints);
      }
    }
  }

  /** What happens to a connection from outside that nobody at the laptop asked for. */
  enum Inward {
    /** It is shut out unless a rule lets it in. */
    SHUT,
    /** It comes in. */
    OPEN,
    /** The laptop does not speak this kind of network. */
    ABSENT
  }
}
