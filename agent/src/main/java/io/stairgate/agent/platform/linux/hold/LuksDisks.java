package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.control.DiskKeys;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the headers itself; asks the side with an administrator's rights for changes. */
public final class LuksDisks implements DiskKeys {
  private final Supplier<List<LuksVolumes.Volume>> volumes;
  private final SlotBook book;
  private final Root root;

  /** Of this system. */
  public LuksDisks(RootFiles files, Root root) {
    this(files, new LuksVolumes(files), root);
  }

  LuksDisks(RootFiles files, Supplier<List<LuksVolumes.Volume>> volumes, Root root) {
    this.volumes = volumes;
    this.book = new SlotBook(files);
    this.root = root;
  }

  @Override
  public List<Volume> volumes() {
    List<SlotBook.Line> lines = book.read();
    List<Volume> all = new ArrayList<>();
    for (LuksVolumes.Volume volume : volumes.get()) {
      Optional<LuksHeader> header = LuksVolumes.header(volume);
      List<String> keys = new ArrayList<>();
      List<String> unfinished = new ArrayList<>();
      String hash = header.map(LuksHeader::volume).orElse("");
      for (SlotBook.Line line : lines) {
        if (line.volume().equals(hash)) {
          if (line.unfinished()) {
            unfinished.add(line.keyId());
          } else if (line.stands(header.orElseThrow())) {
            keys.add(line.keyId());
          }
        }
      }
      all.add(new Volume(hash, volume.words(), keys, unfinished));
    }
    return List.copyOf(all);
  }

  @Override
  public Added add(List<String> hashes, byte[] passphrase) throws InterruptedException {
    byte[] line = (String.join(" ", hashes) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] more = Arrays.copyOf(line, line.length + passphrase.length + 1);
    System.arraycopy(passphrase, 0, more, line.length, passphrase.length);
    more[more.length - 1] = '\n';
    try {
      return switch (root.ask(new Verb.Keys(KeyAct.ADD), more)) {
        case Answer.Failed(String sentence) -> new Added(List.of(), sentence);
        case Answer.Done(String text) -> new Added(made(text), "");
      };
    } finally {
      Arrays.fill(more, (byte) 0);
    }
  }

  private static List<Made> made(String text) {
    List<Made> made = new ArrayList<>();
    for (String each : text.split("\n", 64)) {
      String[] words = each.split(" ", 6);
      if (words.length == 6 && RecoveryKey.isId(words[0]) && words[2].matches("[0-9]{1,2}")) {
        made.add(
            new Made(
                words[0],
                words[1],
                Integer.parseInt(words[2]),
                Bytes.copyOf(Base64.getDecoder().decode(words[4])),
                words[5]));
      }
    }
    return made;
  }

  @Override
  public Optional<String> remove(String keyId) throws InterruptedException {
    byte[] more = (keyId + "\n").getBytes(StandardCharsets.US_ASCII);
    return switch (root.ask(new Verb.Keys(KeyAct.REMOVE), more)) {
      case Answer.Failed(String sentence) -> Optional.of(sentence);
      case Answer.Done _ -> Optional.empty();
    };
  }
}
