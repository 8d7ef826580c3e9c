package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Role;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.web.Route;
import io.stairgate.proto.v1.MediaAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the console writes into its log, with the settings it is shipped with and our own words at
 * their most talkative: names, sign-in names, nicknames, serials, addresses and secrets that went
 * through it, and none of them there.
 */
class LogTest {
  private static final Path SHIPPED = Path.of("src/main/resources/logback.xml");

  @TempDir Path folder;
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void asShipped() throws JoranException {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(SHIPPED.toFile());
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var shipped = (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
    OutputStreamAppender<ILoggingEvent> kept = new OutputStreamAppender<>();
    kept.setContext(context);
    kept.setEncoder(shipped.getEncoder());
    kept.setOutputStream(written);
    kept.start();
    root.detachAppender(shipped);
    root.addAppender(kept);
    context.getLogger("io.stairgate").setLevel(Level.DEBUG);
  }

  @AfterEach
  void asInTests() throws JoranException {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/test/resources/logback-test.xml").toFile());
  }

  private String log() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_week_of_a_nursery_and_every_page_of_it_leave_no_personal_word_in_the_log() {
    List<String> words =
        new ArrayList<>(List.of("Ahmed", "Okafor", "Jo ", "wrong-passphrase", "nobody-known"));
    try (WebFixture console = new WebFixture(folder)) {
      SeededSetting seeded = SeededSetting.week(console);
      console.devices.laptops(console.setting).stream().map(Laptop::nickname).forEach(words::add);
      Surfer head = new Surfer(console).with(seeded.session(Role.DSL));
      for (Route route : console.routes) {
        if (route instanceof Route.Person
            && route.method().equals(HandlerType.GET)
            && !route.path().contains("{")
            && !route.path().contains("live")) {
          var _ = head.get(route.path());
        }
      }
      var _ =
          new Surfer(console)
              .post(
                  "/sign-in",
                  Map.of("name", "nobody-known", "passphrase", "wrong-passphrase-here"));
      console.members.members(console.setting, console.now.get()).stream()
          .map(member -> member.name())
          .forEach(words::add);
      words.add(seeded.session(Role.DSL).reveal());
      // A fault with a value in it: a row whose key is there already.
      LoggerFactory.getLogger("io.stairgate.console.ingest.IngestWriter")
          .error("What a laptop sent could not be stored.", duplicate(console));
    }
    assertThat(log())
        .contains("What a laptop sent could not be stored.")
        .contains("23505")
        .doesNotContain(words)
        .doesNotContain("127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  private static RuntimeException duplicate(WebFixture console) {
    try {
      for (int i = 0; i < 2; i++) {
        console.database.useTransaction(
            tx ->
                tx.createUpdate("INSERT INTO console_fact (name, fact_value) VALUES (:n, 'x')")
                    .bind("n", "Ahmed, Jo ")
                    .execute());
      }
      throw new AssertionError("the key is there twice");
    } catch (RuntimeException e) {
      return e;
    }
  }

  @Test
  void laptops_that_are_added_tell_things_and_send_nonsense_are_told_of_by_their_ids_alone()
      throws Exception {
    String line;
    try (ConsoleFixture console = new ConsoleFixture(folder);
        HttpClient http = HttpClient.newHttpClient()) {
      line = console.line(2);
      TestAgent agent = new TestAgent(console.console.agentPort());
      var _ = agent.enrol(line);
      TestAgent.Stream stream = agent.link(agent.hello(1, 1));
      stream.send(
          agent.entries(
              agent.stick(1, "SERIAL-4711", MediaAction.MEDIA_ACTION_NOT_BLOCKED, Instant.now())));
      assertThat(stream.acknowledged()).isEqualTo(1);
      stream.send(
          agent.entries(
              agent.stick(2, "X".repeat(5_000), MediaAction.MEDIA_ACTION_BLOCKED, Instant.now())));
      assertThat(stream.ended()).isNotNull();
      try (TestAgent spent = new TestAgent(console.console.agentPort())) {
        assertThat(refused(spent, line.replace(TestAgent.codeOf(line), "A".repeat(26)))).isTrue();
      }
      var _ =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://localhost:"
                              + console.console.webPort()
                              + "/sign-in?name=rosa@nursery.example"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      await().untilAsserted(() -> assertThat(log()).contains("cannot be read"));
      agent.close();
    }
    assertThat(log())
        .doesNotContain("SERIAL-4711", "XXXX", "Test Laptop", "127.0.0.1", "rosa", "SanDisk")
        .doesNotContain(TestAgent.codeOf(line));
  }

  private static boolean refused(TestAgent agent, String line) {
    try {
      var _ = agent.enrol(line);
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  @Test
  void a_fault_says_where_it_arose_and_only_our_own_words() {
    Exception fault =
        new IllegalStateException(
            "Ann Person is not a number",
            new StartRefusedException(
                "The database is not usable now.",
                new SQLException("value 'Ann Person' is too long", "22001", 22001)));
    LoggerFactory.getLogger(LogTest.class).error("It failed.", fault);
    assertThat(log())
        .contains("It failed.")
        .contains("java.lang.IllegalStateException\n\tat io.stairgate.console.LogTest")
        .contains("StartRefusedException: The database is not usable now.")
        .contains("java.sql.SQLException: 22001, 22001")
        .doesNotContain("Ann");
    LoggerFactory.getLogger(LogTest.class)
        .warn(
            "Away.", new IOException("rosa@nursery.example", new java.net.ConnectException("no")));
    assertThat(log()).contains("java.net.ConnectException: no").doesNotContain("rosa");
  }
}
