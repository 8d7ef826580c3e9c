package io.stairgate.console.policy;

import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A change of one rule that comes to the laptops step by step. Laptops that were not reached yet
 * keep, in their signed policy, what held for that rule before.
 *
 * @param id its own
 * @param rule which rule
 * @param way in which steps
 * @param formerVersion the policy's version before the change
 * @param version the version that brought it
 * @param state how it stands
 * @param step which step was reached, from 1
 * @param steps how many there are
 * @param stepAt when this step began, or when a person let it go on
 * @param stopReason why it stopped, one sentence; empty unless it did
 * @param begunBy whose change it is
 * @param begunAt when it began
 * @param endedAt when it ended
 * @param spread the change over several settings that it belongs to
 */
public record Rollout(
    UUID id,
    Rule rule,
    RolloutWay way,
    long formerVersion,
    long version,
    State state,
    int step,
    int steps,
    Instant stepAt,
    String stopReason,
    String begunBy,
    Instant begunAt,
    Optional<Instant> endedAt,
    Optional<UUID> spread) {
  /** How a rollout stands. */
  public enum State {
    /** The laptops of this step are waited for. */
    GOING("going"),
    /** It stopped by itself; a person decides. */
    STOPPED("stopped"),
    /** Every laptop was reached. */
    DONE("done"),
    /** The rule is as it was before. */
    PUT_BACK("put-back");

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

  /** Whether laptops are still to be reached, or waited for. */
  public boolean isOpen() {
    return state == State.GOING || state == State.STOPPED;
  }

  /**
   * One laptop of it.
   *
   * @param laptop which
   * @param step in which it is reached
   * @param state how it stands
   * @param connected whether it was in touch when it was reached
   * @param reachedAt when its policy was signed; empty: not yet
   * @param policy that policy; empty: not yet
   * @param reason why it failed, one sentence; empty unless it did
   */
  public record OnLaptop(
      DeviceId laptop,
      int step,
      LaptopState state,
      boolean connected,
      Optional<Instant> reachedAt,
      Optional<PolicyVersion> policy,
      String reason) {}

  /** How one laptop of a rollout stands. */
  public enum LaptopState {
    /** It was not reached yet, or has not proved the rule yet. */
    WAITING("waiting"),
    /** It follows the new policy and has proved the rule under it. */
    PROVED("proved"),
    /** Something went wrong there. */
    FAILED("failed"),
    /** Something went wrong there, and a person let the others go on. */
    PASSED("passed");

    private final String code;

    LaptopState(String code) {
      this.code = code;
    }

    /** How it is written in the database and in the API. */
    public String code() {
      return code;
    }

    static LaptopState of(String code) {
      return Arrays.stream(values())
          .filter(each -> each.code.equals(code))
          .findFirst()
          .orElse(WAITING);
    }
  }

  /**
   * A rollout with its laptops.
   *
   * @param rollout the rollout
   * @param laptops all of them, by step
   */
  public record Whole(Rollout rollout, List<OnLaptop> laptops) {
    public Whole {
      laptops = List.copyOf(laptops);
    }

    /** How many of its laptops stand so. */
    public long count(LaptopState state) {
      return laptops.stream().filter(each -> each.state() == state).count();
    }

    /** How many were reached. */
    public long reached() {
      return laptops.stream().filter(each -> each.reachedAt().isPresent()).count();
    }
  }
}
