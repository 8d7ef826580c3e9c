package io.stairgate.console.mail;

import io.stairgate.console.notify.Trouble;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server's answer means (RFC 5321, 4.2): what begins with 4 may go another time, what
 * begins with 5 never will.
 */
final class Replies {
  private static final int DEEPEST = 20;

  private Replies() {}

  static Posted of(MessagingException thrown) {
    List<Throwable> all = chain(thrown);
    for (Throwable each : all) {
      Optional<Posted> known = answered(each);
      if (known.isPresent()) {
        return known.get();
      }
    }
    for (Throwable each : all) {
      Optional<Trouble> known = onTheWay(each);
      if (known.isPresent()) {
        return new Posted.Later(known.get());
      }
    }
    return new Posted.Later(Trouble.CUT);
  }

  private static Optional<Posted> answered(Throwable each) {
    return switch (each) {
      case SMTPAddressFailedException address -> Optional.of(ofAddress(address.getReturnCode()));
      case SMTPSenderFailedException sender -> Optional.of(ofCode(sender.getReturnCode()));
      // Without a code of its own it only wraps what happened to an address.
      case SMTPSendFailedException send when send.getReturnCode() >= 400 ->
          send.getNextException() instanceof SMTPAddressFailedException
              ? Optional.empty()
              : Optional.of(ofCode(send.getReturnCode()));
      case AuthenticationFailedException _ -> Optional.of(new Posted.Later(Trouble.SIGN_IN));
      default -> Optional.empty();
    };
  }

  private static Posted ofAddress(int code) {
    return switch (code) {
      case 550, 551, 553 -> new Posted.Never(Trouble.ADDRESS_REFUSED);
      default -> ofCode(code);
    };
  }

  private static Posted ofCode(int code) {
    if (code >= 500 && code < 600) {
      return new Posted.Never(Trouble.REFUSED);
    }
    return new Posted.Later(code >= 400 ? Trouble.BUSY : Trouble.CUT);
  }

  private static Optional<Trouble> onTheWay(Throwable each) {
    String words = String.valueOf(each.getMessage());
    return switch (each) {
      case SSLException _ -> Optional.of(Trouble.NOT_SAFE);
      case SocketTimeoutException _ -> Optional.of(Trouble.TOO_SLOW);
      case InterruptedIOException _ -> Optional.of(Trouble.TOO_SLOW);
      case UnknownHostException _ -> Optional.of(Trouble.NOT_REACHED);
      case ConnectException _ -> Optional.of(Trouble.NOT_REACHED);
      case NoRouteToHostException _ -> Optional.of(Trouble.NOT_REACHED);
      // The library has no types for these two.
      case MessagingException _ when words.contains("STARTTLS") -> Optional.of(Trouble.NOT_SAFE);
      case MessagingException _ when words.matches("(?s).*response: [45].*") ->
          Optional.of(Trouble.BUSY);
      default -> Optional.empty();
    };
  }

  /** Everything that is wrapped in it, the inner ones first. */
  private static List<Throwable> chain(MessagingException thrown) {
    List<Throwable> all = new ArrayList<>();
    @Nullable Throwable next = thrown;
    while (next != null && all.size() < DEEPEST) {
      all.addFirst(next);
      @Nullable Throwable wrapped =
          next instanceof MessagingException mail ? mail.getNextException() : null;
      next = wrapped != null ? wrapped : next.getCause();
    }
    return all;
  }
}
