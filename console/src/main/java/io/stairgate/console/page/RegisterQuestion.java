package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.RegisterFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;

/**
 * What somebody looks for in the register, as it stands in the address; words that mean nothing are
 * told and let everything through.
 *
 * @param find part of a name or serial number
 * @param laptop id of a laptop; empty for all
 * @param owner code of an owner; empty for all
 * @param kind code of a kind; empty for all
 * @param state {@code allowed}, or empty for all
 * @param from first day, as typed
 * @param to last day, as typed
 * @param sort {@code name}, {@code owner}, or empty for last seen first
 */
record RegisterQuestion(
    String find,
    String laptop,
    String owner,
    String kind,
    String state,
    String from,
    String to,
    String sort) {
  private static final ZoneId ZONE = ZoneId.of("Europe/London");

  /** Reads the parameters of an address. */
  static RegisterQuestion of(Context context) {
    String find = Visits.parameter(context, "find");
    String sort = Visits.parameter(context, "sort");
    return new RegisterQuestion(
        find.length() > 100 ? find.substring(0, 100) : find,
        Visits.parameter(context, "laptop"),
        Visits.parameter(context, "owner"),
        Visits.parameter(context, "kind"),
        Visits.parameter(context, "state"),
        Visits.parameter(context, "from"),
        Visits.parameter(context, "to"),
        sort.equals("name") || sort.equals("owner") ? sort : "");
  }

  /** The same in another order. */
  RegisterQuestion sorted(String order) {
    return new RegisterQuestion(find, laptop, owner, kind, state, from, to, order);
  }

  /** What cannot be understood. */
  Problems problems() {
    return new Problems(
        Stream.of(new Problems.Problem("from", from), new Problems.Problem("to", to))
            .filter(typed -> !typed.sentence().isEmpty())
            .filter(typed -> DecisionForm.day(typed.sentence()).isEmpty())
            .map(typed -> new Problems.Problem(typed.field(), "Write the day like 2026-11-03."))
            .toList());
  }

  /** The filter for the store. */
  RegisterFilter filter() {
    return new RegisterFilter(
        find,
        Medium.Kind.of(kind),
        Owner.of(owner),
        Visits.uuid(laptop).map(DeviceId::new),
        DecisionForm.day(from).map(RegisterQuestion::start),
        DecisionForm.day(to).map(day -> start(day.plusDays(1))),
        state.equals("allowed"));
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  /** Whether it leaves anything out. */
  boolean narrows() {
    return !sorted("").query().isEmpty();
  }

  /** As it stands in an address, with "?"; empty where it says nothing. */
  String query() {
    StringBuilder query = new StringBuilder();
    put(query, "find", find);
    put(query, "laptop", laptop);
    put(query, "owner", owner);
    put(query, "kind", kind);
    put(query, "state", state);
    put(query, "from", from);
    put(query, "to", to);
    put(query, "sort", sort);
    return query.toString();
  }

  private static void put(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
