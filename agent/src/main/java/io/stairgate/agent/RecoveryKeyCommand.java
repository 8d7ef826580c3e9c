package io.stairgate.agent;

import io.stairgate.agent.Commands.Surroundings;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.LocalClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Has a recovery key made for this laptop's encrypted disks. The passphrase is typed unseen, or
 * comes through a pipe; never on the command line.
 */
@Command(
    name = "recovery-key",
    mixinStandardHelpOptions = true,
    description = {
      "Has a spare key made for this laptop's encrypted disk, kept by your setting.",
      "It asks for the passphrase you type when the laptop starts. Nobody keeps that passphrase."
    })
final class RecoveryKeyCommand implements Callable<Integer> {
  private static final int LONGEST = 512;

  private final Surroundings surroundings;
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(names = "--status", description = "Only says how it stands.")
  private boolean status;

  @Option(
      names = "--passphrase-input",
      description = "Reads the passphrase as one line from the input, for a window or a script.")
  private boolean piped;

  RecoveryKeyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws PlainException, IOException {
    LocalClient agent = new LocalClient(options.config(surroundings.configurer()).sockets());
    PrintWriter out = surroundings.out();
    if (status || !piped) {
      agent.require(Ask.RECOVERY_KEY).lines().forEach(out::println);
    }
    if (status) {
      return 0;
    }
    char[] typed = piped ? line(surroundings.in()) : unseen(out);
    try {
      if (typed.length == 0) {
        throw new PlainException("Nothing was typed, and nothing was changed.");
      }
      out.println("Please wait: the key is made and tried. This can take a minute.");
      agent
          .require(Ask.RECOVERY_KEY_ADD, Map.of("passphrase", new String(typed)))
          .lines()
          .forEach(out::println);
      return 0;
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  @SuppressWarnings("SystemConsoleNull") // the null check of the build asks for it
  private char[] unseen(PrintWriter out) throws PlainException {
    java.io.@Nullable Console console = surroundings.terminal() ? System.console() : null;
    if (console == null) {
      throw new PlainException(
          "There is nobody to ask here. Run it in a terminal, or hand the passphrase in through a"
              + " pipe with --passphrase-input.");
    }
    out.println(
        "If that passphrase is ever forgotten, the files on this laptop are lost. A spare key is"
            + " made now, sealed on this laptop, and kept by your setting: two people there"
            + " together can use it, and every use is logged. The passphrase itself is kept"
            + " nowhere.");
    char[] typed = console.readPassword("The passphrase you type when this laptop starts: ");
    return typed == null ? new char[0] : typed;
  }

  private static char[] line(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
    char[] typed = new char[chars.remaining()];
    chars.get(typed);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(chars.array(), '\0');
    return typed;
  }
}
