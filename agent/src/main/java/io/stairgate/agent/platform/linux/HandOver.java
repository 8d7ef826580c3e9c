package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.MountTable.Mount;
import io.stairgate.agent.platform.linux.Seats.Person;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands volumes of one medium to one person, through udisks, and takes them back. One thread.
 *
 * <p>What is handed over is checked afterwards in the table of mounts: an option that is missing,
 * or a mount point that others can reach, undoes it.
 */
final class HandOver {
  private static final Logger LOG = Logger.getLogger(HandOver.class.getName());
  private static final List<String> ALWAYS = List.of("nosuid", "nodev", "noexec");

  /** How long data may take to be written out before the medium is shut all the same. */
  private static final Duration WRITE_OUT = Duration.ofSeconds(10);

  /** How often udisks is asked for a volume it has not seen yet. */
  private static final int TRIES = 10;

  private final RootFiles files;
  private final Udisks udisks;
  private final PermitMarks marks;
  private final BlockCalls calls;
  private final StickBlocks blocks;
  private final boolean readOnly;

  /** What was handed, as the marks name it. */
  private final Set<String> handed = new LinkedHashSet<>();

  /** The volumes' numbers, and their names. */
  private final Map<String, String> numbers = new LinkedHashMap<>();

  HandOver(
      RootFiles files, StickTools tools, PermitMarks marks, StickBlocks blocks, boolean readOnly) {
    this.files = files;
    this.udisks = new Udisks(tools.runner());
    this.marks = marks;
    this.calls = tools.calls();
    this.blocks = blocks;
    this.readOnly = readOnly;
  }

  private String options() {
    return (readOnly ? "ro," : "rw,") + String.join(",", ALWAYS);
  }

  /**
   * Lets the person see a volume in their desktop and mount or unlock it themselves.
   *
   * @throws StaysShutException where there is no udisks or it does not come to know the volume
   */
  void offer(Volume volume, Person person) throws StaysShutException, InterruptedException {
    String name = volume.name();
    String number = blocks.number(name).orElseThrow(() -> new StaysShutException("pulled-out"));
    if (!readOnly && !blocks.letWrite(name)) {
      throw new StaysShutException("device-error");
    }
    String asUdisksSays = device(name);
    handed.add(asUdisksSays);
    numbers.put(number, name);
    marks.permitVolume(number, options());
    if (!marks.hand(asUdisksSays, person.account())) {
      throw new StaysShutException("not-this-person");
    }
    for (Path disk : blocks.disks()) {
      // Whose stick it is may also eject it.
      String eject = BlockDevices.name(disk) + ".eject";
      handed.add(eject);
      marks.hand(eject, person.account());
    }
    for (int i = 0; !udisks.rescan(name); i++) {
      if (i == TRIES || (i == 0 && !udisks.answers())) {
        throw new StaysShutException("no-desktop-service");
      }
      // It hears of a new volume when udev has looked at it.
      udisks.awaitUdev();
    }
  }

  /** What udisks tells polkit of a volume, below {@code /dev}: a mapped one by its own name. */
  private String device(String volume) {
    return files
        .attribute("/sys/class/block/" + volume + "/dm/name")
        .map(mapped -> "mapper/" + mapped)
        .orElse(volume);
  }

  /**
   * Mounts a volume for the person.
   *
   * @throws StaysShutException where it is not mounted exactly as it has to be; it is not mounted
   *     at all then
   */
  void open(Volume volume, Person person) throws StaysShutException, InterruptedException {
    offer(volume, person);
    if (!udisks.mount(volume.name(), person.number(), options())) {
      throw new StaysShutException("device-error");
    }
    String number = blocks.number(volume.name()).orElse("");
    List<Mount> mounts =
        blocks.mounts().stream().filter(mount -> mount.device().equals(number)).toList();
    if (mounts.size() != 1
        || !volume.kind().mountedAs(mounts.getFirst().type())
        || !asItHasToBe(mounts.getFirst(), person)) {
      LOG.log(Level.WARNING, "a volume was not mounted as it has to be; it is shut again");
      throw new StaysShutException("device-error");
    }
  }

  private boolean asItHasToBe(Mount mount, Person person) {
    Path above = files.path(mount.point()).getParent();
    if (above == null
        || !BlockDevices.name(above).equals(person.account())
        || !mount.options().containsAll(ALWAYS)
        || (readOnly && !mount.options().contains("ro"))) {
      return false;
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(above);
      return !mode.contains(PosixFilePermission.OTHERS_EXECUTE)
          && !mode.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes everything back: written out, unmounted, locked. True where nothing of it is mounted any
   * more. Files that are open lose the medium when it is shut, which the caller does next.
   */
  boolean takeBack() throws InterruptedException {
    for (String volume : handed) {
      marks.takeBack(volume);
    }
    for (Mount mount : blocks.mounts()) {
      writeOut(files.path(mount.point()));
      String volume =
          RootFiles.real(files.path("/sys/dev/block/" + mount.device()))
              .map(BlockDevices::name)
              .orElseGet(() -> mount.source().substring(mount.source().lastIndexOf('/') + 1));
      if (!udisks.unmount(volume, false)) {
        udisks.unmount(volume, true);
      }
    }
    for (Path mapper : blocks.mappers()) {
      for (String lower : StickBlocks.below(mapper)) {
        udisks.lock(lower);
      }
    }
    numbers.keySet().forEach(marks::forgetVolume);
    for (String volume : numbers.values()) {
      Optional<Path> folder = RootFiles.real(files.path("/sys/class/block/" + volume));
      folder.ifPresent(path -> RootFiles.write(path.resolve("uevent"), "change"));
    }
    handed.clear();
    numbers.clear();
    return blocks.mounts().isEmpty();
  }

  /** On a thread of its own: a stick that does not answer must not keep it open. */
  private void writeOut(Path point) throws InterruptedException {
    Thread writing = new Thread(() -> calls.writeOut(point), "write-out");
    writing.setDaemon(true);
    writing.start();
    writing.join(WRITE_OUT);
  }
}
