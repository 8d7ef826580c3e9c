package io.stairgate.agent.policy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PolicyFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The policy in force, and the last good signed copy on disk.
 *
 * <p>Whatever comes that is malformed, unsigned, another's or not newer changes nothing. A new
 * policy is on trial for ten minutes: when the agent dies twice in that time, the last good one is
 * put back by itself, and the number of the bad one is used up. Any thread may call any method.
 *
 * <p>Over 300 lines because judging, keeping and putting back share one set of files.
 */
public final class PolicyStore {
  /** How long a new policy is on trial. */
  public static final Duration TRIAL = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(PolicyStore.class.getName());
  private static final String CURRENT = "current";
  private static final String LAST_GOOD = "last-good";
  private static final String HIGHEST = "highest";
  private static final String ON_TRIAL = "trial";
  private static final int CRASHES_TO_ROLL_BACK = 2;
  private static final int MAX_FILE = 512 * 1024;

  private final DataDirectory folder;
  private final Supplier<BootTime> bootTime;
  private Policy policy = Policy.DEFAULT;
  private Bytes current = Bytes.EMPTY;
  private Optional<PolicyVersion> highest = Optional.empty();
  private Optional<Trial> trial = Optional.empty();
  private String deviceId = "";

  /** What became of a policy that came. */
  public sealed interface Outcome {
    /**
     * It is in force now.
     *
     * @param policy the new policy
     */
    record Applied(Policy policy) implements Outcome {}

    /** It is the one in force already. */
    record Unchanged() implements Outcome {}

    /**
     * Nothing changed.
     *
     * @param sentence why
     */
    record Refused(String sentence) implements Outcome {}
  }

  /** A new policy that has to prove itself. */
  private record Trial(Instant since, BootTime boot, int crashes) {}

  private PolicyStore(DataDirectory folder, Supplier<BootTime> bootTime) {
    this.folder = folder;
    this.bootTime = bootTime;
  }

  /**
   * Opens the store; the default policy is in force until {@link #load}.
   *
   * @param bootTime now, as the running system counts it
   */
  public static PolicyStore open(DataDirectory data, Supplier<BootTime> bootTime)
      throws IOException {
    return new PolicyStore(data.folder("policy"), bootTime);
  }

  /** The policy that is kept on disk, for a look from another process; nothing is changed by it. */
  public static Optional<Policy> kept(DataDirectory data, PolicyVerifier verifier)
      throws IOException {
    PolicyStore store = open(data, () -> new BootTime("", 0));
    return store.loadPolicy(CURRENT, verifier);
  }

  /** The policy in force. */
  public synchronized Policy policy() {
    return policy;
  }

  /** The highest version ever taken over by this device, also when it was put back since. */
  public synchronized Optional<PolicyVersion> highest() {
    return highest;
  }

  /**
   * Takes the policy on disk into force. A file that is damaged, or another device's, counts as
   * none.
   *
   * @param verifier of the laptop's identity
   * @param device the laptop's device id
   * @param crashed true where the agent was not stopped in good order the last time
   * @param now the laptop's clock
   * @return the version that was put back, where two crashes fell into the trial of a newer one
   */
  public synchronized Optional<PolicyVersion> load(
      PolicyVerifier verifier, String device, boolean crashed, Instant now) {
    deviceId = device;
    highest = loadHighest();
    // written after the policy itself: a stop in between must not use up the number
    loadPolicy(CURRENT, verifier).flatMap(Policy::version).ifPresent(this::raiseHighest);
    trial = loadTrial();
    Optional<PolicyVersion> rolledBack = Optional.empty();
    if (trial.isPresent()) {
      rolledBack = judge(trial.get(), verifier, crashed, now);
    }
    policy =
        loadPolicy(CURRENT, verifier)
            .or(() -> loadPolicy(LAST_GOOD, verifier))
            .orElse(Policy.DEFAULT);
    current =
        policy.version().isEmpty()
            ? Bytes.EMPTY
            : read(CURRENT).map(Bytes::copyOf).orElse(Bytes.EMPTY);
    return rolledBack;
  }

  private void raiseHighest(PolicyVersion version) {
    if (highest.isPresent() && version.compareTo(highest.get()) <= 0) {
      return;
    }
    highest = Optional.of(version);
    try {
      saveHighest(version);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The highest policy cannot be noted: {0}", e.getMessage());
    }
  }

