package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.alert.Alert;
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
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where people decide about portable media. Nobody decides about the laptop they use themselves
 * ({@link Deciders}); what goes beyond the ordinary needs a reason and a second look. Each decision
 * is one transaction that holds the setting's lock, signs the new permissions of the laptops
 * concerned, and is in the log. Any thread may use it.
 *
 * <p>Over 300 lines because each way to decide stands beside the others that look at the same
 * rules.
 */
public final class PermissionDesk {
  private static final int MOST_PASSED = 50;
  private static final int MOST_HAPPENINGS = 500;

  private final Ground ground;
  private final Duty duty;
  private final StickStore sticks;
  private final MediaRequestStore requests;
  private final PermissionStepStore steps;
  private final MediaPermissionStore permissions;

  PermissionDesk(Ground ground) {
    this.ground = ground;
    this.duty = new Duty(ground);
    this.sticks = new StickStore(ground.database());
    this.requests = new MediaRequestStore(ground.database());
    this.steps = new PermissionStepStore(ground.database());
    this.permissions = new MediaPermissionStore(ground.database(), steps);
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
    return requests.requests(setting, openOnly, Cursor.of(after), limit);
  }

  /** One request; empty where the setting has none of that id. */
  public Optional<MediaRequest> request(SettingId setting, UUID request) {
    return requests.find(setting, request);
  }

  /** How many requests wait. */
  public long openCount(SettingId setting) {
    return requests.openCount(setting);
  }

  /** The newest request for the medium of an alert, on its laptop; an open one first. */
  public Optional<MediaRequest> requestFor(SettingId setting, Alert alert) {
    return alert
        .device()
        .flatMap(
            laptop ->
                alert
                    .medium()
                    .flatMap(
                        medium ->
                            requests.forMedium(
                                setting,
                                laptop,
                                medium.vendorId(),
                                medium.productId(),
                                medium.serial())));
  }

  /**
   * The open requests that came to this person because nobody else may decide them; empty for those
   * who see all requests anyway.
   */
  public List<MediaRequest> passedTo(SettingId setting, UUID person) {
    List<MediaRequest> open = requests(setting, true, Optional.empty(), MOST_PASSED).items();
    Map<DeviceId, Laptop> known =
        duty.laptops(setting, open.stream().map(MediaRequest::laptop).distinct().toList());
    return open.stream()
        .filter(
            request -> {
              Deciders deciders = duty.deciders(setting, known, Set.of(request.laptop()));
              return deciders.passed() == Deciders.Passed.TO_SAFEGUARDING_GOVERNORS
                  && deciders.include(person);
            })
        .toList();
  }

  /** Who may decide a request. */
  public Deciders deciders(SettingId setting, MediaRequest request) {
    return deciders(setting, request.laptop());
  }

  /** Who may give a permission anew. */
  public Deciders deciders(SettingId setting, MediaPermission permission) {
    return duty.deciders(
        setting,
        duty.laptops(setting),
        permission.laptops().stream().map(LaptopPermission::laptop).toList());
  }

  /** Who may decide about a medium on a laptop where nobody asked for it. */
  public Deciders deciders(SettingId setting, DeviceId laptop) {
    Map<DeviceId, Laptop> known =
        ground.devices().laptop(setting, laptop).map(one -> Map.of(laptop, one)).orElse(Map.of());
    return duty.deciders(setting, known, Set.of(laptop));
  }

  /** What can be chosen for a medium that nobody asked for. */
  public Choices choices(SettingId setting, RegisteredStick stick) {
    return choices(setting, stick.medium().kind());
  }

  /** Like {@link #beyondOrdinary(SettingId, UUID, Approval)}, for what nobody asked for. */
  public List<String> beyondOrdinary(SettingId setting, RegisteredStick stick, Approval approval) {
    return rules(setting).beyond(stick.medium(), stick.weak(), approval);
  }

  /** What can be chosen for a request. */
  public Choices choices(SettingId setting, MediaRequest request) {
    return choices(setting, request.medium().kind());
  }

  /** What can be chosen when a permission is extended. */
  public Choices choices(SettingId setting, MediaPermission permission) {
    return choices(setting, permission.medium().kind());
  }

