package io.stairgate.console.alert;

import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which happenings are alerts, how urgent they are, and in which words.
 *
 * <p>Over 300 lines because all words of alerts stand together, so that they are of one tone.
 */
public final class AlertRules {
  /** Rules whose repeated breaking is looked at the same day. */
  private static final Set<String> SOONER =
      Set.of("encryption", "anti-virus", "firewall", "admin-rights", "portable-media", "sign-in");

  private AlertRules() {}

  /**
   * The alert for a medium; empty where nobody needs to look: it was allowed, or taken out.
   *
   * @param at when it happened, by the laptop's clock
   * @param now by the console's clock
   */
  public static Optional<NewAlert> forMedium(
      SettingId setting, DeviceId device, Sighting sighting, Instant at, Instant now) {
    return switch (sighting.action()) {
      case ALLOWED, REMOVED -> Optional.empty();
      case BLOCKED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-blocked",
                  "today",
                  "was plugged in without permission. It was shut out: nobody could read it."));
      case SEEN ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-used",
                  "urgent",
                  "was plugged in without permission. It could be used, because this laptop only"
                      + " watches for now."));
      case NOT_BLOCKED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  sighting.medium(),
                  at,
                  now,
                  "medium-used",
                  "urgent",
                  "was plugged in without permission and could not be shut out. Please take it out"
                      + " and have the laptop looked at."));
    };
  }

  /**
   * The alert for what happened with a permission; empty where nobody needs to look.
   *
   * @param medium the medium concerned
   * @param acceptNotFullyScanned whether it may be opened although not everything was scanned
   * @param at when it happened, by the laptop's clock
   * @param now by the console's clock
   */
  public static Optional<NewAlert> forPermission(
      SettingId setting,
      DeviceId device,
      Medium medium,
      PermissionNews news,
      boolean acceptNotFullyScanned,
      Instant at,
      Instant now) {
    if (news.step() == PermissionStep.ENDED && news.reason().equals("descriptors-changed")) {
      return Optional.of(
          medium(
              setting,
              device,
              medium,
              at,
              now,
              "medium-changed",
              "urgent",
              "says it is one that has permission, and is not built the same. It was shut out and"
                  + " the permission is over. Keep it and have it looked at."));
    }
    if (news.scan().isEmpty()) {
      return Optional.empty();
    }
    ScanReport scan = news.scan().get();
    return switch (scan.verdict()) {
      case CLEAN -> Optional.empty();
      case INFECTED ->
          Optional.of(
              medium(
                  setting,
                  device,
                  medium,
                  at,
                  now,
                  "infected",
                  "urgent",
                  "has malware on it%s. It stays shut: nobody could open it. Do not plug it in anywhere."
                      .formatted(scan.malware().isBlank() ? "" : ": " + scan.malware().strip())));
      case NOT_FULLY_SCANNED ->
          acceptNotFullyScanned
              ? Optional.empty()
              : Optional.of(
                  medium(
                      setting,
                      device,
                      medium,
                      at,
                      now,
                      "scan-incomplete",
                      "today",
                      "could not be scanned whole, so it stays shut. Whoever decides may accept"
                          + " that, saying why."));
    };
  }

  /**
   * The alert for one serial in two laptops at once: two media say that they are one.
   *
   * @param other nickname of the laptop it was in already
   */
  public static NewAlert forTwice(
      SettingId setting, DeviceId device, Medium medium, String other, Instant at, Instant now) {
    return medium(
        setting,
        device,
        medium,
        at,
        now,
        "medium-twice",
        "urgent",
        "is in this laptop and in %s at once, so two say that they are the same one. From now on it counts as one that cannot be told from others."
            .formatted(other));
  }

  /** What is said of several media behind one dock or hub. */
  static String burst(int media) {
    return "%d things were plugged in at one dock or hub within seconds, without permission. They were shut out: nobody could read them."
        .formatted(media);
  }

  /**
   * The alert for notes of a laptop that never came.
   *
   * @param count how many
   */
  public static NewAlert forGap(SettingId setting, DeviceId device, long count, Instant now) {
    return new NewAlert(
            setting,
            device,
            "journal-gap",
            "today",
            "journal-gap",
            Optional.empty(),
            (count == 1
                    ? "One note of this laptop is missing"
                    : "%,d notes of this laptop are missing".formatted(count))
                + ". What happened in that time cannot be shown.",
            now,
            now)
        .eachDay();
  }

  /** The alert for a code that was tried again with another key after all its uses were spent. */
  public static NewAlert forSpentCode(SettingId setting, DeviceId device, Instant now) {
    return new NewAlert(
            setting,
            device,
            "spent-code",
            "today",
            "spent-code",
            Optional.empty(),
            "Somebody tried to add another laptop with the line that this laptop was added with. It"
                + " was refused.",
            now,
            now)
        .eachDay();
  }

  /** The alert for one key that is used on two machines at once. */
  public static NewAlert forClone(SettingId setting, DeviceId device, Instant now) {
    return new NewAlert(
            setting,
            device,
            "clone",
            "urgent",
            "clone",
            Optional.empty(),
            "Two machines report as this laptop at the same time. One of them is a copy: please"
                + " have both looked at.",
            now,
            now)
        .eachDay();
  }

  /**
   * The alert that a setting's log of who did what was changed: about the console, not a laptop.
   *
   * @param notice the number of what was noticed: one alert for each
   * @param sentence what happened
   */
  public static NewAlert forChangedLog(
      SettingId setting, long notice, String sentence, Instant now) {
    return new NewAlert(
        setting,
        Optional.empty(),
        "audit-changed",
        "urgent",
        "audit-changed " + notice,
        Optional.empty(),
        sentence,
        now,
        now);
  }

  /**
   * The alert for what a person at a laptop reported. It says nothing of their words: whoever looks
   * after laptops may see it.
   *
   * @param at when it was reported, by the laptop's clock
   */
  public static NewAlert forConcern(
      SettingId setting, DeviceId device, ConcernNews news, Instant at, Instant now) {
    return laptop(
        setting,
        device,
        switch (news.kind()) {
          case WORRY, UPSETTING_MESSAGE -> "concern";
          case PASSWORD_KNOWN -> "password-known";
          case LAPTOP_LOST -> "laptop-lost";
        },
        "urgent",
        "concern " + news.id(),
        switch (news.kind()) {
          case WORRY ->
              "Somebody reported something that worries them. Open the report to read it.";
          case UPSETTING_MESSAGE ->
              "Somebody reported a message or picture that upset them. Open the report to read it.";
          case PASSWORD_KNOWN ->
              "Somebody reported that another person may know their password. It is to be changed"
                  + " within 24 hours.";
          case LAPTOP_LOST ->
              "Somebody reported a laptop as lost or stolen. Open the report, and find out now"
                  + " which one and whether it is encrypted.";
        },
        at,
        now);
  }

  /** The alert for a password that was not changed in time: about an account, not a laptop. */
  public static NewAlert forPasswordNotChanged(SettingId setting, UUID order, Instant now) {
    return new NewAlert(
        setting,
        Optional.empty(),
        "password-not-changed",
        "urgent",
        "password-not-changed " + order,
        Optional.empty(),
        "Another person may know a password, and 24 hours later not every laptop says that it was"
            + " changed. Ask its owner to change it now.",
        now,
        now);
  }

  /** The alert for what happened to the agent itself; empty where nobody needs to look. */
  public static Optional<NewAlert> forAgent(
      SettingId setting, DeviceId device, AgentNews news, Instant at, Instant now) {
    return switch (news.action()) {
      case STARTED_OR_STOPPED, OTHER -> Optional.empty();
      case TAMPERED ->
          Optional.of(
              laptop(
                      setting,
                      device,
                      "tampered",
                      "urgent",
                      "tampered",
                      told(
                          "Somebody with administrator rights changed the checker on this laptop.",
                          news),
                      at,
                      now)
                  .eachDay());
      case WAS_AWAY ->
          Optional.of(
              laptop(
                      setting,
                      device,
                      "was-away",
                      "today",
                      "was-away",
                      told(
                          "The checker on this laptop did not run for a time while the laptop was"
                              + " on.",
                          news),
                      at,
                      now)
                  .eachDay()
                  .whichMayEnd("", NewAlert.MENDS_WITHIN));
    };
  }

  private static String told(String sentence, AgentNews news) {
    String whole = news.detail().isBlank() ? sentence : sentence + " " + news.detail().strip();
    return whole.length() > 500 ? whole.substring(0, 500) : whole;
  }

  /**
   * The alert for a rule that somebody works against: what it asks for was put back again and
   * again.
   *
   * @param times how often in a day
   */
  public static NewAlert forRepeatedDrift(
      SettingId setting, DeviceId device, DriftNews news, long times, Instant at, Instant now) {
    return laptop(
            setting,
            device,
            "changed-again",
            SOONER.contains(news.rule()) ? "today" : "weekly",
            "changed-again " + news.rule(),
            "This was changed and put back %d times in a day: %s. Ask who changes it, and why."
                .formatted(times, news.what()),
            at,
            now)
        .eachDay()
        .whichMayEnd("", NewAlert.MENDS_WITHIN);
  }

  /** The alert for a recovery key that is in its disk no more. */
  public static NewAlert forVanishedKey(
      SettingId setting, DeviceId device, RecoveryKeyNews news, Instant at, Instant now) {
    return laptop(
        setting,
        device,
        "recovery-key-vanished",
        "today",
        "recovery-key-vanished " + news.keyId(),
        "The recovery key %s for %s was taken out of the laptop, so it opens nothing any more. Have a new one made."
            .formatted(news.keyId(), news.volumeWords().isBlank() ? "a disk" : news.volumeWords()),
        at,
        now);
  }

  /** The alert for a sign-in that was to be stopped and could not be. */
  public static NewAlert forNotSuspended(
      SettingId setting, DeviceId device, String sentence, Instant at, Instant now) {
    String whole = "A sign-in was to be stopped on this laptop and was not. " + sentence;
    return laptop(
            setting,
            device,
            "not-suspended",
            "today",
            "not-suspended",
            whole.length() > 500 ? whole.substring(0, 500) : whole.strip(),
            at,
            now)
        .eachDay();
  }

  /**
   * The alert for programs that came and are not approved.
   *
   * @param names their names, at least one
   * @param cloud whether one of them keeps files in the cloud
   */
  public static NewAlert forPrograms(
      SettingId setting,
      DeviceId device,
      List<String> names,
      boolean cloud,
      Instant at,
      Instant now) {
    String first = names.getFirst();
    String which =
        names.size() == 1
            ? "\"" + first + "\""
            : "\"%s\" and %,d more".formatted(first, names.size() - 1);
    return laptop(
            setting,
            device,
            cloud ? "cloud-program-added" : "program-added",
            cloud ? "today" : "weekly",
            cloud ? "cloud-program-added" : "program-added",
            cloud
                ? which
                    + " came onto this laptop and can keep files in the cloud. Nobody has approved"
                    + " it."
                : which + " came onto this laptop. Nobody has approved it.",
            at,
            now)
        .eachDay();
  }

  /** What the alerts of one change of a rule have in common. */
  public static String rolloutCause(UUID rollout) {
    return "rollout:" + rollout;
  }

  /**
   * The alert for a change of a rule that stopped on its way to the laptops: about the console, as
   * it ends when somebody decides about the change.
   *
   * @param rollout the change
   * @param rule the rule's title
   * @param why one sentence, at most 300 characters
   */
  public static NewAlert forStoppedRollout(
      SettingId setting, UUID rollout, String rule, String why, Instant now) {
    return new NewAlert(
            setting,
            Optional.empty(),
            AlertKind.ROLLOUT_STOPPED.code(),
            AlertClass.TODAY.code(),
            rolloutCause(rollout),
            Optional.empty(),
            "The change of the rule \"%s\" stopped by itself. %s Let it go on, or put it back."
                .formatted(rule, why),
            now,
            now)
        .whichMayEnd(rolloutCause(rollout), Duration.ZERO);
  }

  private static NewAlert laptop(
      SettingId setting,
      DeviceId device,
      String kind,
      String severity,
      String group,
      String detail,
      Instant at,
      Instant now) {
    return new NewAlert(setting, device, kind, severity, group, Optional.empty(), detail, at, now);
  }

  private static NewAlert medium(
      SettingId setting,
      DeviceId device,
      Medium medium,
      Instant at,
      Instant now,
      String kind,
      String severity,
      String whatHappened) {
    String name = medium.name().isBlank() ? "" : " (" + medium.name().strip() + ")";
    return new NewAlert(
            setting,
            Optional.of(device),
            kind,
            severity,
            String.join(
                " ",
                kind,
                medium.kind().code(),
                medium.vendorId(),
                medium.productId(),
                medium.serial().isEmpty() ? medium.name() : medium.serial()),
            Optional.of(
                new AlertMedium(
                    medium.kind().code(),
                    medium.vendorId(),
                    medium.productId(),
                    medium.serial(),
                    medium.name())),
            medium.kind().words() + name + " " + whatHappened,
            at,
            now)
        .behind(kind.equals("medium-blocked") ? medium.hub() : "")
        .eachDay();
  }
}
