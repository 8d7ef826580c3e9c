package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.CameraSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cameras as sysfs shows them: the capture nodes of video4linux, and video interfaces on USB (class
 * 0e, subclass 01) that have no driver and so no node. Nothing is opened; who has one open is not
 * looked at.
 */
public final class Cameras implements CameraSource {
  /** Nodes come and go here; the file that keeps the driver away. */
  public static final List<String> WATCHED = List.of("/dev/video0", CameraHolding.BLOCK);

  static final String NODES = "/sys/class/video4linux";
  static final String USB = "/sys/bus/usb/devices";
  static final String DRIVER = "uvcvideo";

  private static final int UDEV_LIMIT = 64 * 1024;
  private static final int MOST = 32;

  private final RootFiles files;

  /** Reads nothing yet. */
  public Cameras(RootFiles files) {
    this.files = files;
  }

  @Override
  public boolean keptOff() {
    return files
        .text(CameraHolding.BLOCK, UDEV_LIMIT)
        .filter(CameraHolding.BLOCK_TEXT::equals)
        .isPresent();
  }

  @Override
  public List<Camera> cameras() {
    List<Camera> cameras = new ArrayList<>();
    for (String node : files.list(NODES)) {
      if (cameras.size() < MOST && captures(node)) {
        cameras.add(
            new Camera(
                files.attribute(NODES + "/" + node + "/name").orElse(""),
                true,
                driver(files.path(NODES + "/" + node + "/device")).equals(DRIVER)));
      }
    }
    for (String shut : usbCameras(files)) {
      if (cameras.size() < MOST && driver(files.path(USB + "/" + shut)).isEmpty()) {
        String device = shut.substring(0, shut.indexOf(':'));
        cameras.add(
            new Camera(files.attribute(USB + "/" + device + "/product").orElse(""), false, true));
      }
    }
    return cameras;
  }

  /** The interfaces on USB that control a camera, for example {@code 1-6:1.0}. */
  static List<String> usbCameras(RootFiles files) {
    List<String> found = new ArrayList<>();
    for (String name : files.list(USB)) {
      if (name.indexOf(':') > 0
          && found.size() < MOST
          && files.attribute(USB + "/" + name + "/bInterfaceClass").equals(Optional.of("0e"))
          && files.attribute(USB + "/" + name + "/bInterfaceSubClass").equals(Optional.of("01"))) {
        found.add(name);
      }
    }
    return found;
  }

  /** The name of a device's driver; empty where it has none. */
  static String driver(Path device) {
    return RootFiles.real(device.resolve("driver"))
        .map(Path::getFileName)
        .map(Path::toString)
        .orElse("");
  }

  /**
   * A camera has several nodes, of which one gives pictures: as udev found it, or else the first.
   * What a program makes up (/sys/devices/virtual) is no camera.
   */
  private boolean captures(String node) {
    Optional<Path> real = RootFiles.real(files.path(NODES + "/" + node));
    if (!node.startsWith("video")
        || real.isEmpty()
        || files.inside(real.get()).startsWith("/sys/devices/virtual/")) {
      return false;
    }
    Optional<String> abilities =
        files
            .attribute(NODES + "/" + node + "/dev")
            .flatMap(number -> files.text("/run/udev/data/c" + number, UDEV_LIMIT))
            .flatMap(Cameras::abilities);
    return abilities.isPresent()
        ? abilities.get().contains(":capture:")
        : files.attribute(NODES + "/" + node + "/index").orElse("0").equals("0");
  }

  private static Optional<String> abilities(String data) {
    return data.lines()
        .filter(line -> line.startsWith("E:ID_V4L_CAPABILITIES="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst();
  }
}
