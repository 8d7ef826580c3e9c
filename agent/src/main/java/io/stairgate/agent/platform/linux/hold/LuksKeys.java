package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ChangeDesk.Orders;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps recovery keys of LUKS volumes: adds one with the passphrase of a person who knows one,
 * proves that it opens, seals it to the setting's public key, and forgets it. Fails closed: where
 * anything goes wrong the slot is emptied again. Passphrase and key travel through pipes only.
 * Never empties the last slot of a volume. Only the side with an administrator's rights uses it.
 *
 * <p>Over 300 lines because a slot that is added has to be emptied on every way out, and those ways
 * are read together.
 */
public final class LuksKeys implements KeyDesk {
  private static final Path CRYPTSETUP = Path.of("/usr/sbin/cryptsetup");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LONGEST_PASSPHRASE = 512;

  /** What cryptsetup ends with where no slot opens with what was typed (cryptsetup(8)). */
  private static final int NO_SUCH_KEY = 2;

  private final Supplier<List<LuksVolumes.Volume>> volumes;
  private final SlotBook book;

  /** For the encrypted volumes of this system. */
  public LuksKeys(RootFiles files) {
    this(files, new LuksVolumes(files));
  }

  LuksKeys(RootFiles files, Supplier<List<LuksVolumes.Volume>> volumes) {
    this.volumes = volumes;
    this.book = new SlotBook(files);
  }

  @Override
  public String answer(KeyAct act, InputStream more, Supplier<Orders> orders)
      throws HoldException, IOException, InterruptedException {
    return switch (act) {
      case ADD -> {
        Set<String> wanted = Set.of(new String(line(more), StandardCharsets.US_ASCII).split(" "));
        byte[] passphrase = line(more);
        try {
          yield add(wanted, passphrase, orders.get());
        } finally {
          Arrays.fill(passphrase, (byte) 0);
        }
      }
      case REMOVE -> {
        remove(new String(line(more), StandardCharsets.US_ASCII));
        yield "";
      }
      case LIST -> {
        StringBuilder text = new StringBuilder();
        book.read().forEach(l -> text.append(l.keyId()).append(' ').append(l.slot()).append('\n'));
        yield text.toString();
      }
    };
  }

  /** One line for each volume that was asked for. */
  private String add(Set<String> wanted, byte[] passphrase, Orders orders)
      throws HoldException, InterruptedException {
    Policy policy = orders.policy().orElse(Policy.DEFAULT);
    if (orders.recoveryKey().isEmpty()
        || !policy
            .settings(
                Rule.ENCRYPTION, RuleSettings.Encryption.class, RuleSettings.Encryption.DEFAULT)
            .escrow()) {
      throw new HoldException("Your setting does not ask for a recovery key.");
    }
    if (passphrase.length == 0 || passphrase.length > LONGEST_PASSPHRASE) {
      throw new HoldException("Type the passphrase of the disk, at most 512 letters.");
    }
    StringBuilder made = new StringBuilder();
    String refused = "This laptop has no encrypted disk that needs a recovery key.";
    for (LuksVolumes.Volume volume : volumes.get()) {
      Optional<LuksHeader> header = LuksVolumes.header(volume);
      if (header.isEmpty() || !wanted.contains(header.get().volume())) {
        continue;
      }
      try {
        made.append(add(volume, header.get(), passphrase, policy.deviceId(), orders));
      } catch (HoldException e) {
        refused = String.valueOf(e.getMessage());
      }
    }
    if (made.isEmpty()) {
      throw new HoldException(refused);
    }
    return made.toString();
  }

  private String add(
      LuksVolumes.Volume volume,
      LuksHeader header,
      byte[] passphrase,
      String deviceId,
      Orders orders)
      throws HoldException, InterruptedException {
    int slot = freeSlot(header);
    try (RecoveryKey key = RecoveryKey.random()) {
      byte[] typed = key.typed();
      book.put(new SlotBook.Line(key.id(), header.volume(), slot, "-"));
      try {
        fill(volume, slot, passphrase, typed);
      } catch (HoldException e) {
        book.drop(key.id());
        throw e;
      }
      try {
        prove(volume, slot, typed);
        if (header.version() == 2) {
          mark(volume, slot, key.id());
        }
        Bytes sealed =
            Hpke.seal(
                orders.recoveryKey().orElseThrow(), RecoveryKey.info(deviceId, key.id()), typed);
        String mark =
            LuksVolumes.header(volume)
                .map(after -> after.slots().get(slot))
                .orElseThrow(() -> new HoldException("The disk's header cannot be read."));
        book.put(new SlotBook.Line(key.id(), header.volume(), slot, mark));
        return "%s %s %d %s %s %s\n"
            .formatted(
                key.id(),
                header.volume(),
                slot,
                mark,
                Base64.getEncoder().encodeToString(sealed.toArray()),
                volume.words());
      } catch (HoldException | GeneralSecurityException e) {
        remove(key.id());
        throw e instanceof HoldException known
            ? known
            : new HoldException(
                "The recovery key could not be sealed, and was taken away again.", e);
      } finally {
        Arrays.fill(typed, (byte) 0);
      }
    }
  }

  private static int freeSlot(LuksHeader header) throws HoldException {
    int most = header.version() == 1 ? 8 : 32;
    for (int slot = 1; slot < most; slot++) {
      if (!header.slots().containsKey(slot)) {
        return slot;
      }
    }
    throw new HoldException(
        "The disk has no place for another key. Somebody who looks after the computers takes one"
            + " away that is not used.");
  }

