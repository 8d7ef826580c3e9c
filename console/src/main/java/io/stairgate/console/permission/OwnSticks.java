package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.setting.SettingId;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The list of the setting's own sticks. A person who may decide gives them a standing permission;
 * what technicians and programs put on the list waits for that. Any thread may use it.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class OwnSticks {
  private final Ground ground;

  OwnSticks(Ground ground) {
    this.ground = ground;
  }

  /** The most sticks of a list. */
  public static final int MOST = 1_000;

  /** The most standing permissions of one laptop: what is left is for what people ask for. */
  public static final int MOST_ON_A_LAPTOP = 48;

  /** The longest CSV file, characters. */
  public static final int LONGEST_FILE = 256 * 1024;

  /**
   * The list, those that were taken off last. At most {@value #MOST} that count, 200 that ended.
   */
  public List<OwnStick> all(SettingId setting) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** Who may give standing permissions for these laptops. */
  public Deciders deciders(SettingId setting, StandingTerms terms) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Reads a CSV file: a heading line with {@code serial} and, where wanted, {@code label}, {@code
   * vendor}, {@code product}; comma, semicolon or tab between. Nothing is stored.
   */
  public StickImport read(SettingId setting, String csv) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Puts sticks on the list: with a standing permission where {@code by} may decide, else to wait.
   *
   * @param sticks 1 to {@value #MOST}
   * @return {@link PermissionOutcome.Added} where it is done
   */
  public PermissionOutcome add(
      SettingId setting, List<NewOwnStick> sticks, StandingTerms terms, Actor by, SecondLook look) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Gives those that wait their standing permission, on the terms they were put on the list with.
   *
   * @param sticks lines of the list
   */
  public PermissionOutcome confirm(
      SettingId setting, Set<UUID> sticks, Actor.Person by, SecondLook look) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** Takes a stick off the list: its standing permission ends now. */
  public PermissionOutcome end(SettingId setting, UUID stick, String reason, Actor by) {
    throw new UnsupportedOperationException("comes within the hour");
  }
}
