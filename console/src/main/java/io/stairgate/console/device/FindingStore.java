package io.stairgate.console.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What was proved about each rule on each laptop. A finding is written when it changes; that it was
 * proved again, unchanged, is one time per laptop in {@link Presence}. Any thread may use it.
 *
 * <p>Over 300 lines because what makes two findings the same stands with how they are written.
 */
public final class FindingStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Finding.Evidence>> EVIDENCE = new TypeReference<>() {};
  private static final TypeReference<List<String>> SENTENCES = new TypeReference<>() {};

  private static final String WITHOUT_EVIDENCE =
      """
      f.device_id, f.rule, f.state, f.reason, f.hold, f.hold_reason, f.stage, f.sentence, f.since,
        f.proved_at, f.would_change, f.can_enforce\
      """;

  private final Database database;
  private final Presence presence;

  /**
   * Reads through memory.
   *
   * @param presence what memory knows sooner than the database
   */
  public FindingStore(Database database, Presence presence) {
    this.database = database;
    this.presence = presence;
  }

  /** The findings of one laptop, by rule; none where the setting has no such laptop. */
  public List<Finding> findings(SettingId setting, DeviceId device) {
    return findings(setting, List.of(device)).getOrDefault(device, List.of());
  }

  /**
   * The findings of some laptops of a setting, each laptop's by rule. A laptop without findings has
   * no entry.
   */
  public Map<DeviceId, List<Finding>> findings(SettingId setting, Collection<DeviceId> devices) {
    if (devices.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        transaction ->
            grouped(
                transaction
                    .createQuery(
                        """
                        SELECT f.*, d.findings_proved_at
                        FROM finding f JOIN device d ON d.device_id = f.device_id
                        WHERE f.setting_id = :setting AND f.device_id IN (<devices>)
                        ORDER BY f.rule
                        """)
                    .bind("setting", setting.value())
                    .bindList("devices", devices.stream().map(DeviceId::value).toList())
                    .map((row, context) -> read(row, true))
                    .list()));
  }

  /**
   * The findings of all laptops of a setting, without their evidence, which is most of their size.
   * A laptop without findings has no entry.
   */
  public Map<DeviceId, List<Finding>> all(SettingId setting) {
    return database.inTransaction(
        transaction ->
            grouped(
                transaction
                    .createQuery(
                        """
                        SELECT %s, d.findings_proved_at
                        FROM finding f JOIN device d ON d.device_id = f.device_id
                        WHERE f.setting_id = :setting AND d.banned_at IS NULL
                        ORDER BY f.rule
                        """
                            .formatted(WITHOUT_EVIDENCE))
                    .bind("setting", setting.value())
                    .map((row, context) -> read(row, false))
                    .list()));
  }

  /**
   * The states of the rules of some laptops, without anything else: for a table of them.
   *
   * @param devices at most 1,000
   */
  public Map<DeviceId, Map<String, String>> states(
      SettingId setting, Collection<DeviceId> devices) {
    if (devices.isEmpty()) {
      return Map.of();
    }
    return database.inTransaction(
        transaction -> {
          Map<DeviceId, Map<String, String>> all = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT device_id, rule, state FROM finding
                  WHERE setting_id = :setting AND device_id IN (<devices>)
                  """)
              .bind("setting", setting.value())
              .bindList("devices", devices.stream().map(DeviceId::value).toList())
              .map(
                  (row, context) ->
                      all.computeIfAbsent(
                              new DeviceId(Columns.uuid(row, "device_id")), id -> new HashMap<>())
                          .put(row.getString("rule"), row.getString("state")))
              .list();
          return all;
        });
  }

  /** On how many laptops of a setting each rule is in which state, by rule and state. */
  public Map<String, Map<String, Integer>> counts(SettingId setting) {
    return database.inTransaction(
        transaction -> {
          Map<String, Map<String, Integer>> all = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT f.rule, f.state, COUNT(*) AS laptops
                  FROM finding f JOIN device d ON d.device_id = f.device_id
                  WHERE f.setting_id = :setting AND d.banned_at IS NULL
                  GROUP BY f.rule, f.state
                  """)
              .bind("setting", setting.value())
              .map(
                  (row, context) ->
                      all.computeIfAbsent(row.getString("rule"), rule -> new HashMap<>())
                          .put(row.getString("state"), row.getInt("laptops")))
              .list();
          return all;
        });
  }

  /** What was proved of one rule on all laptops of a setting, without the evidence. */
  public Map<DeviceId, Finding> ofRule(SettingId setting, String rule) {
    return ofRule(setting, rule, false);
  }

  /** The same with the evidence, which is most of their size. */
  public Map<DeviceId, Finding> ofRuleWithEvidence(SettingId setting, String rule) {
    return ofRule(setting, rule, true);
  }

  private Map<DeviceId, Finding> ofRule(SettingId setting, String rule, boolean evidence) {
    return database.inTransaction(
        transaction -> {
          Map<DeviceId, Finding> found = new HashMap<>();
          transaction
              .createQuery(
                  """
                  SELECT %s, d.findings_proved_at
                  FROM finding f JOIN device d ON d.device_id = f.device_id
                  WHERE f.setting_id = :setting AND f.rule = :rule AND d.banned_at IS NULL
                  """
                      .formatted(evidence ? "f.*" : WITHOUT_EVIDENCE))
              .bind("setting", setting.value())
              .bind("rule", rule)
              .map((row, context) -> read(row, evidence))
              .forEach(row -> found.put(row.device(), row.finding()));
          return found;
        });
  }

  /**
   * What a complete check changed.
   *
   * @param any whether anything but the time of proof changed
   * @param turned the findings whose state or reason is another than before, as they are now
   * @param before the state each of these had before, by rule; a rule that is new has none
   */
  public record Changed(boolean any, List<Finding> turned, Map<String, String> before) {
    public Changed {
      turned = List.copyOf(turned);
      before = Map.copyOf(before);
    }
  }

  /**
   * Takes over a complete check within the caller's transaction: writes what changed, forgets rules
   * that are not in it any more.
   *
   * @param epoch the journal's epoch and
   * @param sequence the entry's number: together what names the change for ever
   * @param findings all findings of the check
   * @return what changed
   */
  public Changed replace(
      Transaction transaction,
      SettingId setting,
      DeviceId device,
      UUID epoch,
      long sequence,
      List<Finding> findings) {
    Map<String, Finding> before = new HashMap<>();
    transaction
        .createQuery(
            """
            SELECT f.*, d.findings_proved_at FROM finding f JOIN device d ON d.device_id = f.device_id
            WHERE f.setting_id = :setting AND f.device_id = :device
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map((row, context) -> read(row, true))
        .forEach(row -> before.put(row.finding().rule(), row.finding()));
    List<Finding> known = List.copyOf(before.values());
    boolean changed = false;
    boolean counted = false;
    Optional<Instant> proved = Optional.empty();
    List<Finding> turned = new ArrayList<>();
    Map<String, String> turnedFrom = new HashMap<>();
    for (Finding now : findings) {
      Finding old = before.remove(now.rule());
      boolean sameState =
          old != null && old.state().equals(now.state()) && old.reason().equals(now.reason());
      Instant since = old != null && sameState ? old.since() : now.provedAt();
      Finding kept = since(now, since);
      counted |= old == null || !countsAlike(old, now);
      if (old == null || !sameApartFromTime(old, kept)) {
        write(transaction, old == null ? INSERT : UPDATE, setting, device, kept);
        proved = Presence.later(proved, Optional.of(kept.provedAt()));
        changed = true;
      }
      if (!sameState) {
        FindingChangeStore.add(transaction, setting, device, epoch, sequence, kept);
        turned.add(kept);
        if (old != null) {
          turnedFrom.put(kept.rule(), old.state());
        }
      }
    }
    for (String gone : before.keySet()) {
      counted = true;
      transaction
          .createUpdate(
              "DELETE FROM finding WHERE setting_id = :setting AND device_id = :device AND rule ="
                  + " :rule")
          .bind("setting", setting.value())
          .bind("device", device.value())
          .bind("rule", gone)
          .execute();
      changed = true;
    }
    if (counted) {
      LaptopCountStore.checked(transaction, setting, device, known, findings, proved);
    }
    return new Changed(changed, turned, turnedFrom);
  }

  private static final String INSERT =
      """
      INSERT INTO finding (device_id, rule, setting_id, state, reason, hold, hold_reason, stage, sentence, evidence,
        since, proved_at, would_change, can_enforce)
      VALUES (:device, :rule, :setting, :state, :reason, :hold, :holdReason, :stage, :sentence, :evidence,
        :since, :proved, :wouldChange, :canEnforce)
      """;

  private static final String UPDATE =
      """
      UPDATE finding SET state = :state, reason = :reason, hold = :hold, hold_reason = :holdReason, stage = :stage,
        sentence = :sentence, evidence = :evidence, since = :since, proved_at = :proved,
        would_change = :wouldChange, can_enforce = :canEnforce
      WHERE setting_id = :setting AND device_id = :device AND rule = :rule
      """;

  private static void write(
      Transaction transaction,
      String statement,
      SettingId setting,
      DeviceId device,
      Finding finding) {
    transaction
        .createUpdate(statement)
        .bind("device", device.value())
        .bind("rule", finding.rule())
        .bind("setting", setting.value())
        .bind("state", finding.state())
        .bind("reason", finding.reason())
        .bind("hold", finding.hold())
        .bind("holdReason", finding.holdReason())
        .bind("stage", finding.stage())
        .bind("sentence", finding.sentence())
        .bind("evidence", json(finding.evidence()))
        .bind("since", finding.since())
        .bind("proved", finding.provedAt())
        .bind("wouldChange", json(finding.wouldChange()))
        .bind("canEnforce", finding.canEnforce())
        .execute();
  }

  private record Row(DeviceId device, Finding finding) {}

  private Row read(ResultSet row, boolean evidence) throws SQLException {
    DeviceId device = new DeviceId(Columns.uuid(row, "device_id"));
    Instant written = Columns.instant(row, "proved_at");
    Optional<Instant> again =
        Presence.later(
            Columns.maybeInstant(row, "findings_proved_at"),
            presence.of(device).flatMap(Presence.Seen::findingsProvedAt));
    return new Row(
        device,
        new Finding(
            row.getString("rule"),
            row.getString("state"),
            row.getString("reason"),
            row.getString("hold"),
            row.getString("hold_reason"),
            row.getString("stage"),
            row.getString("sentence"),
            evidence ? read(row.getString("evidence"), EVIDENCE) : List.of(),
            Columns.instant(row, "since"),
            again.filter(at -> at.isAfter(written)).orElse(written),
            read(row.getString("would_change"), SENTENCES),
            row.getBoolean("can_enforce")));
  }

  private static Map<DeviceId, List<Finding>> grouped(List<Row> rows) {
    Map<DeviceId, List<Finding>> result = new LinkedHashMap<>();
    for (Row row : rows) {
      result.computeIfAbsent(row.device(), id -> new ArrayList<>()).add(row.finding());
    }
    return result;
  }

  private static Finding since(Finding f, Instant since) {
    return new Finding(
        f.rule(),
        f.state(),
        f.reason(),
        f.hold(),
        f.holdReason(),
        f.stage(),
        f.sentence(),
        f.evidence(),
        since,
        f.provedAt(),
        f.wouldChange(),
        f.canEnforce());
  }

  private static boolean countsAlike(Finding one, Finding other) {
    return one.state().equals(other.state())
        && one.reason().equals(other.reason())
        && one.stage().equals(other.stage());
  }

  private static boolean sameApartFromTime(Finding one, Finding other) {
    return one.state().equals(other.state())
        && one.reason().equals(other.reason())
        && one.hold().equals(other.hold())
        && one.holdReason().equals(other.holdReason())
        && one.stage().equals(other.stage())
        && one.sentence().equals(other.sentence())
        && one.evidence().equals(other.evidence())
        && one.wouldChange().equals(other.wouldChange())
        && one.canEnforce() == other.canEnforce();
  }

  private static String json(List<?> parts) {
    try {
      return JSON.writeValueAsString(parts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A list of plain values can be written as JSON", e);
    }
  }

  private static <T> List<T> read(String json, TypeReference<List<T>> as) {
    try {
      return JSON.readValue(json, as);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A part of a finding is not the JSON we wrote", e);
    }
  }
}
