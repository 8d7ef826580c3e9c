package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a console's pages and tables have of each noisy laptop, by the number in its serials. */
final class InDatabase {
  private static final Pattern SERIAL = Pattern.compile("K(\\d+)p\\d+n\\d+e");

  private final Map<Integer, Map<String, Long>> shown = new HashMap<>();
  private final Map<Integer, Map<String, List<String>>> stored = new HashMap<>();
  private final List<Missing> missing = new ArrayList<>();

  private record Missing(String epoch, long first, long last) {}

  /**
   * Reads everything.
   *
   * @param alerts the rows of the API's list
   * @param connection to the tables, on either database
   */
  InDatabase(List<JsonNode> alerts, Connection connection) throws SQLException {
    for (JsonNode alert : alerts) {
      String serial = alert.path("medium").path("serial").asText();
      Matcher number = SERIAL.matcher(serial);
      if (number.matches()) {
        shown
            .computeIfAbsent(Integer.valueOf(number.group(1)), n -> new HashMap<>())
            .merge(serial, alert.path("occurrences").asLong(), Long::sum);
      }
    }
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT epoch, body FROM event ORDER BY epoch, sequence")) {
        while (rows.next()) {
          Matcher serial =
              SERIAL.matcher(new String(rows.getBytes(2), StandardCharsets.ISO_8859_1));
          if (serial.find()) {
            stored
                .computeIfAbsent(Integer.valueOf(serial.group(1)), n -> new LinkedHashMap<>())
                .computeIfAbsent(rows.getString(1), e -> new ArrayList<>())
                .add(serial.group());
          }
        }
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT epoch, first_sequence, last_sequence FROM journal_gap")) {
        while (rows.next()) {
          missing.add(new Missing(rows.getString(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
  }

  /** What it has of one laptop. */
  Judged.Seen of(int laptop) {
    return new OfOne(
        shown.getOrDefault(laptop, Map.of()), stored.getOrDefault(laptop, Map.of()), missing);
  }

  private record OfOne(
      Map<String, Long> shown, Map<String, List<String>> stored, List<Missing> gaps)
      implements Judged.Seen {
    @Override
    public boolean missing(String epoch, long sequence) {
      return gaps.stream()
          .anyMatch(
              each ->
                  each.epoch().equals(epoch)
                      && each.first() <= sequence
                      && sequence <= each.last());
    }
  }
}
