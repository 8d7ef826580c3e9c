package io.stairgate.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The passphrase of a backup, in a file: on a command line every program could read it. */
final class PassphraseFile {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 1000;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "A file whose first line is the passphrase that locks the backup.")
  private @Nullable Path file;

  Optional<String> read() {
    if (file == null) {
      return Optional.empty();
    }
    String passphrase;
    try {
      if (Files.size(file) > 10 * LONGEST) {
        throw new IOException("too long");
      }
      passphrase = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new CommandLineRefusal(
          "The passphrase's file %s cannot be read. Check its name and that it is short text."
              .formatted(file));
    }
    if (passphrase.length() < SHORTEST || passphrase.length() > LONGEST) {
      throw new CommandLineRefusal(
          "The first line of %s must hold a passphrase of at least %d characters."
              .formatted(file, SHORTEST));
    }
    return Optional.of(passphrase);
  }
}
