package io.stairgate.console.account;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Argon2id with 46 MiB and one pass (OWASP ASVS 5.0, appendix C). A semaphore bounds how many run
 * at once, so that sign-ins cannot take all memory or both cores. Any thread may call any method.
 */
public final class PassphraseHash {
  private static final int MEMORY_KIB = 47_104;
  private static final int PASSES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(10);

  private final Argon2Function argon2 =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, 1, HASH_BYTES, Argon2.ID);
  private final Semaphore atOnce;
  private final SecureRandom random = new SecureRandom();
  private final String nobody;

  /**
   * Ready to use.
   *
   * @param atOnce how many may run at the same time, from 1
   */
  public PassphraseHash(int atOnce) {
    this.atOnce = new Semaphore(atOnce, true);
    byte[] chance = new byte[SALT_BYTES];
    random.nextBytes(chance);
    this.nobody = Password.hash(chance).addSalt(chance).with(argon2).getResult();
  }

  /**
   * The hash to keep of a new passphrase.
   *
   * @throws TooBusyException where too many sign in at once
   */
  public String of(Passphrase passphrase) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    enter();
    try {
      return Password.hash(passphrase.reveal()).addSalt(salt).with(argon2).getResult();
    } finally {
      atOnce.release();
    }
  }

  /**
   * Whether {@code passphrase} is the one behind {@code hash}.
   *
   * @throws TooBusyException where too many sign in at once
   */
  public boolean matches(Passphrase passphrase, String hash) {
    enter();
    try {
      return Password.check(passphrase.reveal(), hash)
          .with(Argon2Function.getInstanceFromHash(hash));
    } finally {
      atOnce.release();
    }
  }

  /**
   * Like {@link #matches} where there may be no hash, because nobody has the name or the person
   * only signs in elsewhere; takes as long for each.
   *
   * @throws TooBusyException where too many sign in at once
   */
  boolean matches(Passphrase passphrase, Optional<String> hash) {
    return matches(passphrase, hash.orElse(nobody)) && hash.isPresent();
  }

  private void enter() {
    try {
      if (!atOnce.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TooBusyException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TooBusyException();
    }
  }

  /** Too many people sign in at once; the same try may succeed in a moment. */
  public static final class TooBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooBusyException() {
      super("Too many people are signing in at the moment. Wait a minute and try again.");
    }
  }
}
