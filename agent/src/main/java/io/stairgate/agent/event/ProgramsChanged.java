package io.stairgate.agent.event;

import java.util.List;

/**
 * Programs were added or removed since the laptop last told. Names and versions, never use.
 *
 * @param everything whether {@code present} is all there is
 * @param present programs that are there, at most {@value #MOST}; otherwise the newly added
 * @param gone programs that are not there any more, at most {@value #MOST}
 */
public record ProgramsChanged(boolean everything, List<Program> present, List<Program> gone)
    implements Occurrence {
  /** The most of each. */
  public static final int MOST = 2_000;

  public ProgramsChanged {
    present = present.stream().limit(MOST).toList();
    gone = gone.stream().limit(MOST).toList();
  }

  /**
   * One program.
   *
   * @param name at most 100 characters
   * @param version at most 64 characters
   * @param source {@code deb}, {@code snap}, {@code flatpak}, {@code appimage} or {@code folder}
   * @param cloud whether it is known to keep files in the cloud
   */
  public record Program(String name, String version, String source, boolean cloud) {
    public Program {
      name = Text.clean(name, 100);
      version = Text.clean(version, 64);
      source = Text.clean(source, 16);
    }
  }
}
