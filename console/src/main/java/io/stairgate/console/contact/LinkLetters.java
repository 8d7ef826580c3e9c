package io.stairgate.console.contact;

import io.stairgate.console.secret.Secret;
import java.util.Optional;

/** Sends the two letters that are about an address itself. */
public interface LinkLetters {
  /**
   * Sends the link that confirms an address, now. It takes at most a few seconds.
   *
   * @return why it could not be sent, in one sentence; empty where the mail server took it
   */
  Optional<String> confirm(MailAddress to, Secret link);

  /** Tells an earlier address that messages go elsewhere from now on; returns at once. */
  void moved(MailAddress from);
}
