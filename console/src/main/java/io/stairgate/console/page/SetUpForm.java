package io.stairgate.console.page;

import io.stairgate.console.secondstep.AppOffer;
import io.stairgate.console.secondstep.PasskeyQuestion;
import java.util.List;
import java.util.Optional;

/**
 * A page on which somebody sets up a second step.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param csrf the token of its forms
 * @param base where its addresses begin: {@code /second-step/set-up} or {@code /my/sign-in}
 * @param app what an app needs; on its page only
 * @param passkey the question for the browser; on its page only
 * @param passkeyAt the address at which passkeys work; empty: nowhere
 * @param name what the person calls the passkey
 * @param codes recovery codes, shown this once
 */
public record SetUpForm(
    Frame frame,
    Problems problems,
    String csrf,
    String base,
    Optional<AppOffer> app,
    Optional<PasskeyQuestion> passkey,
    String passkeyAt,
    String name,
    List<String> codes) {
  public SetUpForm {
    codes = List.copyOf(codes);
  }

  /** Whether the person has none yet and cannot go anywhere else. */
  public boolean first() {
    return base.equals(SetUpPages.FIRST);
  }
}
