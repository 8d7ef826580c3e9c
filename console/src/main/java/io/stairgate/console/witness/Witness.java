package io.stairgate.console.witness;

import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives laptops the head of their setting's log, and looks at what they show again: a chain of
 * hashes alone proves nothing against somebody who may rewrite all of it. Any thread may use it.
 */
public final class Witness {
  /** The act of the line that says a log was found changed. */
  public static final String NOTICED = "audit-changed";

  /** The act of the line a restored console begins with; its number is the first that is new. */
  public static final String RESTORED = "console-restored";

  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

  private final Parts parts;
  private final Heads heads;

  /**
   * What it works with.
   *
   * @param database for transactions
   * @param authority makes the MAC, with a key that laptops would miss if it were replaced
   * @param audit the log
   * @param notices what was noticed
   * @param devices for nicknames
   * @param alerts for the alert
   * @param live tells open pages
   * @param clock the time
   * @param restoreEpoch how often this console was restored
   * @param restoredAt when it was last restored, where it was
   */
  public record Parts(
      Database database,
      Authority authority,
      AuditStore audit,
      AuditNoticeStore notices,
      DeviceStore devices,
      AlertStore alerts,
      Live live,
      InstantSource clock,
      long restoreEpoch,
      Supplier<Optional<Instant>> restoredAt) {}

  /** Ready; hand {@link #appended} to {@link AuditStore#onAppend}. */
  public Witness(Parts parts) {
    this.parts = parts;
    this.heads =
        new Heads(
            parts.database(),
            parts.authority(),
            parts.audit(),
            parts.notices(),
            parts.restoreEpoch());
  }

  /** A line was committed. Returns at once. */
  public void appended(SettingId setting, AuditStore.Head line) {
    heads.appended(setting, line);
  }

  /**
   * The head to give to a laptop. Whoever asks forces the database to disk before giving it away:
   * what a power cut takes back must not have been witnessed.
   */
  public Optional<AuditHead> head(Transaction transaction, SettingId setting) {
    return heads.newest(transaction, setting);
  }

  /** Looks at all settings now, so that what stands in their logs is told from what is added. */
  public void open(List<SettingId> settings) {
    settings.forEach(heads::readAgain);
  }

  /**
   * Looks at what a laptop remembers. What does not carry this console's MAC is told in the
   * program's log alone: a laptop of another console, or somebody who makes things up.
   */
  public void shown(SettingId setting, DeviceId device, List<AuditHead> remembered) {
    for (AuditHead head : remembered) {
      if (!heads.isOurs(setting, head)) {
        LOG.info("Laptop {} shows a head of a log that this console never gave out.", device);
      } else if (!holds(setting, head)) {
        noticed(setting, head, Optional.of(device));
      }
    }
  }

  /** Looks whether the log still has what this console itself knows of it. */
  void lookBack(SettingId setting) {
    heads
        .known(setting)
        .filter(head -> !holds(setting, head))
        .ifPresent(head -> noticed(setting, head, Optional.empty()));
  }

  /** The chain of a setting does not hold by itself at {@code line}. */
  void broken(SettingId setting, long line) {
    boolean told =
        parts
            .database()
            .durably(
                transaction -> {
                  SettingStore.lock(transaction, setting);
                  List<AuditNotice> all = parts.notices().all(transaction, setting);
                  if (all.stream()
                      .anyMatch(
                          each -> each.kind() == AuditNotice.Kind.BROKEN && each.first() == line)) {
                    return false;
                  }
                  tell(
                      transaction,
                      new AuditNotice(
                          setting,
                          newest(all) + 1,
                          AuditNotice.Kind.BROKEN,
                          line,
                          line,
                          parts.clock().instant(),
                          Optional.empty(),
                          "",
                          0,
                          Optional.empty()));
                  return true;
                });
    if (told) {
      changed(setting);
    }
  }

  private boolean holds(SettingId setting, AuditHead head) {
    return parts
        .database()
        .inTransaction(
            transaction ->
                head.restoreEpoch() <= parts.restoreEpoch()
                    && head.branch() <= parts.notices().branch(transaction, setting)
                    && parts
                        .audit()
                        .hashAt(transaction, setting, head.line().number())
                        .filter(head.line().hash()::equals)
                        .isPresent());
  }

