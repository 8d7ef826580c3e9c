package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.database.Part;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.drift.Drift;
import io.stairgate.console.drift.DriftStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What others changed on laptops against a rule. */
final class DriftsResource {
  private final DriftStore drifts;

  DriftsResource(DriftStore drifts) {
    this.drifts = drifts;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("laptop", "Only on this laptop."));
    words.add(new Operation.Query("rule", "Only of this rule."));
    return List.of(
        Operation.get(
            "/drifts",
            Right.LOOK,
            "Lists what others changed on laptops against a rule, newest first.",
            words,
            Page.class,
            this::page));
  }

  record Page(List<One> drifts, @Nullable String next) {
    Page {
      drifts = List.copyOf(drifts);
    }
  }

  record One(
      String id,
      String laptop,
      String nickname,
      String rule,
      String what,
      String expected,
      String found,
      @Nullable Instant since,
      boolean putBack,
      long toldInUs,
      Instant at,
      Instant receivedAt) {}

  private Reply page(Call call) {
    Part<Drift> part =
        drifts.drifts(
            call.setting(),
            call.queryId("laptop").map(DeviceId::new),
            call.query("rule"),
            call.query("after"),
            call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(DriftsResource::one).toList(), part.next().orElse(null)));
  }

  private static One one(Drift drift) {
    return new One(
        drift.id().toString(),
        drift.laptop().toString(),
        drift.nickname(),
        drift.rule(),
        drift.what(),
        drift.expected(),
        drift.found(),
        drift.since().orElse(null),
        drift.putBack(),
        drift.toldInUs(),
        drift.at(),
        drift.receivedAt());
  }
}