  /**
   * The key has 132 bits of chance: it needs no slow derivation, and a quick one needs no memory
   * where the laptop starts.
   */
  private static void fill(LuksVolumes.Volume volume, int slot, byte[] passphrase, byte[] typed)
      throws HoldException, InterruptedException {
    byte[] said = new byte[passphrase.length + typed.length + 2];
    System.arraycopy(passphrase, 0, said, 0, passphrase.length);
    said[passphrase.length] = '\n';
    System.arraycopy(typed, 0, said, passphrase.length + 1, typed.length);
    said[said.length - 1] = '\n';
    try {
      Outcome outcome =
          run(
              said,
              "luksAddKey",
              "-q",
              "--pbkdf",
              "pbkdf2",
              "--pbkdf-force-iterations",
              "100000",
              "--key-slot",
              Integer.toString(slot),
              volume.device().toString());
      if (outcome instanceof Outcome.Ended(int status, var _, var _) && status == NO_SUCH_KEY) {
        throw new HoldException(
            "This passphrase does not open "
                + volume.words()
                + ". Type the one you type when the"
                + " laptop starts.");
      }
      need(outcome, "The recovery key could not be added. Nothing was changed.");
    } finally {
      Arrays.fill(said, (byte) 0);
    }
  }

  private static void prove(LuksVolumes.Volume volume, int slot, byte[] typed)
      throws HoldException, InterruptedException {
    byte[] said = Arrays.copyOf(typed, typed.length + 1);
    said[typed.length] = '\n';
    try {
      need(
          run(
              said,
              "open",
              "--test-passphrase",
              "--key-slot",
              Integer.toString(slot),
              volume.device().toString()),
          "The recovery key did not open the disk, and was taken away again.");
    } finally {
      Arrays.fill(said, (byte) 0);
    }
  }

  private static void mark(LuksVolumes.Volume volume, int slot, String keyId)
      throws HoldException, InterruptedException {
    String token =
        "{\"type\":\"stairgate\",\"keyslots\":[\"%d\"],\"key-id\":\"%s\"}".formatted(slot, keyId);
    need(
        run(
            token.getBytes(StandardCharsets.US_ASCII),
            "token",
            "import",
            volume.device().toString()),
        "The recovery key could not be marked, and was taken away again.");
  }

  /** Takes a key of ours away; a slot that holds another key by now is left. */
  private void remove(String keyId) throws HoldException, InterruptedException {
    if (!RecoveryKey.isId(keyId)) {
      throw new HoldException("That is no recovery key's name.");
    }
    Optional<SlotBook.Line> line =
        book.read().stream().filter(each -> each.keyId().equals(keyId)).findFirst();
    for (LuksVolumes.Volume volume : volumes.get()) {
      Optional<LuksHeader> header = LuksVolumes.header(volume);
      if (header.isPresent()) {
        remove(volume, header.get(), keyId, line);
      } else if (line.isPresent()) {
        throw new HoldException("The disk's header cannot be read. It is tried again.");
      }
    }
    book.drop(keyId);
  }

  private static void remove(
      LuksVolumes.Volume volume, LuksHeader header, String keyId, Optional<SlotBook.Line> line)
      throws HoldException, InterruptedException {
    Optional<LuksHeader.Token> token =
        header.tokens().stream().filter(each -> each.keyId().equals(keyId)).findFirst();
    int slot =
        line.filter(each -> each.volume().equals(header.volume()))
            .filter(each -> each.unfinished() || each.stands(header))
            .map(SlotBook.Line::slot)
            .orElse(line.isPresent() ? -1 : token.map(LuksHeader.Token::slot).orElse(-1));
    if (slot >= 0 && header.slots().containsKey(slot)) {
      if (header.slots().size() == 1) {
        throw new HoldException(
            "The recovery key is the only key of the disk, so it stays: without it nobody could"
                + " open the disk.");
      }
      need(
          run(
              new byte[0],
              "luksKillSlot",
              "-q",
              volume.device().toString(),
              Integer.toString(slot)),
          "The recovery key could not be taken away. It is tried again.");
    }
    if (token.isPresent()) {
      need(
          run(
              new byte[0],
              "token",
              "remove",
              "--token-id",
              Integer.toString(token.get().id()),
              volume.device().toString()),
          "The recovery key's mark could not be taken away. It is tried again.");
    }
  }

  private static Outcome run(byte[] said, String... arguments) throws InterruptedException {
    return Command.of(CRYPTSETUP, PATIENCE, arguments).run(said);
  }

  /** What a program said is told to nobody: it may repeat what it was given. */
  private static void need(Outcome outcome, String sentence) throws HoldException {
    switch (outcome) {
      case Outcome.Ended(int status, var _, var _) when status == 0 -> {
        // as it must be
      }
      case Outcome.Ended _, Outcome.TooLong _ -> throw new HoldException(sentence);
      case Outcome.NotStarted() ->
          throw new HoldException("Install the package cryptsetup-bin, then try again.");
    }
  }

  private static byte[] line(InputStream from) throws IOException {
    Wiped bytes = new Wiped();
    for (int next = from.read(); next >= 0 && next != '\n'; next = from.read()) {
      bytes.write(next);
    }
    byte[] line = bytes.toByteArray();
    bytes.wipe();
    return line;
  }

  /** Leaves nothing in its buffer: it is large enough from the begin. */
  private static final class Wiped extends ByteArrayOutputStream {
    Wiped() {
      super(Verb.LONGEST);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
