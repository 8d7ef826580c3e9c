package io.stairgate.console.people;

import io.stairgate.console.account.DisplayName;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Adds settings to the console, by a provider: who is one there too, and hands a link to the first
 * person of the setting. Any thread may use it.
 */
public final class NewSettings {
  private static final Wanted FIRST_PERSON = new Wanted(Set.of(Role.DSL), Optional.empty());

  private final Database database;
  private final SettingStore settings;
  private final MemberStore members;
  private final InvitationStore invitations;
  private final Invitations inviting;
  private final AuditStore audit;
  private final Function<SettingId, Bytes> recoveryKeys;
  private final InstantSource clock;

  /**
   * Ready to add.
   *
   * @param recoveryKeys makes a setting's key pair, keeps the private half and answers the public
   *     one
   */
  public NewSettings(
      Database database,
      SettingStore settings,
      MemberStore members,
      InvitationStore invitations,
      Invitations inviting,
      AuditStore audit,
      Function<SettingId, Bytes> recoveryKeys,
      InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.members = members;
    this.invitations = invitations;
    this.inviting = inviting;
    this.audit = audit;
    this.recoveryKeys = recoveryKeys;
    this.clock = clock;
  }

  /**
   * Adds a setting.
   *
   * @param typedName 1 to 100 characters
   * @param by a person who may add settings; the caller has asked
   * @return {@link Outcome.Invited} with the link for its first person, or {@link Outcome.Refused}
   */
  public Outcome add(String typedName, Actor.Person by) {
    Optional<String> name = DisplayName.read(typedName);
    if (name.isEmpty()) {
      return new Outcome.Refused("name", "Enter the name of the setting, at most 100 letters.");
    }
    Instant now = clock.instant();
    SettingId id = new SettingId(UUID.randomUUID());
    Setting setting = new Setting(id, name.get(), recoveryKeys.apply(id), now);
    return database.durably(
        tx -> {
          settings.create(tx, setting);
          members.put(tx, id, by.account(), Set.of(Role.PROVIDER), Optional.empty(), now);
          audit.append(tx, id, by, "setting-added", "person:" + by.account(), name.get());
          return inviting.create(tx, id, "", FIRST_PERSON, by, now);
        });
  }

  /** Whether a setting still waits for its first person: nobody there looks after people yet. */
  public boolean waitsForFirst(SettingId setting) {
    return waitsForFirst(members.members(setting, clock.instant()));
  }

  /** Of some settings, those that still wait for their first person. */
  public Set<SettingId> waitForFirst(Collection<SettingId> some) {
    Set<SettingId> waiting = new HashSet<>(some);
    waiting.removeAll(members.managed(some, clock.instant()));
    return waiting;
  }

  private static boolean waitsForFirst(List<Member> all) {
    return all.stream().noneMatch(member -> member.may(Right.MANAGE_PEOPLE));
  }

  /**
   * Makes the link for the first person of a setting anew; the one before ends.
   *
   * @param by a provider of that setting
   */
  public Outcome firstLink(SettingId setting, Actor.Person by) {
    Instant now = clock.instant();
    return database.durably(
        tx -> {
          SettingStore.lock(tx, setting);
          List<Member> all = members.members(tx, setting, now);
          boolean provider =
              all.stream()
                  .filter(member -> member.account().equals(by.account()))
                  .anyMatch(member -> member.may(Right.ADD_SETTING));
          if (!provider) {
            return new Outcome.NotThere();
          }
          if (!waitsForFirst(all)) {
            return new Outcome.Refused(
                "person", "Somebody has joined this setting already. They invite the others.");
          }
          var _ = invitations.withdrawMadeBy(tx, setting, by.account(), now);
          return inviting.create(tx, setting, "", FIRST_PERSON, by, now);
        });
  }
}
