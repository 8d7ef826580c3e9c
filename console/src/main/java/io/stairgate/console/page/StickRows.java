package io.stairgate.console.page;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.LaptopPermission;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisteredStick;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts media, requests and permissions into words. Any thread. */
final class StickRows {
  private static final int MOST_NAMES = 3;
  private static final int MOST_REQUESTS = 500;

  private final PermissionParts parts;
  private final Moments moments;
  private final InstantSource clock;
  private final PermissionStates states;

  StickRows(PermissionParts parts, Moments moments, InstantSource clock) {
    this.parts = parts;
    this.moments = moments;
    this.clock = clock;
    this.states = new PermissionStates(parts.scans(), moments, clock);
  }

  // ----- the medium itself -----

  StickFacts facts(MediaRequest request, boolean linked) {
    return facts(
        request.medium(),
        linked ? "/sticks/" + request.stick() : "",
        "",
        request.whose().code(),
        request.weak() ? weak(request.medium(), request.sharedSerial()) : "",
        request
            .seenBefore()
            .map(seen -> "On " + seen.nickname() + ", " + moments.of(seen.at()).day())
            .orElse("No, this is the first time"));
  }

  StickFacts facts(MediaPermission permission, Optional<RegisteredStick> stick, boolean linked) {
    return stick
        .map(each -> facts(each, linked))
        .orElseGet(
            () ->
                facts(
                    permission.medium(),
                    "",
                    "",
                    permission.owner().code(),
                    weak(permission.medium(), false),
                    "Not yet"));
  }

  StickFacts facts(RegisteredStick stick, boolean linked) {
    return facts(
        stick.medium(),
        linked ? "/sticks/" + stick.id() : "",
        stick.label(),
        stick.owner().code(),
        stick.weak() ? weak(stick.medium(), stick.sharedSerial()) : "",
        seen(stick));
  }

  private static StickFacts facts(
      Medium medium, String href, String label, String owner, String weak, String seen) {
    String kind = medium.kind().code();
    return new StickFacts(
        href,
        StickWords.kind(kind),
        StickWords.name(kind, medium.name()),
        StickWords.serial(medium.serial()),
        StickWords.type(medium.vendorId(), medium.productId()),
        StickWords.harmless(label),
        StickWords.owner(owner),
        owner.equals("setting"),
        weak,
        seen);
  }

  /** Where and when a medium was last seen. */
  String seen(RegisteredStick stick) {
    if (stick.lastSeenAt().isEmpty()) {
      return "Not yet";
    }
    String day = moments.of(stick.lastSeenAt().get()).day();
    return stick.lastNickname().isEmpty() ? day : "On " + stick.lastNickname() + ", " + day;
  }

  private static String weak(Medium medium, boolean shared) {
    String kind = StickWords.kind(medium.kind().code()).toLowerCase(Locale.UK);
    if (shared) {
      return "Two laptops saw this serial number at the same time. So there are two of them, or one"
          + " is a copy. A permission may open the other one too.";
    }
    if (!medium.serial().isEmpty() && !medium.weak()) {
      return "";
    }
    return "This "
        + kind
        + (medium.serial().isEmpty()
            ? " has no serial number, so it cannot be told from another of the same make."
            : " has a serial number that others have too, so it cannot be told from them.")
        + " A permission for it works only in the socket it is in now.";
  }

  /** One line about a medium: what it is called, its serial number, its maker and model. */
  static String line(Medium medium) {
    List<String> words = new ArrayList<>();
    words.add(StickWords.name(medium.kind().code(), medium.name()));
    words.add(
        medium.serial().isEmpty()
            ? "no serial number"
            : "serial number " + StickWords.harmless(medium.serial()));
    if (!medium.vendorId().isEmpty()) {
      words.add("type " + StickWords.type(medium.vendorId(), medium.productId()));
    }
    return String.join(", ", words);
  }

  // ----- requests -----

  List<RequestRow> requests(SignedIn who, List<MediaRequest> requests) {
    return requests.stream().map(each -> request(who, each)).toList();
  }

