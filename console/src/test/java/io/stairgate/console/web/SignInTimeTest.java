package io.stairgate.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Passphrase;
import io.stairgate.console.account.PassphraseHash;
import io.stairgate.console.account.Visitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the time of an answer tells a name that somebody has from one that nobody has. The short
 * form compares the work that is done. The long form measures answers over HTTP with the real hash:
 * {@code mvn -pl console -am test -Dtest=SignInTimeTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dstairgate.sign-in-samples=10000}
 */
class SignInTimeTest {
  private static final String WRONG = "wrong lemon harbour";

  /** From the fifth wrong try on a name waits; each is used as often as none has to. */
  private static final int TRIES_EACH = 4;

  /** Four at once on two cores that hash: answers wait for each other as they do in a real rush. */
  private static final int AT_ONCE = 4;

  @TempDir Path data;
  private WebFixture console;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void a_known_and_an_unknown_name_run_the_same_statements_equally_often() {
    List<String> known = people(1);
    for (int tries : new int[] {1, 3, 5}) {
      Map<String, Long> ofKnown = statements(() -> wrong(known.getFirst(), tries));
      Map<String, Long> ofUnknown = statements(() -> wrong("nobody" + tries + "@x.example", tries));
      assertThat(ofKnown).as("%s tries", tries).isEqualTo(ofUnknown).isNotEmpty();
      console.now.updateAndGet(now -> now.plusSeconds(2 * 60 * 60));
    }
  }

