package io.stairgate.packaging.crash;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The agent's journal: what {@code append} returned for is there, once, in order and under its
 * number, until the console has it; what was read and so may have been sent stays what it was; and
 * it goes on.
 */
final class JournalCuts implements Subject {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Limits ROOMY = new Limits(1_500, 1 << 20, 1 << 20, Duration.ofDays(30));

  /** The console's part is soon deleted; what waits is never so much that it must be given up. */
  private static final Limits KEEPS_LITTLE = new Limits(1_000, 1 << 20, 2_000, Duration.ofDays(30));

  private static final String AFTER = "after the cut";

  /** {@code append} returned: these are on the disk under these numbers. */
  private record Appended(String epoch, long last, List<String> words) {}

  /** {@code read} gave these out: they may have been sent. */
  private record Read(String epoch, Map<Long, String> words) {}

  /** The journal was told how far the console is. */
  private record Acknowledged(String epoch, long through, List<String> words) {}

  /** From here on entries so far may go, because another console takes over. */
  private record Changing() {}

  /** Entries before the last {@link Changing} are gone for good. */
  private record Changed() {}

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public int statesPerRecord() {
    return 60;
  }

  @Override
  public Recording record(Path folder, long seed, Broken broken) throws Exception {
    Recording recording = new Recording(folder, broken.forgets());
    try (Run run = new Run(RecordedFiles.path(folder, recording), recording, seed, broken)) {
      int steps = 20 + run.random.nextInt(50);
      for (int i = 0; i < steps; i++) {
        run.step();
      }
    }
    return recording;
  }

  private static Journal open(Path folder, Limits limits) throws IOException, PlainException {
    return Journal.open(
        DataDirectory.open(folder.resolve("data")).folder("journal"), limits, () -> NOW);
  }

  private static Limits limits(long seed) {
    return seed % 2 == 0 ? ROOMY : KEEPS_LITTLE;
  }

  /** One journal at work. */
  private static final class Run implements AutoCloseable {
    private final Path folder;
    private final Recording recording;
    private final Random random;
    private final Broken broken;
    private final Limits limits;
    private Journal journal;
    private int count;
    private int console = 1;

    Run(Path folder, Recording recording, long seed, Broken broken)
        throws IOException, PlainException {
      this.folder = folder;
      this.recording = recording;
      this.broken = broken;
      random = new Random(seed);
      limits = limits(seed);
      journal = JournalCuts.open(folder, limits);
    }

    void step() throws Exception {
      int what = random.nextInt(100);
      if (what < 60) {
        append();
      } else if (what < 75) {
        acknowledge();
      } else if (what < 84) {
        read();
      } else if (what < 92) {
        journal.close();
        journal = JournalCuts.open(folder, limits);
      } else if (what < 94) {
        journal.beginNewEpoch();
      } else if (what < 95) {
        if (console > 1) { // what was written before there was any goes to the first
          recording.said(new Changing());
        }
        journal.belongTo("console-" + console++);
        if (console > 2) {
          recording.said(new Changed());
        }
      } else {
        together();
      }
    }

    private void append() throws IOException {
      List<String> words = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        words.add("e" + count++ + ".".repeat(random.nextInt(300)));
      }
      List<String> promised = List.copyOf(words);
      if (broken == Broken.OUT_OF_ORDER) {
        words = words.reversed();
      }
      if (broken == Broken.PROMISES_EARLY) {
        long last = journal.nextSequence() + words.size() - 1;
        recording.said(new Appended(journal.epoch(), last, promised));
        journal.append(drafts(words));
      } else {
        long last = journal.append(drafts(words));
        recording.said(new Appended(journal.epoch(), last, promised));
      }
    }

    /** Several append at the same time and share a force. */
    private void together() throws Exception {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        List<String> words = List.of("e" + count++);
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        long last = journal.append(drafts(words));
                        recording.said(new Appended(journal.epoch(), last, words));
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private void acknowledge() throws IOException {
      long from = journal.acknowledged();
      long through = from + random.nextInt((int) (journal.nextSequence() - from));
      List<String> words =
          journal.read(from + 1, 1_000, 1 << 20).stream()
              .filter(entry -> entry.sequence() <= through)
              .map(JournalCuts::words)
              .toList();
      recording.said(new Acknowledged(journal.epoch(), through, words));
      journal.acknowledged(through);
    }

    private void read() throws IOException {
      Map<Long, String> words = new LinkedHashMap<>();
      for (Entry entry : journal.read(journal.acknowledged() + 1, 100, 1 << 20)) {
        words.put(entry.sequence(), words(entry));
      }
      recording.said(new Read(journal.epoch(), words));
    }

    @Override
    public void close() throws IOException {
      journal.close();
    }
  }

  private static List<Draft> drafts(List<String> words) {
    return words.stream()
        .map(
            each ->
                new Draft(
                    NOW,
                    new BootTime("boot", 1),
                    new AgentEvent(AgentAction.FAULT, each, Optional.empty())))
        .toList();
  }

  private static String words(Entry entry) {
    return switch (entry.what()) {
      case AgentEvent event -> event.detail();
      case Gap gap -> "gap: " + gap.reason();
      default -> throw new IllegalStateException("nobody wrote " + entry.what());
    };
  }

