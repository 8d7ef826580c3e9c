package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.AccountSource;
import io.stairgate.agent.control.PasswordKnown;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.AccountStep;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A password that somebody else has known for 24 hours is asked to be changed at the next sign-in.
 * An old password is never enforced: people are reminded, nobody is locked out. Not where SDDM is
 * the sign-in screen, which has no way to ask for a new password.
 */
public final class PasswordAgeHolding implements Holding {
  private final RootFiles files;
  private final Programs programs;
  private final AccountSource accounts;
  private final InstantSource clock;

  /** Reads nothing yet. */
  public PasswordAgeHolding(
      RootFiles files, Programs programs, AccountSource accounts, InstantSource clock) {
    this.files = files;
    this.programs = programs;
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.PASSWORD_AGE;
  }

  @Override
  public List<Step> steps(Policy policy) {
    if (!(accounts.read() instanceof AccountSource.Reading.Accounts read) || sddm(files)) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    for (AccountSource.Account account : read.accounts()) {
      PasswordKnown known = PasswordKnown.of(account, policy, read.written(), clock.instant());
      if (known == PasswordKnown.LATE && AccountStep.nameable(account.name())) {
        steps.add(
            new AccountStep(files, programs, clock, AccountStep.Kind.NEW_PASSWORD, account.name()));
      }
    }
    return steps;
  }

  /** Whether SDDM is the sign-in screen. */
  static boolean sddm(RootFiles files) {
    return files
        .text("/etc/X11/default-display-manager", 4096)
        .filter(text -> text.strip().endsWith("/sddm"))
        .isPresent();
  }

  @Override
  public List<String> watched() {
    return AccountFiles.WATCHED;
  }

  @Override
  public Optional<Step> again(String id) {
    return AccountStep.again(files, programs, clock, id);
  }
}
