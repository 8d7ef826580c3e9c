package io.stairgate.console.ingest;

import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.FindingAlerts;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.news.RecoveryKeyTaker;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.policy.PolicyWordStore;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.software.Approvals;
import io.stairgate.console.software.LaptopProgramStore;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What laptops tell besides findings and media, taken into the stores within the transaction that
 * keeps the entry, with the alerts that come of it. Any thread may use it.
 */
public final class NewsIntake {
  /** What is put back so often in a day is put back against somebody's will. */
  private static final int AGAIN = 3;

  private final Parts parts;

  /**
   * Where it goes.
   *
   * @param devices for a laptop's nickname
   * @param alerts what people must look at
   * @param concerns what people reported
   * @param drifts what others changed
   * @param programs programs on laptops
   * @param notices who read the notice
   * @param orders what is said of single accounts
   * @param policy what a setting decided
   * @param recoveryKeys takes in what is told of recovery keys
   */
  public record Parts(
      DeviceStore devices,
      AlertStore alerts,
      ConcernStore concerns,
      DriftStore drifts,
      LaptopProgramStore programs,
      NoticeReadingStore notices,
      AccountOrders orders,
      BiFunction<Transaction, SettingId, SettingPolicy> policy,
      RecoveryKeyTaker recoveryKeys) {}

  /** Ready to take in. */
  public NewsIntake(Parts parts) {
    this.parts = parts;
  }

  /**
   * Somebody reported something.
   *
   * @param after where what is to be done once it is committed is put
   */
  Set<Live.Topic> concern(
      Transaction tx,
      SettingId setting,
      EntryName entry,
      ConcernNews news,
      List<Runnable> after,
      Instant now) {
    if (!parts.concerns().add(tx, setting, entry.device(), news, entry.at(), now)) {
      return Set.of();
    }
    raise(tx, AlertRules.forConcern(setting, entry.device(), news, entry.at(), now));
    if (news.kind() == ConcernKind.PASSWORD_KNOWN
        && parts
            .orders()
            .passwordReported(
                tx, setting, laptop(tx, setting, entry.device()), news.account(), entry.at())) {
      after.add(() -> parts.orders().renew(setting));
    }
    return EnumSet.of(Live.Topic.CONCERNS, Live.Topic.ALERTS);
  }

  private Actor.Laptop laptop(Transaction tx, SettingId setting, DeviceId device) {
    return new Actor.Laptop(
        device.value(), parts.devices().nickname(tx, setting, device).orElse("a laptop"));
  }

  /** Something that a rule asks for was changed by others. */
  Set<Live.Topic> drift(
      Transaction tx, SettingId setting, EntryName entry, DriftNews news, Instant now) {
    if (!parts.drifts().add(tx, setting, entry, news, now)) {
      return Set.of();
    }
    if (news.putBack()) {
      long times =
          parts.drifts().putBackInADay(tx, setting, entry.device(), news.rule(), entry.at());
      if (times >= AGAIN) {
        raise(
            tx, AlertRules.forRepeatedDrift(setting, entry.device(), news, times, entry.at(), now));
        return EnumSet.of(Live.Topic.LAPTOPS, Live.Topic.ALERTS);
      }
    }
    return EnumSet.of(Live.Topic.LAPTOPS);
  }

  /** Programs came or went; whoever calls makes sure that the entry is taken in once. */
  Set<Live.Topic> programs(
      Transaction tx, SettingId setting, EntryName entry, ProgramsNews news, Instant now) {
    List<ProgramsNews.Program> added = parts.programs().take(tx, setting, entry, news);
    if (added.isEmpty()) {
      return EnumSet.of(Live.Topic.LAPTOPS);
    }
    SettingPolicy policy = parts.policy().apply(tx, setting);
    Approvals approvals = Approvals.of(policy, policy.calendar().day(now));
    List<ProgramsNews.Program> unapproved =
        added.stream().filter(each -> !approvals.include(each.name(), each.cloud())).toList();
    for (boolean cloud : List.of(true, false)) {
      List<String> names =
          unapproved.stream()
              .filter(each -> each.cloud() == cloud)
              .map(ProgramsNews.Program::name)
              .toList();
      if (!names.isEmpty()) {
        raise(tx, AlertRules.forPrograms(setting, entry.device(), names, cloud, entry.at(), now));
      }
    }
    return unapproved.isEmpty()
        ? EnumSet.of(Live.Topic.LAPTOPS)
        : EnumSet.of(Live.Topic.LAPTOPS, Live.Topic.ALERTS);
  }

