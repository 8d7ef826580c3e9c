package io.stairgate.agent.link;

import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.identity.Address;
import io.stairgate.agent.identity.DeviceKey;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.identity.Tls;
import io.stairgate.agent.wire.ConsoleClient;
import io.stairgate.agent.wire.ConsoleException;
import io.stairgate.agent.wire.Enrolment;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes this laptop known to a console. May be repeated after any failure: the key is on the disk
 * before the code is shown, so the console gives the same answer again. Blocks; for the command
 * line.
 */
public final class Enroller {
  private static final int TRIES = 3;

  private final IdentityStore identities;
  private final Hardware hardware;
  private final String agentVersion;
  private final InstantSource clock;

  /**
   * Makes one.
   *
   * @param identities where the identity is kept
   * @param hardware the laptop
   * @param agentVersion for example {@code 0.1.0}
   * @param clock the laptop's clock
   */
  public Enroller(
      IdentityStore identities, Hardware hardware, String agentVersion, InstantSource clock) {
    this.identities = identities;
    this.hardware = hardware;
    this.agentVersion = agentVersion;
    this.clock = clock;
  }

  /**
   * Enrols.
   *
   * @param nickname a name for the laptop; empty: the console chooses
   * @param again whether an enrolled laptop gives up its enrolment for this one
   * @throws PlainException why it did not come about and what to do
   */
  public Identity enrol(EnrolmentLine line, String nickname, boolean again)
      throws PlainException, IOException {
    if (!again && identities.load().isPresent()) {
      throw new PlainException(
          "This laptop is enrolled already. To enrol it anew, run the same command with --again.");
    }
    DeviceKey key = identities.keyForEnrolment();
    Enrolment.Request request =
        new Enrolment.Request(
            line.code(), key.certificateRequest(), nickname, hardware, agentVersion);
    Enrolment.Answer answer = ask(line, request);
    return identities.enrolled(
        line,
        key,
        answer.deviceId(),
        answer.consoleId(),
        answer.settingName(),
        answer.nickname(),
        answer.certificate(),
        answer.authority());
  }

  private Enrolment.Answer ask(EnrolmentLine line, Enrolment.Request request)
      throws PlainException {
    SSLSocketFactory tls = Tls.forEnrolment(line, clock);
    ConsoleException last = null;
    try (ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(Threads.named("console"));
        ExecutorService io = Executors.newCachedThreadPool(Threads.named("console-io"))) {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        for (Address address : line.addresses()) {
          try (ConsoleClient client =
              new ConsoleClient(address.host(), address.port(), tls, loop, io)) {
            return client.enrol(request);
          } catch (ConsoleException e) {
            last = e;
            if (isFinal(e)) {
              throw new PlainException(e.sentence(), e);
            }
          }
        }
      }
    }
    String sentence = last == null ? "The console does not answer." : last.sentence();
    throw new PlainException(sentence + " Nothing was changed; the same line may be used again.");
  }

  private static boolean isFinal(ConsoleException e) {
    return switch (e.kind()) {
      case DENIED, UNAUTHENTICATED, MALFORMED, BUSY -> true;
      case UNREACHABLE, BROKEN_OFF, NOT_TRUSTED -> false;
    };
  }
}
