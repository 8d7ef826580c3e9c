package io.stairgate.console.wire;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.event.What;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.proto.v1.AgentEvent;
import io.stairgate.proto.v1.Concern;
import io.stairgate.proto.v1.Drift;
import io.stairgate.proto.v1.NoticeRead;
import io.stairgate.proto.v1.Program;
import io.stairgate.proto.v1.ProgramsChanged;
import io.stairgate.proto.v1.RecoveryKeyEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What laptops tell besides findings and media, from its bytes, within the bounds of the contract.
 */
final class NewsReader {
  private static final int MOST_PROGRAMS = 2_000;
  private static final int MOST_SLOTS = 32;
  private static final int MOST_SEALED = 1_024;

  /** An encapsulated key of X25519, a tag of AES-GCM, and at least one byte. */
  private static final int LEAST_SEALED = 32 + 16 + 1;

  private NewsReader() {}

  static What agent(AgentEvent agent) throws MalformedMessageException {
    return new What.Agent(
        new AgentNews(
            switch (agent.getAction()) {
              case AGENT_ACTION_STARTED, AGENT_ACTION_STOPPED ->
                  AgentNews.Action.STARTED_OR_STOPPED;
              case AGENT_ACTION_TAMPERED -> AgentNews.Action.TAMPERED;
              case AGENT_ACTION_WAS_AWAY -> AgentNews.Action.WAS_AWAY;
              default -> AgentNews.Action.OTHER;
            },
            Fields.text(agent.getDetail(), 512, "detail"),
            ofPolicy(agent)));
  }

  private static Optional<AgentNews.OfPolicy> ofPolicy(AgentEvent agent)
      throws MalformedMessageException {
    Optional<AgentNews.Did> did =
        switch (agent.getAction()) {
          case AGENT_ACTION_POLICY_APPLIED -> Optional.of(AgentNews.Did.APPLIED);
          case AGENT_ACTION_POLICY_REFUSED -> Optional.of(AgentNews.Did.REFUSED);
          case AGENT_ACTION_POLICY_ROLLED_BACK -> Optional.of(AgentNews.Did.ROLLED_BACK);
          default -> Optional.empty();
        };
    if (did.isEmpty() || !agent.hasPolicy()) {
      return Optional.empty();
    }
    return Optional.of(
        new AgentNews.OfPolicy(
            did.get(),
            Fields.number(agent.getPolicy().getEpoch(), 0, "epoch"),
            Fields.number(agent.getPolicy().getNumber(), 0, "number")));
  }

  static What concern(Concern concern) throws MalformedMessageException {
    Optional<ConcernKind> kind =
        switch (concern.getKind()) {
          case CONCERN_KIND_WORRY -> Optional.of(ConcernKind.WORRY);
          case CONCERN_KIND_PASSWORD_KNOWN -> Optional.of(ConcernKind.PASSWORD_KNOWN);
          case CONCERN_KIND_LAPTOP_LOST -> Optional.of(ConcernKind.LAPTOP_LOST);
          case CONCERN_KIND_UPSETTING_MESSAGE -> Optional.of(ConcernKind.UPSETTING_MESSAGE);
          // A kind of a newer contract: somebody must read it all the same.
          case UNRECOGNIZED -> Optional.of(ConcernKind.WORRY);
          case CONCERN_KIND_UNSPECIFIED -> Optional.empty();
        };
    return new What.Reported(
        new ConcernNews(
            Fields.uuid(concern.getConcernId(), "concern_id"),
            kind.orElseThrow(() -> new MalformedMessageException("a concern has no kind")),
            Fields.text(concern.getAccount(), 64, "account"),
            Fields.text(concern.getWords(), 1_000, "words")));
  }

