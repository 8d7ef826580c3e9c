package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The certificates given to laptops. The look-up by serial goes without a setting: it says which it
 * is.
 */
public final class CertificateStore {
  private final Database database;

  public CertificateStore(Database database) {
    this.database = database;
  }

  /** Remembers a certificate within the caller's transaction. */
  public void add(
      Transaction transaction, SettingId setting, DeviceId device, X509Certificate certificate) {
    transaction
        .createUpdate(
            """
            INSERT INTO certificate (serial, setting_id, device_id, certificate_der, not_before, not_after)
            VALUES (:serial, :setting, :device, :der, :from, :to)
            """)
        .bind("serial", serial(certificate))
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("der", Authority.der(certificate))
        .bind("from", certificate.getNotBefore().toInstant())
        .bind("to", certificate.getNotAfter().toInstant())
        .execute();
  }

  /** The newest certificate of a laptop that is good until after {@code until}; DER. */
  public Optional<Bytes> newest(
      Transaction transaction, SettingId setting, DeviceId device, Instant until) {
    return transaction
        .createQuery(
            """
            SELECT certificate_der FROM certificate
            WHERE setting_id = :setting AND device_id = :device AND not_after > :until
            ORDER BY not_after DESC
            FETCH FIRST 1 ROW ONLY
            """)
        .bind("setting", setting.value())
        .bind("device", device.value())
        .bind("until", until)
        .map((row, context) -> Columns.bytes(row, "certificate_der"))
        .findOne();
  }

  /** Whose certificate it is, where this console gave it out. */
  public Optional<DeviceId> owner(X509Certificate certificate) {
    return database.inTransaction(
        transaction ->
            transaction
                .createQuery("SELECT device_id FROM certificate WHERE serial = :serial")
                .bind("serial", serial(certificate))
                .mapTo(UUID.class)
                .findOne()
                .map(DeviceId::new));
  }

  private static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }
}
