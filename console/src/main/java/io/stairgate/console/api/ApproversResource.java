package io.stairgate.console.api;

import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import java.util.Arrays;
import java.util.List;

/** Who decides what. */
final class ApproversResource {
  private final ApproverStore approvers;

  ApproversResource(ApproverStore approvers) {
    this.approvers = approvers;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/approvers",
            Right.SEE_POLICY,
            "Says which roles decide about what. It is changed with the policy.",
            All.class,
            this::all));
  }

  record All(List<One> approvers) {
    All {
      approvers = List.copyOf(approvers);
    }
  }

  record One(String decision, List<String> roles) {
    One {
      roles = List.copyOf(roles);
    }
  }

  private Reply all(Call call) {
    return Reply.of(
        new All(
            Arrays.stream(Decision.values())
                .map(
                    decision ->
                        new One(
                            decision.code(),
                            approvers.approvers(call.setting(), decision).stream()
                                .sorted()
                                .map(Role::code)
                                .toList()))
                .toList()));
  }
}
