package io.stairgate.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.backup.BackupException;
import io.stairgate.console.config.ConfigException;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.StartRefusedException;
import java.time.InstantSource;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Entry point of the console: builds everything by constructor and runs one command. */
@Command(
    name = "stairgate-console",
    mixinStandardHelpOptions = true,
    version = "stairgate-console 0.1.0",
    description = "Receives what the laptops report and tells people what needs doing.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a fault arose.")
  private boolean debug;

  /** gRPC logs by itself; held here, because a level is forgotten with its logger. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 1 not done, 2 wrong usage.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    // Every malformed message would be a stack trace: whoever reaches the port could fill the disk.
    GRPC.setLevel(Level.SEVERE);
    System.exit(run(InstantSource.system(), args));
  }

  static int run(InstantSource clock, String... args) {
    Main main = new Main();
    CommandLine line =
        new CommandLine(main)
            .addSubcommand(new ServeCommand(clock))
            .addSubcommand(new EnrolCodeCommand(clock))
            .addSubcommand(
                "account",
                new CommandLine(new Group("Makes links to create or mend accounts.").command())
                    .addSubcommand(new AccountAddCommand(clock))
                    .addSubcommand(new AccountResetCommand(clock)))
            .addSubcommand(
                "token",
                new CommandLine(new Group("Makes tokens for programs.").command())
                    .addSubcommand(new TokenCommand(clock)))
            .addSubcommand(
                "policy",
                new CommandLine(
                        new Group("Takes the rules out as a file, compares, puts them in.")
                            .command())
                    .addSubcommand(new PolicyCommand.Export(clock))
                    .addSubcommand(new PolicyCommand.Diff(clock))
                    .addSubcommand(new PolicyCommand.Apply(clock))
                    .addSubcommand(new PolicyCommand.ImportCalendar(clock))
                    .addSubcommand(new PolicyCommand.Versions(clock))
                    .addSubcommand(new PolicyCommand.Schema()))
            .addSubcommand(
                "setting",
                new CommandLine(new Group("Adds and lists settings.").command())
                    .addSubcommand(new SettingAddCommand(clock))
                    .addSubcommand(new SettingListCommand(clock)))
            .addSubcommand(new BackupCommand(clock))
            .addSubcommand(new RestoreCommand(clock))
            .addSubcommand(new DoctorCommand(clock));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println(sentence(e));
          if (main.debug) {
            e.printStackTrace(command.getErr());
          }
          return 1;
        });
    return line.execute(args);
  }

  private static String sentence(Exception e) {
    return switch (e) {
      case StartRefusedException _,
          ConfigException _,
          CommandLineRefusal _,
          BackupException _,
          DatabaseUnavailableException _,
          IllegalArgumentException _ ->
          String.valueOf(e.getMessage());
      default ->
          "Something went wrong that was not foreseen. Run it again with --debug and ask for help"
              + " with what it prints.";
    };
  }

  /** A JSON object of one value. */
  static String json(String name, String value) {
    try {
      return new ObjectMapper().writeValueAsString(Map.of(name, value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A string can be written as JSON", e);
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: serve, enrol-code, account, token, setting, policy, backup, restore or"
            + " doctor.");
  }

  /** A word that only groups others: by itself it is wrong usage. */
  private static final class Group implements Runnable {
    private final CommandSpec command = CommandSpec.wrapWithoutInspection(this);

    Group(String description) {
      command.mixinStandardHelpOptions(true).usageMessage().description(description);
    }

    CommandSpec command() {
      return command;
    }

    @Override
    public void run() {
      throw new CommandLine.ParameterException(command.commandLine(), "Say what to do.");
    }
  }
}
