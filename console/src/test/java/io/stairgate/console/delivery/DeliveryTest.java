package io.stairgate.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.account.Role;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.database.Engine;
import io.stairgate.console.mail.FaultySmtp.Fault;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.Notification.State;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The queue, a real mail server and a real program, with everything going wrong that may. */
@ParameterizedClass
@EnumSource(Engine.class)
class DeliveryTest {
  private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID: <([^@>]+)@");

  private final Engine engine;
  @TempDir Path folder;

  DeliveryTest(Engine engine) {
    this.engine = engine;
  }

  private DeliveryScene scene() {
    return new DeliveryScene(engine, folder);
  }

  private static Recipient to(UUID person) {
    return new Recipient.Person(person);
  }

  @Test
  void a_letter_holds_nothing_of_the_message_but_category_nickname_and_link() {
    try (DeliveryScene scene = scene()) {
      UUID sam = scene.person("Sam Lead", Role.DSL);
      UUID id = scene.plan(to(sam));
      Notification sent = scene.until(scene.node(), id, State.SENT);
      assertThat(sent.sentAt()).contains(scene.f.clock.instant());
      String whole = scene.smtp.messages.getFirst();
      assertThat(whole)
          .contains("Subject: A memory stick was blocked: Blue Room")
          .contains("Look here: https://gate.example/alerts/5")
          .contains("Message-ID: <" + id + "@larch.example>")
          .contains("To: sam.lead@larch.example")
          .doesNotContain(
              "SENTINEL", "Sam Staff", "4711", "Larch Nursery", scene.f.setting.toString());
    }
  }

