package io.stairgate.agent;

import io.stairgate.agent.Commands.Surroundings;
import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.FindingTable;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.local.PageText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands for everybody who uses the laptop. */
final class PeopleCommands {
  private static final int MOST_WORDS = 4_096;
  private static final int MOST_PAGE = 1 << 20;

  private PeopleCommands() {}

  /** Reports a concern. */
  @Command(
      name = "concern",
      mixinStandardHelpOptions = true,
      description = {
        "Reports a concern to the safeguarding lead. First the screen is locked, so that nobody"
            + " else sees what is on it. Nothing of the screen is recorded."
      },
      footer = {"", "Works without a network too: it is sent as soon as there is one."})
  static final class ConcernReport implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        defaultValue = "worry",
        description =
            "worry; password (somebody else may know yours); lost (a laptop); upsetting (a message"
                + " or picture upset you).")
    private String kind = "worry";

    @Option(
        names = "--words",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "In your own words, at most 1,000 characters; - reads them from the input.")
    private String words = "";

    @Option(names = "--without-name", description = "Does not say who reports it.")
    private boolean withoutName;

    @Option(names = "--no-lock", description = "Does not lock the screen.")
    private boolean noLock;

    ConcernReport(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Map<String, String> question = new LinkedHashMap<>();
      question.put("kind", kind);
      question.put("words", words.equals("-") ? typed() : words);
      question.put("named", withoutName ? "no" : "yes");
      question.put("lock", noLock ? "no" : "yes");
      Answer answer = new LocalClient(config.sockets()).require(Ask.CONCERN, question);
      answer.lines().forEach(surroundings.out()::println);
      return 0;
    }

    private String typed() throws PlainException {
      try {
        return new String(surroundings.in().readNBytes(MOST_WORDS), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new PlainException("What was typed cannot be read.", e);
      }
    }
  }

  /** Shows the notice that use is monitored. */
  @Command(
      name = "notice",
      mixinStandardHelpOptions = true,
      description = "Shows the notice on what this laptop looks at, and notes that you read it.")
  static final class ShowNotice implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(
        names = "--read",
        paramLabel = "NOTICE",
        description = "Says that you have read the notice with this name (--name shows it).")
    private @Nullable String read;

    @Option(names = "--name", description = "Prints the notice's name after its text.")
    private boolean name;

    ShowNotice(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      LocalClient client = new LocalClient(config.sockets());
      PrintWriter out = surroundings.out();
      if (read != null) {
        say(client.require(Ask.NOTICE_READ, Map.of("notice", read)), out);
        return 0;
      }
      Answer notice = client.require(Ask.NOTICE);
      for (String line : notice.lines()) {
        List<String> lines = PageText.wrap(line, FindingTable.WIDTH);
        lines.forEach(out::println);
      }
      if (name) {
        out.println(notice.word("notice"));
      }
      if (surroundings.terminal() && notice.word("read").equals("no") && yes(out)) {
        say(client.require(Ask.NOTICE_READ, Map.of("notice", notice.word("notice"))), out);
      }
      return 0;
    }

    private static void say(Answer answer, PrintWriter out) {
      answer.lines().forEach(out::println);
    }

    private boolean yes(PrintWriter out) throws PlainException {
      out.println();
      out.print("Have you read it? Type yes: ");
      out.flush();
      try {
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8), 256);
        String line = lines.readLine();
        return line != null && line.strip().equalsIgnoreCase("yes");
      } catch (IOException e) {
        throw new PlainException("What was typed cannot be read.", e);
      }
    }
  }

  /** Shows everything the laptop reports. */
  @Command(
      name = "reports",
      mixinStandardHelpOptions = true,
      description = "Shows the page \"What this laptop reports\" as text, and where it is.")
  static final class Reports implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(names = "--path", description = "Prints only where the page is, for a browser.")
    private boolean path;

    Reports(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      AgentConfig config = options.config(surroundings.configurer());
      Path page =
          config.pages().stream()
              .filter(Files::isReadable)
              .findFirst()
              .orElseThrow(
                  () ->
                      new PlainException(
                          "There is no page yet: the agent has not run since this laptop was"
                              + " started. Start its service, or run: stairgate-agent check"));
      PrintWriter out = surroundings.out();
      if (path) {
        out.println(page);
        return 0;
      }
      try (InputStream in = Files.newInputStream(page)) {
        String html = new String(in.readNBytes(MOST_PAGE), StandardCharsets.UTF_8);
        PageText.lines(html, FindingTable.WIDTH).forEach(out::println);
      } catch (IOException e) {
        throw new PlainException("The page " + page + " cannot be read.", e);
      }
      out.println();
      out.println("As a page for a browser: " + page);
      return 0;
    }
  }
}
