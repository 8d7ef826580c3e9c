package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Afterwards;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * Keeps cameras of the usual kind (USB video class, the driver uvcvideo) off: cut from their driver
 * now, and the driver kept away from the next start on.
 */
public final class CameraHolding implements Holding {
  static final String BLOCK = "/etc/modprobe.d/stairgate-camera.conf";
  static final String BLOCK_TEXT =
      """
      # Stairgate: the setting's rule keeps the camera off.
      blacklist uvcvideo
      install uvcvideo /bin/false
      """;

  private static final String DRIVERS = "/sys/bus/usb/drivers/" + Cameras.DRIVER;

  private final RootFiles files;
  private final Programs programs;

  /** Reads nothing yet. */
  public CameraHolding(RootFiles files, Programs programs) {
    this.files = files;
    this.programs = programs;
  }

  @Override
  public Rule rule() {
    return Rule.CAMERA;
  }

  @Override
  public List<Step> steps(Policy policy) {
    return List.of(
        new Unbind(files),
        new FileStep(
            files,
            BLOCK,
            BLOCK_TEXT,
            0644,
            new Words(
                "the camera after the next start",
                "off",
                "The camera will stay off after the next start too.")));
  }

  @Override
  public Optional<Step> again(String id) {
    return id.equals(Unbind.ID) ? Optional.of(new Unbind(files)) : Optional.empty();
  }

  @Override
  public List<String> watched() {
    return Cameras.WATCHED;
  }

  @Override
  public List<Afterwards> afterwards() {
    return List.of(new Rediscover());
  }

  /** Cuts the cameras that are on from their driver. */
  private record Unbind(RootFiles files) implements Step {
    static final String ID = "camera:driver";

    private List<String> bound() {
      return Cameras.usbCameras(files).stream()
          .filter(name -> files.exists(DRIVERS + "/" + name))
          .toList();
    }

    @Override
    public String id() {
      return ID;
    }

    @Override
    public String what() {
      return "the camera";
    }

    @Override
    public String expected() {
      return "off";
    }

    @Override
    public String found() {
      return bound().isEmpty() ? "off" : "can be used";
    }

    @Override
    public String sentence() {
      return "The camera will be turned off.";
    }

    @Override
    public boolean done() {
      return bound().isEmpty();
    }

    @Override
    public String before() {
      return String.join(" ", bound());
    }

    @Override
    public void make() throws HoldException {
      for (String name : bound()) {
        if (!RootFiles.write(files.path(DRIVERS + "/unbind"), name)) {
          throw new HoldException("The camera could not be turned off. Restart the laptop.");
        }
      }
    }

    /** Where the driver is not loaded, {@link Rediscover} has it loaded. */
    @Override
    public void putBack(String before) {
      for (String name : Cameras.usbCameras(files)) {
        if (Cameras.driver(files.path(Cameras.USB + "/" + name)).isEmpty()
            && files.exists(DRIVERS + "/bind")) {
          RootFiles.write(files.path(DRIVERS + "/bind"), name);
        }
      }
    }
  }

  /** Once nothing keeps the driver away, udev finds it for each camera that has none. */
  private final class Rediscover implements Afterwards {
    @Override
    public String what() {
      return "the camera";
    }

    @Override
    public boolean due() {
      return false;
    }

    @Override
    public void run() throws InterruptedException {
      if (files.exists(BLOCK)) {
        return;
      }
      for (String name : Cameras.usbCameras(files)) {
        if (Cameras.driver(files.path(Cameras.USB + "/" + name)).isEmpty()) {
          programs.run("/usr/bin/udevadm", "trigger", "--action=add", Cameras.USB + "/" + name);
        }
      }
    }
  }
}
