package io.stairgate.console.recovery;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.recovery.RecoveryRequest.Purpose;
import io.stairgate.console.recovery.RecoveryRequest.State;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Settings that share one key pair, for tests. */
public final class RecoveryScene {
  /** What opens the disk of each laptop here. */
  public static final String KEY = "12345-67890-12345-67890-12345-67890-12345-67890";

  private static final byte[] WHOLE = Boxes.newPrivate();

  private RecoveryScene() {}

  /** The public key of every setting here. */
  public static Bytes publicKey() {
    return Boxes.publicOf(WHOLE);
  }

  /** A desk that has the key of every setting until it was shared out. */
  public static RecoveryDesk desk(
      Database database,
      SettingStore settings,
      MemberStore members,
      Consumer<SettingId> changed,
      AlertStore alerts,
      AuditStore audit,
      Live live,
      InstantSource clock) {
    Set<SettingId> gone = ConcurrentHashMap.newKeySet();
    return new RecoveryDesk(
        new RecoveryDesk.Parts(
            database,
            new RecoveryKeyStore(database),
            settings,
            members,
            new WholeKey() {
              @Override
              public Optional<byte[]> read(SettingId setting) {
                return gone.contains(setting) ? Optional.empty() : Optional.of(WHOLE.clone());
              }

              @Override
              public void delete(SettingId setting) {
                gone.add(setting);
              }
            },
            changed,
            alerts,
            audit,
            live,
            clock));
  }

  /** A laptop sent its key. */
  public static void kept(
      Database database, SettingId setting, DeviceId laptop, String keyId, Instant now) {
    Bytes sealed =
        Boxes.seal(
            publicKey(),
            "stairgate-recovery-key-v1\0" + laptop + "\0" + keyId,
            KEY.getBytes(StandardCharsets.US_ASCII));
    database.useTransaction(
        tx ->
            new RecoveryKeyStore(database)
                .take(
                    tx,
                    setting,
                    new EntryName(laptop, UUID.randomUUID(), 1, now),
                    new RecoveryKeyNews(
                        keyId,
                        "a".repeat(64),
                        "the system disk",
                        1,
                        RecoveryKeyNews.Step.ADDED,
                        sealed,
                        "asked"),
                    now));
  }

  /** Somebody asked for something. */
  public static UUID asked(Database database, SettingId setting, UUID by, Instant now) {
    UUID id = UUID.randomUUID();
    database.useTransaction(
        tx ->
            new RecoveryStore()
                .insert(
                    tx,
                    setting,
                    new RecoveryRequest(
                        id,
                        Purpose.PAPER,
                        Optional.empty(),
                        "",
                        "Nobody is left who holds a share.",
                        by,
                        "Somebody",
                        now,
                        State.WAITING,
                        List.of())));
    return id;
  }
}
