package io.stairgate.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Searching the log gives what a plain look at each line gives, and a long log is no slower. */
@ParameterizedClass
@EnumSource(Engine.class)
class AuditFilterTest {
  private static final List<String> ACTS = List.of("signed-in", "laptop-renamed", "removed");

  private final Engine engine;
  @TempDir Path folder;

  AuditFilterTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  void a_filter_finds_what_a_look_at_each_line_finds_page_by_page_and_in_both_directions() {
    Random random = new Random(4);
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      Instant start = f.now.get();
      for (int i = 0; i < 200; i++) {
        f.now.set(start.plus(Duration.ofHours(i)));
        UUID who = new UUID(1, random.nextInt(3));
        Actor by =
            random.nextInt(4) == 0
                ? new Actor.Laptop(new UUID(2, random.nextInt(3)), "Blue Room")
                : new Actor.Person(who, "Ann");
        String target =
            random.nextBoolean() ? "laptop:" + new UUID(2, random.nextInt(3)) : "person:" + who;
        String act = ACTS.get(random.nextInt(ACTS.size()));
        int at = i;
        f.database.useTransaction(t -> f.audit.append(t, f.setting, by, act, target, "" + at));
      }
      f.audit.append(f.other, StoreFixture.ANN, "signed-in", "", "");
      List<AuditEntry> all = f.audit.entries(f.setting, 0, 1_000);
      for (int round = 0; round < 60; round++) {
        AuditFilter filter = filter(random, start);
        List<Long> expected = all.stream().filter(fits(filter)).map(AuditEntry::number).toList();
        assertThat(newestFirst(f, filter)).isEqualTo(expected.reversed());
        assertThat(oldestFirst(f, filter)).isEqualTo(expected);
      }
    }
  }

  private static AuditFilter filter(Random random, Instant start) {
    return new AuditFilter(
        maybe(random, new UUID(1, random.nextInt(3))),
        random.nextBoolean() ? Set.of() : Set.of(ACTS.get(0), ACTS.get(1 + random.nextInt(2))),
        random.nextInt(3) > 0
            ? Set.of()
            : Set.of(new UUID(2, 0), new UUID(2, random.nextInt(1, 5))),
        maybe(random, start.plus(Duration.ofHours(random.nextInt(-5, 210)))),
        maybe(random, start.plus(Duration.ofHours(random.nextInt(-5, 210)))));
  }

  private static <T> Optional<T> maybe(Random random, T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }

  private static Predicate<AuditEntry> fits(AuditFilter filter) {
    return line ->
        filter.actor().map(id -> line.actorId().equals(Optional.of(id))).orElse(true)
            && (filter.acts().isEmpty() || filter.acts().contains(line.act()))
            && (filter.laptops().isEmpty()
                || filter.laptops().stream()
                    .anyMatch(
                        id ->
                            line.target().equals("laptop:" + id)
                                || line.actorId().equals(Optional.of(id))))
            && filter.from().map(from -> !line.at().isBefore(from)).orElse(true)
            && filter.to().map(to -> line.at().isBefore(to)).orElse(true);
  }

  private static List<Long> newestFirst(StoreFixture f, AuditFilter filter) {
    List<Long> numbers = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (true) {
      List<AuditEntry> page = f.audit.newest(f.setting, filter, before, 7);
      page.forEach(line -> numbers.add(line.number()));
      if (page.size() < 7) {
        return numbers;
      }
      before = page.getLast().number();
    }
  }

  private static List<Long> oldestFirst(StoreFixture f, AuditFilter filter) {
    List<Long> numbers = new ArrayList<>();
    long after = 0;
    while (true) {
      List<AuditStore.Line> page = f.audit.oldest(f.setting, filter, after, 7);
      page.forEach(
          line -> {
            assertThat(line.entry().hashAfter(line.previous())).isEqualTo(line.entry().hash());
            numbers.add(line.entry().number());
          });
      if (page.size() < 7) {
        return numbers;
      }
      after = page.getLast().entry().number();
    }
  }

  /**
   * A log of a size given with {@code -Dstairgate.audit.lines}: 20,000 in each build, a million for
   * the figures of RATIONALE.md.
   */
  @Test
  void a_long_log_is_searched_and_proved_in_time() {
    int lines = Integer.getInteger("stairgate.audit.lines", 20_000);
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      fill(f, lines);
      long[] page = new long[200];
      Random random = new Random(5);
      for (int i = -40; i < page.length; i++) {
        AuditFilter filter =
            switch (Math.floorMod(i, 5)) {
              case 0 -> AuditFilter.ALL;
              case 1 ->
                  new AuditFilter(
                      Optional.of(new UUID(1, random.nextInt(40))),
                      Set.of(),
                      Set.of(),
                      Optional.empty(),
                      Optional.empty());
              case 2 ->
                  new AuditFilter(
                      Optional.empty(),
                      Set.of("act-" + random.nextInt(30), "rare", "never"),
                      Set.of(),
                      Optional.empty(),
                      Optional.empty());
              case 3 ->
                  new AuditFilter(
                      Optional.of(new UUID(1, 3)),
                      Set.of("rare", "act-7"),
                      Set.of(),
                      Optional.of(at(f, random.nextInt(lines))),
                      Optional.empty());
              default ->
                  new AuditFilter(
                      Optional.empty(),
                      Set.of(),
                      Set.of(new UUID(2, random.nextInt(1000))),
                      Optional.empty(),
                      Optional.of(at(f, random.nextInt(lines))));
            };
        long before = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(1, lines);
        long start = System.nanoTime();
        var _ = f.audit.newest(f.setting, filter, before, 51);
        if (i >= 0) {
          page[i] = System.nanoTime() - start;
        }
      }
      Arrays.sort(page);
      long start = System.nanoTime();
      AuditStore.Proof proof = f.audit.prove(f.setting);
      long proving = System.nanoTime() - start;
      start = System.nanoTime();
      f.database.useTransaction(t -> f.audit.append(t, f.setting, StoreFixture.ANN, "x", "", ""));
      long appending = System.nanoTime() - start;
      System.out.printf(
          "%s, %,d lines: a page p50 %.1f ms, p95 %.1f ms, worst %.1f ms; every line proved in %.2f"
              + " s; one more line %.1f ms%n",
          engine,
          lines,
          page[100] / 1e6,
          page[190] / 1e6,
          page[199] / 1e6,
          proving / 1e9,
          appending / 1e6);
      assertThat(proof.lines()).isEqualTo(lines);
      assertThat(proof.firstBroken()).isEmpty();
      assertThat(Duration.ofNanos(page[190])).isLessThan(Duration.ofMillis(150));
      assertThat(Duration.ofNanos(proving)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static Instant at(StoreFixture f, int line) {
    return f.clock.instant().plusSeconds(line);
  }

  private static void fill(StoreFixture f, int lines) {
    List<AuditEntry> batch = new ArrayList<>();
    io.stairgate.console.database.Bytes previous = AuditEntry.BEGINNING;
    for (int i = 0; i < lines; i++) {
      AuditEntry line =
          new AuditEntry(
              f.setting,
              i + 1,
              at(f, i),
              "Person " + i % 40,
              "person",
              Optional.of(new UUID(1, i % 40)),
              i % 50_000 == 49_999 ? "rare" : "act-" + i % 30,
              i % 3 == 0 ? "laptop:" + new UUID(2, i % 1000) : "",
              "what was done, in some words, as long as such words are",
              AuditEntry.BEGINNING);
      line =
          new AuditEntry(
              line.setting(),
              line.number(),
              line.at(),
              line.actor(),
              line.actorKind(),
              line.actorId(),
              line.act(),
              line.target(),
              line.detail(),
              line.hashAfter(previous));
      previous = line.hash();
      batch.add(line);
      if (batch.size() == 10_000 || i == lines - 1) {
        List<AuditEntry> some = List.copyOf(batch);
        f.database.useTransaction(t -> TamperTest.insert(t, some));
        batch.clear();
      }
    }
    if (f.database.dialect() == io.stairgate.console.database.Dialect.POSTGRESQL) {
      f.database.useTransaction(t -> t.createUpdate("ANALYZE audit").execute());
    }
  }
}
