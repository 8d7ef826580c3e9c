package io.stairgate.console.permission;

import java.util.List;
import java.util.UUID;

/** How something that was asked about permissions ended. */
public sealed interface PermissionOutcome {
  /**
   * It is done.
   *
   * @param id of the permission, request or line of the list that it made or changed
   */
  record Done(UUID id) implements PermissionOutcome {}

  /**
   * Several were put on the setting's own list.
   *
   * @param added how many
   * @param waiting whether they wait until somebody who may decides
   */
  record Added(int added, boolean waiting) implements PermissionOutcome {}

  /**
   * The answer for the telephone.
   *
   * @param answer what to tell
   */
  record Answered(TelephoneAnswer answer) implements PermissionOutcome {}

  /**
   * It goes beyond the ordinary: the person proves once more that it is they, then sends it again.
   *
   * @param because why, each a short sentence
   */
  record NeedsSecondLook(List<String> because) implements PermissionOutcome {
    public NeedsSecondLook {
      because = List.copyOf(because);
    }
  }

  /**
   * Somebody else decided first.
   *
   * @param sentence who, when and what
   */
  record AlreadyDecided(String sentence) implements PermissionOutcome {}

  /**
   * It is not done.
   *
   * @param field what must be put right: {@code laptops}, {@code ends}, {@code mode}, {@code
   *     owner}, {@code scan}, {@code weak}, {@code reason}, {@code label}, {@code serial}, {@code
   *     ids}, {@code file}, {@code challenge}; {@code person} or {@code medium} where it is not a
   *     matter of the form
   * @param sentence why, and what to do
   */
  record Refused(String field, String sentence) implements PermissionOutcome {}

  /** The setting has no such thing. */
  record NotThere() implements PermissionOutcome {}
}
