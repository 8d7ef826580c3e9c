package io.stairgate.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.token.ApiToken;
import io.stairgate.console.web.RefusalPage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the API. Names and meaning of what it answers do not change; more may be added.
 * Times are UTC (ISO 8601); what is not there is null. Any thread.
 */
public final class Api {
  private static final int DEFAULT_LIMIT = 100;
  private static final int LARGEST_LIMIT = 500;

  private final ObjectMapper json = new ObjectMapper();
  private final DeviceStore devices;
  private final FindingStore findings;
  private final AlertStore alerts;

  /** Ready to answer. */
  public Api(DeviceStore devices, FindingStore findings, AlertStore alerts) {
    this.devices = devices;
    this.findings = findings;
    this.alerts = alerts;
  }

  /** The API's part of the table of routes. */
  public List<Route> routes() {
    return List.of(
        new Route.Program(HandlerType.GET, "/api/v1/laptops", Right.LOOK, this::laptops),
        new Route.Program(HandlerType.GET, "/api/v1/laptops/{id}", Right.LOOK, this::laptop),
        new Route.Program(HandlerType.GET, "/api/v1/alerts", Right.LOOK, this::alerts));
  }

  /** How programs see a refusal: problem details, RFC 9457. */
  public RefusalPage refusals() {
    return (context, refused) -> {
      if (refused.status() == 401) {
        context.header("WWW-Authenticate", "Bearer realm=\"stairgate\"");
      }
      write(context, "application/problem+json", problem(refused));
    };
  }

  private static Map<String, @Nullable Object> problem(RefusedException refused) {
    Map<String, @Nullable Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", refused.title());
    problem.put("status", refused.status());
    problem.put("detail", refused.sentence());
    return problem;
  }

  private void laptops(Context context, ApiToken token) {
    int limit = limit(context);
    List<Laptop> page = devices.page(token.setting(), after(context), limit + 1);
    List<Laptop> shown = page.size() > limit ? page.subList(0, limit) : page;
    Map<DeviceId, List<Finding>> proved =
        findings.findings(token.setting(), shown.stream().map(Laptop::id).toList());
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(
        "laptops",
        shown.stream()
            .map(laptop -> laptop(laptop, proved.getOrDefault(laptop.id(), List.of())))
            .toList());
    answer.put("next", page.size() > limit ? shown.getLast().id().toString() : null);
    write(context, "application/json", answer);
  }

  private void laptop(Context context, ApiToken token) {
    Laptop laptop =
        devices
            .laptop(token.setting(), device(context.pathParam("id")))
            .orElseThrow(RefusedException::notFound);
    write(
        context,
        "application/json",
        laptop(laptop, findings.findings(token.setting(), laptop.id())));
  }

  private void alerts(Context context, ApiToken token) {
    Optional<String> after =
        Optional.ofNullable(context.queryParam("after")).filter(text -> text.length() <= 300);
    AlertStore.Page page =
        switch (Optional.ofNullable(context.queryParam("state")).orElse("all")) {
          case "all" -> alerts.all(token.setting(), after, limit(context));
          case "open" -> alerts.open(token.setting(), after, limit(context));
          default -> throw RefusedException.badRequest("\"state\" is \"all\" or \"open\".");
        };
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("alerts", page.alerts().stream().map(Api::alert).toList());
    answer.put("next", page.next().orElse(null));
    write(context, "application/json", answer);
  }

  private static Map<String, @Nullable Object> laptop(Laptop laptop, List<Finding> proved) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", laptop.id().toString());
    answer.put("nickname", laptop.nickname());
    answer.put("lastSeenAt", time(laptop.lastSeenAt()));
    answer.put("connected", laptop.connected());
    answer.put("enrolledAt", laptop.enrolledAt().toString());
    answer.put("make", laptop.make());
    answer.put("model", laptop.model());
    answer.put("serial", laptop.serial());
    answer.put("system", laptop.system());
    answer.put("systemVersion", laptop.systemVersion());
    answer.put("agentVersion", laptop.agentVersion());
    answer.put("findings", proved.stream().map(Api::finding).toList());
    return answer;
  }

  private static Map<String, @Nullable Object> finding(Finding finding) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("rule", finding.rule());
    answer.put("state", finding.state());
    answer.put("reason", text(finding.reason()));
    answer.put("hold", finding.hold());
    answer.put("holdReason", text(finding.holdReason()));
    answer.put("stage", finding.stage());
    answer.put("since", finding.since().toString());
    answer.put("provedAt", finding.provedAt().toString());
    answer.put("sentence", finding.sentence());
    answer.put("evidence", finding.evidence());
    return answer;
  }

  private static Map<String, @Nullable Object> alert(Alert alert) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", alert.id().toString());
    answer.put("laptop", alert.device().map(DeviceId::toString).orElse(null));
    answer.put("kind", alert.kind());
    answer.put("severity", alert.severity());
    answer.put("detail", alert.detail());
    answer.put("medium", alert.medium().orElse(null));
    answer.put("occurrences", alert.occurrences());
    answer.put("firstAt", alert.firstAt().toString());
    answer.put("lastAt", alert.lastAt().toString());
    answer.put("changedAt", alert.changedAt().toString());
    answer.put("acknowledgedAt", time(alert.acknowledged().map(Alert.Acknowledgement::at)));
    answer.put("acknowledgedBy", alert.acknowledged().map(Alert.Acknowledgement::by).orElse(null));
    return answer;
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static int limit(Context context) {
    String given = context.queryParam("limit");
    if (given == null) {
      return DEFAULT_LIMIT;
    }
    if (!given.matches("[0-9]{1,4}")) {
      throw RefusedException.badRequest("\"limit\" is a number from 1 to 500.");
    }
    return Math.clamp(Integer.parseInt(given), 1, LARGEST_LIMIT);
  }

  private static Optional<DeviceId> after(Context context) {
    String given = context.queryParam("after");
    if (given == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DeviceId(UUID.fromString(given)));
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("\"after\" is the value of \"next\" of the page before.");
    }
  }

  private static DeviceId device(String id) {
    try {
      return new DeviceId(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      throw RefusedException.notFound();
    }
  }

  private void write(Context context, String type, Object answer) {
    try {
      context.contentType(type).result(json.writeValueAsBytes(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps of plain values can be written as JSON", e);
    }
  }
}