  @Test
  void two_consoles_send_each_message_once() {
    try (DeliveryScene scene = scene()) {
      UUID sam = scene.person("Sam Lead", Role.DSL);
      List<UUID> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        all.add(scene.plan(to(sam)));
      }
      Delivery one = scene.node();
      Delivery other = scene.node();
      Thread second = Thread.ofVirtual().start(other::run);
      one.run();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> all.stream().allMatch(id -> scene.message(id).state() == State.SENT));
      assertThat(second.isAlive()).isFalse();
      assertThat(ids(scene)).hasSize(30).doesNotHaveDuplicates();
    }
  }

  private static List<String> ids(DeliveryScene scene) {
    return scene.smtp.messages.stream()
        .map(
            text -> {
              Matcher id = MESSAGE_ID.matcher(text);
              assertThat(id.find()).isTrue();
              return id.group(1);
            })
        .toList();
  }

  @Test
  void what_a_killed_console_had_claimed_is_sent_by_another_when_the_claim_ends() {
    try (DeliveryScene scene = scene()) {
      UUID id = scene.plan(to(scene.person("Sam Lead", Role.DSL)));
      assertThat(scene.messages.claimDue(scene.f.clock.instant(), "killed", 10)).hasSize(1);
      Delivery other = scene.node();
      other.run();
      assertThat(scene.message(id).state()).isEqualTo(State.WAITING);
      scene.pass(NotificationStore.LEASE);
      scene.until(other, id, State.SENT);
      assertThat(scene.smtp.messages).hasSize(1);
    }
  }

  @Test
  void a_server_that_asks_to_wait_is_asked_again_later_and_later() {
    try (DeliveryScene scene = scene()) {
      UUID id = scene.plan(to(scene.person("Sam Lead", Role.DSL)));
      Delivery node = scene.node();
      scene.smtp.fault.set(Fault.BUSY_ADDRESS);
      Notification failed = scene.until(node, id, State.FAILED);
      assertThat(failed.lastFailure()).isEqualTo(Trouble.BUSY.code());
      assertThat(failed.nextTryAt()).contains(scene.f.clock.instant().plus(Duration.ofMinutes(1)));
      scene.smtp.fault.set(Fault.NONE);
      node.run();
      assertThat(scene.message(id).state()).as("not before its time").isEqualTo(State.FAILED);
      scene.pass(Duration.ofMinutes(1));
      assertThat(scene.until(node, id, State.SENT).attempts()).isEqualTo(2);
      assertThat(scene.smtp.messages).hasSize(1);
    }
  }

  @Test
  void a_letter_whose_answer_was_lost_goes_again_under_the_same_name() {
    try (DeliveryScene scene = scene()) {
      UUID id = scene.plan(to(scene.person("Sam Lead", Role.DSL)));
      Delivery node = scene.node();
      scene.smtp.fault.set(Fault.CUT_AFTER_DATA);
      scene.until(node, id, State.FAILED);
      scene.smtp.fault.set(Fault.NONE);
      scene.pass(Duration.ofMinutes(1));
      scene.until(node, id, State.SENT);
      assertThat(ids(scene)).containsExactly(id.toString(), id.toString());
    }
  }

  @Test
  void three_days_of_failing_are_enough_and_somebody_else_is_told() {
    try (DeliveryScene scene = scene()) {
      UUID sam = scene.person("Sam Lead", Role.DSL);
      UUID dee = scene.person("Dee Deputy", Role.DEPUTY);
      UUID id = scene.plan(to(sam));
      Delivery node = scene.node();
      scene.smtp.fault.set(Fault.BUSY_ADDRESS);
      scene.until(node, id, State.FAILED);
      scene.pass(Duration.ofDays(3));
      Notification given = scene.until(node, id, State.GIVEN_UP);
      assertThat(given.lastFailure()).isEqualTo(Trouble.BUSY.code());
      Notification passed = passed(scene, dee);
      assertThat(passed.purpose()).isEqualTo(Purpose.ESCALATION);
      assertThat(passed.reason()).startsWith("Sam Lead could not be told.");
      scene.smtp.fault.set(Fault.NONE);
      scene.until(node, passed.id(), State.SENT);
      assertThat(scene.smtp.messages.getLast()).contains("To: dee.deputy@larch.example");
    }
  }

  private static Notification passed(DeliveryScene scene, UUID person) {
    return scene
        .messages
        .page(scene.f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 100)
        .items()
        .stream()
        .filter(each -> each.recipient().equals(to(person)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void an_address_that_nobody_has_is_said_at_once_and_somebody_else_is_told() {
    try (DeliveryScene scene = scene()) {
      UUID sam = scene.person("Sam Lead", Role.DSL);
      UUID dee = scene.person("Dee Deputy", Role.DEPUTY);
      UUID id = scene.plan(to(sam));
      Delivery node = scene.node();
      scene.smtp.fault.set(Fault.NO_SUCH_ADDRESS);
      assertThat(scene.until(node, id, State.GIVEN_UP).lastFailure())
          .isEqualTo(Trouble.ADDRESS_REFUSED.code());
      assertThat(scene.addresses.find(sam).state()).isEqualTo(KnownAddress.State.REFUSED);
      scene.smtp.fault.set(Fault.NONE);
      scene.until(node, passed(scene, dee).id(), State.SENT);
      UUID again = scene.plan(to(sam));
      scene.until(node, again, State.SENT);
      assertThat(scene.addresses.find(sam).state()).isEqualTo(KnownAddress.State.GOOD);
    }
  }

  @Test
  void without_an_address_somebody_else_is_told_and_without_access_nobody() {
    try (DeliveryScene scene = scene()) {
      UUID none = scene.f.person(scene.f.setting, "No Address", java.util.Set.of(Role.DSL));
      UUID dee = scene.person("Dee Deputy", Role.DEPUTY);
      Delivery node = scene.node();
      UUID id = scene.plan(to(none));
      assertThat(scene.until(node, id, State.GIVEN_UP).lastFailure())
          .isEqualTo(Trouble.NO_ADDRESS.code());
      scene.until(node, passed(scene, dee).id(), State.SENT);
      UUID left = scene.plan(to(dee));
      scene.f.database.useTransaction(
          tx -> scene.f.members.remove(tx, scene.f.setting, dee, scene.f.clock.instant()));
      scene.until(node, left, State.NOT_NEEDED);
      assertThat(scene.addresses.find(dee).state()).isEqualTo(KnownAddress.State.NONE);
    }
  }

  @Test
  void without_a_mail_server_it_is_said_so_and_nothing_is_kept_for_later() {
    try (DeliveryScene scene = scene()) {
      UUID id = scene.plan(to(scene.person("Sam Lead", Role.DSL)));
      Delivery node = scene.node(Optional.empty(), Duration.ofSeconds(5));
      assertThat(scene.until(node, id, State.GIVEN_UP).lastFailure())
          .isEqualTo(Trouble.NO_SERVER.code());
    }
  }

  @Test
  void a_mail_server_that_hangs_holds_up_no_program() {
    try (DeliveryScene scene = scene()) {
      UUID sam = scene.person("Sam Lead", Role.DSL);
      scene.smtp.fault.set(Fault.SILENT);
      for (int i = 0; i < 10; i++) {
        scene.plan(to(sam));
      }
      Webhook webhook = scene.webhook("/in");
      UUID told = scene.plan(new Recipient.Webhook(webhook.id()));
      Delivery node = scene.node(Duration.ofSeconds(60));
      node.run();
      await().until(() -> scene.smtp.connections.get() > 0);
      await().atMost(Duration.ofSeconds(30)).until(() -> scene.message(told).state() == State.SENT);
      assertThat(scene.smtp.messages).isEmpty();
    }
  }

  @Test
  void a_program_that_hangs_holds_up_no_other() {
    try (DeliveryScene scene = scene();
        HttpsReceiver other = new HttpsReceiver(DeliveryScene.TLS.context())) {
      Webhook hanging = scene.webhook("/in");
      scene.receiver.status.set(HttpsReceiver.SILENT);
      for (int i = 0; i < 10; i++) {
        scene.plan(new Recipient.Webhook(hanging.id()));
      }
      UUID sam = scene.person("Sam Lead", Role.DSL);
      UUID letter = scene.plan(to(sam));
      scene.until(scene.node(Duration.ofSeconds(60)), letter, State.SENT);
      assertThat(other.calls).isEmpty();
    }
  }

  @Test
  void a_program_is_told_the_same_few_facts_signed_and_named() throws Exception {
    try (DeliveryScene scene = scene()) {
      Webhook webhook = scene.webhook("/in?key=abc");
      UUID id = scene.plan(new Recipient.Webhook(webhook.id()));
      scene.until(scene.node(), id, State.SENT);
      HttpsReceiver.Call call = scene.receiver.calls.getFirst();
      assertThat(
              new ObjectMapper()
                  .readValue(call.body(), new TypeReference<Map<String, Object>>() {}))
          .isEqualTo(
              Map.of(
                  "id", id.toString(),
                  "category", "A memory stick was blocked",
                  "laptop", "Blue Room",
                  "link", "https://gate.example/alerts/5",
                  "class", "urgent",
                  "at", "2026-09-14T09:00:00Z"));
      assertThat(call.headers()).containsEntry("idempotency-key", id.toString());
      Instant now = scene.f.clock.instant();
      byte[] key = scene.hooks.key(scene.f.setting, webhook.id()).orElseThrow().toArray();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((now.getEpochSecond() + ".").getBytes(StandardCharsets.US_ASCII));
      assertThat(call.headers())
          .containsEntry(
              "stairgate-signature",
              "t=%d,v1=%s"
                  .formatted(
                      now.getEpochSecond(),
                      HexFormat.of()
                          .formatHex(mac.doFinal(call.body().getBytes(StandardCharsets.UTF_8)))));
    }
  }

  @Test
  void a_program_that_fails_is_called_again_under_the_same_name_and_never_elsewhere() {
    try (DeliveryScene scene = scene()) {
      Webhook webhook = scene.webhook("/in");
      UUID id = scene.plan(new Recipient.Webhook(webhook.id()));
      Delivery node = scene.node();
      scene.receiver.status.set(302);
      assertThat(scene.until(node, id, State.FAILED).lastFailure())
          .isEqualTo(Trouble.HOOK_REFUSED.code());
      assertThat(scene.receiver.calls).as("no redirect is followed").hasSize(1);
      scene.receiver.status.set(204);
      scene.pass(Duration.ofMinutes(1));
      scene.until(node, id, State.SENT);
      assertThat(scene.receiver.calls)
          .hasSize(2)
          .allSatisfy(
              call -> assertThat(call.headers()).containsEntry("idempotency-key", id.toString()));
      await()
          .until(
              () ->
                  scene
                      .hooks
                      .find(scene.f.setting, webhook.id())
                      .orElseThrow()
                      .failingSince()
                      .isEmpty());
    }
  }

  @Test
  void after_a_week_without_an_answer_a_program_is_switched_off_and_somebody_has_to_look() {
    try (DeliveryScene scene = scene()) {
      Webhook webhook = scene.webhook("/in");
      Delivery node = scene.node();
      scene.receiver.status.set(500);
      UUID first = scene.plan(new Recipient.Webhook(webhook.id()));
      scene.until(node, first, State.FAILED);
      await()
          .until(
              () ->
                  scene
                      .hooks
                      .find(scene.f.setting, webhook.id())
                      .orElseThrow()
                      .failingSince()
                      .isPresent());
      scene.pass(Duration.ofDays(7));
      UUID later = scene.plan(new Recipient.Webhook(webhook.id()));
      scene.until(node, later, State.FAILED);
      await()
          .until(
              () ->
                  scene.hooks.find(scene.f.setting, webhook.id()).orElseThrow().off().isPresent());
      assertThat(scene.hooks.called(scene.f.setting)).isEmpty();
      assertThat(scene.f.alerts.open(scene.f.setting, Optional.empty(), 10).alerts())
          .singleElement()
          .satisfies(
              alert -> {
                assertThat(alert.kind()).isEqualTo("webhook-off");
                assertThat(alert.detail()).contains("Our helpdesk");
              });
      UUID none = scene.plan(new Recipient.Webhook(webhook.id()));
      assertThat(scene.until(node, none, State.GIVEN_UP).lastFailure())
          .isEqualTo(Trouble.HOOK_OFF.code());
    }
  }

  @Test
  void a_message_that_helps_nobody_else_is_not_passed_on() {
    try (DeliveryScene scene = scene()) {
      UUID none = scene.f.person(scene.f.setting, "No Address", java.util.Set.of(Role.DSL));
      var _ = scene.person("Dee Deputy", Role.DEPUTY);
      UUID id = scene.plan(to(none), Purpose.WEEKLY_UPDATE);
      scene.until(scene.node(), id, State.GIVEN_UP);
      assertThat(
              scene
                  .messages
                  .page(scene.f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 100)
                  .items())
          .hasSize(1);
    }
  }
}
