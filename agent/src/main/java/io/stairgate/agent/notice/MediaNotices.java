package io.stairgate.agent.notice;

import io.stairgate.agent.control.Notice;
import io.stairgate.agent.control.RequestDesk;
import io.stairgate.agent.control.Until;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.policy.Permission;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;

/** What the person at the laptop is told of their memory stick, phone or card. Values only. */
public final class MediaNotices {
  private final String settingName;
  private final Supplier<ZoneId> zone;

  /**
   * For the people of one setting.
   *
   * @param settingName its name; may be empty
   * @param zone of the laptop
   */
  public MediaNotices(String settingName, Supplier<ZoneId> zone) {
    this.settingName = settingName;
    this.zone = zone;
  }

  /**
   * Something was plugged in; empty where there is nothing to tell.
   *
   * @param suspended whether it is allowed and only held back because of the laptop's clock
   */
  public Optional<Notice> of(MediaEvent event, boolean suspended) {
    return switch (event.action()) {
      case BLOCKED -> Optional.of(suspended ? suspended(event.medium()) : blocked(event.medium()));
      case SEEN, ALLOWED, REMOVED, NOT_BLOCKED -> Optional.empty();
    };
  }

  private static Notice suspended(Medium medium) {
    return notice(
        medium,
        "This " + word(medium.kind()) + " was not opened",
        called(medium)
            + "is allowed, and stays shut for now: this laptop's clock went back, so it cannot tell"
            + " whether the time is over. It opens when the laptop reaches its console, or by"
            + " telephone: stairgate-agent media ask --by-telephone --clock",
        false,
        "",
        "");
  }

  private Notice blocked(Medium medium) {
    String rule = settingName.isEmpty() ? "a rule on this laptop" : "a rule of " + settingName;
    boolean never = medium.kind() == MediumKind.MIXED || medium.kind() == MediumKind.UNKNOWN_DEVICE;
    return notice(
        medium,
        "This " + word(medium.kind()) + " was not opened",
        called(medium)
            + "stays shut. That is "
            + rule
            + " and not a fault of yours. "
            + (never
                ? "A thing of this kind cannot be allowed. Show it to your technician."
                : "If you need it, you can ask for it."),
        false,
        "",
        never ? "" : medium.serial().isEmpty() ? medium.port() : medium.serial());
  }

  /**
   * Something happened with a permission.
   *
   * @param permission the permission, where it is known
   * @param now the present, by the clock of permissions
   * @return empty where there is nothing to tell
   */
  public Optional<Notice> of(PermissionEvent event, Optional<Permission> permission, Instant now) {
    if (event.medium().isEmpty()) {
      return Optional.empty();
    }
    Medium medium = event.medium().get();
    String thing = word(medium.kind());
    String account =
        event.account().isEmpty()
            ? permission.map(Permission::account).orElse("")
            : event.account();
    return switch (event.step()) {
      case LOCKED ->
          Optional.of(
              notice(
                  medium,
                  "Unlock the " + thing,
                  called(medium)
                      + "is encrypted. Open it in Files and type its password. It is checked for"
                      + " viruses before you can use it.",
                  false,
                  account,
                  ""));
      case SCANNING ->
          Optional.of(
              notice(
                  medium,
                  "Checking the " + thing,
                  called(medium)
                      + "is checked for viruses. You can use it when that is done. Leave it plugged"
                      + " in.",
                  false,
                  account,
                  ""));
      case SCANNED -> event.scan().flatMap(scan -> scanned(medium, scan, permission, account));
      case OPENED ->
          Optional.of(
              notice(
                  medium,
                  "The " + thing + " is open",
                  called(medium)
                      + "was checked and can be used"
                      + (event.readOnly() ? ", for reading only" : "")
                      + permission
                          .map(p -> ", until " + Until.words(p.endsAt(), now, zone.get()))
                          .orElse("")
                      + ".",
                  false,
                  account,
                  ""));
      case ENDED ->
          Optional.of(
              notice(
                  medium,
                  "The " + thing + " is shut again",
                  called(medium) + "is shut. " + whyEnded(event.reason()),
                  false,
                  account,
                  ""));
      case FAILED -> whyFailed(event.reason()).map(why -> failed(medium, why, account));
      case RECEIVED, NOT_OBEYED, CLOSED, BY_TELEPHONE, SUSPENDED -> Optional.empty();
    };
  }

