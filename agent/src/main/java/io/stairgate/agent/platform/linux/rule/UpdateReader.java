package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.UpdateSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * How Debian and its relatives are kept current: apt's configuration, its timers, its lists of what
 * the system's makers mended, and dpkg's status. The lists are read again only when they or the
 * status changed. One thread at a time.
 */
public final class UpdateReader implements UpdateSource {
  /** Whose change may change what is found. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/apt/apt.conf",
          "/etc/apt/apt.conf.d",
          "/etc/systemd/system/apt-daily.timer",
          "/etc/systemd/system/apt-daily-upgrade.timer",
          "/etc/systemd/system/timers.target.wants",
          "/etc/os-release",
          "/run/reboot-required",
          "/var/lib/dpkg/status");

  static final List<String> TIMERS = List.of("apt-daily.timer", "apt-daily-upgrade.timer");
  private static final String STATUS = "/var/lib/dpkg/status";
  private static final String LISTS = "/var/lib/apt/lists";
  private static final int CONF_LIMIT = 256 * 1024;
  private static final int MOST_CONFS = 200;
  private static final int MOST_NAMES = 5;
  private static final int MOST_NOTED = 2_000;

  private final RootFiles files;
  private final InstantSource clock;
  private final Notes notes;
  private long stamp;
  private Waiting last = new Waiting.NotKnown("not-read-yet");

  /** Reads nothing yet. */
  public UpdateReader(RootFiles files, ControlParts parts, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.notes = new Notes(parts, "updates");
  }

  @Override
  public Reading read() {
    if (!files.exists(STATUS)) {
      return new Reading.Unreadable("other-package-manager");
    }
    return new Reading.State(
        notAutomatic(), lastLooked(), upFor(), waiting(), restartSince(), support());
  }

  // ---- by themselves

  private List<String> notAutomatic() {
    List<String> why = new ArrayList<>();
    if (!files.exists("/usr/bin/unattended-upgrade")) {
      why.add("the program that puts updates in (unattended-upgrades) is not installed");
    }
    AptConfiguration apt = configuration(files);
    if (!apt.on("APT::Periodic::Enable", "1")) {
      why.add("apt's periodic work is switched off");
    }
    if (!apt.on("APT::Periodic::Update-Package-Lists", "0")) {
      why.add("apt does not look for updates");
    }
    if (!apt.on("APT::Periodic::Unattended-Upgrade", "0")) {
      why.add("apt does not put updates in");
    }
    if (!takesSecurity(apt)) {
      why.add("important updates are left out of what is put in");
    }
    for (String timer : TIMERS) {
      if (!started(timer)) {
        why.add("the timer " + timer + " is off");
      }
    }
    return why;
  }

  /** The configuration in force. */
  static AptConfiguration configuration(RootFiles files) {
    AptConfiguration apt = new AptConfiguration();
    int read = 0;
    for (String name : files.list("/etc/apt/apt.conf.d")) {
      if (AptConfiguration.counts(name) && read++ < MOST_CONFS) {
        files.text("/etc/apt/apt.conf.d/" + name, CONF_LIMIT).ifPresent(apt::and);
      }
    }
    files.text("/etc/apt/apt.conf", CONF_LIMIT).ifPresent(apt::and);
    return apt;
  }

  private static boolean takesSecurity(AptConfiguration apt) {
    List<String> origins = new ArrayList<>(apt.list("Unattended-Upgrade::Origins-Pattern"));
    origins.addAll(apt.list("Unattended-Upgrade::Allowed-Origins"));
    return origins.stream()
        .map(origin -> origin.toLowerCase(java.util.Locale.ROOT))
        .anyMatch(origin -> origin.contains("security") || origin.contains("origin=*"));
  }

  /** Whether it starts with the system; of timers systemd keeps no file that says they run. */
  private boolean started(String timer) {
    Path own = files.path("/etc/systemd/system/" + timer);
    if (Files.isSymbolicLink(own)) {
      return false; // masked
    }
    return Files.isSymbolicLink(files.path("/etc/systemd/system/timers.target.wants/" + timer));
  }

  // ---- times

  private Optional<Instant> lastLooked() {
    Optional<Instant> stampOfApt = modified("/var/lib/apt/periodic/update-success-stamp");
    Optional<Instant> folder = modified(LISTS);
    return stampOfApt.isPresent() && folder.isPresent()
        ? Optional.of(stampOfApt.get().isAfter(folder.get()) ? stampOfApt.get() : folder.get())
        : stampOfApt.or(() -> folder);
  }

