package io.stairgate.console.ingest;

import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.event.JournalStore.JournalGap;
import io.stairgate.console.event.What;
import io.stairgate.console.live.Live;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.permission.Told;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Takes entries of a journal into the stores, within one transaction, so that doing it twice is
 * doing it once: (device, epoch, sequence) names an entry for ever.
 */
final class Intake {
  private final EventStore events;
  private final JournalStore journals;
  private final FindingStore findings;
  private final EnrolledStore devices;
  private final AlertStore alerts;
  private final PermissionIntake permissions;
  private final NewsIntake news;

  Intake(
      EventStore events,
      JournalStore journals,
      FindingStore findings,
      EnrolledStore devices,
      AlertStore alerts,
      PermissionIntake permissions,
      NewsIntake news) {
    this.events = events;
    this.journals = journals;
    this.findings = findings;
    this.devices = devices;
    this.alerts = alerts;
    this.permissions = permissions;
    this.news = news;
  }

  /**
   * What became of some entries.
   *
   * @param through everything up to this number is taken over
   * @param changed what open pages should look at again
   * @param after what is to be done once it is committed; it may take its time
   */
  record Taken(long through, Set<Live.Topic> changed, List<Runnable> after) {
    Taken(long through, Set<Live.Topic> changed) {
      this(through, changed, List.of());
    }
  }

  /** A stream was opened: notes what its laptop cannot send any more, and says where to go on. */
  Taken open(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      String agentVersion,
      UUID epoch,
      long oldestKept,
      Instant now) {
    devices.agentVersion(transaction, setting, device, agentVersion);
    boolean seenAgain = alerts.causeGone(transaction, setting, device, "unseen", now) > 0;
    long through = journals.open(transaction, setting, device, epoch, now);
    if (oldestKept <= through + 1) {
      return new Taken(through, seenAgain ? EnumSet.of(Live.Topic.ALERTS) : Set.of());
    }
    missing(transaction, setting, device, epoch, through + 1, oldestKept - 1, now);
    journals.advance(transaction, setting, device, epoch, oldestKept - 1);
    return new Taken(oldestKept - 1, EnumSet.of(Live.Topic.ALERTS));
  }

  /** Takes entries over, in their order. */
  Taken take(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      List<JournalEntry> entries,
      Instant now) {
    Set<Live.Topic> changed = EnumSet.noneOf(Live.Topic.class);
    List<Runnable> after = new ArrayList<>();
    long through = journals.open(transaction, setting, device, epoch, now);
    for (JournalEntry entry : entries) {
      boolean late = entry.sequence() <= through;
      if (late && !journals.fill(transaction, setting, device, epoch, entry.sequence())) {
        // Whoever stored it may have ended before pages were told.
        changed = EnumSet.allOf(Live.Topic.class);
        continue;
      }
      if (!late) {
        if (entry.firstSequence() > through + 1) {
          missing(transaction, setting, device, epoch, through + 1, entry.firstSequence() - 1, now);
          changed.add(Live.Topic.ALERTS);
        }
        through = entry.sequence();
      }
      Told told = new Told(device, epoch, entry.sequence(), entry.occurredAt(), late);
      changed.addAll(store(transaction, setting, told, entry, after, now));
    }
    journals.advance(transaction, setting, device, epoch, through);
    return new Taken(through, changed, after);
  }

