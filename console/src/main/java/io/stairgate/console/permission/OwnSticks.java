package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.media.Medium;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The list of the setting's own sticks. A person who may decide gives them a standing permission;
 * what technicians and programs put on the list waits for that. Any thread may use it.
 *
 * <p>Over 300 lines because every way on and off the list keeps list, permissions and what was
 * signed in step.
 */
public final class OwnSticks {
  /** The most sticks of a list. */
  public static final int MOST = 1_000;

  /** The most standing permissions of one laptop: what is left is for what people ask for. */
  public static final int MOST_ON_A_LAPTOP = 48;

  /** The longest CSV file, characters. */
  public static final int LONGEST_FILE = 256 * 1024;

  private static final int MOST_DAYS = 366;
  private static final Pattern CLEAN = Pattern.compile("[^\\p{C}\\p{Zl}\\p{Zp}]+");

  private final Ground ground;
  private final Duty duty;
  private final StickStore sticks;
  private final OwnStickStore own = new OwnStickStore();
  private final MediaPermissionStore permissions;

  OwnSticks(Ground ground) {
    this.ground = ground;
    this.duty = new Duty(ground);
    this.sticks = new StickStore(ground.database());
    this.permissions =
        new MediaPermissionStore(ground.database(), new PermissionStepStore(ground.database()));
  }

  /**
   * The list, those that were taken off last. At most {@value #MOST} that count, 200 that ended.
   */
  public List<OwnStick> all(SettingId setting) {
    return ground.database().inTransaction(tx -> own.all(tx, setting));
  }

  /**
   * Who may give standing permissions for these laptops. What is for every laptop is nobody's own
   * matter: it is a rule of the setting.
   */
  public Deciders deciders(SettingId setting, StandingTerms terms) {
    return duty.deciders(
        setting, duty.laptops(setting), terms.everyLaptop() ? Set.of() : terms.laptops());
  }

  /**
   * Reads a CSV file: a heading line with {@code serial} and, where wanted, {@code label}, {@code
   * vendor}, {@code product}; comma, semicolon or tab between. Nothing is stored.
   */
  public StickImport read(SettingId setting, String csv) {
    return StickFile.read(csv, ground.database().inTransaction(tx -> own.serials(tx, setting)));
  }

  /** What is wrong with a stick as it was typed; empty where it is well. */
  static Optional<PermissionOutcome.Refused> wrong(NewOwnStick stick) {
    if (!isClean(stick.serial(), 128)) {
      return refused("serial", "Give the serial as it stands on the stick or in the register.");
    }
    if (!isClean(stick.label(), 64)) {
      return refused("label", "Give the stick a name of 1 to 64 letters.");
    }
    boolean both = !stick.vendorId().isEmpty() && !stick.productId().isEmpty();
    boolean none = stick.vendorId().isEmpty() && stick.productId().isEmpty();
    if (!none && !(both && isId(stick.vendorId()) && isId(stick.productId()))) {
      return refused(
          "ids",
          "Vendor and product are four characters each, such as 0781. Give both or neither.");
    }
    return Optional.empty();
  }

  private static boolean isClean(String text, int longest) {
    return !text.isBlank()
        && text.equals(text.strip())
        && text.length() <= longest
        && CLEAN.matcher(text).matches();
  }

  private static boolean isId(String text) {
    return text.matches("[0-9a-f]{4}");
  }

  private Optional<PermissionOutcome.Refused> wrong(
      StandingTerms terms, Map<DeviceId, Laptop> known, LocalDate today) {
    if (terms.reason().length() < Approval.SHORTEST_REASON
        || terms.reason().length() > Approval.LONGEST_REASON) {
      return refused("reason", "Say why in 10 to 500 letters.");
    }
    if (terms.lastDay().isBefore(today) || terms.lastDay().isAfter(today.plusDays(MOST_DAYS))) {
      return refused("ends", "Choose a last day from today to a year from now.");
    }
    if (!terms.everyLaptop()
        && (terms.laptops().isEmpty() || !known.keySet().containsAll(terms.laptops()))) {
      return refused("laptops", "Choose every laptop, or at least one of this setting.");
    }
    return Optional.empty();
  }