  private Duration upFor() {
    String uptime = files.attribute("/proc/uptime").orElse("");
    int dot = uptime.indexOf('.');
    String seconds = uptime.substring(0, Math.max(dot, 0));
    return seconds.matches("[0-9]{1,10}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  private Optional<Instant> restartSince() {
    return modified("/run/reboot-required").or(this::newerKernel);
  }

  /** A kernel that was put in since the system started. */
  private Optional<Instant> newerKernel() {
    String running = "vmlinuz-" + files.attribute("/proc/sys/kernel/osrelease").orElse("");
    Instant started = clock.instant().minus(upFor());
    Optional<Instant> newest = Optional.empty();
    for (String name : files.list("/boot")) {
      if (name.startsWith("vmlinuz-") && !name.equals(running)) {
        Optional<Instant> put = modified("/boot/" + name).filter(started::isBefore);
        if (put.isPresent() && newest.filter(put.get()::isBefore).isEmpty()) {
          newest = put;
        }
      }
    }
    return newest;
  }

  private Optional<Instant> modified(String absolute) {
    try {
      return Optional.of(Files.getLastModifiedTime(files.path(absolute)).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Support support() {
    boolean extended =
        files.exists("/var/lib/ubuntu-advantage/private/machine-token.json")
            && (files.exists("/etc/apt/sources.list.d/ubuntu-esm-infra.sources")
                || files.exists("/etc/apt/sources.list.d/ubuntu-esm-infra.list"));
    return SupportEnds.of(
        files
            .text("/etc/os-release", 64 * 1024)
            .or(() -> files.text("/usr/lib/os-release", 64 * 1024))
            .orElse(""),
        extended);
  }

  // ---- what waits

  private Waiting waiting() {
    List<Path> lists = new ArrayList<>();
    boolean packed = false;
    for (String name : files.list(LISTS)) {
      if (name.contains("-security_") && name.contains("_Packages")) {
        boolean readable = name.endsWith("_Packages") || name.endsWith("_Packages.gz");
        packed |= !readable;
        if (readable) {
          lists.add(files.path(LISTS + "/" + name));
        }
      }
    }
    if (lists.isEmpty()) {
      return new Waiting.NotKnown(packed ? "lists-are-packed" : "no-list-of-updates");
    }
    List<Path> inputs = new ArrayList<>(lists);
    inputs.add(files.path(STATUS));
    long now = Stamp.of(inputs);
    if (now != stamp || last instanceof Waiting.NotKnown) {
      last = compare(lists);
      stamp = now;
    }
    return last;
  }

  private Waiting compare(List<Path> lists) {
    Map<String, String> installed = new HashMap<>(4096);
    Set<String> waiting = new TreeSet<>();
    try {
      try (InputStream in = Files.newInputStream(files.path(STATUS))) {
        PackageList.read(
            in,
            entry -> {
              if (entry.installed()) {
                installed.put(entry.name(), entry.version());
              }
            });
      }
      for (Path list : lists) {
        try (InputStream in = open(list)) {
          PackageList.read(
              in,
              entry -> {
                String here = installed.get(entry.name());
                if (here != null && DebianVersion.compare(entry.version(), here) > 0) {
                  waiting.add(entry.name());
                }
              });
        }
      }
    } catch (IOException e) {
      return new Waiting.NotKnown("list-of-updates-not-readable");
    }
    return known(waiting);
  }

  private static InputStream open(Path list) throws IOException {
    InputStream in = Files.newInputStream(list);
    return list.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  /** Since when each has been waiting, as far as this laptop has seen it. */
  private Waiting known(Set<String> waiting) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Map<String, LocalDate> before = parse(notes.read().orElse(""));
    Map<String, LocalDate> since = new TreeMap<>();
    for (String name : waiting) {
      if (since.size() < MOST_NOTED) {
        LocalDate day = before.getOrDefault(name, today);
        since.put(name, day.isAfter(today) ? today : day);
      }
    }
    if (!since.equals(before)) {
      StringBuilder text = new StringBuilder();
      since.forEach((name, day) -> text.append(name).append(' ').append(day).append('\n'));
      notes.write(text.toString());
    }
    List<String> oldestFirst =
        since.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .limit(MOST_NAMES)
            .toList();
    return new Waiting.Known(
        oldestFirst, waiting.size(), since.values().stream().min(LocalDate::compareTo));
  }

  static Map<String, LocalDate> parse(String text) {
    Map<String, LocalDate> days = new TreeMap<>();
    for (String line : text.split("\n", MOST_NOTED + 1)) {
      String[] words = line.split(" ", 2);
      if (words.length == 2) {
        day(words[1]).ifPresent(day -> days.put(words[0], day));
      }
    }
    return days;
  }

  /** Empty for a damaged one: as if it had not been noted. */
  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
