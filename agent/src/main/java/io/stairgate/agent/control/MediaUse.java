package io.stairgate.agent.control;

import java.util.Locale;

/**
 * How the use of one medium stands, for the person who looks.
 *
 * @param state how it stands
 * @param permissionId the permission; empty where there is none
 * @param percent how much of it was checked, 0 to 100; 0 where that is not known
 * @param files how many files were checked; while it is scanned
 * @param readOnly whether it is open for reading only
 * @param detail stable code of why it failed, or the malware's name; may be empty
 */
public record MediaUse(
    State state, String permissionId, int percent, long files, boolean readOnly, String detail) {
  /** How it stands. */
  public enum State {
    /** Nobody allowed it. */
    SHUT,
    /** Somebody asked for it. */
    ASKED,
    /** It was asked for, and somebody who decides said no. */
    REFUSED,
    /** It is encrypted and waits for its password. */
    LOCKED,
    /** It is being checked. */
    SCANNING,
    /** It was checked and is being opened. */
    SCANNED,
    /** It can be used. */
    OPEN,
    /** Malware was found: it stays shut. */
    INFECTED,
    /** Not all of it could be checked: it stays shut. */
    NOT_FULLY_SCANNED,
    /** It is allowed and could not be opened. */
    FAILED;

    /** The word for scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Nobody allowed it. */
  static final MediaUse SHUT = new MediaUse(State.SHUT, "", 0, 0, false, "");

  public MediaUse {
    percent = Math.clamp(percent, 0, 100);
  }

  /** Whether it is allowed and being opened, or open. */
  public boolean onItsWay() {
    return switch (state) {
      case LOCKED, SCANNING, SCANNED, OPEN -> true;
      case SHUT, ASKED, REFUSED, INFECTED, NOT_FULLY_SCANNED, FAILED -> false;
    };
  }

  MediaUse scanned(int percentNow, long filesNow) {
    return new MediaUse(state, permissionId, percentNow, filesNow, readOnly, detail);
  }
}
