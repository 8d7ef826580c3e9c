package io.stairgate.console.account;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.stairgate.console.WebFixture;
import io.stairgate.console.database.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Gives people of tests their passphrase with a hash that takes no time. A hash says itself what it
 * costs, so they sign in on the way that everybody takes. What the real hash costs is looked at
 * where it matters: {@code PassphraseTest}, {@code SignInTimeTest}, and whoever joins first.
 */
public final class QuickHash {
  private static final String HASH =
      Password.hash(WebFixture.PASSPHRASE)
          .addSalt("salt for tests".getBytes(StandardCharsets.US_ASCII))
          .with(Argon2Function.getInstance(8, 1, 1, 32, Argon2.ID))
          .getResult();

  private QuickHash() {}

  /** From now on the person's passphrase is {@link WebFixture#PASSPHRASE}. */
  public static void give(Transaction tx, UUID account) {
    AccountStore.changePassphrase(tx, account, HASH);
  }
}
