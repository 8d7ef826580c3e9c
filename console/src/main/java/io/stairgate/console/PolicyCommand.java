package io.stairgate.console;

import io.stairgate.console.local.Request;
import io.stairgate.console.policy.PolicySchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The policy of a setting as a file: taken out, compared, put in. */
final class PolicyCommand {
  private static final int LONGEST_FILE = 1024 * 1024;

  private PolicyCommand() {}

  /** Which setting a command is about. */
  static final class Of {
    @Mixin private LocalOptions console = new LocalOptions();

    @Option(
        names = "--setting",
        paramLabel = "NAME",
        description = "Which setting, where there are several.")
    private @Nullable String setting;
  }

  /** Writes the file. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes the policy as a file (YAML), or prints it.")
  static final class Export implements Callable<Integer> {
    private final InstantSource clock;
    @Mixin private Of of = new Of();

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "Where to write it; printed where none is given.")
    private @Nullable Path file;

    Export(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      String text = of.console.ask(new Request.PolicyExport(of.setting), clock);
      if (file == null) {
        System.out.print(text);
        return 0;
      }
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new CommandLineRefusal(
            "The file %s cannot be written. Check the folder and its rights.".formatted(file));
      }
      return 0;
    }
  }

  /** Says what a file would change. */
  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Says what a policy file would change. Changes nothing.")
  static final class Diff implements Callable<Integer> {
    private final InstantSource clock;
    @Mixin private Of of = new Of();

    @Parameters(paramLabel = "FILE", description = "The policy file; - reads standard input.")
    private String file = "";

    Diff(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      System.out.println(of.console.ask(new Request.PolicyDiff(of.setting, text(file)), clock));
      return 0;
    }
  }

  /** Puts a file in. */
  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = {
        "Puts a policy file in. Where somebody at the setting may decide, it waits for that"
            + " person.",
      })
  static final class Apply implements Callable<Integer> {
    private final InstantSource clock;
    @Mixin private Of of = new Of();

    @Parameters(paramLabel = "FILE", description = "The policy file; - reads standard input.")
    private String file = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "WORDS",
        description = "Why, in one sentence of 10 to 500 letters.")
    private String reason = "";

    Apply(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      System.out.println(
          of.console.ask(new Request.PolicyApply(of.setting, text(file), reason), clock));
      return 0;
    }
  }

  /** Takes terms and closures from a calendar file. */
  @Command(
      name = "import-calendar",
      mixinStandardHelpOptions = true,
      description = {
        "Takes terms and closures from a calendar file (.ics).",
        "Without --reason it only shows what it found and would change."
      })
  static final class ImportCalendar implements Callable<Integer> {
    private final InstantSource clock;
    @Mixin private Of of = new Of();

    @Parameters(paramLabel = "FILE.ics", description = "The file; - reads standard input.")
    private String file = "";

    @Option(
        names = "--reason",
        paramLabel = "WORDS",
        description = "Why, in one sentence of 10 to 500 letters.")
    private @Nullable String reason;

    ImportCalendar(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      System.out.println(
          of.console.ask(new Request.PolicyCalendar(of.setting, text(file), reason), clock));
      return 0;
    }
  }

  /** Lists the versions. */
  @Command(
      name = "versions",
      mixinStandardHelpOptions = true,
      description = "Lists the versions of the policy: when, by whom, why.")
  static final class Versions implements Callable<Integer> {
    private final InstantSource clock;
    @Mixin private Of of = new Of();

    Versions(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      System.out.println(of.console.ask(new Request.PolicyVersions(of.setting), clock));
      return 0;
    }
  }

  /** Prints the schema. */
  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description = "Prints the JSON Schema of the policy file, for editors.")
  static final class Schema implements Callable<Integer> {
    @Override
    public Integer call() {
      System.out.print(PolicySchema.text());
      return 0;
    }
  }

  /** What a file, or standard input, holds. */
  private static String text(String file) {
    byte[] bytes;
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      bytes = in.readNBytes(LONGEST_FILE + 1);
    } catch (IOException | java.nio.file.InvalidPathException e) {
      throw new CommandLineRefusal(
          "The file %s cannot be read. Check its name and its rights.".formatted(file));
    }
    if (bytes.length > LONGEST_FILE) {
      throw new CommandLineRefusal(
          "The file %s is longer than 1 MB. Check that it is the right one.".formatted(file));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandLineRefusal(
          "The file %s is no plain text in UTF-8. Save it as such and try again.".formatted(file));
    }
  }
}
