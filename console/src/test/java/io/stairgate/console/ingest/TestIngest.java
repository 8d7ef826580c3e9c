package io.stairgate.console.ingest;

import io.stairgate.console.WebFixture;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.event.What;
import io.stairgate.console.recovery.RecoveryKeyStore;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Laptops that tell things, without a network: the real intake of journal entries. One thread. */
public final class TestIngest {
  private final WebFixture console;
  private final Intake intake;
  private final Map<DeviceId, Long> told = new HashMap<>();

  /** Writes into the stores of a console. */
  public TestIngest(WebFixture console) {
    this.console = console;
    this.intake =
        new Intake(
            new EventStore(console.database),
            new JournalStore(console.database),
            console.findings,
            console.enrolled,
            console.alerts,
            console.intake,
            new NewsIntake(
                new NewsIntake.Parts(
                    console.devices,
                    console.alerts,
                    new ConcernStore(console.database),
                    console.drifts,
                    console.software,
                    console.readings,
                    console.accountOrders,
                    (tx, id) -> console.policyFiles.current(tx, id).policy(),
                    new RecoveryKeyStore(console.database))));
  }

  /**
   * A laptop tells something, as it happens.
   *
   * @param at by the laptop's clock and the console's
   */
  public void tell(SettingId setting, DeviceId laptop, What what, Instant at) {
    long sequence = told.merge(laptop, 1L, Long::sum);
    UUID epoch = UUID.nameUUIDFromBytes(("journal " + laptop).getBytes(StandardCharsets.US_ASCII));
    JournalEntry entry =
        new JournalEntry(
            sequence, at, what, Bytes.of(what.toString().getBytes(StandardCharsets.UTF_8)));
    Intake.Taken taken =
        console.database.durably(tx -> intake.take(tx, setting, laptop, epoch, List.of(entry), at));
    taken.after().forEach(Runnable::run);
    taken.changed().forEach(topic -> console.live.changed(setting, topic));
  }

  /** The same, for the console's one writer, which does many at once. */
  IngestWriter.Job<Intake.Taken> job(
      SettingId setting, DeviceId laptop, What what, Instant at, Runnable done) {
    long sequence = told.merge(laptop, 1L, Long::sum);
    UUID epoch = UUID.nameUUIDFromBytes(("journal " + laptop).getBytes(StandardCharsets.US_ASCII));
    JournalEntry entry =
        new JournalEntry(
            sequence, at, what, Bytes.of(what.toString().getBytes(StandardCharsets.UTF_8)));
    return new IngestWriter.Job<>(
        1,
        tx -> intake.take(tx, setting, laptop, epoch, List.of(entry), at),
        taken -> done.run(),
        failed -> {});
  }

  /**
   * The same thing happens at several laptops, and the console stores it as one group, as its
   * writer does: one transaction, forced once.
   */
  public void tellTogether(SettingId setting, List<DeviceId> laptops, What what, Instant at) {
    Bytes body = Bytes.of(what.toString().getBytes(StandardCharsets.UTF_8));
    Map<DeviceId, JournalEntry> entries = new LinkedHashMap<>();
    for (DeviceId laptop : laptops) {
      entries.put(laptop, new JournalEntry(told.merge(laptop, 1L, Long::sum), at, what, body));
    }
    console.database.durably(
        tx -> {
          entries.forEach(
              (laptop, entry) -> {
                UUID epoch =
                    UUID.nameUUIDFromBytes(
                        ("journal " + laptop).getBytes(StandardCharsets.US_ASCII));
                var _ = intake.take(tx, setting, laptop, epoch, List.of(entry), at);
              });
          return entries.size();
        });
  }

  /** Numbers of the laptop's journal that never come, as after a fault of its disk. */
  public void skip(DeviceId laptop, long count) {
    told.merge(laptop, count, Long::sum);
  }
}
