package io.stairgate.console.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The acts that main code writes into the log, as its sources say them. */
final class Acts {
  private static final Pattern APPEND = Pattern.compile("\\bappend\\(");
  private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\"");
  private static final Pattern ARGUMENT = Pattern.compile("[(,]\\s*\"([a-z]+(?:-[a-z]+)+)\"\\s*,");

  private Acts() {}

  static Set<String> ofMainCode() {
    Set<String> acts = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(source);
        boolean mayAppend = text.contains("AuditStore") || text.contains("audit.append");
        if (mayAppend && !source.endsWith("AuditStore.java")) {
          acts.addAll(of(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return acts;
  }

  private static Set<String> of(String text) {
    Set<String> acts = new TreeSet<>();
    Matcher call = APPEND.matcher(text);
    while (call.find()) {
      List<String> arguments = arguments(text, call.end());
      if (arguments.size() < 5 || arguments.size() > 6) {
        continue;
      }
      String act = arguments.get(arguments.size() - 3).strip();
      Set<String> said = all(CODE, act);
      if (said.isEmpty()) {
        said = all(Pattern.compile("\\b" + Pattern.quote(act) + " =\\s*\"([a-z-]+)\""), text);
      }
      // Handed in by other methods of the file: whatever they hand on.
      acts.addAll(said.isEmpty() ? all(ARGUMENT, text) : said);
    }
    return acts;
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static List<String> arguments(String text, int from) {
    List<String> arguments = new ArrayList<>();
    int depth = 1;
    boolean quoted = false;
    int start = from;
    for (int i = from; i < text.length() && depth > 0; i++) {
      char c = text.charAt(i);
      if (c == '"' && text.charAt(i - 1) != '\\') {
        quoted = !quoted;
      }
      if (quoted) {
        continue;
      }
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
      if (depth == 0 || (c == ',' && depth == 1)) {
        arguments.add(text.substring(start, i));
        start = i + 1;
      }
    }
    return arguments;
  }
}
