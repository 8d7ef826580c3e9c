package io.stairgate.console.page;

import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Laptop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one laptop is, all rules together.
 *
 * @param laptop the laptop
 * @param findings what was proved of it
 * @param state the tag
 */
record Health(Laptop laptop, List<Finding> findings, State state) {
  /** A laptop that was not heard of for this long is not known any more. */
  static final Duration SILENT = Duration.ofDays(7);

  /** The tags of a laptop, the worst first. */
  enum State {
    ATTENTION("Needs attention", "warn", "attention"),
    NOT_SEEN("Not seen", "", "unseen"),
    PROTECTED("Protected", "good", "protected");

    private final String tag;
    private final String css;
    private final String word;

    State(String tag, String css, String word) {
      this.tag = tag;
      this.css = css;
      this.word = word;
    }

    String tag() {
      return tag;
    }

    String css() {
      return css;
    }

    /** In addresses. */
    String word() {
      return word;
    }
  }

  static Health of(Laptop laptop, List<Finding> findings, Instant now) {
    return new Health(laptop, findings, state(laptop, findings, now));
  }

  private static State state(Laptop laptop, List<Finding> findings, Instant now) {
    Instant heard = laptop.lastSeenAt().orElse(laptop.enrolledAt());
    if (!laptop.connected() && heard.plus(SILENT).isBefore(now)) {
      return State.NOT_SEEN;
    }
    boolean asks = laptop.sameAs().isPresent() || laptop.returnAskedAt().isPresent();
    boolean fine = !findings.isEmpty() && findings.stream().noneMatch(RuleWords::wantsAttention);
    return fine && !asks ? State.PROTECTED : State.ATTENTION;
  }

  /** What needs doing, in a few words; empty where nothing does. */
  String note() {
    return switch (state) {
      case PROTECTED -> "";
      case NOT_SEEN -> "Switch it on and connect it";
      case ATTENTION -> attention();
    };
  }

  private String attention() {
    List<String> parts = new ArrayList<>();
    laptop.returnAskedAt().ifPresent(at -> parts.add("asks to come back"));
    laptop.sameAs().ifPresent(id -> parts.add("may be here twice"));
    if (findings.isEmpty() && parts.isEmpty()) {
      return "First check has not arrived";
    }
    findings.stream()
        .filter(RuleWords::wantsAttention)
        .map(finding -> RuleWords.of(finding.rule()).title())
        .forEach(parts::add);
    String joined = String.join(", ", parts.subList(0, Math.min(3, parts.size())));
    String more = parts.size() > 3 ? " and " + (parts.size() - 3) + " more" : "";
    return Character.toUpperCase(joined.charAt(0)) + joined.substring(1) + more;
  }

  /** The same in a sentence, for the laptop's own page. */
  String sentence() {
    return switch (state) {
      case PROTECTED -> "This laptop is protected. " + worthKnowing();
      case NOT_SEEN -> "We have not heard of this laptop for more than a week.";
      case ATTENTION -> findings.isEmpty() ? "Waiting for its first check." : count();
    };
  }

  private String worthKnowing() {
    long known = findings.stream().filter(RuleWords::worthKnowing).count();
    return known == 0
        ? "Nothing to do."
        : known == 1 ? "1 thing is worth knowing." : known + " things are worth knowing.";
  }

  private String count() {
    long open = findings.stream().filter(RuleWords::wantsAttention).count();
    return switch ((int) open) {
      case 0 -> "Every rule is met. There is a question about this laptop below.";
      case 1 -> "1 of %d rules needs attention.".formatted(findings.size());
      default -> "%d of %d rules need attention.".formatted(open, findings.size());
    };
  }

  /** When it was last in touch, to the day: the time of day says when somebody worked. */
  String seen(Moments moments) {
    if (laptop.connected()) {
      return "Connected now";
    }
    Optional<Instant> last = laptop.lastSeenAt();
    if (last.isEmpty()) {
      return "Never";
    }
    String day = moments.of(last.get()).day();
    return Character.toUpperCase(day.charAt(0)) + day.substring(1);
  }
}