  static What drift(Drift drift) throws MalformedMessageException {
    if (!drift.getRule().matches(Fields.RULE)) {
      throw new MalformedMessageException("a drift's rule is not a rule id");
    }
    Optional<Instant> since =
        drift.hasSince()
            ? Optional.of(Fields.time(true, drift.getSince(), "since"))
            : Optional.empty();
    return new What.Drifted(
        new DriftNews(
            drift.getRule(),
            Fields.text(drift.getWhat(), 128, "what"),
            Fields.text(drift.getExpected(), 256, "expected"),
            Fields.text(drift.getFound(), 256, "found"),
            since,
            drift.getPutBack(),
            Fields.number(drift.getToldInUs(), 0, "told_in_us")));
  }

  static What programs(ProgramsChanged changed) throws MalformedMessageException {
    return new What.ProgramsChanged(
        new ProgramsNews(
            changed.getEverything(),
            programs(changed.getPresentList()),
            programs(changed.getGoneList())));
  }

  private static List<ProgramsNews.Program> programs(List<Program> given)
      throws MalformedMessageException {
    if (given.size() > MOST_PROGRAMS) {
      throw new MalformedMessageException("more than 2,000 programs");
    }
    List<ProgramsNews.Program> programs = new ArrayList<>(given.size());
    for (Program program : given) {
      String name = Fields.text(program.getName(), 100, "name").strip();
      if (name.isEmpty()) {
        throw new MalformedMessageException("a program has no name");
      }
      programs.add(
          new ProgramsNews.Program(
              name,
              Fields.text(program.getVersion(), 64, "version"),
              Fields.text(program.getSource(), 16, "source"),
              program.getCloud()));
    }
    return programs;
  }

  static What noticeRead(NoticeRead read) throws MalformedMessageException {
    if (!read.getNotice().matches("[0-9a-f]{16}")) {
      throw new MalformedMessageException("notice is not 16 hexadecimal digits");
    }
    String account = Fields.text(read.getAccount(), 64, "account").strip();
    if (account.isEmpty()) {
      throw new MalformedMessageException("a reading has no account");
    }
    return new What.NoticeRead(new NoticeNews(account, read.getNotice()));
  }

  static What recoveryKey(RecoveryKeyEvent event) throws MalformedMessageException {
    Optional<RecoveryKeyNews.Step> step =
        switch (event.getStep()) {
          case RECOVERY_KEY_STEP_ADDED -> Optional.of(RecoveryKeyNews.Step.ADDED);
          case RECOVERY_KEY_STEP_REMOVED -> Optional.of(RecoveryKeyNews.Step.REMOVED);
          case RECOVERY_KEY_STEP_VANISHED -> Optional.of(RecoveryKeyNews.Step.VANISHED);
          case UNRECOGNIZED -> Optional.empty();
          case RECOVERY_KEY_STEP_UNSPECIFIED ->
              throw new MalformedMessageException("a recovery key has no step");
        };
    if (step.isEmpty()) {
      // A step of a newer contract: kept as it came.
      return new What.Other();
    }
    if (!event.getKeyId().matches("[0-9A-HJKMNP-TV-Z]{8}")) {
      throw new MalformedMessageException("key_id is not 8 characters of base 32");
    }
    if (!event.getVolume().matches("[0-9a-f]{64}")) {
      throw new MalformedMessageException("volume is not a SHA-256");
    }
    if (event.getSlot() < 0 || event.getSlot() >= MOST_SLOTS) {
      throw new MalformedMessageException("slot is out of range");
    }
    int sealed = event.getSealed().size();
    boolean added = step.get() == RecoveryKeyNews.Step.ADDED;
    if (added ? sealed < LEAST_SEALED || sealed > MOST_SEALED : sealed > 0) {
      throw new MalformedMessageException("sealed is of the wrong length");
    }
    return new What.RecoveryKey(
        new RecoveryKeyNews(
            event.getKeyId(),
            event.getVolume(),
            Fields.text(event.getVolumeWords(), 128, "volume_words"),
            event.getSlot(),
            step.get(),
            Bytes.of(event.getSealed().toByteArray()),
            Fields.text(event.getReason(), 64, "reason")));
  }
}
