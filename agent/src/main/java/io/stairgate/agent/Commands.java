package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.control.AgentHealth;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Holds;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.NoticeReads;
import io.stairgate.agent.control.ReportConcern;
import io.stairgate.agent.control.SignInNotice;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.link.Enroller;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.FindingTable;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands a person types, save {@code run} and {@code doctor}.
 *
 * <p>Over 300 lines because each command brings its own options and words.
 */
final class Commands {
  private Commands() {}

  /**
   * What every command is given.
   *
   * @param configurer makes the configuration
   * @param platforms makes the platform for a root
   * @param clock the laptop's clock
   * @param in what is typed or piped in
   * @param out for answers
   * @param onTerminal whether a person sits at it and can be asked
   */
  record Surroundings(
      GlobalOptions.Configurer configurer,
      Function<Path, Platform> platforms,
      InstantSource clock,
      InputStream in,
      PrintWriter out,
      BooleanSupplier onTerminal) {
    boolean terminal() {
      return onTerminal.getAsBoolean();
    }
  }

  /** Makes this laptop known to a console. */
  @Command(
      name = "enrol",
      mixinStandardHelpOptions = true,
      description = "Enrols this laptop with the one line the console gave.")
  static final class Enrol implements Callable<Integer> {
    private static final int MAX_LINE = 4_096;
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(
        arity = "0..1",
        paramLabel = "LINE",
        description = "The line, in quotes: stairgate://…")
    private @Nullable String line;

    @Option(
        names = "--line-file",
        paramLabel = "FILE",
        description = "Reads the line from a file; - reads it from standard input.")
    private @Nullable String lineFile;

    @Option(
        names = "--nickname",
        paramLabel = "NAME",
        defaultValue = "",
        description = "A name for the laptop, such as \"Blue Room\".")
    private String nickname = "";

    @Option(names = "--again", description = "Gives up an enrolment that is there for the new one.")
    private boolean again;

    Enrol(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException, IOException {
      EnrolmentLine parsed = EnrolmentLine.parse(text());
      AgentConfig config = options.config(surroundings.configurer());
      IdentityStore identities = IdentityStore.open(DataDirectory.open(config.data()));
      Platform platform = surroundings.platforms().apply(config.root());
      Identity identity =
          new Enroller(identities, platform.hardware(), Agent.VERSION, surroundings.clock())
              .enrol(parsed, Text.clean(nickname, 64), again);
      PrintWriter out = surroundings.out();
      out.println(
          "This laptop is enrolled"
              + (identity.settingName().isEmpty() ? "" : " with " + identity.settingName())
              + (identity.nickname().isEmpty() ? "." : " as " + identity.nickname() + "."));
      boolean told = new LocalClient(config.sockets().subList(0, 1)).ask(Ask.ENROLLED).isPresent();
      out.println(
          told
              ? "The agent that runs here has taken it over."
              : "The agent's service takes it over when it starts.");
      return 0;
    }

    private String text() throws PlainException {
      if ((line == null) == (lineFile == null)) {
        throw new PlainException(
            "Give the line from the console, in quotes, or name a file that holds it with"
                + " --line-file.");
      }
      if (line != null) {
        return line;
      }
      try {
        byte[] bytes =
            "-".equals(lineFile)
                ? surroundings.in().readNBytes(MAX_LINE)
                : readFile(Path.of(String.valueOf(lineFile)));
        return new String(bytes, StandardCharsets.UTF_8);
      } catch (IOException | IllegalArgumentException e) {
        throw new PlainException("The file with the line cannot be read. Look at its name.", e);
      }
    }

    private static byte[] readFile(Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(MAX_LINE);
      }
    }
  }

