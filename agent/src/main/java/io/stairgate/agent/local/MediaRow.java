package io.stairgate.agent.local;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.control.MediaUse;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import java.time.Instant;
import java.util.Optional;

/**
 * One plugged medium as the person sees it.
 *
 * @param plugged which, and whether it is shut
 * @param use what is happening with it, where something is
 * @param asked whether somebody asked for it within the hour
 * @param refused why the last request was refused, where it was; the word may be empty
 * @param until when it is shut again, where it is allowed
 * @param untilWords the same in words; empty where it is not allowed
 */
public record MediaRow(
    PluggedMedium plugged,
    Optional<MediaUse> use,
    boolean asked,
    Optional<String> refused,
    Optional<Instant> until,
    String untilWords) {

  /** The word for scripts: {@code shut}, {@code asked}, {@code scanning}, {@code open} … */
  public String state() {
    if (use.isPresent()) {
      return use.get().state().word();
    }
    if (!plugged.shut()) {
      return "not-held";
    }
    if (refused.isPresent() && !asked) {
      return MediaUse.State.REFUSED.word();
    }
    return asked ? MediaUse.State.ASKED.word() : MediaUse.State.SHUT.word();
  }

  String permissionId() {
    return use.map(MediaUse::permissionId).orElse("");
  }

  int percent() {
    return use.map(MediaUse::percent).orElse(0);
  }

  long files() {
    return use.map(MediaUse::files).orElse(0L);
  }

  boolean readOnly() {
    return use.map(MediaUse::readOnly).orElse(false);
  }

  String detail() {
    return use.map(MediaUse::detail).orElse("");
  }

  /** In words. */
  String sentence() {
    Medium medium = plugged.medium();
    String thing =
        name(medium.kind())
            + (medium.name().isEmpty() ? "" : " “" + medium.name() + "”")
            + (medium.serial().isEmpty() ? "" : ", serial " + medium.serial())
            + ", at "
            + medium.port()
            + ": ";
    return thing + standing();
  }

  private String standing() {
    if (use.isEmpty()) {
      if (!plugged.shut()) {
        return "not shut; the rule only watches here (" + plugged.reason() + ").";
      }
      if (refused.isPresent() && !asked) {
        return "shut; not allowed this time."
            + (refused.get().isEmpty() ? "" : " The answer: " + refused.get());
      }
      return asked
          ? "shut; asked for, waiting for an answer."
          : "shut by the rule (" + plugged.reason() + "). To ask for it: stairgate-agent media ask";
    }
    return switch (use.get().state()) {
      case SHUT, ASKED, REFUSED -> "shut.";
      case LOCKED -> "allowed; waiting for its password. Open it in Files, or: udisksctl unlock";
      case SCANNING ->
          "being checked for viruses"
              + (percent() > 0
                  ? ", " + percent() + " % done."
                  : files() > 0 ? ", " + files() + " files so far." : ".");
      case SCANNED -> "checked, being opened.";
      case OPEN ->
          "open"
              + (readOnly() ? ", reading only" : ", reading and writing")
              + (untilWords.isEmpty() ? "." : ", until " + untilWords + ".");
      case INFECTED ->
          "shut; harmful software was found (" + detail() + "). Give it to your technician.";
      case NOT_FULLY_SCANNED ->
          "shut; it could not be checked completely. The person who allowed it can decide.";
      case FAILED -> "allowed, and could not be opened (" + detail() + ").";
    };
  }

  static String name(MediumKind kind) {
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
