package io.stairgate.console.policy;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes of policies that wait, or waited, for another person. Any thread may use it. */
public final class ProposalStore {
  private final Database database;

  ProposalStore(Database database) {
    this.database = database;
  }

  /** One proposal; empty where the setting has none of that id. */
  public Optional<Proposal> proposal(SettingId setting, UUID id) {
    return database.inTransaction(transaction -> proposal(transaction, setting, id));
  }

  Optional<Proposal> proposal(Transaction transaction, SettingId setting, UUID id) {
    return transaction
        .createQuery(
            """
            SELECT * FROM policy_proposal WHERE setting_id = :setting AND proposal_id = :id
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * The proposals of a setting, newest first.
   *
   * @param waiting only those nobody has decided
   * @param limit how many at most, 1 to 200
   */
  public List<Proposal> proposals(SettingId setting, boolean waiting, int limit) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery(
                    """
                    SELECT * FROM policy_proposal
                    WHERE setting_id = :setting AND (NOT :waiting OR outcome = 'waiting')
                    ORDER BY made_at DESC, proposal_id
                    FETCH FIRST :limit ROWS ONLY
                    """)
                .bind("setting", setting.value())
                .bind("waiting", waiting)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /**
   * How many wait.
   *
   * @param but not those this person asked for
   */
  public int waiting(SettingId setting, Optional<UUID> but) {
    return database.inTransaction(transaction -> waiting(transaction, setting, but));
  }

  int waiting(Transaction transaction, SettingId setting, Optional<UUID> but) {
    return transaction
        .createQuery(
            """
            SELECT COUNT(*) FROM policy_proposal
            WHERE setting_id = :setting AND outcome = 'waiting'
              AND (made_by_id IS NULL OR CAST(:but AS UUID) IS NULL
                   OR made_by_id <> CAST(:but AS UUID))
            """)
        .bind("setting", setting.value())
        .bind("but", but.map(UUID::toString).orElse(null))
        .mapTo(Integer.class)
        .one();
  }

  /** Adds one that waits. */
  void insert(Transaction transaction, SettingId setting, Proposal proposal) {
    transaction
        .createUpdate(
            """
            INSERT INTO policy_proposal (proposal_id, setting_id, base_version, file_text, looser,
              made_by_kind, made_by_id, made_by_name, reason, made_at, outcome, decided_by_name,
              word, rollout_rule, rollout_way, rollout_spread)
            VALUES (:id, :setting, :base, :text, :looser, :kind, CAST(:by AS UUID), :name, :reason,
              :at, 'waiting', '', '', :rolloutRule, :rolloutWay, CAST(:rolloutSpread AS UUID))
            """)
        .bind("id", proposal.id())
        .bind("setting", setting.value())
        .bind("base", proposal.baseVersion())
        .bind("text", PolicyFile.kept(proposal.policy()))
        .bind("looser", proposal.looser())
        .bind("kind", proposal.madeBy().kind())
        .bind("by", proposal.madeBy().id().map(UUID::toString).orElse(null))
        .bind("name", proposal.madeBy().name())
        .bind("reason", proposal.reason())
        .bind("at", proposal.madeAt())
        .bind("rolloutRule", proposal.plan().map(plan -> plan.rule().id()).orElse(""))
        .bind("rolloutWay", proposal.plan().map(plan -> plan.way().code()).orElse(""))
        .bind(
            "rolloutSpread",
            proposal.plan().flatMap(RolloutPlan::spread).map(UUID::toString).orElse(null))
        .execute();
  }

  /** Writes down a decision. */
  void decide(
      Transaction transaction,
      SettingId setting,
      UUID id,
      Proposal.Outcome outcome,
      Proposal.Decided decided,
      Optional<Long> becameVersion) {
    transaction
        .createUpdate(
            """
            UPDATE policy_proposal SET outcome = :outcome, decided_by_id = :by,
              decided_by_name = :name, decided_at = :at, word = :word,
              became_version = CAST(:became AS BIGINT)
            WHERE setting_id = :setting AND proposal_id = :id AND outcome = 'waiting'
            """)
        .bind("outcome", outcome.code())
        .bind("by", decided.by())
        .bind("name", decided.name())
        .bind("at", decided.at())
        .bind("word", decided.word())
        .bind("became", becameVersion.orElse(null))
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
  }

  /** Ends what waits: the version it was made on holds no longer. */
  void voidAll(Transaction transaction, SettingId setting, Instant at) {
    transaction
        .createUpdate(
            """
            UPDATE policy_proposal SET outcome = 'void', decided_at = :at
            WHERE setting_id = :setting AND outcome = 'waiting'
            """)
        .bind("at", at)
        .bind("setting", setting.value())
        .execute();
  }

  private static Proposal read(ResultSet row) throws SQLException {
    Optional<UUID> by = Columns.maybeUuid(row, "decided_by_id");
    long became = row.getLong("became_version");
    Optional<Long> version = row.wasNull() ? Optional.empty() : Optional.of(became);
    return new Proposal(
        Columns.uuid(row, "proposal_id"),
        row.getLong("base_version"),
        PolicyFile.ofKept(row.getString("file_text")),
        row.getBoolean("looser"),
        new MadeBy(
            row.getString("made_by_kind"),
            Columns.maybeUuid(row, "made_by_id"),
            row.getString("made_by_name")),
        row.getString("reason"),
        Columns.instant(row, "made_at"),
        Proposal.Outcome.of(row.getString("outcome")),
        by.isPresent()
            ? Optional.of(
                new Proposal.Decided(
                    by.get(),
                    row.getString("decided_by_name"),
                    Columns.instant(row, "decided_at"),
                    row.getString("word")))
            : Optional.empty(),
        version,
        plan(
            row.getString("rollout_rule"),
            row.getString("rollout_way"),
            Columns.maybeUuid(row, "rollout_spread")));
  }

  private static Optional<RolloutPlan> plan(String rule, String way, Optional<UUID> spread) {
    return Rule.of(rule)
        .flatMap(of -> RolloutWay.ofKept(way).map(in -> new RolloutPlan(of, in, spread)));
  }
}