  private Set<Live.Topic> store(
      Transaction transaction,
      SettingId setting,
      Told told,
      JournalEntry entry,
      List<Runnable> after,
      Instant now) {
    DeviceId device = told.device();
    UUID epoch = told.epoch();
    EntryName name = new EntryName(device, epoch, told.sequence(), told.at());
    return switch (entry.what()) {
      case What.Checked checked -> {
        // A check that comes late says what was, not what is.
        if (told.late()) {
          yield Set.of();
        }
        devices.describe(transaction, setting, device, checked.hardware());
        FindingStore.Changed changed =
            findings.replace(
                transaction, setting, device, epoch, entry.sequence(), checked.findings());
        Set<Live.Topic> topics = EnumSet.noneOf(Live.Topic.class);
        topics.addAll(news.turned(transaction, setting, device, changed, now));
        if (changed.any()) {
          topics.add(Live.Topic.LAPTOPS);
        }
        yield topics;
      }
      case What.Media media -> {
        if (!events.add(transaction, setting, device, epoch, entry, now)) {
          yield Set.of();
        }
        Optional<NewAlert> alert =
            AlertRules.forMedium(setting, device, media.sighting(), entry.occurredAt(), now);
        alert.ifPresent(each -> alerts.raise(transaction, each));
        Set<Live.Topic> changed =
            taken(
                transaction,
                permissions.sighting(transaction, setting, told, media.sighting(), now),
                after);
        alert.ifPresent(each -> changed.add(Live.Topic.ALERTS));
        yield changed;
      }
      case What.Asked asked ->
          events.add(transaction, setting, device, epoch, entry, now)
              ? taken(
                  transaction,
                  permissions.asked(transaction, setting, told, asked.asking(), now),
                  after)
              : Set.of();
      case What.Permitted permitted ->
          events.add(transaction, setting, device, epoch, entry, now)
              ? taken(
                  transaction,
                  permissions.step(transaction, setting, told, permitted.news(), now),
                  after)
              : Set.of();
      case What.Gap gap -> {
        events.add(transaction, setting, device, epoch, entry, now);
        yield gap(transaction, setting, device, epoch, entry.sequence(), gap, now);
      }
      case What.Agent agent -> {
        if (!events.add(transaction, setting, device, epoch, entry, now)) {
          yield Set.of();
        }
        if (agent.news().action() == AgentNews.Action.STARTED_OR_STOPPED) {
          permissions.restarted(transaction, setting, told);
        }
        yield news.agent(transaction, setting, name, agent.news(), now);
      }
      // These have tables of their own, with each entry at most once; words that somebody reported
      // stand nowhere else.
      case What.Reported reported ->
          news.concern(transaction, setting, name, reported.news(), after, now);
      case What.Drifted drifted -> news.drift(transaction, setting, name, drifted.news(), now);
      case What.NoticeRead read -> news.noticeRead(transaction, setting, name, read.news());
      case What.ProgramsChanged changed ->
          events.add(transaction, setting, device, epoch, entry, now)
              ? news.programs(transaction, setting, name, changed.news(), now)
              : Set.of();
      case What.RecoveryKey key ->
          events.add(transaction, setting, device, epoch, entry, now)
              ? news.recoveryKey(transaction, setting, name, key.news(), now)
              : Set.of();
      case What.Other _ -> {
        events.add(transaction, setting, device, epoch, entry, now);
        yield Set.of();
      }
    };
  }

  private Set<Live.Topic> taken(
      Transaction transaction, PermissionIntake.Taken taken, List<Runnable> after) {
    taken.after().ifPresent(after::add);
    taken.alerts().forEach(each -> alerts.raise(transaction, each));
    Set<Live.Topic> changed = EnumSet.noneOf(Live.Topic.class);
    changed.addAll(taken.changed());
    if (!taken.alerts().isEmpty()) {
      changed.add(Live.Topic.ALERTS);
    }
    return changed;
  }

  private Set<Live.Topic> gap(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      long last,
      What.Gap gap,
      Instant now) {
    boolean noted =
        journals.addGap(
            transaction,
            setting,
            device,
            new JournalGap(epoch, gap.first(), last, gap.reason(), now));
    if (!noted || !gap.lost()) {
      return Set.of();
    }
    alerts.raise(transaction, AlertRules.forGap(setting, device, last - gap.first() + 1, now));
    return Set.of(Live.Topic.ALERTS);
  }

  private void missing(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      long first,
      long last,
      Instant now) {
    boolean noted =
        journals.addGap(
            transaction,
            setting,
            device,
            new JournalGap(epoch, first, last, JournalStore.MISSING, now));
    if (noted) {
      alerts.raise(transaction, AlertRules.forGap(setting, device, last - first + 1, now));
    }
  }
}
