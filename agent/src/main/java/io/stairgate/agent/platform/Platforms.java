package io.stairgate.agent.platform;

import io.stairgate.agent.platform.linux.LinuxPlatform;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/** The switch: the one place that asks which operating system this is. */
public final class Platforms {
  private Platforms() {}

  /**
   * The operating system this process runs on.
   *
   * @param root the system's root, or a folder made to look like one for tests
   * @param clock tells the time
   */
  public static Platform current(Path root, InstantSource clock) {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return new LinuxPlatform(root, clock);
    }
    if (name.startsWith("windows")) {
      return new NotBuiltYet("windows", clock);
    }
    return new NotBuiltYet(name.startsWith("mac") ? "macos" : "other", clock);
  }
}
