package io.stairgate.agent.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The words after {@code run}. Read by hand and not by the command line's library, which would stay
 * in the service's memory for good (RATIONALE.md).
 *
 * @param root {@code --root}, where given
 * @param data {@code --data}, where given
 * @param debug whether {@code --debug} was given
 */
public record RunWords(Optional<Path> root, Optional<Path> data, boolean debug) {
  /**
   * Reads them.
   *
   * @return empty where they are not understood: the library then says what is wrong
   */
  public static Optional<RunWords> parse(List<String> words) {
    Optional<Path> root = Optional.empty();
    Optional<Path> data = Optional.empty();
    boolean debug = false;
    try {
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        if (word.equals("--debug")) {
          debug = true;
        } else if (word.equals("--root") && i + 1 < words.size()) {
          root = Optional.of(Path.of(words.get(++i)));
        } else if (word.equals("--data") && i + 1 < words.size()) {
          data = Optional.of(Path.of(words.get(++i)));
        } else {
          return Optional.empty();
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.of(new RunWords(root, data, debug));
  }
}
