package io.stairgate.agent.control;

import io.stairgate.agent.event.Text;

/**
 * Something the person at the laptop is told at once, if they sit at a desktop.
 *
 * @param slot what it is about; a later notice with the same slot takes the place of the earlier;
 *     only {@code a-z}, {@code 0-9} and {@code -}, at most 64 characters
 * @param title one short line, at most 100 characters
 * @param body one or a few sentences, at most 500 characters; plain text
 * @param urgent whether it stays until it is read
 * @param account whom it is for; empty: everybody signed in at a desktop
 * @param askFor the serial or port of the medium they may ask for at once; empty: nothing to ask
 *     for
 */
public record Notice(
    String slot, String title, String body, boolean urgent, String account, String askFor) {
  public Notice {
    if (!slot.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("not a slot: " + slot);
    }
    title = Text.clean(title, 100);
    body = Text.clean(body, 500);
    account = Text.clean(account, 64);
    askFor = Text.clean(askFor, 128);
  }
}
