package io.stairgate.agent.control;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Everybody who signs in has read the notice that use is monitored, in its present words and not
 * too long ago. Who did not sign in for two months does not count.
 */
public final class SignInNotice implements Control {
  private final Supplier<Optional<NoticeReads>> reads;
  private final Function<Policy, String> notice;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param reads who read what; empty where nobody may look
   * @param notice names the notice that a policy asks for
   * @param clock tells the time
   */
  public SignInNotice(
      Supplier<Optional<NoticeReads>> reads, Function<Policy, String> notice, InstantSource clock) {
    this.reads = reads;
    this.notice = notice;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SIGN_IN_NOTICE;
  }

  @Override
  public Finding prove(Policy policy) {
    Optional<NoticeReads> known = reads.get();
    if (known.isEmpty()) {
      return finding(
          policy,
          new FindingState.Unknown("needs-administrator"),
          List.of(),
          "Only an administrator can see who has read the notice.");
    }
    Map<String, Boolean> standing =
        known.get().standing(notice.apply(policy), again(policy), clock.instant());
    if (standing.isEmpty()) {
      return finding(
          policy,
          new FindingState.NotApplicable("nobody-signed-in-yet"),
          List.of(),
          "Nobody has signed in since the checker was put on this laptop.");
    }
    List<Evidence> evidence = new ArrayList<>();
    standing.forEach(
        (account, read) ->
            evidence.add(new Evidence("account " + account, words(known.get(), account, read))));
    long missing = standing.values().stream().filter(read -> !read).count();
    return missing == 0
        ? finding(
            policy,
            new FindingState.Met(),
            evidence,
            "Everybody who uses this laptop has read the notice.")
        : finding(
            policy,
            new FindingState.NotMet(),
            evidence,
            missing == 1
                ? "1 person who uses this laptop has not read the notice."
                : missing + " people who use this laptop have not read the notice.");
  }

  private static String words(NoticeReads reads, String account, boolean read) {
    String day =
        reads
            .readAt(account)
            .map(at -> LocalDate.ofInstant(at, ZoneOffset.UTC).toString())
            .orElse("");
    return read
        ? "read it on " + day
        : day.isEmpty() ? "has not read it" : "read an earlier one on " + day;
  }

  /** After how long it is to be read again. */
  public static Duration again(Policy policy) {
    return Duration.ofDays(
        policy
            .settings(
                Rule.SIGN_IN_NOTICE,
                RuleSettings.SignInNotice.class,
                RuleSettings.SignInNotice.DEFAULT)
            .againAfterDays());
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ReportedOnly() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
