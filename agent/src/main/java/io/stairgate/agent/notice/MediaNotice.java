package io.stairgate.agent.notice;

import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.MediumKind;
import java.util.Optional;

/** The sentence for the person whose stick or phone was shut out. */
public final class MediaNotice {
  private MediaNotice() {}

  /**
   * What the person is told of an event.
   *
   * @param settingName the setting's name; may be empty
   * @return empty where there is nothing to tell
   */
  public static Optional<String> of(MediaEvent event, String settingName) {
    String rule = settingName.isEmpty() ? "a rule on this laptop" : "a rule of " + settingName;
    return switch (event.action()) {
      case BLOCKED ->
          Optional.of(
              "This "
                  + name(event.medium().kind())
                  + " was not opened. That is "
                  + rule
                  + " and not a fault of yours. If you need it, ask your Designated Safeguarding"
                  + " Lead.");
      case SEEN, ALLOWED, REMOVED, NOT_BLOCKED -> Optional.empty();
    };
  }

  private static String name(MediumKind kind) {
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
