package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What enforcing a rule would change, laptop by laptop, as each said when it was last checked. */
final class RulePreviewResource {
  private final DeviceStore devices;
  private final FindingStore findings;

  RulePreviewResource(DeviceStore devices, FindingStore findings) {
    this.devices = devices;
    this.findings = findings;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/rules/{rule}/preview",
            Right.LOOK,
            "Shows for each laptop what enforcing a rule would change.",
            Operation.PAGING,
            Page.class,
            this::page));
  }

  record Page(String rule, List<One> laptops, @Nullable String next) {
    Page {
      laptops = List.copyOf(laptops);
    }
  }

  record One(
      String laptop,
      String nickname,
      @Nullable String state,
      @Nullable String stage,
      boolean canEnforce,
      List<String> wouldChange,
      @Nullable Instant provedAt) {
    One {
      wouldChange = List.copyOf(wouldChange);
    }
  }

  private Reply page(Call call) {
    String rule = call.word("rule");
    if (!rule.matches("[a-z][a-z0-9-]{0,63}")) {
      throw RefusedException.notFound();
    }
    int limit = call.limit();
    List<Laptop> page =
        devices.page(
            call.setting(), LaptopQuestion.EVERY, call.afterId().map(DeviceId::new), limit + 1);
    List<Laptop> shown = page.size() > limit ? page.subList(0, limit) : page;
    Map<DeviceId, List<Finding>> proved =
        findings.findings(call.setting(), shown.stream().map(Laptop::id).toList());
    return Reply.of(
        new Page(
            rule,
            shown.stream()
                .map(
                    laptop ->
                        one(
                            laptop,
                            proved.getOrDefault(laptop.id(), List.of()).stream()
                                .filter(finding -> finding.rule().equals(rule))
                                .findFirst()))
                .toList(),
            page.size() > limit ? shown.getLast().id().toString() : null));
  }

  private static One one(Laptop laptop, Optional<Finding> finding) {
    return new One(
        laptop.id().toString(),
        laptop.nickname(),
        finding.map(Finding::state).orElse(null),
        finding.map(Finding::stage).orElse(null),
        finding.filter(Finding::canEnforce).isPresent(),
        finding.map(Finding::wouldChange).orElse(List.of()),
        finding.map(Finding::provedAt).orElse(null));
  }
}
