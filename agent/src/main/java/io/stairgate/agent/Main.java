package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.config.RunWords;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.platform.Platforms;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry point of the agent: builds everything by constructor and runs one command. */
@Command(
    name = "stairgate-agent",
    mixinStandardHelpOptions = true,
    version = "stairgate-agent " + Agent.VERSION,
    description = "Holds the setting's rules on this laptop and reports what it proved.")
public final class Main implements Runnable {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Logger LOG = Logger.getLogger(Main.class.getName());

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 1 not done, 2 wrong usage.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    // The agent trusts its console alone. The library would read every public authority for each
    // connection: 3 MB.
    System.setProperty("javax.net.ssl.trustStore", "NONE");
    List<String> words = List.of(args);
    if (!words.isEmpty() && words.getFirst().equals("run")) {
      Optional<RunWords> run = RunWords.parse(words.subList(1, words.size()));
      if (run.isPresent()) {
        System.exit(run(run.get()));
      }
    }
    if (!words.isEmpty() && words.getFirst().equals("change")) {
      System.exit(change(words.subList(1, words.size())));
    }
    logInOneLine(words.contains("--debug"));
    System.exit(commandLine().execute(args));
  }

  /** Runs the service until it is told to stop. */
  private static int run(RunWords words) {
    logInOneLine(words.debug());
    try {
      AgentConfig config = configure(words.root(), words.data());
      Platform platform = Platforms.current(config.root(), CLOCK);
      Agent agent = new Agent(config, platform, CLOCK, ZoneId::systemDefault, new SecureRandom());
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
      agent.start();
      sayHowLongItTook();
      agent.awaitStop();
      return 0;
    } catch (PlainException e) {
      return fail(e, words.debug());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /**
   * Not for people: the one-shot unit with an administrator's rights. One question on standard
   * input, one answer on standard output.
   */
  private static int change(List<String> words) {
    logInOneLine(words.contains("--debug"));
    try {
      RunWords known =
          RunWords.parse(words)
              .orElseThrow(() -> new PlainException("This command is the service's own."));
      AgentConfig config = configure(known.root(), known.data());
      Platform platform = Platforms.current(config.root(), CLOCK);
      return new Change(config, platform).answer(System.in, System.out) ? 0 : 1;
    } catch (PlainException e) {
      return fail(e, words.contains("--debug"));
    } catch (IOException e) {
      return 1; // whoever asked is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void sayHowLongItTook() {
    ProcessHandle.current()
        .info()
        .startInstant()
        .ifPresent(
            begin ->
                LOG.log(
                    Level.INFO,
                    "Protecting {0} ms after the start of the process",
                    String.valueOf(Duration.between(begin, CLOCK.instant()).toMillis())));
  }

  private static CommandLine commandLine() {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
    Commands.Surroundings surroundings =
        new Commands.Surroundings(
            Main::configure,
            root -> Platforms.current(root, CLOCK),
            CLOCK,
            System.in,
            out,
            Main::terminal);
    CommandLine media = new CommandLine(new Commands.Media(out));
    media.addSubcommand(new Commands.MediaList(surroundings));
    media.addSubcommand(new MediaCommands.AskFor(surroundings));
    media.addSubcommand(new MediaCommands.TelephoneAnswer(surroundings));
    media.addSubcommand(new MediaCommands.PermissionList(surroundings));
    return new CommandLine(new Main())
        .setOut(out)
        .addSubcommand(new Commands.Enrol(surroundings))
        .addSubcommand(new Run())
        .addSubcommand(new Commands.Check(surroundings))
        .addSubcommand(new Commands.Status(surroundings))
        .addSubcommand(new Doctor(surroundings))
        .addSubcommand("media", media)
        .addSubcommand(new PeopleCommands.ConcernReport(surroundings))
        .addSubcommand(new PeopleCommands.ShowNotice(surroundings))
        .addSubcommand(new PeopleCommands.Reports(surroundings))
        .addSubcommand(new RecoveryKeyCommand(surroundings))
        .addSubcommand(new Commands.Release(surroundings))
        .setExecutionExceptionHandler(
            (problem, line, parsed) ->
                fail(problem, List.of(parsed.originalArgs().toArray()).contains("--debug")));
  }

  @SuppressWarnings("SystemConsoleNull") // the null check of the build asks for it
  private static boolean terminal() {
    java.io.@Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static AgentConfig configure(Optional<Path> root, Optional<Path> data)
      throws PlainException {
    return AgentConfig.of(
        root,
        data,
        System.getProperty("user.name", "").equals("root"),
        System.getenv(),
        System.getProperty("user.home", ""));
  }

  /** One plain sentence for the person; where it came from only for who asks for it. */
  private static int fail(Exception problem, boolean debug) {
    System.err.println(sentence(problem));
    if (debug) {
      problem.printStackTrace();
    }
    return 1;
  }

  private static String sentence(Exception problem) {
    return problem instanceof PlainException plain
        ? plain.sentence()
        : "This did not work: " + problem.getMessage() + ". Run it again with --debug to see more.";
  }

  /** One line each on standard error, which the service manager keeps. */
  private static void logInOneLine(boolean debug) {
    Logger root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new OneLine(debug));
    root.addHandler(handler);
    root.setLevel(Level.INFO);
  }

  /** Level and words; with {@code --debug} the stack trace too. */
  private static final class OneLine extends java.util.logging.Formatter {
    private final boolean debug;

    OneLine(boolean debug) {
      this.debug = debug;
    }

    @Override
    public String format(LogRecord record) {
      StringBuilder line = new StringBuilder(record.getLevel().getName());
      line.append(": ").append(formatMessage(record).replace('\n', ' ').replace('\r', ' '));
      @Nullable Throwable thrown = record.getThrown();
      if (thrown != null) {
        line.append(": ").append(String.valueOf(thrown).replace('\n', ' '));
        if (debug) {
          java.io.StringWriter trace = new java.io.StringWriter();
          thrown.printStackTrace(new PrintWriter(trace));
          line.append('\n').append(trace);
        }
      }
      return line.append('\n').toString();
    }
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /**
   * The words of {@code run} for the help; it is only reached with words that are not understood.
   */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Runs the service: protects, proves, reports.")
  private static final class Run implements Runnable {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The folder the agent keeps everything in.")
    private @Nullable Path data;

    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "A folder made to look like a system's root, for tests.")
    private @Nullable Path root;

    @Option(names = "--debug", description = "Logs where in the program a fault came from.")
    private boolean debug;

    @Override
    public void run() {
      // such as --data=DIR, which only the library takes apart
      System.exit(
          Main.run(new RunWords(Optional.ofNullable(root), Optional.ofNullable(data), debug)));
    }
  }
}
