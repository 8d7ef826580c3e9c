package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.local.Answer;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which console a command is for, and how it is asked: over its socket where it runs, else
 * directly.
 */
final class LocalOptions {
  @Option(names = "--data", paramLabel = "DIR", description = "The console's folder.")
  private @Nullable String data;

  @Option(
      names = "--database",
      paramLabel = "JDBC_URL",
      description = "The console's PostgreSQL database, where it uses one.")
  private @Nullable String database;

  @Option(names = "--config", paramLabel = "FILE", description = "The console's file of words.")
  private @Nullable Path config;

  ConsoleConfig read() {
    Map<String, String> given = new LinkedHashMap<>();
    if (data != null) {
      given.put("data", data);
    }
    if (database != null) {
      given.put("database", database);
    }
    return ConsoleConfig.read(given, Optional.ofNullable(config));
  }

  /** What the console answers, done or not: not done is a refusal. */
  String ask(Request request, InstantSource clock) {
    ConsoleConfig settings = read();
    Answer answer;
    try {
      answer =
          LocalSocket.ask(settings.data().toAbsolutePath(), request)
              .orElseGet(() -> direct(settings, request, clock));
    } catch (IOException e) {
      throw new CommandLineRefusal(
          "The running console did not answer. Try again as the user it runs as, or stop it"
              + " first.");
    }
    refuseWhereNotDone(answer);
    return answer.text();
  }

  /**
   * Takes a backup of the console, whether it runs or not.
   *
   * @param out where its bytes go
   * @throws IOException where {@code out} cannot be written
   */
  void backup(Request.Backup request, InstantSource clock, OutputStream out) throws IOException {
    ConsoleConfig settings = read();
    Path data = settings.data().toAbsolutePath().normalize();
    refuseWithoutConsole(data);
    Optional<Answer> answer = LocalSocket.backup(data, request, out);
    if (answer.isPresent()) {
      refuseWhereNotDone(answer.get());
      return;
    }
    try (DataFolder folder = DataFolder.lock(data);
        Core core = Core.open(folder, settings.database(), clock)) {
      LocalCommands commands = commands(settings, core, clock);
      refuseWhereNotDone(commands.apply(request));
      commands.backup(request, out);
    }
  }

  /** Refuses where a command would make a new console instead of finding one. */
  static void refuseWithoutConsole(Path data) {
    if (!Files.isDirectory(data.resolve(Core.KEYS))) {
      throw new CommandLineRefusal(
          "There is no console in the folder %s. Check --data, or start one there with \"serve\"."
              .formatted(data));
    }
  }

  private static void refuseWhereNotDone(Answer answer) {
    if (!answer.done()) {
      throw new CommandLineRefusal(answer.text());
    }
  }

  private static Answer direct(ConsoleConfig settings, Request request, InstantSource clock) {
    try (DataFolder folder = DataFolder.lock(settings.data());
        Core core = Core.open(folder, settings.database(), clock)) {
      return commands(settings, core, clock).apply(request);
    }
  }

  private static LocalCommands commands(ConsoleConfig settings, Core core, InstantSource clock) {
    List<String> addresses =
        List.of(
            core.facts
                .find(Console.AGENT_ADDRESSES)
                .orElseGet(
                    () -> String.join(",", Addresses.ofAgents(settings, settings.agents().port())))
                .split(",", -1));
    EnrolCodes codes =
        new EnrolCodes(
            core.codes, core.settings, core.audit, clock, core.authority.sha256(), addresses);
    String web =
        core.facts
            .find(Console.WEB_ADDRESS)
            .orElseGet(() -> Addresses.ofWeb(settings, settings.web().port(), false));
    return new LocalCommands(
        core, codes, core.policyFiles(core.policies(device -> {})), web, Optional.empty());
  }
}
