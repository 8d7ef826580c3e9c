package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Choices;
import io.stairgate.console.permission.Ends;
import io.stairgate.console.permission.Owner;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody chose on the page where a medium is allowed, as it was typed.
 *
 * @param laptops the ones that were ticked
 * @param until {@code today}, {@code week} or {@code date}
 * @param date the day as typed
 * @param mode {@code read}, {@code write-encrypted} or {@code write}
 * @param onlyWhoAsked whether it is for whoever asked alone
 * @param owner whose it is
 * @param encryptedOnly whether all of it must be encrypted for reading too
 * @param accept whether it opens although not everything could be scanned
 * @param sure whether the reader accepts a medium that cannot be told from another
 * @param reason why
 */
record DecisionForm(
    Set<DeviceId> laptops,
    String until,
    String date,
    String mode,
    boolean onlyWhoAsked,
    Owner owner,
    boolean encryptedOnly,
    boolean accept,
    boolean sure,
    String reason) {
  DecisionForm {
    laptops = Set.copyOf(laptops);
  }

  /** Reads a form that was sent; ids that are none are left out. */
  static DecisionForm of(Context context) {
    Set<DeviceId> laptops = new LinkedHashSet<>();
    for (String each : context.formParams("laptop")) {
      if (laptops.size() < Approval.MOST_LAPTOPS) {
        Visits.uuid(each).map(DeviceId::new).ifPresent(laptops::add);
      }
    }
    return new DecisionForm(
        laptops,
        Visits.field(context, "until"),
        Visits.field(context, "date").strip(),
        Visits.field(context, "mode"),
        !Visits.field(context, "for").equals("anybody"),
        Owner.of(Visits.field(context, "owner")).orElse(Owner.UNKNOWN),
        Visits.field(context, "encrypted").equals("yes"),
        Visits.field(context, "accept").equals("yes"),
        Visits.field(context, "sure").equals("yes"),
        Visits.field(context, "reason").strip());
  }

  /** The form that says what an approval says. */
  static DecisionForm of(Approval approval, Choices choices) {
    return new DecisionForm(
        approval.laptops(),
        switch (approval.ends()) {
          case Ends.Today _ -> "today";
          case Ends.SevenDays _ -> "week";
          case Ends.LastDay _ -> "date";
        },
        approval.ends() instanceof Ends.LastDay(LocalDate day)
            ? day.toString()
            : choices.sevenDays().toString(),
        approval.readOnly() ? "read" : approval.encryptedOnly() ? "write-encrypted" : "write",
        approval.onlyWhoAsked(),
        approval.owner(),
        approval.readOnly() && approval.encryptedOnly(),
        approval.acceptNotFullyScanned(),
        approval.weakAccepted(),
        approval.reason());
  }

  /** The day that was typed; empty where it is none. */
  static Optional<LocalDate> day(String typed) {
    try {
      return typed.isEmpty()
          ? Optional.empty()
          : Optional.of(LocalDate.parse(typed)).filter(day -> day.getYear() < 10_000);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What must be put right before it can be looked at. */
  Problems problems() {
    return until.equals("date") && day(date).isEmpty()
        ? Problems.of("ends", "Choose the last day, like 2026-12-18.")
        : Problems.NONE;
  }

  /** What is to be allowed; only where there are no {@link #problems}. */
  Approval approval() {
    boolean read = !mode.startsWith("write");
    return new Approval(
        laptops,
        switch (until) {
          case "week" -> new Ends.SevenDays();
          case "date" -> new Ends.LastDay(day(date).orElseThrow());
          default -> new Ends.Today();
        },
        read,
        read ? encryptedOnly : mode.equals("write-encrypted"),
        onlyWhoAsked,
        owner,
        accept,
        sure,
        reason);
  }
}
