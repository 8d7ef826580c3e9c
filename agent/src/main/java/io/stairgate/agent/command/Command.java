package io.stairgate.agent.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One program to be run: by its absolute path, with the arguments as they stand. No shell looks at
 * them, nothing of the agent's environment is handed on, and messages come in the C locale. Any
 * thread may run it, as often as it likes.
 *
 * @param program absolute path of the program
 * @param arguments its arguments, without its name
 * @param input what it reads from standard input, at most {@value #MOST_INPUT} bytes of UTF-8
 * @param timeout how long it may take; then it is killed with all it started
 * @param mostOutput the most that is kept of each of its two outputs, in bytes
 */
public record Command(
    Path program, List<String> arguments, String input, Duration timeout, int mostOutput) {
  /** What a pipe takes without anybody reading it: a child that never reads blocks nobody. */
  static final int MOST_INPUT = 32 * 1024;

  /** The most that is kept of each of its two outputs where nothing else is said, in bytes. */
  public static final int MOST_OUTPUT = 64 * 1024;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "LANG", "C");

  /** How long the outputs of a program that has ended may stay open: a grandchild may hold them. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  public Command {
    arguments = List.copyOf(arguments);
    if (!program.isAbsolute()) {
      throw new IllegalArgumentException("a program is named by its absolute path: " + program);
    }
    if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("an argument holds a zero byte");
    }
    if (input.getBytes(StandardCharsets.UTF_8).length > MOST_INPUT) {
      throw new IllegalArgumentException("more than " + MOST_INPUT + " bytes of input");
    }
    if (mostOutput < 0) {
      throw new IllegalArgumentException("nothing less than nothing can be kept");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a program needs some time");
    }
  }

  /** A program of which the first {@value #MOST_OUTPUT} bytes are kept. */
  public Command(Path program, List<String> arguments, String input, Duration timeout) {
    this(program, arguments, input, timeout, MOST_OUTPUT);
  }

  /** The same program with another bound for what is kept of it. */
  public Command keeping(int most) {
    return new Command(program, arguments, input, timeout, most);
  }

  /** A program that reads nothing. */
  public static Command of(Path program, Duration timeout, String... arguments) {
    return new Command(program, List.of(arguments), "", timeout);
  }

  /**
   * Runs it and waits for its end.
   *
   * @throws InterruptedException where the waiting thread was interrupted; the program was killed
   */
  public Outcome run() throws InterruptedException {
    return run(input.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Like {@link #run()}, but reads {@code said} in place of {@link #input}: for a secret, which
   * stands in nothing but the caller's array, and is the caller's to wipe.
   *
   * @param said at most {@value #MOST_INPUT} bytes
   */
  public Outcome run(byte[] said) throws InterruptedException {
    if (said.length > MOST_INPUT) {
      throw new IllegalArgumentException("more than " + MOST_INPUT + " bytes of input");
    }
    if (!Files.isExecutable(program)) {
      return new Outcome.NotStarted();
    }
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome.NotStarted();
    }
    boolean ended = false;
    try {
      Reading output = new Reading(process.getInputStream(), mostOutput);
      Reading error = new Reading(process.getErrorStream(), mostOutput);
      say(process, said);
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Outcome.TooLong();
      }
      Outcome outcome = new Outcome.Ended(process.exitValue(), output.text(), error.text());
      ended = true;
      return outcome;
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static void say(Process process, byte[] said) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(said);
    } catch (IOException e) {
      // It ended, or closed its input, before it had read everything: its status tells the rest.
    }
  }

  /** Reads one output to its end on a thread of its own, so that the program never waits for us. */
  private static final class Reading {
    private final Thread thread;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;

    Reading(InputStream from, int most) {
      this.most = most;
      this.thread = new Thread(() -> read(from), "command-output");
      thread.setDaemon(true);
      thread.start();
    }

    private void read(InputStream from) {
      byte[] rest = new byte[4096];
      try (from) {
        int read = from.read(rest);
        while (read >= 0) {
          keep(rest, read);
          read = from.read(rest);
        }
      } catch (IOException e) {
        // Closed because the program was killed; what came before is kept.
      }
    }

    private synchronized void keep(byte[] bytes, int read) {
      kept.write(bytes, 0, Math.min(read, most - kept.size()));
    }

    String text() throws InterruptedException {
      thread.join(LAST_WORDS);
      synchronized (this) {
        return kept.toString(StandardCharsets.UTF_8);
      }
    }
  }
}
