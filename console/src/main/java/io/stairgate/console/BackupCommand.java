package io.stairgate.console;

import io.stairgate.console.backup.BackupFile;
import io.stairgate.console.local.Request;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a backup. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description =
        "Writes the whole console, or one setting of it, to a file, and checks that file. Works"
            + " while the console runs.")
final class BackupCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();
  @Mixin private PassphraseFile passphrase = new PassphraseFile();

  @Parameters(paramLabel = "FILE", description = "Where to; what stands there is replaced.")
  private Path file = Path.of("");

  @Option(
      names = "--setting",
      paramLabel = "NAME",
      description = "Take this setting alone, to move it to another console.")
  private @Nullable String setting;

  BackupCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Optional<String> lock = passphrase.read();
    Waiting waiting = new Waiting("%,d KB so far");
    BackupFile.Written written =
        new BackupFile(file, lock)
            .write(
                out -> console.backup(new Request.Backup(setting), clock, waiting.counting(out)));
    System.out.printf(
        "The backup is in %s: %,d rows in %,d KB. It was read back and is whole.%n",
        file, written.rows(), written.bytes() / 1024 + 1);
    if (lock.isEmpty()) {
      System.err.println(
          setting == null
              ? "Whoever has this file can open the console: lock it away, or lock it with"
                  + " --passphrase-file FILE."
              : "This file holds secrets of the setting's people: lock it away, or lock it with"
                  + " --passphrase-file FILE.");
    }
    return 0;
  }
}
