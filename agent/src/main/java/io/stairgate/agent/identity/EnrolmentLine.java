package io.stairgate.agent.identity;

import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The one line a person pastes: {@code
 * stairgate://HOST:PORT[,HOST:PORT...]/enrol#code=CODE&ca=FINGERPRINT&key=KEY}.
 *
 * @param addresses where the console may be found, 1 to 8
 * @param code the one-time code, 22 characters; secret
 * @param authority SHA-256 over the console's CA certificate
 * @param recoveryKey the setting's public recovery key, 32 bytes
 */
public record EnrolmentLine(
    List<Address> addresses, String code, Bytes authority, Bytes recoveryKey) {
  private static final String SCHEME = "stairgate://";
  private static final String PATH = "/enrol#";
  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_ADDRESSES = 8;

  public EnrolmentLine {
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads the line; space around it is no matter.
   *
   * @throws PlainException when it is not one; the sentence says what to do and repeats nothing of
   *     it
   */
  public static EnrolmentLine parse(String text) throws PlainException {
    String line = text.strip();
    int path = line.indexOf(PATH);
    if (line.length() > MAX_LENGTH || !line.startsWith(SCHEME) || path < SCHEME.length()) {
      throw new PlainException(
          "This is not an enrolment line: it begins with "
              + SCHEME
              + " and holds "
              + PATH
              + ". Copy the whole line from the console, and put it in quotes.");
    }
    String[] places = line.substring(SCHEME.length(), path).split(",", MAX_ADDRESSES + 1);
    if (places.length > MAX_ADDRESSES) {
      throw new PlainException(
          "The enrolment line names more than 8 addresses. Make a new line in the console.");
    }
    List<Address> addresses = new ArrayList<>();
    for (String place : places) {
      addresses.add(Address.parse(place));
    }
    String secrets = line.substring(path + PATH.length());
    String code = part(secrets, "code");
    String fingerprint = part(secrets, "ca");
    String key = part(secrets, "key");
    if (!code.matches("[A-Za-z0-9_-]{22}")
        || !fingerprint.matches("[0-9A-Fa-f]{64}")
        || !key.matches("[A-Za-z0-9_-]{43}")) {
      throw new PlainException(
          "The enrolment line is cut short or changed. Copy the whole line from the console again,"
              + " and put it in quotes.");
    }
    return new EnrolmentLine(
        addresses,
        code,
        Bytes.copyOf(HexFormat.of().parseHex(fingerprint.toLowerCase(Locale.ROOT))),
        Bytes.copyOf(Base64.getUrlDecoder().decode(key)));
  }

  private static String part(String secrets, String name) {
    for (String pair : secrets.split("&", 8)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }

  /** Without the code, which is secret. */
  @Override
  public String toString() {
    return "enrolment line for " + addresses;
  }
}
