package io.stairgate.agent.policy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PermissionFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the console permits this laptop, and the last good signed copy of it on disk.
 *
 * <p>Whatever comes that is malformed, unsigned, another's or not newer changes nothing. A copy on
 * disk that is damaged counts as no permission at all: it fails closed, and the console sends it
 * again because the laptop then says that it has none. Any thread may call any method.
 */
public final class PermissionStore {
  private static final Logger LOG = Logger.getLogger(PermissionStore.class.getName());
  private static final String CURRENT = "current";
  private static final String HIGHEST = "highest";
  private static final int MAX_FILE = 128 * 1024;

  private final DataDirectory folder;
  private Optional<Permissions> permissions = Optional.empty();
  private Bytes current = Bytes.EMPTY;
  private Optional<PolicyVersion> highest = Optional.empty();

  /** What became of permissions that came. */
  public sealed interface Outcome {
    /**
     * They are what holds now.
     *
     * @param permissions the new ones
     */
    record Taken(Permissions permissions) implements Outcome {}

    /** They are what holds already. */
    record Unchanged() implements Outcome {}

    /**
     * Nothing changed.
     *
     * @param sentence why
     */
    record Refused(String sentence) implements Outcome {}
  }

  private PermissionStore(DataDirectory folder) {
    this.folder = folder;
  }

  /** Opens the store; nothing is permitted until {@link #load}. */
  public static PermissionStore open(DataDirectory data) throws IOException {
    return new PermissionStore(data.folder("permissions"));
  }

  /** What the console permits, whatever the time is. */
  public synchronized List<Permission> permissions() {
    return permissions.map(Permissions::permissions).orElse(List.of());
  }

  /** The version that holds; empty where the laptop has none. */
  public synchronized Optional<PolicyVersion> version() {
    return permissions.map(Permissions::version);
  }

  /**
   * Takes over what is on disk. What is damaged, or another device's, counts as nothing.
   *
   * @return what is wrong with it, in one sentence for the console; empty where all is well
   */
  public synchronized Optional<String> load(PermissionVerifier verifier) {
    permissions = Optional.empty();
    current = Bytes.EMPTY;
    highest = Optional.empty();
    try {
      highest = loadHighest(verifier.deviceId());
      Optional<byte[]> file = folder.read(CURRENT, MAX_FILE);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      permissions = Optional.of(verifier.verifyKept(PermissionFormat.kept(file.get())));
      current = Bytes.copyOf(file.get());
    } catch (MalformedException | RefusedException | IOException e) {
      LOG.log(Level.WARNING, "The kept permissions are left aside: {0}", e.getMessage());
      return Optional.of(
          "The permissions kept on this laptop's disk cannot be used; every medium stays shut until"
              + " the console sends them again.");
    }
    // written after the permissions themselves: a stop in between must not bring an older one back
    permissions
        .map(Permissions::version)
        .filter(version -> highest.isEmpty() || version.compareTo(highest.get()) > 0)
        .ifPresent(version -> highest = Optional.of(version));
    return Optional.empty();
  }

  /** Permits nothing from now on: the laptop belongs to no console any more. */
  public synchronized void forget() {
    permissions = Optional.empty();
    current = Bytes.EMPTY;
    highest = Optional.empty();
  }

  /**
   * Judges permissions that came and takes them over when all holds. They are on the disk before
   * they hold.
   *
   * @param now a moment that both sides agree on: the console's clock as the link knows it
   */
  public synchronized Outcome offer(
      SignedPermissions signed, PermissionVerifier verifier, Instant now) {
    Permissions offered;
    try {
      offered = verifier.verify(signed, now);
    } catch (RefusedException e) {
      return new Outcome.Refused(e.sentence());
    }
    PolicyVersion version = offered.version();
    Bytes bytes = Bytes.copyOf(PermissionFormat.bytes(signed));
    if (version().equals(Optional.of(version))
        && permissions.map(Permissions::permissions).equals(Optional.of(offered.permissions()))) {
      return new Outcome.Unchanged();
    }
    // the same version once more only where the copy of it was lost
    boolean lost = current.length() == 0;
    if (highest.isPresent()
        && (lost ? version.compareTo(highest.get()) < 0 : version.compareTo(highest.get()) <= 0)) {
      return new Outcome.Refused(
          "The list of permissions "
              + version
              + " is not newer than "
              + highest.get()
              + ", which this laptop has had; nothing was changed.");
    }
    try {
      folder.write(CURRENT, bytes.toArray());
      folder.write(
          HIGHEST, (verifier.deviceId() + " " + version).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The permissions cannot be written: {0}", e.getMessage());
      return new Outcome.Refused(
          "The permissions cannot be kept on this laptop's disk, perhaps because it is full;"
              + " nothing was changed.");
    }
    permissions = Optional.of(offered);
    current = bytes;
    highest = Optional.of(version);
    return new Outcome.Taken(offered);
  }

  private Optional<PolicyVersion> loadHighest(String device) throws IOException {
    String[] words =
        folder
            .read(HIGHEST, 256)
            .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", 3))
            .orElse(new String[0]);
    if (words.length != 2
        || !words[0].equals(device)
        || !words[1].matches("[0-9]{1,18}\\.[0-9]{1,18}")) {
      return Optional.empty();
    }
    String[] numbers = words[1].split("\\.", 2);
    long epoch = Long.parseLong(numbers[0]);
    long number = Long.parseLong(numbers[1]);
    return epoch < 1 || number < 1
        ? Optional.empty()
        : Optional.of(new PolicyVersion(epoch, number));
  }
}