  private Choices choices(SettingId setting, Medium.Kind kind) {
    Rulebook rules = rules(setting);
    Optional<String> never = rules.notPermittable(kind);
    return new Choices(
        rules.today(),
        rules.sevenDays(kind),
        rules.latest(kind),
        rules.ordinaryUntil(kind),
        ground.devices().laptops(setting),
        never.isEmpty(),
        never.orElse(""),
        rules.personalAllowed(),
        rules.writeNeedsEncryption());
  }

  private Rulebook rules(SettingId setting) {
    return Rulebook.of(ground.policy().apply(setting), ground.clock().instant());
  }

  /**
   * In which ways an approval goes beyond the ordinary, each a short sentence; empty where it does
   * not. The page asks for the second step where it is not empty.
   */
  public List<String> beyondOrdinary(SettingId setting, UUID request, Approval approval) {
    return request(setting, request)
        .map(found -> rules(setting).beyond(found.medium(), found.weak(), approval))
        .orElse(List.of());
  }

  /**
   * What a decision is about.
   *
   * @param medium as it is permitted: with its port where it is asked for there
   * @param weak whether it cannot be told from others
   * @param stick the medium in the register
   * @param account who asked
   * @param request the request it answers
   * @param portIsOf the laptops whose port it is bound to where it cannot be told from others
   */
  private record Matter(
      Medium medium,
      boolean weak,
      UUID stick,
      String account,
      Optional<UUID> request,
      Set<DeviceId> portIsOf) {}

