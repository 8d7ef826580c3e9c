package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;

/**
 * Answers for laptops without a network, told over the telephone: the person there reads out a
 * challenge, and a person who may decide reads back the answer. Any thread may use it.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class TelephoneAnswers {
  private final Ground ground;

  TelephoneAnswers(Ground ground) {
    this.ground = ground;
  }

  /** Who may answer for a laptop. */
  public Deciders deciders(SettingId setting, DeviceId laptop) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * The answer to a challenge. Asked again within 30 minutes it is shown again; a challenge is
   * answered for one kind only.
   *
   * @param challenge as it was typed: case, spaces and dashes do not matter
   * @param reason why, 10 to 500 characters
   * @return {@link PermissionOutcome.Answered} where it is given
   */
  public PermissionOutcome answer(
      SettingId setting,
      DeviceId laptop,
      String challenge,
      TelephoneKind kind,
      String reason,
      Actor.Person by) {
    throw new UnsupportedOperationException("comes within the hour");
  }
}
