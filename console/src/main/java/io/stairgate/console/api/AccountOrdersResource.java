package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Part;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said of single accounts of the laptops. A program may say what makes things safer; a
 * sign-in is stopped, and anything taken back, by a person.
 */
final class AccountOrdersResource {
  private final AccountOrders orders;
  private final AuditStore audit;
  private final InstantSource clock;

  AccountOrdersResource(AccountOrders orders, AuditStore audit, InstantSource clock) {
    this.orders = orders;
    this.audit = audit;
    this.clock = clock;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"current\" for those that hold now, or \"all\"."));
    return List.of(
        Operation.get(
            "/account-orders",
            Right.SEE_PEOPLE,
            "Lists what is said of single accounts, newest first.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/account-orders/{order}",
            Right.SEE_PEOPLE,
            "Shows one of them.",
            One.class,
            this::one),
        Operation.post(
            "/account-orders/left",
            Right.MANAGE_PEOPLE,
            "Says that a person left: the account is shut on every laptop.",
            Left.class,
            Said.class,
            this::left),
        Operation.post(
            "/account-orders/password-known",
            Right.MANAGE_PEOPLE,
            "Says that somebody else may know a password: it is to be changed within 24 hours.",
            Known.class,
            Said.class,
            this::known),
        Operation.forPeople(
            "/account-orders/suspension",
            Right.MANAGE_PEOPLE,
            "Stops a person's sign-in on every laptop until a day."),
        Operation.forPeople(
            "/account-orders/{order}/clearing",
            Right.MANAGE_PEOPLE,
            "Takes back what was said of an account."));
  }

  record Page(List<One> accountOrders, @Nullable String next) {
    Page {
      accountOrders = List.copyOf(accountOrders);
    }
  }

  record One(
      String id,
      String account,
      String kind,
      String reason,
      boolean holds,
      Instant since,
      @Nullable Instant endsAt,
      String madeBy,
      Instant madeAt,
      @Nullable Instant clearedAt,
      @Nullable String clearedBy,
      @Nullable String clearedWord) {}

  record Left(@Nullable String account, @Nullable String reason) {}

  record Known(@Nullable String account, @Nullable String since, @Nullable String reason) {}

  record Said(String account) {}

  private Reply page(Call call) {
    boolean current =
        switch (call.query("state").orElse("current")) {
          case "current" -> true;
          case "all" -> false;
          default -> throw RefusedException.badRequest("\"state\" is \"current\" or \"all\".");
        };
    Part<AccountOrder> part =
        orders.orders(call.setting(), current, call.query("after"), call.limit());
    audit.append(call.setting(), call.actor(), "account-orders-read", "", "");
    return Reply.of(
        new Page(part.items().stream().map(this::one).toList(), part.next().orElse(null)));
  }

  private Reply one(Call call) {
    AccountOrder order =
        orders.order(call.setting(), call.id("order")).orElseThrow(RefusedException::notFound);
    audit.append(
        call.setting(), call.actor(), "account-orders-read", "account-order:" + order.id(), "");
    return Reply.of(one(order));
  }

  private Reply left(Call call) {
    Left body = call.body(Left.class);
    String account = PermissionShapes.given(body.account());
    return said(
        account,
        orders.left(call.setting(), call.actor(), account, PermissionShapes.given(body.reason())));
  }

  private Reply known(Call call) {
    Known body = call.body(Known.class);
    String account = PermissionShapes.given(body.account());
    return said(
        account,
        orders.passwordKnown(
            call.setting(),
            call.actor(),
            account,
            since(body.since()),
            PermissionShapes.given(body.reason())));
  }

  private Instant since(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse).orElseGet(clock::instant);
    } catch (DateTimeParseException e) {
      throw Json.wrong("since", "\"since\" is a time such as 2026-09-14T09:00:00Z.");
    }
  }

  private static Reply said(String account, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused(String field, String sentence) -> throw Json.wrong(field, sentence);
      case Outcome.NotThere _ -> throw RefusedException.notFound();
      case Outcome.Done _, Outcome.Invited _, Outcome.LetBackIn _ ->
          Reply.made(new Said(account.strip()));
    };
  }

  private One one(AccountOrder order) {
    return new One(
        order.id().toString(),
        order.account(),
        order.kind().code(),
        order.reason(),
        order.holdsAt(clock.instant()),
        order.since(),
        order.endsAt().orElse(null),
        order.madeBy().name(),
        order.madeAt(),
        order.cleared().map(AccountOrder.Cleared::at).orElse(null),
        order.cleared().map(AccountOrder.Cleared::by).orElse(null),
        order.cleared().map(AccountOrder.Cleared::word).orElse(null));
  }
}
