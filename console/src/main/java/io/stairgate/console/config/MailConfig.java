package io.stairgate.console.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The mail server that takes the console's messages.
 *
 * @param host its name; its certificate must fit it
 * @param port 1 to 65535
 * @param security how the connection is protected
 * @param user who the console is there, with the file that holds the password
 * @param from the address messages come from
 */
public record MailConfig(
    String host, int port, Security security, Optional<User> user, String from) {
  /** The words of the file; on the command line each begins with two dashes. */
  public static final List<String> KEYS =
      List.of(
          "mail-host",
          "mail-port",
          "mail-user",
          "mail-password-file",
          "mail-from",
          "mail-security");

  private static final List<String> THIS_COMPUTER = List.of("localhost", "127.0.0.1", "::1");
  private static final int LONGEST_PASSWORD = 1000;

  public MailConfig {
    if (security == Security.NONE && !THIS_COMPUTER.contains(host)) {
      throw new ConfigException(
          "Without protection the mail server must be on this computer. Set --mail-security"
              + " starttls or tls, or --mail-host 127.0.0.1.");
    }
  }

  /** How a connection is protected. */
  public enum Security {
    /** Plain at first, then TLS; without TLS nothing is sent. */
    STARTTLS(587),
    /** TLS from the first byte. */
    TLS(465),
    /** Not at all: only for a mail server on the same computer. */
    NONE(25);

    private final int port;

    Security(int port) {
      this.port = port;
    }

    /** How it is written. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Security of(String code) {
      return Arrays.stream(values())
          .filter(each -> each.code().equals(code))
          .findFirst()
          .orElseThrow(
              () ->
                  new ConfigException(
                      "--mail-security needs one of %s, not \"%s\"."
                          .formatted(
                              Arrays.stream(values())
                                  .map(Security::code)
                                  .collect(Collectors.joining(", ")),
                              code)));
    }
  }

  /**
   * Who the console is at the mail server.
   *
   * @param name the user's name
   * @param passwordFile a file whose first line is the password
   */
  public record User(String name, Path passwordFile) {
    /**
     * The password, read anew.
     *
     * @throws ConfigException where the file cannot be read or holds none
     */
    public String password() {
      try {
        if (Files.size(passwordFile) > 10 * LONGEST_PASSWORD) {
          throw new IOException("too long");
        }
        String password =
            Files.readString(passwordFile, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (!password.isEmpty() && password.length() <= LONGEST_PASSWORD) {
          return password;
        }
      } catch (IOException e) {
        // Said below.
      }
      throw new ConfigException(
          "The mail password's file %s cannot be read. Check its name, that the console may read it, and that its first line is the password."
              .formatted(passwordFile));
    }
  }

  /**
   * Reads it.
   *
   * @return empty where no mail server is named
   * @throws ConfigException where a word is missing or of the wrong form
   */
  static Optional<MailConfig> read(Map<String, String> values) {
    Optional<String> host = ConsoleConfig.value(values, "mail-host");
    if (host.isEmpty()) {
      if (KEYS.stream().anyMatch(key -> ConsoleConfig.value(values, key).isPresent())) {
        throw new ConfigException("Say which mail server, with --mail-host HOST.");
      }
      return Optional.empty();
    }
    Security security =
        ConsoleConfig.value(values, "mail-security").map(Security::of).orElse(Security.STARTTLS);
    Optional<String> user = ConsoleConfig.value(values, "mail-user");
    Optional<Path> password = ConsoleConfig.value(values, "mail-password-file").map(Path::of);
    if (user.isPresent() != password.isPresent()) {
      throw new ConfigException(
          "A mail user needs a password: give both --mail-user and --mail-password-file, or"
              + " neither.");
    }
    return Optional.of(
        new MailConfig(
            host(host.get()),
            ConsoleConfig.value(values, "mail-port").map(MailConfig::port).orElse(security.port),
            security,
            user.flatMap(name -> password.map(file -> new User(name, file))),
            from(ConsoleConfig.value(values, "mail-from").orElse(""))));
  }

  private static String host(String text) {
    return HostPort.parse((text.contains(":") ? "[" + text + "]" : text) + ":0")
        .map(HostPort::host)
        .orElseThrow(
            () ->
                new ConfigException(
                    "--mail-host needs the name of a mail server, for example mail.example.org, not \"%s\"."
                        .formatted(text)));
  }

  private static int port(String text) {
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new ConfigException(
        "--mail-port needs a number from 1 to 65535, not \"%s\".".formatted(text));
  }

  private static String from(String text) {
    if (!text.matches("[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,180}")) {
      throw new ConfigException(
          "--mail-from needs the address messages come from, for example stairgate@example.org.");
    }
    return text;
  }
}
