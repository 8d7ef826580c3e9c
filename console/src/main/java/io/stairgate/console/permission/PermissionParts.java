package io.stairgate.console.permission;

/**
 * All that pages and programs need about permissions.
 *
 * @param desk requests and permissions
 * @param register the register of sticks
 * @param own the setting's own sticks
 * @param telephone answers by telephone
 * @param scans how far scans are
 */
public record PermissionParts(
    PermissionDesk desk,
    StickRegister register,
    OwnSticks own,
    TelephoneAnswers telephone,
    ScanBoard scans) {
  /** Builds them. */
  public static PermissionParts of(Ground ground) {
    return new PermissionParts(
        new PermissionDesk(ground),
        new StickRegister(ground),
        new OwnSticks(ground),
        new TelephoneAnswers(ground),
        new ScanBoard(ground.clock()));
  }
}