  RequestRow request(SignedIn who, MediaRequest request) {
    Deciders deciders = parts.desk().deciders(who.setting(), request);
    boolean decides = deciders.include(who.account());
    String proposed =
        request
            .proposal()
            .map(proposal -> StickWords.harmless(proposal.name()) + " suggests an answer. ")
            .orElse("");
    return new RequestRow(
        request.id().toString(),
        "/requests/" + request.id(),
        title(request),
        line(request.medium()),
        StickWords.harmless(request.reason()),
        (proposed + (decides ? "" : decides(deciders))).strip(),
        decides ? "Decide" : "Look at it",
        moments.of(request.receivedAt()));
  }

  static String title(MediaRequest request) {
    String asks = StickWords.harmless(request.account());
    return (asks.isEmpty() ? "Somebody" : asks)
        + " asks to use "
        + StickWords.aThing(request.medium().kind().code())
        + " on "
        + request.nickname();
  }

  /** Who decides, as a sentence. */
  static String decides(Deciders deciders) {
    if (deciders.people().isEmpty()) {
      return "Nobody may decide this at the moment. Invite a deputy or a safeguarding governor.";
    }
    List<String> names = deciders.people().stream().limit(5).map(Member::name).toList();
    return String.join(" or ", names) + " decides this.";
  }

  /** What somebody asks for on a laptop. */
  List<RequestRow> requestsOn(SignedIn who, DeviceId laptop) {
    return requests(
        who,
        parts.desk().requests(who.setting(), true, Optional.empty(), MOST_REQUESTS).items().stream()
            .filter(each -> each.laptop().equals(laptop))
            .toList());
  }

  // ----- permissions -----

  /** What is allowed on a laptop now. */
  List<PermissionRow> permissionsOn(SignedIn who, DeviceId laptop) {
    return parts.desk().permissionsOn(who.setting(), laptop).stream()
        .map(each -> permission(each, parts.register().stick(who.setting(), each.stick())))
        .toList();
  }

  PermissionRow permission(MediaPermission permission, Optional<RegisteredStick> stick) {
    return new PermissionRow(
        "/permissions/" + permission.id(),
        facts(permission, stick, false).title(),
        where(permission),
        allows(permission),
        by(permission),
        states.tag(permission),
        states.css(permission));
  }

  private static String where(MediaPermission permission) {
    if (permission.everyLaptop()) {
      return "On every laptop";
    }
    List<String> names =
        permission.laptops().stream().map(LaptopPermission::nickname).sorted().toList();
    return "On "
        + (names.size() <= MOST_NAMES
            ? StickWords.all(names)
            : String.join(", ", names.subList(0, MOST_NAMES))
                + " and "
                + (names.size() - MOST_NAMES)
                + " more");
  }

  /** What a permission lets whom do until when. */
  String allows(MediaPermission permission) {
    return StickWords.access(permission.readOnly())
        + (permission.encryptedOnly() ? ", if it is encrypted, " : ", ")
        + forWhom(permission)
        + ", until "
        + lastDay(permission.endsAt());
  }

  private static String forWhom(MediaPermission permission) {
    String account = StickWords.harmless(permission.account());
    return account.isEmpty() ? "for whoever sits there" : "for " + account;
  }

  /** The end of a permission: {@code the end of today}, {@code the end of 18 December 2026}. */
  String lastDay(Instant end) {
    String last = moments.lastDay(end);
    return "the end of " + (last.equals(moments.lastDay(clock.instant())) ? "today" : last);
  }

  private String by(MediaPermission permission) {
    String when = moments.of(permission.given().at()).full();
    String name = StickWords.harmless(permission.given().name());
    return switch (permission.origin()) {
      case REQUEST -> "Allowed by " + name + ", " + when;
      case STANDING -> "On your list of own sticks. Allowed by " + name + ", " + when;
      case TELEPHONE -> "Allowed by telephone, " + when;
    };
  }
}
