package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.people.Wanted;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveStreamTest {
  @TempDir Path data;
  private WebFixture console;
  private Secret dsl;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void an_alert_is_told_well_within_a_second_of_its_commit() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    BlockingQueue<String> lines = listen(dsl);
    long before = System.nanoTime();
    console.stick(console.setting, laptop, "S1", true);
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("data: alerts");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void another_settings_alerts_are_not_told() throws Exception {
    SettingId other = console.newSetting("Little Oaks Nursery");
    DeviceId theirs = console.laptop(other, "Their Room");
    DeviceId ours = console.laptop(console.setting, "Blue Room");
    BlockingQueue<String> lines = listen(dsl);
    console.stick(other, theirs, "S1", true);
    console.check(
        console.setting, ours, console.finding("encryption", "met", "watch", "It is so."));
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("data: laptops");
    assertThat(lines).isEmpty();
  }

  @Test
  void a_stream_ends_with_its_session() throws Exception {
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    BlockingQueue<String> lines = listen(dsl);
    console.sessions.end(dsl.hash());
    console.stick(console.setting, laptop, "S1", true);
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("data: ended");
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("(closed)");
  }

  @Test
  void the_stream_of_somebody_who_is_removed_ends_at_once_and_says_so() throws Exception {
    Secret deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
    BlockingQueue<String> lines = listen(deputy);
    long before = System.nanoTime();
    console.people.remove(console.setting, console.who(deputy).account(), console.who(dsl).actor());
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("data: removed");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("(closed)");
  }

  @Test
  void a_removal_at_another_node_ends_the_stream_within_seconds() throws Exception {
    Secret deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
    BlockingQueue<String> lines = listen(deputy);
    // What another node writes is not told here.
    console.database.useTransaction(
        tx ->
            console.members.remove(
                tx, console.setting, console.who(deputy).account(), console.now.get()));
    assertThat(lines.poll(8, TimeUnit.SECONDS)).isEqualTo("data: removed");
  }

  @Test
  void the_stream_of_somebody_with_fewer_roles_or_at_another_setting_ends() throws Exception {
    Secret deputy = console.person(console.setting, "Dan Deputy", Role.DEPUTY);
    BlockingQueue<String> lines = listen(deputy);
    console.people.change(
        console.setting,
        console.who(deputy).account(),
        new Wanted(Set.of(Role.STAFF), Optional.empty()),
        console.who(dsl).actor());
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("data: removed");

    SettingId other = console.newSetting("Little Oaks Nursery");
    console.person(other, "Olive Other", Role.DSL);
    console.entrance.accept(console.invite(other, Role.STAFF).reveal(), console.who(deputy));
    BlockingQueue<String> again = listen(deputy);
    console.sessions.lookAt(console.who(deputy), other, console.now.get());
    console.live.changed(console.setting, Live.Topic.PEOPLE);
    assertThat(again.poll(10, TimeUnit.SECONDS)).isEqualTo("data: moved");
  }

  @Test
  void streams_end_when_the_console_stops() throws Exception {
    BlockingQueue<String> lines = listen(dsl);
    console.pages.close();
    assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("(closed)");
  }

  /** Opens a stream and returns once it is open; its data lines come in the queue. */
  private BlockingQueue<String> listen(Secret cookie) throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(console.url("/live")).toURL().openConnection();
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setRequestProperty("Cookie", console.cookieName() + "=" + cookie.reveal());
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    assertThat(reader.readLine()).isEqualTo("retry: 1000");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (reader) {
                reader.lines().filter(line -> line.startsWith("data: ")).forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                // The stream is cut when the console stops.
              }
              lines.add("(closed)");
            });
    return lines;
  }
}
