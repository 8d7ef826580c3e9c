package io.stairgate.console.people;

import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.DisplayName;
import io.stairgate.console.account.EntryLinkStore;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.token.ApiTokenStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is decided about people who have access. Nobody decides about themselves, and somebody who
 * may look after people always stays. Each decision is one transaction that holds the setting's
 * lock, is on disk when it returns, and is in the log. Any thread may use it.
 *
 * <p>Over 300 lines because every way in which access changes stands together, so that no way
 * forgets what another looks at.
 */
public final class People {
  /** A link that lets somebody back in is good for this long. */
  public static final Duration LINK_LIFE = Duration.ofDays(1);

  private static final Outcome.Refused OWN =
      new Outcome.Refused(
          "person",
          "Nobody changes their own access. Ask another person who looks after people here.");

  private static final Outcome.Refused WORKS_ELSEWHERE =
      new Outcome.Refused(
          "person",
          "This person works for other settings too, and a link would open those as well. Whoever"
              + " runs the console can make one, with the command account reset.");

  private static final Outcome.Refused NOT_A_PERSON =
      new Outcome.Refused("person", "Only a person can say that access is still needed.");

  private final Stores stores;
  private final Managers managers;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;

  /**
   * What is kept about people.
   *
   * @param database for transactions
   * @param members who has access
   * @param accounts who they are
   * @param invitations links to join
   * @param links links to come back in
   * @param tokens tokens of programs
   * @param devices laptops
   */
  public record Stores(
      Database database,
      MemberStore members,
      AccountStore accounts,
      InvitationStore invitations,
      EntryLinkStore links,
      ApiTokenStore tokens,
      DeviceStore devices) {}

