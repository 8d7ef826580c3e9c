package io.stairgate.console.notify;

import java.util.Arrays;
import java.util.Optional;

/** Why a message was not handed over: closed words, never what a server said. */
public enum Trouble {
  /** There is no mail server. */
  NO_SERVER("no-mail-server", "No mail server is set up, so nothing can be sent."),
  /** The person gave no address. */
  NO_ADDRESS("no-address", "There is no e-mail address yet."),
  /** The link to the address was not used. */
  NOT_CONFIRMED("not-confirmed", "The e-mail address is not confirmed yet."),
  /** Nobody has the address. */
  ADDRESS_REFUSED("address-refused", "The mail server says that nobody has this e-mail address."),
  /** The mail server does not want the message. */
  REFUSED("refused", "The mail server refused the message for good."),
  /** The mail server asked to wait. */
  BUSY("server-busy", "The mail server asked us to wait."),
  /** Nobody answers. */
  NOT_REACHED("not-reached", "The mail server did not answer."),
  /** The connection broke off; the message may have arrived. */
  CUT("cut-off", "The connection to the mail server broke off."),
  /** The answer took too long. */
  TOO_SLOW("too-slow", "The mail server took too long."),
  /** No TLS, or a certificate that does not fit. */
  NOT_SAFE("not-safe", "The mail server could not prove who it is, so nothing was sent."),
  /** User name or password are wrong. */
  SIGN_IN("sign-in-refused", "The mail server did not accept the console's name and password."),
  /** The password's file cannot be read. */
  NO_PASSWORD("no-password", "The file with the mail password could not be read."),
  /** The webhook does not answer. */
  HOOK_NOT_REACHED("hook-not-reached", "The program did not answer."),
  /** The webhook took too long. */
  HOOK_SLOW("hook-slow", "The program took too long to answer."),
  /** The webhook answered with another status than done. */
  HOOK_REFUSED("hook-refused", "The program did not take the message."),
  /** The webhook's address leads inside. */
  HOOK_INSIDE("hook-inside", "The program's address leads into the console's own network."),
  /** The webhook was switched off or ended. */
  HOOK_OFF("hook-off", "The program is not told any more."),
  /** It is too late to help. */
  TOO_OLD(NotificationStore.FAILED_TOO_OLD, "The message became too old.");

  private final String code;
  private final String sentence;

  Trouble(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** What people read. */
  public String sentence() {
    return sentence;
  }

  /** The trouble of that code; empty where there is none. */
  public static Optional<Trouble> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }
}
