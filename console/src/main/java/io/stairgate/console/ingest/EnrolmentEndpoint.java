package io.stairgate.console.ingest;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.device.Enrolled;
import io.stairgate.console.enrolment.EnrolAnswer;
import io.stairgate.console.enrolment.EnrolAttempt;
import io.stairgate.console.enrolment.Enrolment;
import io.stairgate.console.enrolment.RenewAnswer;
import io.stairgate.console.enrolment.RenewAttempt;
import io.stairgate.console.wire.ContractMethods;
import io.stairgate.console.wire.Received;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enrolment and renewal. Tries that fail are limited per address; a good one does not count. */
final class EnrolmentEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentEndpoint.class);
  private static final Status TOO_MANY =
      Status.RESOURCE_EXHAUSTED.withDescription(
          "Too many tries from this network. Wait a minute and try again.");
  private static final Status NOT_NOW =
      Status.UNAVAILABLE.withDescription(
          "The console cannot write to its disk just now. Try again in a minute.");

  private final Authority authority;
  private final Enrolment enrolment;
  private final AddressLimiter limiter = new AddressLimiter();

  EnrolmentEndpoint(Authority authority, Enrolment enrolment) {
    this.authority = authority;
    this.enrolment = enrolment;
  }

  ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(ContractMethods.ENROLMENT_SERVICE)
        .addMethod(ContractMethods.enrol(authority), ServerCalls.asyncUnaryCall(this::enrol))
        .addMethod(ContractMethods.renew(), ServerCalls.asyncUnaryCall(this::renew))
        .build();
  }

  private void enrol(
      Received<EnrolAttempt> request, StreamObserver<EnrolAnswer.Enrolled> response) {
    Caller caller = Caller.KEY.get();
    if (!limiter.allows(caller.address(), System.nanoTime())) {
      response.onError(TOO_MANY.asRuntimeException());
      return;
    }
    if (request.value().isEmpty()) {
      response.onError(malformed(request));
      return;
    }
    try {
      switch (enrolment.enrol(request.value().get())) {
        case EnrolAnswer.Enrolled enrolled -> {
          limiter.wasGood(caller.address(), System.nanoTime());
          response.onNext(enrolled);
          response.onCompleted();
        }
        case EnrolAnswer.Refused refused -> {
          LOG.info("An enrolment was refused.");
          response.onError(
              Status.PERMISSION_DENIED.withDescription(refused.sentence()).asRuntimeException());
        }
      }
    } catch (DatabaseUnavailableException e) {
      response.onError(NOT_NOW.asRuntimeException());
    }
  }

  private void renew(Received<RenewAttempt> request, StreamObserver<RenewAnswer> response) {
    Caller caller = Caller.KEY.get();
    if (caller.device().isEmpty() && !limiter.allows(caller.address(), System.nanoTime())) {
      response.onError(TOO_MANY.asRuntimeException());
      return;
    }
    if (request.value().isEmpty()) {
      response.onError(malformed(request));
      return;
    }
    try {
      RenewAnswer answer =
          enrolment.renew(caller.device().map(Enrolled::id), request.value().get());
      if (answer instanceof RenewAnswer.Refused refused) {
        response.onError(
            Status.PERMISSION_DENIED.withDescription(refused.sentence()).asRuntimeException());
        return;
      }
      limiter.wasGood(caller.address(), System.nanoTime());
      response.onNext(answer);
      response.onCompleted();
    } catch (DatabaseUnavailableException e) {
      response.onError(NOT_NOW.asRuntimeException());
    }
  }

  private static RuntimeException malformed(Received<?> request) {
    return Status.INVALID_ARGUMENT.withDescription(request.whyNot()).asRuntimeException();
  }
}
