package io.stairgate.console.page;

import io.stairgate.console.device.Care;
import io.stairgate.console.device.Cause;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.policy.Marks;
import java.time.Instant;
import java.util.Comparator;
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
  /** The tags of a laptop, the worst first. */
  enum State {
    ATTENTION("Needs attention", "warn", "attention"),
    NOT_SEEN("Not seen", "", "unseen"),
    FIRST_CHECK("First check pending", "info", "new"),
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

    /** How a laptop is, by what it told. */
    static State of(Laptop laptop, Care care, Marks marks) {
      return switch (LaptopQuestion.Show.of(laptop, care, marks.heardSince(), marks.newSince())) {
        case UNSEEN -> NOT_SEEN;
        case NEW -> FIRST_CHECK;
        case PROTECTED -> PROTECTED;
        case ALL, ATTENTION -> ATTENTION;
      };
    }

    /** In addresses. */
    String word() {
      return word;
    }
  }

  static Health of(Laptop laptop, List<Finding> findings, Marks marks) {
    boolean asks = laptop.sameAs().isPresent() || laptop.returnAskedAt().isPresent();
    boolean fine = findings.stream().noneMatch(RuleWords::wantsAttention);
    Care care = asks || !fine ? Care.ATTENTION : findings.isEmpty() ? Care.FIRST_CHECK : Care.FINE;
    return new Health(laptop, findings, State.of(laptop, care, marks));
  }

  /** What needs doing, in a few words; empty where nothing does. */
  static String note(State state, List<Cause> causes) {
    return switch (state) {
      case PROTECTED -> "";
      case NOT_SEEN -> "Switch it on and connect it";
      case FIRST_CHECK -> "Keep it switched on and connected";
      case ATTENTION -> attention(causes);
    };
  }

  private static String attention(List<Cause> causes) {
    if (causes.isEmpty()) {
      return "First check has not arrived";
    }
    List<String> parts =
        causes.stream()
            .sorted(Comparator.comparingInt((Cause cause) -> -ToDoList.weight(cause)))
            .map(Health::named)
            .toList();
    String joined = String.join(", ", parts.subList(0, Math.min(3, parts.size())));
    String more = parts.size() > 3 ? " and " + (parts.size() - 3) + " more" : "";
    return Character.toUpperCase(joined.charAt(0)) + joined.substring(1) + more;
  }

  private static String named(Cause cause) {
    return switch (cause.kind()) {
      case RETURN -> "asks to come back";
      case SAME -> "may be here twice";
      case NO_RIGHTS -> "the checker needs administrator rights";
      case NOT_HELD, NOT_MET, UNKNOWN, IN_PROGRESS -> RuleWords.of(cause.rule()).title();
    };
  }

  /** The same in a sentence, for the laptop's own page. */
  String sentence() {
    return switch (state) {
      case PROTECTED -> "This laptop is protected. " + worthKnowing();
      case NOT_SEEN ->
          "We have not heard of this laptop for several open days. Switch it on and connect it.";
      case FIRST_CHECK -> "Added today. Its first check is pending.";
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
  static String seen(Laptop laptop, Moments moments) {
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
