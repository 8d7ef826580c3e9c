package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * NTFS for the scan where the kernel has no driver for it (Debian 12): by ntfs-3g. The service
 * manager starts it, because it gives up rights in a way that the agent's own sandbox forbids. So
 * it is mounted in the system's name space, below a folder that only root can enter, and the
 * agent's name space receives it from there.
 */
final class NtfsProgram implements StickScan.Mounted {
  /** The code of {@link PrivateMount} where this is tried. */
  static final String NEEDED = "unknown-file-system";

  private static final Path PROGRAM = Path.of("/usr/bin/ntfs-3g");
  private static final Path SYSTEMD_RUN = Path.of("/usr/bin/systemd-run");
  private static final Path SYSTEMCTL = Path.of("/usr/bin/systemctl");
  private static final Duration TIME = Duration.ofSeconds(60);

  private final Path root;
  private final String unit;

  private NtfsProgram(Path root, String unit) {
    this.root = root;
    this.unit = unit;
  }

  /**
   * Mounts.
   *
   * @param under folder for the mount points, of the system's name space; made where it is not
   *     there
   * @throws MountException with a skip code; nothing is mounted then
   * @throws InterruptedException the same
   */
  static NtfsProgram of(RootFiles files, Volume volume, Path under)
      throws MountException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new MountException(NEEDED);
    }
    Path root = under.resolve(volume.name());
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new MountException("unreadable");
    }
    NtfsProgram program =
        new NtfsProgram(root, "stairgate-ntfs-" + volume.name().replace('!', '-') + ".service");
    boolean mounted = false;
    try {
      boolean started = new Command(SYSTEMD_RUN, program.words(volume), "", TIME).run().succeeded();
      mounted = started && PrivateMount.below(files, root).contains(root.toString());
      if (!mounted) {
        throw new MountException(
            !Files.exists(volume.node()) ? "pulled-out" : started ? "unreadable" : "damaged");
      }
      return program;
    } finally {
      if (!mounted) {
        program.close();
      }
    }
  }

  /** No property here may give the program a name space of its own. */
  private List<String> words(Volume volume) {
    return List.of(
        "--quiet",
        "--collect",
        "--unit=" + unit,
        "--service-type=forking",
        "--property=PartOf=stairgate-agent.service",
        "--property=CapabilityBoundingSet=CAP_SYS_ADMIN CAP_SETGID CAP_SETUID",
        "--property=NoNewPrivileges=yes",
        "--property=RestrictAddressFamilies=AF_UNIX",
        "--property=IPAddressDeny=any",
        "--property=SystemCallArchitectures=native",
        "--property=MemoryMax=512M",
        "--property=RuntimeMaxSec=12h",
        // It would log the name that the medium gives itself.
        "--property=LogLevelMax=emerg",
        "--",
        PROGRAM.toString(),
        "-o",
        "ro,nosuid,nodev,noexec,norecover,silent,streams_interface=none,umask=0077",
        volume.node().toString(),
        root.toString());
  }

  @Override
  public Path root() {
    return root;
  }

  /** Ends the program, which unmounts; in our own name space it is unmounted in any case. */
  @Override
  public void close() {
    Command stop = Command.of(SYSTEMCTL, TIME, "stop", unit);
    try {
      stop.run();
    } catch (InterruptedException e) {
      // It was not waited for; that it runs is what counts.
      stopOnceMore(stop);
      Thread.currentThread().interrupt();
    }
    PrivateMount.unmount(root);
    PrivateMount.remove(root);
  }

  private static void stopOnceMore(Command stop) {
    try {
      stop.run();
    } catch (InterruptedException e) {
      // It ends with the agent's service.
      Thread.currentThread().interrupt();
    }
  }
}
