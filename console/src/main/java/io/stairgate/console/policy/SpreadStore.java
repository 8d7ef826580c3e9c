package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.Spread.Standing;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Changes of a rule over several settings. Any thread may use it.
 *
 * <p>Over 300 lines because how it stands in a setting is read here from three tables at once.
 */
final class SpreadStore {
  private final Database database;

  SpreadStore(Database database) {
    this.database = database;
  }

  /** Those that go on by themselves, and those over with something left to be ended. */
  List<UUID> going() {
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    """
                    SELECT s.spread_id FROM spread s
                    WHERE s.state = 'going'
                      OR (s.state IN ('done', 'taken-back')
                          AND EXISTS (SELECT 1 FROM rollout r
                                      WHERE r.spread_id = s.spread_id AND r.state = 'going'
                                        AND r.way = 'with-others'))
                    ORDER BY s.begun_at, s.spread_id
                    """)
                .mapTo(UUID.class)
                .list());
  }

  /**
   * The newest that concern one of these settings.
   *
   * @param settings at most 1,000
   */
  List<Spread> newest(Transaction tx, Collection<SettingId> settings, int limit) {
    if (settings.isEmpty()) {
      return List.of();
    }
    return tx.createQuery(
            """
            SELECT * FROM spread s
            WHERE EXISTS (SELECT 1 FROM spread_part p
                          WHERE p.spread_id = s.spread_id AND p.setting_id IN (<settings>))
            ORDER BY s.begun_at DESC, s.spread_id
            FETCH FIRST :limit ROWS ONLY
            """)
        .bindList("settings", settings.stream().map(SettingId::value).toList())
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  Optional<Spread> find(Transaction tx, UUID id) {
    return tx.createQuery("SELECT * FROM spread WHERE spread_id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * Like {@link #find}, and nobody else decides about it until the transaction ends. Whoever takes
   * a setting's lock as well takes that one first.
   */
  Optional<Spread> locked(Transaction tx, UUID id) {
    return tx.createQuery("SELECT * FROM spread WHERE spread_id = :id FOR UPDATE")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  void insert(Transaction tx, Spread spread, Collection<SettingId> settings) {
    tx.createUpdate(
            """
            INSERT INTO spread (spread_id, setting_id, rule, words, reason, state, step, reach,
              step_at, stop_reason, begun_by, begun_by_name, begun_at)
            VALUES (:id, :setting, :rule, :words, :reason, :state, :step, :reach, :stepAt, '',
              :by, :name, :at)
            """)
        .bind("id", spread.id())
        .bind("setting", spread.home().value())
        .bind("rule", spread.rule().id())
        .bind("words", String.join("\n", spread.words()))
        .bind("reason", spread.reason())
        .bind("state", spread.state().code())
        .bind("step", spread.step())
        .bind("reach", spread.reach())
        .bind("stepAt", spread.stepAt())
        .bind("by", spread.begunBy())
        .bind("name", spread.begunByName())
        .bind("at", spread.begunAt())
        .execute();
    PreparedBatch batch =
        tx.prepareBatch(
            """
            INSERT INTO spread_part (spread_id, setting_id, answer, word, laptops, passed)
            VALUES (:id, :setting, 'none', '', 0, FALSE)
            """);
    settings.forEach(
        setting -> batch.bind("id", spread.id()).bind("setting", setting.value()).add());
    var _ = batch.execute();
  }

  /** It stands otherwise now. */
  void update(
      Transaction tx,
      UUID id,
      Spread.State state,
      int step,
      int reach,
      Instant stepAt,
      String stopReason) {
    tx.createUpdate(
            """
            UPDATE spread SET state = :state, step = :step, reach = :reach, step_at = :stepAt,
              stop_reason = :reason,
              ended_at = CASE WHEN :ended THEN CAST(:stepAt AS TIMESTAMP WITH TIME ZONE) END
            WHERE spread_id = :id
            """)
        .bind("state", state.code())
        .bind("step", step)
        .bind("reach", reach)
        .bind("stepAt", stepAt)
        .bind("reason", stopReason)
        .bind("ended", state == Spread.State.DONE || state == Spread.State.TAKEN_BACK)
        .bind("id", id)
        .execute();
  }

  /** What a setting answered when it began. */
  enum Answer {
    NONE("none"),
    CHANGED("changed"),
    ASKED("asked"),
    LEFT("left");

    private final String code;

    Answer(String code) {
      this.code = code;
    }

    private static Answer of(String code) {
      return Arrays.stream(values())
          .filter(each -> each.code.equals(code))
          .findFirst()
          .orElse(NONE);
    }
  }

  void answered(
      Transaction tx,
      UUID id,
      SettingId setting,
      Answer answer,
      String word,
      int laptops,
      Optional<UUID> proposal) {
    tx.createUpdate(
            """
            UPDATE spread_part SET answer = :answer, word = :word, laptops = :laptops,
              proposal_id = CAST(:proposal AS UUID)
            WHERE spread_id = :id AND setting_id = :setting
            """)
        .bind("answer", answer.code)
        .bind("word", word.length() > 600 ? word.substring(0, 600) : word)
        .bind("laptops", laptops)
        .bind("proposal", proposal.map(UUID::toString).orElse(null))
        .bind("id", id)
        .bind("setting", setting.value())
        .execute();
  }

  /** The others go on without a setting where it stopped, or that setting is with them again. */
  void passed(Transaction tx, UUID id, SettingId setting, boolean passed) {
    tx.createUpdate(
            """
            UPDATE spread_part SET passed = :passed WHERE spread_id = :id AND setting_id = :setting
            """)
        .bind("passed", passed)
        .bind("id", id)
        .bind("setting", setting.value())
        .execute();
  }

  /**
   * Its settings, as they stand now.
   *
   * @param passed those the others go on without, whether it still stops there or not
   */
  record Row(Spread.Part part, boolean passed) {}

  List<Row> parts(Transaction tx, UUID id) {
    return tx.createQuery(
            """
            SELECT p.setting_id, p.answer, p.word, p.laptops AS expected, p.proposal_id, p.passed,
              o.outcome, r.rollout_id, r.state, r.stop_reason,
              (SELECT COUNT(*) FROM rollout_laptop l WHERE l.rollout_id = r.rollout_id) AS laptops,
              (SELECT COUNT(*) FROM rollout_laptop l
               WHERE l.rollout_id = r.rollout_id AND l.reached_at IS NOT NULL) AS reached
            FROM spread_part p
            LEFT JOIN policy_proposal o
              ON o.proposal_id = p.proposal_id AND o.setting_id = p.setting_id
            LEFT JOIN rollout r ON r.spread_id = p.spread_id AND r.setting_id = p.setting_id
            WHERE p.spread_id = :id
            ORDER BY p.setting_id
            """)
        .bind("id", id)
        .map((row, context) -> part(row))
        .list();
  }

  /**
   * A laptop that is to follow it.
   *
   * @param setting whose
   * @param rollout in which rollout
   * @param laptop which
   * @param step in which step of this change it was reached, or may be at the earliest
   * @param taken whether it was chosen for a step
   * @param state how it stands
   * @param seenAt when it was last heard of
   * @param going whether the rollout goes on by itself
   */
  record Place(
      SettingId setting,
      UUID rollout,
      DeviceId laptop,
      int step,
      boolean taken,
      Rollout.LaptopState state,
      Optional<Instant> seenAt,
      boolean going) {}

  /** The laptops of its rollouts that were not put back. */
  List<Place> places(Transaction tx, UUID id) {
    return tx.createQuery(
            """
            SELECT r.setting_id, r.rollout_id, r.state AS rollout_state, r.step AS rollout_step,
              l.device_id, l.step, l.state, d.last_seen_at
            FROM rollout r
            JOIN rollout_laptop l ON l.rollout_id = r.rollout_id
            JOIN device d ON d.device_id = l.device_id
            WHERE r.spread_id = :id AND r.state <> 'put-back'
            """)
        .bind("id", id)
        .map(
            (row, context) ->
                new Place(
                    new SettingId(Columns.uuid(row, "setting_id")),
                    Columns.uuid(row, "rollout_id"),
                    new DeviceId(Columns.uuid(row, "device_id")),
                    row.getInt("step"),
                    row.getInt("step") <= row.getInt("rollout_step"),
                    Rollout.LaptopState.of(row.getString("state")),
                    Columns.maybeInstant(row, "last_seen_at"),
                    row.getString("rollout_state").equals(Rollout.State.GOING.code())))
        .list();
  }

  private static Row part(ResultSet row) throws SQLException {
    Answer answer = Answer.of(row.getString("answer"));
    Optional<UUID> rollout = Columns.maybeUuid(row, "rollout_id");
    boolean passed = row.getBoolean("passed");
    Standing standing =
        rollout.isPresent()
            ? standing(Rollout.State.of(row.getString("state")), passed)
            : standing(answer, Optional.ofNullable(row.getString("outcome")));
    String stopped =
        standing == Standing.STOPPED || standing == Standing.PASSED
            ? row.getString("stop_reason")
            : "";
    return new Row(
        new Spread.Part(
            new SettingId(Columns.uuid(row, "setting_id")),
            standing,
            stopped.isEmpty() ? row.getString("word") : stopped,
            standing == Standing.ASKED ? Columns.maybeUuid(row, "proposal_id") : Optional.empty(),
            rollout,
            rollout.isPresent()
                ? row.getInt("laptops")
                : standing == Standing.ASKED ? row.getInt("expected") : 0,
            row.getInt("reached")),
        passed);
  }

  private static Standing standing(Rollout.State state, boolean passed) {
    return switch (state) {
      case GOING -> Standing.GOING;
      case STOPPED -> passed ? Standing.PASSED : Standing.STOPPED;
      case DONE -> Standing.DONE;
      case PUT_BACK -> Standing.PUT_BACK;
    };
  }

  private static Standing standing(Answer answer, Optional<String> proposal) {
    return switch (answer) {
      case NONE -> Standing.NOT_BEGUN;
      case LEFT -> Standing.LEFT_ALONE;
      case CHANGED -> Standing.DONE;
      case ASKED ->
          switch (Proposal.Outcome.of(proposal.orElse(""))) {
            case WAITING -> Standing.ASKED;
            case REFUSED -> Standing.TURNED_DOWN;
            case APPROVED -> Standing.DONE;
            case VOID -> Standing.VOID;
          };
    };
  }

  private static Spread read(ResultSet row) throws SQLException {
    return new Spread(
        Columns.uuid(row, "spread_id"),
        new SettingId(Columns.uuid(row, "setting_id")),
        Rule.of(row.getString("rule")).orElseThrow(),
        row.getString("words").lines().toList(),
        row.getString("reason"),
        Spread.State.of(row.getString("state")),
        row.getInt("step"),
        row.getInt("reach"),
        Columns.instant(row, "step_at"),
        row.getString("stop_reason"),
        Columns.uuid(row, "begun_by"),
        row.getString("begun_by_name"),
        Columns.instant(row, "begun_at"),
        Columns.maybeInstant(row, "ended_at"));
  }
}
