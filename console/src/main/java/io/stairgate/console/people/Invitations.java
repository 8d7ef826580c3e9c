package io.stairgate.console.people;

import io.stairgate.console.account.DisplayName;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.live.Live;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Invites people to a setting. Each invitation is a link that is good once and for a while; it ends
 * with the access of whoever made it. Any thread may use it.
 */
public final class Invitations {
  /** A link is good for this long. */
  public static final Duration LIFE = Duration.ofDays(7);

  private final Database database;
  private final InvitationStore invitations;
  private final Managers managers;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;

  /** Ready to invite. */
  public Invitations(
      Database database,
      InvitationStore invitations,
      MemberStore members,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    this.database = database;
    this.invitations = invitations;
    this.managers = new Managers(members);
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /** The open invitations of a setting, newest first. */
  public List<Invitation> open(SettingId setting) {
    return invitations.open(setting, clock.instant());
  }

  /**
   * Invites somebody.
   *
   * @param name whom, 1 to 100 characters; may be empty where the command line invites
   * @param wanted what the person is to be
   * @param by who invites
   * @return {@link Outcome.Invited} or {@link Outcome.Refused}
   */
  public Outcome invite(SettingId setting, String name, Wanted wanted, Actor by) {
    Instant now = clock.instant();
    Optional<String> person = DisplayName.read(name);
    if (person.isEmpty() && !(name.isBlank() && by instanceof Actor.CommandLine)) {
      return new Outcome.Refused("name", "Enter the name of the person, at most 100 letters.");
    }
    Optional<Outcome.Refused> wrong = wanted.wrong(now);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Outcome outcome =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              Optional<Outcome.Refused> refused =
                  managers.refusalToGive(tx, setting, by, wanted.roles(), Set.of(), now);
              return refused.isPresent()
                  ? refused.get()
                  : create(tx, setting, person.orElse(""), wanted, by, now);
            });
    live.changed(setting, Live.Topic.PEOPLE);
    return outcome;
  }

  /** Makes the invitation, in the caller's transaction and on the caller's word. */
  Outcome.Invited create(
      Transaction tx, SettingId setting, String name, Wanted wanted, Actor by, Instant now) {
    Secret secret = Secret.random(16);
    Invitation invitation =
        new Invitation(
            UUID.randomUUID(),
            setting,
            name,
            wanted.roles(),
            wanted.endsAt(),
            by.name(),
            now,
            now.plus(LIFE),
            Optional.empty(),
            false);
    invitations.create(
        tx, invitation, secret, by instanceof Actor.Person ? by.id() : Optional.empty());
    audit.append(
        tx,
        setting,
        by,
        "invited",
        "invitation:" + invitation.id(),
        (name.isEmpty() ? "as " : name + " as ") + wanted.words());
    return new Outcome.Invited(invitation, secret);
  }

  /**
   * Takes an invitation back.
   *
   * @param by who does it
   */
  public Outcome withdraw(SettingId setting, UUID invitation, Actor by) {
    Instant now = clock.instant();
    Outcome outcome =
        database.durably(
            tx -> {
              SettingStore.lock(tx, setting);
              Optional<Outcome.Refused> refused = managers.refusal(tx, setting, by, now);
              if (refused.isPresent()) {
                return refused.get();
              }
              if (!invitations.withdraw(tx, setting, invitation, now)) {
                return new Outcome.NotThere();
              }
              audit.append(tx, setting, by, "invitation-withdrawn", "invitation:" + invitation, "");
              return new Outcome.Done();
            });
    live.changed(setting, Live.Topic.PEOPLE);
    return outcome;
  }
}
