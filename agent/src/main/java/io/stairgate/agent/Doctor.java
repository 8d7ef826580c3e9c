package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.identity.Address;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.local.Answer;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.platform.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Looks for what keeps the agent from doing its work. Exit code 0: well; 1: warnings; 2: failures.
 *
 * <p>Over 300 lines because it is mostly words for the person who looks.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Looks for what keeps the agent from doing its work.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is well", "1:something needs attention", "2:something does not work"})
final class Doctor implements Callable<Integer> {
  private static final Duration CLOCK_OFF = Duration.ofMinutes(5);
  private static final Duration CERTIFICATE_SHORT = Duration.ofDays(2);
  private static final int CONNECT_WITHIN_MS = 3_000;
  private static final long LITTLE_SPACE = 200L << 20;
  private static final long NO_SPACE = 20L << 20;

  private final Commands.Surroundings surroundings;
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description =
          "Also writes what was found into a zip file, without names, keys or serial numbers.")
  private @Nullable Path bundle;

  Doctor(Commands.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** How bad a result is; the order is the order of badness. */
  private enum Grade {
    OK,
    WARNING,
    FAILURE
  }

  private record Result(String what, Grade grade, String sentence) {}

  @Override
  public Integer call() throws PlainException, IOException {
    AgentConfig config = options.config(surroundings.configurer());
    Platform platform = surroundings.platforms().apply(config.root());
    List<Result> results = new ArrayList<>();
    results.add(
        new Result(
            "version",
            Grade.OK,
            "Agent "
                + Agent.VERSION
                + " on "
                + platform.hardware().system()
                + " "
                + platform.hardware().systemVersion()
                + ", Java "
                + Runtime.version()
                + "."));
    results.add(rights(platform));
    Optional<Answer> status = status(config, results);
    enrolment(config, status, results);
    status.ifPresent(answer -> fromService(answer, results));
    results.add(space(config.data()));
    print(results);
    if (bundle != null) {
      writeBundle(bundle, results, status);
    }
    return results.stream().mapToInt(result -> result.grade().compareTo(Grade.OK)).max().orElse(0);
  }

  private static Result rights(Platform platform) {
    return platform.administrator()
        ? new Result("rights", Grade.OK, "This command runs with an administrator's rights.")
        : new Result(
            "rights",
            Grade.WARNING,
            "This command runs without an administrator's rights and does not see everything.");
  }

  private static Optional<Answer> status(AgentConfig config, List<Result> results)
      throws PlainException {
    Optional<Answer> status = new LocalClient(config.sockets()).ask(Ask.STATUS);
    results.add(
        status.isPresent()
            ? new Result(
                "service",
                Grade.OK,
                "The agent runs since " + status.get().word("runningSince") + ".")
            : new Result(
                "service",
                Grade.FAILURE,
                "The agent does not run. Start its service; what is shut stays shut meanwhile."));
    return status;
  }

  private void enrolment(AgentConfig config, Optional<Answer> status, List<Result> results) {
    Optional<Identity> identity = Optional.empty();
    boolean readable = Files.isReadable(config.data().resolve("identity"));
    if (readable) {
      try {
        identity = IdentityStore.open(DataDirectory.open(config.data())).load();
      } catch (PlainException e) {
        results.add(new Result("enrolment", Grade.FAILURE, e.sentence()));
        return;
      } catch (IOException e) {
        results.add(
            new Result(
                "enrolment", Grade.FAILURE, "The enrolment cannot be read: " + e.getMessage()));
        return;
      }
    }
    if (identity.isPresent()) {
      results.add(new Result("enrolment", Grade.OK, "This laptop is enrolled."));
      results.add(certificate(identity.get()));
      results.addAll(addresses(identity.get().addresses()));
      return;
    }
    boolean enrolled = status.map(answer -> answer.word("enrolled").equals("true")).orElse(false);
    results.add(
        enrolled
            ? new Result("enrolment", Grade.OK, "This laptop is enrolled.")
            : new Result(
                "enrolment",
                Grade.WARNING,
                "This laptop is not enrolled, or this account may not see it. Enrol it with:"
                    + " stairgate-agent enrol LINE"));
  }

  private Result certificate(Identity identity) {
    Duration left = Duration.between(surroundings.clock().instant(), identity.ends());
    if (left.isNegative()) {
      return new Result(
          "certificate",
          Grade.FAILURE,
          "The laptop's certificate ended on "
              + identity.ends()
              + ". Connect the laptop; then a person approves its return in the console.");
    }
    return new Result(
        "certificate",
        left.compareTo(CERTIFICATE_SHORT) < 0 ? Grade.WARNING : Grade.OK,
        "The laptop's certificate lasts until " + identity.ends() + ".");
  }

  private static List<Result> addresses(List<Address> addresses) {
    List<Result> results = new ArrayList<>();
    boolean any = false;
    for (Address address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_WITHIN_MS);
        any = true;
        results.add(new Result("console", Grade.OK, "Something answers at " + address + "."));
      } catch (IOException e) {
        results.add(
            new Result(
                "console",
                Grade.WARNING,
                "Nothing answers at " + address + ": " + e.getMessage() + "."));
      }
    }
    if (!any) {
      results.add(
          new Result(
              "network",
              Grade.WARNING,
              "The console cannot be reached from here. Reports wait on the laptop until it can;"
                  + " look at the network."));
    }
    return results;
  }

  private static void fromService(Answer status, List<Result> results) {
    String behind = status.word("clockBehindMs");
    if (!behind.isEmpty()) {
      Duration off = Duration.ofMillis(Long.parseLong(behind)).abs();
      results.add(
          off.compareTo(CLOCK_OFF) > 0
              ? new Result(
                  "clock",
                  Grade.WARNING,
                  "The laptop's clock is "
                      + off.toMinutes()
                      + " minutes off the console's. Set the laptop's clock.")
              : new Result("clock", Grade.OK, "The laptop's clock agrees with the console's."));
    }
    String problem = status.word("problem");
    if (!problem.isEmpty()) {
      results.add(new Result("link", Grade.WARNING, problem));
    } else if (!status.word("connectedSince").isEmpty()) {
      results.add(
          new Result(
              "link",
              Grade.OK,
              "Connected to the console since " + status.word("connectedSince") + "."));
    }
    long memory = number(status.word("waitingInMemory"));
    results.add(
        new Result(
            "journal",
            memory > 0 ? Grade.WARNING : Grade.OK,
            number(status.word("journalBytes")) / 1_024
                + " KB; "
                + status.word("waitingEntries")
                + " reports wait for the console, "
                + memory
                + " for the disk."));
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Result space(Path data) {
    Path there = data;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      Grade grade =
          free < NO_SPACE ? Grade.FAILURE : free < LITTLE_SPACE ? Grade.WARNING : Grade.OK;
      return new Result("disk", grade, (free >> 20) + " MB are free for the agent's folder.");
    } catch (IOException e) {
      return new Result("disk", Grade.WARNING, "The free space of the disk cannot be told.");
    }
  }

  private void print(List<Result> results) {
    PrintWriter out = surroundings.out();
    if (json) {
      out.println(json(results));
      return;
    }
    for (Result result : results) {
      out.printf("%-8s %-12s %s%n", word(result.grade()), result.what(), result.sentence());
    }
  }

  private static String json(List<Result> results) {
    return Json.object(
        json -> {
          json.writeArrayFieldStart("results");
          for (Result result : results) {
            json.writeStartObject();
            json.writeStringField("what", result.what());
            json.writeStringField("grade", word(result.grade()));
            json.writeStringField("sentence", result.sentence());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static String word(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  /** Only what this page lists: no names, no keys, no serial numbers, no journal. */
  private void writeBundle(Path file, List<Result> results, Optional<Answer> status)
      throws PlainException {
    Map<String, String> parts =
        Map.of(
            "doctor.json",
            json(results),
            "service.json",
            Json.object(
                json -> {
                  for (String field :
                      List.of(
                          "version",
                          "runningSince",
                          "enrolled",
                          "connectedSince",
                          "clockBehindMs",
                          "certificateEnds",
                          "policy",
                          "waitingEntries",
                          "waitingInMemory",
                          "journalBytes",
                          "provedAt")) {
                    json.writeStringField(
                        field, status.map(answer -> answer.word(field)).orElse(""));
                  }
                }));
    try (OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : List.of("doctor.json", "service.json")) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(
            java.time.LocalDateTime.ofInstant(Instant.EPOCH, java.time.ZoneOffset.UTC)
                .plusYears(20));
        zip.putNextEntry(entry);
        zip.write(parts.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new PlainException(
          "The file " + file + " cannot be written. Name a new file in a folder that is yours.", e);
    }
    surroundings
        .out()
        .println(
            "Wrote "
                + file
                + " with doctor.json and service.json. It holds no names, keys or serial numbers.");
  }
}
