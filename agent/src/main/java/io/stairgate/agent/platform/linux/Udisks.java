package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The desktop's service for disks, udisks2 (org.freedesktop.UDisks2 on the system bus, versions 2.9
 * to 2.11), asked through {@code busctl}. Any thread; each call waits for its answer.
 */
final class Udisks {
  private static final Path BUSCTL = Path.of("/usr/bin/busctl");
  private static final Path UDEVADM = Path.of("/usr/bin/udevadm");
  private static final Path SYSTEMD_RUN = Path.of("/usr/bin/systemd-run");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String SERVICE = "org.freedesktop.UDisks2";

  private final StickTools.Runner runner;

  Udisks(StickTools.Runner runner) {
    this.runner = runner;
  }

  /**
   * Has the kernel tell of a volume again and waits until udev and udisks have both seen it. False
   * where udisks is not there or does not know the volume (yet).
   */
  boolean rescan(String volume) throws InterruptedException {
    return call(volume, "Block", "Rescan", "a{sv}", "0").succeeded();
  }

  /**
   * Mounts a volume as the person would: udisks sees their account and nobody else's, and makes the
   * mount point only they can reach. The mark {@link PermitMarks#hand} allows it, through our
   * polkit rule.
   *
   * <p>A program of the person's own user, started by the service manager: udisks of Debian 12
   * cannot mount for somebody else ({@code as-user} came with 2.11).
   */
  boolean mount(String volume, int person, String options) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--quiet", "--pipe", "--wait", "--collect", "--uid=" + person, "--"));
    arguments.add(BUSCTL.toString());
    arguments.addAll(words(volume, "Filesystem", "Mount", "a{sv}", "1", "options", "s", options));
    return runner.run(new Command(SYSTEMD_RUN, arguments, "", TIMEOUT)).succeeded();
  }

  /** Unmounts; with force also where files are open: those lose the medium when it is shut. */
  boolean unmount(String volume, boolean force) throws InterruptedException {
    return (force
            ? call(volume, "Filesystem", "Unmount", "a{sv}", "1", "force", "b", "true")
            : call(volume, "Filesystem", "Unmount", "a{sv}", "0"))
        .succeeded();
  }

  /** Locks an encrypted volume that was unlocked. */
  boolean lock(String volume) throws InterruptedException {
    return call(volume, "Encrypted", "Lock", "a{sv}", "0").succeeded();
  }

  /** Waits until udev has worked on all it was told. */
  void awaitUdev() throws InterruptedException {
    runner.run(Command.of(UDEVADM, TIMEOUT, "settle", "--timeout=10"));
  }

  /** True where udisks answers; starts it where the system can. */
  boolean answers() throws InterruptedException {
    return runner
        .run(
            Command.of(
                BUSCTL,
                TIMEOUT,
                "get-property",
                SERVICE,
                "/org/freedesktop/UDisks2/Manager",
                SERVICE + ".Manager",
                "Version"))
        .succeeded();
  }

  private Outcome call(String volume, String part, String method, String... arguments)
      throws InterruptedException {
    return runner.run(new Command(BUSCTL, words(volume, part, method, arguments), "", TIMEOUT));
  }

  private static List<String> words(
      String volume, String part, String method, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add("call");
    words.add(SERVICE);
    words.add(path(volume));
    words.add(SERVICE + "." + part);
    words.add(method);
    words.addAll(List.of(arguments));
    return words;
  }

  /** The object of a volume; udisks writes what is no letter or digit as its code. */
  static String path(String volume) {
    StringBuilder path = new StringBuilder("/org/freedesktop/UDisks2/block_devices/");
    for (int i = 0; i < volume.length(); i++) {
      char c = volume.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        path.append(c);
      } else {
        path.append("_%02x".formatted((int) c));
      }
    }
    return path.toString();
  }
}
