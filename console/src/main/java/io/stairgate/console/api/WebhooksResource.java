package io.stairgate.console.api;

import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.webhook.Webhook;
import io.stairgate.console.webhook.WebhookOutcome;
import io.stairgate.console.webhook.Webhooks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that are told. The key of a new one is shown to a person, once. */
final class WebhooksResource {
  private final Webhooks webhooks;

  WebhooksResource(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/webhooks",
            Right.MANAGE_PROGRAMS,
            "Lists the programs that are told, newest first; not their keys.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.forPeople(
            "/webhooks", Right.MANAGE_PROGRAMS, "Has a program told, and shows its key."),
        Operation.delete(
            "/webhooks/{webhook}", Right.MANAGE_PROGRAMS, "Ends telling a program.", this::end),
        new Operation(
            HandlerType.POST,
            "/webhooks/{webhook}/trial",
            Right.MANAGE_PROGRAMS,
            "Sends a trial message to a program.",
            List.of(),
            null,
            null,
            204,
            Reply.JSON,
            this::tryOut),
        new Operation(
            HandlerType.POST,
            "/webhooks/{webhook}/on",
            Right.MANAGE_PROGRAMS,
            "Switches a program on again that was switched off after a week of failures.",
            List.of(),
            null,
            null,
            204,
            Reply.JSON,
            this::switchOn));
  }

  record Page(List<One> webhooks, @Nullable String next) {
    Page {
      webhooks = List.copyOf(webhooks);
    }
  }

  record One(
      String id,
      String name,
      String host,
      String madeBy,
      Instant madeAt,
      @Nullable Instant lastDoneAt,
      @Nullable Instant failingSince,
      @Nullable String lastFailure,
      @Nullable Instant offAt) {}

  private Reply page(Call call) {
    Slice<Webhook> slice =
        Slice.of(webhooks.open(call.setting()), Webhook::id, call.afterId(), call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(WebhooksResource::one).toList(), slice.next()));
  }

  private static One one(Webhook webhook) {
    return new One(
        webhook.id().toString(),
        webhook.name(),
        webhook.host(),
        webhook.madeBy(),
        webhook.madeAt(),
        webhook.lastDone().orElse(null),
        webhook.failingSince().orElse(null),
        webhook.lastFailure().map(Trouble::code).orElse(null),
        webhook.off().orElse(null));
  }

  private Reply end(Call call) {
    return done(webhooks.end(call.setting(), call.id("webhook"), call.actor()));
  }

  private Reply tryOut(Call call) {
    return done(webhooks.tryOut(call.setting(), call.id("webhook"), call.actor()));
  }

  private Reply switchOn(Call call) {
    return done(webhooks.switchOn(call.setting(), call.id("webhook"), call.actor()));
  }

  private static Reply done(WebhookOutcome outcome) {
    if (!(outcome instanceof WebhookOutcome.Done)) {
      throw RefusedException.notFound();
    }
    return Reply.nothing();
  }
}
