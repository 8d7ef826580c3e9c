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
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
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

  Intake(
      EventStore events,
      JournalStore journals,
      FindingStore findings,
      EnrolledStore devices,
      AlertStore alerts) {
    this.events = events;
    this.journals = journals;
    this.findings = findings;
    this.devices = devices;
    this.alerts = alerts;
  }

  /**
   * What became of some entries.
   *
   * @param through everything up to this number is taken over
   * @param changed what open pages should look at again
   */
  record Taken(long through, Set<Live.Topic> changed) {}

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
    long through = journals.open(transaction, setting, device, epoch, now);
    if (oldestKept <= through + 1) {
      return new Taken(through, Set.of());
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
    long through = journals.open(transaction, setting, device, epoch, now);
    for (JournalEntry entry : entries) {
      boolean late = entry.sequence() <= through;
      if (late && !journals.fill(transaction, setting, device, epoch, entry.sequence())) {
        continue;
      }
      if (!late) {
        if (entry.firstSequence() > through + 1) {
          missing(transaction, setting, device, epoch, through + 1, entry.firstSequence() - 1, now);
          changed.add(Live.Topic.ALERTS);
        }
        through = entry.sequence();
      }
      store(transaction, setting, device, epoch, entry, late, now).ifPresent(changed::add);
    }
    journals.advance(transaction, setting, device, epoch, through);
    return new Taken(through, changed);
  }

  private Optional<Live.Topic> store(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      JournalEntry entry,
      boolean late,
      Instant now) {
    return switch (entry.what()) {
      case What.Checked checked -> {
        // A check that comes late says what was, not what is.
        if (late) {
          yield Optional.empty();
        }
        devices.describe(transaction, setting, device, checked.hardware());
        boolean changed =
            findings.replace(
                transaction, setting, device, epoch, entry.sequence(), checked.findings());
        yield changed ? Optional.of(Live.Topic.LAPTOPS) : Optional.empty();
      }
      case What.Media media -> {
        if (!events.add(transaction, setting, device, epoch, entry, now)) {
          yield Optional.empty();
        }
        Optional<NewAlert> alert =
            AlertRules.forMedium(setting, device, media.sighting(), entry.occurredAt(), now);
        alert.ifPresent(each -> alerts.raise(transaction, each));
        yield alert.map(each -> Live.Topic.ALERTS);
      }
      case What.Gap gap -> {
        events.add(transaction, setting, device, epoch, entry, now);
        yield gap(transaction, setting, device, epoch, entry.sequence(), gap, now);
      }
      case What.Agent _, What.Other _ -> {
        events.add(transaction, setting, device, epoch, entry, now);
        yield Optional.empty();
      }
    };
  }

  private Optional<Live.Topic> gap(
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
      return Optional.empty();
    }
    alerts.raise(transaction, AlertRules.forGap(setting, device, last - gap.first() + 1, now));
    return Optional.of(Live.Topic.ALERTS);
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
