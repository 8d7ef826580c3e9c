package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ScreenLockSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Programs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the desktops of this laptop lock the screen: GNOME and KDE's Plasma; the weakest of those
 * that are installed counts, because whoever signs in may choose. Of another desktop nothing is
 * known.
 */
public final class ScreenLocks implements ScreenLockSource {
  /** The files that say how the screen locks. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/dconf/profile",
          "/etc/dconf/db",
          PlasmaLock.FILE,
          "/usr/share/xsessions",
          "/usr/share/wayland-sessions");

  private static final Set<String> KNOWN = Set.of("gnome", "plasma");

  /** What is not fixed first, then what never locks, then what locks last. */
  private static final Comparator<Reading.Settings> WEAKEST =
      Comparator.<Reading.Settings, Boolean>comparing(ScreenLocks::fixed)
          .thenComparing(settings -> settings.lockEnabled().value().orElse(false))
          .thenComparing(Comparator.comparing(ScreenLocks::until).reversed());

  private final RootFiles files;
  private final GnomeLock gnome;
  private final PlasmaLock plasma;
  private final SessionLocks sessions;

  /** Reads nothing yet. */
  public ScreenLocks(RootFiles files, Programs programs, InstantSource clock) {
    this.files = files;
    this.gnome = new GnomeLock(files);
    this.plasma = new PlasmaLock(files);
    this.sessions = new SessionLocks(files, programs, clock);
  }

  @Override
  public Reading read() {
    Set<String> desktops = Desktops.installed(files);
    if (desktops.isEmpty()) {
      return new Reading.NoDesktop("no-desktop");
    }
    Set<String> others = new TreeSet<>(desktops);
    others.removeAll(KNOWN);
    if (!others.isEmpty()) {
      return new Reading.Unclear("other-desktop", String.join(", ", others));
    }
    List<Reading.Settings> found = new ArrayList<>();
    for (String desktop : desktops) {
      switch (desktop.equals("gnome") ? gnome.read() : plasma.read()) {
        case Reading.Settings settings -> found.add(settings);
        case Reading.NoDesktop none -> {}
        case Reading.Unclear unclear -> {
          return unclear;
        }
      }
    }
    Reading.Settings weakest = found.stream().min(WEAKEST).orElseThrow();
    List<String> stamped = new ArrayList<>(gnome.databasePaths());
    stamped.add("/etc/dconf/profile/user");
    return new Reading.Settings(
        weakest.idle(),
        weakest.lockEnabled(),
        weakest.delay(),
        sessions.read(FileStamps.of(files, stamped)));
  }

  private static boolean fixed(Reading.Settings settings) {
    return settings.idle().fixed() && settings.lockEnabled().fixed() && settings.delay().fixed();
  }

  private static Duration until(Reading.Settings settings) {
    Duration idle = settings.idle().value().orElse(Duration.ZERO);
    return idle.isZero()
        ? Duration.ofDays(365)
        : idle.plus(settings.delay().value().orElse(Duration.ZERO));
  }
}
