package io.stairgate.console.database;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.What;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * How many groups of 20 entries a second a database stores durably, one after the other, and what
 * they take on its disk: what {@code packaging/measure-store --peers} runs, beside SQLite.
 * Arguments: {@code h2} or {@code postgresql}, seconds, folder.
 */
public final class GroupsMeasured {
  private static final UUID EPOCH = new UUID(1, 1);
  private static final int GROUP = 20;
  private static final int LAPTOPS = 1_000;

  private GroupsMeasured() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    boolean embedded = arguments[0].equals("h2");
    Path folder = Files.createTempDirectory(Path.of(arguments[2]), "measure-groups");
    Path file = folder.resolve("stairgate.mv.db");
    String url =
        embedded
            ? DataFolder.embeddedDatabaseUrl("ordered:" + folder.resolve("stairgate"))
            : forcing();
    try (StoreFixture console = new StoreFixture(url)) {
      List<DeviceId> laptops = new ArrayList<>();
      for (int i = 0; i < LAPTOPS; i++) {
        laptops.add(console.laptop("Laptop " + i));
      }
      long before = embedded ? Files.size(file) : console.database.serverBytes().orElse(0);
      List<Long> took = run(console, laptops, Integer.parseInt(arguments[1]));
      long after = embedded ? Files.size(file) : console.database.serverBytes().orElse(0);
      Collections.sort(took);
      System.out.printf(
          Locale.ROOT,
          "%-12s %8.0f groups a second, p50 %6.2f ms, p99 %6.2f ms, %,d bytes of disk an entry%n",
          arguments[0],
          took.size() / (double) Integer.parseInt(arguments[1]),
          took.get(took.size() / 2) / 1e6,
          took.get(took.size() * 99 / 100) / 1e6,
          (after - before) / Math.max(1, (long) took.size() * GROUP));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
    System.exit(0);
  }

  /** A server that forces what it commits; the one of the tests does not. */
  private static String forcing() throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW fsync")) {
      if (!row.next() || !row.getString(1).equals("on")) {
        throw new IllegalStateException("This PostgreSQL does not force.");
      }
    }
    return server.getJdbcUrl("postgres", "postgres");
  }

  private static List<Long> run(StoreFixture console, List<DeviceId> laptops, int seconds) {
    EventStore events = new EventStore(console.database);
    Random random = new Random(1);
    byte[] body = new byte[120];
    List<Long> took = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long sequence = 0;
    long tidied = System.nanoTime();
    while (System.nanoTime() < end) {
      random.nextBytes(body);
      long from = sequence;
      long began = System.nanoTime();
      boolean _ =
          console.database.durably(
              tx -> {
                boolean all = true;
                for (int i = 1; i <= GROUP; i++) {
                  all &=
                      events.add(
                          tx,
                          console.setting,
                          laptops.get(random.nextInt(LAPTOPS)),
                          EPOCH,
                          new JournalEntry(
                              from + i, console.now.get(), new What.Other(), Bytes.of(body)),
                          console.now.get());
                }
                return all;
              });
      sequence += GROUP;
      took.add(System.nanoTime() - began);
      if (System.nanoTime() - tidied > TimeUnit.SECONDS.toNanos(1)) {
        console.database.tidy();
        tidied = System.nanoTime();
      }
    }
    return took;
  }
}
