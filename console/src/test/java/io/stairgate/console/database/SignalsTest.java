package io.stairgate.console.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

  @Test
  void a_server_that_says_nothing_more_while_one_signs_in_is_asked_again() throws Exception {
    try (Database database = Engine.POSTGRESQL.open(folder);
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Signals signals =
            new Signals(
                database,
                "jdbc:postgresql://127.0.0.1:"
                    + silent.getLocalPort()
                    + "/x?user=x&sslmode=disable",
                new Ear())) {
      silent.setSoTimeout(30_000);
      signals.start();
      try (Socket first = silent.accept();
          Socket again = silent.accept()) {
        assertThat(first.getPort()).isNotEqualTo(again.getPort());
      }
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
