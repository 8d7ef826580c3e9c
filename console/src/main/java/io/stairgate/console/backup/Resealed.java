package io.stairgate.console.backup;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.secret.SealingKey;
import java.util.List;
import java.util.Optional;

/**
 * A column whose content is sealed under the console's own key. A setting that moves takes such
 * secrets with it opened, and the console it comes to seals them under its own key.
 *
 * @param table its table
 * @param column the column
 * @param prefix what the sealed secret is bound to, before the id
 * @param id the column of the id
 */
record Resealed(String table, String column, String prefix, String id) {
  /** Every such column; a test holds this list against the catalogue. */
  static final List<Resealed> ALL =
      List.of(
          new Resealed("totp", "sealed_secret", "totp:", "account_id"),
          new Resealed("audit_cut", "sealed_cut", "audit-cut:", "setting_id"),
          new Resealed("oidc_provider", "sealed_secret", "oidc:", "setting_id"),
          new Resealed("webhook", "sealed_secret", "webhook:", "webhook_id"));

  static Optional<Resealed> of(Table table) {
    return ALL.stream().filter(each -> each.table().equals(table.name())).findFirst();
  }

  /** The row with its secret in the open; empty where it cannot be opened and so is of no use. */
  Optional<Row> opened(SealingKey key, Table in, Row row) {
    return row.value(in, column) instanceof Bytes sealed
        ? key.open(bound(in, row), sealed).map(plain -> row.with(in, column, plain))
        : Optional.empty();
  }

  /** The row with its secret sealed. */
  Row sealed(SealingKey key, Table in, Row row) {
    return row.value(in, column) instanceof Bytes plain
        ? row.with(in, column, key.seal(bound(in, row), plain))
        : row;
  }

  private String bound(Table in, Row row) {
    return prefix + row.value(in, id);
  }
}