  private void noticed(SettingId setting, AuditHead head, Optional<DeviceId> device) {
    String nickname =
        device.flatMap(id -> parts.devices().laptop(setting, id)).map(Laptop::nickname).orElse("");
    boolean told =
        parts
            .database()
            .durably(transaction -> noticed(transaction, setting, head, device, nickname));
    if (told) {
      changed(setting);
    }
  }

  /** True where something is new. */
  private boolean noticed(
      Transaction transaction,
      SettingId setting,
      AuditHead head,
      Optional<DeviceId> device,
      String nickname) {
    SettingStore.lock(transaction, setting);
    List<AuditNotice> all = parts.notices().all(transaction, setting);
    // The notice that ended the branch of this head tells of it already.
    Optional<AuditNotice> same =
        all.reversed().stream()
            .filter(each -> each.branch() > head.branch() && covers(each, head))
            .findFirst();
    if (same.isPresent()) {
      AuditNotice notice = same.get();
      if (device.isEmpty()
          || !parts.notices().count(transaction, setting, notice.branch(), device.get())) {
        return false;
      }
      parts.notices().widen(transaction, notice, head.line().number());
      AuditNotice wider =
          parts.notices().all(transaction, setting).stream()
              .filter(each -> each.branch() == notice.branch())
              .findFirst()
              .orElse(notice);
      if (wider.acknowledged().isEmpty()) {
        raise(transaction, wider);
      }
      return true;
    }
    AuditNotice notice = notice(transaction, setting, head, nickname, newest(all));
    device.ifPresent(
        id -> {
          var _ = parts.notices().count(transaction, setting, notice.branch(), id);
        });
    tell(transaction, notice);
    return true;
  }

  private static boolean covers(AuditNotice notice, AuditHead head) {
    return switch (notice.kind()) {
      case MISSING, RESTORED -> head.line().number() >= notice.first();
      case CHANGED -> true;
      case BROKEN -> false;
    };
  }

  private AuditNotice notice(
      Transaction transaction,
      SettingId setting,
      AuditHead head,
      String nickname,
      long newestBranch) {
    long number = head.line().number();
    long now = parts.audit().last(transaction, setting).map(AuditStore.Head::number).orElse(0L);
    // Lines this console wrote since it started took the numbers of those that are missing.
    long old = Math.min(now, heads.opened(setting));
    boolean restored = head.restoreEpoch() < parts.restoreEpoch();
    if (restored) {
      old = parts.audit().lastOf(transaction, setting, RESTORED).map(line -> line - 1).orElse(old);
    }
    AuditNotice.Kind kind =
        restored
            ? AuditNotice.Kind.RESTORED
            : number > old ? AuditNotice.Kind.MISSING : AuditNotice.Kind.CHANGED;
    return new AuditNotice(
        setting,
        Math.max(newestBranch, head.branch()) + 1,
        kind,
        Math.min(old + 1, number),
        number,
        parts.clock().instant(),
        restored ? parts.restoredAt().get() : Optional.empty(),
        nickname,
        nickname.isEmpty() ? 0 : 1,
        Optional.empty());
  }

  private void tell(Transaction transaction, AuditNotice notice) {
    parts.notices().add(transaction, notice);
    parts
        .audit()
        .append(
            transaction,
            notice.setting(),
            new Actor.Console(),
            NOTICED,
            "notice:" + notice.branch(),
            notice.sentence());
    raise(transaction, notice);
    LOG.warn(
        "Setting {}: its log of who did what is not as it was; notice {} on the page \"Log\".",
        notice.setting(),
        notice.branch());
  }

  private void raise(Transaction transaction, AuditNotice notice) {
    var _ =
        parts
            .alerts()
            .raise(
                transaction,
                AlertRules.forChangedLog(
                    notice.setting(), notice.branch(), notice.sentence(), parts.clock().instant()));
  }

  private void changed(SettingId setting) {
    // The next head carries the new branch.
    heads.readAgain(setting);
    parts.live().changed(setting, Live.Topic.ALERTS);
  }

  private static long newest(List<AuditNotice> all) {
    return all.stream().mapToLong(AuditNotice::branch).max().orElse(0);
  }
}
