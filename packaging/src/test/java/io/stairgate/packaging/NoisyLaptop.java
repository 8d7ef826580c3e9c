package io.stairgate.packaging;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.link.Link;
import io.stairgate.agent.link.LinkOwner;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import io.stairgate.agent.policy.SignedPermissions;
import io.stairgate.agent.policy.SignedPolicy;
import io.stairgate.agent.wire.TelephoneSecret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * The agent's own journal and link in a process of their own, with a stick plugged in fifty times a
 * second: what a computer without USB cannot bring about. Each stick has a serial of its own. It
 * keeps a ledger ({@link Ledger}) of what the journal accepted, of what it refused, and of how far
 * the console is.
 *
 * <p>Arguments: the enrolled agent's folder, the ledger, {@code plug} or {@code drain}, a number
 * that begins its serials, and a {@link Habit}. To drain it plugs nothing, ends when the console
 * has everything, and says so with exit code 0.
 */
final class NoisyLaptop {
  static final Link.Times TIMES =
      new Link.Times(
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private static final Duration BETWEEN_STICKS = Duration.ofMillis(20);
  private static final Duration BETWEEN_STICKS_OF_BAD_ONES = Duration.ofMillis(80);

  /** With so much waiting no more sticks are plugged in: a busy computer must not drown. */
  private static final int ENOUGH_WAITING = 200;

  private final Journal journal;
  private final Link link;
  private final PrintStream ledger;
  private final Habit habit;
  private final String prefix;
  private final InstantSource clock;
  private final Supplier<BootTime> boot;
  private final List<String> held = new ArrayList<>();
  private long count;
  private long told;

  /** What a laptop does wrong, for the proof that it is noticed. */
  enum Habit {
    GOOD,
    /** Says that the journal has something before it has. */
    EARLY,
    /** After a restart it takes up again what it took up before. */
    TWICE,
    /** Takes up two events the wrong way round. */
    SWAPPED,
    /** After a restart it hides what its journal has lost, with new numbers for the rest. */
    HIDING
  }

  private NoisyLaptop(
      Journal journal,
      Link link,
      PrintStream ledger,
      Habit habit,
      String number,
      InstantSource clock,
      Supplier<BootTime> boot) {
    this.journal = journal;
    this.link = link;
    this.ledger = ledger;
    this.habit = habit;
    this.clock = clock;
    this.boot = boot;
    prefix = "K%sp%dn".formatted(number, ProcessHandle.current().pid());
  }

  /** Runs until it is killed, or until the console has everything. */
  public static void main(String[] arguments) throws Exception {
    DataDirectory data = DataDirectory.open(Path.of(arguments[0]));
    Path ledger = Path.of(arguments[1]);
    boolean drain = arguments[2].equals("drain");
    InstantSource clock = InstantSource.system();
    Supplier<BootTime> boot =
        () -> new BootTime("00000000-0000-4000-8000-000000000001", System.nanoTime() >>> 20);
    IdentityStore identities = IdentityStore.open(data);
    Identity identity = identities.load().orElseThrow();
    PolicyStore policies = PolicyStore.open(data, boot);
    var _ =
        policies.load(new PolicyVerifier(identity), identity.deviceId(), false, clock.instant());
    try (Journal journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock);
        PrintStream lines =
            new PrintStream(
                Files.newOutputStream(ledger, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.US_ASCII);
        Link link =
            new Link(
                new Link.Parts(
                    identities,
                    journal,
                    policies,
                    PermissionStore.open(data),
                    data,
                    new Owner(policies, new PolicyVerifier(identity), lines),
                    "0.1.0",
                    boot,
                    clock,
                    new Random()),
                TIMES)) {
      NoisyLaptop laptop =
          new NoisyLaptop(
              journal, link, lines, Habit.valueOf(arguments[4]), arguments[3], clock, boot);
      policies
          .policy()
          .version()
          .ifPresentOrElse(
              each -> lines.println("holds " + each.epoch() + " " + each.number()),
              () -> lines.println("holds 0 0"));
      laptop.begin(Files.readAllLines(ledger));
      lines.println("up");
      link.start();
      if (drain) {
        Awaitility.await("the console has everything")
            .atMost(Duration.ofMinutes(5))
            .until(() -> journal.waiting() == 0);
        return;
      }
      laptop.plug();
    }
  }

  /** Notes what the journal lost, and does what a bad laptop does after a restart. */
  private void begin(List<String> before) throws IOException {
    if (habit == Habit.HIDING) {
      journal.beginNewEpoch();
    }
    List<Entry> batch = journal.read(journal.acknowledged() + 1, 256, 1 << 20);
    while (!batch.isEmpty()) {
      for (Entry entry : batch) {
        if (entry.what() instanceof Gap gap) {
          ledger.println(
              "gap %s %d %d".formatted(journal.epoch(), gap.firstSequence(), gap.lastSequence()));
        }
      }
      batch = journal.read(batch.getLast().sequence() + 1, 256, 1 << 20);
    }
    if (habit == Habit.TWICE) {
      for (String line : before.subList(Math.max(0, before.size() - 3), before.size())) {
        if (line.startsWith("has ")) {
          journal.append(List.of(draft(line.substring(line.lastIndexOf(' ') + 1))));
        }
      }
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private void plug() {
    while (true) {
      String serial = prefix + count++ + "e";
      try {
        if (habit == Habit.EARLY) {
          // Believes that what it holds in memory is as good as on the disk.
          ledger.println("has %s %d %s".formatted(journal.epoch(), 0, serial));
          held.add(serial);
          if (held.size() == 20) {
            for (String each : held) {
              journal.append(List.of(draft(each)));
            }
            held.clear();
          }
        } else if (habit == Habit.SWAPPED) {
          String later = prefix + count++ + "e";
          journal.append(List.of(draft(later), draft(serial)));
          has(journal.nextSequence() - 2, serial);
          has(journal.nextSequence() - 1, later);
        } else {
          has(journal.append(List.of(draft(serial))), serial);
        }
      } catch (IOException e) {
        ledger.println("not " + serial);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      link.appended();
      while (journal.waiting() > ENOUGH_WAITING) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      long through = journal.acknowledged();
      if (through != told) {
        told = through;
        ledger.println("ack " + journal.epoch() + " " + through);
      }
      LockSupport.parkNanos(
          (habit == Habit.GOOD ? BETWEEN_STICKS : BETWEEN_STICKS_OF_BAD_ONES).toNanos());
    }
  }

  private void has(long sequence, String serial) {
    ledger.println("has %s %d %s".formatted(journal.epoch(), sequence, serial));
  }

  private Draft draft(String serial) {
    return new Draft(clock.instant(), boot.get(), plugged(serial));
  }

  /** A stick that was kept shut. */
  static MediaEvent plugged(String serial) {
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

  /** Takes policies over, and of the rest no notice. */
  record Owner(PolicyStore policies, PolicyVerifier verifier, PrintStream ledger)
      implements LinkOwner {
    @Override
    public void policyCame(SignedPolicy signed, Instant now) {
      if (policies.offer(signed, verifier, now) instanceof PolicyStore.Outcome.Applied(Policy it)) {
        it.version()
            .ifPresent(each -> ledger.println("policy " + each.epoch() + " " + each.number()));
      }
    }

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