  private static Optional<Notice> scanned(
      Medium medium, ScanReport scan, Optional<Permission> permission, String account) {
    String thing = word(medium.kind());
    return switch (scan.verdict()) {
      case CLEAN -> Optional.empty();
      case INFECTED ->
          Optional.of(
              notice(
                  medium,
                  "There is harmful software on this " + thing,
                  called(medium)
                      + "stays shut: the check found “"
                      + scan.malware()
                      + "”. Take it out, do not plug it in anywhere else, and give it to your"
                      + " technician. You have done nothing wrong; your safeguarding lead has been"
                      + " told.",
                  true,
                  account,
                  ""));
      case NOT_FULLY_SCANNED ->
          permission.map(Permission::acceptNotFullyScanned).orElse(false)
              ? Optional.empty()
              : Optional.of(
                  notice(
                      medium,
                      "The " + thing + " stays shut",
                      called(medium)
                          + "could not be checked completely, so it stays shut. The person who"
                          + " allowed it can see why and decide.",
                      false,
                      account,
                      ""));
    };
  }

  private static Notice failed(Medium medium, String why, String account) {
    return notice(
        medium,
        "The " + word(medium.kind()) + " could not be opened",
        called(medium) + "is allowed, and could not be opened. " + why,
        false,
        account,
        "");
  }

  private static Optional<String> whyFailed(String reason) {
    return switch (reason) {
      // told by the scan itself
      case "infected", "not-fully-scanned" -> Optional.empty();
      case "no-engine" ->
          Optional.of("The virus check does not run on this laptop. Tell your technician.");
      case "nobody-signed-in" -> Optional.of("Nobody is signed in at this laptop.");
      case "not-this-person" -> Optional.of("It was allowed for somebody else.");
      case "not-encrypted" ->
          Optional.of("Only an encrypted one was allowed, and this one is not encrypted.");
      case "no-file-system" -> Optional.of("It is empty or of a kind this laptop cannot read.");
      case "pulled-out" -> Optional.of("It was taken out too early. Plug it in again.");
      case "device-error" -> Optional.of("It did not answer. Take it out and plug it in again.");
      case "port-changed" ->
          Optional.of("It was allowed in another socket of this laptop. Plug it in there.");
      default -> Optional.of("Take it out and plug it in again, or tell your technician.");
    };
  }

  private static String whyEnded(String reason) {
    return switch (reason) {
      case "time" -> "The time it was allowed for is over. Ask again if you still need it.";
      case "stopped" -> "Your setting has ended the permission. Ask if you still need it.";
      case "replaced" -> "Your setting has changed the permission.";
      case "descriptors-changed" ->
          "It is not the one that was allowed any more. Give it to your technician.";
      default -> "Ask if you still need it.";
    };
  }

  /** Somebody who decides said no. */
  public static Notice refused(MediaRequest request, String word) {
    Medium medium = request.medium();
    return notice(
        medium,
        "The " + word(medium.kind()) + " was not allowed",
        called(medium)
            + "stays shut this time."
            + (word.isEmpty() ? "" : " The answer: “" + word + "”")
            + " If that is not right, speak with the person who decides.",
        false,
        request.account(),
        "");
  }

  /** What is open will be shut in a minute. */
  public static Notice endingSoon(Medium medium, String account) {
    return notice(
        medium,
        "The " + word(medium.kind()) + " is shut in a minute",
        called(medium) + "is shut in a minute. Save and close what you have open on it.",
        true,
        account,
        "");
  }

  private static Notice notice(
      Medium medium, String title, String body, boolean urgent, String account, String askFor) {
    return new Notice(
        "medium-" + Integer.toHexString(RequestDesk.key(medium).hashCode()),
        title,
        body,
        urgent,
        account,
        askFor);
  }

  private static String called(Medium medium) {
    return medium.name().isEmpty() ? "It " : "“" + medium.name() + "” ";
  }

  /** What a person calls it. */
  public static String word(MediumKind kind) {
    return switch (kind) {
      case USB_STORAGE -> "memory stick";
      case PHONE -> "phone";
      case CAMERA -> "camera";
      case SD_CARD -> "memory card";
      case OPTICAL -> "disc";
      case REMOVABLE_DISK -> "disk";
      case MIXED, UNKNOWN_DEVICE -> "device";
    };
  }
}