  /**
   * Puts sticks on the list: with a standing permission where {@code by} may decide, else to wait.
   *
   * @param wanted 1 to {@value #MOST}
   * @return {@link PermissionOutcome.Added} where it is done
   */
  public PermissionOutcome add(
      SettingId setting, List<NewOwnStick> wanted, StandingTerms terms, Actor by, SecondLook look) {
    Instant now = ground.clock().instant();
    Rulebook rules = Rulebook.of(ground.policy().apply(setting), now);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Optional<PermissionOutcome.Refused> wrong =
        wanted.isEmpty() || wanted.size() > MOST
            ? refused("file", "Put 1 to 1,000 sticks on the list at once.")
            : wanted.stream()
                .flatMap(each -> wrong(each).stream())
                .findFirst()
                .or(() -> wrong(terms, known, rules.today()));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Set<DeviceId> told = new HashSet<>();
    PermissionOutcome outcome =
        undone(
            () ->
                ground
                    .database()
                    .durably(
                        tx -> {
                          SettingStore.lock(tx, setting);
                          Optional<PermissionOutcome.Refused> twice = twice(tx, setting, wanted);
                          if (twice.isPresent()) {
                            return twice.get();
                          }
                          boolean decides = decides(tx, setting, known, terms, by, now);
                          if (decides && look == SecondLook.NOT_GIVEN) {
                            return secondLook(wanted.size(), terms.lastDay());
                          }
                          List<OwnStick> made = new ArrayList<>();
                          for (NewOwnStick each : wanted) {
                            made.add(made(each, terms, by, now));
                            own.insert(tx, setting, made.getLast());
                          }
                          if (decides) {
                            Optional<PermissionOutcome.Refused> full =
                                stand(
                                    tx,
                                    setting,
                                    made,
                                    decided(by, terms.reason(), now),
                                    known,
                                    told);
                            if (full.isPresent()) {
                              throw new NotDoneException(full.get());
                            }
                          }
                          ground
                              .audit()
                              .append(
                                  tx,
                                  setting,
                                  by,
                                  decides ? "own-sticks-added" : "own-sticks-proposed",
                                  "",
                                  counted(made)
                                      + ", until "
                                      + terms.lastDay()
                                      + ": "
                                      + terms.reason());
                          return new PermissionOutcome.Added(made.size(), !decides);
                        }));
    return finished(setting, outcome, told);
  }

  private PermissionOutcome finished(
      SettingId setting, PermissionOutcome outcome, Collection<DeviceId> told) {
    ground.documents().tell(told);
    ground.live().changed(setting, Live.Topic.PERMISSIONS);
    return outcome;
  }

  private static PermissionOutcome secondLook(int sticks, LocalDate last) {
    return new PermissionOutcome.NeedsSecondLook(
        List.of(
            sticks == 1
                ? "The stick may be used until %s without being asked for.".formatted(last)
                : "%d sticks may be used until %s without being asked for."
                    .formatted(sticks, last)));
  }

  private Optional<PermissionOutcome.Refused> twice(
      Transaction tx, SettingId setting, List<NewOwnStick> wanted) {
    Set<String> serials = own.serials(tx, setting);
    if (serials.size() + wanted.size() > MOST) {
      return refused("file", "The list holds 1,000 sticks at most. Take some off first.");
    }
    for (NewOwnStick each : wanted) {
      if (!serials.add(each.serial())) {
        return refused(
            "serial", "A stick of the serial %s is on the list already.".formatted(each.serial()));
      }
    }
    return Optional.empty();
  }

