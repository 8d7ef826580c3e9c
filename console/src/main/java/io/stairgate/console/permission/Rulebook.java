package io.stairgate.console.permission;

import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.media.Medium;
import io.stairgate.console.policy.Parameter;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleSettings;
import io.stairgate.console.policy.SettingPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a setting's rule of portable media lets people allow, on one day. No state, no stores.
 *
 * @param calendar the setting's
 * @param personalAllowed whether people's own sticks may be given permission
 * @param phonesAllowed whether phones may be given permission
 * @param writeNeedsEncryption whether writing on what is not encrypted is out of the ordinary
 * @param ordinaryDays for how many days a permission is ordinary
 * @param now the moment
 */
record Rulebook(
    Calendar calendar,
    boolean personalAllowed,
    boolean phonesAllowed,
    boolean writeNeedsEncryption,
    int ordinaryDays,
    Instant now) {
  private static final int WITHOUT_A_TERM_DAYS = 31;
  private static final int PHONE_DAYS = 7;

  /** What the policy says at that moment. */
  static Rulebook of(SettingPolicy policy, Instant now) {
    RuleSettings rule = policy.rule(Rule.PORTABLE_MEDIA);
    return new Rulebook(
        policy.calendar(),
        isOn(rule, "personal-sticks"),
        isOn(rule, "phones"),
        isOn(rule, "read-only-unless-encrypted"),
        rule.number("longest-permission-days"),
        now);
  }

  private static boolean isOn(RuleSettings rule, String key) {
    return rule.value(key) instanceof Parameter.Value.Switch(boolean on) && on;
  }

  LocalDate today() {
    return calendar.day(now);
  }

  /** The last day that can be chosen: the end of the term, or 31 days where none goes on. */
  LocalDate latest(Medium.Kind kind) {
    LocalDate termEnd =
        calendar
            .currentTerm(today())
            .map(Term::days)
            .map(days -> days.end())
            .filter(end -> !end.isBefore(today()))
            .orElse(today().plusDays(WITHOUT_A_TERM_DAYS));
    LocalDate phone = today().plusDays(PHONE_DAYS);
    return kind == Medium.Kind.PHONE && phone.isBefore(termEnd) ? phone : termEnd;
  }

  /** The last day of "7 days". */
  LocalDate sevenDays(Medium.Kind kind) {
    LocalDate day = today().plusDays(7);
    LocalDate latest = latest(kind);
    return day.isAfter(latest) ? latest : day;
  }

  /** The last day that needs no second look. */
  LocalDate ordinaryUntil(Medium.Kind kind) {
    LocalDate day = today().plusDays(ordinaryDays);
    LocalDate latest = latest(kind);
    return day.isAfter(latest) ? latest : day;
  }

  /** The last day of a choice. */
  LocalDate day(Ends ends, Medium.Kind kind) {
    return switch (ends) {
      case Ends.Today _ -> today();
      case Ends.SevenDays _ -> sevenDays(kind);
      case Ends.LastDay(LocalDate day) -> day;
    };
  }

  /** The moment a day ends at the setting. */
  Instant endOf(LocalDate day) {
    return day.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
  }

  /** Why nothing of that kind may be allowed here; empty where it may. */
  Optional<String> notPermittable(Medium.Kind kind) {
    if (!kind.canBePermitted()) {
      return Optional.of(
          kind.words()
              + " is never given permission, because nobody can say what it would do. Use another"
              + " one.");
    }
    if (kind == Medium.Kind.PHONE && !phonesAllowed) {
      return Optional.of(
          "This setting's rules allow no phones on laptops. Somebody who decides about the rules"
              + " can change that under Rules.");
    }
    return Optional.empty();
  }

  /** Why it may not be allowed in this way; empty where it may. */
  Optional<PermissionOutcome.Refused> refusal(Medium medium, boolean weak, Approval approval) {
    Optional<String> never = notPermittable(medium.kind());
    if (never.isPresent()) {
      return refused("medium", never.get());
    }
    if (approval.laptops().isEmpty() || approval.laptops().size() > Approval.MOST_LAPTOPS) {
      return refused("laptops", "Choose at least one laptop and at most 1,000.");
    }
    LocalDate last = day(approval.ends(), medium.kind());
    LocalDate latest = latest(medium.kind());
    if (last.isBefore(today())) {
      return refused("ends", "This day is over. Choose today or a later day.");
    }
    if (last.isAfter(latest)) {
      return refused(
          "ends",
          medium.kind() == Medium.Kind.PHONE
              ? "A phone may be used for seven days at most. Choose %s or an earlier day."
                  .formatted(latest)
              : "A permission ends with the term at the latest. Choose %s or an earlier day."
                  .formatted(latest));
    }
    if (approval.owner() == Owner.PERSONAL && !personalAllowed) {
      return refused(
          "owner",
          "This setting's rules allow no personal sticks. Offer one of the setting's own, or have"
              + " the rule changed first.");
    }
    if (medium.kind() == Medium.Kind.PHONE && !approval.readOnly()) {
      return refused("mode", "A phone is allowed for reading only.");
    }
    if (weak && !approval.weakAccepted()) {
      return refused(
          "weak",
          "This one cannot be told from others like it. Say that you know, and it is allowed in"
              + " this port of this laptop alone.");
    }
    if (weak && approval.laptops().size() > 1) {
      return refused(
          "laptops",
          "This one cannot be told from others like it, so it is allowed on one laptop only.");
    }
    if (weak && medium.port().isEmpty()) {
      return refused(
          "medium",
          "This one cannot be told from others like it, and the laptop did not say in which port it"
              + " was. Have it plugged in and asked for again.");
    }
    if (approval.reason().length() > Approval.LONGEST_REASON) {
      return refused("reason", "Say why in at most 500 letters.");
    }
    if (!beyond(medium, weak, approval).isEmpty()
        && approval.reason().length() < Approval.SHORTEST_REASON) {
      return refused(
          "reason",
          medium.kind() == Medium.Kind.PHONE
              ? "Say why a phone cannot be avoided, in 10 to 500 letters."
              : "This goes beyond the ordinary. Say why in 10 to 500 letters.");
    }
    return Optional.empty();
  }

  /** In which ways it goes beyond the ordinary. */
  List<String> beyond(Medium medium, boolean weak, Approval approval) {
    List<String> because = new ArrayList<>();
    if (writeNeedsEncryption && !approval.readOnly() && !approval.encryptedOnly()) {
      because.add("Files can be put on it although it need not be encrypted.");
    }
    if (approval.laptops().size() > 1) {
      because.add("It is for %d laptops.".formatted(approval.laptops().size()));
    }
    LocalDate last = day(approval.ends(), medium.kind());
    if (last.isAfter(today().plusDays(ordinaryDays))) {
      because.add("It lasts %d days.".formatted(ChronoUnit.DAYS.between(today(), last)));
    }
    if (weak) {
      because.add("It cannot be told from others like it.");
    }
    if (approval.acceptNotFullyScanned()) {
      because.add("It may be opened although not everything on it can be scanned.");
    }
    if (approval.owner() == Owner.PERSONAL) {
      because.add("It belongs to a person, not to the setting.");
    }
    if (medium.kind() == Medium.Kind.PHONE) {
      because.add("It is a phone.");
    }
    return because;
  }

  private static Optional<PermissionOutcome.Refused> refused(String field, String sentence) {
    return Optional.of(new PermissionOutcome.Refused(field, sentence));
  }
}
