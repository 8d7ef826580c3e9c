package io.stairgate.console.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.enrolment.EnrolAnswer;
import io.stairgate.console.enrolment.EnrolAttempt;
import io.stairgate.console.enrolment.RenewAnswer;
import io.stairgate.console.enrolment.RenewAttempt;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.policy.PolicyVersion;
import io.stairgate.console.witness.AuditHead;
import io.stairgate.proto.v1.Acknowledgement;
import io.stairgate.proto.v1.ApprovalPending;
import io.stairgate.proto.v1.CheckNow;
import io.stairgate.proto.v1.Command;
import io.stairgate.proto.v1.EnrolRequest;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.EnrolmentServiceGrpc;
import io.stairgate.proto.v1.Entries;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Heartbeat;
import io.stairgate.proto.v1.Hello;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.LinkServiceGrpc;
import io.stairgate.proto.v1.RenewRequest;
import io.stairgate.proto.v1.RenewResponse;
import io.stairgate.proto.v1.SignedPermissions;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Welcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The methods of the contract, with values of ours in place of generated types. A message that
 * cannot be read becomes a {@link Received} with a sentence: the stream, not the decoder, decides
 * what to answer. Over 300 lines because every message of the contract is read and written here.
 */
public final class ContractMethods {
  /** The name of the service of enrolled laptops. */
  public static final String LINK_SERVICE = LinkServiceGrpc.SERVICE_NAME;

  /** The name of the service that makes laptops known. */
  public static final String ENROLMENT_SERVICE = EnrolmentServiceGrpc.SERVICE_NAME;

  /** How long a laptop that waits for approval is told to wait before it asks again, seconds. */
  private static final int ASK_AGAIN_AFTER_S = 60;

  private ContractMethods() {}

  /** The stream of an enrolled laptop. */
  public static MethodDescriptor<Received<AgentMessage>, ConsoleMessage> link() {
    return LinkServiceGrpc.getLinkMethod().toBuilder(
            reads(bytes -> message(LinkRequest.parseFrom(bytes))),
            writes((ConsoleMessage message) -> message(message)))
        .build();
  }

  /** Redeems a code. */
  public static MethodDescriptor<Received<EnrolAttempt>, EnrolAnswer.Enrolled> enrol(
      Authority authority) {
    return EnrolmentServiceGrpc.getEnrolMethod().toBuilder(
            reads(bytes -> attempt(EnrolRequest.parseFrom(bytes))),
            writes((EnrolAnswer.Enrolled enrolled) -> answer(authority, enrolled)))
        .build();
  }

  /** Gets the next certificate. */
  public static MethodDescriptor<Received<RenewAttempt>, RenewAnswer> renew() {
    return EnrolmentServiceGrpc.getRenewMethod().toBuilder(
            reads(bytes -> attempt(RenewRequest.parseFrom(bytes))),
            writes((RenewAnswer answer) -> answer(answer)))
        .build();
  }

  private static AgentMessage message(LinkRequest request) throws MalformedMessageException {
    return switch (request.getMessageCase()) {
      case HELLO -> hello(request.getHello());
      case ENTRIES -> entries(request.getEntries());
      case HEARTBEAT -> heartbeat(request.getHeartbeat());
      case COMMAND_RESULT ->
          new AgentMessage.CommandResult(
              Fields.uuid(request.getCommandResult().getCommandId(), "command_id"),
              request.getCommandResult().getDone(),
              Fields.text(request.getCommandResult().getDetail(), 512, "detail"));
      case SCAN_PROGRESS ->
          new AgentMessage.Scanning(PermissionReader.progress(request.getScanProgress()));
      case MESSAGE_NOT_SET -> new AgentMessage.NotKnown();
    };
  }

  private static AgentMessage hello(Hello hello) throws MalformedMessageException {
    Optional<PolicyVersion> highest =
        version(hello.hasHighestPolicy(), hello.getHighestPolicy(), "policy");
    long next = Fields.number(hello.getNextSequence(), 1, "next_sequence");
    long oldest = Fields.number(hello.getOldestKeptSequence(), 0, "oldest_kept_sequence");
    if (oldest > next) {
      throw new MalformedMessageException("oldest_kept_sequence is beyond next_sequence");
    }
    return new AgentMessage.Hello(
        Fields.text(hello.getAgentVersion(), 32, "agent_version"),
        Fields.text(hello.getBootId(), 64, "boot_id"),
        highest,
        Fields.uuid(hello.getJournalEpoch(), "journal_epoch"),
        next,
        oldest,
        Fields.time(hello.hasClock(), hello.getClock(), "clock"),
        heads(hello),
        version(hello.hasHighestPermissions(), hello.getHighestPermissions(), "permissions"));
  }

