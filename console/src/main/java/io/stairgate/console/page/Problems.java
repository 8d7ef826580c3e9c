package io.stairgate.console.page;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be put right in a form before it is sent again.
 *
 * @param all in the order of the fields
 */
public record Problems(List<Problem> all) {
  /** Nothing is wrong. */
  public static final Problems NONE = new Problems(List.of());

  public Problems {
    all = List.copyOf(all);
  }

  /**
   * One thing that is wrong.
   *
   * @param field the field's name and id
   * @param sentence what to do
   */
  public record Problem(String field, String sentence) {}

  static Problems of(String field, String sentence) {
    return new Problems(List.of(new Problem(field, sentence)));
  }

  /** What to say of too many wrong tries. */
  static String tooMany(Duration left) {
    long minutes = left.plusSeconds(59).toMinutes();
    return "There were too many wrong tries. Wait "
        + (minutes <= 1 ? "a minute" : minutes + " minutes")
        + " and try again.";
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Whether something is wrong with a field. */
  public boolean has(String field) {
    return !of(field).isEmpty();
  }

  /** What is wrong with a field; empty where nothing is. */
  public String of(String field) {
    return all.stream()
        .filter(problem -> problem.field().equals(field))
        .map(Problem::sentence)
        .findFirst()
        .orElse("");
  }

  /**
   * The ids of the texts that belong to a field, or null where it has none: the attribute is left
   * out then.
   */
  public @Nullable String describedBy(String field, boolean hint) {
    String ids = (hint ? field + "-hint " : "") + (has(field) ? field + "-error" : "");
    return ids.isBlank() ? null : ids.strip();
  }
}
