package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The encrypted volumes that are open on the laptop's own disks. Keeps nothing. */
public final class LuksVolumes implements Supplier<List<LuksVolumes.Volume>> {
  private static final int DEEPEST = 8;
  private static final int MOUNTS = 1 << 20;
  private final RootFiles files;

  /** Of this system, or of a folder made to look like one. */
  public LuksVolumes(RootFiles files) {
    this.files = files;
  }

  /**
   * One volume.
   *
   * @param device what it stands on
   * @param words what it holds, for people
   */
  public record Volume(Path device, String words) {}

  /** Those that are open now; what is on a memory stick is left out. */
  @Override
  public List<Volume> get() {
    List<Volume> volumes = new ArrayList<>();
    for (String name : files.list("/sys/class/block")) {
      String folder = "/sys/class/block/" + name;
      if (!name.startsWith("dm-")
          || files
              .attribute(folder + "/dm/uuid")
              .filter(uuid -> uuid.startsWith("CRYPT-LUKS"))
              .isEmpty()) {
        continue;
      }
      List<String> below = files.list(folder + "/slaves");
      if (below.size() == 1 && !portable(below.getFirst())) {
        volumes.add(new Volume(files.path("/dev/" + below.getFirst()), words(name)));
      }
    }
    return List.copyOf(volumes);
  }

  private boolean portable(String name) {
    Optional<Path> real = RootFiles.real(files.path("/sys/class/block/" + name));
    return real.isEmpty()
        || real.get().toString().contains("/usb")
        || files
            .attribute("/sys/class/block/" + name + "/removable")
            .or(() -> RootFiles.attribute(real.get().resolveSibling("removable")))
            .filter("1"::equals)
            .isPresent();
  }

  private String words(String name) {
    Set<String> numbers = new TreeSet<>();
    numbers(name, numbers, 0);
    Set<String> points = new TreeSet<>();
    files
        .text("/proc/self/mountinfo", MOUNTS)
        .ifPresent(
            text -> {
              for (String line : text.split("\n", 20_000)) {
                String[] words = line.split(" ", 7);
                if (words.length == 7 && numbers.contains(words[2])) {
                  points.add(words[4]);
                }
              }
            });
    if (points.contains("/")) {
      return "the system disk";
    }
    if (points.contains("/home")) {
      return "the disk with the home folders";
    }
    return points.isEmpty() ? "the disk for swapping" : "the disk at " + points.iterator().next();
  }

  /** Its number and those of all that stands on it. */
  private void numbers(String name, Set<String> numbers, int depth) {
    files.attribute("/sys/class/block/" + name + "/dev").ifPresent(numbers::add);
    if (depth < DEEPEST) {
      for (String above : files.list("/sys/class/block/" + name + "/holders")) {
        numbers(above, numbers, depth + 1);
      }
    }
  }

  /** The header of a volume; empty where it cannot be read. */
  static Optional<LuksHeader> header(Volume volume) {
    try {
      return Optional.of(LuksHeader.read(volume.device()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
