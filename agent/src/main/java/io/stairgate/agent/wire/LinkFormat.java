package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.Text;
import io.stairgate.proto.v1.Command;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.Entries;
import io.stairgate.proto.v1.Heartbeat;
import io.stairgate.proto.v1.Hello;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.RenewRequest;
import io.stairgate.proto.v1.RenewResponse;
import java.time.Duration;
import java.util.Optional;

/** Messages of enrolment, renewal and link. */
final class LinkFormat {
  /** Version of the contract this agent speaks. */
  private static final int CONTRACT_VERSION = 1;

  private static final int MAX_CERTIFICATE = 8 * 1024;

  private LinkFormat() {}

  static EnrolRequest message(Enrolment.Request request) {
    return EnrolRequest.newBuilder()
        .setCode(request.code())
        .setCsrDer(Basics.bytes(request.csr()))
        .setNickname(request.nickname())
        .setHardware(PostureFormat.message(request.hardware()))
        .setAgentVersion(request.agentVersion())
        .build();
  }

  static Enrolment.Answer answer(EnrolResponse message) throws MalformedException {
    return new Enrolment.Answer(
        Basics.uuid(message.getDeviceId(), "The device's id"),
        Basics.bytes(message.getCertificateDer(), MAX_CERTIFICATE, "The laptop's certificate"),
        Basics.bytes(message.getCaCertificateDer(), MAX_CERTIFICATE, "The console's certificate"),
        Basics.uuid(message.getConsoleId(), "The console's id"),
        Text.clean(message.getSettingName(), 200),
        Text.clean(message.getNickname(), 64));
  }

  static RenewRequest renewal(Bytes certificate, Bytes csr) {
    return RenewRequest.newBuilder()
        .setCertificateDer(Basics.bytes(certificate))
        .setCsrDer(Basics.bytes(csr))
        .build();
  }

  static RenewalAnswer answer(RenewResponse message) throws MalformedException {
    return switch (message.getResultCase()) {
      case CERTIFICATE_DER ->
          new RenewalAnswer.Renewed(
              Basics.bytes(message.getCertificateDer(), MAX_CERTIFICATE, "The next certificate"));
      case PENDING ->
          new RenewalAnswer.Waiting(
              Basics.instant(message.getPending().getAskedAt()),
              Duration.ofSeconds(
                  Math.clamp(
                      Integer.toUnsignedLong(message.getPending().getAskAgainAfterS()),
                      10,
                      86_400)));
      case RESULT_NOT_SET -> throw new MalformedException("The console's answer says nothing.");
    };
  }

  static LinkRequest message(ToConsole message) {
    LinkRequest.Builder request = LinkRequest.newBuilder();
    switch (message) {
      case ToConsole.Hello hello -> request.setHello(hello(hello));
      case ToConsole.Entries entries -> request.setEntries(entries(entries));
      case ToConsole.Heartbeat heartbeat -> request.setHeartbeat(heartbeat(heartbeat));
      case ToConsole.CommandResult(String commandId, boolean done, String detail) ->
          request.setCommandResult(
              io.stairgate.proto.v1.CommandResult.newBuilder()
                  .setCommandId(commandId)
                  .setDone(done)
                  .setDetail(detail));
      case ToConsole.Scanning(ScanProgress progress) ->
          request.setScanProgress(PermissionFormat.message(progress));
    }
    return request.build();
  }

