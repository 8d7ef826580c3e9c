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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything on the laptop's own disks is encrypted. One plain place is enough for "not met"; one
 * place of which nothing can be said is enough for "unknown". Once met the operating system holds
 * it: without the key the disk stays unreadable, agent or not. Only reads: encryption cannot be
 * switched on under a running system.
 */
public final class DiskEncryption implements Control {
  private final StorageSource storage;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param storage tells what files are kept on
   * @param clock tells the time
   */
  public DiskEncryption(StorageSource storage, InstantSource clock) {
    this.storage = storage;
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
      state = new FindingState.NotMet();
    } else if (!unclear.isEmpty()) {
      state = new FindingState.Unknown(unclear);
    } else if (counted) {
      state = new FindingState.Met();
    } else {
      state = new FindingState.Unknown("no-disk-visible");
    }
    return finding(policy, state, evidence);
  }

  private Finding finding(Policy policy, FindingState state, List<Evidence> evidence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ByOs() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence(state));
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