  private static Optional<PolicyVersion> version(
      boolean present, io.stairgate.proto.v1.PolicyVersion version, String of)
      throws MalformedMessageException {
    return present
        ? Optional.of(
            new PolicyVersion(
                Fields.number(version.getEpoch(), 1, of + " epoch"),
                Fields.number(version.getNumber(), 1, of + " number")))
        : Optional.empty();
  }

  private static List<AuditHead> heads(Hello hello) throws MalformedMessageException {
    if (hello.getAuditHeadsCount() > 2) {
      throw new MalformedMessageException("a hello carries at most 2 audit_heads");
    }
    List<AuditHead> heads = new ArrayList<>(2);
    for (io.stairgate.proto.v1.AuditHead head : hello.getAuditHeadsList()) {
      if (head.getHash().size() != AuditHead.LENGTH || head.getMac().size() != AuditHead.LENGTH) {
        throw new MalformedMessageException("an audit head's hash and mac have 32 bytes each");
      }
      heads.add(
          new AuditHead(
              Fields.number(head.getRestoreEpoch(), 1, "restore_epoch"),
              Fields.number(head.getBranch(), 0, "branch"),
              new AuditStore.Head(
                  Fields.number(head.getNumber(), 1, "audit number"),
                  Bytes.of(head.getHash().toByteArray())),
              Bytes.of(head.getMac().toByteArray())));
    }
    return heads;
  }

  private static io.stairgate.proto.v1.AuditHead message(AuditHead head) {
    return io.stairgate.proto.v1.AuditHead.newBuilder()
        .setRestoreEpoch(head.restoreEpoch())
        .setBranch(head.branch())
        .setNumber(head.line().number())
        .setHash(ByteString.copyFrom(head.line().hash().toArray()))
        .setMac(ByteString.copyFrom(head.mac().toArray()))
        .build();
  }

  private static AgentMessage entries(Entries entries) throws MalformedMessageException {
    if (entries.getEntriesCount() == 0 || entries.getEntriesCount() > 256) {
      throw new MalformedMessageException("a message carries 1 to 256 entries");
    }
    List<JournalEntry> read = new ArrayList<>();
    long before = 0;
    for (Entry each : entries.getEntriesList()) {
      JournalEntry entry = EntryReader.entry(each);
      if (entry.sequence() <= before) {
        throw new MalformedMessageException("entries are not in the order of their numbers");
      }
      before = entry.sequence();
      read.add(entry);
    }
    return new AgentMessage.Entries(Fields.uuid(entries.getJournalEpoch(), "journal_epoch"), read);
  }

  private static AgentMessage heartbeat(Heartbeat heartbeat) throws MalformedMessageException {
    return new AgentMessage.Heartbeat(
        Fields.time(heartbeat.hasClock(), heartbeat.getClock(), "clock"),
        heartbeat.hasFindingsProvedAt()
            ? Optional.of(Fields.time(true, heartbeat.getFindingsProvedAt(), "findings_proved_at"))
            : Optional.empty());
  }

  private static EnrolAttempt attempt(EnrolRequest request) throws MalformedMessageException {
    if (request.getCode().length() > 100 || request.getCsrDer().size() > 4096) {
      throw new MalformedMessageException("the code or the request for a certificate is too long");
    }
    return new EnrolAttempt(
        request.getCode(),
        Bytes.of(request.getCsrDer().toByteArray()),
        Fields.text(request.getNickname(), 64, "nickname"),
        EntryReader.hardware(request.getHardware()),
        Fields.text(request.getAgentVersion(), 32, "agent_version"));
  }

  private static RenewAttempt attempt(RenewRequest request) throws MalformedMessageException {
    if (request.getCertificateDer().size() > 8192 || request.getCsrDer().size() > 4096) {
      throw new MalformedMessageException("the certificate or the request for one is too long");
    }
    return new RenewAttempt(
        Bytes.of(request.getCertificateDer().toByteArray()),
        Bytes.of(request.getCsrDer().toByteArray()));
  }