  static FromConsole value(LinkResponse message) throws MalformedException {
    return switch (message.getMessageCase()) {
      case WELCOME -> {
        if (message.getWelcome().getAcknowledgedThrough() < 0) {
          throw new MalformedException("The console's first answer has no number.");
        }
        yield new FromConsole.Welcome(
            message.getWelcome().getAcknowledgedThrough(),
            Basics.instant(message.getWelcome().getClock()),
            Text.clean(message.getWelcome().getNickname(), 64),
            message.getWelcome().hasAuditHead()
                ? head(message.getWelcome().getAuditHead())
                : Optional.empty(),
            secret(message.getWelcome().getTelephoneSecret()));
      }
      case ACKNOWLEDGEMENT -> {
        if (message.getAcknowledgement().getThroughSequence() < 0) {
          throw new MalformedException("An acknowledgement has no number.");
        }
        yield new FromConsole.Acknowledged(
            Basics.uuid(message.getAcknowledgement().getJournalEpoch(), "A journal's epoch"),
            message.getAcknowledgement().getThroughSequence(),
            message.getAcknowledgement().hasAuditHead()
                ? head(message.getAcknowledgement().getAuditHead())
                : Optional.empty());
      }
      case POLICY -> new FromConsole.PolicyArrived(PolicyFormat.signed(message.getPolicy()));
      case PERMISSIONS ->
          new FromConsole.PermissionsArrived(PermissionFormat.signed(message.getPermissions()));
      case COMMAND -> command(message.getCommand());
      case MESSAGE_NOT_SET -> new FromConsole.UnknownMessage();
    };
  }

  private static FromConsole command(Command command) throws MalformedException {
    String id = Basics.uuid(command.getCommandId(), "A command's id");
    return switch (command.getWhatCase()) {
      case CHECK_NOW -> new FromConsole.CheckNow(id);
      case WHAT_NOT_SET -> new FromConsole.UnknownCommand(id);
    };
  }

  private static Hello hello(ToConsole.Hello hello) {
    Hello.Builder message =
        Hello.newBuilder()
            .setAgentVersion(hello.agentVersion())
            .setContractVersion(CONTRACT_VERSION)
            .setBootId(hello.bootId())
            .setJournalEpoch(hello.journalEpoch())
            .setNextSequence(hello.nextSequence())
            .setOldestKeptSequence(hello.oldestKeptSequence())
            .setClock(Basics.timestamp(hello.clock()));
    hello.highestPolicy().ifPresent(version -> message.setHighestPolicy(Basics.version(version)));
    hello.heads().forEach(head -> message.addAuditHeads(message(head)));
    hello
        .permissions()
        .ifPresent(version -> message.setHighestPermissions(Basics.version(version)));
    return message.build();
  }

  /** A secret of another length is left aside: the one that is there already goes on. */
  private static Optional<TelephoneSecret> secret(ByteString secret) {
    return secret.size() == TelephoneSecret.LENGTH
        ? Optional.of(TelephoneSecret.of(Bytes.copyOf(secret.toByteArray())))
        : Optional.empty();
  }

  /**
   * A head of another shape is left aside: a newer console may have one, and nothing hangs on it.
   */
  private static Optional<AuditHead> head(io.stairgate.proto.v1.AuditHead head) {
    if (head.getHash().size() != AuditHead.LENGTH
        || head.getMac().size() != AuditHead.LENGTH
        || head.getRestoreEpoch() < 1
        || head.getBranch() < 0
        || head.getNumber() < 1) {
      return Optional.empty();
    }
    return Optional.of(
        new AuditHead(
            head.getRestoreEpoch(),
            head.getBranch(),
            head.getNumber(),
            Bytes.copyOf(head.getHash().toByteArray()),
            Bytes.copyOf(head.getMac().toByteArray())));
  }

  private static io.stairgate.proto.v1.AuditHead message(AuditHead head) {
    return io.stairgate.proto.v1.AuditHead.newBuilder()
        .setRestoreEpoch(head.restoreEpoch())
        .setBranch(head.branch())
        .setNumber(head.number())
        .setHash(Basics.bytes(head.hash()))
        .setMac(Basics.bytes(head.mac()))
        .build();
  }

  private static Entries entries(ToConsole.Entries entries) {
    Entries.Builder message = Entries.newBuilder().setJournalEpoch(entries.journalEpoch());
    entries.entries().forEach(entry -> message.addEntries(EntryFormat.message(entry)));
    return message.build();
  }

  private static Heartbeat heartbeat(ToConsole.Heartbeat heartbeat) {
    Heartbeat.Builder message =
        Heartbeat.newBuilder()
            .setClock(Basics.timestamp(heartbeat.clock()))
            .setWaitingEntries(heartbeat.waitingEntries());
    heartbeat.findingsProvedAt().ifPresent(at -> message.setFindingsProvedAt(Basics.timestamp(at)));
    return message.build();
  }
}
