package io.stairgate.agent.platform.linux.rule;

import java.util.List;
import java.util.Locale;

/**
 * Whether an answer over HTTP/1.1 comes from a web filter or from the page itself. Reads bytes from
 * strangers: what is not understood says nothing.
 */
final class BlockPage {
  private static final int LONGEST_TITLE = 300;

  /** Words of titles; a page itself that bears one is a bad choice of a test page. */
  private static final List<String> TITLES =
      List.of(
          "blocked",
          "access denied",
          "access restricted",
          "not allowed",
          "forbidden",
          "web filter",
          "content filter",
          "filtered",
          "error_access_denied",
          "policy violation");

  /** What makers' own block pages carry in their head; source: their makers' guides. */
  private static final List<String> MARKS =
      List.of(
          "smoothwall",
          "securly",
          "lightspeed systems",
          "netsweeper",
          "fortiguard",
          "sophos web",
          "umbrella",
          "opendns",
          "palo alto networks",
          "zscaler",
          "barracuda",
          "watchguard",
          "untangle",
          "e2guardian",
          "dansguardian",
          "err_access_denied",
          "pi-hole",
          "adguard",
          "cleanbrowsing",
          "cloudflare gateway",
          "iboss",
          "contentkeeper",
          "webscreen",
          "safetynet",
          "schools broadband",
          "netsupport",
          "impero",
          "safedns",
          "dnsfilter",
          "quad9",
          "censornet");

  private BlockPage() {}

  /** What an answer is. */
  sealed interface Kind {
    /** A filter's. */
    record Filter(String how) implements Kind {}

    /** The page's own. */
    record Page() implements Kind {}

    /** Neither can be said. */
    record Unclear(String reason) implements Kind {}
  }

  /**
   * Judges an answer.
   *
   * @param host the name that was asked for
   * @param answer the beginning of what came back
   */
  static Kind of(String host, String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String head = end < 0 ? answer : answer.substring(0, end);
    String[] lines = head.split("\r\n", 200);
    String[] words = lines[0].split(" ", 3);
    if (words.length < 2
        || !words[0].startsWith("HTTP/1.")
        || !words[1].matches("[1-5][0-9][0-9]")) {
      return new Kind.Unclear("no-clear-answer");
    }
    int status = Integer.parseInt(words[1]);
    if (status == 403 || status == 451) {
      return new Kind.Filter("its refusal (" + status + ")");
    }
    if (status >= 300 && status < 400) {
      return moved(host, lines);
    }
    if (status >= 500 || status == 407 || status < 200) {
      return new Kind.Unclear("no-clear-answer");
    }
    return body(end < 0 ? "" : answer.substring(end).toLowerCase(Locale.ROOT));
  }

  private static Kind moved(String host, String[] lines) {
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        String target = line.substring("location:".length()).strip().toLowerCase(Locale.ROOT);
        int slashes = target.indexOf("//");
        String rest = slashes < 0 ? "" : target.substring(slashes + 2);
        String to = rest.split("[/?#:]", 2)[0];
        boolean own = to.isEmpty() || plain(to).equals(plain(host));
        return own
            ? new Kind.Unclear("address-moves")
            : new Kind.Filter("another page it sent on to");
      }
    }
    return new Kind.Unclear("no-clear-answer");
  }

  private static String plain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("www.") ? name.substring(4) : name;
  }

  private static Kind body(String body) {
    int title = body.indexOf("<title");
    int from = title < 0 ? -1 : body.indexOf('>', title);
    int to = from < 0 ? -1 : body.indexOf("</title", from);
    if (to > from) {
      String text = body.substring(from, Math.min(to, from + LONGEST_TITLE));
      if (TITLES.stream().anyMatch(text::contains)) {
        return new Kind.Filter("its block page");
      }
    }
    boolean marked = MARKS.stream().anyMatch(body::contains) && body.contains("block");
    return marked ? new Kind.Filter("its block page") : new Kind.Page();
  }
}
