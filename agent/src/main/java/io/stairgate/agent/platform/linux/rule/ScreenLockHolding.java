package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Afterwards;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.KeyFileStep;
import io.stairgate.agent.platform.linux.hold.KeyFileStep.KeyPlace;
import io.stairgate.agent.platform.linux.hold.KeyStyle;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the screen lock. GNOME: a database of ours with locks, weakest in the profile, so that its
 * locks count more than all others. Plasma: keys marked as final. logind as a second line, where
 * nobody has told it to do something else when the laptop is idle.
 */
public final class ScreenLockHolding implements Holding {
  static final String PROFILE = "/etc/dconf/profile/user";
  static final String DATABASE = "/etc/dconf/db/stairgate";
  static final String SETTINGS = DATABASE + ".d/50-screen-lock";
  static final String LOCKS = DATABASE + ".d/locks/50-screen-lock";
  static final String LOGIND = "/etc/systemd/logind.conf.d/60-stairgate-screen-lock.conf";

  private static final String PROFILE_LINE = "system-db:stairgate";

  /** What a profile needs before our line, or there would be no settings of the person's own. */
  private static final String PROFILE_START = "user-db:user\n";

  private static final String DCONF = "/usr/bin/dconf";
  private static final int DATABASE_LIMIT = 1 << 20;
  private static final List<String> OTHER_LOGIND =
      List.of("/etc/systemd/logind.conf.d", "/run/systemd/logind.conf.d");

  private final RootFiles files;
  private final Programs programs;

  /** Reads nothing yet. */
  public ScreenLockHolding(RootFiles files, Programs programs) {
    this.files = files;
    this.programs = programs;
  }

  @Override
  public Rule rule() {
    return Rule.SCREEN_LOCK;
  }

  @Override
  public List<Step> steps(Policy policy) {
    Duration idle =
        policy
            .settings(rule(), RuleSettings.ScreenLock.class, RuleSettings.ScreenLock.DEFAULT)
            .idle();
    Set<String> desktops = Desktops.installed(files);
    List<Step> steps = new ArrayList<>();
    if (desktops.contains("gnome")) {
      steps.addAll(gnome(idle));
    }
    if (desktops.contains("plasma")) {
      steps.addAll(plasma(idle));
    }
    if (!desktops.isEmpty() && !idleActionOfOthers()) {
      steps.add(
          new FileStep(
              files,
              LOGIND,
              """
              # Stairgate: a second line for the screen lock.
              [Login]
              IdleAction=lock
              IdleActionSec=%d
              """
                  .formatted(idle.toSeconds()),
              0644,
              new Words(
                  "what the system does when nobody uses the laptop",
                  "lock after " + words(idle),
                  "The system itself will ask for the lock after " + words(idle) + " too.")));
    }
    return steps;
  }

  private List<Step> gnome(Duration idle) {
    return List.of(
        new FileStep(
            files,
            SETTINGS,
            """
            # Stairgate
            [org/gnome/desktop/session]
            idle-delay=uint32 %d

            [org/gnome/desktop/screensaver]
            lock-enabled=true
            idle-activation-enabled=true
            lock-delay=uint32 0
            ubuntu-lock-on-suspend=true

            [org/gnome/desktop/lockdown]
            disable-lock-screen=false
            """
                .formatted(idle.toSeconds()),
            0644,
            new Words(
                "the time until the screen locks",
                words(idle),
                "The screen will lock after " + words(idle) + ".")),
        new FileStep(
            files,
            LOCKS,
            """
            /org/gnome/desktop/session/idle-delay
            /org/gnome/desktop/screensaver/lock-enabled
            /org/gnome/desktop/screensaver/idle-activation-enabled
            /org/gnome/desktop/screensaver/lock-delay
            /org/gnome/desktop/screensaver/ubuntu-lock-on-suspend
            /org/gnome/desktop/lockdown/disable-lock-screen
            """,
            0644,
            new Words(
                "who may change the screen lock",
                "nobody on this laptop",
                "People will not be able to turn the screen lock off.")),
        profile());
  }

  /** A profile somebody made keeps its lines. */
  private Step profile() {
    return new KeyFileStep(
        files,
        new KeyPlace(PROFILE, KeyStyle.LINE, "", PROFILE_LINE),
        "",
        new Words(
            "where the desktop takes its settings from",
            "the setting's own settings too",
            "The desktop will follow the setting's own settings."),
        PROFILE_START);
  }

