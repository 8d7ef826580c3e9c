package io.stairgate.agent.local;

import java.util.ArrayList;
import java.util.List;

/** A page of the agent's own as plain lines for a terminal. */
public final class PageText {
  private PageText() {}

  /**
   * The words of a page: headings and paragraphs apart, list items with a dash.
   *
   * @param html as the agent wrote it
   * @param width of the terminal
   */
  public static List<String> lines(String html, int width) {
    StringBuilder text = new StringBuilder();
    int at = Math.max(0, html.indexOf("<body"));
    while (at < html.length()) {
      int open = html.indexOf('<', at);
      if (open < 0) {
        break;
      }
      text.append(html, at, open);
      int close = html.indexOf('>', open);
      if (close < 0) {
        break;
      }
      text.append(between(html.substring(open + 1, close)));
      at = close + 1;
    }
    List<String> lines = new ArrayList<>();
    for (String line : text.toString().replace('\n', ' ').split("\r", -1)) {
      String plain = unescape(line.strip().replaceAll(" {2,}", " "));
      if (!plain.isEmpty() || (!lines.isEmpty() && !lines.getLast().isEmpty())) {
        lines.addAll(plain.isEmpty() ? List.of("") : wrap(plain, width));
      }
    }
    return lines;
  }

  /** What a tag means for a reader; a carriage return stands for a new line. */
  private static String between(String tag) {
    String name = tag.split(" ", 2)[0];
    return switch (name) {
      case "h1", "h2", "h3", "section" -> "\r\r";
      case "/h1", "/h2", "/h3", "/p", "p", "br", "/li", "/summary", "pre", "/pre", "ul", "/ul" ->
          "\r";
      case "li" -> "\r- ";
      default -> "";
    };
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  /** Breaks at spaces; a list item's second line is indented. */
  public static List<String> wrap(String line, int width) {
    boolean item = line.startsWith("- ");
    List<String> lines = FindingTable.wrap(item ? line.substring(2) : line, width - (item ? 2 : 0));
    List<String> indented = new ArrayList<>();
    for (String each : lines) {
      indented.add((item ? indented.isEmpty() ? "- " : "  " : "") + each);
    }
    return indented;
  }
}