  /**
   * Gives permission as it was asked for.
   *
   * @param by the person who decides
   */
  public PermissionOutcome approve(
      SettingId setting, UUID request, Approval approval, Actor.Person by, SecondLook look) {
    Rulebook rules = rules(setting);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Set<DeviceId> told = new LinkedHashSet<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<MediaRequest> found = requests.find(tx, setting, request);
                  if (found.isEmpty()) {
                    return new PermissionOutcome.NotThere();
                  }
                  if (found.get().state() != RequestState.OPEN) {
                    return already(tx, setting, found.get(), rules);
                  }
                  MediaRequest asked = found.get();
                  Matter matter =
                      new Matter(
                          asked.medium(),
                          asked.weak(),
                          asked.stick(),
                          asked.account(),
                          Optional.of(request),
                          Set.of(asked.laptop()));
                  Optional<PermissionOutcome> refused =
                      refused(
                          tx,
                          setting,
                          rules,
                          known,
                          both(approval.laptops(), asked.laptop()),
                          matter,
                          approval,
                          by,
                          look);
                  if (refused.isPresent()) {
                    return refused.get();
                  }
                  UUID made =
                      give(tx, setting, rules, matter, approval, by, told, "stick-permitted");
                  requests.decided(
                      tx,
                      setting,
                      request,
                      RequestState.APPROVED,
                      decided(by, approval.reason()),
                      Optional.of(made));
                  return new PermissionOutcome.Done(made);
                });
    ground.documents().tell(told);
    changed(setting, outcome, Live.Topic.REQUESTS, Live.Topic.PERMISSIONS);
    return outcome;
  }

  /**
   * Gives permission for a medium that nobody asked for, as it was last seen.
   *
   * @param stick the medium in the register
   * @param laptop where it is decided about; permission may be given on others too
   * @param by the person who decides
   */
  public PermissionOutcome allow(
      SettingId setting,
      UUID stick,
      DeviceId laptop,
      Approval approval,
      Actor.Person by,
      SecondLook look) {
    Rulebook rules = rules(setting);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Set<DeviceId> told = new LinkedHashSet<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<RegisteredStick> found = sticks.stick(setting, stick, rules.now());
                  if (found.isEmpty() || !known.containsKey(laptop)) {
                    return new PermissionOutcome.NotThere();
                  }
                  RegisteredStick one = found.get();
                  if (one.weak() && one.lastLaptop().filter(laptop::equals).isEmpty()) {
                    return new PermissionOutcome.Refused(
                        "medium",
                        "This one cannot be told from others like it, so it can be allowed only on"
                            + " the laptop it was last plugged into.");
                  }
                  Matter matter =
                      new Matter(
                          one.medium(), one.weak(), stick, "", Optional.empty(), Set.of(laptop));
                  Optional<PermissionOutcome> refused =
                      refused(
                          tx,
                          setting,
                          rules,
                          known,
                          both(approval.laptops(), laptop),
                          matter,
                          approval,
                          by,
                          look);
                  if (refused.isPresent()) {
                    return refused.get();
                  }
                  return new PermissionOutcome.Done(
                      give(tx, setting, rules, matter, approval, by, told, "stick-permitted"));
                });
    ground.documents().tell(told);
    changed(setting, outcome, Live.Topic.PERMISSIONS);
    return outcome;
  }

  private static Set<DeviceId> both(Set<DeviceId> laptops, DeviceId one) {
    Set<DeviceId> all = new LinkedHashSet<>(laptops);
    all.add(one);
    return all;
  }

  private Optional<PermissionOutcome> refused(
      Transaction tx,
      SettingId setting,
      Rulebook rules,
      Map<DeviceId, Laptop> known,
      Collection<DeviceId> about,
      Matter matter,
      Approval approval,
      Actor.Person by,
      SecondLook look) {
    Instant now = rules.now();
    Optional<PermissionOutcome.Refused> no =
        Duty.refusal(duty.deciders(tx, setting, known, about, now), by, known, about)
            .or(() -> rules.refusal(matter.medium(), matter.weak(), approval))
            .or(
                () ->
                    !matter.weak() || matter.portIsOf().containsAll(approval.laptops())
                        ? Optional.empty()
                        : Optional.of(
                            new PermissionOutcome.Refused(
                                "laptops",
                                "This one cannot be told from others like it, so it is allowed on"
                                    + " the laptop it was plugged into, and on no other.")))
            .or(
                () ->
                    known.keySet().containsAll(approval.laptops())
                        ? Optional.empty()
                        : Optional.of(
                            new PermissionOutcome.Refused(
                                "laptops", "Choose laptops of this setting.")))
            .or(() -> full(tx, setting, known, approval.laptops(), now));
    if (no.isPresent()) {
      return Optional.of(no.get());
    }
    List<String> beyond = rules.beyond(matter.medium(), matter.weak(), approval);
    return beyond.isEmpty() || look == SecondLook.GIVEN
        ? Optional.empty()
        : Optional.of(new PermissionOutcome.NeedsSecondLook(beyond));
  }

  private Optional<PermissionOutcome.Refused> full(
      Transaction tx,
      SettingId setting,
      Map<DeviceId, Laptop> known,
      Collection<DeviceId> laptops,
      Instant now) {
    for (DeviceId laptop : laptops) {
      permissions.adopt(tx, setting, laptop, now);
      if (permissions.countOn(tx, setting, laptop, Optional.empty(), now) >= PermissionList.MOST) {
        return Optional.of(
            new PermissionOutcome.Refused(
                "laptops",
                "%s has 64 permissions already, which is all a laptop takes. Stop one of them first."
                    .formatted(
                        Optional.ofNullable(known.get(laptop))
                            .map(Laptop::nickname)
                            .orElse("The laptop"))));
      }
    }
    return Optional.empty();
  }

  /** Makes the permission, in the place of what the same laptops had for the same stick. */
  private UUID give(
      Transaction tx,
      SettingId setting,
      Rulebook rules,
      Matter matter,
      Approval approval,
      Actor.Person by,
      Set<DeviceId> told,
      String act) {
    Instant now = rules.now();
    for (DeviceId laptop : approval.laptops()) {
      for (UUID before : permissions.earlier(tx, setting, matter.stick(), laptop, now)) {
        var _ = permissions.stopOn(tx, setting, before, laptop, now);
        permissions.overIfNowhere(
            tx, setting, before, decided(by, "Another permission took its place."));
      }
    }
    LocalDate last = rules.day(approval.ends(), matter.medium().kind());
    MediaPermission made =
        new MediaPermission(
            UUID.randomUUID(),
            matter.stick(),
            permitted(matter),
            approval.owner(),
            false,
            List.of(),
            approval.onlyWhoAsked() ? matter.account() : "",
            now,
            rules.endOf(last),
            approval.readOnly(),
            approval.encryptedOnly(),
            approval.acceptNotFullyScanned(),
            decided(by, approval.reason()),
            Origin.REQUEST,
            matter.request(),
            Optional.empty());
    permissions.insert(tx, setting, made, approval.laptops());
    if (approval.owner() != Owner.UNKNOWN) {
      sticks.owned(tx, setting, matter.stick(), approval.owner());
    }
    List<DeviceId> laptops =
        approval.laptops().stream().sorted(Comparator.comparing(DeviceId::toString)).toList();
    ground.documents().renew(tx, setting, laptops, now);
    told.addAll(laptops);
    ground
        .audit()
        .append(
            tx,
            setting,
            by,
            act,
            "permission:" + made.id(),
            Sentences.audit(made, laptops.size(), last));
    return made.id();
  }

  /** Bound to its port where it cannot be told from others; with its descriptors always. */
  private static Medium permitted(Matter matter) {
    Medium medium = matter.medium();
    return new Medium(
        medium.kind(),
        medium.vendorId(),
        medium.productId(),
        medium.serial(),
        medium.name(),
        medium.weak(),
        matter.weak() ? medium.port() : "",
        medium.descriptorSha256());
  }

  private Decided decided(Actor.Person by, String word) {
    return new Decided(Optional.of(by.account()), by.name(), ground.clock().instant(), word);
  }

  private PermissionOutcome already(
      Transaction tx, SettingId setting, MediaRequest request, Rulebook rules) {
    Optional<Decided> decided = request.decided();
    String who = decided.map(Decided::name).orElse("Somebody");
    String when =
        decided
            .map(
                each ->
                    DateTimeFormatter.ofPattern("HH:mm 'on' d MMMM", Locale.UK)
                        .format(each.at().atZone(rules.calendar().zone())))
            .orElse("a moment ago");
    return new PermissionOutcome.AlreadyDecided(
        switch (request.state()) {
          case APPROVED ->
              request
                  .permission()
                  .flatMap(id -> permissions.find(tx, setting, id))
                  .map(
                      given ->
                          "%s allowed this already at %s: %s."
                              .formatted(
                                  who, when, Sentences.terms(given, rules.calendar().zone())))
                  .orElse("%s allowed this already at %s.".formatted(who, when));
          case REFUSED -> "%s said no to this already at %s.".formatted(who, when);
          case WITHDRAWN, OPEN ->
              "This request does not wait any more. If the stick is still wanted, have it asked for"
                  + " again.";
        });
  }

  /**
   * Says no.
   *
   * @param word why, for the person who asked; at most 500 characters, may be empty
   */
  public PermissionOutcome refuse(SettingId setting, UUID request, String word, Actor.Person by) {
    String why = word.strip();
    if (why.length() > Approval.LONGEST_REASON) {
      return new PermissionOutcome.Refused("reason", "Say why in at most 500 letters.");
    }
    Rulebook rules = rules(setting);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    List<DeviceId> told = new ArrayList<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<MediaRequest> found = requests.find(tx, setting, request);
                  if (found.isEmpty()) {
                    return new PermissionOutcome.NotThere();
                  }
                  if (found.get().state() != RequestState.OPEN) {
                    return already(tx, setting, found.get(), rules);
                  }
                  Set<DeviceId> about = Set.of(found.get().laptop());
                  Optional<PermissionOutcome.Refused> refused =
                      Duty.refusal(
                          duty.deciders(tx, setting, known, about, rules.now()), by, known, about);
                  if (refused.isPresent()) {
                    return refused.get();
                  }
                  requests.decided(
                      tx,
                      setting,
                      request,
                      RequestState.REFUSED,
                      decided(by, why),
                      Optional.empty());
                  ground
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "stick-refused",
                          "request:" + request,
                          Sentences.what(found.get().medium())
                              + " on "
                              + found.get().nickname()
                              + (why.isEmpty() ? "" : ": " + why));
                  // the person who asked hears of it
                  told.addAll(about);
                  ground.documents().renew(tx, setting, told, rules.now());
                  return new PermissionOutcome.Done(request);
                });
    ground.documents().tell(told);
    changed(setting, outcome, Live.Topic.REQUESTS);
    return outcome;
  }

  /**
   * Suggests an answer to those who may decide; a later suggestion takes an earlier one's place.
   *
   * @param by a person or a program that looks after laptops
   */
  public PermissionOutcome propose(SettingId setting, UUID request, Approval approval, Actor by) {
    Rulebook rules = rules(setting);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<MediaRequest> found = requests.find(tx, setting, request);
                  if (found.isEmpty()) {
                    return new PermissionOutcome.NotThere();
                  }
                  if (found.get().state() != RequestState.OPEN) {
                    return already(tx, setting, found.get(), rules);
                  }
                  Optional<PermissionOutcome.Refused> refused =
                      rules.refusal(found.get().medium(), found.get().weak(), approval);
                  if (refused.isPresent()) {
                    return refused.get();
                  }
                  if (!known.keySet().containsAll(approval.laptops())) {
                    return new PermissionOutcome.Refused(
                        "laptops", "Choose laptops of this setting.");
                  }
                  requests.proposed(
                      tx, setting, request, new StickProposal(by.name(), rules.now(), approval));
                  ground
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "stick-proposed",
                          "request:" + request,
                          Sentences.what(found.get().medium()) + " on " + found.get().nickname());
                  return new PermissionOutcome.Done(request);
                });
    changed(setting, outcome, Live.Topic.REQUESTS);
    return outcome;
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
    return permissions.permissions(
        setting, currentOnly, Cursor.of(after), limit, ground.clock().instant());
  }

  /** One permission; empty where the setting has none of that id. */
  public Optional<MediaPermission> permission(SettingId setting, UUID permission) {
    return permissions.find(setting, permission);
  }

  /** The permissions that count now on a laptop. */
  public List<MediaPermission> permissionsOn(SettingId setting, DeviceId laptop) {
    return permissions.on(setting, laptop, ground.clock().instant());
  }

  /** What happened with a permission, newest first, at most 500 lines. */
  public List<Happening> history(SettingId setting, UUID permission) {
    return ground
        .database()
        .inTransaction(
            tx ->
                permissions
                    .find(tx, setting, permission)
                    .map(
                        found ->
                            Stream.concat(
                                    steps
                                        .ofPermission(tx, setting, permission, MOST_HAPPENINGS)
                                        .stream(),
                                    Stream.concat(
                                        found
                                            .request()
                                            .flatMap(id -> requests.find(tx, setting, id))
                                            .stream()
                                            .flatMap(asked -> Sentences.happenings(asked).stream())
                                            .filter(each -> each.what().equals("asked")),
                                        Sentences.happenings(found).stream()))
                                .sorted(
                                    Comparator.comparing(
                                            (Happening each) -> inOrder(each, found.given().at()))
                                        .reversed())
                                .limit(MOST_HAPPENINGS)
                                .toList())
                    .orElse(List.of()));
  }

  /**
   * Where a line stands: what a laptop did under a permission came after it was given, also where
   * the laptop's clock is behind the console's.
   */
  private static Instant inOrder(Happening line, Instant given) {
    boolean told = line.laptop().isPresent() && !line.what().equals("asked");
    return told && line.at().isBefore(given) ? given : line.at();
  }

  /**
   * Gives a permission anew with other terms; the one before is over with it.
   *
   * @param by the person who decides
   */
  public PermissionOutcome extend(
      SettingId setting, UUID permission, Approval approval, Actor.Person by, SecondLook look) {
    Rulebook rules = rules(setting);
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    Set<DeviceId> told = new LinkedHashSet<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<MediaPermission> found = permissions.find(tx, setting, permission);
                  if (found.isEmpty()) {
                    return new PermissionOutcome.NotThere();
                  }
                  MediaPermission before = found.get();
                  if (before.stopped().isPresent()) {
                    return new PermissionOutcome.AlreadyDecided(
                        "%s stopped this permission. If the stick is still wanted, have it asked for"
                                .formatted(before.stopped().get().name())
                            + " again.");
                  }
                  if (before.origin() != Origin.REQUEST) {
                    return new PermissionOutcome.Refused(
                        "medium",
                        before.origin() == Origin.STANDING
                            ? "Change it in the list of the setting's own sticks."
                            : "It was given by telephone and cannot be extended. Have the stick"
                                + " asked for again.");
                  }
                  boolean weak = !before.medium().port().isEmpty();
                  Matter matter =
                      new Matter(
                          before.medium(),
                          weak,
                          before.stick(),
                          before.account(),
                          before.request(),
                          before.laptops().stream()
                              .map(LaptopPermission::laptop)
                              .collect(Collectors.toSet()));
                  Set<DeviceId> about = new LinkedHashSet<>(approval.laptops());
                  before.laptops().forEach(each -> about.add(each.laptop()));
                  Optional<PermissionOutcome> refused =
                      refused(tx, setting, rules, known, about, matter, approval, by, look);
                  if (refused.isPresent()) {
                    return refused.get();
                  }
                  permissions.stop(
                      tx, setting, permission, decided(by, "Given anew with other terms."));
                  List<DeviceId> had =
                      before.laptops().stream()
                          .map(LaptopPermission::laptop)
                          .filter(laptop -> !approval.laptops().contains(laptop))
                          .toList();
                  ground.documents().renew(tx, setting, had, rules.now());
                  told.addAll(had);
                  return new PermissionOutcome.Done(
                      give(tx, setting, rules, matter, approval, by, told, "stick-extended"));
                });
    ground.documents().tell(told);
    changed(setting, outcome, Live.Topic.PERMISSIONS);
    return outcome;
  }

  /**
   * Ends a permission now. It makes nothing looser, so whoever looks after laptops may.
   *
   * @param laptop on this laptop; empty: everywhere
   * @param reason why, at most 500 characters; may be empty
   */
  public PermissionOutcome stop(
      SettingId setting, UUID permission, Optional<DeviceId> laptop, String reason, Actor by) {
    String why = reason.strip();
    if (why.length() > Approval.LONGEST_REASON) {
      return new PermissionOutcome.Refused("reason", "Say why in at most 500 letters.");
    }
    Instant now = ground.clock().instant();
    List<DeviceId> told = new ArrayList<>();
    PermissionOutcome outcome =
        ground
            .database()
            .durably(
                tx -> {
                  SettingStore.lock(tx, setting);
                  Optional<MediaPermission> found = permissions.find(tx, setting, permission);
                  if (found.isEmpty()
                      || (laptop.isPresent() && laptop.flatMap(found.get()::on).isEmpty())) {
                    return new PermissionOutcome.NotThere();
                  }
                  MediaPermission one = found.get();
                  if (one.isOver(now)) {
                    return new PermissionOutcome.AlreadyDecided(
                        one.stopped()
                            .map(each -> each.name() + " stopped this permission already.")
                            .orElse("This permission is over already."));
                  }
                  Decided stopped =
                      new Decided(
                          by instanceof Actor.Person ? by.id() : Optional.empty(),
                          by.name(),
                          now,
                          why);
                  if (laptop.isEmpty()) {
                    permissions.stop(tx, setting, permission, stopped);
                  } else if (!permissions.stopOn(tx, setting, permission, laptop.get(), now)) {
                    return new PermissionOutcome.AlreadyDecided(
                        "It is stopped on this laptop already.");
                  } else {
                    permissions.overIfNowhere(tx, setting, permission, stopped);
                  }
                  told.addAll(
                      laptop
                          .map(List::of)
                          .orElse(one.laptops().stream().map(LaptopPermission::laptop).toList()));
                  ground.documents().renew(tx, setting, told, now);
                  ground
                      .audit()
                      .append(
                          tx,
                          setting,
                          by,
                          "stick-stopped",
                          "permission:" + permission,
                          Sentences.what(one.medium())
                              + laptop
                                  .flatMap(one::on)
                                  .map(on -> " on " + on.nickname())
                                  .orElse(" on every laptop it was for")
                              + (why.isEmpty() ? "" : ": " + why));
                  return new PermissionOutcome.Done(permission);
                });
    ground.documents().tell(told);
    changed(setting, outcome, Live.Topic.PERMISSIONS);
    return outcome;
  }

  private void changed(SettingId setting, PermissionOutcome outcome, Live.Topic... topics) {
    if (outcome instanceof PermissionOutcome.Done) {
      for (Live.Topic topic : topics) {
        ground.live().changed(setting, topic);
      }
    }
  }
}
