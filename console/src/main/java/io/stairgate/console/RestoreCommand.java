package io.stairgate.console;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.authority.KeyFolder;
import io.stairgate.console.backup.BackupException;
import io.stairgate.console.backup.BackupFile;
import io.stairgate.console.backup.Restore;
import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.Database;
import io.stairgate.console.setting.Setting;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a backup back. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Puts a whole console back into an empty folder, or brings one setting into a console that"
            + " is stopped.")
final class RestoreCommand implements Callable<Integer> {
  private static final Actor ACTOR = new Actor.CommandLine();

  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();
  @Mixin private PassphraseFile passphrase = new PassphraseFile();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = "--rename-people",
      description =
          "Give people of an arriving setting another sign-in name where theirs is taken.")
  private boolean rename;

  RestoreCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ConsoleConfig config = console.read();
    Waiting waiting = new Waiting("%,d rows so far");
    Restore restore = new Restore(new BackupFile(file, passphrase.read()), clock, waiting::more);
    if (restore.whole()) {
      whole(config, restore);
    } else {
      setting(config, restore);
    }
    return 0;
  }

  private void whole(ConsoleConfig config, Restore restore) {
    try (DataFolder folder = DataFolder.forRestore(config.data())) {
      boolean done = false;
      try {
        fill(config, restore, folder.restoring());
        done = true;
      } finally {
        if (!done) {
          folder.notRestored();
        }
      }
      folder.restored();
    }
    System.out.printf(
        "The console is back as it was at %s: %,d rows. Start it with \"serve\".%n",
        restore.madeAt(), restore.rows());
    System.out.println(
        "Everybody signs in anew, and lines and links that were open are void. People and tokens"
            + " that were removed after the backup are back: look through them first.");
  }

  private void fill(ConsoleConfig config, Restore restore, Path restoring) {
    try (DataFolder inner = DataFolder.lock(restoring)) {
      Path keys = restoring.resolve(Core.KEYS);
      var _ = new KeyFolder(keys);
      String address = config.database().orElseGet(inner::embeddedDatabaseUrl);
      try (Database database = Database.openAt(address, restore.schema())) {
        restore.whole(database, keys, config.data());
      }
      // Brings the tables to this version and looks whether the keys are this console's.
      try (Core core = Core.open(inner, config.database(), clock)) {
        restore.tell(core.database, core.audit, ACTOR);
        for (Setting each : core.settings.all()) {
          core.audit
              .firstBroken(each.id())
              .ifPresent(
                  line ->
                      System.err.printf(
                          "The log of who did what was changed at line %d (%s) before the backup"
                              + " was made. Ask for help before going on.%n",
                          line, each.name()));
        }
      }
    }
  }

  private void setting(ConsoleConfig config, Restore restore) {
    Path data = config.data().toAbsolutePath().normalize();
    LocalOptions.refuseWithoutConsole(data);
    DataFolder folder =
        DataFolder.tryLock(data)
            .orElseThrow(
                () ->
                    new BackupException(
                        "The console is running. Stop it, bring the setting in, and start it"
                            + " again."));
    try (folder;
        Core core = Core.open(folder, config.database(), clock)) {
      Restore.Arrived arrived =
          restore.setting(core.database, core.audit, core.sealing, core.keysPath, rename, ACTOR);
      System.out.printf(
          "%s is here as it was at %s: %,d rows. Start the console with \"serve\".%n",
          arrived.name(), restore.madeAt(), restore.rows());
      System.out.println(
          "Its laptops trust the console they came from: give each a new line, with \"enrol-code\"."
              + " Recovery codes do not move, and passkeys work only where the pages keep their"
              + " address. Let whoever has no other second step in with \"account reset\".");
      arrived.renamed().forEach(each -> System.out.println(each + "."));
      if (arrived.leftBehind() > 0) {
        System.out.printf(
            "%d people of other settings had to do with it. They are named in its log; invite them"
                + " again where they are needed.%n",
            arrived.leftBehind());
      }
    }
  }
}