  @Test
  void a_person_without_a_passphrase_costs_one_hash_too() {
    String name = people(1).getFirst();
    console.database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE account SET passphrase_hash = '' WHERE sign_in_name = :name")
                .bind("name", name)
                .execute());
    // A hash takes 46 MiB of work, everything else well below a tenth of that time; a busy machine
    // doubles either.
    long without = quickest(name);
    console.now.updateAndGet(now -> now.plusSeconds(2 * 60 * 60));
    long unknown = quickest("nobody@x.example");
    assertThat((double) without / unknown).isBetween(0.25, 4.0);
  }

  private long quickest(String name) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES_EACH; i++) {
      long start = System.nanoTime();
      var _ = console.entrance.signIn(name, WRONG, Visitor.STRANGER);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  @Test
  void no_answer_stands_before_a_quarter_of_a_second() {
    for (String name : List.of(people(1).getFirst(), "nobody@x.example")) {
      long start = System.nanoTime();
      assertThat(post(name)).isEqualTo(422);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(250_000_000);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "stairgate.sign-in-samples", matches = "[0-9]+")
  void the_time_of_an_answer_tells_nothing() throws Exception {
    int samples = Integer.getInteger("stairgate.sign-in-samples", 10_000);
    report("answers over HTTP", measured(samples, name -> assertThat(post(name)).isEqualTo(422)));
    console.now.updateAndGet(now -> now.plusSeconds(2 * 60 * 60));
    report(
        "the work alone, without waiting for the quarter",
        measured(
            samples,
            name -> {
              var _ = console.entrance.signIn(name, WRONG, Visitor.STRANGER);
            }));
  }

  private int post(String name) {
    return new Browser(console)
        .post("/sign-in", Map.of("name", name, "passphrase", WRONG))
        .statusCode();
  }

  private record Sample(boolean known, double millis) {}

  /**
   * Known and unknown names in one shuffled row, so that whatever else happens meets both alike.
   */
  private List<Sample> measured(int samples, Consumer<String> work) throws Exception {
    int names = (samples / 2 + TRIES_EACH - 1) / TRIES_EACH;
    List<Map.Entry<String, Boolean>> row = new ArrayList<>();
    for (String name : people(names)) {
      row.addAll(Collections.nCopies(TRIES_EACH, Map.entry(name, true)));
    }
    for (int i = 0; i < names; i++) {
      String name = UUID.randomUUID() + "@x.example";
      row.addAll(Collections.nCopies(TRIES_EACH, Map.entry(name, false)));
    }
    Collections.shuffle(row, new Random(7));
    ConcurrentLinkedQueue<Map.Entry<String, Boolean>> waiting = new ConcurrentLinkedQueue<>(row);
    ConcurrentLinkedQueue<Sample> done = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        workers.add(threads.submit(() -> work(waiting, done, work)));
      }
      for (Future<?> each : workers) {
        each.get();
      }
    }
    return List.copyOf(done);
  }

  private static void work(
      ConcurrentLinkedQueue<Map.Entry<String, Boolean>> waiting,
      ConcurrentLinkedQueue<Sample> done,
      Consumer<String> work) {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      long start = System.nanoTime();
      work.accept(next.getKey());
      done.add(new Sample(next.getValue(), (System.nanoTime() - start) / 1e6));
    }
  }

  /** A difference of the whole distributions, by Mann and Whitney, and of their medians. */
  private static void report(String what, List<Sample> samples) {
    double[] known = times(samples, true, 0);
    double[] unknown = times(samples, false, 0);
    double p = RankTest.p(known, unknown);
    double shifted = RankTest.p(times(samples, true, 1), unknown);
    System.out.printf(
        Locale.ROOT,
        "%s: %d known, %d unknown; medians %.3f and %.3f ms; p of a difference %.4f; with 1 ms"
            + " added to the known ones p %.2g%n",
        what,
        known.length,
        unknown.length,
        RankTest.median(known),
        RankTest.median(unknown),
        p,
        shifted);
    if (what.startsWith("answers")) {
      assertThat(p).as("%s: known and unknown names differ in time", what).isGreaterThan(0.001);
      assertThat(shifted).as("%s: one millisecond would be seen", what).isLessThan(0.001);
    }
  }

  private static double[] times(List<Sample> samples, boolean known, double added) {
    return samples.stream()
        .filter(each -> each.known() == known)
        .mapToDouble(each -> each.millis() + added)
        .toArray();
  }

  private void wrong(String name, int tries) {
    for (int i = 0; i < tries; i++) {
      var _ = console.entrance.signIn(name, WRONG, Visitor.STRANGER);
    }
  }

  /** What the database ran meanwhile, and how often. */
  private Map<String, Long> statements(Runnable work) {
    set("SET QUERY_STATISTICS FALSE");
    set("SET QUERY_STATISTICS TRUE");
    work.run();
    Map<String, Long> counted =
        console.database.inTransaction(
            tx ->
                tx
                    .createQuery(
                        """
                        SELECT sql_statement, execution_count
                        FROM information_schema.query_statistics
                        """)
                    .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                    .list()
                    .stream()
                    .filter(each -> !each.getKey().contains("QUERY_STATISTICS"))
                    .collect(
                        TreeMap::new, (map, e) -> map.put(e.getKey(), e.getValue()), Map::putAll));
    set("SET QUERY_STATISTICS FALSE");
    return counted;
  }

  private void set(String statement) {
    console.database.useTransaction(tx -> tx.createUpdate(statement).execute());
  }

  /** People with one passphrase hash between them: hashing for each would take minutes. */
  private List<String> people(int number) {
    String hash =
        new PassphraseHash(1).of(Passphrase.typed("the right lemon harbour").orElseThrow());
    List<String> names = new ArrayList<>();
    console.database.useTransaction(
        tx -> {
          for (int i = 0; i < number; i++) {
            UUID id = UUID.randomUUID();
            String name = id + "@x.example";
            names.add(name);
            tx.createUpdate(
                    """
                    INSERT INTO account
                      (account_id, setting_id, sign_in_name, display_name, passphrase_hash,
                       created_at)
                    VALUES (:id, :setting, :name, 'Somebody', :hash, :now)
                    """)
                .bind("id", id)
                .bind("setting", console.setting.value())
                .bind("name", name)
                .bind("hash", hash)
                .bind("now", console.now.get())
                .execute();
          }
        });
    return names;
  }

  /** The rank-sum test of Mann and Whitney with the normal approximation, two-sided. */
  private static final class RankTest {
    private RankTest() {}

    static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }

    static double p(double[] one, double[] other) {
      List<double[]> all = new ArrayList<>();
      Arrays.stream(one).forEach(value -> all.add(new double[] {value, 0}));
      Arrays.stream(other).forEach(value -> all.add(new double[] {value, 1}));
      all.sort((a, b) -> Double.compare(a[0], b[0]));
      double ranks = 0;
      for (int i = 0; i < all.size(); i++) {
        ranks += all.get(i)[1] == 0 ? i + 1 : 0;
      }
      double n = one.length;
      double m = other.length;
      double u = ranks - n * (n + 1) / 2;
      double z = (u - n * m / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
      return 2 * upperTail(Math.abs(z));
    }

    /** The normal distribution's upper tail (Abramowitz and Stegun, 26.2.17; error below 1e-7). */
    private static double upperTail(double z) {
      double t = 1 / (1 + 0.2316419 * z);
      double poly =
          t
              * (0.319381530
                  + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
      return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * poly;
    }
  }
}
