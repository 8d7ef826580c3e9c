package io.stairgate.agent.platform.linux.rule;

/** Compares versions of Debian packages as dpkg does (deb-version(7)). */
final class DebianVersion {
  private DebianVersion() {}

  /** Less than zero where {@code left} is the older. */
  static int compare(String left, String right) {
    int byEpoch = Long.compare(epoch(left), epoch(right));
    if (byEpoch != 0) {
      return byEpoch;
    }
    String a = left.substring(left.indexOf(':') + 1);
    String b = right.substring(right.indexOf(':') + 1);
    int byUpstream = part(upstream(a), upstream(b));
    return byUpstream != 0 ? byUpstream : part(revision(a), revision(b));
  }

  private static long epoch(String version) {
    int colon = version.indexOf(':');
    long epoch = 0;
    for (int i = 0; i < Math.min(colon, 9); i++) {
      char c = version.charAt(i);
      epoch = epoch * 10 + (digit(c) ? c - '0' : 0);
    }
    return epoch;
  }

  private static String upstream(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 ? version : version.substring(0, dash);
  }

  private static String revision(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 ? "" : version.substring(dash + 1);
  }

  private static int part(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while ((i < a.length() && !digit(a.charAt(i))) || (j < b.length() && !digit(b.charAt(j)))) {
        int order = order(a, i) - order(b, j);
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
      while (i < a.length() && a.charAt(i) == '0') {
        i++;
      }
      while (j < b.length() && b.charAt(j) == '0') {
        j++;
      }
      int first = 0;
      while (i < a.length() && digit(a.charAt(i)) && j < b.length() && digit(b.charAt(j))) {
        first = first == 0 ? a.charAt(i) - b.charAt(j) : first;
        i++;
        j++;
      }
      if (i < a.length() && digit(a.charAt(i))) {
        return 1;
      }
      if (j < b.length() && digit(b.charAt(j))) {
        return -1;
      }
      if (first != 0) {
        return first;
      }
    }
    return 0;
  }

  /** A tilde sorts before the end, the end before letters, letters before the rest. */
  private static int order(String text, int at) {
    if (at >= text.length()) {
      return 0;
    }
    char c = text.charAt(at);
    if (digit(c)) {
      return 0;
    }
    if (c == '~') {
      return -1;
    }
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? c : c + 256;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