  @Override
  public List<String> check(Path folder, List<Object> said, Random random, Broken broken)
      throws Exception {
    Promised promised = new Promised(said);
    List<String> faults = new ArrayList<>();
    Limits limits = random.nextBoolean() ? ROOMY : KEEPS_LITTLE;
    if (random.nextInt(4) == 0) {
      // a second cut, in the middle of starting again
      Recording recording = new Recording(folder, broken.forgets());
      try (Journal journal = open(RecordedFiles.path(folder, recording), limits)) {
        long last = journal.append(drafts(List.of("between")));
        recording.said(new Appended(journal.epoch(), last, List.of("between")));
      }
      CutDisk disk = new CutDisk(recording);
      disk.advance(random.nextInt(disk.length() + 1));
      Cuts.delete(folder);
      Files.createDirectory(folder);
      disk.cut(folder, random);
      disk.said().forEach(promised::add);
    }
    long number;
    try (Journal journal = open(folder, limits)) {
      if (broken == Broken.TAKES_UP_TWICE) {
        List<Entry> all = all(journal);
        if (!all.isEmpty() && all.getLast().what() instanceof AgentEvent) {
          journal.append(drafts(List.of(words(all.getLast()))));
        }
      }
      promised.compare(journal, faults);
      number = journal.append(drafts(List.of(AFTER)));
      promised.check(number > promised.highest(journal.epoch()), "number given out twice", faults);
    }
    try (Journal journal = open(folder, limits)) {
      promised.compare(journal, faults);
      List<Entry> all = all(journal);
      promised.check(
          words(all.getLast()).equals(AFTER) && all.getLast().sequence() == number,
          "what was appended after the cut is not there",
          faults);
    }
    return faults;
  }

  private static List<Entry> all(Journal journal) throws IOException {
    List<Entry> all = new ArrayList<>();
    List<Entry> batch = journal.read(journal.oldestKept(), 100, 1 << 20);
    while (!batch.isEmpty()) {
      all.addAll(batch);
      batch = journal.read(batch.getLast().sequence() + 1, 100, 1 << 20);
    }
    return all;
  }

  /** What must be there, what may be, and what must not. */
  private static final class Promised {
    private final Map<String, Long> order = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> banned = new HashSet<>();
    private final Map<String, Map<Long, String>> numbered = new HashMap<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final List<String> epochs = new ArrayList<>();
    private boolean bannedFromNow;

    Promised(List<Object> said) {
      said.forEach(this::add);
    }

    void add(Object each) {
      switch (each) {
        case Appended appended -> {
          long number = appended.last() - appended.words().size();
          for (String words : appended.words()) {
            number++;
            order.put(words, place(appended.epoch(), number));
            wanted.add(words);
            numbers(appended.epoch()).put(number, words);
          }
        }
        case Read read -> {
          numbers(read.epoch()).putAll(read.words());
          // what was sent is not to change, even if nobody was promised it
          read.words()
              .forEach(
                  (number, words) -> {
                    wanted.add(words);
                    order.put(words, place(read.epoch(), number));
                  });
        }
        case Acknowledged ack -> {
          acknowledged.put(ack.epoch(), ack.through());
          ack.words().forEach(wanted::remove);
        }
        case Changing _ -> {
          banned.addAll(order.keySet());
          wanted.clear();
          banned.forEach(words -> order.put(words, -1L));
          bannedFromNow = false;
        }
        case Changed _ -> bannedFromNow = true;
        default -> throw new IllegalStateException("unknown promise");
      }
    }

    private Map<Long, String> numbers(String epoch) {
      return numbered.computeIfAbsent(epoch, e -> new HashMap<>());
    }

    /** By epoch, then by number: a new epoch takes over what waits in the order it has. */
    private long place(String epoch, long number) {
      if (!epochs.contains(epoch)) {
        epochs.add(epoch);
      }
      return epochs.indexOf(epoch) * 1_000_000_000L + number;
    }

    long highest(String epoch) {
      return numbers(epoch).keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    void check(boolean good, String fault, List<String> faults) {
      if (!good) {
        faults.add(fault);
      }
    }

    void compare(Journal journal, List<String> faults) throws IOException {
      Set<String> seen = new HashSet<>();
      Map<Long, String> known = numbers(journal.epoch());
      long before = 0;
      long beforeOrder = -1;
      for (Entry entry : all(journal)) {
        String words = words(entry);
        check(entry.sequence() > before, "numbers out of order", faults);
        before = entry.sequence();
        if (entry.what() instanceof Gap gap) {
          // What was being written when the power went may be torn in the middle. It was promised
          // to
          // nobody, and that it happened and is lost is the truth.
          long acked = acknowledged.getOrDefault(journal.epoch(), 0L);
          boolean broken =
              gap.reason() == GapReason.DAMAGED
                  && known.keySet().stream()
                      .anyMatch(
                          n -> n > acked && n >= gap.firstSequence() && n <= gap.lastSequence());
          check(!broken, "damaged, and it was promised: " + gap, faults);
          continue;
        }
        check(seen.add(words), "twice: " + words, faults);
        check(
            words.equals(known.getOrDefault(entry.sequence(), words)),
            "number %d was %s and is %s"
                .formatted(entry.sequence(), known.get(entry.sequence()), words),
            faults);
        check(
            !(bannedFromNow && banned.contains(words)),
            "written for another console: " + words,
            faults);
        Long place = order.get(words);
        if (place != null && place >= 0 && wanted.contains(words)) {
          check(place > beforeOrder, "out of order: " + words, faults);
          beforeOrder = place;
        }
      }
      for (String words : wanted) {
        check(seen.contains(words), "lost: " + words, faults);
      }
    }
  }
}
