package io.stairgate.console.concern;

import io.stairgate.console.account.Audience;
import io.stairgate.console.account.Matter;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.live.Live;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who reads what people at laptops reported, and what became of it. Safeguarding leads and deputies
 * do, but not of the laptop they use themselves; of a lead's own laptop the managers do as well.
 * Everybody else who sees laptops sees that a report exists. Each reading is in the log. Any thread
 * may use it.
 */
public final class Concerns {
  /** The longest words of an ending, characters. */
  public static final int LONGEST = 1_000;

  private static final Set<Role> LEADS = EnumSet.of(Role.DSL, Role.DEPUTY);

  /** The most open reports that are looked through for one person. */
  private static final int MOST_OPEN = 500;

  private final Database database;
  private final ConcernStore store;
  private final MemberStore members;
  private final AlertStore alerts;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;

  /** Ready to be read. */
  public Concerns(
      Database database,
      MemberStore members,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    this.database = database;
    this.store = new ConcernStore(database);
    this.members = members;
    this.alerts = alerts;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
  }

  /** What makes the alert of a report the same each time. */
  public static String alertGroup(UUID concern) {
    return "concern " + concern;
  }

  /**
   * Some reports, newest first, without their words.
   *
   * @param open only those that are not closed
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<Concern> concerns(
      SettingId setting, boolean open, Optional<String> after, int limit) {
    return store.concerns(setting, open, after, limit);
  }

  /** One report without its words; empty where the setting has none of that id. */
  public Optional<Concern> concern(SettingId setting, UUID id) {
    return store.find(setting, id);
  }

  /** Who may read a report, by name. */
  public List<Member> readers(SettingId setting, Concern concern) {
    return readers(concern, members.members(setting, clock.instant()));
  }

