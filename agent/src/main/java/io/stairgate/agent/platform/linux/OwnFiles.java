package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The agent's own files against the package's list of them, and what was put over or beside its
 * units. An administrator can undo all of this; they cannot do it unseen. Where the agent was not
 * installed from its package there is nothing to compare.
 *
 * <p>Small files are always read; large ones (the program, its runtime) only where the system says
 * that they were changed after the package was unpacked.
 */
final class OwnFiles implements OwnParts {
  private static final String LIST = "/var/lib/dpkg/info/stairgate-agent.md5sums";
  private static final String SYSTEM_UNITS = "/etc/systemd/system";

  /** Folders in which an administrator puts something over or beside a unit. */
  private static final List<String> OVER =
      List.of(SYSTEM_UNITS, "/run/systemd/system", "/etc/systemd/system.control");

  private static final String CONCERN = "/usr/share/applications/stairgate-concern.desktop";
  private static final Path SYSTEMCTL = Path.of("/usr/bin/systemctl");
  private static final int LIST_LIMIT = 256 * 1024;
  private static final int MOST_FILES = 1_000;
  private static final int SMALL = 64 * 1024;
  private static final int MOST_SENTENCES = 16;

  /** dpkg writes its list after the files; a file changed later than this was changed by others. */
  private static final Duration UNPACKING = Duration.ofMinutes(2);

  /** Units that have to start by themselves: where the link stands that makes them. */
  private static final List<String> ENABLED =
      List.of(
          "multi-user.target.wants/stairgate-agent.service",
          "multi-user.target.wants/stairgate-agent.path",
          "sysinit.target.wants/stairgate-shut.service");

  private final RootFiles files;

  OwnFiles(RootFiles files) {
    this.files = files;
  }

  /** One line of the package's list. */
  private record Packaged(String path, String md5) {}

  /** What a change of which is a change of the agent's own parts. */
  static List<String> watched(RootFiles files) {
    List<Packaged> packaged = packaged(files);
    if (packaged.isEmpty()) {
      return List.of();
    }
    List<String> paths = new ArrayList<>();
    for (Packaged each : packaged) {
      // The runtime's hundred files stand for themselves: their folder's other names never change.
      if (!each.path().contains("/runtime/") && !each.path().startsWith("/usr/share/doc/")) {
        paths.add(each.path());
      }
      Path name = Path.of(each.path()).getFileName();
      if (name != null && unit(name.toString())) {
        for (String folder : OVER) {
          paths.add(folder + "/" + name);
          paths.add(folder + "/" + name + ".d");
        }
      }
    }
    ENABLED.forEach(link -> paths.add(SYSTEM_UNITS + "/" + link));
    return List.copyOf(paths);
  }

  private static boolean unit(String name) {
    return name.startsWith("stairgate-")
        && (name.endsWith(".service") || name.endsWith(".socket") || name.endsWith(".path"));
  }

  private static List<Packaged> packaged(RootFiles files) {
    return files.text(LIST, LIST_LIMIT).map(OwnFiles::parse).orElse(List.of());
  }

  /** Lines such as {@code 0123…ef usr/bin/stairgate-agent}; others are passed over. */
  private static List<Packaged> parse(String list) {
    List<Packaged> packaged = new ArrayList<>();
    for (String line : list.split("\n", MOST_FILES)) {
      if (line.length() > 34 && line.startsWith("  ", 32) && !line.contains("..")) {
        packaged.add(new Packaged("/" + line.substring(34).strip(), line.substring(0, 32)));
      }
    }
    return packaged;
  }

  @Override
  public List<String> changed() {
    List<Packaged> packaged = packaged(files);
    List<String> sentences = new ArrayList<>();
    if (packaged.isEmpty()) {
      return sentences;
    }
    Instant unpacked = changedAt(files.path(LIST)).orElse(Instant.MAX);
    for (Packaged each : packaged) {
      if (sentences.size() >= MOST_SENTENCES) {
        break;
      }
      if (!each.path().startsWith("/usr/share/doc/")) {
        look(each, unpacked).ifPresent(sentences::add);
      }
      Path name = Path.of(each.path()).getFileName();
      if (name != null && unit(name.toString())) {
        for (String folder : OVER) {
          lookOver(folder, name.toString(), sentences);
        }
      }
    }
    for (String link : ENABLED) {
      String name = link.substring(link.indexOf('/') + 1);
      Path at = files.path(SYSTEM_UNITS + "/" + link);
      if (packaged.stream().anyMatch(each -> each.path().endsWith("/" + name))
          && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        sentences.add(name + " was switched off: it does not start with the laptop.");
      }
    }
    return sentences.stream().limit(MOST_SENTENCES).toList();
  }

  private Optional<String> look(Packaged each, Instant unpacked) {
    Path file = files.path(each.path());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(each.path() + " is missing.");
    }
    try {
      boolean late = changedAt(file).filter(at -> at.isAfter(unpacked.plus(UNPACKING))).isPresent();
      if ((late || Files.size(file) <= SMALL) && !md5(file).equals(each.md5())) {
        return Optional.of(each.path() + " is not as it was installed.");
      }
    } catch (IOException e) {
      return Optional.of(each.path() + " cannot be read.");
    }
    return Optional.empty();
  }

  /** What stands in an administrator's folder over or beside a unit of ours. */
  private void lookOver(String folder, String unit, List<String> sentences) {
    Path over = files.path(folder + "/" + unit);
    if (Files.isSymbolicLink(over)) {
      try {
        if (Files.readSymbolicLink(over).toString().equals("/dev/null")) {
          sentences.add(unit + " is masked: it does not start any more.");
        }
      } catch (IOException e) {
        sentences.add("What stands in place of " + unit + " cannot be read.");
      }
    } else if (Files.exists(over)) {
      sentences.add(unit + " was replaced by another unit of the same name.");
    }
    if (!RootFiles.list(files.path(folder + "/" + unit + ".d")).isEmpty()) {
      sentences.add("Something beside " + unit + " changes how it runs.");
    }
  }

  private static Optional<Instant> changedAt(Path file) {
    try {
      return Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
              instanceof FileTime at
          ? Optional.of(at.toInstant())
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** MD5 because that is what the package's list holds; it finds changes, it proves no origin. */
  private static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean shuttingDown() throws InterruptedException {
    if (!files.live()) {
      return true;
    }
    Outcome outcome = Command.of(SYSTEMCTL, Duration.ofSeconds(2), "is-system-running").run();
    return !(outcome instanceof Outcome.Ended ended) || ended.output().strip().equals("stopping");
  }

  @Override
  public Optional<Instant> systemStarted() {
    // Made by the service manager when it begins, after a passphrase at the start was typed.
    return files.read("/run/udev/control", 0) instanceof FileText.Missing
        ? Optional.empty()
        : changedAt(files.path("/run/udev/control"));
  }

  @Override
  public List<String> why(Instant since, String bootId) throws InterruptedException {
    return files.live() ? ServiceLog.why(since, bootId) : List.of();
  }

  @Override
  public boolean concernEntry() {
    return files.exists(CONCERN);
  }
}
