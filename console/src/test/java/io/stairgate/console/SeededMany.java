package io.stairgate.console;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.LaptopSummaryStore;
import io.stairgate.console.device.Presence;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.recovery.RecoveryScene;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Many settings, laptops and events, written in bulk: for a provider's pages and for measuring. The
 * same seed gives the same rows. One thread.
 */
public final class SeededMany {
  private static final int AT_ONCE = 2_000;

  private static final List<String> TREES =
      List.of(
          "Acorn",
          "Alder",
          "Ash",
          "Beech",
          "Birch",
          "Cedar",
          "Cherry",
          "Elder",
          "Elm",
          "Fir",
          "Hawthorn",
          "Hazel",
          "Holly",
          "Juniper",
          "Larch",
          "Lime",
          "Maple",
          "Oak",
          "Rowan",
          "Willow");

  private static final List<String> KINDS =
      List.of(
          "Nursery",
          "Pre-school",
          "Day Nursery",
          "Primary School",
          "Children's Centre",
          "Playgroup",
          "Kindergarten",
          "Infant School",
          "Early Years",
          "Community Nursery");

  private static final List<String> ROOMS =
      List.of("Baby room", "Toddler room", "Pre-school", "Office", "Hall", "");

  private final Database database;
  private final Instant now;
  private final Random random;

  private SeededMany(Database database, Instant now, long seed) {
    this.database = database;
    this.now = now;
    this.random = new Random(seed);
  }

  /**
   * A provider's settings; six in ten are well, the others have something to do, one has no laptop
   * yet.
   *
   * @param settings how many, at most 200
   * @param laptops in each
   * @param provider the account of somebody who works for the provider
   * @return the settings
   */
  public static List<SettingId> provider(
      Database database, Instant now, int settings, int laptops, UUID provider) {
    SeededMany many = new SeededMany(database, now, 200);
    MemberStore members = new MemberStore(database);
    List<SettingId> all = new ArrayList<>();
    for (int i = 0; i < settings; i++) {
      SettingId setting =
          many.setting(TREES.get(i % TREES.size()) + " " + KINDS.get(i / TREES.size()));
      all.add(setting);
      database.useTransaction(
          tx -> members.put(tx, setting, provider, Set.of(Role.PROVIDER), Optional.empty(), now));
      int kind = i % 10;
      List<UUID> devices = many.laptops(setting, i == 7 ? 0 : laptops, kind < 6 ? 0 : kind - 5);
      if (kind == 9) {
        many.alerts(setting, devices, 2, 3);
      }
    }
    int _ = new LaptopSummaryStore(database, new Presence()).sumUpOlder();
    return all;
  }

  /**
   * Fills one setting with very much.
   *
   * @param laptops how many
   * @param events journal entries of all of them together
   * @return the laptops
   */
  public static List<UUID> big(
      Database database, Instant now, SettingId setting, int laptops, int events) {
    SeededMany many = new SeededMany(database, now, 10_000);
    List<UUID> devices = many.laptops(setting, laptops, Math.max(1, laptops / 6));
    many.history(setting, devices, events);
    many.alerts(setting, devices, Math.max(5, laptops / 50), laptops * 2);
    int _ = new LaptopSummaryStore(database, new Presence()).sumUpOlder();
    return devices;
  }

