package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A folder made to look like a laptop, its clock, and what its controls recorded. */
final class Laptop implements InstantSource {
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final List<Occurrence> recorded = new ArrayList<>();
  Instant now = START;
  Optional<Instant> enrolledAt = Optional.of(START);
  private final Path root;

  Laptop(Path root) {
    this.root = root;
  }

  @Override
  public Instant instant() {
    return now;
  }

  Laptop after(Duration time) {
    now = now.plus(time);
    return this;
  }

  RootFiles files() {
    return new RootFiles(root.resolve("system"));
  }

  ControlParts parts() {
    return new ControlParts(root.resolve("notes"), true, () -> enrolledAt, recorded::add, () -> {});
  }

  ControlParts beside() {
    return ControlParts.once(root.resolve("notes"), () -> enrolledAt);
  }

  Path path(String absolute) {
    return root.resolve("system" + absolute);
  }

  Laptop file(String absolute, String text) {
    return bytes(absolute, text.getBytes(StandardCharsets.UTF_8));
  }

  Laptop bytes(String absolute, byte[] bytes) {
    try {
      Path file = path(absolute);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
      // A test writes twice within what the file system tells apart.
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Laptop link(String absolute, String target) {
    try {
      Path link = path(absolute);
      Files.createDirectories(Objects.requireNonNull(link.getParent()));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Laptop gone(String absolute) {
    try {
      Files.deleteIfExists(path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Laptop modified(String absolute, Instant at) {
    try {
      Files.setLastModifiedTime(path(absolute), FileTime.from(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
