package io.stairgate.console.permission;

import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What laptops tell of media, requests and permissions, taken into the stores within the
 * transaction that keeps the entry. Whoever calls makes sure that an entry is taken in once. Any
 * thread may use it.
 */
public final class PermissionIntake {
  /** The most requests of one laptop that wait at once. */
  static final int MOST_OPEN = 20;

  /** A laptop that was heard of so lately still has in it what it had. */
  private static final Duration AWAKE = Duration.ofMinutes(3);

  private static final Duration SCANS_TOLD_EACH = Duration.ofSeconds(1);

  private final StickStore sticks;
  private final MediaRequestStore requests;
  private final PermissionStepStore steps;
  private final MediaPermissionStore permissions;
  private final TelephoneAnswerStore answers;
  private final OwnSticks own;
  private final DeviceStore devices;
  private final ScanBoard scans;
  private final Live live;
  private final ConcurrentMap<SettingId, Long> toldOfScans = new ConcurrentHashMap<>();

  /** Ready to take in. */
  public PermissionIntake(
      Database database, DeviceStore devices, PermissionParts parts, Live live) {
    this.sticks = new StickStore(database);
    this.requests = new MediaRequestStore(database);
    this.steps = new PermissionStepStore(database);
    this.permissions = new MediaPermissionStore(database, steps);
    this.answers = new TelephoneAnswerStore();
    this.own = parts.own();
    this.scans = parts.scans();
    this.devices = devices;
    this.live = live;
  }

  /**
   * What became of something a laptop told.
   *
   * @param changed what open pages should look at again
   * @param alerts what somebody must look at
   * @param after what is to be done once it is committed; it may take its time
   */
  public record Taken(Set<Live.Topic> changed, List<NewAlert> alerts, Optional<Runnable> after) {
    /** Nothing to be seen. */
    public static final Taken NOTHING = new Taken(Set.of(), List.of(), Optional.empty());

    public Taken {
      changed = Set.copyOf(changed);
      alerts = List.copyOf(alerts);
    }
  }

  /** A medium came or went. */
  public Taken sighting(
      Transaction tx, SettingId setting, Told told, Sighting sighting, Instant now) {
    Medium medium = sighting.medium();
    StickStore.Known known = sticks.know(tx, setting, medium, now);
    sticks.sighted(tx, setting, told, known.id(), sighting.action(), medium.port());
    if (sighting.action() == Sighting.Action.REMOVED) {
      if (!told.late()) {
        sticks.gone(tx, setting, told.device(), known.id());
      }
      return new Taken(EnumSet.of(Live.Topic.PERMISSIONS), List.of(), Optional.empty());
    }
    sticks.seen(tx, setting, known.id(), medium, told.device(), told.at());
    List<NewAlert> alerts = new ArrayList<>();
    if (!told.late()) {
      sticks.present(tx, setting, told.device(), known.id(), medium.port(), told.at());
      if (!medium.weak()) {
        alerts.addAll(twice(tx, setting, told, known.id(), medium, now));
      }
    }
    return new Taken(
        EnumSet.of(Live.Topic.PERMISSIONS),
        alerts,
        own.waitsForSerial(tx, setting, medium)
            ? Optional.of(() -> own.complete(setting, medium))
            : Optional.empty());
  }

  /** The same serial in two laptops at once: two media say they are one. */
  private List<NewAlert> twice(
      Transaction tx, SettingId setting, Told told, UUID stick, Medium medium, Instant now) {
    List<NewAlert> alerts = new ArrayList<>();
    for (DeviceId other : sticks.others(tx, setting, stick, told.device(), told.at())) {
      Optional<Laptop> laptop =
          devices.laptop(tx, setting, other).filter(each -> isAwake(each, now));
      if (laptop.isPresent()) {
        sticks.shared(tx, setting, stick);
        alerts.add(
            AlertRules.forTwice(
                setting, told.device(), medium, laptop.get().nickname(), told.at(), now));
      }
    }
    return alerts;
  }

  private static boolean isAwake(Laptop laptop, Instant now) {
    return laptop.connected()
        || laptop.lastSeenAt().filter(at -> at.plus(AWAKE).isAfter(now)).isPresent();
  }

  /** The agent started or was stopped: what is plugged in is told anew. */
  public void restarted(Transaction tx, SettingId setting, Told told) {
    if (!told.late()) {
      sticks.goneAll(tx, setting, told.device());
    }
  }

  /** A person asks for a medium. */
  public Taken asked(Transaction tx, SettingId setting, Told told, Asking asking, Instant now) {
    StickStore.Known known = sticks.know(tx, setting, asking.medium(), now);
    Optional<SeenBefore> before =
        sticks.seenBefore(tx, setting, known.id(), told.at().minus(Duration.ofMinutes(10)));
    requests.makeRoom(tx, setting, told.device(), known.id(), asking.account(), MOST_OPEN, now);
    boolean added = requests.add(tx, setting, told, known.id(), asking, before, now);
    return added
        ? new Taken(EnumSet.of(Live.Topic.REQUESTS), List.of(), Optional.empty())
        : Taken.NOTHING;
  }

