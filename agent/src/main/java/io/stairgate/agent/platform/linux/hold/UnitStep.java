package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A unit of systemd: running and started with the system, or stopped and masked. Read from the
 * links in {@code /etc/systemd/system} and from {@code /run/systemd/units}, where systemd keeps one
 * link for each service that is active (unit_export_state_files in systemd's unit.c), so that
 * looking starts no program; only for other kinds of units systemctl is asked. Put back by the same
 * links, and started or stopped as it was.
 */
public final class UnitStep implements Step {
  private static final String ID = "unit:";
  private static final String UNITS = "/etc/systemd/system";
  private static final String SYSTEMCTL = "/usr/bin/systemctl";
  private static final String NOWHERE = "/dev/null";

  private final RootFiles files;
  private final Programs programs;
  private final String unit;
  private final Want want;
  private final Words words;

  /** What a unit has to be. */
  public enum Want {
    /** Active now, and at each start of the system. */
    RUNNING,
    /** Stopped, and nothing can start it. */
    MASKED
  }

  /**
   * A unit.
   *
   * @param unit its name with its kind, for example {@code ufw.service}
   */
  public UnitStep(RootFiles files, Programs programs, String unit, Want want, Words words) {
    if (!unit.matches("[A-Za-z0-9_.@-]{1,120}")) {
      throw new IllegalArgumentException("not a unit: " + unit);
    }
    this.files = files;
    this.programs = programs;
    this.unit = unit;
    this.want = want;
    this.words = words;
  }

  /** A step of the record, only to be put back; empty where the id is none of a unit. */
  static Optional<Step> again(RootFiles files, Programs programs, String id) {
    return id.startsWith(ID) && id.substring(ID.length()).matches("[A-Za-z0-9_.@-]{1,120}")
        ? Optional.of(
            new UnitStep(
                files,
                programs,
                id.substring(ID.length()),
                Want.RUNNING,
                new Words("a service", "as before", "A service will be put back.")))
        : Optional.empty();
  }

  @Override
  public String id() {
    return ID + unit;
  }

  @Override
  public String what() {
    return words.what();
  }

  @Override
  public String expected() {
    return words.expected();
  }

  @Override
  public String sentence() {
    return words.sentence();
  }

  @Override
  public String found() {
    return masked() ? "masked" : (active() ? "running" : "stopped") + (enabled() ? "" : ", off");
  }

  @Override
  public boolean done() {
    return switch (want) {
      case RUNNING -> enabled() && active();
      case MASKED -> masked() && !active();
    };
  }

  private boolean active() {
    return Files.isSymbolicLink(files.path("/run/systemd/units/invocation:" + unit))
        || (!unit.endsWith(".service") && asked());
  }

  /** What starts no process of its own, such as a timer, has no link: systemd is asked. */
  private boolean asked() {
    try {
      return programs.run(SYSTEMCTL, "is-active", "--quiet", unit).succeeded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean enabled() {
    return !masked() && links().keySet().stream().anyMatch(link -> link.contains(".wants/"));
  }

  private boolean masked() {
    return NOWHERE.equals(links().get(UNITS + "/" + unit));
  }

  /** The links in systemd's folder that bear the unit's name or lead to it: path → target. */
  private Map<String, String> links() {
    Map<String, String> links = new TreeMap<>();
    collect(UNITS, links);
    for (String name : files.list(UNITS)) {
      if (name.endsWith(".wants") || name.endsWith(".requires")) {
        collect(UNITS + "/" + name, links);
      }
    }
    return links;
  }

  private void collect(String folder, Map<String, String> links) {
    for (String name : files.list(folder)) {
      Path link = files.path(folder + "/" + name);
      if (Files.isSymbolicLink(link)) {
        try {
          String target = Files.readSymbolicLink(link).toString();
          if (name.equals(unit) || target.endsWith("/" + unit)) {
            links.put(folder + "/" + name, target);
          }
        } catch (IOException e) {
          // It went meanwhile.
        }
      }
    }
  }

  @Override
  public String before() {
    StringBuilder text = new StringBuilder(active() ? "active" : "inactive").append('\n');
    links().forEach((link, to) -> text.append(link).append('\t').append(to).append('\n'));
    return text.toString();
  }

  @Override
  public void make() throws HoldException, InterruptedException {
    String sentence = "The service " + unit + " could not be set as the rule asks.";
    switch (want) {
      case RUNNING -> {
        programs.run(SYSTEMCTL, "unmask", unit);
        programs.need(sentence, SYSTEMCTL, "enable", "--now", unit);
      }
      case MASKED -> programs.need(sentence, SYSTEMCTL, "mask", "--now", unit);
    }
  }

  @Override
  public void putBack(String before) throws HoldException, InterruptedException {
    List<String> lines = before.lines().toList();
    if (lines.isEmpty()) {
      throw new HoldException("The record of what was there before is damaged.");
    }
    Map<String, String> former = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split("\t", 3);
      if (words.length != 2 || !words[0].startsWith(UNITS + "/") || words[0].contains("/../")) {
        throw new HoldException("The record of what was there before is damaged.");
      }
      former.put(words[0], words[1]);
    }
    try {
      for (String link : new ArrayList<>(links().keySet())) {
        if (!former.containsKey(link)) {
          Path path = files.path(link);
          Files.deleteIfExists(path);
          emptyFolder(link);
        }
      }
      for (Map.Entry<String, String> link : former.entrySet()) {
        restore(files.path(link.getKey()), link.getValue());
      }
    } catch (IOException e) {
      throw new HoldException("The service " + unit + " could not be put back.", e);
    }
    String sentence = "The service " + unit + " could not be put back.";
    programs.need(sentence, SYSTEMCTL, "daemon-reload");
    boolean wasActive = lines.getFirst().equals("active");
    if (wasActive != active()) {
      programs.need(sentence, SYSTEMCTL, wasActive ? "start" : "stop", unit);
    }
  }

  private void emptyFolder(String link) throws IOException {
    String folder = link.substring(0, link.lastIndexOf('/'));
    try {
      if (!folder.equals(UNITS)) {
        Files.deleteIfExists(files.path(folder));
      }
    } catch (DirectoryNotEmptyException e) {
      // Other services are started there.
    }
  }

  private static void restore(Path link, String target) throws IOException {
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().equals(target)) {
      return;
    }
    Path folder = link.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(target));
  }
}
