package io.stairgate.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import io.stairgate.console.FreePort;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.mail.FaultySmtp;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Consoles on one PostgreSQL behind one name, laptops that know the name, and one console that is
 * killed, or frozen, every half minute. Somebody looks at the alerts of each console, told by its
 * live stream alone, and messages are to be sent by whichever takes them.
 *
 * <p>Over 300 lines because what happens and what is looked at need the same processes.
 */
final class NodesRun implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("(?im)^Message-ID: *<([^>]+)>");
  private static final Duration BETWEEN_STICKS = Duration.ofMillis(200);
  private static final Duration BETWEEN_KILLS = Duration.ofSeconds(30);
  private static final Duration FROZEN = Duration.ofSeconds(20);

  /** Each so many kills one console is frozen besides. */
  private static final int FROZEN_EACH = 4;

  /** A console sends so many messages at once: a killed one cannot know of these that they went. */
  private static final int SENT_AT_ONCE = 4;

  private final Random random;
  private final EmbeddedPostgres postgres;
  private final FaultySmtp smtp = new FaultySmtp(Optional.empty());
  private final List<RealConsole> nodes = new ArrayList<>();
  private final List<OpenPage> pages = new ArrayList<>();
  private final List<SteadyLaptop> laptops = new ArrayList<>();
  private final Map<String, Long> acknowledgedAt = new ConcurrentHashMap<>();
  private final List<Long> acknowledgedAfter = new ArrayList<>();
  private final List<Long> away = new ArrayList<>();
  private final Database database;
  private final SettingId setting;
  private final UUID reader = UUID.randomUUID();
  private final String token;
  private volatile boolean over;
  private int kills;
  private int freezes;
  private int messages;

  /** Starts everything. */
  NodesRun(Path folder, long seed, int count, int laptopCount) throws Exception {
    random = new Random(seed);
    postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
    String url = postgres.getJdbcUrl("postgres", "postgres");
    int port = freeOnAll(count);
    for (int i = 0; i < count; i++) {
      Path home = Files.createDirectories(folder.resolve("node" + i));
      if (i > 0) {
        copy(nodes.getFirst().folder().resolve("keys"), home.resolve("console").resolve("keys"));
      }
      nodes.add(
          RealConsole.begin(
              home,
              "127.0.0.%d:%d".formatted(i + 1, port),
              List.of(
                  "--public-agents",
                  "consoles.example:" + port,
                  "--database",
                  url,
                  "--mail-host",
                  "127.0.0.1",
                  "--mail-port",
                  String.valueOf(smtp.port()),
                  "--mail-security",
                  "none",
                  "--mail-from",
                  "stairgate@larch.example"),
              Map.of()));
      if (i == 0) {
        nodes.getFirst().awaitAnswer();
      }
    }
    nodes.forEach(RealConsole::awaitAnswer);
    token = nodes.getFirst().token();
    String line = nodes.getFirst().enrolmentLine(laptopCount);
    database = Database.open(url);
    setting = new SettingStore(database).all().getFirst().id();
    Secret session = somebodySignedIn();
    for (RealConsole each : nodes) {
      pages.add(new OpenPage(each, token, session.reveal()));
    }
    for (int i = 0; i < laptopCount; i++) {
      laptops.add(new SteadyLaptop(i, folder, line));
    }
    Awaitility.await("all laptops are connected")
        .atMost(Duration.ofMinutes(2))
        .until(() -> laptops.stream().allMatch(SteadyLaptop::connected));
  }

  private static int freeOnAll(int count) throws IOException {
    for (int tries = 0; tries < 50; tries++) {
      int port = FreePort.next();
      if (Stream.iterate(1, i -> i <= count, i -> i + 1).allMatch(i -> isFree(i, port))) {
        return port;
      }
    }
    throw new IOException("no port is free on all addresses");
  }

  private static boolean isFree(int address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) address}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** A person with a mail address who looks at pages; the secret is the cookie's. */
  private Secret somebodySignedIn() {
    Instant now = Instant.now();
    database.useTransaction(
        tx -> {
          tx.createUpdate(
                  """
                  INSERT INTO account (account_id, setting_id, sign_in_name, display_name,
                    passphrase_hash, created_at)
                  VALUES (:id, :setting, 'dee@larch.example', 'Dee', '', :now)
                  """)
              .bind("id", reader)
              .bind("setting", setting.value())
              .bind("now", now)
              .execute();
          tx.createUpdate(
                  """
                  INSERT INTO mail_address (account_id, setting_id, address, wanted, link_hash,
                    links_sent, links_from)
                  VALUES (:id, :setting, 'dee@larch.example', '', :none, 0, :now)
                  """)
              .bind("id", reader)
              .bind("setting", setting.value())
              .bind("none", new byte[0])
              .bind("now", now)
              .execute();
          new MemberStore(database)
              .put(tx, setting, reader, Set.of(Role.DSL), Optional.empty(), now);
        });
    SessionStore sessions = new SessionStore(database);
    Secret session =
        sessions.open(setting, reader, SessionStore.FirstStep.PASSPHRASE, "a browser", now);
    sessions.complete(session.hash(), reader, now);
    return session;
  }

  /** Lets it all go on for so long, and kills one console each half minute; the first at once. */
  void goOn(Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<Thread> threads =
        List.of(
            Thread.ofPlatform().start(this::plug),
            Thread.ofPlatform().start(this::watchLaptops),
            // The lease of a killed console is five minutes.
            Thread.ofPlatform().start(() -> write(end - TimeUnit.MINUTES.toNanos(5))));
    for (int round = 1; System.nanoTime() + BETWEEN_KILLS.toNanos() <= end; round++) {
      long begun = System.nanoTime();
      RealConsole one = nodes.get(random.nextInt(nodes.size()));
      one.kill();
      kills++;
      pause(random.nextInt(3_000));
      one.beginAgain();
      one.awaitAnswer();
      System.out.printf(
          "round %d: console %d killed and back after %.1f s%n",
          round, nodes.indexOf(one), (System.nanoTime() - begun) / 1e9);
      if (round % FROZEN_EACH == 0) {
        RealConsole other = nodes.get((nodes.indexOf(one) + 1) % nodes.size());
        long from = System.nanoTime();
        other.signal("STOP");
        pause(FROZEN.toMillis());
        other.signal("CONT");
        pages.get(nodes.indexOf(other)).frozen(from, System.nanoTime());
        freezes++;
        System.out.printf("round %d: console %d frozen%n", round, nodes.indexOf(other));
      }
      pause(Math.max(0, BETWEEN_KILLS.toMillis() - (System.nanoTime() - begun) / 1_000_000));
    }
    over = true;
    for (Thread each : threads) {
      each.join();
    }
  }

  private void plug() {
    List<SteadyLaptop.Plugged> waiting = new ArrayList<>();
    long next = System.nanoTime();
    while (!over || !waiting.isEmpty()) {
      try {
        if (!over && System.nanoTime() >= next) {
          next += BETWEEN_STICKS.toNanos();
          waiting.add(laptops.get(random.nextInt(laptops.size())).plug());
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      long now = System.nanoTime();
      waiting.removeIf(
          each -> {
            if (!each.acknowledged()) {
              return false;
            }
            acknowledgedAt.put(each.serial(), now);
            acknowledgedAfter.add(now - each.at());
            return true;
          });
      pause(5);
    }
  }

  private void watchLaptops() {
    Map<SteadyLaptop, Long> gone = new HashMap<>();
    while (!over) {
      long now = System.nanoTime();
      for (SteadyLaptop each : laptops) {
        if (!each.connected()) {
          gone.putIfAbsent(each, now);
        } else if (gone.containsKey(each)) {
          away.add(now - gone.remove(each));
        }
      }
      pause(20);
    }
  }

  /** A message a second is to be sent. */
  private void write(long end) {
    NotificationStore notifications = new NotificationStore(database);
    while (!over && System.nanoTime() < end) {
      Instant now = Instant.now();
      int number = messages++;
      var _ =
          database.inTransaction(
              tx ->
                  notifications.add(
                      tx,
                      new NewNotification(
                          setting,
                          Purpose.TRIAL,
                          false,
                          new Recipient.Person(reader),
                          "This is a trial",
                          "",
                          "/notifications",
                          "trial " + number,
                          1,
                          "The test says so.",
                          now,
                          Optional.empty(),
                          now,
                          List.of())));
      pause(1_000);
    }
  }

  /** Counts; every broken promise in words. */
  List<String> judge() throws Exception {
    List<String> faults = new ArrayList<>();
    Awaitility.await("every laptop is back and everything is acknowledged")
        .atMost(Duration.ofMinutes(2))
        .until(() -> laptops.stream().allMatch(each -> each.connected() && each.waiting() == 0));
    pause(2_000);
    List<JsonNode> alerts = nodes.getFirst().all("alerts", token);
    int accepted = 0;
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      InDatabase seen = new InDatabase(alerts, connection);
      for (SteadyLaptop each : laptops) {
        Judged judged = Judged.of(each.ledger(), seen.of(each.number()), false, 0);
        accepted += judged.accepted();
        faults.addAll(judged.faults());
      }
      once(connection, faults);
    }
    List<Long> shown = new ArrayList<>();
    for (OpenPage each : pages) {
      each.afterAcknowledgement(acknowledgedAt, shown, faults);
    }
    System.out.printf(
        "nodes: %d kills, %d freezes, %d laptops, %d events, %d messages to be sent, %d broken"
            + " promises%n",
        kills, freezes, laptops.size(), accepted, messages, faults.size());
    System.out.println("plugged in to acknowledged: " + times(acknowledgedAfter));
    System.out.println("laptops without a console: " + times(away));
    System.out.println(
        "acknowledged to shown by a page of any console, told by its live stream: " + times(shown));
    return faults;
  }

  /** Each message went once, but for those that were on their way at a kill. */
  private void once(Connection connection, List<String> faults) throws Exception {
    Awaitility.await("every message is sent")
        .atMost(Duration.ofMinutes(7))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> waiting(connection) == 0);
    Map<String, Integer> times = new HashMap<>();
    for (String message : smtp.messages) {
      if (message.contains("This is a trial")) {
        Matcher name = NAME.matcher(message);
        times.merge(name.find() ? name.group(1) : "", 1, Integer::sum);
      }
    }
    int more = times.values().stream().mapToInt(each -> each - 1).sum();
    System.out.printf("messages: %d, of them sent again %d%n", times.size(), more);
    if (times.size() != messages) {
      faults.add("%d messages were to be sent and %d were".formatted(messages, times.size()));
    }
    if (more > (kills + freezes) * SENT_AT_ONCE) {
      faults.add(more + " messages were sent again");
    }
  }

  private static long waiting(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM notification WHERE purpose = 'trial' AND state <> 'sent'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String times(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "none";
    }
    return "%d, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, most %.0f ms"
        .formatted(
            sorted.size(),
            sorted.get(sorted.size() / 2) / 1e6,
            sorted.get(sorted.size() * 95 / 100) / 1e6,
            sorted.get(sorted.size() * 99 / 100) / 1e6,
            sorted.getLast() / 1e6);
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void close() throws IOException {
    over = true;
    pages.forEach(OpenPage::close);
    for (SteadyLaptop each : laptops) {
      each.close();
    }
    nodes.forEach(RealConsole::end);
    database.close();
    smtp.close();
    postgres.close();
  }
}
