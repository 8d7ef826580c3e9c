package io.stairgate.console.permission;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a CSV file of serials, within its bounds. */
final class StickFile {
  private static final int MOST_PROBLEMS = 50;
  private static final String SERIAL = "serial";
  private static final String LABEL = "label";
  private static final String VENDOR = "vendor";
  private static final String PRODUCT = "product";

  private static final Map<String, String> HEADINGS =
      Map.ofEntries(
          Map.entry(SERIAL, SERIAL),
          Map.entry("serial number", SERIAL),
          Map.entry("serial no", SERIAL),
          Map.entry(LABEL, LABEL),
          Map.entry("name", LABEL),
          Map.entry(VENDOR, VENDOR),
          Map.entry("vendor id", VENDOR),
          Map.entry("vid", VENDOR),
          Map.entry(PRODUCT, PRODUCT),
          Map.entry("product id", PRODUCT),
          Map.entry("pid", PRODUCT));

  private StickFile() {}

  /**
   * Reads it.
   *
   * @param listed serials that are on the list already
   */
  static StickImport read(String file, Set<String> listed) {
    if (file.length() > OwnSticks.LONGEST_FILE) {
      return whole("The file is longer than 256 KiB. Split it.");
    }
    List<String> lines =
        file.replaceFirst("^\uFEFF", "").lines().map(String::stripTrailing).toList();
    if (lines.isEmpty() || lines.getFirst().isBlank()) {
      return whole(
          "The file is empty. Its first line names the columns, for example: serial,label");
    }
    char between = separator(lines.getFirst());
    Optional<Map<String, Integer>> columns = columns(lines.getFirst(), between);
    if (columns.isEmpty()) {
      return new StickImport(
          List.of(),
          List.of(
              new StickImport.Problem(
                  1,
                  "The first line must name the columns: \"serial\", and where wanted \"label\","
                      + " \"vendor\" and \"product\".")),
          0);
    }
    return rows(lines, between, columns.get(), listed);
  }

  private static StickImport rows(
      List<String> lines, char between, Map<String, Integer> columns, Set<String> listed) {
    List<NewOwnStick> sticks = new ArrayList<>();
    List<StickImport.Problem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int known = 0;
    for (int i = 1; i < lines.size() && problems.size() < MOST_PROBLEMS; i++) {
      int line = i + 1;
      if (lines.get(i).isBlank()) {
        continue;
      }
      Optional<List<String>> cells = cells(lines.get(i), between);
      if (cells.isEmpty()) {
        problems.add(new StickImport.Problem(line, "A quotation mark is opened and not closed."));
        continue;
      }
      NewOwnStick stick =
          new NewOwnStick(
              cell(cells.get(), columns, LABEL),
              cell(cells.get(), columns, SERIAL),
              id(cell(cells.get(), columns, VENDOR)),
              id(cell(cells.get(), columns, PRODUCT)));
      NewOwnStick named =
          stick.label().isEmpty()
              ? new NewOwnStick(
                  cut(stick.serial()), stick.serial(), stick.vendorId(), stick.productId())
              : stick;
      Optional<PermissionOutcome.Refused> wrong = OwnSticks.wrong(named);
      if (wrong.isPresent()) {
        problems.add(new StickImport.Problem(line, wrong.get().sentence()));
      } else if (!seen.add(named.serial())) {
        problems.add(
            new StickImport.Problem(line, "This serial stands in the file twice. Take one out."));
      } else if (listed.contains(named.serial())) {
        known++;
      } else if (sticks.size() >= OwnSticks.MOST) {
        problems.add(new StickImport.Problem(line, "There are more than 1,000 sticks."));
        break;
      } else {
        sticks.add(named);
      }
    }
    if (problems.size() >= MOST_PROBLEMS) {
      problems.add(new StickImport.Problem(0, "There may be more. Mend these first."));
    }
    return new StickImport(sticks, problems, known);
  }

  private static StickImport whole(String sentence) {
    return new StickImport(List.of(), List.of(new StickImport.Problem(0, sentence)), 0);
  }

  private static String cut(String serial) {
    return serial.length() <= 64 ? serial : serial.substring(0, 64);
  }

  private static char separator(String heading) {
    long commas = heading.chars().filter(c -> c == ',').count();
    long semicolons = heading.chars().filter(c -> c == ';').count();
    long tabs = heading.chars().filter(c -> c == '\t').count();
    if (semicolons > commas && semicolons >= tabs) {
      return ';';
    }
    return tabs > commas ? '\t' : ',';
  }

  private static Optional<Map<String, Integer>> columns(String heading, char between) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    List<String> names = cells(heading, between).orElse(List.of());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
      String column = HEADINGS.get(name);
      if (column != null) {
        columns.putIfAbsent(column, i);
      }
    }
    return columns.containsKey(SERIAL) ? Optional.of(columns) : Optional.empty();
  }

  private static String cell(List<String> cells, Map<String, Integer> columns, String name) {
    int at = columns.getOrDefault(name, -1);
    return at < 0 || at >= cells.size() ? "" : cells.get(at);
  }

  /** As people copy it: {@code 0x0781} or {@code 0781}. */
  private static String id(String text) {
    return text.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
  }

  /** The cells of one line; empty where a quotation mark is not closed. */
  private static Optional<List<String>> cells(String line, char between) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == between && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return quoted ? Optional.empty() : Optional.of(cells);
  }
}
