package io.stairgate.console.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {
  /** As many as laptops may be connected to one console. */
  private static final int MANY = 25_000;

  @TempDir Path folder;

  @Test
  void a_word_about_each_laptop_is_heard_by_the_other_and_nothing_is_asked_again() {
    List<String> words = IntStream.range(0, MANY).mapToObj(i -> "here " + i).toList();
    Ear here = new Ear();
    Ear there = new Ear();
    try (Database database = Engine.POSTGRESQL.open(folder);
        Signals one = database.signals(here).orElseThrow();
        Signals other = database.signals(there).orElseThrow()) {
      other.start();
      Awaitility.await().until(() -> there.missed.get() == 1);
      // Before it is started, so that all of them wait at once.
      words.forEach(one::say);
      one.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> there.heard.size() >= MANY || there.missed.get() > 1);
      assertThat(there.missed).hasValue(1);
      assertThat(there.heard).isEqualTo(words);
    }
  }

  private static final class Ear implements Signals.Listener {
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger missed = new AtomicInteger();

    @Override
    public void heard(String from, String word) {
      heard.add(word);
    }

    @Override
    public void mayHaveMissed() {
      missed.incrementAndGet();
    }
  }
}
