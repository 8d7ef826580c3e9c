package io.stairgate.console.config;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a console is to run: read once at the start, from the command line and from a file of the
 * same words. What the command line says wins.
 *
 * @param data the folder everything is kept in
 * @param web where people reach it
 * @param agents where laptops reach it
 * @param publicWeb the address people use, where it is another one
 * @param publicAgents the addresses laptops are told; empty: this computer's own
 * @param database a JDBC address of PostgreSQL; empty: the built-in database
 * @param webCertificate certificate chain for {@code web}, PEM
 * @param webKey its private key, PEM (PKCS#8)
 * @param metrics where numbers and health of the console can be read; empty: nowhere
 * @param signInInside hosts of sign-in providers that may be inside the console's own network
 * @param mail the mail server; empty: alerts are only seen by looking
 * @param webhookInside hosts of webhooks that may be inside the console's own network
 */
public record ConsoleConfig(
    Path data,
    HostPort web,
    HostPort agents,
    Optional<URI> publicWeb,
    List<HostPort> publicAgents,
    Optional<String> database,
    Optional<Path> webCertificate,
    Optional<Path> webKey,
    Optional<HostPort> metrics,
    Set<String> signInInside,
    Optional<MailConfig> mail,
    Set<String> webhookInside) {
  /** The words of the file; on the command line each begins with two dashes. */
  public static final List<String> KEYS = keys();

  private static final int MOST_ADDRESSES = 8;

  private static List<String> keys() {
    List<String> keys = new ArrayList<>(MailConfig.KEYS);
    keys.addAll(
        0,
        List.of(
            "data",
            "web",
            "agents",
            "public-web",
            "public-agents",
            "database",
            "web-certificate",
            "web-key",
            "metrics",
            "sign-in-inside",
            "webhook-inside"));
    return List.copyOf(keys);
  }

  public ConsoleConfig {
    publicAgents = List.copyOf(publicAgents);
    signInInside = Set.copyOf(signInInside);
    webhookInside = Set.copyOf(webhookInside);
  }

  /**
   * Reads it.
   *
   * @param given what the command line says, by word; words it does not say are missing
   * @param file a file of lines {@code word = value}
   * @throws ConfigException where something is not known, missing, or of the wrong form
   */
  public static ConsoleConfig read(Map<String, String> given, Optional<Path> file) {
    Map<String, String> values = new HashMap<>();
    file.ifPresent(path -> values.putAll(ofFile(path)));
    values.putAll(given);
    Optional<Path> certificate = value(values, "web-certificate").map(Path::of);
    Optional<Path> key = value(values, "web-key").map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigException(
          "A certificate needs its key: give both --web-certificate and --web-key, or neither.");
    }
    return new ConsoleConfig(
        value(values, "data")
            .map(Path::of)
            .orElseThrow(
                () -> new ConfigException("Say where to keep the data, with --data FOLDER.")),
        hostPort("web", value(values, "web").orElse("127.0.0.1:8080")),
        hostPort("agents", value(values, "agents").orElse("0.0.0.0:8443")),
        value(values, "public-web").map(ConsoleConfig::webAddress),
        value(values, "public-agents").map(ConsoleConfig::addresses).orElse(List.of()),
        value(values, "database"),
        certificate,
        key,
        value(values, "metrics").map(text -> hostPort("metrics", text)),
        hosts(values, "sign-in-inside"),
        MailConfig.read(values),
        hosts(values, "webhook-inside"));
  }

  private static Map<String, String> ofFile(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "The file %s cannot be read. Check its path and that each line is \"word = value\"."
              .formatted(path));
    }
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    KEYS.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new ConfigException(
          "The file %s has a word that is not known: %s. Known are %s."
              .formatted(path, unknown.iterator().next(), String.join(", ", KEYS)));
    }
    Map<String, String> values = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name).strip()));
    return values;
  }

  static Optional<String> value(Map<String, String> values, String word) {
    return Optional.ofNullable(values.get(word)).filter(text -> !text.isBlank());
  }

  private static HostPort hostPort(String word, String text) {
    return HostPort.parse(text)
        .orElseThrow(
            () ->
                new ConfigException(
                    "--%s needs HOST:PORT, for example 127.0.0.1:8080, not \"%s\"."
                        .formatted(word, text)));
  }

  private static List<HostPort> addresses(String text) {
    List<HostPort> all =
        Arrays.stream(text.split(",", -1))
            .map(each -> hostPort("public-agents", each.strip()))
            .toList();
    if (all.size() > MOST_ADDRESSES || all.stream().anyMatch(each -> each.port() == 0)) {
      throw new ConfigException(
          "--public-agents needs 1 to %d addresses HOST:PORT with a port, separated by commas."
              .formatted(MOST_ADDRESSES));
    }
    return all;
  }

  private static Set<String> hosts(Map<String, String> values, String word) {
    return value(values, word).map(text -> hosts(word, text)).orElse(Set.of());
  }

  private static Set<String> hosts(String word, String text) {
    Set<String> hosts = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      String host = each.strip().toLowerCase(Locale.ROOT);
      if (!host.matches("[a-z0-9.:\\[\\]-]{1,253}") || hosts.size() == MOST_ADDRESSES) {
        throw new ConfigException(
            "--%s needs 1 to %d host names, separated by commas, not \"%s\"."
                .formatted(word, MOST_ADDRESSES, each));
      }
      hosts.add(host);
    }
    return hosts;
  }

  private static URI webAddress(String text) {
    try {
      URI uri = URI.create(text);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ConfigException(
        "--public-web needs an address such as https://stairgate.example, not \"%s\"."
            .formatted(text));
  }
}
