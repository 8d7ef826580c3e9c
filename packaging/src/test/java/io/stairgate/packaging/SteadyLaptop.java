package io.stairgate.packaging;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.identity.EnrolmentLine;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.link.Enroller;
import io.stairgate.agent.link.Link;
import io.stairgate.agent.policy.PermissionStore;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The agent's journal and link within this process, with sticks plugged in when somebody says so:
 * many of them cost little. Nothing kills it. It runs with the times that laptops run with.
 */
final class SteadyLaptop implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  private final int number;
  private final Journal journal;
  private final Link link;
  private final Supplier<BootTime> boot;
  private final Map<String, Ledger.Place> accepted = new LinkedHashMap<>();

  /** Enrols it and connects. */
  SteadyLaptop(int number, Path folder, String line) throws Exception {
    this.number = number;
    DataDirectory data = DataDirectory.open(folder.resolve("steady" + number));
    String bootId = "00000000-0000-4000-8000-%012d".formatted(number);
    boot = () -> new BootTime(bootId, System.nanoTime() >>> 20);
    IdentityStore identities = IdentityStore.open(data);
    Identity identity =
        new Enroller(
                identities,
                new Hardware("", "", "S" + number, "", "", "%064x".formatted(number + 1)),
                "0.1.0",
                CLOCK)
            .enrol(EnrolmentLine.parse(line), "Laptop " + number, false);
    journal = Journal.open(data.folder("journal"), Limits.DEFAULT, CLOCK);
    PolicyStore policies = PolicyStore.open(data, boot);
    PolicyVerifier verifier = new PolicyVerifier(identity);
    var _ = policies.load(verifier, identity.deviceId(), false, CLOCK.instant());
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.US_ASCII);
    link =
        new Link(
            new Link.Parts(
                identities,
                journal,
                policies,
                PermissionStore.open(data),
                data,
                new NoisyLaptop.Owner(policies, verifier, nowhere),
                "0.1.0",
                boot,
                CLOCK,
                new Random()),
            Link.Times.DEFAULT);
    link.start();
  }

  int number() {
    return number;
  }

  /** Plugs in a stick of its own; one thread at a time. */
  Plugged plug() throws IOException {
    String serial = "K%dp0n%de".formatted(number, accepted.size());
    long sequence =
        journal.append(
            List.of(new Draft(CLOCK.instant(), boot.get(), NoisyLaptop.plugged(serial))));
    accepted.put(serial, new Ledger.Place(journal.epoch().toString(), sequence));
    long now = System.nanoTime();
    link.appended();
    return new Plugged(this, serial, sequence, now);
  }

  /**
   * One stick.
   *
   * @param at by {@link System#nanoTime}
   */
  record Plugged(SteadyLaptop laptop, String serial, long sequence, long at) {
    boolean acknowledged() {
      return laptop.journal.acknowledged() >= sequence;
    }
  }

  boolean connected() {
    return link.state().connectedSince().isPresent();
  }

  /** Entries that no console has acknowledged. */
  long waiting() {
    return journal.waiting();
  }

  Ledger ledger() {
    return new Ledger(accepted, List.of(), 0, 0, new PolicyVersion(1, 1), List.of());
  }

  @Override
  public void close() throws IOException {
    link.close();
    journal.close();
  }
}
