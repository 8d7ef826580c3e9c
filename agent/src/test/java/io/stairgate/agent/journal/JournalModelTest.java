package io.stairgate.agent.journal;

import static io.stairgate.agent.journal.Entries.event;
import static io.stairgate.agent.journal.Entries.posture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The journal beside a plain list, through everything that can happen to it. */
class JournalModelTest {
  private static final Limits ROOMY = new Limits(1_500, 1 << 20, 1 << 20, Duration.ofDays(30));
  private static final Limits TIGHT = new Limits(1_000, 6_000, 3_000, Duration.ofDays(30));

  /** One thing that happens. */
  sealed interface Step {
    record Append(int events, boolean postures) implements Step {}

    record Acknowledge(int percent) implements Step {}

    record Reopen() implements Step {}

    record TornTail(int bytes) implements Step {}

    record FailingForce() implements Step {}

    record FullDisk() implements Step {}

    record NewEpoch() implements Step {}

    record Flip(int percentOfFiles, int percentOfFile, int bit) implements Step {}
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void without_damage_the_journal_holds_exactly_what_the_list_holds(
      @ForAll("healthySteps") List<Step> steps) throws Exception {
    try (Run run = new Run(ROOMY)) {
      for (Step step : steps) {
        run.happens(step);
        long oldest = run.journal.oldestKept();
        assertThat(oldest).isLessThanOrEqualTo(run.journal.acknowledged() + 1);
        assertThat(Entries.words(run.journal, oldest))
            .isEqualTo(run.model.subList((int) oldest - 1, run.model.size()));
        assertThat(run.journal.nextSequence()).isEqualTo(run.model.size() + 1L);
      }
    }
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void under_damage_and_limits_every_number_is_right_or_accounted_for(
      @ForAll("anySteps") List<Step> steps) throws Exception {
    try (Run run = new Run(TIGHT)) {
      long next = 1;
      for (Step step : steps) {
        run.happens(step);
        next = step instanceof Step.NewEpoch ? 1 : next;
        assertThat(run.journal.nextSequence()).isGreaterThanOrEqualTo(next);
        next = run.journal.nextSequence();
        assertThat(next).isEqualTo(run.model.size() + 1L);
        JournalTest.assertNoHoles(run.journal, 1);
        for (Entry entry : Entries.all(run.journal, 1)) {
          if (!(entry.what() instanceof Gap)) {
            assertThat(entry.sequence() + ":" + Entries.words(entry))
                .isEqualTo(run.model.get((int) entry.sequence() - 1));
          } else if (!run.flipped) {
            assertThat(((Gap) entry.what()).reason()).isNotEqualTo(GapReason.DAMAGED);
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> healthySteps() {
    return healthy().list().ofMaxSize(25);
  }

  @Provide
  Arbitrary<List<Step>> anySteps() {
    Arbitrary<Step> flip =
        Arbitraries.integers()
            .between(0, 99)
            .flatMap(
                file ->
                    Arbitraries.integers()
                        .between(0, 99)
                        .flatMap(
                            at ->
                                Arbitraries.integers()
                                    .between(0, 7)
                                    .map(bit -> new Step.Flip(file, at, bit))));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, healthy()), net.jqwik.api.Tuple.of(1, flip))
        .list()
        .ofMaxSize(25);
  }

  private static Arbitrary<Step> healthy() {
    Arbitrary<Step> append =
        Arbitraries.integers()
            .between(1, 20)
            .flatMap(n -> Arbitraries.of(true, false).map(p -> new Step.Append(n, p)));
    Arbitrary<Step> acknowledge = Arbitraries.integers().between(0, 100).map(Step.Acknowledge::new);
    Arbitrary<Step> torn = Arbitraries.integers().between(1, 60).map(Step.TornTail::new);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(6, append),
        net.jqwik.api.Tuple.of(2, acknowledge),
        net.jqwik.api.Tuple.of(2, Arbitraries.just(new Step.Reopen())),
        net.jqwik.api.Tuple.of(1, torn),
        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.NewEpoch())),
        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.FailingForce())),
        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step.FullDisk())));
  }

  /** A journal, the list it must agree with, and the hand that does things to both. */
  private static final class Run implements AutoCloseable {
    final List<String> model = new ArrayList<>();
    final Path home;
    final DataDirectory folder;
    final FaultyDisk disk = new FaultyDisk();
    final Limits limits;
    Journal journal;
    boolean flipped;

    Run(Limits limits) throws Exception {
      this.limits = limits;
      home = Files.createTempDirectory("journal-model");
      folder = DataDirectory.open(home.resolve("data")).folder("journal");
      journal = Journal.open(folder, limits, () -> Entries.NOW, disk);
    }

    void happens(Step step) throws Exception {
      switch (step) {
        case Step.Append(int events, boolean postures) -> append(events, postures);
        case Step.Acknowledge(int percent) -> journal.acknowledged(model.size() * percent / 100);
        case Step.Reopen() -> reopen();
        case Step.TornTail(int bytes) -> tornTail(bytes);
        case Step.FailingForce() -> fails(true);
        case Step.FullDisk() -> fails(false);
        case Step.NewEpoch() -> newEpoch();
        case Step.Flip(int file, int at, int bit) -> flip(file, at, bit);
      }
    }

    private void append(int events, boolean postures) throws IOException {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        long number = model.size() + 1L;
        drafts.add(postures ? posture("p" + number) : event("e" + number));
        model.add(number + ":" + (postures ? "p" : "e") + number);
      }
      assertThat(journal.append(drafts)).isEqualTo(model.size());
    }

    private void reopen() throws IOException {
      journal.close();
      journal = Journal.open(folder, limits, () -> Entries.NOW, disk);
    }

    /** What is not acknowledged goes along, missing numbers too. */
    private void newEpoch() throws IOException {
      List<String> left = List.copyOf(model.subList((int) journal.acknowledged(), model.size()));
      journal.beginNewEpoch();
      model.clear();
      left.forEach(each -> model.add(model.size() + 1 + each.substring(each.indexOf(':'))));
    }

    private void tornTail(int bytes) throws Exception {
      journal.close();
      JournalRecord record =
          new JournalRecord(
              model.size() + 1L, model.size() + 1L, 0, JournalRecord.Kind.EVENT, new byte[40]);
      java.nio.ByteBuffer whole = java.nio.ByteBuffer.allocate(record.bytes());
      record.writeTo(whole);
      Files.write(
          segments().getLast(),
          java.util.Arrays.copyOf(whole.array(), bytes),
          StandardOpenOption.APPEND);
      journal = Journal.open(folder, limits, () -> Entries.NOW, disk);
    }

    private void fails(boolean force) {
      disk.forceFails = force;
      disk.full = !force;
      assertThatThrownBy(() -> journal.append(List.of(event("never"), posture("never"))))
          .isInstanceOf(IOException.class);
      disk.forceFails = false;
      disk.full = false;
    }

    private void flip(int percentOfFiles, int percentOfFile, int bit) throws Exception {
      journal.close();
      List<Path> segments = segments();
      Path file = segments.get(segments.size() * percentOfFiles / 100);
      if (Files.size(file) > 0) {
        flipped = true;
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
          long at = Files.size(file) * percentOfFile / 100;
          bytes.seek(at);
          int old = bytes.read();
          bytes.seek(at);
          bytes.write(old ^ (1 << bit));
        }
      }
      journal = Journal.open(folder, limits, () -> Entries.NOW, disk);
    }

    private List<Path> segments() throws IOException {
      try (Stream<Path> files = Files.walk(folder.path())) {
        return files.filter(f -> f.toString().endsWith(Segment.SUFFIX)).sorted().toList();
      }
    }

    @Override
    public void close() throws IOException {
      journal.close();
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
