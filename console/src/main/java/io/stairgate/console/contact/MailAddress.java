package io.stairgate.console.contact;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address as every mail server takes it: letters of ASCII alone, and no quotes, spaces or
 * line ends, so that it can stand in a command of SMTP (RFC 5321).
 *
 * @param text {@code name@domain}, at most 254 characters; the domain in small letters
 */
public record MailAddress(String text) {
  private static final int LONGEST = 254;
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])");

  public MailAddress {
    if (text.length() > LONGEST || text.indexOf('@') > 64 || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an e-mail address");
    }
  }

  /** What somebody typed; empty where it is none. A domain with other letters is put into ASCII. */
  public static Optional<MailAddress> typed(String typed) {
    String text = typed.strip();
    int at = text.lastIndexOf('@');
    if (at < 1 || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String domain = IDN.toASCII(text.substring(at + 1), IDN.USE_STD3_ASCII_RULES);
      return Optional.of(
          new MailAddress(text.substring(0, at + 1) + domain.toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The part behind the at sign. */
  public String domain() {
    return text.substring(text.indexOf('@') + 1);
  }

  /** Enough to recognise it by, for the log and for others: {@code s…@example.org}. */
  public String covered() {
    return text.charAt(0) + "…@" + domain();
  }
}
