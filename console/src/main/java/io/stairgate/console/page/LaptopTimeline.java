package io.stairgate.console.page;

import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopTimelineStore;
import io.stairgate.console.device.LaptopTimelineStore.Happening;
import io.stairgate.console.device.LaptopTimelineStore.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What happened on a laptop, in words and a page at a time. Any thread. */
final class LaptopTimeline {
  private static final int PER_PAGE = 30;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final LaptopTimelineStore store;
  private final AlertStore alerts;
  private final AlertRows rows;
  private final Moments moments;

  LaptopTimeline(LaptopTimelineStore store, AlertStore alerts, AlertRows rows, Moments moments) {
    this.store = store;
    this.alerts = alerts;
    this.rows = rows;
    this.moments = moments;
  }

  /**
   * One page.
   *
   * @param before what stands in the address: the time of the last row of the page before
   */
  LaptopView.Timeline of(SignedIn who, Laptop laptop, String before) {
    Instant from = time(before);
    List<Happening> found = store.happenings(who.setting(), laptop.id(), from, PER_PAGE + 1);
    List<Happening> shown = together(found);
    Map<String, AlertRow> raised = alerts(who, shown);
    String own = "/laptops/" + laptop.id();
    return new LaptopView.Timeline(
        shown.stream()
            .map(
                each ->
                    new LaptopView.Happened(
                        moments.of(each.at()), sentence(each, raised), href(who, each, raised)))
            .toList(),
        found.size() > shown.size() ? own + "?before=" + shown.getLast().at() + "#timeline" : "",
        from.equals(LATEST) ? "" : own + "#timeline");
  }

  /** A page, and what happened at the same moment as its last row. */
  private static List<Happening> together(List<Happening> found) {
    if (found.size() <= PER_PAGE) {
      return found;
    }
    Instant last = found.get(PER_PAGE - 1).at();
    return found.stream().filter(each -> !each.at().isBefore(last)).toList();
  }

  private static Instant time(String before) {
    try {
      Instant time = before.isEmpty() ? LATEST : Instant.parse(before);
      return time.isAfter(LATEST) || time.isBefore(Instant.EPOCH)
          ? LATEST
          : time.truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      return LATEST;
    }
  }

  private Map<String, AlertRow> alerts(SignedIn who, List<Happening> shown) {
    List<Alert> raised =
        shown.stream()
            .filter(each -> each.kind() == Kind.ALERT)
            .map(each -> alerts.find(who.setting(), UUID.fromString(each.subject())))
            .flatMap(Optional::stream)
            .toList();
    return rows.of(who, raised).stream()
        .collect(Collectors.toMap(AlertRow::id, Function.identity(), (one, other) -> one));
  }

  private static String sentence(Happening each, Map<String, AlertRow> raised) {
    return switch (each.kind()) {
      case MEDIUM -> medium(each);
      case ALERT ->
          Optional.ofNullable(raised.get(each.subject()))
              .map(row -> "Alert: " + StickWords.lower(row.title()) + ".")
              .orElse("An alert was raised.");
      case DRIFT ->
          "%s: somebody changed “%s”%s"
              .formatted(
                  RuleWords.of(each.subject()).title(),
                  StickWords.harmless(each.what()),
                  each.detail().isEmpty() ? "." : ". It was put back.");
      case CHANGE ->
          "%s: now %s."
              .formatted(
                  RuleWords.of(each.subject()).title(),
                  StickWords.lower(RuleWords.tag(each.what())));
      case POLICY -> "It was sent its rules, number %s.".formatted(each.what());
      case CONCERN -> "Somebody reported something here.";
      case GAP -> "Some of its notes are missing.";
    };
  }

  private static String medium(Happening each) {
    String thing = StickWords.thing(each.subject());
    String named =
        each.detail().isBlank() ? thing : thing + " (" + StickWords.harmless(each.detail()) + ")";
    return named
        + switch (each.what()) {
          case "blocked" -> " was plugged in and blocked.";
          case "seen" -> " was plugged in and not blocked: this laptop only watches.";
          case "allowed" -> " was plugged in, with permission.";
          case "removed" -> " was taken out.";
          default -> " was plugged in and could not be blocked.";
        };
  }

  private static String href(SignedIn who, Happening each, Map<String, AlertRow> raised) {
    return switch (each.kind()) {
      case ALERT -> Optional.ofNullable(raised.get(each.subject())).map(AlertRow::href).orElse("");
      case CONCERN -> who.may(Right.SEE_INCIDENTS) ? "/concerns" : "";
      case DRIFT, CHANGE -> "#rule-" + each.subject();
      case MEDIUM, POLICY, GAP -> "";
    };
  }
}
