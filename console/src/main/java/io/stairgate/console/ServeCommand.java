package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the console until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the console. On an empty folder it makes everything it needs.")
final class ServeCommand implements Callable<Integer> {
  private final InstantSource clock;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder everything is kept in.")
  private @Nullable String data;

  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      description =
          "Where people reach it (127.0.0.1:8080). On another address than this computer's own only"
              + " HTTPS.")
  private @Nullable String web;

  @Option(
      names = "--agents",
      paramLabel = "HOST:PORT",
      description = "Where laptops reach it (0.0.0.0:8443).")
  private @Nullable String agents;

  @Option(
      names = "--public-web",
      paramLabel = "URL",
      description = "The address people use, where it is another one.")
  private @Nullable String publicWeb;

  @Option(
      names = "--public-agents",
      paramLabel = "HOST:PORT,...",
      description = "The addresses laptops are told (this computer's own).")
  private @Nullable String publicAgents;

  @Option(
      names = "--database",
      paramLabel = "JDBC_URL",
      description = "A PostgreSQL database (the built-in one in the folder).")
  private @Nullable String database;

  @Option(
      names = "--web-certificate",
      paramLabel = "FILE",
      description = "Certificate chain for the pages, PEM (the console's own).")
  private @Nullable String webCertificate;

  @Option(names = "--web-key", paramLabel = "FILE", description = "Its private key, PEM, PKCS#8.")
  private @Nullable String webKey;

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description =
          "Where /metrics and /health can be read, for example 127.0.0.1:9464 (nowhere). Plain HTTP"
              + " without a password: give an address of this computer alone.")
  private @Nullable String metrics;

  @Option(
      names = "--sign-in-inside",
      paramLabel = "HOST,...",
      description =
          "Hosts of a sign-in provider that may be inside your own network. Others are never called"
              + " there.")
  private @Nullable String signInInside;

  @Option(
      names = "--mail-host",
      paramLabel = "HOST",
      description =
          "The mail server that takes messages to people. Without one alerts are only seen by"
              + " looking.")
  private @Nullable String mailHost;

  @Option(
      names = "--mail-port",
      paramLabel = "PORT",
      description = "Its port (587, or 465 with tls, or 25 with none).")
  private @Nullable String mailPort;

  @Option(
      names = "--mail-security",
      paramLabel = "HOW",
      description =
          "starttls, tls or none (starttls). Its certificate is checked; none is only for a mail"
              + " server on this computer.")
  private @Nullable String mailSecurity;

  @Option(names = "--mail-user", paramLabel = "NAME", description = "Who the console is there.")
  private @Nullable String mailUser;

  @Option(
      names = "--mail-password-file",
      paramLabel = "FILE",
      description = "A file whose first line is that user's password.")
  private @Nullable String mailPasswordFile;

  @Option(
      names = "--mail-from",
      paramLabel = "ADDRESS",
      description = "The address messages come from.")
  private @Nullable String mailFrom;

  @Option(
      names = "--webhook-inside",
      paramLabel = "HOST,...",
      description =
          "Hosts of webhooks that may be inside your own network. Others are never called there.")
  private @Nullable String webhookInside;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file of lines \"word = value\" with the words above, without dashes.")
  private @Nullable Path config;

  ServeCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> given = new LinkedHashMap<>();
    put(given, "data", data);
    put(given, "web", web);
    put(given, "agents", agents);
    put(given, "public-web", publicWeb);
    put(given, "public-agents", publicAgents);
    put(given, "database", database);
    put(given, "web-certificate", webCertificate);
    put(given, "web-key", webKey);
    put(given, "metrics", metrics);
    put(given, "sign-in-inside", signInInside);
    put(given, "mail-host", mailHost);
    put(given, "mail-port", mailPort);
    put(given, "mail-security", mailSecurity);
    put(given, "mail-user", mailUser);
    put(given, "mail-password-file", mailPasswordFile);
    put(given, "mail-from", mailFrom);
    put(given, "webhook-inside", webhookInside);
    Console console = Console.start(ConsoleConfig.read(given, Optional.ofNullable(config)), clock);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      console.close();
                      stopped.countDown();
                    }));
    System.out.println("The console is running. Pages: " + console.webAddress());
    System.out.println("Laptops reach it on port " + console.agentPort() + ".");
    console.metricsWords().ifPresent(System.out::println);
    console
        .firstAccountLink()
        .ifPresent(
            link -> System.out.println("Create the first account, once, within a day: " + link));
    System.out.flush();
    stopped.await();
    return 0;
  }

  private static void put(Map<String, String> given, String word, @Nullable String value) {
    if (value != null) {
      given.put(word, value);
    }
  }
}