  private SettingId setting(String name) {
    SettingId id = new SettingId(uuid());
    new SettingStore(database)
        .create(new Setting(id, name, RecoveryScene.publicKey(), now.minus(Duration.ofDays(200))));
    return id;
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** One row after another, some at once. */
  private final class Rows implements AutoCloseable {
    private final String sql;
    private final List<Object[]> waiting = new ArrayList<>(AT_ONCE);

    Rows(String sql) {
      this.sql = sql;
    }

    void add(@Nullable Object... values) {
      waiting.add(values);
      if (waiting.size() == AT_ONCE) {
        close();
      }
    }

    @Override
    public void close() {
      if (waiting.isEmpty()) {
        return;
      }
      database.useTransaction(this::write);
      waiting.clear();
    }

    private void write(Transaction tx) {
      PreparedBatch batch = tx.prepareBatch(sql);
      for (Object[] row : waiting) {
        for (int i = 0; i < row.length; i++) {
          batch.bind(i, row[i]);
        }
        batch.add();
      }
      batch.execute();
    }
  }

  /**
   * Laptops with all their findings.
   *
   * @param wanting how many of them need attention, and half as many were not seen
   */
  private List<UUID> laptops(SettingId setting, int count, int wanting) {
    List<UUID> devices = new ArrayList<>(count);
    try (Rows rows =
        new Rows(
            """
            INSERT INTO device (device_id, setting_id, nickname, make, model, serial, system_name,
              system_version, hardware_id, agent_version, key_sha256, enrolled_at, last_seen_at,
              findings_proved_at, room)
            VALUES (?, ?, ?, 'LENOVO', 'ThinkPad L14 Gen 4', ?, 'Debian GNU/Linux', '12 (bookworm)',
              '', '0.1.0', ?, ?, ?, ?, ?)
            """)) {
      for (int i = 0; i < count; i++) {
        UUID id = uuid();
        devices.add(id);
        Instant seen =
            i < wanting / 2
                ? now.minus(Duration.ofDays(20))
                : now.minusSeconds(random.nextInt(300));
        rows.add(
            id,
            setting.value(),
            "Laptop %05d".formatted(i + 1),
            "PF%06X".formatted(random.nextInt(1 << 24)),
            Bytes.sha256Of(id.toString().getBytes(StandardCharsets.US_ASCII)).hex(),
            now.minus(Duration.ofDays(100)),
            seen,
            seen,
            ROOMS.get(i % ROOMS.size()));
      }
    }
    findings(setting, devices, wanting);
    return devices;
  }

  private void findings(SettingId setting, List<UUID> devices, int wanting) {
    try (Rows rows =
        new Rows(
            """
            INSERT INTO finding (device_id, rule, setting_id, state, reason, hold, hold_reason,
              stage, sentence, evidence, since, proved_at, would_change, can_enforce)
            VALUES (?, ?, ?, ?, ?, ?, '', 'watch', ?,
              '[{"key":"looked at","value":"what the rule asks for"}]', ?, ?, '[]', FALSE)
            """)) {
      for (int i = 0; i < devices.size(); i++) {
        for (Rule rule : Rule.values()) {
          String state = state(rule, i < wanting ? i : -1);
          rows.add(
              devices.get(i),
              rule.id(),
              setting.value(),
              state,
              state.equals("unknown") ? "not-set-up" : "",
              state.equals("met") ? "by-os" : "none",
              rule.title() + ".",
              now.minus(Duration.ofDays(random.nextInt(60))),
              now.minusSeconds(600));
        }
      }
    }
  }

  private static String state(Rule rule, int wanting) {
    if (wanting >= 0) {
      if (rule == Rule.UPDATES) {
        return "not-met";
      }
      if (rule == Rule.ENCRYPTION && wanting % 4 == 0) {
        return "not-met";
      }
      if (rule == Rule.ANTI_VIRUS && wanting % 3 == 0) {
        return "in-progress";
      }
    }
    return switch (rule) {
      case SHARED_SECRET, CHILDREN_USE, SUSPEND -> "not-applicable";
      case BACKUP, FILTERING_CHECK -> "unknown";
      default -> "met";
    };
  }

  private Instant earlier() {
    return now.minusSeconds(random.nextInt(300 * 24 * 3600));
  }

  /** What was told in three hundred days. */
  private void history(SettingId setting, List<UUID> devices, int events) {
    events(setting, devices, events);
    sticks(setting, devices, events / 10);
    try (Rows rows =
        new Rows(
            """
            INSERT INTO finding_change (device_id, epoch, sequence, rule, setting_id, changed_at,
              state, reason, sentence)
            VALUES (?, ?, ?, 'updates', ?, ?, 'met', '', 'Every important update is in.')
            """)) {
      UUID epoch = uuid();
      for (int i = 0; i < events / 5; i++) {
        rows.add(devices.get(i % devices.size()), epoch, (long) i, setting.value(), earlier());
      }
    }
    try (Rows rows =
        new Rows(
            """
            INSERT INTO drift (drift_id, setting_id, device_id, rule, what, expected, found,
              put_back, told_in_us, occurred_at, received_at)
            VALUES (?, ?, ?, 'firewall', 'the firewall is on', 'on', 'off', TRUE, 1000, ?, ?)
            """)) {
      for (int i = 0; i < events / 20; i++) {
        Instant at = earlier();
        rows.add(uuid(), setting.value(), devices.get(i % devices.size()), at, at);
      }
    }
    try (Rows rows =
        new Rows(
            """
            INSERT INTO policy (device_id, epoch, number, setting_id, made_at, signed)
            VALUES (?, 1, ?, ?, ?, ?)
            """)) {
      for (int i = 0; i < devices.size() * 3; i++) {
        rows.add(
            devices.get(i % devices.size()),
            1L + i / devices.size(),
            setting.value(),
            earlier(),
            Bytes.of(new byte[200]));
      }
    }
  }

  private void events(SettingId setting, List<UUID> devices, int events) {
    UUID epoch = uuid();
    List<String> kinds = List.of("media", "agent", "programs", "permission", "agent");
    try (Rows rows =
        new Rows(
            """
            INSERT INTO event (device_id, epoch, sequence, setting_id, kind, occurred_at,
              received_at, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      Bytes body = Bytes.of(new byte[90]);
      for (int i = 0; i < events; i++) {
        Instant at = earlier();
        rows.add(
            devices.get(i % devices.size()),
            epoch,
            1L + i / devices.size(),
            setting.value(),
            kinds.get(i % kinds.size()),
            at,
            at,
            body);
      }
    }
  }

  private void sticks(SettingId setting, List<UUID> devices, int sightings) {
    List<UUID> sticks = new ArrayList<>();
    try (Rows rows =
        new Rows(
            """
            INSERT INTO stick (stick_id, setting_id, identity_sha256, kind, vendor_id, product_id,
              serial, name, weak, port, descriptor_sha256, owner, shared_serial, listed_at)
            VALUES (?, ?, ?, 'usb-storage', '0781', '5567', ?, 'SanDisk Cruzer', FALSE, 'usb 1-2',
              '', 'unknown', FALSE, ?)
            """)) {
      for (int i = 0; i < Math.max(10, devices.size() / 10); i++) {
        UUID id = uuid();
        sticks.add(id);
        rows.add(
            id,
            setting.value(),
            Bytes.sha256Of(id.toString().getBytes(StandardCharsets.US_ASCII)).hex(),
            "S" + i,
            earlier());
      }
    }
    UUID epoch = uuid();
    try (Rows rows =
        new Rows(
            """
            INSERT INTO stick_sighting (device_id, epoch, sequence, setting_id, stick_id, action,
              port, occurred_at)
            VALUES (?, ?, ?, ?, ?, 'blocked', 'usb 1-2', ?)
            """)) {
      for (int i = 0; i < sightings; i++) {
        rows.add(
            devices.get(i % devices.size()),
            epoch,
            (long) i,
            setting.value(),
            sticks.get(i % sticks.size()),
            earlier());
      }
    }
  }

  private void alerts(SettingId setting, List<UUID> devices, int open, int ended) {
    if (devices.isEmpty()) {
      return;
    }
    try (Rows rows =
        new Rows(
            """
            INSERT INTO alert (alert_id, setting_id, device_id, kind, severity, group_key,
              medium_kind, vendor_id, product_id, medium_serial, medium_name, detail, occurrences,
              first_at, last_at, raised_at, changed_at, acknowledged_at, acknowledged_by,
              resolved_at, resolved_by, outcome)
            VALUES (?, ?, ?, 'medium-blocked', ?, ?, 'usb-storage', '0781', '5567', ?, 'SanDisk',
              'It was shut out: nobody could read it.', 1, ?, ?, ?, ?,
              CAST(? AS TIMESTAMP WITH TIME ZONE), ?, CAST(? AS TIMESTAMP WITH TIME ZONE), ?, ?)
            """)) {
      for (int i = 0; i < open + ended; i++) {
        boolean isOpen = i < open;
        Instant at = isOpen ? now.minusSeconds(random.nextInt(36_000)) : earlier();
        rows.add(
            uuid(),
            setting.value(),
            devices.get(i % devices.size()),
            isOpen && i % 10 == 0 ? "urgent" : "today",
            "medium " + i,
            "S" + i,
            at,
            at,
            at,
            at,
            isOpen ? null : at.toString(),
            isOpen ? null : "Ann",
            isOpen ? null : at.toString(),
            isOpen ? null : "Ann",
            isOpen ? null : "dealt-with");
      }
    }
  }
}
