package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.local.Answer;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import io.stairgate.console.setting.SettingId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A whole console on free ports and a folder of its own, with a clock that tests move ahead. */
final class ConsoleFixture implements AutoCloseable {
  final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final InstantSource clock = () -> Instant.now().plus(ahead.get());
  final Path folder;
  final Optional<String> database;
  final Map<String, String> words;
  Console console;

  ConsoleFixture(Path folder) {
    this(folder, Optional.empty());
  }

  /** With more words than it needs, as they stand on the command line. */
  ConsoleFixture(Path folder, Map<String, String> words) {
    this(folder, Optional.empty(), words);
  }

  ConsoleFixture(Path folder, Optional<String> database) {
    this(folder, database, Map.of());
  }

  private ConsoleFixture(Path folder, Optional<String> database, Map<String, String> words) {
    this.words = words;
    this.folder = folder;
    this.database = database;
    this.console = start();
  }

  private Console start() {
    Map<String, String> given = new HashMap<>(words);
    given.put("data", folder.toString());
    given.put("web", "127.0.0.1:0");
    given.put("agents", "127.0.0.1:0");
    database.ifPresent(url -> given.put("database", url));
    return Console.start(ConsoleConfig.read(given, Optional.empty()), clock);
  }

  void restart() {
    console.close();
    console = start();
  }

  SettingId setting() {
    return console.core().settings.all().getFirst().id();
  }

  String line(int uses) {
    Answer answer = ask(new Request.EnrolCode(null, uses, 1));
    if (!answer.done()) {
      throw new AssertionError(answer.text());
    }
    return answer.text();
  }

  Answer ask(Request request) {
    try {
      return LocalSocket.ask(folder, request).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A laptop that is enrolled. */
  TestAgent enrolled() {
    TestAgent agent = new TestAgent(console.agentPort());
    var _ = agent.enrol(line(1));
    return agent;
  }

  @Override
  public void close() {
    console.close();
  }
}
