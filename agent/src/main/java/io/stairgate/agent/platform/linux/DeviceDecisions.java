package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaDecision;
import io.stairgate.agent.control.MediaJudge;
import io.stairgate.agent.control.NeverBrick;
import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.platform.linux.UsbTree.Device;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Decides about one USB device: what its descriptors say, and then what must never be shut on this
 * laptop.
 */
final class DeviceDecisions {
  private static final Logger LOG = Logger.getLogger(DeviceDecisions.class.getName());

  private final RootFiles files;
  private final KernelGate gate;
  private final SystemDisks systemDisks;
  private final MediaJudge judge;

  DeviceDecisions(RootFiles files, KernelGate gate, SystemDisks systemDisks) {
    this.files = files;
    this.gate = gate;
    this.systemDisks = systemDisks;
    this.judge = new MediaJudge(new DriverTable(files));
  }

  /**
   * The decision.
   *
   * @param plugged every device that is known to be plugged in; it may be among them
   */
  MediaDecision decide(Device device, Collection<Device> plugged) {
    MediaDecision decision = judge.judge(device.description());
    if (decision instanceof MediaDecision.LetIn) {
      return decision;
    }
    // What is shut carries nothing the system runs on.
    boolean carries =
        gate.kept(device) || (device.authorized() && carries(device, systemDisks.read()));
    boolean otherKeyboard = true;
    boolean otherPointer = true;
    if (device.description().filter(is -> is.has(UsbDescription.HUMAN_INTERFACE)).isPresent()) {
      List<Keyboards.Input> others = otherInputs(device, plugged);
      otherKeyboard = others.stream().anyMatch(Keyboards.Input::keyboard);
      otherPointer = others.stream().anyMatch(Keyboards.Input::pointer);
    }
    return NeverBrick.hold(
        decision,
        new NeverBrick.Candidate(
            device.description(), device.builtIn(), carries, otherKeyboard, otherPointer));
  }

  /** True where one of the system's disks hangs on this device. */
  static boolean carries(Device device, Set<Path> system) {
    return system.stream().anyMatch(disk -> disk.startsWith(device.folder()));
  }

  /** Keyboards and pointers that are not on this device and not on a device with storage. */
  private List<Keyboards.Input> otherInputs(Device device, Collection<Device> plugged) {
    List<Keyboards.Input> others = new ArrayList<>();
    for (Keyboards.Input input : Keyboards.read(files)) {
      Path path = files.path("/sys" + input.path());
      boolean counts = !path.startsWith(device.folder());
      for (Device each : plugged) {
        boolean storage =
            each.description().filter(is -> is.has(UsbDescription.STORAGE)).isPresent();
        counts &= !(storage && path.startsWith(each.folder()));
      }
      if (counts) {
        others.add(input);
      }
    }
    return others;
  }

  /**
   * Decides about a device that is not there, so that the first real one does not wait for classes
   * to be loaded and for the table of drivers to be read.
   */
  void rehearse() {
    // A device of one configuration with a storage interface and one of its maker's own.
    byte[] stick =
        HexFormat.of()
            .parseHex(
                "120100020000004000000000000000000001"
                    + "09021b000201000032"
                    + "090400000008065000"
                    + "0904010000ff000000");
    LOG.log(
        Level.FINE,
        "rehearsed: {0}, {1}",
        new Object[] {judge.judge(Descriptors.parse(stick)), UsbTree.sha256(stick)});
  }
}
