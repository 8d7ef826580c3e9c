package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.control.Notice;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DesktopMessengerTest {
  private static final String GRAPHICAL =
      "UID=1001\nUSER=anna\nCLASS=user\nTYPE=wayland\nSTATE=active\nACTIVE=1\n";

  @TempDir Path temp;
  private final List<Command> run = new CopyOnWriteArrayList<>();

  private static Notice notice(String slot, String body, String account) {
    return new Notice(slot, "Title", body, false, account, "S1");
  }

  @Test
  void a_notice_is_shown_to_each_person_at_a_desktop_as_themselves() {
    FakeLinux linux = new FakeLinux(temp);
    linux.file("/run/systemd/sessions/1", GRAPHICAL);
    linux.file("/run/systemd/sessions/2", GRAPHICAL.replace("1001", "1002").replace("anna", "ben"));
    linux.file(
        "/run/systemd/sessions/3", GRAPHICAL.replace("wayland", "tty").replace("1001", "1003"));
    linux.file("/run/systemd/sessions/4", GRAPHICAL.replace("=user", "=greeter"));
    linux.file("/run/systemd/sessions/5", GRAPHICAL.replace("active", "closing"));
    linux.file("/run/systemd/sessions/6", GRAPHICAL); // a second window of the same person
    new DesktopMessenger(linux.files(), run::add).tell(notice("medium-1", "Body", ""));
    await().until(() -> run.size() == 2);
    assertThat(run.getFirst().program()).isEqualTo(Path.of("/usr/bin/systemd-run"));
    assertThat(run.getFirst().arguments())
        .contains("--uid=1001", "--collect")
        .contains("--setenv=DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1001/bus")
        .endsWith(
            "/usr/lib/stairgate-agent/bin/stairgate-notice",
            "medium-1",
            "normal",
            "Title",
            "Body",
            "S1");
    assertThat(run.getLast().arguments()).contains("--uid=1002");
  }

  @Test
  void what_is_one_persons_is_shown_to_nobody_else() {
    List<SignedIn.Desktop> people =
        List.of(new SignedIn.Desktop(1001, "anna"), new SignedIn.Desktop(1002, "ben"));
    assertThat(DesktopMessenger.commands(notice("a", "Body", "ben"), people))
        .singleElement()
        .satisfies(each -> assertThat(each.arguments()).contains("--uid=1002"));
    assertThat(DesktopMessenger.commands(notice("a", "Body", "carl"), people)).isEmpty();
  }

  @Test
  void nobody_at_a_desktop_starts_nothing() {
    FakeLinux linux = new FakeLinux(temp);
    linux.file("/run/systemd/sessions/3", GRAPHICAL.replace("wayland", "tty"));
    linux.file("/run/systemd/sessions/4", "");
    linux.file("/run/systemd/sessions/5", GRAPHICAL.replace("UID=1001", "UID=x"));
    assertThat(SignedIn.atDesktops(linux.files())).isEmpty();
    assertThat(
            DesktopMessenger.commands(notice("a", "Body", ""), SignedIn.atDesktops(linux.files())))
        .isEmpty();
  }

  @Test
  void what_a_stick_says_is_words_and_never_markup_or_a_command() {
    Notice nasty =
        new Notice(
            "a", "T\u202e\u001b[31m", "<b>&\"$(rm -rf /)`x`\n\u2028", false, "", "--help\u0007");
    List<String> words =
        DesktopMessenger.commands(nasty, List.of(new SignedIn.Desktop(1001, "anna")))
            .getFirst()
            .arguments();
    assertThat(words).contains("T\ufffd\ufffd[31m", "--help\ufffd");
    assertThat(words.get(words.size() - 2)).startsWith("&lt;b&gt;&amp;\"$$(rm -rf /)`x`");
    assertThat(words).noneMatch(word -> word.chars().anyMatch(c -> c < ' '));
  }

  @Test
  void people_without_a_desktop_are_told_on_their_terminals_unless_it_is_for_one_of_them() {
    FakeLinux linux = new FakeLinux(temp);
    linux.file("/run/systemd/sessions/3", GRAPHICAL.replace("wayland", "tty"));
    DesktopMessenger messenger = new DesktopMessenger(linux.files(), run::add);
    messenger.tell(notice("private", "For one", "anna"));
    messenger.tell(notice("rule", "The firewall costs $5", ""));
    await().until(() -> run.size() == 1);
    assertThat(run.getFirst().arguments())
        .contains("/usr/bin/wall")
        .last()
        .asString()
        .contains("The firewall costs $$5");
  }

  @Test
  void a_dock_full_of_readers_makes_a_handful_of_notices() {
    FakeLinux linux = new FakeLinux(temp);
    linux.file("/run/systemd/sessions/1", GRAPHICAL);
    CountDownLatch go = new CountDownLatch(1);
    DesktopMessenger messenger =
        new DesktopMessenger(
            linux.files(),
            command -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              run.add(command);
            });
    for (int i = 0; i < 40; i++) {
      messenger.tell(notice("medium-" + i, "Body", ""));
    }
    go.countDown();
    await().until(() -> run.stream().anyMatch(c -> c.arguments().contains("medium-39")));
    assertThat(run).hasSizeLessThanOrEqualTo(6);
  }
}
