package io.stairgate.agent;

import io.stairgate.agent.Commands.Surroundings;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.LocalClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands with which a person asks for a memory stick.
 *
 * <p>Over 300 lines because each command brings its own options and words.
 */
final class MediaCommands {
  private static final int MOST_CHARACTERS = 1_000;

  private MediaCommands() {}

  /** One line at a time of what is typed, or piped in. */
  private static final class Typed {
    private final BufferedReader lines;
    private final PrintWriter out;

    Typed(Surroundings surroundings) {
      lines =
          new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8), 256);
      out = surroundings.out();
    }

    /** Asks for a line; null at the end of what is typed. */
    @Nullable String line(String question) throws PlainException {
      out.print(question + " ");
      out.flush();
      try {
        StringBuilder line = new StringBuilder();
        int c = lines.read();
        if (c < 0) {
          out.println();
          return null;
        }
        while (c >= 0 && c != '\n') {
          if (line.length() < MOST_CHARACTERS) {
            line.append((char) c);
          }
          c = lines.read();
        }
        return line.toString().strip();
      } catch (IOException e) {
        throw new PlainException("What was typed cannot be read.", e);
      }
    }
  }

  /** Asks for a medium to be allowed. */
  @Command(
      name = "ask",
      mixinStandardHelpOptions = true,
      description = {
        "Asks for a memory stick or other medium to be allowed on this laptop.",
        "On a terminal it asks for what is missing: which one, and why you need it."
      },
      footer = {
        "",
        "Ends with 0 when it was asked for (with --wait: when it is open), with 1 when not."
      })
  static final class AskFor implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(
        names = "--stick",
        paramLabel = "SERIAL",
        defaultValue = "",
        description = "Which one: its serial or port as \"media list\" shows it.")
    private String stick = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Why you need it, in at most 300 characters.")
    private String reason = "";

    @Option(names = "--write", description = "Asks to write to it too, not only to read.")
    private boolean write;

    @Option(
        names = "--by-telephone",
        description =
            "Without a network: shows a code to read out to the person who decides, and takes their"
                + " answer. Good for reading until the end of today.")
    private boolean byTelephone;

    @Option(
        names = "--clock",
        description =
            "With --by-telephone: no new permission, only lets those there are go on after this"
                + " laptop's clock went back.")
    private boolean clock;

    @Option(names = "--wait", description = "Waits and shows how it goes on until it is open.")
    private boolean wait;

    @Option(names = "--json", description = "The answer as JSON.")
    private boolean json;

    AskFor(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException, InterruptedException {
      if (clock && !byTelephone) {
        throw new PlainException("--clock goes with --by-telephone.");
      }
      LocalClient agent = new LocalClient(options.config(surroundings.configurer()).sockets());
      Typed typed = new Typed(surroundings);
      if (stick.isEmpty() && !clock && surroundings.terminal()) {
        choose(agent, typed);
      }
      if (byTelephone) {
        return telephone(agent, typed);
      }
      if (reason.isEmpty() && surroundings.terminal()) {
        String said = typed.line("Why do you need it?");
        reason = said == null ? "" : said;
      }
      Answer answer =
          agent.require(Ask.MEDIA_ASK, words("reason", reason, "write", Boolean.toString(write)));
      print(answer);
      return wait ? follow(agent, answer) : 0;
    }

    private Map<String, String> words(String... pairs) {
      Map<String, String> words = new LinkedHashMap<>();
      words.put("stick", stick);
      for (int i = 0; i < pairs.length; i += 2) {
        words.put(pairs[i], pairs[i + 1]);
      }
      return words;
    }

    private void print(Answer answer) {
      if (json) {
        surroundings.out().println(answer.json());
      } else {
        answer.lines().forEach(surroundings.out()::println);
      }
    }

    /** Where several are shut, the person chooses by number. */
    private void choose(LocalClient agent, Typed typed) throws PlainException {
      List<Map<String, String>> shut =
          agent.require(Ask.MEDIA).rows().stream()
              .filter(row -> row.getOrDefault("state", "").matches("shut|asked|refused"))
              .toList();
      if (shut.size() < 2) {
        return;
      }
      for (int i = 0; i < shut.size(); i++) {
        surroundings.out().println((i + 1) + "  " + shut.get(i).getOrDefault("sentence", ""));
      }
      String said = typed.line("Which one? Type its number:");
      if (said == null || !said.matches("[0-9]{1,3}")) {
        throw new PlainException("That is no number of the list. Nothing was asked for.");
      }
      int number = Integer.parseInt(said);
      if (number < 1 || number > shut.size()) {
        throw new PlainException("That is no number of the list. Nothing was asked for.");
      }
      Map<String, String> row = shut.get(number - 1);
      String serial = row.getOrDefault("serial", "");
      stick = serial.isEmpty() ? row.getOrDefault("port", "") : serial;
    }

    /** Shows the code and takes answers until one is right or the code is spent. */
    private int telephone(LocalClient agent, Typed typed)
        throws PlainException, InterruptedException {
      Answer answer = agent.require(Ask.TELEPHONE, words("clock", Boolean.toString(clock)));
      print(answer);
      if (json) {
        return 0;
      }
      while (true) {
        String said = typed.line("The answer:");
        if (said == null) {
          throw new PlainException(
              "No answer was typed. Type it later with: stairgate-agent media answer CODE");
        }
        if (said.isEmpty()) {
          continue;
        }
        try {
          agent
              .require(Ask.TELEPHONE_ANSWER, Map.of("code", said))
              .lines()
              .forEach(surroundings.out()::println);
          return wait && !clock ? follow(agent, answer) : 0;
        } catch (PlainException e) {
          surroundings.out().println(e.sentence());
          if (e.sentence().contains("cannot be used any more")) {
            return 1;
          }
        }
      }
    }

    /** Follows one medium until it is open, or will not be. */
    private int follow(LocalClient agent, Answer asked)
        throws PlainException, InterruptedException {
      String serial = asked.word("serial").isEmpty() ? stick : asked.word("serial");
      String port = asked.word("port").isEmpty() ? stick : asked.word("port");
      CountDownLatch never = new CountDownLatch(1);
      String before = "";
      while (true) {
        String state = "";
        for (Map<String, String> row : agent.require(Ask.MEDIA).rows()) {
          String theirs = row.getOrDefault("serial", "");
          boolean same =
              theirs.isEmpty() ? row.getOrDefault("port", "").equals(port) : theirs.equals(serial);
          if (same || (serial.isEmpty() && port.isEmpty())) {
            state = row.getOrDefault("state", "");
            String sentence = row.getOrDefault("sentence", "");
            if (!sentence.equals(before) && !json) {
              surroundings.out().println(sentence);
              before = sentence;
            }
            break;
          }
        }
        switch (state) {
          case "open", "not-held" -> {
            return 0;
          }
          case "refused", "infected", "not-fully-scanned", "failed" -> {
            return 1;
          }
          default -> {
            // the agent is asked again in a second; nothing is there to be awaited
            if (never.await(1, TimeUnit.SECONDS)) {
              return 1;
            }
          }
        }
      }
    }
  }

  /** Takes the answer of a telephone code. */
  @Command(
      name = "answer",
      mixinStandardHelpOptions = true,
      description = "Takes the answer you were told by telephone. Spaces and case do not matter.")
  static final class TelephoneAnswer implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(arity = "1..*", paramLabel = "CODE", description = "10 letters and numbers.")
    private List<String> code = List.of();

    TelephoneAnswer(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      new LocalClient(options.config(surroundings.configurer()).sockets())
          .require(Ask.TELEPHONE_ANSWER, Map.of("code", String.join(" ", code)))
          .lines()
          .forEach(surroundings.out()::println);
      return 0;
    }
  }

  /** What this laptop may open. */
  @Command(
      name = "permissions",
      mixinStandardHelpOptions = true,
      description = "Lists what is allowed on this laptop now.")
  static final class PermissionList implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    PermissionList(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws PlainException {
      Answer answer =
          new LocalClient(options.config(surroundings.configurer()).sockets())
              .require(Ask.PERMISSIONS);
      if (json) {
        surroundings.out().println(answer.json());
      } else {
        answer.lines().forEach(surroundings.out()::println);
      }
      return 0;
    }
  }
}