  private static LinkResponse message(ConsoleMessage message)
      throws InvalidProtocolBufferException {
    LinkResponse.Builder response = LinkResponse.newBuilder();
    switch (message) {
      case ConsoleMessage.Welcome welcome -> {
        Welcome.Builder first =
            Welcome.newBuilder()
                .setAcknowledgedThrough(welcome.acknowledgedThrough())
                .setClock(Fields.timestamp(welcome.clock()))
                .setNickname(welcome.nickname())
                .setTelephoneSecret(ByteString.copyFrom(welcome.telephoneSecret().toArray()));
        welcome.head().ifPresent(head -> first.setAuditHead(message(head)));
        response.setWelcome(first);
      }
      case ConsoleMessage.Acknowledgement ack -> {
        Acknowledgement.Builder safe =
            Acknowledgement.newBuilder()
                .setJournalEpoch(ack.epoch().toString())
                .setThroughSequence(ack.through());
        ack.head().ifPresent(head -> safe.setAuditHead(message(head)));
        response.setAcknowledgement(safe);
      }
      case ConsoleMessage.SignedPolicy policy ->
          response.setPolicy(SignedPolicy.parseFrom(policy.signed().toArray()));
      case ConsoleMessage.SignedPermissions permissions ->
          response.setPermissions(SignedPermissions.parseFrom(permissions.signed().toArray()));
      case ConsoleMessage.CheckNow check ->
          response.setCommand(
              Command.newBuilder()
                  .setCommandId(check.command().toString())
                  .setCheckNow(CheckNow.getDefaultInstance()));
    }
    return response.build();
  }

  private static EnrolResponse answer(Authority authority, EnrolAnswer.Enrolled enrolled) {
    DeviceId device = enrolled.device();
    return EnrolResponse.newBuilder()
        .setDeviceId(device.toString())
        .setCertificateDer(ByteString.copyFrom(enrolled.certificate().toArray()))
        .setCaCertificateDer(ByteString.copyFrom(Authority.der(authority.certificate()).toArray()))
        .setConsoleId(authority.consoleId().toString())
        .setSettingName(enrolled.settingName())
        .setNickname(enrolled.nickname())
        .build();
  }

  private static RenewResponse answer(RenewAnswer answer) {
    return switch (answer) {
      case RenewAnswer.Renewed renewed ->
          RenewResponse.newBuilder()
              .setCertificateDer(ByteString.copyFrom(renewed.certificate().toArray()))
              .build();
      case RenewAnswer.Pending pending ->
          RenewResponse.newBuilder()
              .setPending(
                  ApprovalPending.newBuilder()
                      .setAskedAt(Fields.timestamp(pending.askedAt()))
                      .setAskAgainAfterS(ASK_AGAIN_AFTER_S))
              .build();
      case RenewAnswer.Refused refused ->
          throw new IllegalArgumentException("A refusal is a status, not a message");
    };
  }

  /** Turns bytes into a value, or says what is wrong with them. */
  private interface Reading<T> {
    T read(InputStream bytes) throws IOException, MalformedMessageException;
  }

  /** Turns a value into a message. */
  private interface Writing<T> {
    MessageLite write(T value) throws IOException;
  }

  private static <T> MethodDescriptor.Marshaller<Received<T>> reads(Reading<T> reading) {
    return new MethodDescriptor.Marshaller<>() {
      @Override
      public InputStream stream(Received<T> value) {
        throw new UnsupportedOperationException("The console never sends this");
      }

      @Override
      public Received<T> parse(InputStream bytes) {
        try {
          return Received.of(reading.read(bytes));
        } catch (MalformedMessageException e) {
          return Received.refused("The message breaks the contract: " + e.getMessage() + ".");
        } catch (IOException e) {
          return Received.refused("The message is not one of the contract.");
        }
      }
    };
  }

  private static <T> MethodDescriptor.Marshaller<T> writes(Writing<T> writing) {
    Function<T, byte[]> bytes =
        value -> {
          try {
            return writing.write(value).toByteArray();
          } catch (IOException e) {
            throw new IllegalStateException("What this console signed can be read", e);
          }
        };
    return new MethodDescriptor.Marshaller<>() {
      @Override
      public InputStream stream(T value) {
        return new ByteArrayInputStream(bytes.apply(value));
      }

      @Override
      public T parse(InputStream ignored) {
        throw new UnsupportedOperationException("The console never receives this");
      }
    };
  }
}
