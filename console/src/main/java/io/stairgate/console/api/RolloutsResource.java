package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of rules that come to the laptops step by step. */
final class RolloutsResource {
  private final PolicyFiles files;

  RolloutsResource(PolicyFiles files) {
    this.files = files;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/rollouts",
            Right.SEE_POLICY,
            "Lists the newest 50 changes of rules that come to the laptops step by step.",
            Page.class,
            this::page),
        Operation.get(
            "/rollouts/{rollout}",
            Right.SEE_POLICY,
            "Shows how a change of a rule stands, laptop by laptop.",
            One.class,
            this::one),
        Operation.forPeople(
            "/rollouts/{rollout}/continuation",
            Right.PROPOSE_POLICY,
            "Lets a change go on that has stopped."));
  }

  record Page(List<Brief> rollouts) {
    Page {
      rollouts = List.copyOf(rollouts);
    }
  }

  record Brief(
      String id,
      String rule,
      String way,
      String state,
      int step,
      int steps,
      long laptops,
      long reached,
      long version,
      String begunBy,
      Instant begunAt,
      @Nullable String stopReason,
      @Nullable Instant endedAt) {}

  record OnLaptop(
      String laptop,
      int step,
      String state,
      @Nullable Instant reachedAt,
      @Nullable String reason) {}

  record One(Brief rollout, List<OnLaptop> laptops) {
    One {
      laptops = List.copyOf(laptops);
    }
  }

  private Reply page(Call call) {
    return Reply.of(
        new Page(
            files.rollouts().all(call.setting()).stream().map(RolloutsResource::brief).toList()));
  }

  private Reply one(Call call) {
    Rollout.Whole whole =
        files
            .rollouts()
            .find(call.setting(), call.id("rollout"))
            .orElseThrow(RefusedException::notFound);
    return Reply.of(
        new One(brief(whole), whole.laptops().stream().map(RolloutsResource::laptop).toList()));
  }

  private static Brief brief(Rollout.Whole whole) {
    Rollout rollout = whole.rollout();
    return new Brief(
        rollout.id().toString(),
        rollout.rule().id(),
        rollout.way().code(),
        rollout.state().code(),
        rollout.step(),
        rollout.steps(),
        whole.laptops().size(),
        whole.reached(),
        rollout.version(),
        rollout.begunBy(),
        rollout.begunAt(),
        rollout.stopReason().isEmpty() ? null : rollout.stopReason(),
        rollout.endedAt().orElse(null));
  }

  private static OnLaptop laptop(Rollout.OnLaptop each) {
    return new OnLaptop(
        each.laptop().toString(),
        each.step(),
        each.state().code(),
        each.reachedAt().orElse(null),
        each.reason().isEmpty() ? null : each.reason());
  }
}
