package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.FilterSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Tries the web filter on a thread of its own: as often as the policy says, when the address is
 * another, and when the laptop is on another network, at most once an hour then. Of the network
 * only a number is kept, made of its gateway and name servers. One thread at a time.
 */
public final class FilterReader implements FilterSource {
  private static final Duration SOONEST = Duration.ofHours(1);
  private static final int LIMIT = 64 * 1024;

  private final RootFiles files;
  private final InstantSource clock;
  private final Notes notes;
  private final Runnable changed;
  private final Function<String, BlockPage.Kind> trial;
  private final AtomicBoolean running = new AtomicBoolean();

  /** Reads nothing yet. */
  public FilterReader(RootFiles files, ControlParts parts, InstantSource clock) {
    this(files, parts, FilterTrial::ask, clock);
  }

  FilterReader(
      RootFiles files,
      ControlParts parts,
      Function<String, BlockPage.Kind> trial,
      InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.trial = trial;
    this.notes = new Notes(parts, "filtering-check");
    this.changed = parts.changed();
  }

  @Override
  public Met read(String address, Duration every) {
    Note last = Note.parse(notes.read().orElse(""));
    boolean online = online();
    long network = network();
    boolean same = last.address() == address.hashCode();
    Instant now = clock.instant();
    Duration age = Duration.between(last.at(), now);
    boolean due =
        !same
            || age.isNegative()
            || age.compareTo(every) >= 0
            || (last.network() != network && age.compareTo(SOONEST) >= 0)
            // A filter that was mended is not shown as broken for the rest of the week.
            || (!(last.met() instanceof Met.Blocked) && age.compareTo(SOONEST) >= 0);
    if (due && online && notes.keeps()) {
      begin(address, network);
    }
    if (same) {
      return last.met();
    }
    return online
        ? notes.keeps() ? new Met.Running() : new Met.Unclear("needs-the-service")
        : new Met.Unclear("no-network");
  }

  private void begin(String address, long network) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try {
                BlockPage.Kind kind = trial.apply(address);
                notes.write(Note.text(clock.instant(), address, network, kind));
              } finally {
                running.set(false);
              }
              changed.run();
            },
            "filter-trial");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether there is a way out of this network, by the kernel's table. */
  private boolean online() {
    return files
            .text("/proc/net/route", LIMIT)
            .filter(text -> text.lines().anyMatch(line -> line.contains("\t00000000\t")))
            .isPresent()
        || files
            .text("/proc/net/ipv6_route", LIMIT)
            .filter(
                text ->
                    text.lines()
                        .anyMatch(
                            line ->
                                line.startsWith("00000000000000000000000000000000 00")
                                    && !line.endsWith(" lo")))
            .isPresent();
  }

  private long network() {
    long number = 17;
    for (String line : files.text("/proc/net/route", LIMIT).orElse("").split("\n", 200)) {
      String[] words = line.split("\t", 4);
      if (words.length == 4 && words[1].equals("00000000")) {
        number = number * 31 + (words[0] + words[2]).hashCode();
      }
    }
    for (String line : files.text("/etc/resolv.conf", LIMIT).orElse("").split("\n", 200)) {
      if (line.startsWith("nameserver")) {
        number = number * 31 + line.hashCode();
      }
    }
    return number;
  }

  /** What was kept of the last try. */
  record Note(Instant at, int address, long network, Met met) {
    private static final Note NEVER =
        new Note(Instant.EPOCH, 0, 0, new Met.Unclear("not-tried-yet"));

    static String text(Instant at, String address, long network, BlockPage.Kind kind) {
      String word =
          switch (kind) {
            case BlockPage.Kind.Filter(String how) -> "blocked " + how;
            case BlockPage.Kind.Page() -> "reached";
            case BlockPage.Kind.Unclear(String reason) -> "unclear " + reason;
          };
      return at + " " + address.hashCode() + " " + network + " " + word + "\n";
    }

    static Note parse(String text) {
      List<String> words = List.of(text.strip().split(" ", 5));
      try {
        Instant at = Instant.parse(words.getFirst());
        String rest = words.size() > 4 ? words.get(4) : "";
        Met met =
            switch (words.size() > 3 ? words.get(3) : "") {
              case "blocked" -> new Met.Blocked(at, rest);
              case "reached" -> new Met.Reached(at);
              default ->
                  new Met.Unclear(
                      rest.matches("[a-z]{1,20}(-[a-z]{1,20}){0,6}") ? rest : "no-clear-answer");
            };
        return new Note(at, Integer.parseInt(words.get(1)), Long.parseLong(words.get(2)), met);
      } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
        return NEVER; // none, or damaged: tried again
      }
    }
  }
}