  private boolean decides(
      Transaction tx,
      SettingId setting,
      Map<DeviceId, Laptop> known,
      StandingTerms terms,
      Actor by,
      Instant now) {
    return by instanceof Actor.Person person
        && duty.deciders(tx, setting, known, terms.everyLaptop() ? Set.of() : terms.laptops(), now)
            .include(person.account());
  }

  private static OwnStick made(NewOwnStick typed, StandingTerms terms, Actor by, Instant now) {
    return new OwnStick(
        UUID.randomUUID(),
        typed.label(),
        typed.serial(),
        typed.vendorId().toLowerCase(Locale.ROOT),
        typed.productId().toLowerCase(Locale.ROOT),
        terms.encrypted(),
        terms.lastDay(),
        terms.everyLaptop(),
        terms.everyLaptop() ? Set.of() : terms.laptops(),
        OwnStickState.WAITING,
        decided(by, terms.reason(), now),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Decided decided(Actor by, String word, Instant now) {
    return new Decided(
        by instanceof Actor.Person ? by.id() : Optional.empty(), by.name(), now, word);
  }

  private static String counted(List<OwnStick> sticks) {
    return sticks.size() == 1
        ? sticks.getFirst().label() + " (serial " + sticks.getFirst().serial() + ")"
        : sticks.size() + " sticks";
  }

  /**
   * Gives those that wait their standing permission, on the terms they were put on the list with.
   *
   * @param lines lines of the list
   */
  public PermissionOutcome confirm(
      SettingId setting, Set<UUID> lines, Actor.Person by, SecondLook look) {
    Instant now = ground.clock().instant();
    Rulebook rules = Rulebook.of(ground.policy().apply(setting), now);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Set<DeviceId> told = new HashSet<>();
    PermissionOutcome outcome =
        undone(
            () ->
                ground
                    .database()
                    .durably(
                        tx -> {
                          SettingStore.lock(tx, setting);
                          return confirmed(tx, setting, lines, by, look, rules, known, told);
                        }));
    return finished(setting, outcome, told);
  }

  private PermissionOutcome confirmed(
      Transaction tx,
      SettingId setting,
      Set<UUID> lines,
      Actor.Person by,
      SecondLook look,
      Rulebook rules,
      Map<DeviceId, Laptop> known,
      Set<DeviceId> told) {
    List<OwnStick> waiting = new ArrayList<>();
    for (UUID line : lines) {
      Optional<OwnStick> found = own.find(tx, setting, line);
      if (found.isEmpty()) {
        return new PermissionOutcome.NotThere();
      }
      if (found.get().state() == OwnStickState.WAITING) {
        waiting.add(found.get());
      }
    }
    if (waiting.isEmpty()) {
      return new PermissionOutcome.AlreadyDecided(
          "Somebody decided about these sticks already. Look at the list.");
    }
    Set<DeviceId> about = new HashSet<>();
    LocalDate last = rules.today();
    for (OwnStick each : waiting) {
      about.addAll(each.laptops());
      last = each.lastDay().isAfter(last) ? each.lastDay() : last;
      if (each.lastDay().isBefore(rules.today())) {
        return new PermissionOutcome.Refused(
            "ends",
            "The last day of %s is over. Take it off the list and put it on anew."
                .formatted(each.label()));
      }
    }
    Optional<PermissionOutcome.Refused> refused =
        Duty.refusal(duty.deciders(tx, setting, known, about, rules.now()), by, known, about);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (look == SecondLook.NOT_GIVEN) {
      return secondLook(waiting.size(), last);
    }
    Optional<PermissionOutcome.Refused> full =
        stand(tx, setting, waiting, decided(by, "", rules.now()), known, told);
    if (full.isPresent()) {
      throw new NotDoneException(full.get());
    }
    ground.audit().append(tx, setting, by, "own-sticks-confirmed", "", counted(waiting));
    return new PermissionOutcome.Added(waiting.size(), false);
  }

  /** Takes back everything of a transaction and says why. */
  private static final class NotDoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PermissionOutcome.Refused refused;

    NotDoneException(PermissionOutcome.Refused refused) {
      super(refused.sentence(), null, false, false);
      this.refused = refused;
    }
  }

  private static PermissionOutcome undone(java.util.function.Supplier<PermissionOutcome> work) {
    try {
      return work.get();
    } catch (NotDoneException e) {
      return e.refused;
    }
  }

  /** Makes them stand; whoever is refused takes the transaction back. */
  private Optional<PermissionOutcome.Refused> stand(
      Transaction tx,
      SettingId setting,
      List<OwnStick> lines,
      Decided decided,
      Map<DeviceId, Laptop> known,
      Set<DeviceId> told) {
    Set<DeviceId> concerned = new HashSet<>();
    for (OwnStick line : lines) {
      own.decided(tx, setting, line.id(), OwnStickState.STANDING, decided);
      Optional<Medium> medium = medium(tx, setting, line);
      if (medium.isPresent()) {
        Optional<PermissionOutcome.Refused> shared =
            permit(tx, setting, line, medium.get(), decided, known, concerned);
        if (shared.isPresent()) {
          return shared;
        }
      }
    }
    List<DeviceId> ordered =
        concerned.stream().sorted(Comparator.comparing(DeviceId::toString)).toList();
    for (DeviceId laptop : ordered) {
      if (permissions.countOn(tx, setting, laptop, Optional.of(Origin.STANDING), decided.at())
          > MOST_ON_A_LAPTOP) {
        return refused(
            "laptops",
            "%s would have more than 48 standing permissions, which is all a laptop takes. Choose fewer sticks or fewer laptops."
                .formatted(
                    Optional.ofNullable(known.get(laptop))
                        .map(Laptop::nickname)
                        .orElse("A laptop")));
      }
      if (permissions.countOn(tx, setting, laptop, Optional.empty(), decided.at())
          > PermissionList.MOST) {
        return refused(
            "laptops", "A laptop takes 64 permissions at most. Stop some of them first.");
      }
    }
    ground.documents().renew(tx, setting, ordered, decided.at());
    told.addAll(ordered);
    return Optional.empty();
  }

  /** The medium of a line, where it is known enough to be permitted. */
  private Optional<Medium> medium(Transaction tx, SettingId setting, OwnStick line) {
    Optional<Medium> seen =
        sticks.ofSerial(tx, setting, line.serial()).stream()
            .filter(each -> each.kind().canBePermitted() && each.kind() != Medium.Kind.PHONE)
            .filter(each -> fits(line, each))
            .findFirst();
    if (seen.isPresent() || line.vendorId().isEmpty()) {
      return seen;
    }
    return Optional.of(
        new Medium(
            Medium.Kind.USB_STORAGE,
            line.vendorId(),
            line.productId(),
            line.serial(),
            line.label(),
            false));
  }

  private static boolean fits(OwnStick line, Medium medium) {
    return line.serial().equals(medium.serial())
        && (line.vendorId().isEmpty()
            || (line.vendorId().equals(medium.vendorId())
                && line.productId().equals(medium.productId())));
  }

  private Optional<PermissionOutcome.Refused> permit(
      Transaction tx,
      SettingId setting,
      OwnStick line,
      Medium medium,
      Decided decided,
      Map<DeviceId, Laptop> known,
      Set<DeviceId> concerned) {
    StickStore.Known stick = sticks.know(tx, setting, medium, decided.at());
    if (stick.sharedSerial()) {
      return refused(
          "serial",
          "The serial of %s was seen on two laptops at once, so it cannot stand on the list. Use another stick."
              .formatted(line.label()));
    }
    sticks.owned(tx, setting, stick.id(), Owner.SETTING);
    Collection<DeviceId> laptops = line.everyLaptop() ? known.keySet() : line.laptops();
    MediaPermission made =
        new MediaPermission(
            UUID.randomUUID(),
            stick.id(),
            new Medium(
                medium.kind(),
                medium.vendorId(),
                medium.productId(),
                medium.serial(),
                medium.name(),
                false,
                "",
                medium.descriptorSha256()),
            Owner.SETTING,
            line.everyLaptop(),
            List.of(),
            "",
            decided.at(),
            Rulebook.of(ground.policy().apply(setting), decided.at()).endOf(line.lastDay()),
            !line.encrypted(),
            line.encrypted(),
            false,
            new Decided(
                decided.by(),
                decided.name(),
                decided.at(),
                decided.word().isEmpty() ? line.addedBy().word() : decided.word()),
            Origin.STANDING,
            Optional.empty(),
            Optional.empty());
    permissions.insert(tx, setting, made, laptops);
    own.stands(tx, setting, line.id(), medium, stick.id(), made.id());
    concerned.addAll(laptops);
    return Optional.empty();
  }

  /** Whether the list waits for a medium of this serial to be seen. */
  boolean waitsForSerial(Transaction tx, SettingId setting, Medium medium) {
    return !medium.weak()
        && own.waitingFor(tx, setting, medium).stream().anyMatch(line -> fits(line, medium));
  }

  /** The first medium of a serial was seen: its line of the list gets its permission. */
  void complete(SettingId setting, Medium medium) {
    Instant now = ground.clock().instant();
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Set<DeviceId> told = new HashSet<>();
    PermissionOutcome outcome =
        undone(
            () ->
                ground
                    .database()
                    .durably(
                        tx -> {
                          SettingStore.lock(tx, setting);
                          for (OwnStick line : own.waitingFor(tx, setting, medium)) {
                            if (fits(line, medium) && medium.kind().canBePermitted()) {
                              Decided given = line.decided().orElse(line.addedBy());
                              Optional<PermissionOutcome.Refused> full =
                                  stand(
                                      tx,
                                      setting,
                                      List.of(line),
                                      new Decided(given.by(), given.name(), now, given.word()),
                                      known,
                                      told);
                              if (full.isPresent()) {
                                throw new NotDoneException(full.get());
                              }
                              return new PermissionOutcome.Done(line.id());
                            }
                          }
                          return new PermissionOutcome.NotThere();
                        }));
    var _ = finished(setting, outcome, told);
  }

  /** Takes a stick off the list: its standing permission ends now. */
  public PermissionOutcome end(SettingId setting, UUID line, String reason, Actor by) {
    String why = reason.strip();
    if (why.length() > Approval.LONGEST_REASON) {
      return new PermissionOutcome.Refused("reason", "Say why in at most 500 letters.");
    }
    Instant now = ground.clock().instant();
    Set<DeviceId> told = new HashSet<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<OwnStick> found = own.find(tx, setting, line);
                  if (found.isEmpty()) {
                    return new PermissionOutcome.NotThere();
                  }
                  if (found.get().state() == OwnStickState.ENDED) {
                    return new PermissionOutcome.AlreadyDecided(
                        "It was taken off the list already.");
                  }
                  Decided ended = decided(by, why, now);
                  own.decided(tx, setting, line, OwnStickState.ENDED, ended);
                  Optional<MediaPermission> standing =
                      found.get().permission().flatMap(id -> permissions.find(tx, setting, id));
                  if (standing.isPresent()) {
                    permissions.stop(tx, setting, standing.get().id(), ended);
                    standing.get().laptops().forEach(each -> told.add(each.laptop()));
                    ground
                        .documents()
                        .renew(
                            tx,
                            setting,
                            told.stream().sorted(Comparator.comparing(DeviceId::toString)).toList(),
                            now);
                  }
                  ground
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "own-stick-ended",
                          "own-stick:" + line,
                          counted(List.of(found.get())) + (why.isEmpty() ? "" : ": " + why));
                  return new PermissionOutcome.Done(line);
                });
    return finished(setting, outcome, told);
  }

  private static Optional<PermissionOutcome.Refused> refused(String field, String sentence) {
    return Optional.of(new PermissionOutcome.Refused(field, sentence));
  }
}
