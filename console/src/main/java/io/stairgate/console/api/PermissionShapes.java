package io.stairgate.console.api;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Decided;
import io.stairgate.console.permission.Ends;
import io.stairgate.console.permission.Happening;
import io.stairgate.console.permission.LaptopPermission;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests, permissions and sticks as programs see them.
 *
 * <p>Over 300 lines because the shapes that several resources answer with stand together, so that
 * they stay the same everywhere.
 */
final class PermissionShapes {
  private PermissionShapes() {}

  record Stick(
      String id,
      String kind,
      String vendorId,
      String productId,
      String serial,
      String name,
      @Nullable String port,
      boolean weak) {}

  record Decision(@Nullable String by, Instant at, @Nullable String word) {}

  record Seen(String laptop, String nickname, Instant at) {}

  record Terms(
      List<String> laptops,
      String ends,
      boolean readOnly,
      boolean encryptedOnly,
      boolean onlyWhoAsked,
      String owner,
      boolean acceptNotFullyScanned,
      boolean weakAccepted,
      @Nullable String reason) {}

  record Suggestion(String by, Instant at, Terms terms) {}

  record Request(
      String id,
      String laptop,
      String nickname,
      Stick stick,
      String account,
      String reason,
      boolean write,
      Instant askedAt,
      Instant receivedAt,
      String whose,
      String state,
      @Nullable Seen seenBefore,
      @Nullable Suggestion suggestion,
      @Nullable Decision decided,
      @Nullable String permission) {}

  record Scan(
      String verdict,
      String engine,
      String definitions,
      @Nullable Instant definitionsAt,
      long files,
      long bytes,
      long skipped,
      List<String> skippedBecause,
      @Nullable String malware,
      long infected,
      long tookMs) {
    Scan {
      skippedBecause = List.copyOf(skippedBecause);
    }
  }

  record OnLaptop(
      String laptop,
      String nickname,
      String state,
      @Nullable String reason,
      Instant since,
      @Nullable String account,
      @Nullable Instant stoppedAt,
      @Nullable Scan scan) {}

  record Permission(
      String id,
      Stick stick,
      String owner,
      boolean everyLaptop,
      List<OnLaptop> laptops,
      @Nullable String account,
      Instant startsAt,
      Instant endsAt,
      boolean readOnly,
      boolean encryptedOnly,
      boolean acceptNotFullyScanned,
      Decision given,
      String origin,
      @Nullable String request,
      @Nullable Decision stopped) {
    Permission {
      laptops = List.copyOf(laptops);
    }
  }

  record Event(
      Instant at,
      @Nullable String laptop,
      @Nullable String nickname,
      String what,
      @Nullable String who,
      @Nullable String reason,
      @Nullable Scan scan,
      long tookUs,
      @Nullable String permission,
      @Nullable String request) {}

  static Stick stick(UUID id, Medium medium, boolean weak) {
    return new Stick(
        id.toString(),
        medium.kind().code(),
        medium.vendorId(),
        medium.productId(),
        medium.serial(),
        medium.name(),
        text(medium.port()),
        weak);
  }

  static Request request(MediaRequest request) {
    return new Request(
        request.id().toString(),
        request.laptop().toString(),
        request.nickname(),
        stick(request.stick(), request.medium(), request.weak()),
        request.account(),
        request.reason(),
        request.write(),
        request.askedAt(),
        request.receivedAt(),
        request.whose().code(),
        request.state().code(),
        request
            .seenBefore()
            .map(seen -> new Seen(seen.laptop().toString(), seen.nickname(), seen.at()))
            .orElse(null),
        request
            .proposal()
            .map(each -> new Suggestion(each.name(), each.at(), terms(each.suggested())))
            .orElse(null),
        request.decided().map(PermissionShapes::decision).orElse(null),
        request.permission().map(UUID::toString).orElse(null));
  }

  static Permission permission(MediaPermission permission) {
    return new Permission(
        permission.id().toString(),
        stick(
            permission.stick(),
            permission.medium(),
            permission.medium().weak() || !permission.medium().port().isEmpty()),
        permission.owner().code(),
        permission.everyLaptop(),
        permission.laptops().stream().map(PermissionShapes::laptop).toList(),
        text(permission.account()),
        permission.startsAt(),
        permission.endsAt(),
        permission.readOnly(),
        permission.encryptedOnly(),
        permission.acceptNotFullyScanned(),
        decision(permission.given()),
        permission.origin().code(),
        permission.request().map(UUID::toString).orElse(null),
        permission.stopped().map(PermissionShapes::decision).orElse(null));
  }

