package io.stairgate.agent;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.PermissionClock;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Permissions;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PermissionFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is kept of permissions beside the console's signed list: the time, what they are bound to,
 * which are over, and those given by telephone. What is damaged counts as nothing, which suspends
 * or shuts and never opens; what cannot be written is logged and goes on in memory. For one thread.
 */
final class PermissionFiles {
  private static final Logger LOG = Logger.getLogger(PermissionFiles.class.getName());
  private static final String CLOCK = "clock";
  private static final String MARKS = "marks";
  private static final String OWN = "by-telephone";
  private static final String NO_DEVICE = "00000000-0000-0000-0000-000000000000";
  private static final int MAX_FILE = 128 * 1024;

  private final DataDirectory folder;
  private String marks = "";

  /** What is kept of each permission. */
  record Marks(Map<String, String> bound, Map<String, String> ended) {}

  private PermissionFiles(DataDirectory folder) {
    this.folder = folder;
  }

  static PermissionFiles open(DataDirectory data) throws IOException {
    return new PermissionFiles(data.folder("permissions"));
  }

  Optional<PermissionClock> clock() {
    return read(CLOCK).flatMap(bytes -> PermissionClock.of(ascii(bytes)));
  }

  void clock(PermissionClock clock) {
    write(CLOCK, clock.line().getBytes(StandardCharsets.US_ASCII));
  }

  /** Lines of {@code bound ID DESCRIPTORS} and {@code ended ID REASON}. */
  Marks marks() {
    Map<String, String> bound = new LinkedHashMap<>();
    Map<String, String> ended = new LinkedHashMap<>();
    marks = read(MARKS).map(PermissionFiles::ascii).orElse("");
    for (String line : marks.lines().limit(2L * Permissions.MOST + 64).toList()) {
      String[] words = line.split(" ", 4);
      if (words.length == 3 && words[2].matches("[0-9a-z-]{1,64}")) {
        if (words[0].equals("bound")) {
          bound.put(words[1], words[2]);
        } else if (words[0].equals("ended")) {
          ended.put(words[1], words[2]);
        }
      }
    }
    return new Marks(bound, ended);
  }

  void marks(Marks now) {
    StringBuilder text = new StringBuilder();
    now.bound().forEach((id, to) -> text.append("bound " + id + " " + to + "\n"));
    now.ended().forEach((id, why) -> text.append("ended " + id + " " + why + "\n"));
    if (!text.toString().equals(marks)) {
      marks = text.toString();
      write(MARKS, marks.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Those given by telephone. */
  List<Permission> own() {
    Optional<byte[]> bytes = read(OWN);
    if (bytes.isEmpty()) {
      return List.of();
    }
    try {
      return PermissionFormat.permissions(Bytes.copyOf(bytes.get())).permissions();
    } catch (MalformedException e) {
      LOG.log(Level.WARNING, "What was allowed by telephone is given up: {0}", e.getMessage());
      return List.of();
    }
  }

  void own(List<Permission> own) {
    write(
        OWN,
        PermissionFormat.bytes(
            new Permissions(
                NO_DEVICE, new PolicyVersion(1, 1), Instant.EPOCH, own, List.of(), List.of())));
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private Optional<byte[]> read(String name) {
    try {
      return folder.read(name, MAX_FILE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What is kept of permissions cannot be read: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private void write(String name, byte[] content) {
    try {
      folder.write(name, content);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What is to be kept of permissions is not: {0}", e.getMessage());
    }
  }
}
