package io.stairgate.console.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be set about a rule besides its stage.
 *
 * @param key how the policy file calls it
 * @param range what it may be
 * @param standard what holds where nothing is said
 * @param stricter which of two values is the stricter
 * @param words what it is, for people: "minutes without use until the screen locks"
 */
public record Parameter(String key, Range range, Value standard, Stricter stricter, String words) {
  public Parameter {
    range
        .problem(standard)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(key + ": " + problem);
            });
  }

  /** What a parameter was set to. */
  public sealed interface Value {
    /** How a person reads it. */
    String words();

    /**
     * A count.
     *
     * @param number how many
     */
    record Count(int number) implements Value {
      @Override
      public String words() {
        return Integer.toString(number);
      }
    }

    /**
     * Yes or no.
     *
     * @param on yes
     */
    record Switch(boolean on) implements Value {
      @Override
      public String words() {
        return on ? "yes" : "no";
      }
    }

    /**
     * One of several words, or an address.
     *
     * @param text as written
     */
    record Word(String text) implements Value {
      @Override
      public String words() {
        return text.isEmpty() ? "nothing" : text;
      }
    }
  }

  /** What a parameter may be. */
  public sealed interface Range {
    /** What is wrong with a value, as "write ..."; empty where nothing is. */
    Optional<String> problem(Value value);

    /**
     * A whole number.
     *
     * @param least smallest
     * @param most greatest
     */
    record Whole(int least, int most) implements Range {
      @Override
      public Optional<String> problem(Value value) {
        return value instanceof Value.Count(int number) && number >= least && number <= most
            ? Optional.empty()
            : Optional.of("write a whole number from %d to %d".formatted(least, most));
      }
    }

    /** {@code true} or {@code false}. */
    record YesNo() implements Range {
      @Override
      public Optional<String> problem(Value value) {
        return value instanceof Value.Switch
            ? Optional.empty()
            : Optional.of("write true or false");
      }
    }

    /**
     * One of these words.
     *
     * @param words what may be written
     */
    record OneOf(List<String> words) implements Range {
      public OneOf {
        words = List.copyOf(words);
      }

      @Override
      public Optional<String> problem(Value value) {
        return value instanceof Value.Word(String text) && words.contains(text)
            ? Optional.empty()
            : Optional.of("write one of " + String.join(", ", words));
      }
    }

    /** An address on the web, or nothing. */
    record Address() implements Range {
      /** The longest address, characters. */
      static final int LONGEST = 300;

      /** What such an address looks like. */
      static final String PATTERN = "(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?)?";

      @Override
      public Optional<String> problem(Value value) {
        return value instanceof Value.Word(String text)
                && text.length() <= LONGEST
                && text.matches(PATTERN)
                && isUri(text)
            ? Optional.empty()
            : Optional.of("write a web address in quotes, such as \"https://example.org/\"");
      }

      private static boolean isUri(String text) {
        try {
          var _ = new URI(text);
          return true;
        } catch (URISyntaxException e) {
          return false;
        }
      }
    }
  }

  /** Which of two values is the stricter. */
  public enum Stricter {
    /** The smaller number. */
    SMALLER,
    /** The greater number. */
    GREATER,
    /** {@code false}: the switch allows something. */
    OFF,
    /** {@code true}: the switch asks for something. */
    ON,
    /** Neither is. */
    NEITHER
  }

  /** Negative where {@code one} is stricter than {@code other}, 0 where neither is. */
  int compare(Value one, Value other) {
    return switch (stricter) {
      case SMALLER -> Integer.compare(number(one), number(other));
      case GREATER -> Integer.compare(number(other), number(one));
      case OFF -> Boolean.compare(on(one), on(other));
      case ON -> Boolean.compare(on(other), on(one));
      case NEITHER -> 0;
    };
  }

  private static int number(Value value) {
    return value instanceof Value.Count(int number) ? number : 0;
  }

  private static boolean on(Value value) {
    return value instanceof Value.Switch(boolean on) && on;
  }

  static Parameter whole(
      String key, int least, int most, int standard, Stricter stricter, String words) {
    return new Parameter(
        key, new Range.Whole(least, most), new Value.Count(standard), stricter, words);
  }

  static Parameter yesNo(String key, boolean standard, Stricter stricter, String words) {
    return new Parameter(key, new Range.YesNo(), new Value.Switch(standard), stricter, words);
  }

  static Parameter oneOf(String key, List<String> choices, String words) {
    return new Parameter(
        key, new Range.OneOf(choices), new Value.Word(choices.getFirst()), Stricter.NEITHER, words);
  }
}
