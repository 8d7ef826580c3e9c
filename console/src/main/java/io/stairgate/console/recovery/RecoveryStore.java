package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Who holds shares, how far the ceremony is, who asked and who agreed. Any thread may use it.
 *
 * <p>Over 300 lines because the four tables of one ceremony are read and written together.
 */
final class RecoveryStore {
  private static final int MOST_REQUESTS = 200;
  private static final Bytes NONE = Bytes.of(new byte[0]);

  RecoveryState state(Transaction tx, SettingId setting) {
    return tx.createQuery("SELECT * FROM recovery_state WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .map((row, context) -> state(row))
        .findOne()
        .orElse(RecoveryState.START);
  }

  void put(Transaction tx, SettingId setting, RecoveryState state) {
    tx.createUpdate("DELETE FROM recovery_state WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .execute();
    StringBuilder asked = new StringBuilder();
    state.asked().forEach(group -> asked.append(asked.isEmpty() ? "" : " ").append(group));
    tx.createUpdate(
            """
            INSERT INTO recovery_state (setting_id, needed, printed_at, printed_by, asked_groups,
              split_at, drilled_at, drilled_keys, drill_passed)
            VALUES (:setting, :needed, CAST(:printedAt AS TIMESTAMP WITH TIME ZONE),
              CAST(:printedBy AS UUID), :asked, CAST(:splitAt AS TIMESTAMP WITH TIME ZONE),
              CAST(:drilledAt AS TIMESTAMP WITH TIME ZONE),
              :drilledKeys, :passed)
            """)
        .bind("setting", setting.value())
        .bind("needed", state.needed())
        .bind("printedAt", state.printedAt().orElse(null))
        .bind("printedBy", state.printedBy().map(UUID::toString).orElse(null))
        .bind("asked", asked.toString())
        .bind("splitAt", state.splitAt().orElse(null))
        .bind("drilledAt", state.drill().map(RecoveryState.Drill::at).orElse(null))
        .bind("drilledKeys", state.drill().map(RecoveryState.Drill::keys).orElse(0))
        .bind("passed", state.drill().map(RecoveryState.Drill::passed).orElse(false))
        .execute();
  }

  List<Holder> holders(Transaction tx, SettingId setting) {
    return tx.createQuery(
            "SELECT * FROM recovery_holder WHERE setting_id = :setting ORDER BY chosen_at,"
                + " account_id")
        .bind("setting", setting.value())
        .map((row, context) -> holder(row))
        .list();
  }

  void put(Transaction tx, SettingId setting, Holder holder) {
    drop(tx, setting, holder.account());
    tx.createUpdate(
            """
            INSERT INTO recovery_holder (setting_id, account_id, chosen_at, public_key,
              private_box, ready_at, share_number, share_box, wrong_tries, wrong_at)
            VALUES (:setting, :account, :chosenAt, :publicKey, :sealedPrivate,
              CAST(:readyAt AS TIMESTAMP WITH TIME ZONE), :share, :sealedShare, :wrongTries,
              CAST(:wrongAt AS TIMESTAMP WITH TIME ZONE))
            """)
        .bind("setting", setting.value())
        .bind("account", holder.account())
        .bind("chosenAt", holder.chosenAt())
        .bind("publicKey", holder.keys().map(Holder.Keys::publicKey).orElse(NONE))
        .bind("sealedPrivate", holder.keys().map(Holder.Keys::sealedPrivate).orElse(NONE))
        .bind("readyAt", holder.keys().map(Holder.Keys::at).orElse(null))
        .bind("share", holder.share().orElse(0))
        .bind("sealedShare", holder.sealedShare().orElse(NONE))
        .bind("wrongTries", holder.wrongTries())
        .bind("wrongAt", holder.wrongAt().orElse(null))
        .execute();
  }

  void drop(Transaction tx, SettingId setting, UUID account) {
    tx.createUpdate(
            "DELETE FROM recovery_holder WHERE setting_id = :setting AND account_id = :account")
        .bind("setting", setting.value())
        .bind("account", account)
        .execute();
  }

  /** Newest first. */
  List<RecoveryRequest> requests(Transaction tx, SettingId setting) {
    return tx
        .createQuery(
            """
            SELECT * FROM recovery_request WHERE setting_id = :setting
            ORDER BY asked_at DESC, request_id
            FETCH FIRST %d ROWS ONLY
            """
                .formatted(MOST_REQUESTS))
        .bind("setting", setting.value())
        .map((row, context) -> request(row))
        .list()
        .stream()
        .map(request -> with(request, agreements(tx, setting, request.id())))
        .toList();
  }

  Optional<RecoveryRequest> request(Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
            "SELECT * FROM recovery_request WHERE setting_id = :setting AND request_id = :id")
        .bind("setting", setting.value())
        .bind("id", id)
        .map((row, context) -> request(row))
        .findOne()
        .map(request -> with(request, agreements(tx, setting, id)));
  }

  void insert(Transaction tx, SettingId setting, RecoveryRequest request) {
    tx.createUpdate(
            """
            INSERT INTO recovery_request (request_id, setting_id, purpose, device_id, key_id,
              reason, asked_by, asked_by_name, asked_at, state)
            VALUES (:id, :setting, :purpose, CAST(:device AS UUID), :key, :reason, :by, :name, :at, 'waiting')
            """)
        .bind("id", request.id())
        .bind("setting", setting.value())
        .bind("purpose", request.purpose().code())
        .bind("device", request.device().map(DeviceId::toString).orElse(null))
        .bind("key", request.keyId())
        .bind("reason", request.reason())
        .bind("by", request.askedBy())
        .bind("name", request.askedByName())
        .bind("at", request.askedAt())
        .execute();
  }

  /** Ends a waiting request; the shares that were sealed for it go. False where it has ended. */
  boolean end(
      Transaction tx, SettingId setting, UUID id, RecoveryRequest.State state, Instant now) {
    boolean done =
        tx.createUpdate(
                    """
                    UPDATE recovery_request SET state = :state, ended_at = :now
                    WHERE setting_id = :setting AND request_id = :id AND state = 'waiting'
                    """)
                .bind("state", state.code())
                .bind("now", now)
                .bind("setting", setting.value())
                .bind("id", id)
                .execute()
            == 1;
    tx.createUpdate(
            """
            UPDATE recovery_agreement SET share_box = :none
            WHERE setting_id = :setting AND request_id = :id
            """)
        .bind("none", NONE)
        .bind("setting", setting.value())
        .bind("id", id)
        .execute();
    return done;
  }

  void agree(
      Transaction tx,
      SettingId setting,
      UUID id,
      RecoveryRequest.Agreement agreement,
      Instant now) {
    tx.createUpdate(
            """
            INSERT INTO recovery_agreement (request_id, account_id, setting_id, name,
              share_number, share_box, agreed_at)
            VALUES (:id, :account, :setting, :name, :share, :sealed, :now)
            """)
        .bind("id", id)
        .bind("account", agreement.account())
        .bind("setting", setting.value())
        .bind("name", agreement.name())
        .bind("share", agreement.share())
        .bind("sealed", agreement.sealedShare())
        .bind("now", now)
        .execute();
  }

  private static List<RecoveryRequest.Agreement> agreements(
      Transaction tx, SettingId setting, UUID id) {
    return tx.createQuery(
            """
            SELECT * FROM recovery_agreement WHERE setting_id = :setting AND request_id = :id
            ORDER BY agreed_at
            """)
        .bind("setting", setting.value())
        .bind("id", id)
        .map(
            (row, context) ->
                new RecoveryRequest.Agreement(
                    Columns.uuid(row, "account_id"),
                    row.getString("name"),
                    row.getInt("share_number"),
                    Columns.bytes(row, "share_box")))
        .list();
  }

  private static RecoveryRequest with(
      RecoveryRequest request, List<RecoveryRequest.Agreement> agreements) {
    return new RecoveryRequest(
        request.id(),
        request.purpose(),
        request.device(),
        request.keyId(),
        request.reason(),
        request.askedBy(),
        request.askedByName(),
        request.askedAt(),
        request.state(),
        agreements);
  }

  private static RecoveryRequest request(ResultSet row) throws SQLException {
    return new RecoveryRequest(
        Columns.uuid(row, "request_id"),
        RecoveryRequest.Purpose.of(row.getString("purpose")).orElseThrow(),
        Columns.maybeUuid(row, "device_id").map(DeviceId::new),
        row.getString("key_id"),
        row.getString("reason"),
        Columns.uuid(row, "asked_by"),
        row.getString("asked_by_name"),
        Columns.instant(row, "asked_at"),
        RecoveryRequest.State.of(row.getString("state")),
        List.of());
  }

  private static RecoveryState state(ResultSet row) throws SQLException {
    List<Integer> asked = new ArrayList<>();
    for (String group : row.getString("asked_groups").split(" ", -1)) {
      if (!group.isEmpty()) {
        asked.add(Integer.parseInt(group));
      }
    }
    int keys = row.getInt("drilled_keys");
    boolean passed = row.getBoolean("drill_passed");
    return new RecoveryState(
        row.getInt("needed"),
        Columns.maybeInstant(row, "printed_at"),
        Columns.maybeUuid(row, "printed_by"),
        asked,
        Columns.maybeInstant(row, "split_at"),
        Columns.maybeInstant(row, "drilled_at")
            .map(at -> new RecoveryState.Drill(at, keys, passed)));
  }

  private static Holder holder(ResultSet row) throws SQLException {
    Optional<Instant> ready = Columns.maybeInstant(row, "ready_at");
    Optional<Holder.Keys> keys =
        ready.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Holder.Keys(
                    Columns.bytes(row, "public_key"),
                    Columns.bytes(row, "private_box"),
                    ready.get()));
    int share = row.getInt("share_number");
    boolean none = share == 0;
    return new Holder(
        Columns.uuid(row, "account_id"),
        Columns.instant(row, "chosen_at"),
        keys,
        none ? OptionalInt.empty() : OptionalInt.of(share),
        none ? Optional.empty() : Optional.of(Columns.bytes(row, "share_box")),
        row.getInt("wrong_tries"),
        Columns.maybeInstant(row, "wrong_at"));
  }
}
