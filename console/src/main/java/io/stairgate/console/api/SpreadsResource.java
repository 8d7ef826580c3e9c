package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Spread;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes of a rule over several settings, as far as they concern the token's own setting. */
final class SpreadsResource {
  private final PolicyFiles files;

  SpreadsResource(PolicyFiles files) {
    this.files = files;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/changes",
            Right.SEE_POLICY,
            "Lists the newest 50 changes of a rule over several settings that concern this one.",
            Page.class,
            this::page),
        Operation.get(
            "/changes/{spread}",
            Right.SEE_POLICY,
            "Shows one of them, and how it stands in this setting.",
            One.class,
            this::one),
        Operation.forPeople(
            "/changes", Right.PROPOSE_POLICY, "Begins a change of a rule over several settings."),
        Operation.forPeople(
            "/changes/{spread}/decision",
            Right.PROPOSE_POLICY,
            "Stops a change over several settings, lets it go on, or takes it back."));
  }

  record Page(List<One> changes) {
    Page {
      changes = List.copyOf(changes);
    }
  }

  record One(
      String id,
      String rule,
      String state,
      int step,
      String reason,
      String begunBy,
      Instant begunAt,
      @Nullable Instant endedAt,
      Here here) {}

  record Here(
      String state,
      int laptops,
      int reached,
      @Nullable String word,
      @Nullable String proposal,
      @Nullable String rollout) {}

  private Reply page(Call call) {
    return Reply.of(
        new Page(
            files.spreads().newest(List.of(call.setting())).stream()
                .map(SpreadsResource::one)
                .toList()));
  }

  private Reply one(Call call) {
    return Reply.of(
        files
            .spreads()
            .find(call.id("spread"), List.of(call.setting()))
            .map(SpreadsResource::one)
            .orElseThrow(RefusedException::notFound));
  }

  private static One one(Spread.Whole whole) {
    Spread spread = whole.spread();
    Spread.Part part = whole.parts().getFirst();
    return new One(
        spread.id().toString(),
        spread.rule().id(),
        spread.state().code(),
        spread.step(),
        spread.reason(),
        spread.begunByName(),
        spread.begunAt(),
        spread.endedAt().orElse(null),
        new Here(
            part.standing().code(),
            part.laptops(),
            part.reached(),
            part.word().isEmpty() ? null : part.word(),
            part.proposal().map(UUID::toString).orElse(null),
            part.rollout().map(UUID::toString).orElse(null)));
  }
}
