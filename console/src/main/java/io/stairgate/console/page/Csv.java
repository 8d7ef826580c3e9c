package io.stairgate.console.page;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as a file (RFC 4180) that a spreadsheet opens without running anything in it. One thread.
 */
final class Csv {
  private final StringBuilder text = new StringBuilder("\uFEFF");

  void row(List<String> cells) {
    text.append(line(cells));
  }

  /** One row with its end, for a table that is written bit by bit. */
  static String line(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  private static String cell(String value) {
    // A spreadsheet would take these for a formula.
    String safe = value.matches("(?s)^[=+\\-@\\t\\r\\n].*") ? "'" + value : value;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  String text() {
    return text.toString();
  }
}