  /**
   * Who may read a report. Whoever uses the laptop it came from may be whom it is about, so they
   * read it only where there is nobody else at all: a report that nobody reads helps nobody.
   */
  static List<Member> readers(Concern concern, List<Member> members) {
    Optional<UUID> user = concern.usedBy();
    List<Member> told =
        new ArrayList<>(
            Audience.of(
                    user.<Matter>map(Matter.OwnLaptop::new).orElseGet(Matter.General::new), members)
                .people());
    boolean ofALead =
        members.stream()
            .anyMatch(
                member ->
                    user.filter(member.account()::equals).isPresent() && hasAny(member, LEADS));
    if (ofALead) {
      members.stream()
          .filter(member -> member.roles().contains(Role.MANAGER))
          .filter(member -> user.filter(member.account()::equals).isEmpty())
          .filter(member -> !told.contains(member))
          .forEach(told::add);
    }
    return told.isEmpty()
        ? members.stream()
            .filter(member -> hasAny(member, EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER)))
            .toList()
        : List.copyOf(told);
  }

  private static boolean hasAny(Member member, Set<Role> roles) {
    return member.roles().stream().anyMatch(roles::contains);
  }

  /** The open reports that this person may read, newest first. */
  public List<Concern> openFor(SettingId setting, UUID person) {
    List<Member> all = members.members(setting, clock.instant());
    return store.concerns(setting, true, Optional.empty(), MOST_OPEN).items().stream()
        .filter(concern -> isReader(concern, all, person))
        .toList();
  }

  /** Whether this person may read it. */
  public boolean mayRead(SettingId setting, Concern concern, UUID person) {
    return isReader(concern, members.members(setting, clock.instant()), person);
  }

  private static boolean isReader(Concern concern, List<Member> members, UUID person) {
    return readers(concern, members).stream().anyMatch(member -> member.account().equals(person));
  }

  /**
   * Reads a report; the reading is in the log.
   *
   * @param by who reads
   */
  public ConcernReading read(SettingId setting, UUID id, Actor.Person by) {
    return database.durably(
        tx -> {
          Optional<Concern> concern = store.find(tx, setting, id);
          if (concern.isEmpty()) {
            return new ConcernReading.NotThere();
          }
          if (!isReader(
              concern.get(), members.members(tx, setting, clock.instant()), by.account())) {
            return new ConcernReading.Closed(concern.get());
          }
          return opened(tx, setting, concern.get(), by);
        });
  }

  /**
   * Reads a report for a program whose token may read such things. What came from a laptop that one
   * person uses is for people alone: a program does not know who stands behind it.
   *
   * @param by the program
   */
  public ConcernReading read(SettingId setting, UUID id, Actor.Program by) {
    return database.durably(
        tx -> {
          Optional<Concern> concern = store.find(tx, setting, id);
          if (concern.isEmpty()) {
            return new ConcernReading.NotThere();
          }
          return concern.get().usedBy().isPresent()
              ? new ConcernReading.Closed(concern.get())
              : opened(tx, setting, concern.get(), by);
        });
  }

  private ConcernReading opened(Transaction tx, SettingId setting, Concern concern, Actor by) {
    audit.append(tx, setting, by, "concern-read", "concern:" + concern.id(), "");
    return new ConcernReading.Open(
        concern, store.text(tx, setting, concern.id()).orElse(new ConcernText("", "", "")));
  }

  /**
   * Notes that a person has seen a report and looks into it; its alert is seen with it.
   *
   * @return done also where somebody else said so before
   */
  public Outcome acknowledge(SettingId setting, UUID id, Actor.Person by) {
    return change(
        setting,
        id,
        by,
        (tx, concern, now) -> {
          see(tx, setting, concern, by, now);
          return new Outcome.Done();
        });
  }

  private void see(
      Transaction tx, SettingId setting, Concern concern, Actor.Person by, Instant now) {
    if (store.seen(tx, setting, concern.id(), by, now)) {
      audit.append(
          tx, setting, by, "concern-seen", "concern:" + concern.id(), concern.kind().code());
    }
    alerts.acknowledge(tx, setting, alertGroup(concern.id()), by.name(), now);
  }

  /**
   * Closes a report.
   *
   * @param ending how it ended
   * @param words in the person's words, 10 to 1,000 characters
   */
  public Outcome close(
      SettingId setting, UUID id, Actor.Person by, ConcernEnding ending, String words) {
    String said = words.strip();
    if (said.length() < 10 || said.length() > LONGEST || said.chars().anyMatch(Concerns::unfit)) {
      return new Outcome.Refused(
          "words", "Say in 10 to 1,000 letters what was done and why that is enough.");
    }
    return change(
        setting,
        id,
        by,
        (tx, concern, now) -> {
          if (concern.closed().isPresent()) {
            return new Outcome.Refused(
                "ending",
                "%s closed this before you did. Read how it ended."
                    .formatted(concern.closed().get().by()));
          }
          alerts.acknowledge(tx, setting, alertGroup(id), by.name(), now);
          var _ =
              alerts.resolveGroup(
                  tx, setting, alertGroup(id), by.name(), AlertOutcome.RECORDED_ELSEWHERE, now);
          var _ = store.seen(tx, setting, id, by, now);
          store.close(tx, setting, id, by, ending, said, now);
          audit.append(tx, setting, by, "concern-closed", "concern:" + id, ending.code());
          return new Outcome.Done();
        });
  }

  private static boolean unfit(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
  }

  private interface Change {
    Outcome make(Transaction tx, Concern concern, Instant now);
  }

  private Outcome change(SettingId setting, UUID id, Actor.Person by, Change change) {
    Instant now = clock.instant();
    Outcome outcome =
        database.durably(
            tx -> {
              Optional<Concern> concern = store.find(tx, setting, id);
              if (concern.isEmpty()) {
                return new Outcome.NotThere();
              }
              if (!isReader(concern.get(), members.members(tx, setting, now), by.account())) {
                return new Outcome.Refused(
                    "person", "This is for somebody else to look into, not for you.");
              }
              return change.make(tx, concern.get(), now);
            });
    if (outcome instanceof Outcome.Done) {
      live.changed(setting, Live.Topic.CONCERNS);
      live.changed(setting, Live.Topic.ALERTS);
    }
    return outcome;
  }
}
