package io.stairgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.link.Enroller;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.platform.linux.LinuxPlatform;
import io.stairgate.agent.wire.FakeConsole;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.RenewRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is never collected, is not: every field that may be sent has its reason in a list. */
@Timeout(120)
class NeverCollectedTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");

  /** Stands in every private thing that is put on the made-up laptop. */
  private static final String PRIVATE = "Zebedee";

  @TempDir Path temp;

  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (var in = NeverCollectedTest.class.getResourceAsStream("/collected.fields")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] words = line.split(" = ", 2);
          assertThat(words).as("a field and its reason: %s", line).hasSize(2);
          assertThat(words[1]).as(line).isNotBlank();
          reasons.put(words[0], words[1]);
        }
      }
    }
    return reasons;
  }

  /** Ours alone: a time of the library says nothing that its field does not. */
  private static boolean ours(Descriptor type) {
    return type.getFullName().startsWith("stairgate.");
  }

  private static void fields(Descriptor type, Set<String> fields) {
    for (FieldDescriptor field : type.getFields()) {
      boolean isNew = fields.add(type.getName() + "." + field.getName());
      if (isNew
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && ours(field.getMessageType())) {
        fields(field.getMessageType(), fields);
      }
    }
  }

  @Test
  void every_field_that_can_be_sent_at_all_has_its_reason_in_the_list() throws Exception {
    Set<String> possible = new TreeSet<>();
    fields(EnrolRequest.getDescriptor(), possible);
    fields(RenewRequest.getDescriptor(), possible);
    fields(LinkRequest.getDescriptor(), possible);
    assertThat(possible)
        .as("a new field needs its reason in agent/src/test/resources/collected.fields")
        .isEqualTo(new TreeSet<>(reasons().keySet()));
  }

  @Test
  void a_full_run_sends_nothing_else_and_nothing_private_of_the_laptop() throws Exception {
    Path root = laptop();
    InstantSource clock = InstantSource.fixed(NOW);
    AgentConfig config =
        new AgentConfig(
            root, temp.resolve("data"), List.of(temp.resolve("data").resolve("agent.sock")));
    LinuxPlatform platform = new LinuxPlatform(root, clock);
    List<Message> messages;
    try (FakeConsole console = new FakeConsole(new Pki(NOW), NOW)) {
      new Enroller(
              IdentityStore.open(DataDirectory.open(config.data())),
              platform.hardware(),
              Agent.VERSION,
              clock)
          .enrol(
              EnrolmentLine.parse(console.pki.line(console.port(), FakeConsole.CODE)), "", false);
      try (Agent agent = new Agent(config, platform, clock, () -> ZoneOffset.UTC, new Random(1))) {
        agent.start();
        await().until(() -> console.entries().stream().anyMatch(Entry::hasPosture));
        LocalClient client = new LocalClient(config.sockets());
        client.require(Ask.CONCERN, Map.of("kind", "worry", "lock", "no"));
        client.require(
            Ask.NOTICE_READ, Map.of("notice", client.require(Ask.NOTICE).word("notice")));
        Files.writeString(
            root.resolve("etc/passwd"), PASSWD + "new:x:1003:1003::/home/new:/bin/sh");
        console.checkNow();
        await().until(() -> !console.results().isEmpty());
        await().until(() -> console.entries().stream().anyMatch(Entry::hasNoticeRead));
      }
      messages = console.messages();
    }
    Set<String> sent = new TreeSet<>();
    List<String> texts = new ArrayList<>();
    messages.forEach(message -> walk(message, sent, texts));
    assertThat(reasons().keySet()).containsAll(sent);
    assertThat(sent).contains("Finding.sentence", "Concern.kind", "NoticeRead.account");
    assertThat(texts)
        .noneMatch(
            text -> text.toLowerCase(Locale.ROOT).contains(PRIVATE.toLowerCase(Locale.ROOT)));
  }

  private static void walk(Message message, Set<String> fields, List<String> texts) {
    if (!ours(message.getDescriptorForType())) {
      return;
    }
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              fields.add(message.getDescriptorForType().getName() + "." + field.getName());
              for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                if (each instanceof Message inner) {
                  walk(inner, fields, texts);
                } else {
                  texts.add(each.toString());
                }
              }
            });
  }

  private static final String PASSWD =
      "root:x:0:0:root:/root:/bin/bash\npat:x:1000:1000:Pat " + PRIVATE + ":/home/pat:/bin/bash\n";

  /** A laptop full of things that are nobody's business. */
  private Path laptop() throws IOException {
    Path root = temp.resolve("laptop");
    Map<String, String> files =
        Map.ofEntries(
            Map.entry("etc/passwd", PASSWD),
            Map.entry("etc/shadow", "pat:$y$j9T$" + PRIVATE + "$hash:20000:0:99999:7:::\n"),
            Map.entry("etc/hostname", "laptop\n"),
            Map.entry("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"),
            Map.entry("etc/dconf/profile/user", "user-db:user\nsystem-db:local\n"),
            Map.entry("etc/dconf/db/local.d/" + PRIVATE, "[org/gnome]\nname='" + PRIVATE + "'\n"),
            Map.entry(
                "etc/NetworkManager/system-connections/" + PRIVATE + ".nmconnection",
                "[wifi]\nssid=" + PRIVATE + "\n"),
            Map.entry("home/pat/Documents/Report on " + PRIVATE + ".odt", "Dear " + PRIVATE),
            Map.entry(
                "home/pat/.mozilla/firefox/x/places.sqlite", "https://" + PRIVATE + ".example/"),
            Map.entry("home/pat/.bash_history", "mail " + PRIVATE),
            Map.entry("home/pat/.config/monitors.xml", PRIVATE),
            Map.entry("media/pat/" + PRIVATE + "/photo of " + PRIVATE + ".jpg", PRIVATE),
            Map.entry("run/systemd/sessions/1", "USER=pat\nUID=1000\nCLASS=user\nTYPE=wayland\n"),
            Map.entry("proc/uptime", "1000.00 900.00\n"),
            Map.entry("proc/sys/kernel/random/boot_id", "0f3c2a52-1111-4222-8333-444455556666\n"),
            Map.entry(
                "proc/self/mountinfo",
                "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 21 8:17 / /media/pat/"
                    + PRIVATE
                    + " rw - vfat /dev/sdb1 rw\n"));
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path file = root.resolve(each.getKey());
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, each.getValue());
    }
    return root;
  }
}