  /** Something happened with a permission. */
  public Taken step(
      Transaction tx, SettingId setting, Told told, PermissionNews news, Instant now) {
    if (news.step() == PermissionStep.BY_TELEPHONE) {
      byTelephone(tx, setting, told, news, now);
    }
    Optional<MediaPermission> permission = permissions.find(tx, setting, news.permission());
    if (permission.flatMap(each -> each.on(told.device())).isEmpty()
        || !steps.add(tx, setting, told, news)) {
      return Taken.NOTHING;
    }
    if (!told.late()) {
      state(news, permission.get())
          .ifPresent(
              state ->
                  permissions.told(
                      tx,
                      setting,
                      news.permission(),
                      told,
                      state,
                      news.reason(),
                      state == LaptopState.OPEN ? news.account() : ""));
    }
    if (news.scan().isPresent()) {
      permissions.scanned(tx, setting, news.permission(), told);
      tx.afterCommit(() -> scans.ended(told.device(), news.permission()));
    }
    return new Taken(
        EnumSet.of(Live.Topic.PERMISSIONS),
        AlertRules.forPermission(
                setting,
                told.device(),
                news.medium().orElse(permission.get().medium()),
                news,
                permission.get().acceptNotFullyScanned(),
                told.at(),
                now)
            .stream()
            .toList(),
        Optional.empty());
  }

  private static Optional<LaptopState> state(PermissionNews news, MediaPermission permission) {
    return switch (news.step()) {
      case RECEIVED, CLOSED, BY_TELEPHONE -> Optional.of(LaptopState.ON_LAPTOP);
      case NOT_OBEYED -> Optional.of(LaptopState.NOT_OBEYED);
      case LOCKED -> Optional.of(LaptopState.LOCKED);
      case SCANNING -> Optional.of(LaptopState.SCANNING);
      case SCANNED -> {
        ScanReport.Verdict verdict =
            news.scan().map(ScanReport::verdict).orElse(ScanReport.Verdict.NOT_FULLY_SCANNED);
        boolean opens =
            switch (verdict) {
              case CLEAN -> true;
              case INFECTED -> false;
              case NOT_FULLY_SCANNED -> permission.acceptNotFullyScanned();
            };
        yield opens ? Optional.empty() : Optional.of(LaptopState.SHUT);
      }
      case OPENED -> Optional.of(LaptopState.OPEN);
      case ENDED -> Optional.of(LaptopState.ENDED);
      case SUSPENDED -> Optional.of(LaptopState.SUSPENDED);
      case FAILED -> Optional.of(LaptopState.SHUT);
    };
  }

  /** A laptop made itself a permission with an answer by telephone; here it becomes known. */
  private void byTelephone(
      Transaction tx, SettingId setting, Told told, PermissionNews news, Instant now) {
    Optional<Medium> medium = news.medium().filter(each -> each.kind().canBePermitted());
    Optional<Instant> endsAt = news.endsAt().filter(end -> end.isAfter(told.at()));
    if (medium.isEmpty() || endsAt.isEmpty() || permissions.isKnown(tx, news.permission())) {
      return;
    }
    UUID stick = sticks.know(tx, setting, medium.get(), now).id();
    Decided given =
        answers
            .newest(tx, setting, told.device())
            .orElse(new Decided(Optional.empty(), "By telephone", told.at(), ""));
    permissions.insert(
        tx,
        setting,
        new MediaPermission(
            news.permission(),
            stick,
            bound(medium.get()),
            Owner.UNKNOWN,
            false,
            List.of(),
            news.account(),
            told.at(),
            endsAt.get(),
            true,
            false,
            false,
            given,
            Origin.TELEPHONE,
            Optional.empty(),
            Optional.empty()),
        List.of(told.device()));
  }

  /** The port counts only where the medium cannot be told from others. */
  private static Medium bound(Medium medium) {
    return medium.weak()
        ? medium
        : new Medium(
            medium.kind(),
            medium.vendorId(),
            medium.productId(),
            medium.serial(),
            medium.name(),
            false,
            "",
            medium.descriptorSha256());
  }

  /** A laptop says how far a scan is. */
  public void scanning(SettingId setting, DeviceId laptop, ScanProgress progress) {
    scans.put(setting, laptop, progress);
    long now = System.nanoTime();
    boolean[] tell = {false};
    toldOfScans.compute(
        setting,
        (id, before) -> {
          tell[0] = before == null || now - before >= SCANS_TOLD_EACH.toNanos();
          return tell[0] ? Long.valueOf(now) : before;
        });
    if (tell[0]) {
      live.changed(setting, Live.Topic.SCANS);
    }
  }

  /** The stream of a laptop ended: how far its scans are is not known any more. */
  public void left(DeviceId laptop) {
    scans.left(laptop);
  }
}
