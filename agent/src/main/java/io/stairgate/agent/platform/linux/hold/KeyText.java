package io.stairgate.agent.platform.linux.hold;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a file of keys, of which one is read and set; everything else stays byte by byte.
 *
 * @param text the whole file; bytes that are no text travel as ISO 8859-1
 * @param style how it writes its keys
 * @param section the section without brackets; empty where there are none
 * @param key the key, in its own case
 */
record KeyText(String text, KeyStyle style, String section, String key) {
  /** The lines that set the key, without their ends, in order. */
  List<String> lines() {
    List<String> found = new ArrayList<>();
    List<String> all = split(text);
    for (int at : places(all)) {
      found.add(withoutEnd(all.get(at)));
    }
    return found;
  }

  /** The value that is in force, which is the last one; empty where the key is not set. */
  Optional<String> value() {
    List<String> lines = lines();
    return lines.isEmpty() ? Optional.empty() : Optional.of(style.value(lines.getLast(), key));
  }

  /** The same file with the key set to one line wherever it stands, or added to its section. */
  String with(String line) {
    List<String> all = split(text);
    List<Integer> places = places(all);
    if (places.isEmpty()) {
      return added(all, List.of(line));
    }
    for (int at : places) {
      all.set(at, line + end(all.get(at)));
    }
    return String.join("", all);
  }

  /**
   * The same file with the key's lines as they were.
   *
   * @param former what {@link #lines} said; empty takes the key away
   * @param emptySection whether a section that is empty then goes too
   */
  String back(List<String> former, boolean emptySection) {
    List<String> all = split(text);
    List<Integer> places = places(all);
    for (int i = places.size() - 1; i >= 0; i--) {
      int at = places.get(i);
      if (i < former.size()) {
        all.set(at, former.get(i) + end(all.get(at)));
      } else {
        all.remove(at);
      }
    }
    String text = String.join("", all);
    if (former.size() > places.size()) {
      return new KeyText(text, style, section, key)
          .added(split(text), former.subList(places.size(), former.size()));
    }
    return emptySection && former.isEmpty() ? withoutSection(split(text)) : text;
  }

  private String added(List<String> all, List<String> lines) {
    List<String> result = new ArrayList<>(all);
    int at = style.sections() ? endOfSection(all) : all.size();
    List<String> fresh = new ArrayList<>();
    if (at < 0) {
      fresh.add("[" + section + "]\n");
      at = all.size();
    }
    if (at > 0 && !result.get(at - 1).endsWith("\n")) {
      result.set(at - 1, result.get(at - 1) + "\n");
    }
    lines.forEach(line -> fresh.add(line + "\n"));
    result.addAll(at, fresh);
    return String.join("", result);
  }

  /** Behind the last line of the section that is not blank; -1 where there is no such section. */
  private int endOfSection(List<String> all) {
    int end = -1;
    boolean inside = false;
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i).strip();
      if (isHeader(line)) {
        inside = line.equals("[" + section + "]");
      }
      if (inside && !line.isEmpty()) {
        end = i + 1;
      }
    }
    return end;
  }

  private String withoutSection(List<String> all) {
    List<String> kept = new ArrayList<>(all);
    int end = endOfSection(kept);
    if (style.sections() && end > 0 && kept.get(end - 1).strip().equals("[" + section + "]")) {
      kept.remove(end - 1);
    }
    return String.join("", kept);
  }

  private List<Integer> places(List<String> all) {
    List<Integer> places = new ArrayList<>();
    boolean inside = !style.sections();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i).strip();
      if (style.sections() && isHeader(line)) {
        inside = line.equals("[" + section + "]");
      } else if (inside && style.sets(line, key)) {
        places.add(i);
      }
    }
    return places;
  }

  private static boolean isHeader(String line) {
    return line.startsWith("[") && line.endsWith("]");
  }

  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(from, next));
      from = next;
    }
    return lines;
  }

  private static String withoutEnd(String line) {
    return line.substring(0, line.length() - end(line).length());
  }

  private static String end(String line) {
    return line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
  }
}
