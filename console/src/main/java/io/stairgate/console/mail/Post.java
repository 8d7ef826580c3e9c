package io.stairgate.console.mail;

import io.stairgate.console.config.ConfigException;
import io.stairgate.console.config.MailConfig;
import io.stairgate.console.notify.Trouble;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The way to the mail server. Each letter has a connection of its own that is over after a bounded
 * time, whatever the server does: the thread is a virtual one, and interrupting it closes the
 * socket. The password's file is read for each letter, so that a new password needs no restart. Any
 * thread may use it.
 */
public final class Post implements AutoCloseable {
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final MailConfig config;
  private final Optional<SSLContext> trust;
  private final Duration longest;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Ready to send.
   *
   * @param config which server
   * @param trust whose certificates are believed; empty: those the runtime believes
   * @param longest how long one letter may take from the first byte to the last
   */
  public Post(MailConfig config, Optional<SSLContext> trust, Duration longest) {
    this.config = config;
    this.trust = trust;
    this.longest = longest;
  }

  /**
   * A letter on its way.
   *
   * @param to one address
   * @param letter what it says
   * @param id the same for each try, so that a receiver can tell a second copy: letters, digits and
   *     hyphens
   * @param at the date it bears
   */
  public record Envelope(String to, Letter letter, String id, Instant at) {
    public Envelope {
      if (!id.matches("[A-Za-z0-9-]{1,64}") || !to.matches("[!-~]{3,254}")) {
        throw new IllegalArgumentException("not an address or not an id");
      }
    }
  }

  /** How long one letter may take. */
  public Duration longest() {
    return longest;
  }

  /** Sends a letter and waits until it is known what became of it. */
  public Posted send(Envelope envelope) {
    return within(
        () -> {
          try (Transport transport = connected()) {
            MimeMessage message = message(envelope);
            message.saveChanges();
            transport.sendMessage(message, message.getAllRecipients());
            return new Posted.Taken();
          } catch (MessagingException e) {
            return Replies.of(e);
          }
        });
  }

  /** Connects and signs in, and sends nothing; empty where all is well. */
  public Optional<Trouble> check() {
    Posted tried =
        within(
            () -> {
              try (Transport transport = connected()) {
                return transport.isConnected() ? new Posted.Taken() : new Posted.Later(Trouble.CUT);
              } catch (MessagingException e) {
                return Replies.of(e);
              }
            });
    return switch (tried) {
      case Posted.Taken() -> Optional.empty();
      case Posted.Later(Trouble why) -> Optional.of(why);
      case Posted.Never(Trouble why) -> Optional.of(why);
    };
  }

  private Posted within(Callable<Posted> work) {
    Future<Posted> trying = threads.submit(work);
    try {
      return trying.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Posted.Later(Trouble.TOO_SLOW);
    } catch (ExecutionException e) {
      return new Posted.Later(
          e.getCause() instanceof ConfigException ? Trouble.NO_PASSWORD : Trouble.CUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Posted.Later(Trouble.CUT);
    } finally {
      trying.cancel(true);
    }
  }

  private Transport connected() throws MessagingException {
    Optional<MailConfig.User> user = config.user();
    @Nullable String name = user.map(MailConfig.User::name).orElse(null);
    @Nullable String password = user.map(MailConfig.User::password).orElse(null);
    Transport transport = session().getTransport("smtp");
    transport.connect(config.host(), config.port(), name, password);
    return transport;
  }

  private Session session() {
    Properties words = new Properties();
    String wait = String.valueOf(longest.toMillis());
    words.setProperty("mail.smtp.connectiontimeout", wait);
    words.setProperty("mail.smtp.timeout", wait);
    words.setProperty("mail.smtp.writetimeout", wait);
    words.setProperty("mail.smtp.auth", String.valueOf(config.user().isPresent()));
    words.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
    words.setProperty("mail.smtp.from", config.from());
    words.setProperty("mail.smtp.localhost", domain());
    // A server that took the letter and then does not say good-bye has taken it.
    words.setProperty("mail.smtp.quitwait", "false");
    words.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    words.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    trust.ifPresent(
        context -> words.put("mail.smtp.ssl.socketFactory", context.getSocketFactory()));
    switch (config.security()) {
      case STARTTLS -> {
        words.setProperty("mail.smtp.starttls.enable", "true");
        words.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> words.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> words.setProperty("mail.smtp.starttls.enable", "false");
    }
    return Session.getInstance(words);
  }

  private String domain() {
    return config.from().substring(config.from().indexOf('@') + 1);
  }

  private MimeMessage message(Envelope envelope) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session()) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + envelope.id() + "@" + domain() + ">");
          }
        };
    try {
      message.setFrom(new InternetAddress(config.from(), "Stairgate", UTF_8));
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every Java runtime has UTF-8", e);
    }
    message.setRecipient(
        jakarta.mail.Message.RecipientType.TO, new InternetAddress(envelope.to(), true));
    message.setSubject(envelope.letter().subject(), UTF_8);
    message.setSentDate(Date.from(envelope.at()));
    // RFC 3834: nobody's holiday answer comes back.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Auto-Response-Suppress", "All");
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(envelope.letter().plain(), UTF_8, "plain");
    MimeBodyPart html = new MimeBodyPart();
    html.setText(envelope.letter().html(), UTF_8, "html");
    message.setContent(new MimeMultipart("alternative", plain, html));
    return message;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
