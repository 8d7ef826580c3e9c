package io.stairgate.agent.scan;

/**
 * What the engine said about one file. Source: clamd(8), "INSTREAM", and the names that libclamav
 * gives its own limits ({@code Heuristics.Limits.Exceeded.*}, {@code Heuristics.Encrypted.*}).
 */
sealed interface Reply {
  /** What every answer about a file begins with. */
  String BEFORE = "stream: ";

  /** What the answer about malware ends with, after its name. */
  String FOUND = " FOUND";

  /** Scanned whole, nothing found. */
  record Clean() implements Reply {}

  /** Malware. */
  record Found(String malware) implements Reply {}

  /**
   * Not scanned whole.
   *
   * @param code skip code
   */
  record Skipped(String code) implements Reply {}

  /**
   * Reads one answer without its number. Whatever is not known is never taken for clean.
   *
   * @param text for example {@code stream: Eicar-Test-Signature FOUND}
   */
  static Reply of(String text) {
    if (text.equals("stream: OK")) {
      return new Clean();
    }
    if (text.startsWith(BEFORE) && text.substring(BEFORE.length()).endsWith(FOUND)) {
      return found(text.substring(BEFORE.length(), text.length() - FOUND.length()).strip());
    }
    return new Skipped(text.startsWith("INSTREAM size limit exceeded") ? "too-large" : "engine");
  }

  private static Reply found(String name) {
    if (name.startsWith("Heuristics.Limits.Exceeded")) {
      return switch (name) {
        case "Heuristics.Limits.Exceeded.MaxRecursion" -> new Skipped("too-deep");
        case "Heuristics.Limits.Exceeded.MaxScanTime" -> new Skipped("time");
        default -> new Skipped("too-large");
      };
    }
    // Ours: an archive of a kind that the engine of this system cannot open (stairgate.ndb).
    if (name.startsWith("Heuristics.Encrypted.") || name.startsWith("Stairgate.Unopened.")) {
      return new Skipped("locked-archive");
    }
    return name.isEmpty() ? new Skipped("engine") : new Found(name);
  }
}
