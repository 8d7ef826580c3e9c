package io.stairgate.console.oidc;

/**
 * Why signing in elsewhere did not work. Each has a sentence for the person who signs in, which
 * never says whether an account exists, and one for whoever looks after the setting's sign-in.
 */
public enum Fault {
  /** The issuer is not an address that can be used. */
  ADDRESS_WRONG(
      "The sign-in of your setting is not set up correctly. Sign in with your passphrase, and tell"
          + " whoever looks after this console.",
      "This is not an address that can be used. Give the whole address, beginning with https://, as"
          + " the provider shows it."),
  /** The address leads into the console's own network. */
  ADDRESS_INSIDE(
      ADDRESS_WRONG.toPerson,
      "This address leads into the console's own network, which is not called from here. Use the"
          + " provider's public address, or have it allowed on the server with"
          + " --sign-in-inside."),
  /** Nobody answers there. */
  NOT_REACHED(
      "The other sign-in cannot be reached at the moment. Wait a minute and try again, or sign in"
          + " with your passphrase.",
      "Nobody answers at this address. Check it for typing mistakes, and that the console's"
          + " computer is online."),
  /** The answer took too long. */
  TOO_SLOW(
      NOT_REACHED.toPerson, "The provider takes too long to answer. Try again in a few minutes."),
  /** Too many are under way. */
  BUSY(
      "Many people are signing in just now. Wait a minute and try again.",
      "Many people are signing in just now. Wait a minute and try again."),
  /** The answer is far larger than such an answer ever is. */
  TOO_LARGE(
      ADDRESS_WRONG.toPerson,
      "What answers at this address sends far too much. Check that it is the provider's issuer."),
  /** What answers there does not speak OpenID. */
  NOT_OPENID(
      ADDRESS_WRONG.toPerson,
      "There is no OpenID provider at this address. Copy the issuer once more from the provider's"
          + " page."),
  /** The provider there calls itself by another issuer. */
  OTHER_ISSUER(
      ADDRESS_WRONG.toPerson,
      "The provider there calls itself by another address. Copy the issuer exactly; for Microsoft"
          + " it must hold your own tenant's number, not \"common\" or \"organizations\"."),
  /** The provider does not offer what is needed. */
  NOT_OFFERED(
      ADDRESS_WRONG.toPerson,
      "This provider does not offer what is needed: signing in with a code, and tokens with a"
          + " signature that can be checked."),
  /** Client id or secret are not right. */
  CLIENT_REFUSED(
      ADDRESS_WRONG.toPerson,
      "The provider does not accept the client id and secret. Make a new secret there and enter"
          + " both again."),
  /** The code was not accepted. */
  CODE_REFUSED(
      "The other sign-in did not accept this attempt. Begin again.",
      "The provider did not accept the code it gave. Begin again; if it stays, compare the redirect"
          + " address there with the one on this page."),
  /** The person or the provider said no. */
  REFUSED_THERE(
      "You were not let in there, or you cancelled. Begin again, or sign in with your passphrase.",
      "The provider did not let this person in. Check there who may use this sign-in."),
  /** The answer belongs to nothing that was begun in this browser a short while ago. */
  NOT_BEGUN_HERE(
      "This sign-in was not begun in this browser, was used before, or took longer than 10 minutes."
          + " Begin again.",
      "This sign-in was not begun in this browser, was used before, or took longer than 10 minutes."
          + " Begin again."),
  /** The answer comes from another server than was asked. */
  OTHER_SERVER(
      "The answer did not come from where you signed in. Begin again, and tell whoever looks after"
          + " this console if it happens twice.",
      "The answer came from another provider than was asked. Somebody may be trying to mix up"
          + " sign-ins."),
  /** The proof of who the person is does not hold. */
  TOKEN_WRONG(
      "The other sign-in could not prove who you are. Begin again, or sign in with your"
          + " passphrase.",
      "What the provider sent could not be proved to come from it and to be meant for this console."
          + " Check issuer and client id."),
  /** The proof has ended or is not good yet. */
  TOKEN_LATE(
      "The other sign-in sent a proof that is too old. Begin again.",
      "What the provider sent is too old or not good yet. Check the clock of the console's"
          + " computer.");

  private final String toPerson;
  private final String toManager;

  Fault(String toPerson, String toManager) {
    this.toPerson = toPerson;
    this.toManager = toManager;
  }

  /** What the person who signs in reads. */
  public String toPerson() {
    return toPerson;
  }

  /** What whoever looks after the setting's sign-in reads. */
  public String toManager() {
    return toManager;
  }
}
