package io.stairgate.console.witness;

import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest head of each setting's log, in memory, so that an acknowledgement costs a look into a
 * map. Any thread may use it.
 */
final class Heads {
  private static final String PURPOSE = "stairgate audit head 1";

  /** Where several consoles share a database, the head is read again after this long. */
  private static final Duration SHARED_FRESH = Duration.ofSeconds(1);

  private final Database database;
  private final Authority authority;
  private final AuditStore audit;
  private final AuditNoticeStore notices;
  private final long restoreEpoch;
  private final boolean shared;
  private final Map<SettingId, Known> known = new ConcurrentHashMap<>();

  Heads(
      Database database,
      Authority authority,
      AuditStore audit,
      AuditNoticeStore notices,
      long restoreEpoch) {
    this.database = database;
    this.authority = authority;
    this.audit = audit;
    this.notices = notices;
    this.restoreEpoch = restoreEpoch;
    this.shared = database.dialect() == Dialect.POSTGRESQL;
  }

  /**
   * What this console knows of a setting's log without asking.
   *
   * @param head the newest line, with its MAC; empty while there is none
   * @param branch the newest notice
   * @param opened the newest line when this console first looked: later ones it wrote itself
   * @param readNanos when it was read
   */
  private record Known(Optional<AuditHead> head, long branch, long opened, long readNanos) {}

  /** A line was committed. Returns at once. */
  void appended(SettingId setting, AuditStore.Head line) {
    known.computeIfPresent(
        setting,
        (id, before) ->
            number(before.head()) < line.number()
                ? new Known(
                    Optional.of(signed(id, before.branch(), line)),
                    before.branch(),
                    before.opened(),
                    before.readNanos())
                : before);
  }

  /**
   * The head to give to a laptop. Whoever asks forces the database to disk before giving it away:
   * what a power cut takes back must not have been witnessed.
   */
  Optional<AuditHead> newest(Transaction transaction, SettingId setting) {
    Known before = known.get(setting);
    if (before == null
        || (shared && System.nanoTime() - before.readNanos() > SHARED_FRESH.toNanos())) {
      return read(transaction, setting, false).head();
    }
    return before.head();
  }

  /** The newest head as this console remembers it, without asking. */
  Optional<AuditHead> known(SettingId setting) {
    return Optional.ofNullable(known.get(setting)).flatMap(Known::head);
  }

  /** The newest line when this console first looked; without bound where it never did. */
  long opened(SettingId setting) {
    return Optional.ofNullable(known.get(setting)).map(Known::opened).orElse(Long.MAX_VALUE);
  }

  /** Believes what stands there now. */
  void readAgain(SettingId setting) {
    database.useTransaction(transaction -> read(transaction, setting, true));
  }

  /** Whether this console made a head's MAC. */
  boolean isOurs(SettingId setting, AuditHead head) {
    return mac(setting, head.restoreEpoch(), head.branch(), head.line()).equals(head.mac());
  }

  /**
   * Reads what stands there now.
   *
   * @param believe whether that counts even where this console knows of later lines; else those are
   *     kept until {@link Witness#lookBack} has told of it
   */
  private Known read(Transaction transaction, SettingId setting, boolean believe) {
    Optional<AuditStore.Head> line = audit.last(transaction, setting);
    long branch = notices.branch(transaction, setting);
    long nanos = System.nanoTime();
    return known.merge(
        setting,
        new Known(
            line.map(last -> signed(setting, branch, last)),
            branch,
            line.map(AuditStore.Head::number).orElse(0L),
            nanos),
        (old, fresh) ->
            believe || number(old.head()) <= number(fresh.head())
                ? new Known(fresh.head(), branch, old.opened(), nanos)
                : new Known(old.head(), old.branch(), old.opened(), nanos));
  }

  private static long number(Optional<AuditHead> head) {
    return head.map(there -> there.line().number()).orElse(0L);
  }

  private AuditHead signed(SettingId setting, long branch, AuditStore.Head line) {
    return new AuditHead(restoreEpoch, branch, line, mac(setting, restoreEpoch, branch, line));
  }

  private Bytes mac(SettingId setting, long epoch, long branch, AuditStore.Head line) {
    return authority.mac(PURPOSE, AuditHead.content(setting, epoch, branch, line));
  }
}
