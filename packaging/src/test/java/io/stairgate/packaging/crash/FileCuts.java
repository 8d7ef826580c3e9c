package io.stairgate.packaging.crash;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.console.authority.KeyFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The three ways by which everything else is kept: the agent's folder (identity, policy,
 * permissions, telephone secret), the files it writes into the system, and the console's keys. A
 * file is the last one that was promised, or a later one that was being written; never half.
 */
final class FileCuts implements Subject {
  private static final List<String> NAMES = List.of("identity", "policy", "permissions", "note");
  private static final String GONE = "";

  /** This content is about to be written, or {@link #GONE} deleted. */
  private record Begun(String file, String content) {}

  /** This content is on the disk. */
  private record Done(String file, String content) {}

  @Override
  public String name() {
    return "files";
  }

  @Override
  public int statesPerRecord() {
    return 60;
  }

  @Override
  public Recording record(Path folder, long seed, Broken broken) throws Exception {
    Recording recording = new Recording(folder, broken.forgets());
    Path root = RecordedFiles.path(folder, recording);
    Random random = new Random(seed);
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256, new SecureRandom());
    int steps = 15 + random.nextInt(30);
    for (int i = 0; i < steps; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String content = "v" + i + " " + "x".repeat(random.nextInt(2_000)) + " end";
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          // opened anew each time, as after a restart
          DataDirectory data = DataDirectory.open(root.resolve("data"));
          boolean inside = random.nextBoolean();
          String file = "data/" + (inside ? "inside/" : "") + name;
          DataDirectory where = inside ? data.folder("inside") : data;
          recording.said(new Begun(file, content));
          if (broken == Broken.RENAMES_UNFORCED) {
            unforced(where.path(), name, content);
          } else {
            where.write(name, content.getBytes(StandardCharsets.US_ASCII));
          }
          recording.said(new Done(file, content));
        }
        case 4 -> {
          DataDirectory data = DataDirectory.open(root.resolve("data"));
          recording.said(new Begun("data/" + name, GONE));
          data.delete(name);
          recording.said(new Done("data/" + name, GONE));
        }
        case 5, 6 -> {
          String file = "etc/" + name + ".d/" + name;
          boolean delete = random.nextInt(4) == 0;
          recording.said(new Begun(file, delete ? GONE : content));
          if (delete) {
            DurableFile.delete(root.resolve(file));
          } else {
            DurableFile.write(root.resolve(file), content);
          }
          recording.said(new Done(file, delete ? GONE : content));
        }
        default -> {
          PrivateKey key = keys.generateKeyPair().getPrivate();
          String file = "keys/" + name;
          recording.said(new Begun(file, pem(key)));
          new KeyFolder(root.resolve("keys")).writeKey(name, key);
          recording.said(new Done(file, pem(key)));
        }
      }
    }
    return recording;
  }

  private static void unforced(Path folder, String name, String content) throws IOException {
    Path beside = folder.resolve(name + ".new");
    Files.write(beside, content.getBytes(StandardCharsets.US_ASCII));
    Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Override
  public List<String> check(Path folder, List<Object> said, Random random, Broken broken)
      throws Exception {
    Map<String, Set<String>> legal = new HashMap<>();
    for (Object each : said) {
      switch (each) {
        case Begun begun ->
            legal
                .computeIfAbsent(begun.file(), f -> new HashSet<>(Set.of(GONE)))
                .add(begun.content());
        case Done done -> legal.put(done.file(), new HashSet<>(Set.of(done.content())));
        default -> throw new IllegalStateException("unknown promise");
      }
    }
    List<String> faults = new ArrayList<>();
    legal.forEach(
        (file, contents) -> {
          String there = read(folder.resolve(file));
          if (!contents.contains(there)) {
            faults.add(
                "%s is %s instead of %s"
                    .formatted(
                        file,
                        shortened(there),
                        Arrays.toString(contents.stream().map(FileCuts::shortened).toArray())));
          }
        });
    // It goes on, whatever was left lying about.
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    data.write("note", "goes on".getBytes(StandardCharsets.US_ASCII));
    DurableFile.write(folder.resolve("etc/note.d/note"), "goes on");
    return faults;
  }

  private static String shortened(String content) {
    return content.isEmpty()
        ? "(none)"
        : content.substring(0, Math.min(8, content.length())) + "…" + content.length();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : GONE;
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }
}
