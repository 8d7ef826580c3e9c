package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.console.account.Role;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.mail.FaultySmtp;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.setting.SettingId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real console that is killed by SIGKILL while it sends e-mails, and started again: each message
 * arrives, and none goes twice but those that the mail server had while the console could not know
 * it yet; these go under the same name, so that a mailbox can tell.
 */
class MailKillTest {
  /** More than a console claims at once, so that the first is killed before it sent them all. */
  private static final int MESSAGES = 45;

  /** So many letters are under way at once. */
  private static final int AT_ONCE = 4;

  private static final Pattern NAME = Pattern.compile("(?im)^Message-ID: *<([^>]+)>");

  @TempDir Path folder;

  @Test
  void every_message_arrives_though_the_console_is_killed_while_sending() throws Exception {
    Path data = folder.resolve("data");
    Path config = folder.resolve("console.properties");
    Set<UUID> written = write(data);
    try (FaultySmtp smtp = new FaultySmtp(Optional.empty())) {
      write(config, smtp.port());
      Process first =
          start("serve", data, config, "--web", "127.0.0.1:0", "--agents", "127.0.0.1:0");
      try {
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(1))
            .until(() -> smtp.messages.size() >= 5 || !first.isAlive());
        assertThat(first.isAlive()).as("it runs").isTrue();
      } finally {
        first.destroyForcibly();
        first.waitFor();
      }
      assertThat(names(smtp)).as("killed in the middle").hasSizeLessThan(MESSAGES);
      claimsEnd(data);
      Process second =
          start("serve", data, config, "--web", "127.0.0.1:0", "--agents", "127.0.0.1:0");
      try {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> Set.copyOf(names(smtp)).size() == MESSAGES || !second.isAlive());
        assertThat(said("doctor", data, config)).contains("ok    The mail server takes messages");
      } finally {
        second.destroy();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).as("it stops").isTrue();
      }
      List<String> names = names(smtp);
      assertThat(new TreeSet<>(names)).as("each has a name of its own").hasSize(MESSAGES);
      assertThat(names.size() - MESSAGES)
          .as("twice at most what was under way at the kill")
          .isBetween(0, AT_ONCE);
      sent(data, written);
    }
    assertThat(said("doctor", data, config))
        .as("nobody listens there any more")
        .contains("wrong ", "Check the words that begin with mail-");
  }

  /** The name of each message the mail server took, as often as it took it. */
  private static List<String> names(FaultySmtp smtp) {
    List<String> all = new ArrayList<>();
    for (String message : smtp.messages) {
      Matcher name = NAME.matcher(message);
      assertThat(name.find()).as(message).isTrue();
      all.add(name.group(1));
    }
    return all;
  }

  /** A console's folder with somebody who is to get many messages. */
  private static Set<UUID> write(Path data) {
    try (DataFolder held = DataFolder.lock(data);
        Core core = Core.open(held, Optional.empty(), InstantSource.system())) {
      SettingId setting = core.settings.all().getFirst().id();
      UUID person = UUID.randomUUID();
      Instant now = core.clock.instant();
      core.database.useTransaction(
          tx -> {
            tx.createUpdate(
                    """
                    INSERT INTO account (account_id, setting_id, sign_in_name, display_name,
                      passphrase_hash, created_at)
                    VALUES (:id, :setting, 'dee@larch.example', 'Dee', '', :now)
                    """)
                .bind("id", person)
                .bind("setting", setting.value())
                .bind("now", now)
                .execute();
            tx.createUpdate(
                    """
                    INSERT INTO mail_address (account_id, setting_id, address, wanted, link_hash,
                      links_sent, links_from)
                    VALUES (:id, :setting, 'dee@larch.example', '', :none, 0, :now)
                    """)
                .bind("id", person)
                .bind("setting", setting.value())
                .bind("none", new byte[0])
                .bind("now", now)
                .execute();
            core.members.put(tx, setting, person, Set.of(Role.DSL), Optional.empty(), now);
            for (int i = 0; i < MESSAGES; i++) {
              var _ = core.notifications.add(tx, message(setting, person, i, now));
            }
          });
      return all(core, setting).keySet();
    }
  }

  private static NewNotification message(SettingId setting, UUID person, int i, Instant now) {
    return new NewNotification(
        setting,
        Purpose.TRIAL,
        false,
        new Recipient.Person(person),
        "This is a trial",
        "",
        "/notifications",
        "trial " + i,
        1,
        "The test says so.",
        now,
        Optional.empty(),
        now,
        List.of());
  }

  private static Map<UUID, Notification> all(Core core, SettingId setting) {
    return core
        .notifications
        .page(setting, Optional.empty(), Optional.empty(), Optional.empty(), 1000)
        .items()
        .stream()
        .collect(Collectors.toMap(Notification::id, each -> each));
  }

  private static void sent(Path data, Set<UUID> written) {
    try (DataFolder held = DataFolder.lock(data);
        Core core = Core.open(held, Optional.empty(), InstantSource.system())) {
      Map<UUID, Notification> all = all(core, core.settings.all().getFirst().id());
      assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(written);
      assertThat(all.values())
          .allSatisfy(each -> assertThat(each.state()).isEqualTo(Notification.State.SENT));
    }
  }

  /** The minutes after which another console goes on pass. */
  private static void claimsEnd(Path data) {
    try (DataFolder held = DataFolder.lock(data);
        Core core = Core.open(held, Optional.empty(), InstantSource.system())) {
      core.database.useTransaction(
          tx ->
              tx.createUpdate(
                      """
                      UPDATE notification SET claimed_until = :now WHERE claimed_until IS NOT NULL
                      """)
                  .bind("now", core.clock.instant())
                  .execute());
    }
  }

  private static void write(Path config, int port) throws IOException {
    Files.writeString(
        config,
        """
        mail-host = 127.0.0.1
        mail-port = %d
        mail-security = none
        mail-from = stairgate@larch.example
        """
            .formatted(port));
  }

  private static Process start(String command, Path data, Path config, String... more)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--data",
                data.toString(),
                "--config",
                config.toString()));
    words.addAll(List.of(more));
    return new ProcessBuilder(words)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(
            more.length == 0 ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String said(String command, Path data, Path config) throws Exception {
    Process process = start(command, data, config);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
