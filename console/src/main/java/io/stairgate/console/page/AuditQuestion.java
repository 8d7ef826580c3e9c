package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.audit.AuditFilter;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.setting.SettingId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody wants to see of the log, as it stands in the address; words that mean nothing are
 * told and let everything through.
 *
 * @param person an account, a token or a laptop; empty for all
 * @param kind which acts; empty for all
 * @param laptop what was typed; empty for all
 * @param from first day, as typed
 * @param to last day, as typed
 */
record AuditQuestion(
    Optional<UUID> person, Optional<AuditWords.Kind> kind, String laptop, String from, String to) {
  private static final ZoneId ZONE = ZoneId.of("Europe/London");
  private static final int MOST_LAPTOPS = 25;

  /** Reads the parameters of an address. */
  static AuditQuestion of(Context context) {
    return new AuditQuestion(
        id(Visits.parameter(context, "person")),
        AuditWords.Kind.of(Visits.parameter(context, "kind")),
        Visits.parameter(context, "laptop"),
        Visits.parameter(context, "from"),
        Visits.parameter(context, "to"));
  }

  private static Optional<UUID> id(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() < 10_000);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What cannot be understood. */
  Problems problems(boolean noLaptop) {
    List<Problems.Problem> all = new ArrayList<>();
    if (noLaptop) {
      all.add(
          new Problems.Problem(
              "laptop", "No laptop here is called that. Check the name on the list of laptops."));
    }
    for (String field : List.of("from", "to")) {
      String typed = field.equals("from") ? from : to;
      if (!typed.isEmpty() && day(typed).isEmpty()) {
        all.add(new Problems.Problem(field, "Write the day like 2026-11-03."));
      }
    }
    return new Problems(all);
  }

  /** The laptops that were meant; empty where none was typed, or none fits. */
  Set<UUID> laptops(DeviceStore devices, SettingId setting) {
    if (laptop.isEmpty()) {
      return Set.of();
    }
    Optional<UUID> id = id(laptop);
    if (id.isPresent()) {
      return devices.laptop(setting, new DeviceId(id.get())).isPresent()
          ? Set.of(id.get())
          : Set.of();
    }
    List<Laptop> all = devices.laptops(setting);
    Set<UUID> exactly = fitting(all, each -> each.nickname().equalsIgnoreCase(laptop));
    String part = laptop.toLowerCase(Locale.UK);
    return exactly.isEmpty()
        ? fitting(all, each -> each.nickname().toLowerCase(Locale.UK).contains(part))
        : exactly;
  }

  private static Set<UUID> fitting(List<Laptop> all, Predicate<Laptop> fits) {
    return all.stream()
        .filter(fits)
        .limit(MOST_LAPTOPS)
        .map(each -> each.id().value())
        .collect(Collectors.toSet());
  }

  /** The filter for the store. */
  AuditFilter filter(Set<UUID> laptops) {
    return new AuditFilter(
        person,
        kind.map(AuditWords::acts).orElse(Set.of()),
        laptops,
        day(from).map(AuditQuestion::start),
        day(to).map(day -> start(day.plusDays(1))));
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  /** Whether anything was chosen. */
  boolean narrows() {
    return !query().isEmpty();
  }

  /** The same question in an address, beginning with {@code ?}; empty where nothing was chosen. */
  String query() {
    String all =
        Stream.of(
                parameter("person", person.map(UUID::toString).orElse("")),
                parameter("kind", kind.map(AuditWords.Kind::code).orElse("")),
                parameter("laptop", laptop),
                parameter("from", from),
                parameter("to", to))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("&"));
    return all.isEmpty() ? "" : "?" + all;
  }

  private static String parameter(String name, String value) {
    return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** What was chosen, for the log: kinds of choices and ids, nothing that was typed. */
  String words() {
    String all =
        Stream.of(
                person.map(id -> "of one person").orElse(""),
                kind.map(each -> each.title().toLowerCase(Locale.UK)).orElse(""),
                laptop.isEmpty() ? "" : "of some laptops",
                day(from).map(day -> "from " + day).orElse(""),
                day(to).map(day -> "to " + day).orElse(""))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "all of it" : all;
  }
}
