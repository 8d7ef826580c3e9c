package io.stairgate.console.oidc;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands behind the @ of a setting's people.
 *
 * @param name lower case, in the form of the name service, 4 to 253 characters
 */
public record Domain(String name) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");
  private static final int LONGEST = 253;

  /** Where anybody gets an address: such a domain says nothing about a setting. */
  private static final Set<String> PUBLIC_MAIL =
      Set.of(
          "gmail.com",
          "googlemail.com",
          "outlook.com",
          "outlook.co.uk",
          "hotmail.com",
          "hotmail.co.uk",
          "live.com",
          "live.co.uk",
          "msn.com",
          "passport.com",
          "yahoo.com",
          "yahoo.co.uk",
          "ymail.com",
          "rocketmail.com",
          "aol.com",
          "aol.co.uk",
          "icloud.com",
          "me.com",
          "mac.com",
          "btinternet.com",
          "btopenworld.com",
          "btconnect.com",
          "bt.com",
          "sky.com",
          "talktalk.net",
          "talk21.com",
          "tiscali.co.uk",
          "virginmedia.com",
          "virgin.net",
          "blueyonder.co.uk",
          "ntlworld.com",
          "plus.com",
          "plusnet.com",
          "fsmail.net",
          "freeserve.co.uk",
          "orange.net",
          "wanadoo.co.uk",
          "o2.co.uk",
          "proton.me",
          "protonmail.com",
          "pm.me",
          "gmx.com",
          "gmx.co.uk",
          "gmx.net",
          "mail.com",
          "email.com",
          "zoho.com",
          "zohomail.eu",
          "fastmail.com",
          "fastmail.co.uk",
          "tutanota.com",
          "tuta.io",
          "tuta.com",
          "hey.com",
          "mail.ru",
          "yandex.com",
          "qq.com",
          "163.com",
          "126.com",
          "web.de",
          "free.fr",
          "laposte.net",
          "libero.it",
          "duck.com",
          "uwclub.net",
          "onmicrosoft.com");

  /** Under which many others are: nobody's own. */
  private static final Set<String> OF_MANY =
      Set.of(
          "co.uk",
          "org.uk",
          "sch.uk",
          "ac.uk",
          "gov.uk",
          "nhs.uk",
          "me.uk",
          "ltd.uk",
          "plc.uk",
          "net.uk",
          "police.uk",
          "mod.uk",
          "com.au",
          "co.nz",
          "school.nz",
          "co.za",
          "gov.im",
          "co.im",
          "org.im",
          "sch.im",
          "co.je",
          "co.gg",
          "sch.je",
          "sch.gg",
          "gov.scot",
          "gov.wales",
          "k12.ca.us");

  public Domain {
    if (name.length() > LONGEST || !FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a domain");
    }
  }

  /** The domain of an e-mail address, or the domain itself; empty where it is neither. */
  public static Optional<Domain> typed(String text) {
    String stripped = text.strip();
    if (stripped.length() > 320) {
      return Optional.empty();
    }
    String behind = stripped.substring(stripped.lastIndexOf('@') + 1);
    try {
      String name = IDN.toASCII(behind, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      return Optional.of(new Domain(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it can be one setting's own. */
  public boolean ownable() {
    return !PUBLIC_MAIL.contains(name) && !OF_MANY.contains(name);
  }
}
