package io.stairgate.console.news;

import java.util.List;

/**
 * Programs were added or removed.
 *
 * @param everything whether {@code present} is all there is; otherwise it is what was newly added
 * @param present programs that are there, at most 2,000
 * @param gone programs that are not there any more, at most 2,000
 */
public record ProgramsNews(boolean everything, List<Program> present, List<Program> gone) {
  public ProgramsNews {
    present = List.copyOf(present);
    gone = List.copyOf(gone);
  }

  /**
   * One program.
   *
   * @param name 1 to 100 characters
   * @param version at most 64 characters; may be empty
   * @param source {@code deb}, {@code snap}, {@code flatpak}, {@code appimage} or {@code folder}; a
   *     newer agent may say another word of at most 16 characters
   * @param cloud whether it is known to keep files in the cloud
   */
  public record Program(String name, String version, String source, boolean cloud) {}
}
