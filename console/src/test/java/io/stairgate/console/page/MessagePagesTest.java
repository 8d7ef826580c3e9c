package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Surfer;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.weekly.WeeklyUpdate;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about messages, as people use them, without a script. */
class MessagePagesTest {
  @TempDir Path folder;
  private WebFixture console;
  private Secret dee;
  private Surfer lead;

  @BeforeEach
  void start() {
    console = new WebFixture(folder);
    dee = console.person(console.setting, "Dee Lead", Role.DSL);
    lead = new Surfer(console).with(dee);
    prove();
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private void prove() {
    console.database.useTransaction(
        t ->
            t.createUpdate("UPDATE web_session SET second_at = :now, proved_at = :now")
                .bind("now", console.now.get())
                .execute());
  }

  private List<String> acts() {
    return console.audit.entries(console.setting, 0, 1000).stream().map(AuditEntry::act).toList();
  }

  private UUID account(Secret who) {
    return console.who(who).account();
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  @Test
  void an_address_is_given_confirmed_from_the_link_and_taken_away() {
    assertThat(lead.get("/my/messages").body()).contains("You have given no e-mail address yet");
    HttpResponse<String> wrong = lead.post("/my/messages/address", Map.of("address", "dee"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("Type an e-mail address such as");
    assertThat(lead.get("/people").body())
        .contains("Cannot be told", "There is no e-mail address yet. Enter it");
    done(lead.post("/my/messages/address", Map.of("address", "dee@larch.example")));
    assertThat(lead.get("/my/messages").body()).contains("A link was sent to");
    assertThat(lead.get("/people/" + account(dee)).body())
        .contains("No alert reaches this person.", "Open the link in the e-mail.");
    Surfer stranger = new Surfer(console);
    assertThat(stranger.get("/address").body())
        .contains("Yes, send messages here")
        .doesNotContain("Dee", "Stepping Gate");
    assertThat(stranger.post("/address", Map.of("code", "wrong")).statusCode()).isEqualTo(422);
    String link = console.addressLinks.getLast().reveal();
    HttpResponse<String> confirmed = stranger.post("/address", Map.of("code", link));
    assertThat(confirmed.body())
        .contains("Your address is confirmed")
        .doesNotContain("Dee", "dee@larch.example", "Stepping Gate");
    assertThat(stranger.post("/address", Map.of("code", link)).statusCode()).isEqualTo(422);
    assertThat(lead.get("/my/messages").body()).contains("dee@larch.example");
    assertThat(lead.get("/notifications").body()).contains("Dee Lead can be told.");
    assertThat(lead.get("/people").body()).doesNotContain("Cannot be told");
    done(lead.post("/my/messages/address/forget", Map.of()));
    assertThat(lead.get("/notifications").body())
        .contains("Dee Lead cannot be told: no e-mail address yet.");
    assertThat(acts())
        .contains("own-address-given", "own-address-confirmed", "own-address-removed");
    assertThat(console.audit.entries(console.setting, 0, 1000).toString())
        .doesNotContain("dee@larch.example");
  }

  @Test
  void an_address_is_changed_only_by_whoever_proved_the_second_step_lately() {
    console.now.set(console.now.get().plus(Duration.ofMinutes(30)));
    HttpResponse<String> answer =
        lead.post("/my/messages/address", Map.of("address", "thief@example.org"));
    assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/confirm");
    assertThat(console.addressLinks).isEmpty();
  }

  @Test
  void somebody_says_when_messages_come_and_who_covers() {
    assertThat(lead.get("/my/messages").body()).contains("Nobody else here holds a role");
    UUID deputy = account(console.person(console.setting, "Pat Deputy", Role.DEPUTY));
    done(lead.post("/my/messages/urgent", Map.of("urgent", "yes")));
    assertThat(lead.get("/my/messages").body())
        .containsPattern("value=\"yes\" checked|checked[^>]*value=\"yes\"");
    String today = console.now.get().toString().substring(0, 10);
    HttpResponse<String> wrong =
        lead.post("/my/messages/away", Map.of("first", "", "last", today, "cover", "" + deputy));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("Enter the day.");
    done(
        lead.post(
            "/my/messages/away", Map.of("first", today, "last", today, "cover", "" + deputy)));
    assertThat(lead.get("/my/messages").body()).contains("Pat Deputy is told instead.");
    UUID away =
        console.channels.contacts().of(console.setting, account(dee)).aways().getFirst().id();
    done(lead.post("/my/messages/away/" + away + "/end", Map.of()));
    assertThat(lead.post("/my/messages/away/" + away + "/end", Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(acts()).contains("own-messages-chosen", "away-noted", "away-ended");
  }

  @Test
  void every_message_says_what_became_of_it_and_a_trial_is_one() {
    assertThat(lead.get("/notifications").body()).contains("No message fits.");
    done(lead.post("/notifications/trial", Map.of()));
    assertThat(lead.post("/notifications/trial", Map.of()).headers().firstValue("Location"))
        .contains("/notifications?done=wait");
    Notification trial =
        console
            .channels
            .messages()
            .page(console.setting, Optional.empty(), Optional.empty(), Optional.empty(), 10)
            .items()
            .getFirst();
    assertThat(trial.purpose()).isEqualTo(Purpose.TRIAL);
    assertThat(lead.get("/notifications").body()).contains("It is being sent.");
    console
        .channels
        .messages()
        .failed(
            trial.id(),
            Trouble.SIGN_IN.code(),
            Optional.of(console.now.get().plus(Duration.ofMinutes(1))));
    assertThat(lead.get("/notifications?state=failed").body())
        .containsPattern(
            "did not accept the console.{1,5}s name and password. It is tried again on");
    console
        .channels
        .messages()
        .failed(trial.id(), Trouble.ADDRESS_REFUSED.code(), Optional.empty());
    assertThat(lead.get("/notifications?state=given-up&to=" + account(dee)).body())
        .contains("nobody has this e-mail address");
    assertThat(lead.get("/notifications?state=sent").body()).contains("No message fits.");
    assertThat(lead.get("/notifications.csv").body())
        .contains("\"Dee Lead\",\"Trial message\"")
        .contains("\"Not delivered\"");
    assertThat(acts()).contains("trial-message-sent", "messages-read", "messages-downloaded");
  }

  @Test
  void a_program_is_added_tried_switched_on_again_and_ended() {
    HttpResponse<String> wrong =
        lead.post("/webhooks", Map.of("name", "Helpdesk", "address", "http://localhost/in"));
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("beginning with https://");
    HttpResponse<String> made =
        lead.post("/webhooks", Map.of("name", "Helpdesk", "address", "https://localhost/in?k=1"));
    UUID id = console.channels.webhooks().open(console.setting).getFirst().id();
    String key =
        new String(
            new WebhookStore(console.database, console.sealing)
                .key(console.setting, id)
                .orElseThrow()
                .toArray(),
            java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(made.body()).contains(key);
    assertThat(lead.get("/webhooks").body()).contains("Helpdesk").doesNotContain(key, "k=1");
    done(lead.post("/webhooks/" + id + "/try", Map.of()));
    console.database.useTransaction(
        t ->
            t.createUpdate("UPDATE webhook SET off_at = :now, last_failure = 'hook-slow'")
                .bind("now", console.now.get())
                .execute());
    assertThat(lead.get("/webhooks").body()).contains("Switched off", "took too long to answer");
    done(lead.post("/webhooks/" + id + "/on", Map.of()));
    done(lead.post("/webhooks/" + id + "/on", Map.of()));
    done(lead.post("/webhooks/" + id + "/end", Map.of()));
    assertThat(lead.get("/webhooks").body()).contains("No program.");
    assertThat(acts())
        .contains("webhook-added", "webhook-tried", "webhook-switched-on", "webhook-ended");
  }

  @Test
  void a_week_is_written_down_once_told_to_the_head_and_stays_as_it_was() {
    UUID head = account(console.person(console.setting, "Meg Head", Role.MANAGER));
    var laptop = console.laptop(console.setting, "Blue Room");
    console.stick(console.setting, laptop, "SERIAL71", true);
    assertThat(lead.get("/weekly").body()).contains("This week so far").contains("Blue Room");
    String week = console.week(console.setting);
    WeeklyUpdate written = console.channels.weekly().all(console.setting).getFirst();
    assertThat(written.happened())
        .containsExactly(new WeeklyUpdate.Line("medium-blocked", 1, List.of("Blue Room")));
    assertThat(written.told()).isTrue();
    String before = lead.get("/weekly/" + week).body();
    assertThat(before)
        .contains("Blue Room", "The provider of your web filter sends its own report.")
        .doesNotContain("Dee Lead did", "SanDisk", "SERIAL71");
    console.stick(console.setting, laptop, "SERIAL72", true);
    console.week(console.setting);
    assertThat(console.channels.weekly().all(console.setting)).hasSize(1).contains(written);
    List<Notification> told =
        console
            .channels
            .messages()
            .page(console.setting, Optional.empty(), Optional.empty(), Optional.empty(), 10)
            .items()
            .stream()
            .filter(each -> each.purpose() == Purpose.WEEKLY_UPDATE)
            .toList();
    assertThat(told)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.recipient().id()).isEqualTo(head);
              assertThat(each.path()).isEqualTo("/weekly/" + week);
              assertThat(each.dueAt().atZone(java.time.ZoneId.of("Europe/London")))
                  .hasToString(
                      java.time.LocalDate.parse(week).plusWeeks(1)
                          + each.dueAt()
                              .atZone(java.time.ZoneId.of("Europe/London"))
                              .toString()
                              .substring(10))
                  .matches(at -> at.getHour() == 8 && at.getMinute() == 0);
            });
    assertThat(lead.get("/weekly/2020-01-06").statusCode()).isEqualTo(404);
    assertThat(lead.get("/weekly/nothing").statusCode()).isEqualTo(404);
  }
}
