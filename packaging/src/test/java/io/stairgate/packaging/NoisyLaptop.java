package io.stairgate.packaging;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.link.Link;
import io.stairgate.agent.link.LinkOwner;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.wire.TelephoneSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * The agent's own journal and link in a process of their own, with a stick plugged in a hundred
 * times a second: what a computer without USB cannot bring about. Each stick has a serial of its
 * own, written to a ledger once the journal has said that it is safe.
 *
 * <p>Arguments: the enrolled agent's folder, the ledger, and {@code plug} or {@code drain}. To
 * drain it plugs nothing, ends when the console has everything, and says so with exit code 0.
 */
final class NoisyLaptop {
  private static final Link.Times TIMES =
      new Link.Times(
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private static final Duration BETWEEN_STICKS = Duration.ofMillis(10);

  private NoisyLaptop() {}

  /** Runs until it is killed, or until the console has everything. */
  public static void main(String[] arguments) throws Exception {
    DataDirectory data = DataDirectory.open(Path.of(arguments[0]));
    Path ledger = Path.of(arguments[1]);
    boolean drain = arguments[2].equals("drain");
    InstantSource clock = InstantSource.system();
    Supplier<BootTime> boot =
        () -> new BootTime("00000000-0000-4000-8000-000000000001", System.nanoTime() >>> 20);
    try (Journal journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
        Link link =
            new Link(
                new Link.Parts(
                    IdentityStore.open(data),
                    journal,
                    PolicyStore.open(data, boot),
                    PermissionStore.open(data),
                    data,
                    new Owner(),
                    "0.1.0",
                    boot,
                    clock,
                    new Random()),
                TIMES)) {
      link.start();
      if (drain) {
        Awaitility.await("the console has everything")
            .atMost(Duration.ofMinutes(3))
            .until(() -> journal.waiting() == 0);
        return;
      }
      while (true) {
        String serial = "K%07d".formatted(journal.nextSequence());
        journal.append(List.of(new Draft(clock.instant(), boot.get(), plugged(serial))));
        Files.writeString(
            ledger, serial + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        link.appended();
        LockSupport.parkNanos(BETWEEN_STICKS.toNanos());
      }
    }
  }

  private static MediaEvent plugged(String serial) {
    return new MediaEvent(
        new Medium(
            MediumKind.USB_STORAGE,
            "0781",
            "5567",
            serial,
            "Test stick",
            IdentityStrength.SERIAL,
            "usb 1-1",
            ""),
        MediaAction.BLOCKED,
        Stage.ENFORCE,
        "no-permission",
        false,
        Duration.ofMillis(1),
        List.of());
  }

  /** Takes no notice of what comes. */
  private record Owner() implements LinkOwner {
    @Override
    public void policyCame(SignedPolicy signed, Instant now) {}

    @Override
    public void permissionsCame(SignedPermissions signed, Instant now) {}

    @Override
    public void welcomed(Instant consoleClock, Optional<TelephoneSecret> telephoneSecret) {}

    @Override
    public void checkNow(Runnable done) {
      done.run();
    }

    @Override
    public void fault(String sentence) {}

    @Override
    public Optional<Instant> findingsProvedAt() {
      return Optional.empty();
    }
  }
}