  private static OnLaptop laptop(LaptopPermission on) {
    return new OnLaptop(
        on.laptop().toString(),
        on.nickname(),
        on.state().code(),
        text(on.reason()),
        on.since(),
        text(on.account()),
        on.stoppedAt().orElse(null),
        on.scan().map(PermissionShapes::scan).orElse(null));
  }

  private static Scan scan(ScanReport scan) {
    return new Scan(
        scan.verdict().code(),
        scan.engine(),
        scan.definitions(),
        scan.definitionsAt().orElse(null),
        scan.files(),
        scan.bytes(),
        scan.skipped(),
        scan.skippedBecause(),
        text(scan.malware()),
        scan.infected(),
        scan.tookMs());
  }

  static Event event(Happening line) {
    return new Event(
        line.at(),
        line.laptop().map(DeviceId::toString).orElse(null),
        text(line.nickname()),
        line.what(),
        text(line.who()),
        text(line.reason()),
        line.scan().map(PermissionShapes::scan).orElse(null),
        line.tookUs(),
        line.permission().map(UUID::toString).orElse(null),
        line.request().map(UUID::toString).orElse(null));
  }

  static Decision decision(Decided decided) {
    return new Decision(text(decided.name()), decided.at(), text(decided.word()));
  }

  private static Terms terms(Approval approval) {
    return new Terms(
        approval.laptops().stream().map(DeviceId::toString).sorted().toList(),
        switch (approval.ends()) {
          case Ends.Today _ -> "today";
          case Ends.SevenDays _ -> "seven-days";
          case Ends.LastDay(LocalDate day) -> day.toString();
        },
        approval.readOnly(),
        approval.encryptedOnly(),
        approval.onlyWhoAsked(),
        approval.owner().code(),
        approval.acceptNotFullyScanned(),
        approval.weakAccepted(),
        text(approval.reason()));
  }

  /** The terms that were sent: what a program left out is not there, whatever the type says. */
  static Approval approval(Terms terms) {
    if (Stream.of(terms.laptops(), terms.ends(), terms.owner()).anyMatch(Objects::isNull)
        || terms.laptops().stream().anyMatch(Objects::isNull)) {
      throw Json.wrong("laptops", "Send \"laptops\", \"ends\" and \"owner\".");
    }
    return new Approval(
        laptops(terms.laptops()),
        switch (terms.ends()) {
          case "today" -> new Ends.Today();
          case "seven-days" -> new Ends.SevenDays();
          default -> new Ends.LastDay(day("ends", terms.ends()));
        },
        terms.readOnly(),
        terms.encryptedOnly(),
        terms.onlyWhoAsked(),
        Owner.of(terms.owner())
            .orElseThrow(
                () ->
                    Json.wrong("owner", "\"owner\" is \"setting\", \"personal\" or \"unknown\".")),
        terms.acceptNotFullyScanned(),
        terms.weakAccepted(),
        terms.reason() == null ? "" : terms.reason());
  }

  static LocalDate day(String field, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Json.wrong(
          field,
          field.equals("ends")
              ? "\"ends\" is \"today\", \"seven-days\" or a day such as 2026-09-30."
              : "\"%s\" is a day such as 2026-09-30.".formatted(field));
    }
  }

  static Set<DeviceId> laptops(List<String> ids) {
    if (ids.size() > Approval.MOST_LAPTOPS) {
      throw Json.wrong("laptops", "Name at most 1,000 laptops.");
    }
    Set<DeviceId> laptops = new HashSet<>();
    for (String id : ids) {
      laptops.add(new DeviceId(id("laptops", id)));
    }
    return laptops;
  }

  static UUID id(String field, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Json.wrong(field, "\"%s\" is an id.".formatted(field));
    }
  }

  /** Says what was not done. */
  static UUID done(PermissionOutcome outcome) {
    return switch (outcome) {
      case PermissionOutcome.Done(UUID id) -> id;
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.Refused(String field, String sentence) ->
          throw Json.wrong(field, sentence);
      case PermissionOutcome.AlreadyDecided(String sentence) ->
          throw RefusedException.conflict("already-decided", sentence);
      case PermissionOutcome.NeedsSecondLook _,
          PermissionOutcome.Added _,
          PermissionOutcome.Answered _ ->
          throw RefusedException.personNeeded();
    };
  }

  static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }

  static String given(@Nullable String text) {
    return Optional.ofNullable(text).orElse("");
  }
}
