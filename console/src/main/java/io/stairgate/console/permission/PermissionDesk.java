package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where people decide about portable media. Nobody decides about the laptop they use themselves
 * ({@link Deciders}); what goes beyond the ordinary needs a reason and a second look. Each decision
 * is one transaction that holds the setting's lock, signs the new permissions of the laptops
 * concerned, and is in the log. Any thread may use it.
 */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class PermissionDesk {
  private final Ground ground;

  PermissionDesk(Ground ground) {
    this.ground = ground;
  }

  /**
   * Requests, newest first.
   *
   * @param openOnly only those that wait
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 500
   */
  public Listed<MediaRequest> requests(
      SettingId setting, boolean openOnly, Optional<String> after, int limit) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** One request; empty where the setting has none of that id. */
  public Optional<MediaRequest> request(SettingId setting, UUID request) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** How many requests wait. */
  public long openCount(SettingId setting) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** The newest request for the medium of an alert, on its laptop; an open one first. */
  public Optional<MediaRequest> requestFor(SettingId setting, Alert alert) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * The open requests that came to this person because nobody else may decide them; empty for those
   * who see all requests anyway.
   */
  public List<MediaRequest> passedTo(SettingId setting, UUID person) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** Who may decide a request. */
  public Deciders deciders(SettingId setting, MediaRequest request) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** What can be chosen for a request. */
  public Choices choices(SettingId setting, MediaRequest request) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** What can be chosen when a permission is extended. */
  public Choices choices(SettingId setting, MediaPermission permission) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * In which ways an approval goes beyond the ordinary, each a short sentence; empty where it does
   * not. The page asks for the second step where it is not empty.
   */
  public List<String> beyondOrdinary(SettingId setting, UUID request, Approval approval) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Gives permission as it was asked for.
   *
   * @param by the person who decides
   */
  public PermissionOutcome approve(
      SettingId setting, UUID request, Approval approval, Actor.Person by, SecondLook look) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Says no.
   *
   * @param word why, for the person who asked; at most 500 characters, may be empty
   */
  public PermissionOutcome refuse(SettingId setting, UUID request, String word, Actor.Person by) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Suggests an answer to those who may decide; a later suggestion takes an earlier one's place.
   *
   * @param by a person or a program that looks after laptops
   */
  public PermissionOutcome propose(SettingId setting, UUID request, Approval approval, Actor by) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Permissions, newest first.
   *
   * @param currentOnly only those that count now
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 500
   */
  public Listed<MediaPermission> permissions(
      SettingId setting, boolean currentOnly, Optional<String> after, int limit) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** One permission; empty where the setting has none of that id. */
  public Optional<MediaPermission> permission(SettingId setting, UUID permission) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** The permissions that count now on a laptop. */
  public List<MediaPermission> permissionsOn(SettingId setting, DeviceId laptop) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** What happened with a permission, newest first, at most 500 lines. */
  public List<Happening> history(SettingId setting, UUID permission) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /** Who may give a permission anew. */
  public Deciders deciders(SettingId setting, MediaPermission permission) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Gives a permission anew with other terms; the one before is over with it.
   *
   * @param by the person who decides
   */
  public PermissionOutcome extend(
      SettingId setting, UUID permission, Approval approval, Actor.Person by, SecondLook look) {
    throw new UnsupportedOperationException("comes within the hour");
  }

  /**
   * Ends a permission now. It makes nothing looser, so whoever looks after laptops may.
   *
   * @param laptop on this laptop; empty: everywhere
   * @param reason why, at most 500 characters; may be empty
   */
  public PermissionOutcome stop(
      SettingId setting, UUID permission, Optional<DeviceId> laptop, String reason, Actor by) {
    throw new UnsupportedOperationException("comes within the hour");
  }
}