  private List<Step> plasma(Duration idle) {
    return List.of(
        plasma("Autolock", "true", "whether the screen locks by itself", "yes"),
        plasma(
            "Timeout",
            String.valueOf(Math.max(idle.toMinutes(), 1)),
            "the time until the screen locks",
            words(idle)),
        plasma("LockGrace", "0", "the time without password after the lock", "none"),
        plasma("LockOnResume", "true", "the lock after sleep", "on"),
        plasma("RequirePassword", "true", "the password after the lock", "asked for"));
  }

  private Step plasma(String key, String value, String what, String expected) {
    return new KeyFileStep(
        files,
        new KeyPlace(PlasmaLock.FILE, KeyStyle.INI, PlasmaLock.GROUP, key + "[$i]"),
        value,
        new Words(
            what + " (Plasma)",
            expected,
            "In Plasma, " + what + " will be: " + expected + ". People cannot change it."));
  }

  /** Whoever chose suspend or power-off for an idle laptop keeps it. */
  private boolean idleActionOfOthers() {
    List<String> texts = new ArrayList<>();
    files.text("/etc/systemd/logind.conf", 64 * 1024).ifPresent(texts::add);
    for (String folder : OTHER_LOGIND) {
      for (String name : files.list(folder)) {
        if (name.endsWith(".conf") && !LOGIND.endsWith("/" + name)) {
          files.text(folder + "/" + name, 64 * 1024).ifPresent(texts::add);
        }
      }
    }
    return texts.stream()
        .anyMatch(
            text ->
                Sections.value(text, "Login"::equals, "IdleAction")
                    .filter(action -> !action.isEmpty() && !action.equals("ignore"))
                    .isPresent());
  }

  static String words(Duration time) {
    return time.toMinutes() == 1
        ? "1 minute"
        : time.toSeconds() % 60 == 0
            ? time.toMinutes() + " minutes"
            : time.toSeconds() + " seconds";
  }

  @Override
  public List<String> watched() {
    return List.of(PROFILE, DATABASE, DATABASE + ".d", LOGIND, PlasmaLock.FILE);
  }

  /** Taken back from a laptop without GNOME by now, too. */
  @Override
  public Optional<Step> again(String id) {
    return Optional.of(profile()).filter(step -> step.id().equals(id));
  }

  @Override
  public List<Afterwards> afterwards() {
    return List.of(new Compile(), new TellLogind());
  }

  /** Compiles the database; open desktops hear of it from dconf. */
  private final class Compile implements Afterwards {
    @Override
    public String what() {
      return "the desktop's settings";
    }

    @Override
    public boolean due() {
      Optional<String> source = files.text(SETTINGS, 64 * 1024);
      if (source.isEmpty()) {
        return files.exists(DATABASE) && !files.exists(DATABASE + ".d");
      }
      String wanted =
          Sections.value(source.get(), "org/gnome/desktop/session"::equals, "idle-delay")
              .map(value -> value.replace("uint32 ", ""))
              .orElse("");
      return !(files.read(DATABASE, DATABASE_LIMIT) instanceof FileText.Content content
          && GvdbFile.of(content.bytes()).filter(db -> inForce(db, wanted)).isPresent());
    }

    private boolean inForce(GvdbFile database, String wanted) {
      return database
              .unsigned(GnomeLock.IDLE)
              .filter(idle -> idle.toString().equals(wanted))
              .isPresent()
          && database.table(".locks").filter(locks -> locks.has(GnomeLock.IDLE)).isPresent();
    }

    @Override
    public void run() throws HoldException, InterruptedException {
      if (!files.exists(DATABASE + ".d")) {
        CompiledDatabase.remove(files, DATABASE);
        return;
      }
      if (!files.exists(DCONF) && files.live()) {
        throw new HoldException(
            "The program dconf is missing on this laptop. Install the package dconf-cli.");
      }
      programs.run(DCONF, "update");
      if (files.live() && due()) {
        throw new HoldException("The desktop's settings could not be put into force by dconf.");
      }
    }
  }

  /** logind reads its files again when it is told; nobody's session ends. */
  private final class TellLogind implements Afterwards {
    @Override
    public String what() {
      return "what the system does when nobody uses the laptop";
    }

    @Override
    public boolean due() {
      return false;
    }

    @Override
    public void run() throws InterruptedException {
      // Where it does not work, the next start of the laptop does it.
      programs.run("/usr/bin/systemctl", "kill", "--signal=HUP", "systemd-logind.service");
    }
  }
}
