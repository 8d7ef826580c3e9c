package io.stairgate.console.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.oidc.Reach;
import io.stairgate.console.secret.SealingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class WebhooksTest {
  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private WebhookStore store;
  private Webhooks webhooks;

  WebhooksTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    store = new WebhookStore(f.database, SealingKey.of(SealingKey.random()));
    webhooks =
        new Webhooks(
            new Webhooks.Parts(
                f.database,
                store,
                new NotificationStore(f.database),
                f.alerts,
                new Reach(Set.of("localhost")),
                f.audit,
                f.live,
                f.clock));
  }

  @AfterEach
  void close() {
    f.close();
  }

  private WebhookOutcome make(String address) {
    return webhooks.make(f.setting, "Our helpdesk", address, StoreFixture.ANN);
  }

  @Test
  void only_https_and_no_address_inside_that_was_not_allowed() {
    for (String wrong :
        new String[] {
          "",
          "nothing",
          "http://localhost:8080/in",
          "https://",
          "ftp://localhost/",
          "https://user:pass@localhost/",
          "https://127.0.0.1/in",
          "https://10.0.0.1/in",
          "https://169.254.169.254/latest",
          "https://[::1]/in",
          "https://[::ffff:10.0.0.1]/"
        }) {
      assertThat(make(wrong)).as(wrong).isInstanceOf(WebhookOutcome.Refused.class);
    }
    assertThat(store.open(f.setting)).isEmpty();
    assertThat(make("https://localhost:8443/in")).isInstanceOf(WebhookOutcome.Made.class);
  }

  @Test
  void its_key_is_shown_once_and_stands_sealed() {
    WebhookOutcome.Made made = (WebhookOutcome.Made) make("https://localhost/in?key=abc");
    String key = made.key().reveal();
    UUID id = made.webhook().id();
    assertThat(store.key(f.setting, id))
        .contains(Bytes.of(key.getBytes(StandardCharsets.US_ASCII)));
    String row =
        f.database.inTransaction(
            tx ->
                tx.createQuery("SELECT sealed_secret FROM webhook")
                    .map(
                        (each, context) ->
                            new String(each.getBytes(1), StandardCharsets.ISO_8859_1))
                    .one());
    assertThat(row).doesNotContain(key);
    assertThat(f.audit.entries(f.setting, 0, 10).toString())
        .contains("Our helpdesk at localhost")
        .doesNotContain(key, "key=abc");
    assertThat(new WebhookStore(f.database, SealingKey.of(SealingKey.random())).key(f.setting, id))
        .isEmpty();
  }

  @Test
  void it_is_tried_ended_and_each_is_in_the_log() {
    UUID id = ((WebhookOutcome.Made) make("https://localhost/in")).webhook().id();
    assertThat(webhooks.tryOut(f.setting, id, StoreFixture.ANN))
        .isEqualTo(new WebhookOutcome.Done());
    assertThat(
            new NotificationStore(f.database)
                .page(f.setting, Optional.empty(), Optional.empty(), Optional.empty(), 10)
                .items())
        .singleElement()
        .satisfies(each -> assertThat(each.category()).isEqualTo("Trial message"));
    assertThat(webhooks.switchOn(f.setting, id, StoreFixture.ANN))
        .as("it is on, and stays so")
        .isEqualTo(new WebhookOutcome.Done());
    assertThat(webhooks.end(f.setting, id, StoreFixture.ANN)).isEqualTo(new WebhookOutcome.Done());
    assertThat(webhooks.end(f.setting, id, StoreFixture.ANN))
        .isEqualTo(new WebhookOutcome.NotThere());
    assertThat(store.key(f.setting, id)).contains(Bytes.of(new byte[0]));
    assertThat(f.audit.entries(f.setting, 0, 10))
        .extracting(AuditEntry::act)
        .containsExactly("webhook-added", "webhook-tried", "webhook-switched-on", "webhook-ended");
  }

  @Test
  void there_is_an_end_to_how_many_there_may_be() {
    for (int i = 0; i < WebhookStore.MOST; i++) {
      assertThat(make("https://localhost/in")).isInstanceOf(WebhookOutcome.Made.class);
    }
    assertThat(make("https://localhost/in")).isInstanceOf(WebhookOutcome.Refused.class);
  }
}
