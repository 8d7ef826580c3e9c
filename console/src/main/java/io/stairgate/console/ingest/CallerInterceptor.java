package io.stairgate.console.ingest;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.CertificateStore;
import io.stairgate.console.authority.DeviceKey;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Enrolled;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.wire.ContractMethods;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls, from the connection's client certificate alone, and refuses whoever may not.
 * Enrolment is open to callers without a certificate; everything else is not, a method nobody
 * thought of included. A certificate that is shown must be good wherever it is shown.
 */
final class CallerInterceptor implements ServerInterceptor {
  private static final String NOT_KNOWN =
      "This console does not know this laptop. Add it again with a new line from the console.";

  /** A laptop that hears this asks for another certificate, by its key. */
  private static final String NOT_OF_TODAY =
      "The certificate of this laptop is not valid by this console's clock.";

  private final Authority authority;
  private final CertificateStore certificates;
  private final EnrolledStore devices;
  private final Runnable refused;
  private final InstantSource clock;

  CallerInterceptor(
      Authority authority,
      CertificateStore certificates,
      EnrolledStore devices,
      Runnable refused,
      InstantSource clock) {
    this.authority = authority;
    this.certificates = certificates;
    this.devices = devices;
    this.refused = refused;
    this.clock = clock;
  }

  @Override
  public <I, O> ServerCall.Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    Optional<X509Certificate> shown = shown(call.getAttributes());
    if (shown.isPresent() && !isOfToday(shown.get())) {
      return refuse(call, Status.UNAUTHENTICATED.withDescription(NOT_OF_TODAY));
    }
    Optional<Enrolled> device;
    try {
      device = shown.flatMap(this::device);
    } catch (DatabaseUnavailableException e) {
      return refuse(call, Status.UNAVAILABLE.withDescription("Try again in a moment."));
    }
    if (shown.isPresent() && device.isEmpty()) {
      return refuse(call, Status.PERMISSION_DENIED.withDescription(NOT_KNOWN));
    }
    boolean open =
        ContractMethods.ENROLMENT_SERVICE.equals(call.getMethodDescriptor().getServiceName());
    if (device.isEmpty() && !open) {
      return refuse(
          call, Status.UNAUTHENTICATED.withDescription("This needs the certificate of a laptop."));
    }
    Caller caller = new Caller(device, address(call.getAttributes()));
    return Contexts.interceptCall(
        Context.current().withValue(Caller.KEY, caller), call, headers, next);
  }

  private boolean isOfToday(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  private Optional<Enrolled> device(X509Certificate certificate) {
    Optional<DeviceId> named = authority.deviceOf(certificate);
    if (named.isEmpty() || !certificates.owner(certificate).equals(named)) {
      return Optional.empty();
    }
    return devices
        .enrolled(named.get())
        .filter(device -> !device.banned())
        .filter(device -> device.keySha256().equals(DeviceKey.hash(certificate.getPublicKey())));
  }

  private static Optional<X509Certificate> shown(Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static InetAddress address(Attributes attributes) {
    @Nullable Object remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return remote instanceof InetSocketAddress socket && socket.getAddress() != null
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private <I, O> ServerCall.Listener<I> refuse(ServerCall<I, O> call, Status status) {
    refused.run();
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