  /** A person read the notice. */
  Set<Live.Topic> noticeRead(Transaction tx, SettingId setting, EntryName entry, NoticeNews news) {
    return parts.notices().add(tx, setting, entry, news)
        ? EnumSet.of(Live.Topic.LAPTOPS)
        : Set.of();
  }

  /** A recovery key was made or is gone. */
  Set<Live.Topic> recoveryKey(
      Transaction tx, SettingId setting, EntryName entry, RecoveryKeyNews news, Instant now) {
    parts.recoveryKeys().take(tx, setting, entry, news, now);
    if (news.step() != RecoveryKeyNews.Step.VANISHED) {
      return EnumSet.of(Live.Topic.LAPTOPS);
    }
    raise(tx, AlertRules.forVanishedKey(setting, entry.device(), news, entry.at(), now));
    return EnumSet.of(Live.Topic.LAPTOPS, Live.Topic.ALERTS);
  }

  /** Something happened to the agent itself. */
  Set<Live.Topic> agent(
      Transaction tx, SettingId setting, EntryName entry, AgentNews news, Instant now) {
    news.policy()
        .ifPresent(
            of ->
                PolicyWordStore.put(
                    tx,
                    setting,
                    entry.device(),
                    switch (of.did()) {
                      case APPLIED -> PolicyWordStore.APPLIED;
                      case REFUSED -> PolicyWordStore.REFUSED;
                      case ROLLED_BACK -> PolicyWordStore.ROLLED_BACK;
                    },
                    new PolicyVersion(of.epoch(), of.number()),
                    entry.at(),
                    now,
                    news.detail()));
    if (news.action() == AgentNews.Action.TAMPERED) {
      PolicyWordStore.put(
          tx,
          setting,
          entry.device(),
          PolicyWordStore.TAMPERED,
          new PolicyVersion(0, 0),
          entry.at(),
          now,
          news.detail());
    }
    Optional<NewAlert> alert = AlertRules.forAgent(setting, entry.device(), news, entry.at(), now);
    alert.ifPresent(each -> raise(tx, each));
    return alert.isPresent() ? EnumSet.of(Live.Topic.ALERTS) : Set.of();
  }

  /**
   * Findings turned into another state: what people must look at is raised, and what is met again
   * ends the alert there was.
   *
   * @param changed what turned, and from which state
   */
  Set<Live.Topic> turned(
      Transaction tx,
      SettingId setting,
      DeviceId device,
      FindingStore.Changed changed,
      Instant now) {
    boolean told = false;
    for (Finding finding : changed.turned()) {
      if (isNotStopped(finding)) {
        raise(
            tx,
            AlertRules.forNotSuspended(setting, device, finding.sentence(), finding.since(), now));
        told = true;
      }
      Optional<NewAlert> alert =
          FindingAlerts.of(
              setting,
              device,
              Optional.ofNullable(changed.before().get(finding.rule())),
              finding,
              now);
      alert.ifPresent(each -> raise(tx, each));
      boolean ended =
          FindingAlerts.isMended(finding)
              && parts
                      .alerts()
                      .causeGone(tx, setting, device, FindingAlerts.cause(finding.rule()), now)
                  > 0;
      told |= alert.isPresent() || ended;
    }
    return told ? EnumSet.of(Live.Topic.ALERTS) : Set.of();
  }

  private static boolean isNotStopped(Finding finding) {
    return finding.rule().equals(Rule.SUSPEND.id())
        && (finding.hold().equals("cannot")
            || (finding.state().equals("not-met") && finding.stage().equals("enforce")));
  }

  private void raise(Transaction tx, NewAlert alert) {
    var _ = parts.alerts().raise(tx, alert);
  }
}
