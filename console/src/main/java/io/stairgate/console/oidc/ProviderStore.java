package io.stairgate.console.oidc;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The settings' providers. Any thread may use it. */
public final class ProviderStore {
  private final Database database;

  public ProviderStore(Database database) {
    this.database = database;
  }

  /** A setting's provider. */
  public Optional<Provider> find(SettingId setting) {
    return database.inTransaction(tx -> find(tx, setting));
  }

  /** Like {@link #find(SettingId)}, within the caller's transaction. */
  public Optional<Provider> find(Transaction tx, SettingId setting) {
    return tx.createQuery("SELECT * FROM oidc_provider WHERE setting_id = :setting")
        .bind("setting", setting.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** The provider of whichever setting has that domain: nobody is signed in yet. */
  Optional<Provider> find(Domain domain) {
    return database.inTransaction(
        tx ->
            tx.createQuery("SELECT * FROM oidc_provider WHERE domain = :domain")
                .bind("domain", domain.name())
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * Keeps a setting's provider, in the place of the one before.
   *
   * @throws RuntimeException for which {@link Database#isDuplicate} is true where another setting
   *     has its domain
   */
  void put(Transaction tx, Provider provider) {
    var _ = remove(tx, provider.setting());
    tx.createUpdate(
            """
            INSERT INTO oidc_provider
              (setting_id, label, issuer, client_id, sealed_secret, domain, changed_at, changed_by)
            VALUES (:setting, :label, :issuer, :client, :secret, :domain, :at, :by)
            """)
        .bind("setting", provider.setting().value())
        .bind("label", provider.label())
        .bind("issuer", provider.issuer())
        .bind("client", provider.clientId())
        .bind("secret", provider.sealedSecret())
        .bind("domain", provider.domain().name())
        .bind("at", provider.changedAt())
        .bind("by", provider.changedBy())
        .execute();
  }

  /**
   * Forgets a setting's provider.
   *
   * @return false where it had none
   */
  public boolean remove(Transaction tx, SettingId setting) {
    return tx.createUpdate("DELETE FROM oidc_provider WHERE setting_id = :setting")
            .bind("setting", setting.value())
            .execute()
        == 1;
  }

  private static Provider read(ResultSet row) throws SQLException {
    return new Provider(
        new SettingId(Columns.uuid(row, "setting_id")),
        row.getString("label"),
        row.getString("issuer"),
        row.getString("client_id"),
        Columns.bytes(row, "sealed_secret"),
        new Domain(row.getString("domain")),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"));
  }
}
