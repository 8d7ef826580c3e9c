package io.stairgate.console.people;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.notify.Circle;
import io.stairgate.console.setting.SettingId;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who says of an alert that it was seen, and how it ended: safeguarding lead, deputy or manager,
 * but nobody of a laptop they use themselves; then it passes on ({@link Deciders}). Only where
 * nobody is left to pass it on to do they say it after all. Any thread may use it.
 *
 * <p>Over 300 lines because who may say it and what saying it writes are decided together.
 */
public final class AlertDuties {
  private static final Set<Role> ROLES = EnumSet.of(Role.DSL, Role.DEPUTY, Role.MANAGER);

  /** The longest words of an outcome, characters. */
  public static final int LONGEST = 300;

  /** The most alerts of one laptop that are passed on at once. */
  private static final int MOST = 50;

  private final Database database;
  private final MemberStore members;
  private final DeviceStore devices;
  private final AlertStore alerts;
  private final AuditStore audit;
  private final Live live;
  private final InstantSource clock;
  private final AlertLives lives;

  /** Ready to say. */
  public AlertDuties(
      Database database,
      MemberStore members,
      DeviceStore devices,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    this.database = database;
    this.members = members;
    this.devices = devices;
    this.alerts = alerts;
    this.audit = audit;
    this.live = live;
    this.clock = clock;
    this.lives = new AlertLives(database, members, devices, clock);
  }

  /**
   * Who answers for an alert.
   *
   * @param user the person who uses the laptop it is about, where one person does
   * @param deciders who may say that it was seen
   * @param circle who is told of it, and in which order
   * @param narrow whether only they may deal with it, because it is about how the head behaved
   */
  public record Duty(Optional<UUID> user, Deciders deciders, Circle circle, boolean narrow) {
    /** Whether this person may deal with it. */
    public boolean mayBeSeenBy(UUID person) {
      return (!isOwnOf(person) || isNobodyElse())
          && (circle.includes(person) || (!narrow && deciders.include(person)));
    }

    /**
     * Whether nobody but the person who uses the laptop could deal with it. Then that person may,
     * and the log says so: what nobody may end would stand for ever.
     */
    public boolean isNobodyElse() {
      return (narrow || deciders.people().isEmpty())
          && circle.everybody().stream().map(Member::account).allMatch(this::isOwnOf);
    }

    /** Whether it is about the laptop that this person uses. */
    public boolean isOwnOf(UUID person) {
      return user.filter(person::equals).isPresent();
    }
  }

  /** Everybody with access, to be handed to {@link #of} for each of many alerts. */
  public List<Member> members(SettingId setting) {
    return members.members(setting, clock.instant());
  }

  /**
   * Who answers for an alert.
   *
   * @param laptop empty where it is about no laptop, or about one that is gone
   * @param members everybody with access
   */
  public Duty of(Alert alert, Optional<Laptop> laptop, List<Member> members) {
    Optional<UUID> user = laptop.flatMap(Laptop::usedBy);
    AlertKind kind = AlertKind.of(alert.kind());
    boolean ofHead =
        members.stream()
            .anyMatch(
                each ->
                    user.filter(each.account()::equals).isPresent()
                        && each.roles().contains(Role.MANAGER));
    return new Duty(
        user,
        Deciders.of(ROLES, members, user.map(Set::of).orElse(Set.of())),
        Circle.of(kind, user, members),
        kind.isConduct() && ofHead);
  }

  private Duty of(SettingId setting, Alert alert) {
    return of(alert, alert.device().flatMap(id -> devices.laptop(setting, id)), members(setting));
  }

  /**
   * Notes that a person has seen an alert.
   *
   * @param by the person
   * @return done also where somebody else said so before
   */
  public Outcome acknowledge(SettingId setting, UUID alert, Actor.Person by) {
    Optional<Alert> found = alerts.find(setting, alert);
    if (found.isEmpty()) {
      return new Outcome.NotThere();
    }
    Duty duty = of(setting, found.get());
    Optional<Outcome> refused = refused(duty, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    boolean first =
        database.durably(
            tx -> {
              boolean seen = alerts.acknowledge(tx, setting, alert, by.name(), clock.instant());
              if (seen) {
                audit.append(
                    tx,
                    setting,
                    by,
                    "alert-acknowledged",
                    "alert:" + alert,
                    found.get().kind() + ownMatter(duty, by));
              }
              return seen;
            });
    if (first) {
      live.changed(setting, Live.Topic.ALERTS);
    }
    return new Outcome.Done();
  }

  private static Optional<Outcome> refused(Duty duty, Actor.Person by) {
    if (duty.mayBeSeenBy(by.account())) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Refused(
            "person",
            duty.isOwnOf(by.account())
                ? "This is about the laptop you use yourself, so somebody else looks at it."
                : "This is for somebody else to look at."));
  }

