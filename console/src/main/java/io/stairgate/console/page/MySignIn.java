package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * What a person has to sign in with.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what happened just before; may be empty
 * @param hasPassphrase whether the person has one
 * @param app when the app with codes was set up
 * @param passkeys oldest first
 * @param mayRemove whether there is more than one second step
 * @param codesLeft recovery codes that are still good
 * @param sessions open ones, this one first
 * @param browsers known ones
 */
public record MySignIn(
    Frame frame,
    Problems problems,
    String said,
    boolean hasPassphrase,
    Optional<Moment> app,
    List<PasskeyRow> passkeys,
    boolean mayRemove,
    int codesLeft,
    List<SessionRow> sessions,
    List<BrowserRow> browsers) {
  public MySignIn {
    passkeys = List.copyOf(passkeys);
    sessions = List.copyOf(sessions);
    browsers = List.copyOf(browsers);
  }

  /**
   * A passkey.
   *
   * @param handle names it in a form
   * @param name what the person calls it
   * @param made when it was set up
   * @param used when it was last used
   */
  public record PasskeyRow(String handle, String name, Moment made, Optional<Moment> used) {}

  /**
   * An open session.
   *
   * @param browser in words
   * @param here whether it is this one
   * @param opened when it began
   * @param used when it was last used
   */
  public record SessionRow(String browser, boolean here, Moment opened, Moment used) {}

  /**
   * A known browser.
   *
   * @param id names it in a form
   * @param browser in words
   * @param here whether it is this one
   * @param last when the person last signed in with it
   */
  public record BrowserRow(String id, String browser, boolean here, Moment last) {}
}
