package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the system's log says of the time in which the agent was away. Reading and parsing are
 * apart; of what others wrote only words of a closed list leave it, and the account of who acted.
 */
final class ServiceLog {
  private static final Path JOURNALCTL = Path.of("/usr/bin/journalctl");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int MOST_SENTENCES = 8;
  private static final int MOST_ACTS = 4;

  /** What an administrator may have typed, and what it did. */
  private static final List<Act> ACTS =
      List.of(
          new Act("systemctl", "stop", "stopped it"),
          new Act("systemctl", "kill", "killed it"),
          new Act("systemctl", "mask", "masked it"),
          new Act("systemctl", "disable", "switched it off"),
          new Act("systemctl", "edit", "changed how it runs"),
          new Act("service", "stop", "stopped it"),
          new Act("apt", "remove", "removed it"),
          new Act("apt", "purge", "removed it"),
          new Act("apt-get", "remove", "removed it"),
          new Act("apt-get", "purge", "removed it"),
          new Act("dpkg", "-r", "removed it"),
          new Act("dpkg", "-P", "removed it"),
          new Act("dpkg", "--remove", "removed it"),
          new Act("dpkg", "--purge", "removed it"),
          new Act("kill", "", "ended a process of it"),
          new Act("pkill", "", "ended a process of it"),
          new Act("killall", "", "ended a process of it"));

  private record Act(String program, String verb, String did) {}

  private ServiceLog() {}

  static List<String> why(Instant since, String bootId) throws InterruptedException {
    String from = "--since=@" + since.getEpochSecond();
    List<String> sentences = new ArrayList<>();
    sentences.addAll(unit(read(from, "--unit=stairgate-agent.service", "--lines=200")));
    sentences.addAll(people(read(from, "--identifier=sudo", "--lines=500")));
    sentences.addAll(kernel(read(from, "--dmesg", "--lines=2000")));
    sentences.addAll(boots(read("--list-boots"), bootId));
    return sentences.stream().limit(MOST_SENTENCES).toList();
  }

  private static List<String> read(String... words) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--quiet", "--no-pager", "--output=cat"));
    arguments.addAll(List.of(words));
    return new Command(JOURNALCTL, arguments, "", TIMEOUT).run() instanceof Outcome.Ended ended
        ? ended.output().lines().toList()
        : List.of();
  }

  /** What the service manager says of the service. */
  static List<String> unit(List<String> lines) {
    Set<String> sentences = new LinkedHashSet<>();
    for (String line : lines) {
      if (line.contains("status=9/KILL")) {
        sentences.add("It was killed.");
      } else if (line.contains("Watchdog timeout")) {
        sentences.add("It hung and was started again.");
      } else if (line.contains("Main process exited, code=dumped")) {
        sentences.add("It crashed.");
      } else if (line.startsWith("Stopped ") || line.contains("Deactivated successfully")) {
        sentences.add("It was stopped.");
      }
    }
    return List.copyOf(sentences);
  }

  /**
   * Who did something to the agent with {@code sudo}. A line reads {@code pat : TTY=pts/0 ; PWD=… ;
   * USER=root ; COMMAND=/usr/bin/systemctl stop stairgate-agent}.
   */
  static List<String> people(List<String> lines) {
    Set<String> sentences = new LinkedHashSet<>();
    for (String line : lines) {
      int command = line.indexOf("COMMAND=");
      int account = line.indexOf(" :");
      if (command < 0 || account < 1 || sentences.size() == MOST_ACTS) {
        continue;
      }
      String who = line.substring(0, account).strip();
      List<String> words = List.of(line.substring(command + "COMMAND=".length()).split(" ", 32));
      String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
      Predicate<Act> typed =
          act ->
              act.program().equals(program) && (act.verb().isEmpty() || words.contains(act.verb()));
      boolean ours = words.stream().skip(1).anyMatch(word -> word.contains("stairgate"));
      if (who.matches("[a-z_][a-z0-9_.-]{0,31}") && ours) {
        ACTS.stream()
            .filter(typed)
            .findFirst()
            .ifPresent(act -> sentences.add("The account " + who + " " + act.did() + "."));
      }
    }
    return List.copyOf(sentences);
  }

  /** What the kernel says: memory, and how many devices came meanwhile, never which. */
  static List<String> kernel(List<String> lines) {
    int devices = 0;
    int storage = 0;
    boolean memory = false;
    for (String line : lines) {
      if (line.contains("New USB device found")) {
        devices++;
      } else if (line.contains("USB Mass Storage device detected")) {
        storage++;
      } else if (line.startsWith("Out of memory: Killed process")) {
        memory = true;
      }
    }
    List<String> sentences = new ArrayList<>();
    if (memory) {
      sentences.add("The laptop had run out of memory and ended programs.");
    }
    if (storage > 0) {
      sentences.add(count(storage, "memory stick or disk was", "memory sticks or disks were"));
    } else if (devices > 0) {
      sentences.add(count(devices, "USB device was", "USB devices were"));
    }
    return sentences;
  }

  private static String count(int count, String one, String more) {
    return "Since then " + count + " " + (count == 1 ? one : more) + " plugged in.";
  }

  /**
   * Starts of the laptop between the one in which the agent was last alive and the present one. A
   * line reads {@code -1 0123…ef Mon 2026-…}.
   */
  static List<String> boots(List<String> lines, String bootId) {
    String last = bootId.replace("-", "");
    int between = -1;
    for (String line : lines) {
      if (!last.isEmpty() && line.contains(last)) {
        between = 0;
      } else if (between >= 0 && !line.isBlank()) {
        between++;
      }
    }
    int without = between - 1;
    return without < 1
        ? List.of()
        : List.of(
            "The laptop was started "
                + (without == 1 ? "once" : without + " times")
                + " without it.");
  }
}
