package io.stairgate.agent.wire;

import io.grpc.Status;
import io.stairgate.agent.event.Text;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a broken conversation means, from the status the library gives. */
final class Refusal {
  private Refusal() {}

  static ConsoleException of(Throwable problem, String address) {
    Status status = Status.fromThrowable(problem);
    String said = Text.clean(status.getDescription() == null ? "" : status.getDescription(), 300);
    return switch (status.getCode()) {
      case UNAUTHENTICATED ->
          exception(
              ConsoleException.Kind.UNAUTHENTICATED,
              orElse(said, "The console does not take this laptop's certificate."));
      case PERMISSION_DENIED, FAILED_PRECONDITION, ALREADY_EXISTS, NOT_FOUND ->
          exception(
              ConsoleException.Kind.DENIED,
              orElse(
                  said, "The console refuses this laptop. Ask the person who runs the console."));
      case RESOURCE_EXHAUSTED ->
          exception(
              ConsoleException.Kind.BUSY,
              orElse(said, "The console asks for less. The agent tries again later."));
      case INVALID_ARGUMENT, OUT_OF_RANGE, DATA_LOSS, UNIMPLEMENTED ->
          exception(
              ConsoleException.Kind.MALFORMED,
              orElse(
                  said, "The console and this agent do not understand each other; update both."));
      case DEADLINE_EXCEEDED ->
          exception(
              ConsoleException.Kind.UNREACHABLE,
              "The console at " + address + " did not answer in time.");
      case OK, CANCELLED, UNKNOWN, ABORTED, INTERNAL, UNAVAILABLE ->
          lostConnection(status, said, address);
    };
  }

  private static ConsoleException lostConnection(Status status, String said, String address) {
    CertificateException untrusted = find(status.getCause(), CertificateException.class);
    if (untrusted != null) {
      return exception(
          ConsoleException.Kind.NOT_TRUSTED,
          Text.clean(
              orElse(untrusted.getMessage(), "The console's certificate is not valid."), 300));
    }
    SSLException tls = find(status.getCause(), SSLException.class);
    if (tls != null && saysCertificate(tls)) {
      return exception(
          ConsoleException.Kind.UNAUTHENTICATED,
          "The console at " + address + " does not take this laptop's certificate.");
    }
    Throwable cause = status.getCause();
    String why = cause == null || cause.getMessage() == null ? said : cause.getMessage();
    return exception(
        neverConnected(cause)
            ? ConsoleException.Kind.UNREACHABLE
            : ConsoleException.Kind.BROKEN_OFF,
        "The console at "
            + address
            + " cannot be reached"
            + (why.isEmpty() ? "." : ": " + Text.clean(why, 160) + "."));
  }

  private static boolean neverConnected(@Nullable Throwable cause) {
    return find(cause, ConnectException.class) != null
        || find(cause, NoRouteToHostException.class) != null
        || find(cause, UnknownHostException.class) != null
        || find(cause, SocketTimeoutException.class) != null;
  }

  /**
   * The alert of the other side is told in words alone, for example "Received fatal alert:
   * certificate_expired".
   */
  private static boolean saysCertificate(SSLException problem) {
    String words = problem.getMessage();
    if (words == null) {
      return false;
    }
    String lower = words.toLowerCase(Locale.ROOT);
    return lower.contains("alert")
        && (lower.contains("certificate") || lower.contains("unknown_ca"));
  }

  private static <T extends Throwable> @Nullable T find(@Nullable Throwable from, Class<T> type) {
    Throwable at = from;
    for (int depth = 0; at != null && depth < 16; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }

  private static ConsoleException exception(ConsoleException.Kind kind, String sentence) {
    return new ConsoleException(kind, sentence);
  }

  private static String orElse(@Nullable String said, String otherwise) {
    return said == null || said.isEmpty() ? otherwise : said;
  }
}
