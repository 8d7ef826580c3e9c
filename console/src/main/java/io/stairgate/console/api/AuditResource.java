package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.audit.AuditFilter;
import io.stairgate.console.audit.AuditStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who did what. */
final class AuditResource {
  private final AuditStore audit;

  AuditResource(AuditStore audit) {
    this.audit = audit;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("actor", "Only what this person, program or laptop did."));
    words.add(new Operation.Query("act", "Only this act, for example laptop-renamed."));
    words.add(new Operation.Query("laptop", "Only what was done to or by this laptop."));
    words.add(new Operation.Query("from", "Not before this time."));
    words.add(new Operation.Query("to", "Only before this time."));
    return List.of(
        Operation.get(
            "/audit",
            Right.SEE_AUDIT,
            "Lists who did what, in its order, each line with its hash. Reading it is noted in it.",
            words,
            Page.class,
            this::page));
  }

  record Page(List<One> entries, @Nullable String next) {
    Page {
      entries = List.copyOf(entries);
    }
  }

  record One(
      long number,
      Instant at,
      String actor,
      String actorKind,
      @Nullable String actorId,
      String act,
      String target,
      String detail,
      String hash,
      String previousHash) {}

  private Reply page(Call call) {
    int limit = call.limit();
    long after = call.afterNumber().orElse(0L);
    AuditFilter filter =
        new AuditFilter(
            call.queryId("actor"),
            call.query("act").map(Set::of).orElse(Set.of()),
            call.queryId("laptop").map(Set::of).orElse(Set.of()),
            call.queryTime("from"),
            call.queryTime("to"));
    List<AuditStore.Line> lines = audit.oldest(call.setting(), filter, after, limit + 1);
    List<AuditStore.Line> shown = lines.size() > limit ? lines.subList(0, limit) : lines;
    audit.append(call.setting(), call.actor(), "audit-read", "", "behind line " + after);
    return Reply.of(
        new Page(
            shown.stream().map(AuditResource::one).toList(),
            lines.size() > limit ? String.valueOf(shown.getLast().entry().number()) : null));
  }

  private static One one(AuditStore.Line line) {
    AuditEntry entry = line.entry();
    return new One(
        entry.number(),
        entry.at(),
        entry.actor(),
        entry.actorKind(),
        entry.actorId().map(UUID::toString).orElse(null),
        entry.act(),
        entry.target(),
        entry.detail(),
        entry.hash().hex(),
        line.previous().hex());
  }
}