  private void saveHighest(PolicyVersion version) throws IOException {
    folder.write(HIGHEST, (deviceId + " " + version).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Judges a policy that came and takes it into force when all holds. It is on the disk before it
   * is in force.
   *
   * @param now a moment that both sides agree on: the console's clock as the link knows it
   */
  public synchronized Outcome offer(SignedPolicy signed, PolicyVerifier verifier, Instant now) {
    Policy offered;
    try {
      offered = verifier.verify(signed, now);
    } catch (RefusedException e) {
      return new Outcome.Refused(e.sentence());
    }
    Bytes bytes = PolicyFormat.bytes(signed);
    if (bytes.equals(current)) {
      return new Outcome.Unchanged();
    }
    PolicyVersion version = offered.version().orElseThrow();
    if (highest.isPresent() && version.compareTo(highest.get()) <= 0) {
      return new Outcome.Refused(
          "The policy "
              + version
              + " is not newer than "
              + highest.get()
              + ", which this laptop has had; nothing was changed.");
    }
    try {
      if (trial.isEmpty() && current.length() > 0) {
        folder.write(LAST_GOOD, current.toArray());
      }
      Trial fresh = new Trial(now, bootTime.get(), 0);
      saveTrial(fresh);
      folder.write(CURRENT, bytes.toArray());
      saveHighest(version);
      trial = Optional.of(fresh);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The policy cannot be written: {0}", e.getMessage());
      return new Outcome.Refused(
          "The policy cannot be kept on this laptop's disk, perhaps because it is full; nothing was"
              + " changed.");
    }
    current = bytes;
    highest = Optional.of(version);
    policy = offered;
    return new Outcome.Applied(offered);
  }

  /** Ends the trial of a policy, if that one is still in force: the agent has lived through it. */
  public synchronized void endTrialOf(PolicyVersion version) {
    if (trial.isPresent() && policy.version().equals(Optional.of(version))) {
      endTrial();
    }
  }

  private void endTrial() {
    trial = Optional.empty();
    try {
      folder.delete(ON_TRIAL);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The policy's trial cannot be ended: {0}", e.getMessage());
    }
  }

  private Optional<PolicyVersion> judge(
      Trial running, PolicyVerifier verifier, boolean crashed, Instant now) {
    if (age(running, now).compareTo(TRIAL) > 0) {
      endTrial();
      return Optional.empty();
    }
    Trial counted =
        new Trial(running.since(), running.boot(), running.crashes() + (crashed ? 1 : 0));
    try {
      if (counted.crashes() < CRASHES_TO_ROLL_BACK) {
        saveTrial(counted);
        trial = Optional.of(counted);
        return Optional.empty();
      }
      Optional<byte[]> good = read(LAST_GOOD);
      if (good.isPresent() && loadPolicy(LAST_GOOD, verifier).isPresent()) {
        folder.write(CURRENT, good.get());
      } else {
        folder.delete(CURRENT);
      }
      endTrial();
      return loadPolicy(CURRENT, verifier).flatMap(Policy::version).or(() -> highest);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The last good policy cannot be put back: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * By the running system's own count where it still runs, so that a clock that is put right cannot
   * end a trial.
   */
  private Duration age(Trial running, Instant now) {
    BootTime boot = bootTime.get();
    if (!boot.bootId().isEmpty() && boot.bootId().equals(running.boot().bootId())) {
      return Duration.ofMillis(boot.sinceBootMs() - running.boot().sinceBootMs());
    }
    return Duration.between(running.since(), now);
  }

  private Optional<Policy> loadPolicy(String name, PolicyVerifier verifier) {
    Optional<byte[]> file = read(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(verifier.verifyKept(PolicyFormat.signed(Bytes.copyOf(file.get()))));
    } catch (MalformedException | RefusedException e) {
      LOG.log(Level.WARNING, "The kept policy is left aside: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<PolicyVersion> loadHighest() {
    String[] words = words(HIGHEST);
    if (words.length == 2
        && words[0].equals(deviceId)
        && words[1].matches("[0-9]{1,18}\\.[0-9]{1,18}")) {
      String[] numbers = words[1].split("\\.", 2);
      long epoch = Long.parseLong(numbers[0]);
      long number = Long.parseLong(numbers[1]);
      return epoch < 1 || number < 1
          ? Optional.empty()
          : Optional.of(new PolicyVersion(epoch, number));
    }
    return Optional.empty();
  }

  private void saveTrial(Trial running) throws IOException {
    String boot = running.boot().bootId().isEmpty() ? "-" : running.boot().bootId();
    folder.write(
        ON_TRIAL,
        (running.since().getEpochSecond()
                + " "
                + boot
                + " "
                + running.boot().sinceBootMs()
                + " "
                + running.crashes())
            .getBytes(StandardCharsets.US_ASCII));
  }

  private Optional<Trial> loadTrial() {
    String[] words = words(ON_TRIAL);
    if (words.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Trial(
              Instant.ofEpochSecond(Long.parseLong(words[0])),
              new BootTime(words[1].equals("-") ? "" : words[1], Long.parseLong(words[2])),
              Integer.parseInt(words[3])));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private String[] words(String name) {
    return read(name)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", 8))
        .orElse(new String[0]);
  }

  private Optional<byte[]> read(String name) {
    try {
      return folder.read(name, MAX_FILE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The kept policy cannot be read: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
