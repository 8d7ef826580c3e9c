package io.stairgate.console.policy;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of one rule over several settings. In each of them it is a version of the policy and a
 * {@link Rollout} of its own; this says how far they may go together: to one laptop, then to a
 * tenth of all laptops after the other.
 *
 * @param id its own
 * @param home the setting that the person who began it looked at
 * @param rule which rule
 * @param words what was asked for, in sentences
 * @param reason why
 * @param state how it stands
 * @param step which step was reached; 0: no laptop yet
 * @param reach how many laptops this step may come to, with those of the steps before
 * @param stepAt when this step began, or when a person let it go on
 * @param stopReason why a person stopped it, with the name; empty where it stopped by itself
 * @param begunBy whose change it is
 * @param begunByName that person's name
 * @param begunAt when it began
 * @param endedAt when it ended
 */
public record Spread(
    UUID id,
    SettingId home,
    Rule rule,
    List<String> words,
    String reason,
    State state,
    int step,
    int reach,
    Instant stepAt,
    String stopReason,
    UUID begunBy,
    String begunByName,
    Instant begunAt,
    Optional<Instant> endedAt) {
  public Spread {
    words = List.copyOf(words);
  }

  /** How it stands. */
  public enum State {
    /** The laptops of this step, or people who are to agree, are waited for. */
    GOING("going"),
    /** A laptop failed, or a person stopped it: no other laptop gets it until a person decides. */
    STOPPED("stopped"),
    /** Every laptop that was to follow it was reached. */
    DONE("done"),
    /** A person took it back: no other laptop gets it from here. */
    TAKEN_BACK("taken-back");

    private final String code;

    State(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    static State of(String code) {
      return Arrays.stream(values())
          .filter(each -> each.code.equals(code))
          .findFirst()
          .orElse(STOPPED);
    }
  }

  /** Whether a person may still decide about it. */
  public boolean isOpen() {
    return state == State.GOING || state == State.STOPPED;
  }

  /** How it stands in one setting. */
  public enum Standing {
    /** It was not begun there: the console was stopped just then. */
    NOT_BEGUN("not-begun"),
    /** The setting has it already, is stricter, or would not have it; the word says which. */
    LEFT_ALONE("left-alone"),
    /** Somebody there is asked to agree. */
    ASKED("asked"),
    /** Somebody there said no. */
    TURNED_DOWN("turned-down"),
    /** The rules there were changed before anybody agreed, or it was taken back before that. */
    VOID("void"),
    /** Laptops there follow it, or will. */
    GOING("going"),
    /** It stopped there by itself. */
    STOPPED("stopped"),
    /** It stopped there, and the others went on without it. */
    PASSED("passed"),
    /** Every laptop there was reached. */
    DONE("done"),
    /** The rule there is as it was before. */
    PUT_BACK("put-back");

    private final String code;

    Standing(String code) {
      this.code = code;
    }

    /** How it is written in the API. */
    public String code() {
      return code;
    }

    /** Whether something may still come of it there. */
    public boolean isOpen() {
      return this == ASKED || this == GOING || this == STOPPED || this == PASSED;
    }
  }

  /**
   * One setting of it.
   *
   * @param setting which
   * @param standing how it stands there
   * @param word why it was left alone, or why it stopped; may be empty
   * @param proposal what waits for agreement there
   * @param rollout what it is there; empty where the policy was not changed
   * @param laptops how many are to follow it
   * @param reached how many of them do
   */
  public record Part(
      SettingId setting,
      Standing standing,
      String word,
      Optional<UUID> proposal,
      Optional<UUID> rollout,
      int laptops,
      int reached) {}

  /**
   * A change with its settings.
   *
   * @param spread the change
   * @param parts the settings
   */
  public record Whole(Spread spread, List<Part> parts) {
    public Whole {
      parts = List.copyOf(parts);
    }

    /** How many laptops are to follow it, those of people who are still asked among them. */
    public int laptops() {
      return parts.stream().mapToInt(Part::laptops).sum();
    }

    /** How many do. */
    public int reached() {
      return parts.stream().mapToInt(Part::reached).sum();
    }

    /** How many settings stand so. */
    public long count(Standing standing) {
      return parts.stream().filter(each -> each.standing() == standing).count();
    }
  }

  /**
   * What a change would do in one setting.
   *
   * @param setting which
   * @param name its name
   * @param does in a word
   * @param word why nothing changes there, one sentence; may be empty
   * @param laptops how many laptops would follow something else
   * @param all how many there are
   */
  public record Outlook(
      SettingId setting, String name, Does does, String word, int laptops, int all) {}

  /** What a change would do in a setting. */
  public enum Does {
    /** It holds there at once; laptops follow in their turn. */
    CHANGE,
    /** Somebody there must agree first. */
    ASK,
    /** Nothing changes there. */
    LEAVE
  }
}
