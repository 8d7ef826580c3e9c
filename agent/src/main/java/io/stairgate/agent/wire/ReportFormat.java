package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Concern;
import io.stairgate.agent.event.ConcernKind;
import io.stairgate.agent.event.Drift;
import io.stairgate.agent.event.NoticeRead;
import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.RecoveryKeyEvent;
import io.stairgate.agent.event.RecoveryKeyStep;
import io.stairgate.agent.event.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a laptop reports besides its findings and its media: to the contract's messages and back.
 */
final class ReportFormat {
  private ReportFormat() {}

  static io.stairgate.proto.v1.RecoveryKeyEvent message(RecoveryKeyEvent event) {
    return io.stairgate.proto.v1.RecoveryKeyEvent.newBuilder()
        .setKeyId(event.keyId())
        .setVolume(event.volume())
        .setVolumeWords(event.volumeWords())
        .setSlot(event.slot())
        .setStep(
            switch (event.step()) {
              case ADDED -> io.stairgate.proto.v1.RecoveryKeyStep.RECOVERY_KEY_STEP_ADDED;
              case REMOVED -> io.stairgate.proto.v1.RecoveryKeyStep.RECOVERY_KEY_STEP_REMOVED;
              case VANISHED -> io.stairgate.proto.v1.RecoveryKeyStep.RECOVERY_KEY_STEP_VANISHED;
            })
        .setSealed(event.sealed().map(Basics::bytes).orElse(ByteString.EMPTY))
        .setReason(event.reason())
        .build();
  }

  static RecoveryKeyEvent recoveryKey(io.stairgate.proto.v1.RecoveryKeyEvent message)
      throws MalformedException {
    return new RecoveryKeyEvent(
        message.getKeyId(),
        message.getVolume(),
        message.getVolumeWords(),
        message.getSlot(),
        switch (message.getStep()) {
          case RECOVERY_KEY_STEP_ADDED -> RecoveryKeyStep.ADDED;
          case RECOVERY_KEY_STEP_REMOVED -> RecoveryKeyStep.REMOVED;
          case RECOVERY_KEY_STEP_VANISHED -> RecoveryKeyStep.VANISHED;
          case RECOVERY_KEY_STEP_UNSPECIFIED, UNRECOGNIZED ->
              throw new MalformedException("This version does not know a step of a recovery key.");
        },
        message.getSealed().isEmpty()
            ? Optional.empty()
            : Optional.of(Bytes.copyOf(message.getSealed().toByteArray())),
        message.getReason());
  }

  static io.stairgate.proto.v1.Concern message(Concern concern) {
    return io.stairgate.proto.v1.Concern.newBuilder()
        .setConcernId(concern.id().toString())
        .setKind(
            switch (concern.kind()) {
              case WORRY -> io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_WORRY;
              case PASSWORD_KNOWN -> io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_PASSWORD_KNOWN;
              case LAPTOP_LOST -> io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_LAPTOP_LOST;
              case UPSETTING_MESSAGE ->
                  io.stairgate.proto.v1.ConcernKind.CONCERN_KIND_UPSETTING_MESSAGE;
            })
        .setAccount(concern.account())
        .setWords(concern.words())
        .build();
  }

  static Concern concern(io.stairgate.proto.v1.Concern message) throws MalformedException {
    return new Concern(
        UUID.fromString(Basics.uuid(message.getConcernId(), "The report's id")),
        switch (message.getKind()) {
          case CONCERN_KIND_WORRY -> ConcernKind.WORRY;
          case CONCERN_KIND_PASSWORD_KNOWN -> ConcernKind.PASSWORD_KNOWN;
          case CONCERN_KIND_LAPTOP_LOST -> ConcernKind.LAPTOP_LOST;
          case CONCERN_KIND_UPSETTING_MESSAGE -> ConcernKind.UPSETTING_MESSAGE;
          case CONCERN_KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new MalformedException("This version does not know what a report is about.");
        },
        message.getAccount(),
        message.getWords());
  }

  static io.stairgate.proto.v1.Drift message(Drift drift) {
    var message =
        io.stairgate.proto.v1.Drift.newBuilder()
            .setRule(drift.rule().id())
            .setWhat(drift.what())
            .setExpected(drift.expected())
            .setFound(drift.found())
            .setPutBack(drift.putBack())
            .setToldInUs(Math.max(0, drift.toldIn().toNanos() / 1_000));
    drift.since().ifPresent(since -> message.setSince(Basics.timestamp(since)));
    return message.build();
  }

  static Drift drift(io.stairgate.proto.v1.Drift message) throws MalformedException {
    Optional<Instant> since =
        message.hasSince() ? Optional.of(Basics.instant(message.getSince())) : Optional.empty();
    return new Drift(
        Rule.of(message.getRule())
            .orElseThrow(() -> new MalformedException("This version does not know a rule.")),
        message.getWhat(),
        message.getExpected(),
        message.getFound(),
        since,
        message.getPutBack(),
        Duration.ofNanos(
            Math.multiplyExact(
                Math.min(message.getToldInUs() & Long.MAX_VALUE, 1L << 40), 1_000L)));
  }

  static io.stairgate.proto.v1.ProgramsChanged message(ProgramsChanged programs) {
    return io.stairgate.proto.v1.ProgramsChanged.newBuilder()
        .setEverything(programs.everything())
        .addAllPresent(programs.present().stream().map(ReportFormat::message).toList())
        .addAllGone(programs.gone().stream().map(ReportFormat::message).toList())
        .build();
  }

  static ProgramsChanged programs(io.stairgate.proto.v1.ProgramsChanged message) {
    return new ProgramsChanged(
        message.getEverything(), read(message.getPresentList()), read(message.getGoneList()));
  }

  private static io.stairgate.proto.v1.Program message(ProgramsChanged.Program program) {
    return io.stairgate.proto.v1.Program.newBuilder()
        .setName(program.name())
        .setVersion(program.version())
        .setSource(program.source())
        .setCloud(program.cloud())
        .build();
  }

  private static List<ProgramsChanged.Program> read(List<io.stairgate.proto.v1.Program> programs) {
    return programs.stream()
        .limit(ProgramsChanged.MOST)
        .map(
            each ->
                new ProgramsChanged.Program(
                    each.getName(), each.getVersion(), each.getSource(), each.getCloud()))
        .toList();
  }

  static io.stairgate.proto.v1.NoticeRead message(NoticeRead read) {
    return io.stairgate.proto.v1.NoticeRead.newBuilder()
        .setAccount(read.account())
        .setNotice(read.notice())
        .build();
  }

  static NoticeRead noticeRead(io.stairgate.proto.v1.NoticeRead message) {
    return new NoticeRead(message.getAccount(), message.getNotice());
  }
}
