package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.MountTable.Mount;
import io.stairgate.agent.platform.linux.UsbTree.Device;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The disks of one medium, and the switch that lets it in. One thread. */
final class StickBlocks {
  private static final int MOUNTINFO_LIMIT = 4 << 20;

  private final RootFiles files;
  private final UsbTree tree;
  private final MediaEffects effects;
  private final BlockCalls calls;
  private final Place place;

  /** Each disk with the number the kernel gives its content; another one with another medium. */
  private final Map<Path, String> disks = new LinkedHashMap<>();

  /** The plain side of each volume that was unlocked. */
  private final Set<Path> mappers = new LinkedHashSet<>();

  /** Device numbers seen, kept after a disk is gone: its mounts may outlive it. */
  private final Set<String> numbers = new LinkedHashSet<>();

  StickBlocks(RootFiles files, UsbTree tree, MediaEffects effects, BlockCalls calls, Place place) {
    this.files = files;
    this.tree = tree;
    this.effects = effects;
    this.calls = calls;
    this.place = place;
  }

  /** Where a medium hangs. */
  sealed interface Place {
    /**
     * On USB: shut and let in as a device.
     *
     * @param device the device
     * @param kept numbers of the interfaces that stay shut: a phone's network
     */
    record Usb(Device device, List<Integer> kept) implements Place {
      public Usb {
        kept = List.copyOf(kept);
      }
    }

    /**
     * A drive or reader of the laptop: the disk is always there, its node is what is shut.
     *
     * @param disk its folder in sysfs
     */
    record Drive(Path disk) implements Place {}
  }

  /** What a message about a disk meant. */
  enum Seen {
    /** A disk with something in it that was not known. */
    NEW,
    /** Nothing new. */
    KNOWN,
    /** A known disk holds something else now. */
    CHANGED,
    /** A reader with nothing in it. */
    EMPTY
  }

  /** Lets it in; false where the system refused. */
  boolean letIn() {
    return switch (place) {
      case Place.Usb(Device device, List<Integer> kept) ->
          kept.isEmpty() ? tree.authorize(device, true) : effects.shutPart(device, kept);
      case Place.Drive(Path disk) -> true;
    };
  }

  /** Forgets the disks of a medium that is let in anew. */
  void begin() {
    disks.clear();
    mappers.clear();
    numbers.clear();
  }

  /**
   * Takes a disk in hand: its nodes are root's alone, and nothing can be written to it.
   *
   * @param mediaChange true where the kernel said that another medium lies in it
   */
  Seen take(Path disk, boolean mediaChange) {
    if (!MediaDesk.hasMedium(disk, BlockDevices.name(disk))) {
      return Seen.EMPTY;
    }
    String sequence = RootFiles.attribute(disk.resolve("diskseq")).orElse("");
    String known = disks.get(disk);
    if (known != null) {
      boolean other = sequence.isEmpty() ? mediaChange : !sequence.equals(known);
      return other ? Seen.CHANGED : Seen.KNOWN;
    }
    disks.put(disk, sequence);
    hold(disk);
    return Seen.NEW;
  }

  /** Takes the plain side of an unlocked volume in hand; false where it was already. */
  boolean takePlain(Path mapper) {
    if (!mappers.add(mapper)) {
      return false;
    }
    hold(mapper);
    return true;
  }

  private void hold(Path disk) {
    for (Path node : effects.nodesOf(disk)) {
      rootOnly(node);
      calls.readOnly(node, true);
      number(BlockDevices.name(node)).ifPresent(numbers::add);
    }
  }

  private static boolean rootOnly(Path node) {
    try {
      Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rw-------"));
      return true;
    } catch (IOException e) {
      return !Files.exists(node);
    }
  }

  /** Lets a volume, and the disk it is on, be written to. */
  boolean letWrite(String volume) {
    Optional<Path> folder = RootFiles.real(files.path("/sys/class/block/" + volume));
    boolean done = folder.isPresent();
    if (folder.isPresent()) {
      done =
          calls.readOnly(effects.node(BlockDevices.name(BlockDevices.disk(folder.get()))), false);
      done &= calls.readOnly(effects.node(volume), false);
    }
    return done;
  }

  /** The device number of a volume, {@code 8:1}. */
  Optional<String> number(String volume) {
    return files.attribute("/sys/class/block/" + volume + "/dev");
  }

  List<Path> disks() {
    return List.copyOf(disks.keySet());
  }

  List<Path> mappers() {
    return List.copyOf(mappers);
  }

  /** The volumes that the plain side of an unlocked one stands on. */
  static List<String> below(Path mapper) {
    return RootFiles.list(mapper.resolve("slaves"));
  }

  /** True where a device mapper device stands on a disk of this medium, or on another such. */
  boolean carries(Path mapper) {
    for (String name : below(mapper)) {
      Optional<Path> lower = RootFiles.real(mapper.resolve("slaves").resolve(name));
      if (lower.isPresent()
          && (disks.containsKey(BlockDevices.disk(lower.get())) || mappers.contains(lower.get()))) {
        return true;
      }
    }
    return false;
  }

  /** What is mounted of it, in any session. */
  List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    String table = files.text("/proc/self/mountinfo", MOUNTINFO_LIMIT).orElse("");
    for (Mount each : MountTable.mounts(table)) {
      if (numbers.contains(each.device())) {
        mounts.add(each);
      }
    }
    return mounts;
  }

  /**
   * Shuts it: what the kernel still keeps is written out, the device is de-authorised. True where
   * nobody can read it now.
   */
  boolean shut() {
    for (Path mapper : mappers) {
      calls.flush(effects.node(BlockDevices.name(mapper)));
    }
    boolean closed = true;
    for (Path disk : disks.keySet()) {
      for (Path node : effects.nodesOf(disk)) {
        calls.flush(node);
        closed &= rootOnly(node);
      }
    }
    return closed
        && switch (place) {
          case Place.Usb(Device device, List<Integer> kept) -> shut(device);
          case Place.Drive(Path disk) -> effects.closeDisk(disk);
        };
  }

  private boolean shut(Device device) {
    Optional<Device> now = tree.read(device.name());
    if (now.isEmpty() || now.get().number() != device.number()) {
      return true;
    }
    return tree.authorize(device, false);
  }
}
