package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;

/** A folder made to look like a system's files. */
final class FakeRoot {
  private final Path root;

  FakeRoot(Path root) {
    this.root = root;
  }

  RootFiles files() {
    return new RootFiles(root);
  }

  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  FakeRoot file(String absolute, String text) {
    return bytes(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  FakeRoot bytes(String absolute, byte[] bytes) {
    try {
      Path file = path(absolute);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A captured file that lies beside the tests. */
  FakeRoot resource(String absolute, String name) {
    try (var in = FakeRoot.class.getResourceAsStream(name)) {
      return bytes(absolute, Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeRoot link(String absolute, String target) {
    try {
      Path link = path(absolute);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, path(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeRoot written(String absolute, Instant at) {
    try {
      Files.setLastModifiedTime(path(absolute), FileTime.from(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  FakeRoot without(String absolute) {
    try {
      Files.deleteIfExists(path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  String text(String absolute) {
    try {
      return Files.readString(path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A captured text with a few random faults: bytes changed, cut out, doubled, moved. The same seed
   * gives the same text.
   */
  static String mutated(String captured, Random random) {
    StringBuilder text = new StringBuilder(captured);
    for (int i = random.nextInt(8); i >= 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(24));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, to);
        case 2 -> text.insert(at, text.substring(at, to).repeat(1 + random.nextInt(3)));
        case 3 -> text.insert(at, "\\\n=:,[]%#!@\"' ALL".charAt(random.nextInt(16)));
        default -> text.insert(random.nextInt(text.length()), text.substring(at, to));
      }
    }
    return text.toString();
  }
}