  private static String ownMatter(Duty duty, Actor.Person by) {
    return duty.isOwnOf(by.account()) ? ", own matter, nobody else was there" : "";
  }

  /**
   * Notes how an alert ended.
   *
   * @param by the person
   * @param outcome how; one that a person may say
   * @param words more of it, at most {@link #LONGEST} characters; may be empty
   */
  public Outcome resolve(
      SettingId setting,
      UUID alert,
      Actor.Person by,
      Optional<AlertOutcome> outcome,
      String words) {
    Optional<Alert> found = alerts.find(setting, alert);
    if (found.isEmpty()) {
      return new Outcome.NotThere();
    }
    Duty duty = of(setting, found.get());
    Optional<Outcome> refused = refused(duty, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (isReport(found.get())) {
      return new Outcome.Refused(
          "outcome", "Close the report instead. It says how this ended, and ends this with it.");
    }
    if (outcome.isEmpty() || outcome.get() == AlertOutcome.MENDED_BY_ITSELF) {
      return new Outcome.Refused("outcome", "Choose how it ended.");
    }
    String said = words.strip();
    if (said.length() > LONGEST || said.chars().anyMatch(AlertDuties::unfit)) {
      return new Outcome.Refused("words", "Say it in at most 300 letters.");
    }
    boolean done =
        database.durably(
            tx -> {
              boolean first =
                  alerts.resolve(
                      tx, setting, alert, by.name(), outcome.get(), said, clock.instant());
              if (first) {
                audit.append(
                    tx,
                    setting,
                    by,
                    "alert-resolved",
                    "alert:" + alert,
                    outcome.get().code() + ownMatter(duty, by));
              }
              return first;
            });
    if (!done) {
      return new Outcome.Refused(
          "outcome", "Somebody said before you did how this ended. Read it below.");
    }
    live.changed(setting, Live.Topic.ALERTS);
    return new Outcome.Done();
  }

  /** Whether an alert stands for a report, which has an ending of its own. */
  public static boolean isReport(Alert alert) {
    return switch (AlertKind.of(alert.kind())) {
      case CONCERN, PASSWORD_KNOWN, LAPTOP_LOST -> true;
      default -> false;
    };
  }

  private static boolean unfit(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
  }

  /**
   * The open alerts that came to this person because nobody else may deal with them; empty for
   * those who see all alerts anyway.
   */
  public List<Alert> passedTo(SettingId setting, UUID person) {
    List<Member> all = members(setting);
    if (all.stream()
        .filter(each -> each.account().equals(person) && !each.may(Right.LOOK))
        .noneMatch(each -> each.roles().contains(Role.SAFEGUARDING_GOVERNOR))) {
      return List.of();
    }
    return devices.laptops(setting).stream()
        .filter(laptop -> laptop.usedBy().isPresent())
        .flatMap(
            laptop ->
                alerts.ofLaptop(setting, laptop.id(), MOST).stream()
                    .filter(Alert::isOpen)
                    .filter(alert -> isPassed(of(alert, Optional.of(laptop), all), alert, person)))
        .toList();
  }

  /** Whether an alert came to this person, who does not see all alerts; see {@link #passedTo}. */
  public boolean cameTo(Alert alert, UUID person) {
    List<Member> all = members(alert.setting());
    Optional<Laptop> laptop = alert.device().flatMap(id -> devices.laptop(alert.setting(), id));
    return all.stream()
            .filter(each -> each.account().equals(person))
            .anyMatch(each -> each.roles().contains(Role.SAFEGUARDING_GOVERNOR))
        && isPassed(of(alert, laptop, all), alert, person);
  }

  /**
   * What became of an alert, and who is told next.
   *
   * @param open the setting's clock
   */
  public AlertLife life(Alert alert, OpenTime open) {
    return lives.of(alert, open);
  }

  /** What nobody else may deal with, and what this person is told of. */
  private static boolean isPassed(Duty duty, Alert alert, UUID person) {
    boolean nobodyElse =
        duty.deciders().passed() == Deciders.Passed.TO_SAFEGUARDING_GOVERNORS
            && duty.deciders().include(person);
    boolean told =
        holds(duty.circle().first(), person)
            || (alert.toldStep() >= 2 && holds(duty.circle().second(), person))
            || (alert.toldStep() >= 3 && holds(duty.circle().third(), person));
    return duty.mayBeSeenBy(person) && (nobodyElse || told);
  }

  private static boolean holds(List<Member> people, UUID person) {
    return people.stream().anyMatch(each -> each.account().equals(person));
  }
}
