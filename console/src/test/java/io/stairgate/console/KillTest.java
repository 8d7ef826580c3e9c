package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.alert.Alert;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.EventStore.StoredEvent;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.MediaAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A console killed by SIGKILL again and again under load: nothing acknowledged is lost, nothing is
 * there twice. Five kills; another number with {@code -Dstairgate.kills=N}.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("stairgate.kills", 5);
  private static final int LAPTOPS = 3;
  private static final Pattern PORT = Pattern.compile("Laptops reach it on port (\\d+)\\.");

  @TempDir Path folder;
  private final Random random = new Random(20261121);

  /** One laptop over all kills. */
  private static final class Laptop {
    final TestAgent key;
    long acknowledged;
    long sent;

    Laptop(TestAgent key) {
      this.key = key;
    }
  }

  @Test
  void nothing_acknowledged_is_lost_and_nothing_is_there_twice() throws Exception {
    Path data = folder.resolve("data");
    List<Laptop> laptops = new ArrayList<>();
    for (int kill = 0; kill <= KILLS; kill++) {
      Process child = serve(data);
      try {
        int port = port(child);
        while (laptops.size() < LAPTOPS) {
          TestAgent agent = new TestAgent(port);
          agent.enrol(
              LocalSocket.ask(data, new Request.EnrolCode(null, 1, 1)).orElseThrow().text());
          laptops.add(new Laptop(agent));
        }
        load(laptops, port, child);
      } finally {
        child.destroyForcibly();
        child.waitFor();
      }
    }
    look(data, laptops);
    laptops.forEach(laptop -> laptop.key.close());
  }

  /** All laptops send at once until the console is dead. */
  private void load(List<Laptop> laptops, int port, Process child) throws Exception {
    // At some moment after so many acknowledgements of this run, in the middle of more.
    Semaphore acknowledged = new Semaphore(0);
    int moment = 20 + random.nextInt(200);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (Laptop laptop : laptops) {
        Callable<Boolean> work =
            () -> {
              send(laptop, port, child, acknowledged);
              return true;
            };
        all.add(threads.submit(work));
      }
      assertThat(acknowledged.tryAcquire(moment, 2, TimeUnit.MINUTES)).as("it works").isTrue();
      child.destroyForcibly();
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  private static void send(Laptop laptop, int port, Process child, Semaphore acknowledged) {
    try (TestAgent agent = new TestAgent(port, laptop.key.key)) {
      agent.certificate = laptop.key.certificate;
      TestAgent.Stream stream =
          agent.link(
              agent
                  .hello(laptop.sent + 1, 1)
                  .setBootId(laptop.key.boot)
                  .setJournalEpoch(laptop.key.journal));
      Optional<LinkResponse> first = stream.next(Duration.ofSeconds(60));
      if (first.isEmpty()) {
        return;
      }
      long through = first.get().getWelcome().getAcknowledgedThrough();
      assertThat(through)
          .as("what was acknowledged before the kill")
          .isGreaterThanOrEqualTo(laptop.acknowledged);
      laptop.acknowledged = through;
      long next = through + 1;
      while (child.isAlive() && stream.ended.isEmpty()) {
        if (next - laptop.acknowledged <= 50) {
          stream.send(
              laptop.key.entries(
                  laptop.key.stick(
                      next,
                      laptop.key.deviceId.substring(0, 8) + next,
                      MediaAction.MEDIA_ACTION_BLOCKED,
                      Instant.parse("2026-07-01T11:00:00Z"))));
          laptop.sent = Math.max(laptop.sent, next);
          next++;
        }
        Duration wait = next - laptop.acknowledged > 50 ? Duration.ofMillis(5) : Duration.ZERO;
        Optional<LinkResponse> answer = stream.next(wait);
        while (answer.isPresent()) {
          laptop.acknowledged =
              Math.max(laptop.acknowledged, answer.get().getAcknowledgement().getThroughSequence());
          acknowledged.release();
          answer = stream.next(Duration.ZERO);
        }
      }
      stream.received.forEach(
          answer ->
              laptop.acknowledged =
                  Math.max(laptop.acknowledged, answer.getAcknowledgement().getThroughSequence()));
    }
  }

  private static void look(Path data, List<Laptop> laptops) {
    try (ConsoleFixture f = new ConsoleFixture(data)) {
      for (Laptop laptop : laptops) {
        DeviceId device = new DeviceId(UUID.fromString(laptop.key.deviceId));
        List<Long> stored =
            f.console.core().events.latest(f.setting(), device, 1_000_000).stream()
                .map(StoredEvent::sequence)
                .sorted()
                .toList();
        assertThat(stored)
            .as("each number once, none missing")
            .containsExactlyElementsOf(LongStream.rangeClosed(1, stored.size()).boxed().toList());
        assertThat((long) stored.size())
            .isBetween(laptop.acknowledged, laptop.sent)
            .isGreaterThan(KILLS);
        List<Alert> alerts = f.console.core().alerts.ofLaptop(f.setting(), device, 1_000_000);
        assertThat(alerts).hasSize(stored.size());
        assertThat(alerts).extracting(Alert::occurrences).containsOnly(1);
      }
    }
  }

  private static Process serve(Path data) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--data",
            data.toString(),
            "--web",
            "127.0.0.1:0",
            "--agents",
            "127.0.0.1:0")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int port(Process child) throws IOException {
    // Not closed: the child writes on until it is killed.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = PORT.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new AssertionError("The console ended before it listened");
  }
}