  /** Ready to decide. */
  public People(Stores stores, AuditStore audit, Live live, InstantSource clock) {
    this.stores = stores;
    this.managers = new Managers(stores.members());
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /** Everybody with access to a setting, by name. */
  public List<Member> all(SettingId setting) {
    return stores.members().members(setting, clock.instant());
  }

  /** One person with access to a setting. */
  public Optional<Member> find(SettingId setting, UUID person) {
    return stores.members().member(setting, person, clock.instant());
  }

  /** Who of a setting has a second step. */
  public Set<UUID> withSecondStep(SettingId setting) {
    return stores.members().withSecondStep(setting);
  }

  /** What is done within a decision's transaction, for a person who is there. */
  private interface Work {
    Outcome on(Transaction tx, Member member, Instant now);
  }

  private Outcome decide(SettingId setting, UUID person, Actor by, Work work) {
    Instant now = clock.instant();
    Outcome outcome =
        stores
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<Member> member = stores.members().member(tx, setting, person, now);
                  if (member.isEmpty()) {
                    return new Outcome.NotThere();
                  }
                  if (by.id().filter(person::equals).isPresent()) {
                    return OWN;
                  }
                  Optional<Outcome.Refused> refused = managers.refusal(tx, setting, by, now);
                  return refused.isPresent() ? refused.get() : work.on(tx, member.get(), now);
                });
    live.changed(setting, Live.Topic.PEOPLE);
    return outcome;
  }

  /**
   * Gives a person other roles or another end. Where it is a person who does so, access is looked
   * through by that.
   *
   * @param by who does it
   */
  public Outcome change(SettingId setting, UUID person, Wanted wanted, Actor by) {
    Optional<Outcome.Refused> wrong = wanted.wrong(clock.instant());
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return decide(
        setting,
        person,
        by,
        (tx, member, now) -> {
          Optional<Outcome.Refused> refused =
              managers
                  .refusalToGive(tx, setting, by, wanted.roles(), member.roles(), now)
                  .or(() -> managers.refusalToEnd(tx, setting, person, Optional.of(wanted), now));
          if (refused.isPresent()) {
            return refused.get();
          }
          stores.members().put(tx, setting, person, wanted.roles(), wanted.endsAt(), now);
          reviewed(tx, setting, person, by, now);
          String ended =
              wanted.roles().stream().anyMatch(role -> role.may(Right.MANAGE_PROGRAMS))
                  ? ""
                  : whatEnded(tx, setting, person, now);
          audit.append(
              tx,
              setting,
              by,
              "roles-changed",
              target(person),
              member.name() + ": " + wanted.words() + ended);
          return new Outcome.Done();
        });
  }

  /**
   * Takes a person's access away: their sessions here end with it, the tokens and links they made,
   * and that they use a laptop.
   *
   * @param by who does it
   */
  public Outcome remove(SettingId setting, UUID person, Actor by) {
    return decide(
        setting,
        person,
        by,
        (tx, member, now) -> {
          Optional<Outcome.Refused> refused =
              managers.refusalToEnd(tx, setting, person, Optional.empty(), now);
          if (refused.isPresent()) {
            return refused.get();
          }
          String ended = end(tx, setting, person, now);
          audit.append(
              tx,
              setting,
              by,
              "removed",
              target(person),
              member.name() + ", " + Role.titles(member.roles()) + ended);
          return new Outcome.Done();
        });
  }

  /** Clears access away whose end has come; run from time to time, by any number of nodes. */
  public void endWhatIsOver() {
    Instant now = clock.instant();
    for (MemberStore.Over over : stores.members().over(now)) {
      boolean done =
          stores
              .database()
              .durably(
                  tx -> {
                    SettingStore.lock(tx, over.setting());
                    if (stores.members().member(tx, over.setting(), over.account(), now).isPresent()
                        || !stores.members().has(tx, over.setting(), over.account())) {
                      return false;
                    }
                    String name = stores.accounts().name(tx, over.account());
                    String ended = end(tx, over.setting(), over.account(), now);
                    audit.append(
                        tx,
                        over.setting(),
                        new Actor.Console(),
                        "access-ended",
                        target(over.account()),
                        name + ended);
                    return true;
                  });
      if (done) {
        live.changed(over.setting(), Live.Topic.PEOPLE);
      }
    }
  }

  private String end(Transaction tx, SettingId setting, UUID person, Instant now) {
    String ended = whatEnded(tx, setting, person, now);
    int laptops = stores.devices().clearUser(tx, setting, person);
    var _ = stores.members().remove(tx, setting, person, now);
    return laptops == 0 ? ended : ended + "; laptops used: " + laptops;
  }

  /** Ends what a person made for others: tokens, and links that are still open. */
  private String whatEnded(Transaction tx, SettingId setting, UUID person, Instant now) {
    int tokens = stores.tokens().endMadeBy(tx, setting, person);
    int links =
        stores.invitations().withdrawMadeBy(tx, setting, person, now)
            + stores.links().endMadeBy(tx, setting, person);
    List<String> parts = new ArrayList<>();
    if (tokens > 0) {
      parts.add("; tokens ended: " + tokens);
    }
    if (links > 0) {
      parts.add("; links ended: " + links);
    }
    return String.join("", parts);
  }

  /**
   * Notes that a person's access is still needed.
   *
   * @param by the person who says so
   */
  public Outcome review(SettingId setting, UUID person, Actor by) {
    return decide(
        setting,
        person,
        by,
        (tx, member, now) -> {
          if (!reviewed(tx, setting, person, by, now)) {
            return NOT_A_PERSON;
          }
          audit.append(
              tx,
              setting,
              by,
              "access-reviewed",
              target(person),
              member.name() + " still needs it: " + Role.titles(member.roles()));
          return new Outcome.Done();
        });
  }

  private boolean reviewed(Transaction tx, SettingId setting, UUID person, Actor by, Instant now) {
    return by instanceof Actor.Person(UUID reviewer, String _)
        && stores.members().review(tx, setting, person, new Member.Review(now, reviewer));
  }

  /**
   * Makes a link with which a person who lost passphrase or telephone chooses a new passphrase and
   * a new second step. What they have now works until the link is used.
   *
   * @param by who does it
   * @return {@link Outcome.LetBackIn} where it is done
   */
  public Outcome letBackIn(SettingId setting, UUID person, Actor by) {
    return decide(
        setting,
        person,
        by,
        (tx, member, now) -> {
          if (MemberStore.settingsOf(tx, person, now).size() > 1) {
            return WORKS_ELSEWHERE;
          }
          Optional<UUID> maker = by instanceof Actor.Person ? by.id() : Optional.empty();
          Secret secret = stores.links().create(tx, setting, person, LINK_LIFE, maker);
          audit.append(tx, setting, by, "let-back-in", target(person), "for " + member.name());
          return new Outcome.LetBackIn(member.name(), secret, now.plus(LINK_LIFE));
        });
  }

  /**
   * Says who uses a laptop.
   *
   * @param user a person with access; empty: nobody in particular
   * @param by who does it
   */
  public Outcome setUser(SettingId setting, DeviceId device, Optional<UUID> user, Actor by) {
    Instant now = clock.instant();
    Outcome outcome =
        stores
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<Member> member =
                      user.flatMap(id -> stores.members().member(tx, setting, id, now));
                  if (user.isPresent() && member.isEmpty()) {
                    return new Outcome.Refused("user", "Choose somebody who has access here.");
                  }
                  if (!stores.devices().setUser(tx, setting, device, user)) {
                    return new Outcome.NotThere();
                  }
                  audit.append(
                      tx,
                      setting,
                      by,
                      "laptop-user-set",
                      "laptop:" + device,
                      member.map(Member::name).orElse("nobody in particular"));
                  return new Outcome.Done();
                });
    live.changed(setting, Live.Topic.LAPTOPS);
    return outcome;
  }

  /**
   * Gives oneself another display name.
   *
   * @param setting where it is noted
   * @param who the person
   */
  public Outcome rename(SettingId setting, Actor.Person who, String typed) {
    Optional<String> name = DisplayName.read(typed);
    if (name.isEmpty()) {
      return new Outcome.Refused("name", "Enter your name, at most 100 letters.");
    }
    return stores
        .database()
        .durably(
            tx -> {
              stores.accounts().rename(tx, who.account(), name.get());
              audit.append(tx, setting, who, "own-name-changed", target(who.account()), name.get());
              return new Outcome.Done();
            });
  }

  private static String target(UUID person) {
    return "person:" + person;
  }
}
