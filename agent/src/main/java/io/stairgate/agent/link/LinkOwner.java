package io.stairgate.agent.link;

import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.wire.TelephoneSecret;
import java.time.Instant;
import java.util.Optional;

/** What the link hands on and asks for. Called on the link's thread; must not block for long. */
public interface LinkOwner {
  /**
   * A policy came, not verified yet.
   *
   * @param now the console's clock as the link knows it
   */
  void policyCame(SignedPolicy signed, Instant now);

  /**
   * Permissions came, not verified yet.
   *
   * @param now the console's clock as the link knows it
   */
  void permissionsCame(SignedPermissions signed, Instant now);

  /**
   * The console has answered: this is its clock now.
   *
   * @param consoleClock the console's clock
   * @param telephoneSecret the laptop's secret for answers by telephone, where it came
   */
  void welcomed(Instant consoleClock, Optional<TelephoneSecret> telephoneSecret);

  /**
   * Every rule is to be proved now.
   *
   * @param done to be run when it is done, from any thread
   */
  void checkNow(Runnable done);

  /** Something the console should read of, in one sentence. */
  void fault(String sentence);

  /** When the last complete check ended. */
  Optional<Instant> findingsProvedAt();
}
