package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.database.Part;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.software.Approvals;
import io.stairgate.console.software.LaptopProgram;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that laptops told of: names and versions, never use. */
final class SoftwareResource {
  private final LaptopProgramStore programs;
  private final PolicyFiles policies;
  private final InstantSource clock;

  SoftwareResource(LaptopProgramStore programs, PolicyFiles policies, InstantSource clock) {
    this.programs = programs;
    this.policies = policies;
    this.clock = clock;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(
        new Operation.Query(
            "state",
            "\"new\" for those that came after the laptop was first looked at, \"present\" for"
                + " those that are there, or \"all\"."));
    words.add(new Operation.Query("laptop", "Only of this laptop."));
    return List.of(
        Operation.get(
            "/software",
            Right.LOOK,
            "Lists programs on laptops, the latest first.",
            words,
            Page.class,
            this::page));
  }

  record Page(List<One> software, @Nullable String next) {
    Page {
      software = List.copyOf(software);
    }
  }

  record One(
      String id,
      String laptop,
      String nickname,
      String name,
      String version,
      String source,
      boolean cloud,
      boolean newlyAdded,
      boolean approved,
      Instant firstSeenAt,
      @Nullable Instant goneAt) {}

  private Reply page(Call call) {
    LaptopProgramStore.Which which =
        switch (call.query("state").orElse("new")) {
          case "new" -> LaptopProgramStore.Which.NEW;
          case "present" -> LaptopProgramStore.Which.PRESENT;
          case "all" -> LaptopProgramStore.Which.ALL;
          default ->
              throw RefusedException.badRequest("\"state\" is \"new\", \"present\" or \"all\".");
        };
    SettingPolicy policy = policies.current(call.setting()).policy();
    Approvals approvals = Approvals.of(policy, policy.calendar().day(clock.instant()));
    Part<LaptopProgram> part =
        programs.programs(
            call.setting(),
            call.queryId("laptop").map(DeviceId::new),
            which,
            call.query("after"),
            call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(program -> one(program, approvals)).toList(),
            part.next().orElse(null)));
  }

  private static One one(LaptopProgram program, Approvals approvals) {
    return new One(
        program.id().toString(),
        program.laptop().toString(),
        program.nickname(),
        program.name(),
        program.version(),
        program.source(),
        program.cloud(),
        program.newlyAdded(),
        approvals.include(program.name(), program.cloud()),
        program.firstSeenAt(),
        program.goneAt().orElse(null));
  }
}
