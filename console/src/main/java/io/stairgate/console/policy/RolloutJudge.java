package io.stairgate.console.policy;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.policy.PolicyWordStore.Word;
import io.stairgate.console.policy.Rollout.LaptopState;
import io.stairgate.console.policy.RolloutStore.Proof;
import io.stairgate.console.policy.RolloutStore.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a laptop that a change has reached is well. It reads nothing itself: what is known goes
 * in, a verdict comes out.
 */
final class RolloutJudge {
  /** How long a laptop may need to put a rule right after it took the policy over. */
  static final Duration TO_PUT_RIGHT = Duration.ofMinutes(10);

  /** How long a laptop that was in touch may be silent, in open hours. */
  static final Duration SILENT = Duration.ofMinutes(30);

  /** A laptop that was heard of so lately is in touch: a sign of life comes each minute. */
  static final Duration IN_TOUCH = Duration.ofMinutes(3);

  private static final Verdict WAITS = new Verdict(LaptopState.WAITING, "");
  private static final Verdict WELL = new Verdict(LaptopState.PROVED, "");
  private static final int LONGEST_REASON = 300;

  private RolloutJudge() {}

  /**
   * How a laptop stands.
   *
   * @param state in a word
   * @param reason why it failed, one sentence; empty unless it did
   */
  record Verdict(LaptopState state, String reason) {
    static Verdict failed(String reason) {
      return new Verdict(
          LaptopState.FAILED,
          reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
    }
  }

  /**
   * What is known of one laptop.
   *
   * @param laptop how it was reached
   * @param seen when it was heard of; empty: the laptop is no longer here
   * @param proof of the rule
   * @param applied the last policy it took over
   * @param refused the last it refused
   * @param rolledBack the last it went back from
   * @param tampered when its agent was last changed by somebody
   */
  record Known(
      Rollout.OnLaptop laptop,
      Optional<Seen> seen,
      Optional<Proof> proof,
      Optional<Word> applied,
      Optional<Word> refused,
      Optional<Word> rolledBack,
      Optional<Word> tampered) {}

  /**
   * Judges one laptop.
   *
   * @param stage how far the rule is to go there
   */
  static Verdict judge(Known known, Stage stage, Calendar calendar, Instant now) {
    if (known.laptop().policy().isEmpty()
        || known.laptop().reachedAt().isEmpty()
        || known.laptop().state() == LaptopState.PASSED) {
      return new Verdict(known.laptop().state(), known.laptop().reason());
    }
    if (known.seen().isEmpty()) {
      // Taken out of the setting meanwhile: nothing is to be waited for.
      return WELL;
    }
    PolicyVersion policy = known.laptop().policy().get();
    Instant reachedAt = known.laptop().reachedAt().get();
    Optional<Verdict> trouble = trouble(known, policy, reachedAt);
    if (trouble.isPresent()) {
      return trouble.get();
    }
    Optional<Word> applied = known.applied().filter(word -> word.policy().compareTo(policy) >= 0);
    Optional<Instant> proved = proved(known);
    boolean fresh =
        applied.isPresent()
            && proved.filter(at -> at.isAfter(applied.get().occurredAt())).isPresent();
    if (fresh) {
      return proved(known.proof(), stage, applied.get(), now);
    }
    return known.laptop().state() == LaptopState.PROVED ? WELL : silence(known, calendar, now);
  }

  private static Optional<Verdict> trouble(Known known, PolicyVersion policy, Instant reachedAt) {
    if (known.rolledBack().filter(word -> since(word, policy, reachedAt)).isPresent()) {
      return Optional.of(Verdict.failed("It went back to the rules it had before, after crashes."));
    }
    Optional<Word> refused = known.refused().filter(word -> since(word, policy, reachedAt));
    if (refused.isPresent()) {
      return Optional.of(Verdict.failed("It refused the new rules. " + refused.get().detail()));
    }
    Optional<Word> tampered =
        known.tampered().filter(word -> !word.receivedAt().isBefore(reachedAt));
    return tampered.map(
        word -> Verdict.failed("Somebody stopped or changed the checker. " + word.detail()));
  }

  private static boolean since(Word word, PolicyVersion policy, Instant reachedAt) {
    return !word.receivedAt().isBefore(reachedAt) && word.policy().compareTo(policy) >= 0;
  }

  /** When the rule was last proved, by the laptop's clock: unchanged findings are proved by it. */
  private static Optional<Instant> proved(Known known) {
    Optional<Instant> all = known.seen().flatMap(Seen::provedAt);
    Optional<Instant> one = known.proof().map(Proof::provedAt);
    return one.isEmpty() || all.filter(at -> at.isAfter(one.get())).isPresent() ? all : one;
  }

  private static Verdict proved(Optional<Proof> proof, Stage stage, Word applied, Instant now) {
    if (proof.isEmpty() || stage != Stage.ENFORCE) {
      return WELL;
    }
    Proof found = proof.get();
    if (found.hold().equals("cannot")) {
      return Verdict.failed("It cannot be changed for this rule. " + found.sentence());
    }
    return switch (found.state()) {
      case "met", "not-applicable" -> WELL;
      case "not-met" ->
          now.isBefore(applied.receivedAt().plus(TO_PUT_RIGHT))
              ? WAITS
              : Verdict.failed("The rule is still not met there. " + found.sentence());
      default -> WAITS;
    };
  }

  private static Verdict silence(Known known, Calendar calendar, Instant now) {
    Instant reachedAt = known.laptop().reachedAt().orElse(now);
    Instant heard =
        known.seen().flatMap(Seen::seenAt).filter(at -> at.isAfter(reachedAt)).orElse(reachedAt);
    boolean silent =
        known.laptop().connected()
            && new OpenTime(calendar).between(heard, now).compareTo(SILENT) >= 0;
    return silent
        ? Verdict.failed("It was in touch before, and is silent since it got the new rules.")
        : WAITS;
  }
}
