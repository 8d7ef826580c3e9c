package io.stairgate.agent.platform.linux;

/** A volume that could not be mounted. */
final class MountException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code a skip code of the scan, for example {@code damaged}
   */
  MountException(String code) {
    super("a volume could not be mounted: " + code);
    this.code = code;
  }

  String code() {
    return code;
  }
}
