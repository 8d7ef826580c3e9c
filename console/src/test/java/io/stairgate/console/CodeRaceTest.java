package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.enrolment.EnrolAnswer;
import io.stairgate.console.enrolment.EnrolAttempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many that redeem one code at the same moment. {@code -Dstairgate.codes=1000 -Dstairgate.tries=64}
 * is the long form.
 */
class CodeRaceTest {
  private static final int CODES = Integer.getInteger("stairgate.codes", 40);
  private static final int TRIES = Integer.getInteger("stairgate.tries", 16);
  private static final int CONNECTS = 3;

  @TempDir Path folder;
  @TempDir Path databaseFolder;

  /** One try: whose key, and what came of it. */
  private record Tried(int key, EnrolAnswer answer) {}

  @ParameterizedTest
  @EnumSource(Engine.class)
  void each_code_becomes_one_laptop_with_one_certificate_whoever_tries_at_once(Engine engine)
      throws Exception {
    try (ConsoleFixture f = new ConsoleFixture(folder, Optional.of(engine.url(databaseFolder)));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Random order = new Random(CODES);
      for (int code = 0; code < CODES; code++) {
        List<Callable<Tried>> tries = tries(f, TestAgent.codeOf(f.line(1)));
        Collections.shuffle(tries, order);
        List<EnrolAnswer.Enrolled> enrolled = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        for (Future<Tried> each : threads.invokeAll(tries)) {
          if (each.get().answer() instanceof EnrolAnswer.Enrolled answer) {
            enrolled.add(answer);
            keys.add(each.get().key());
          }
        }
        // Each key tries twice: the one that won gets the same answer both times.
        assertThat(keys).as("code %d", code).hasSize(2).containsOnly(keys.getFirst());
        assertThat(enrolled.getFirst()).isEqualTo(enrolled.getLast());
      }
      assertThat(f.console.core().devices.laptops(f.setting())).hasSize(CODES);
      int certificates =
          f.console
              .core()
              .database
              .inTransaction(
                  tx ->
                      tx.createQuery("SELECT COUNT(*) FROM certificate")
                          .mapTo(Integer.class)
                          .one());
      assertThat(certificates).isEqualTo(CODES);
    }
  }

  private static List<Callable<Tried>> tries(ConsoleFixture f, String code) {
    List<Callable<Tried>> tries = new ArrayList<>();
    for (int key = 0; key < TRIES / 2; key++) {
      int mine = key;
      Bytes csr = Bytes.of(TestAgent.csr(TestAgent.newKey()));
      Callable<Tried> one =
          () ->
              new Tried(
                  mine,
                  f.console
                      .enrolment()
                      .enrol(
                          new EnrolAttempt(
                              code, csr, "Room", new Hardware("", "", "", "", "", ""), "0.1.0")));
      tries.add(one);
      tries.add(one);
    }
    return tries;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_key_that_two_machines_use_at_once_is_noticed_and_is_one_alert(Engine engine)
      throws Exception {
    try (ConsoleFixture f = new ConsoleFixture(folder, Optional.of(engine.url(databaseFolder)));
        TestAgent first = f.enrolled();
        TestAgent second = new TestAgent(first.port, first.key);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      second.certificate = first.certificate;
      List<Callable<Boolean>> machines = new ArrayList<>();
      for (TestAgent machine : List.of(first, second)) {
        machines.add(
            () -> {
              for (int i = 0; i < CONNECTS; i++) {
                TestAgent.Stream stream = machine.link(machine.hello(1, 1));
                await().until(() -> !stream.received.isEmpty() || !stream.ended.isEmpty());
              }
              return true;
            });
      }
      for (Future<Boolean> each : threads.invokeAll(machines)) {
        assertThat(each.get()).isTrue();
      }
      // By chance one machine may have come wholly after the other, as after a start: once more.
      for (TestAgent machine : List.of(first, second, first)) {
        assertThat(machine.link(machine.hello(1, 1)).welcomed()).isZero();
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          f.console.core().alerts.all(f.setting(), Optional.empty(), 10).alerts())
                      .extracting(Alert::kind)
                      .containsExactly("clone"));
    }
  }
}
