package io.stairgate.console.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Signals;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Presence;
import io.stairgate.console.ingest.Links;
import io.stairgate.console.live.Live;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that stands still for a while and goes on without knowing it. */
class FrozenNodeTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void a_console_that_was_silent_and_goes_on_is_asked_who_is_connected_to_it() throws Exception {
    DeviceId laptop = new DeviceId(UUID.randomUUID());
    Presence presence = new Presence();
    AtomicLong nanos = new AtomicLong();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (Database database = Engine.POSTGRESQL.open(folder);
        Signals other = database.signals(new Ear(heard)).orElseThrow();
        Neighbours neighbours =
            new Neighbours(database, new Live(), presence, new Links(), nanos::get)) {
      other.start();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(Ear.LISTENS);
      other.say(new NodeWord.Here(laptop).text());
      Awaitility.await().atMost(SOON).until(() -> presence.isConnected(laptop));
      // Words keep their order: what was asked at the start came before this one.
      NodeWord mark = new NodeWord.Policy(laptop);
      neighbours.say(mark);
      Awaitility.await().atMost(SOON).until(() -> heard.contains(mark.text()));
      heard.clear();

      nanos.addAndGet(Neighbours.SILENCE.plusSeconds(1).toNanos());
      neighbours.goOn();
      assertThat(presence.isConnected(laptop)).isFalse();

      other.say(new NodeWord.Alive().text());
      Awaitility.await().atMost(SOON).until(() -> heard.contains(new NodeWord.WhoIsThere().text()));
      other.say(new NodeWord.Here(laptop).text());
      Awaitility.await().atMost(SOON).until(() -> presence.isConnected(laptop));
    }
  }

  /** Keeps what it hears. */
  private record Ear(BlockingQueue<String> words) implements Signals.Listener {
    static final String LISTENS = "listens";

    @Override
    public void heard(String from, String word) {
      words.add(word);
    }

    @Override
    public void mayHaveMissed() {
      words.add(LISTENS);
    }
  }
}
