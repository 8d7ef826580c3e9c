package io.stairgate.console.contact;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.live.Live;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What people say about how they are told: each for themselves alone. Every change is in the log,
 * an address never in full. Any thread may use it.
 *
 * <p>Over 300 lines because everything people say about how they are told is said here, each with
 * its line in the log.
 */
public final class Contacts {
  /** The link that confirms an address is good for this long. */
  public static final Duration LINK_LIFE = Duration.ofDays(2);

  private static final int LONGEST_AWAY_DAYS = 400;
  private static final Set<Role> LEADS = EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER);
  private static final Set<Role> MENDERS =
      EnumSet.of(Role.TECHNICIAN, Role.COMPUTING_LEAD, Role.PROVIDER);
  private static final Set<Role> GOVERNORS = EnumSet.of(Role.SAFEGUARDING_GOVERNOR, Role.MANAGER);

  private final Parts parts;

  /**
   * What it works with.
   *
   * @param database for transactions
   * @param addresses where people get e-mails
   * @param wishes what they wish
   * @param aways when they are away
   * @param members who has access
   * @param zone the time zone of a setting
   * @param letters sends links
   * @param audit who did what
   * @param live tells open pages
   * @param clock the time
   */
  public record Parts(
      Database database,
      AddressStore addresses,
      WishStore wishes,
      AwayStore aways,
      MemberStore members,
      Function<SettingId, ZoneId> zone,
      LinkLetters letters,
      AuditStore audit,
      Live live,
      InstantSource clock) {}

  /** Ready to use. */
  public Contacts(Parts parts) {
    this.parts = parts;
  }

  /**
   * What a person said.
   *
   * @param address where they get e-mails
   * @param urgentAnyTime whether urgent messages come outside open hours too
   * @param aways when they are away, now or later
   */
  public record Mine(KnownAddress address, boolean urgentAnyTime, List<Away> aways) {
    public Mine {
      aways = List.copyOf(aways);
    }
  }

  /** What a person said in a setting. */
  public Mine of(SettingId setting, UUID account) {
    return new Mine(
        parts.addresses().find(account),
        parts.wishes().urgentAnyTime(setting).contains(account),
        parts.aways().from(setting, today(setting)).stream()
            .filter(away -> away.account().equals(account))
            .toList());
  }

  /** How the addresses of everybody with access stand; those who gave none are not in it. */
  public Map<UUID, KnownAddress> addresses(SettingId setting) {
    return parts.addresses().of(setting, parts.clock().instant());
  }

  /** Who is away today, or will be. */
  public List<Away> aways(SettingId setting) {
    return parts.aways().from(setting, today(setting));
  }

  /**
   * Notes where a person wants e-mails, and sends the link that confirms it. The person's confirmed
   * address stays until then.
   *
   * @param typed as typed
   */
  public ContactOutcome want(SettingId setting, Actor.Person by, String typed) {
    Optional<MailAddress> wanted = MailAddress.typed(typed);
    if (wanted.isEmpty()) {
      return new ContactOutcome.Refused(
          "address", "Type an e-mail address such as sam@example.org.");
    }
    Secret link = Secret.random(16);
    Instant now = parts.clock().instant();
    boolean noted =
        parts
            .database()
            .durably(
                tx -> {
                  boolean done =
                      parts.addresses().want(tx, by.account(), wanted.get(), link, LINK_LIFE, now);
                  if (done) {
                    log(tx, setting, by, "own-address-given", wanted.get().covered());
                  }
                  return done;
                });
    if (!noted) {
      return new ContactOutcome.Refused(
          "address", "Several links were sent within the last hour. Wait an hour and try again.");
    }
    parts.live().changed(setting, Live.Topic.PEOPLE);
    return parts
        .letters()
        .confirm(wanted.get(), link)
        .<ContactOutcome>map(why -> new ContactOutcome.Refused("address", why))
        .orElseGet(ContactOutcome.Done::new);
  }

  /**
   * Uses the link of a letter: from now on messages go to that address.
   *
   * @param typed the link's secret
   */
  public ContactOutcome confirm(String typed) {
    Instant now = parts.clock().instant();
    Optional<AddressStore.Confirmed> confirmed =
        Secret.given(typed.strip())
            .flatMap(
                link ->
                    parts
                        .database()
                        .<Optional<AddressStore.Confirmed>>durably(
                            tx -> {
                              Optional<AddressStore.Confirmed> won =
                                  parts.addresses().confirm(tx, link, now);
                              won.ifPresent(each -> logConfirmed(tx, each, now));
                              return won;
                            }));
    if (confirmed.isEmpty()) {
      return new ContactOutcome.Refused(
          "code",
          "This link was used before, or its time is over. Have a new one sent from \"My page\".");
    }
    confirmed
        .get()
        .before()
        .filter(before -> !before.equals(confirmed.get().address()))
        .ifPresent(parts.letters()::moved);
    return new ContactOutcome.Done();
  }

  private void logConfirmed(Transaction tx, AddressStore.Confirmed each, Instant now) {
    for (SettingId setting : MemberStore.settingsOf(tx, each.account(), now)) {
      String name =
          parts.members().member(tx, setting, each.account(), now).map(Member::name).orElse("");
      log(
          tx,
          setting,
          new Actor.Person(each.account(), name),
          "own-address-confirmed",
          each.address().covered());
      parts.live().changed(setting, Live.Topic.PEOPLE);
    }
  }

  /** Forgets a person's address: no message goes there any more. */
  public ContactOutcome forget(SettingId setting, Actor.Person by) {
    boolean done =
        parts
            .database()
            .durably(
                tx -> {
                  boolean removed = parts.addresses().remove(tx, by.account());
                  if (removed) {
                    log(tx, setting, by, "own-address-removed", "");
                  }
                  return removed;
                });
    parts.live().changed(setting, Live.Topic.PEOPLE);
    return done ? new ContactOutcome.Done() : new ContactOutcome.NotThere();
  }

  /** Notes whether a person wants urgent messages outside open hours too. */
  public void wish(SettingId setting, Actor.Person by, boolean urgentAnyTime) {
    parts
        .database()
        .durably(
            tx -> {
              parts.wishes().put(tx, setting, by.account(), urgentAnyTime, parts.clock().instant());
              log(
                  tx,
                  setting,
                  by,
                  "own-messages-chosen",
                  urgentAnyTime ? "urgent at any time" : "urgent in open hours");
              return true;
            });
  }

  /**
   * Notes that a person is away.
   *
   * @param first the first day
   * @param last the last day
   * @param cover who is told instead, one of {@link #covers}
   */
  public ContactOutcome away(
      SettingId setting, Actor.Person by, LocalDate first, LocalDate last, UUID cover) {
    LocalDate today = today(setting);
    if (last.isBefore(first) || last.isBefore(today)) {
      return new ContactOutcome.Refused(
          "last", "Choose a last day that is not before the first day, nor over already.");
    }
    if (first.isAfter(today.plusDays(LONGEST_AWAY_DAYS))
        || last.isAfter(first.plusDays(LONGEST_AWAY_DAYS))) {
      return new ContactOutcome.Refused("last", "Choose days within the next year.");
    }
    if (covers(setting, by.account()).stream().noneMatch(m -> m.account().equals(cover))) {
      return new ContactOutcome.Refused(
          "cover", "Choose who is told instead: somebody with a role that fits yours.");
    }
    Away away = new Away(UUID.randomUUID(), by.account(), first, last, cover);
    parts
        .database()
        .durably(
            tx -> {
              parts.aways().add(tx, setting, away, parts.clock().instant());
              parts
                  .audit()
                  .append(
                      tx,
                      setting,
                      by,
                      "away-noted",
                      "person:" + cover,
                      "from %s to %s".formatted(first, last));
              return true;
            });
    parts.live().changed(setting, Live.Topic.PEOPLE);
    return new ContactOutcome.Done();
  }

  /** Takes back that a person is away. */
  public ContactOutcome back(SettingId setting, Actor.Person by, UUID away) {
    boolean done =
        parts
            .database()
            .durably(
                tx -> {
                  boolean ended =
                      parts.aways().end(tx, setting, by.account(), away, parts.clock().instant());
                  if (ended) {
                    log(tx, setting, by, "away-ended", "");
                  }
                  return ended;
                });
    return done ? new ContactOutcome.Done() : new ContactOutcome.NotThere();
  }

  /**
   * Who may be told in a person's place: others who hold a role that fits. A lead, deputy or
   * manager is covered by one of those; who mends laptops by one who does; a safeguarding governor
   * by another or by the manager.
   */
  public List<Member> covers(SettingId setting, UUID account) {
    List<Member> all = parts.members().members(setting, parts.clock().instant());
    Set<Role> own =
        all.stream()
            .filter(member -> member.account().equals(account))
            .findFirst()
            .map(Member::roles)
            .orElse(Set.of());
    EnumSet<Role> fitting = EnumSet.noneOf(Role.class);
    for (Set<Role> group : List.of(LEADS, MENDERS)) {
      if (own.stream().anyMatch(group::contains)) {
        fitting.addAll(group);
      }
    }
    if (own.contains(Role.SAFEGUARDING_GOVERNOR)) {
      fitting.addAll(GOVERNORS);
    }
    return all.stream()
        .filter(member -> !member.account().equals(account))
        .filter(member -> member.roles().stream().anyMatch(fitting::contains))
        .toList();
  }

  /** Who is ever told of something: whoever holds one of these roles should have an address. */
  public static boolean isTold(Member member) {
    return member.roles().stream()
        .anyMatch(
            role ->
                LEADS.contains(role)
                    || role == Role.TECHNICIAN
                    || role == Role.SAFEGUARDING_GOVERNOR);
  }

  /** Today where the setting is. */
  public LocalDate today(SettingId setting) {
    return LocalDate.ofInstant(parts.clock().instant(), parts.zone().apply(setting));
  }

  private void log(Transaction tx, SettingId setting, Actor.Person by, String act, String detail) {
    parts.audit().append(tx, setting, by, act, "person:" + by.account(), detail);
  }
}
