package io.stairgate.agent.platform.linux.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The lines of one service of PAM, with everything it includes in its place, as {@code pam.conf(5)}
 * says. Bounded in depth and lines; lines that are none are passed over.
 *
 * @param lines in the order in which they are asked
 * @param whole false where an included file could not be read, or there was more than is read
 */
record PamStack(List<Line> lines, boolean whole) {
  private static final int DEEPEST = 8;
  private static final int MOST_LINES = 512;

  PamStack {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param type {@code auth}, {@code account}, {@code password} or {@code session}
   * @param control what its answer means: {@code required} or {@code [success=1 default=ignore]}
   * @param module its name without a folder: {@code pam_unix.so}
   * @param arguments what it is told
   */
  record Line(String type, String control, String module, List<String> arguments) {
    Line {
      arguments = List.copyOf(arguments);
    }

    /** The value of {@code name=value}; empty where there is none. */
    Optional<String> argument(String name) {
      String start = name + "=";
      return arguments.stream()
          .filter(each -> each.startsWith(start))
          .reduce((first, second) -> second)
          .map(each -> each.substring(start.length()));
    }

    /** Whether its failure stops the whole: the service then says no. */
    boolean decides() {
      return switch (control) {
        case "required", "requisite" -> true;
        case "sufficient", "optional" -> false;
        default ->
            (control.contains("default=die") || control.contains("default=bad"))
                && !control.contains("auth_err=ignore");
      };
    }
  }

  /**
   * Reads a service.
   *
   * @param text the text of {@code /etc/pam.d/NAME} for a name; empty where there is none
   * @return empty where the service has no file
   */
  static Optional<PamStack> of(String service, Function<String, Optional<String>> text) {
    if (text.apply(service).isEmpty()) {
      return Optional.empty();
    }
    Builder builder = new Builder(text);
    builder.file(service, "", 0);
    return Optional.of(new PamStack(builder.lines, builder.whole));
  }

  /** The lines of one type. */
  List<Line> of(String type) {
    return lines.stream().filter(line -> line.type.equals(type)).toList();
  }

  /** The first line of a type with this module. */
  Optional<Line> find(String type, String module) {
    return lines.stream()
        .filter(line -> line.type.equals(type) && line.module.equals(module))
        .findFirst();
  }

  private static final class Builder {
    private final Function<String, Optional<String>> text;
    private final List<Line> lines = new ArrayList<>();
    private boolean whole = true;

    Builder(Function<String, Optional<String>> text) {
      this.text = text;
    }

    /** Takes a file's lines; {@code only}: of this type; empty: all. */
    void file(String name, String only, int depth) {
      String plain = name.substring(name.lastIndexOf('/') + 1);
      Optional<String> found =
          depth > DEEPEST || plain.isEmpty() ? Optional.empty() : text.apply(plain);
      if (found.isEmpty()) {
        whole = false;
        return;
      }
      for (String raw : found.get().replace("\\\n", " ").split("\n", 4096)) {
        int comment = raw.indexOf('#');
        String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
        if (lines.size() >= MOST_LINES) {
          whole = false;
          return;
        }
        if (!line.isEmpty()) {
          line(words(line), only, depth);
        }
      }
    }

    private void line(List<String> words, String only, int depth) {
      if (words.size() >= 2 && words.getFirst().equals("@include")) {
        file(words.get(1), only, depth + 1);
        return;
      }
      if (words.size() < 3) {
        return;
      }
      String type = words.getFirst().toLowerCase(Locale.ROOT);
      type = type.startsWith("-") ? type.substring(1) : type;
      if (!only.isEmpty() && !type.equals(only)) {
        return;
      }
      String control = words.get(1).toLowerCase(Locale.ROOT);
      if (control.equals("include") || control.equals("substack")) {
        file(words.get(2), type, depth + 1);
        return;
      }
      String module = words.get(2);
      lines.add(
          new Line(
              type,
              control,
              module.substring(module.lastIndexOf('/') + 1),
              words.subList(3, words.size())));
    }

    /** Words, where {@code [ ]} keeps together what stands in it. */
    private static List<String> words(String line) {
      List<String> words = new ArrayList<>();
      int at = 0;
      while (at < line.length() && words.size() < 64) {
        char c = line.charAt(at);
        if (c == ' ' || c == '\t' || c == '\r') {
          at++;
          continue;
        }
        int end;
        if (c == '[') {
          int close = line.indexOf(']', at);
          end = close < 0 ? line.length() : close + 1;
        } else {
          end = at;
          while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
          }
        }
        words.add(line.substring(at, end));
        at = end;
      }
      return words;
    }
  }
}
