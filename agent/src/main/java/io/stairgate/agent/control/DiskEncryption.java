package io.stairgate.agent.control;

import io.stairgate.agent.control.StorageSource.Place;
import io.stairgate.agent.control.StorageSource.Protection;
import io.stairgate.agent.control.StorageSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything on the laptop's own disks is encrypted. One plain place is enough for "not met"; one
 * place of which nothing can be said is enough for "unknown". Once met the operating system holds
 * it: without the key the disk stays unreadable, agent or not. Only reads: encryption cannot be
 * switched on under a running system.
 */
public final class DiskEncryption implements Control {
  private final StorageSource storage;
  private final Supplier<Optional<Instant>> enrolledAt;
  private final Supplier<KeptKeys> keys;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param storage tells what files are kept on
   * @param enrolledAt tells when the days of grace began; empty: there are none
   * @param keys tells which recovery keys the console keeps
   * @param clock tells the time
   */
  public DiskEncryption(
      StorageSource storage,
      Supplier<Optional<Instant>> enrolledAt,
      Supplier<KeptKeys> keys,
      InstantSource clock) {
    this.keys = keys;
    this.storage = storage;
    this.enrolledAt = enrolledAt;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.ENCRYPTION;
  }

  @Override
  public Finding prove(Policy policy) {
    return switch (storage.read()) {
      case Reading.Unreadable(String reason) ->
          finding(policy, new FindingState.Unknown(reason), List.of());
      case Reading.Places(List<Place> places) -> judge(policy, places);
    };
  }

  private Finding judge(Policy policy, List<Place> places) {
    List<Evidence> evidence = new ArrayList<>();
    boolean counted = false;
    boolean plain = false;
    String unclear = "";
    for (Place place : places) {
      switch (place.protection()) {
        case Protection.Encrypted(String how) -> {
          counted = true;
          evidence.add(new Evidence(place.name(), "encrypted: " + how));
        }
        case Protection.Plain(String disk) -> {
          counted = true;
          plain = true;
          // First, because the list is cut at its limit.
          evidence.addFirst(new Evidence(place.name(), "not encrypted: " + disk));
        }
        case Protection.Unclear(String reason, String what) -> {
          unclear = unclear.isEmpty() ? reason : unclear;
          evidence.add(new Evidence(place.name(), "cannot be told: " + what));
        }
        case Protection.LeftOut(String why) ->
            evidence.add(new Evidence(place.name(), "does not count: " + why));
      }
    }
    FindingState state;
    if (plain) {
      Optional<Instant> until = graceUntil(policy);
      if (until.isPresent()) {
        LocalDate last = LocalDate.ofInstant(until.get(), ZoneOffset.UTC);
        evidence.addFirst(new Evidence("to be done by", last.toString()));
        return finding(
            policy, new FindingState.InProgress("days-of-grace"), evidence, waiting(last));
      }
      state = new FindingState.NotMet();
    } else if (!unclear.isEmpty()) {
      state = new FindingState.Unknown(unclear);
    } else if (counted) {
      if (escrow(policy)) {
        return withKeys(policy, evidence);
      }
      state = new FindingState.Met();
    } else {
      state = new FindingState.Unknown("no-disk-visible");
    }
    return finding(policy, state, evidence);
  }

  private boolean escrow(Policy policy) {
    return policy
        .settings(rule(), RuleSettings.Encryption.class, RuleSettings.Encryption.DEFAULT)
        .escrow();
  }

  /** Where a recovery key is asked for, encryption is met only with one that the console keeps. */
  private Finding withKeys(Policy policy, List<Evidence> evidence) {
    KeptKeys noted = keys.get();
    for (KeptKeys.Kept key : noted.keys()) {
      String name = "recovery key " + key.keyId().substring(0, 4) + " " + key.keyId().substring(4);
      String day = LocalDate.ofInstant(key.madeAt(), ZoneOffset.UTC).toString();
      evidence.add(
          new Evidence(
              name, key.kept() ? "kept in the console since " + day : "waits for the console"));
    }
    if (noted.missing() == 0) {
      return finding(policy, new FindingState.Met(), evidence);
    }
    evidence.addFirst(new Evidence("recovery key", "no recovery key yet"));
    FindingState state =
        graceUntil(policy).isPresent()
            ? new FindingState.InProgress("no-recovery-key")
            : new FindingState.NotMet();
    return finding(
        policy,
        state,
        evidence,
        "This laptop is scrambled (encrypted), but there is no spare key for it yet. Whoever knows"
            + " its passphrase types in a terminal: stairgate-agent recovery-key");
  }

  /** The end of the days of grace where it is still to come. */
  private Optional<Instant> graceUntil(Policy policy) {
    int days =
        policy
            .settings(rule(), RuleSettings.Encryption.class, RuleSettings.Encryption.DEFAULT)
            .graceDays();
    Instant now = clock.instant();
    return enrolledAt
        .get()
        // A clock that was wrong must not make grace last for ever.
        .filter(begin -> !begin.isAfter(now.plus(Duration.ofDays(1))))
        .map(begin -> begin.plus(Duration.ofDays(days)))
        .filter(now::isBefore);
  }

  private String waiting(LocalDate last) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return "If this laptop were lost, someone could read the files on it. It is to be scrambled"
        + " (encrypted) by "
        + PasswordDeadline.words(last, today)
        + "; keep it here until then.";
  }

  private Finding finding(Policy policy, FindingState state, List<Evidence> evidence) {
    return finding(policy, state, evidence, sentence(state));
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ByOs() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }

  private static String sentence(FindingState state) {
    return switch (state) {
      case FindingState.Met() -> "If this laptop is lost, nobody can read what is on it.";
      case FindingState.NotMet() -> "If this laptop were lost, someone could read the files on it.";
      case FindingState.InProgress(String reason) ->
          "This laptop is being scrambled (encrypted). Keep it plugged in and on.";
      case FindingState.Unknown(String reason) ->
          "We cannot tell if this laptop is scrambled (encrypted). IT needs to look.";
      case FindingState.NotApplicable(String reason) -> "This laptop keeps no files of its own.";
    };
  }
}
