package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccessWish;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.web.RefusedException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in the form of one line of the register, as typed.
 *
 * @param was the line until now; empty: a new one
 * @param person as typed
 * @param name sign-in name as typed
 * @param where {@code all} or {@code some}: which laptops
 * @param laptops chosen
 * @param until last day
 * @param administrator last day as an administrator
 * @param shared whether the password is shared
 */
record RegisterLineForm(
    Optional<AccessWish.Line> was,
    String person,
    String name,
    String where,
    Set<DeviceId> laptops,
    String until,
    String administrator,
    boolean shared) {
  static final String ALL = "all";
  static final String SOME = "some";

  RegisterLineForm {
    laptops = Set.copyOf(laptops);
  }

  /** A new line. */
  static RegisterLineForm empty(String name) {
    return new RegisterLineForm(Optional.empty(), "", name, "", Set.of(), "", "", false);
  }

  static RegisterLineForm of(AccessEntry entry) {
    return new RegisterLineForm(
        Optional.of(AccessWish.Line.of(entry)),
        entry.person(),
        entry.signInName(),
        entry.laptops().isEmpty() ? ALL : SOME,
        entry.laptops(),
        entry.until().map(LocalDate::toString).orElse(""),
        entry.administratorUntil().map(LocalDate::toString).orElse(""),
        entry.shared());
  }

  static RegisterLineForm sent(Context context, LaptopNames names) {
    String wasName = Visits.field(context, "was-name");
    return new RegisterLineForm(
        wasName.isEmpty()
            ? Optional.empty()
            : Optional.of(new AccessWish.Line(Visits.field(context, "was-person"), wasName)),
        Visits.field(context, "person").strip(),
        Visits.field(context, "name").strip(),
        Visits.field(context, "where"),
        chosen(context, names),
        Visits.field(context, "until").strip(),
        Visits.field(context, "administrator").strip(),
        Visits.field(context, "shared").equals("yes"));
  }

  private static Set<DeviceId> chosen(Context context, LaptopNames names) {
    List<String> sent = context.formParams("laptop");
    if (sent.size() > LaptopGroup.MOST_LAPTOPS) {
      throw RefusedException.badRequest("One person has at most 5,000 laptops. Choose fewer.");
    }
    Set<DeviceId> all = new HashSet<>();
    for (String one : sent) {
      all.add(
          Visits.uuid(one)
              .map(DeviceId::new)
              .filter(names::knows)
              .orElseThrow(
                  () ->
                      RefusedException.badRequest(
                          "One of these laptops is not here any more. Load the page again.")));
    }
    return all;
  }

  /** Names what stands in it, so that a page knows whether it was changed since it was shown. */
  String mark() {
    List<String> ids = laptops.stream().map(DeviceId::toString).sorted().toList();
    return Integer.toHexString(
        String.join(
                "\n",
                was.map(line -> line.person() + '\n' + line.signInName()).orElse(""),
                person,
                name,
                where,
                until,
                administrator,
                Boolean.toString(shared),
                ids.toString())
            .hashCode());
  }

  /**
   * The line that was meant.
   *
   * @param problems gets what must be put right; the answer is empty then
   */
  Optional<AccessEntry> read(List<Problems.Problem> problems) {
    if (person.isEmpty()) {
      problems.add(new Problems.Problem("person", "Enter the person's name."));
    }
    if (name.isEmpty()) {
      problems.add(
          new Problems.Problem("name", "Enter the name they sign in with on the laptops."));
    }
    if (!where.equals(ALL) && !where.equals(SOME)) {
      problems.add(new Problems.Problem("where", "Choose which laptops."));
    }
    if (where.equals(SOME) && laptops.isEmpty()) {
      problems.add(new Problems.Problem("where", "Choose at least one laptop, or all of them."));
    }
    Optional<LocalDate> last = day("until", until, problems);
    Optional<LocalDate> lastAsAdministrator = day("administrator", administrator, problems);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AccessEntry(
              person,
              name,
              where.equals(ALL) ? Set.of() : laptops,
              last,
              lastAsAdministrator,
              shared));
    } catch (IllegalArgumentException e) {
      String why = Optional.ofNullable(e.getMessage()).orElse("write it otherwise");
      problems.add(
          new Problems.Problem(
              why.contains("sign-in") ? "name" : "person", "This does not fit: " + why + "."));
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(
      String field, String text, List<Problems.Problem> problems) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2000 && day.getYear() <= 2200) {
        return Optional.of(day);
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    problems.add(
        new Problems.Problem(field, "Write the day as 2026-12-18, or leave the field empty."));
    return Optional.empty();
  }
}
