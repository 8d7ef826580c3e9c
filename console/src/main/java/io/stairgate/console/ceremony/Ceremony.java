package io.stairgate.console.ceremony;

import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something begun with a browser: a sign-in elsewhere, a passkey's challenge.
 *
 * @param kind which kind, 1 to 32 characters; one kind is never taken for another
 * @param setting the setting it belongs to, where that is known
 * @param account the person, where that is known
 * @param body what must be found again, JSON, at most 8000 characters
 * @param endsAt when it is no longer good
 */
public record Ceremony(
    String kind, Optional<SettingId> setting, Optional<UUID> account, String body, Instant endsAt) {
  private static final int LONGEST_KIND = 32;
  private static final int LONGEST_BODY = 8000;

  public Ceremony {
    if (kind.isEmpty() || kind.length() > LONGEST_KIND) {
      throw new IllegalArgumentException("A ceremony's kind has 1 to 32 characters.");
    }
    if (body.length() > LONGEST_BODY) {
      throw new IllegalArgumentException("A ceremony's body has at most 8000 characters.");
    }
  }
}
