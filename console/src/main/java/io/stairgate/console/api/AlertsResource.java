package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alerts. */
final class AlertsResource {
  private final AlertStore alerts;

  AlertsResource(AlertStore alerts) {
    this.alerts = alerts;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"open\" for those nobody has seen, or \"all\"."));
    return List.of(
        Operation.get(
            "/alerts", Right.LOOK, "Lists alerts, newest first.", words, Page.class, this::page),
        Operation.get("/alerts/{alert}", Right.LOOK, "Shows one alert.", One.class, this::one),
        Operation.forPeople(
            "/alerts/{alert}/acknowledgement", Right.ACKNOWLEDGE, "Says that an alert was seen."));
  }

  record Page(List<One> alerts, @Nullable String next) {
    Page {
      alerts = List.copyOf(alerts);
    }
  }

  record One(
      String id,
      @Nullable String laptop,
      String kind,
      String severity,
      String detail,
      @Nullable Medium medium,
      int occurrences,
      Instant firstAt,
      Instant lastAt,
      Instant changedAt,
      @Nullable Instant acknowledgedAt,
      @Nullable String acknowledgedBy) {}

  record Medium(String kind, String vendorId, String productId, String serial, String name) {}

  private Reply page(Call call) {
    AlertStore.Page page =
        switch (call.query("state").orElse("all")) {
          case "all" -> alerts.all(call.setting(), call.query("after"), call.limit());
          case "open" -> alerts.open(call.setting(), call.query("after"), call.limit());
          default -> throw RefusedException.badRequest("\"state\" is \"all\" or \"open\".");
        };
    return Reply.of(
        new Page(
            page.alerts().stream().map(AlertsResource::one).toList(), page.next().orElse(null)));
  }

  private Reply one(Call call) {
    return Reply.of(
        one(alerts.find(call.setting(), call.id("alert")).orElseThrow(RefusedException::notFound)));
  }

  private static One one(Alert alert) {
    return new One(
        alert.id().toString(),
        alert.device().map(DeviceId::toString).orElse(null),
        alert.kind(),
        alert.severity(),
        alert.detail(),
        alert
            .medium()
            .map(
                medium ->
                    new Medium(
                        medium.kind(),
                        medium.vendorId(),
                        medium.productId(),
                        medium.serial(),
                        medium.name()))
            .orElse(null),
        alert.occurrences(),
        alert.firstAt(),
        alert.lastAt(),
        alert.changedAt(),
        alert.acknowledged().map(Alert.Acknowledgement::at).orElse(null),
        alert.acknowledged().map(Alert.Acknowledgement::by).orElse(null));
  }
}
