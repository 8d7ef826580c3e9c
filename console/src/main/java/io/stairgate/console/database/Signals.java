package io.stairgate.console.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short words between the consoles that share one PostgreSQL: LISTEN and NOTIFY, so that no other
 * service is needed. A word only says where to look; what counts stands in tables. Words that are
 * heard come in the order in which they were said. While a connection is down words are lost, and
 * so are those that too many wait to be said: then the listener is told that it may have missed
 * some. A console that goes down with words unsaid tells nobody of them. Any thread may say
 * something; nobody waits for it.
 *
 * <p>Over 300 lines because hearing and saying share what waits and how it ends.
 */
public final class Signals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final String CHANNEL = "stairgate";

  /** The longest word. */
  public static final int MOST_LETTERS = 400;

  /** PostgreSQL takes less than 8,000 bytes in one NOTIFY. */
  private static final int MOST_BYTES = 7_900;

  /**
   * Beyond this others are told to look at everything instead. Asked who is there, a console says a
   * word for each laptop: twice as many as the agents' port lets in ({@code
   * ingest.Connections.MOST_IN_ALL}), so that the answer never makes others ask again.
   */
  private static final int MOST_WAITING = 60_000;

  /** Said to others in place of what could not be kept for them. */
  private static final String MISSED = "*";

  /** Words of this long a time go together, milliseconds. */
  private static final long TOGETHER_MILLIS = 20;

  /** The connection is asked for a sign of life this often, milliseconds. */
  private static final int ALIVE_MILLIS = 5_000;

  private static final int ANSWER_MILLIS = 10_000;

  /** A server that goes silent while somebody signs in is not waited for either; in seconds. */
  private static final Properties LIMITS = new Properties();

  static {
    LIMITS.setProperty("loginTimeout", "10");
    LIMITS.setProperty("socketTimeout", "10");
    LIMITS.setProperty("tcpKeepAlive", "true");
  }

  private static final long AGAIN_MILLIS = 1_000;

  private final Database database;
  private final String url;
  private final Listener listener;
  private final String node = UUID.randomUUID().toString();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition said = lock.newCondition();
  private final Condition ended = lock.newCondition();
  // Guarded by the lock.
  private final Set<String> waiting = new LinkedHashSet<>();
  private boolean closed;

  private final Thread hearing;
  private final Thread saying;

  /** Told by one thread, one call at a time; it must return soon and not throw. */
  public interface Listener {
    /**
     * Another console said something.
     *
     * @param from which, by a name that it drew when it was started
     */
    void heard(String from, String word);

    /** Words may have been lost: look at everything. Also called once at the start. */
    void mayHaveMissed();
  }

  Signals(Database database, String url, Listener listener) {
    this.database = database;
    this.url = url;
    this.listener = listener;
    this.hearing = Thread.ofVirtual().name("signals-hear").unstarted(this::hear);
    this.saying = Thread.ofVirtual().name("signals-say").unstarted(this::say);
  }

  /** Begins to hear and to say; called once. */
  public void start() {
    hearing.start();
    saying.start();
  }

  /**
   * Says something to all other consoles, within moments. Of a word said twice in a moment the
   * later one counts.
   *
   * @param word printable ASCII, 1 to {@value #MOST_LETTERS} characters
   */
  public void say(String word) {
    if (word.isEmpty()
        || word.length() > MOST_LETTERS
        || !word.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new IllegalArgumentException("No word: " + word);
    }
    lock.lock();
    try {
      if (waiting.size() >= MOST_WAITING) {
        waiting.clear();
        waiting.add(MISSED);
      }
      // To the end: "opened", "closed", "opened" must not end with "closed".
      waiting.remove(word);
      waiting.add(word);
      said.signal();
    } finally {
      lock.unlock();
    }
  }

  // ----- saying -----

  private void say() {
    try {
      while (true) {
        List<String> words = next();
        if (words.isEmpty()) {
          return;
        }
        try {
          notify(words);
        } catch (RuntimeException e) {
          LOG.warn("Other consoles could not be told; they are told to look at everything.");
          say(MISSED);
          if (isClosedWithin(AGAIN_MILLIS)) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is to be said, once something is; empty at the end. */
  private List<String> next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return List.of();
        }
        said.await();
      }
    } finally {
      lock.unlock();
    }
    // What is said in the same moment goes with it.
    var _ = isClosedWithin(TOGETHER_MILLIS);
    lock.lock();
    try {
      List<String> words = List.copyOf(waiting);
      waiting.clear();
      return words;
    } finally {
      lock.unlock();
    }
  }

  private void notify(List<String> words) {
    List<String> messages = new ArrayList<>();
    StringBuilder message = new StringBuilder(node);
    for (String word : words) {
      if (message.length() + 1 + word.length() > MOST_BYTES) {
        messages.add(message.toString());
        message = new StringBuilder(node);
      }
      message.append('\n').append(word);
    }
    messages.add(message.toString());
    database.useTransaction(
        tx -> {
          for (String each : messages) {
            var _ =
                tx.createQuery("SELECT CAST(pg_notify(:channel, :words) AS VARCHAR)")
                    .bind("channel", CHANNEL)
                    .bind("words", each)
                    .mapTo(String.class)
                    .findOne();
          }
        });
  }

  // ----- hearing -----

  private void hear() {
    while (!isClosed()) {
      // A connection of its own: it is held for ever, and the pool's are few.
      try (Connection connection = DriverManager.getConnection(url, LIMITS)) {
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        try (Statement statement = connection.createStatement()) {
          statement.execute("LISTEN " + CHANNEL);
          listener.mayHaveMissed();
          hear(connection.unwrap(PGConnection.class), statement);
        }
      } catch (SQLException e) {
        if (isClosed()) {
          return;
        }
        LOG.warn("Other consoles cannot be heard for the moment ({}).", e.getSQLState());
      } catch (RuntimeException e) {
        LOG.error("What another console said could not be followed.", e);
      }
      try {
        if (isClosedWithin(AGAIN_MILLIS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void hear(PGConnection connection, Statement statement) throws SQLException {
    while (!isClosed()) {
      PGNotification[] heard = connection.getNotifications(ALIVE_MILLIS);
      if (heard == null || heard.length == 0) {
        // A connection that died without a word is noticed by not answering.
        statement.execute("SELECT 1");
        continue;
      }
      for (PGNotification each : heard) {
        List<String> lines = Arrays.asList(each.getParameter().split("\n", -1));
        String from = lines.getFirst();
        if (from.equals(node)) {
          continue;
        }
        for (String word : lines.subList(1, lines.size())) {
          if (word.equals(MISSED)) {
            listener.mayHaveMissed();
          } else {
            listener.heard(from, word);
          }
        }
      }
    }
  }

  /** Waits so long, or until this is closed. */
  private boolean isClosedWithin(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && left > 0) {
        left = ended.awaitNanos(left);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Says what is still to be said, and ends. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      said.signalAll();
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      var _ = saying.join(Duration.ofSeconds(2));
      saying.interrupt();
      hearing.interrupt();
      var _ = hearing.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
