package io.stairgate.agent.platform.linux.hold;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Somebody who may not use the laptop is signed out. Not to be taken back: nobody is signed in
 * again by a program.
 */
public final class SessionsStep implements Step {
  private static final String LOGINCTL = "/usr/bin/loginctl";

  /** Ending a session takes logind a moment, and it says so only in its files. */
  private static final int LOOKS = 50;

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Programs programs;
  private final Supplier<List<String>> signedIn;
  private final String account;

  /**
   * A step for an account.
   *
   * @param signedIn the accounts that are signed in now
   * @param account its name; see {@link AccountStep#nameable}
   */
  public SessionsStep(Programs programs, Supplier<List<String>> signedIn, String account) {
    if (!AccountStep.nameable(account)) {
      throw new IllegalArgumentException("not an account this step can be about");
    }
    this.programs = programs;
    this.signedIn = signedIn;
    this.account = account;
  }

  /** A step of the record; empty where the id is none of sessions. */
  public static Optional<Step> again(
      Programs programs, Supplier<List<String>> signedIn, String id) {
    String start = "sessions:";
    return id.startsWith(start) && AccountStep.nameable(id.substring(start.length()))
        ? Optional.of(new SessionsStep(programs, signedIn, id.substring(start.length())))
        : Optional.empty();
  }

  @Override
  public String id() {
    return "sessions:" + account;
  }

  @Override
  public String what() {
    return "who is signed in as " + account;
  }

  @Override
  public String expected() {
    return "nobody";
  }

  @Override
  public String found() {
    return done() ? "nobody" : "somebody is signed in";
  }

  @Override
  public String sentence() {
    return "Whoever is signed in as " + account + " will be signed out.";
  }

  @Override
  public boolean done() {
    return !signedIn.get().contains(account);
  }

  @Override
  public String before() {
    return "";
  }

  @Override
  public void make() throws HoldException, InterruptedException {
    programs.run(LOGINCTL, "terminate-user", account);
    for (int look = 0; look < LOOKS && !done(); look++) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    if (!done()) {
      throw new HoldException(
          "The account "
              + account
              + " is shut, but somebody is still signed in. Start the laptop"
              + " again.");
    }
  }

  @Override
  public void putBack(String before) {
    // Nothing: nobody is signed in again by a program.
  }
}