  /** Proves every rule once. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Proves every rule once, now, without a console and without the service.")
  static final class Check implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "As JSON, with the fields of the console's API.")
    private boolean json;

    Check(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Platform platform = surroundings.platforms().apply(config.root());
      List<Control> controls =
          new ArrayList<>(
              platform.controls(
                  ControlParts.once(config.data().resolve(Agent.NOTES), () -> enrolledAt(config))));
      List<Finding> findings;
      try (MediaControl media = platform.media(config.data().resolve("media"))) {
        controls.add(media);
        controls.addAll(own(config, platform));
        controls.sort(Comparator.comparing(Control::rule));
        Policy policy = policy(config);
        findings =
            Holds.preview(
                platform.holder(),
                new Prover(controls, surroundings.clock()).prove(policy),
                policy);
      }
      PrintWriter out = surroundings.out();
      if (json) {
        out.println(Json.findings(findings, Map.of()));
      } else {
        FindingTable.lines(findings, surroundings.terminal()).forEach(out::println);
      }
      return 0;
    }

    private static Optional<Instant> enrolledAt(AgentConfig config) {
      if (!Files.isReadable(config.data().resolve("identity"))) {
        return Optional.empty();
      }
      try {
        return IdentityStore.open(DataDirectory.open(config.data())).enrolledAt();
      } catch (PlainException | IOException e) {
        // Not enrolled, or nobody may look: nothing depends on more.
        return Optional.empty();
      }
    }

    /**
     * The policy on this laptop's disk; the defaults where there is none, or no right to read it.
     */
    private static Policy policy(AgentConfig config) {
      if (!Files.isReadable(config.data().resolve("identity"))) {
        return Policy.DEFAULT;
      }
      try {
        DataDirectory data = DataDirectory.open(config.data());
        Optional<Identity> identity = IdentityStore.open(data).load();
        return identity.isEmpty()
            ? Policy.DEFAULT
            : PolicyStore.kept(data, new PolicyVerifier(identity.get())).orElse(Policy.DEFAULT);
      } catch (PlainException | IOException e) {
        return Policy.DEFAULT;
      }
    }

    /** The rules about the agent itself, as seen from beside it. */
    private List<Control> own(AgentConfig config, Platform platform) throws PlainException {
      InstantSource clock = surroundings.clock();
      Optional<Answer> status = new LocalClient(config.sockets()).ask(Ask.STATUS);
      AgentHealth.Health health =
          status
              .map(
                  answer ->
                      new AgentHealth.Health(
                          true,
                          answer.word("enrolled").equals("true"),
                          Optional.empty(),
                          true,
                          platform.ownParts().changed()))
              .orElse(AgentHealth.Health.STOPPED);
      return List.of(
          new SignInNotice(() -> reads(config), NoticeDesk::name, clock),
          new ReportConcern(platform.ownParts(), status::isPresent, clock),
          new AgentHealth(() -> health, clock));
    }

    private static Optional<NoticeReads> reads(AgentConfig config) {
      if (!Files.isReadable(config.data().resolve(Agent.PEOPLE))) {
        return Optional.empty();
      }
      try {
        return Optional.of(NoticeDesk.read(DataDirectory.open(config.data()).folder(Agent.PEOPLE)));
      } catch (PlainException | IOException e) {
        return Optional.empty();
      }
    }
  }

  /** How the agent stands. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows how the agent stands and what this laptop reports.")
  static final class Status implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Status(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Answer answer = new LocalClient(config.sockets()).require(Ask.STATUS);
      if (json) {
        surroundings.out().println(answer.json());
      } else {
        answer.lines().forEach(surroundings.out()::println);
      }
      return 0;
    }
  }

  /** What is plugged in. */
  @Command(
      name = "media",
      mixinStandardHelpOptions = true,
      description = "Looks at portable media, and asks for a memory stick to be allowed.")
  static final class Media implements Callable<Integer> {
    private final PrintWriter out;

    Media(PrintWriter out) {
      this.out = out;
    }

    @Override
    public Integer call() {
      out.println(
          "Say what to do: stairgate-agent media list, media ask, media answer or media"
              + " permissions");
      return 2;
    }
  }

  /** What is plugged in, one line each. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what is plugged in: shut, asked for, being checked, or open.")
  static final class MediaList implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    MediaList(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Answer answer = new LocalClient(config.sockets()).require(Ask.MEDIA);
      if (json) {
        surroundings.out().println(answer.json());
      } else {
        answer.lines().forEach(surroundings.out()::println);
      }
      return 0;
    }
  }

  /** Puts back everything that was changed. */
  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description =
          "Puts back everything the agent changed on this laptop. For an administrator, before the"
              + " agent is removed.")
  static final class Release implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    Release(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Optional<Answer> answer = new LocalClient(config.sockets().subList(0, 1)).ask(Ask.RELEASE);
      List<String> left = answer.isPresent() ? answer.get().lines() : here(config);
      left.forEach(surroundings.out()::println);
      if (left.isEmpty()) {
        surroundings.out().println("Everything is as it was before.");
      }
      return left.isEmpty() ? 0 : 1;
    }

    private List<String> here(AgentConfig config) throws PlainException {
      Platform platform = surroundings.platforms().apply(config.root());
      if (!platform.administrator()) {
        throw new PlainException(
            "Only an administrator may do this. Run the command as an administrator.");
      }
      try (MediaControl media = platform.media(config.data().resolve("media"))) {
        List<String> left = new ArrayList<>(media.release());
        left.addAll(platform.holder().putBackAll());
        return left;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlainException("It was interrupted. Run the command again.", e);
      }
    }
  }
}
