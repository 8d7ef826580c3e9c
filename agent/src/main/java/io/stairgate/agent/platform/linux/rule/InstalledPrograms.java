package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.event.ProgramsChanged.Program;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The programs of this laptop: packages that somebody chose (not those that came because another
 * needed them), snaps, flatpaks, AppImages in folders for programs, folders in {@code /opt} and
 * programs in {@code /usr/local/bin}. Looks into no other folder of a person.
 */
final class InstalledPrograms {
  static final String STATUS = "/var/lib/dpkg/status";
  static final String EXTENDED = "/var/lib/apt/extended_states";
  private static final String SNAPS = "/var/lib/snapd/snaps";
  private static final String FLATPAKS = "/var/lib/flatpak/app";
  private static final int MOST_HOMES = 64;
  private static final int MOST = 20_000;

  /** Names that packages, snaps and flatpaks of cloud storage have; theirs alone. */
  private static final Set<String> CLOUDS =
      Set.of(
          "dropbox",
          "nautilus-dropbox",
          "caja-dropbox",
          "nemo-dropbox",
          "com.dropbox.client",
          "maestral",
          "nextcloud-desktop",
          "nextcloud-client",
          "nextcloud-desktop-client",
          "com.nextcloud.desktopclient.nextcloud",
          "owncloud-client",
          "owncloud",
          "com.owncloud.desktop_client",
          "onedrive",
          "onedriver",
          "onedrivegui",
          "rclone",
          "rclone-browser",
          "insync",
          "megasync",
          "nz.mega.megasync",
          "google-drive-ocamlfuse",
          "grive",
          "overgrive",
          "pcloud",
          "pcloud-drive",
          "seafile-gui",
          "seafile-client",
          "com.seafile.client",
          "spideroakone",
          "tresorit",
          "cozy-drive",
          "celeste",
          "com.hunterwittenborn.celeste",
          "odrive",
          "icloud-for-linux",
          "koofr",
          "filen",
          "io.filen.filen_desktop",
          "proton-drive",
          "internxt",
          "sync-in",
          "megacmd",
          "megatools");

  private final RootFiles files;

  InstalledPrograms(RootFiles files) {
    this.files = files;
  }

  /** What says whether anything was added or removed. */
  List<Path> inputs() {
    List<Path> inputs = new ArrayList<>();
    for (String path :
        List.of(STATUS, EXTENDED, SNAPS, FLATPAKS, "/opt", "/usr/local/bin", "/home")) {
      inputs.add(files.path(path));
    }
    for (String home : homes()) {
      inputs.add(files.path(home + "/.local/share/flatpak/app"));
      inputs.add(files.path(home + "/Applications"));
      inputs.add(files.path(home + "/AppImages"));
    }
    return inputs;
  }

  /**
   * Reads them.
   *
   * @throws IOException where the list of packages cannot be read
   */
  List<Program> read() throws IOException {
    List<Program> programs = new ArrayList<>();
    packages(programs);
    snaps(programs);
    folders(programs, FLATPAKS, "flatpak");
    folders(programs, "/opt", "folder");
    for (String name : files.list("/usr/local/bin")) {
      if (Files.isRegularFile(files.path("/usr/local/bin/" + name))) {
        add(programs, name, "", "folder");
      }
    }
    for (String home : homes()) {
      folders(programs, home + "/.local/share/flatpak/app", "flatpak");
      appImages(programs, home + "/Applications");
      appImages(programs, home + "/AppImages");
    }
    return programs;
  }

  private void packages(List<Program> programs) throws IOException {
    Set<String> automatic = new HashSet<>();
    if (files.exists(EXTENDED)) {
      try (InputStream in = Files.newInputStream(files.path(EXTENDED))) {
        PackageList.read(
            in,
            entry -> {
              if (entry.automatic()) {
                automatic.add(entry.name());
              }
            });
      }
    }
    if (files.exists(STATUS)) {
      try (InputStream in = Files.newInputStream(files.path(STATUS))) {
        PackageList.read(
            in,
            entry -> {
              if (entry.installed() && !automatic.contains(entry.name())) {
                add(programs, entry.name(), entry.version(), "deb");
              }
            });
      }
    }
  }

  /** {@code firefox_4173.snap}; several revisions of one are one program. */
  private void snaps(List<Program> programs) {
    Set<String> seen = new HashSet<>();
    for (String name : files.list(SNAPS)) {
      int underscore = name.lastIndexOf('_');
      if (underscore > 0 && name.endsWith(".snap")) {
        String program = name.substring(0, underscore);
        boolean base =
            program.matches(
                "core[0-9]*|bare|snapd|gtk-common-themes|gnome-[0-9-]+|kf[56].*|mesa-.*");
        if (!base && seen.add(program)) {
          add(programs, program, "", "snap");
        }
      }
    }
  }

  private void folders(List<Program> programs, String folder, String source) {
    for (String name : files.list(folder)) {
      if (Files.isDirectory(files.path(folder + "/" + name))) {
        add(programs, name, "", source);
      }
    }
  }

  private void appImages(List<Program> programs, String folder) {
    for (String name : files.list(folder)) {
      if (name.toLowerCase(Locale.ROOT).endsWith(".appimage")) {
        add(programs, name.substring(0, name.length() - ".appimage".length()), "", "appimage");
      }
    }
  }

  private List<String> homes() {
    return files.list("/home").stream().limit(MOST_HOMES).map(name -> "/home/" + name).toList();
  }

  private static void add(List<Program> programs, String name, String version, String source) {
    if (programs.size() < MOST && !name.isBlank()) {
      programs.add(
          new Program(name, version, source, CLOUDS.contains(name.toLowerCase(Locale.ROOT))));
    }
  }
}
