package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.ProgramSource;
import io.stairgate.agent.event.ProgramsChanged;
import io.stairgate.agent.event.ProgramsChanged.Program;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was added since the laptop was enrolled: what there was then is kept as numbers made of the
 * names. Read again only where something changed, and not while apt works, because apt says only at
 * its end what came along because another needed it. One thread at a time.
 */
public final class ProgramReader implements ProgramSource {
  /** Whose change may change what is found. */
  public static final List<String> WATCHED =
      List.of(
          InstalledPrograms.STATUS,
          InstalledPrograms.EXTENDED,
          "/var/lib/snapd/snaps",
          "/var/lib/flatpak/app",
          "/opt",
          "/usr/local/bin");

  private static final int MOST_LINES = 25_000;

  private final RootFiles files;
  private final InstalledPrograms installed;
  private final Supplier<Optional<Instant>> enrolledAt;
  private final Notes baseline;
  private final Notes told;
  private Reading last = new Reading.Unreadable("not-read-yet");
  private String lastKey = "";

  /** Reads nothing yet. */
  public ProgramReader(RootFiles files, ControlParts parts) {
    this.files = files;
    this.installed = new InstalledPrograms(files);
    this.enrolledAt = parts.enrolledAt();
    this.baseline = new Notes(parts, "software");
    this.told = new Notes(parts, "software-told");
  }

  @Override
  public Reading read(boolean everything) {
    Optional<Instant> enrolled = enrolledAt.get();
    if (enrolled.isEmpty()) {
      return new Reading.Unreadable("not-enrolled");
    }
    if (aptWorks()) {
      return last instanceof Reading.Unreadable ? new Reading.Unreadable("being-changed") : last;
    }
    String key = Stamp.of(installed.inputs()) + " " + everything + " " + enrolled.get();
    if (!key.equals(lastKey)) {
      last = compare(enrolled.get(), everything);
      lastKey = last instanceof Reading.Unreadable ? "" : key;
    }
    Reading now = last;
    if (now instanceof Reading.Programs programs && programs.news().isPresent()) {
      last = new Reading.Programs(programs.added(), programs.clouds(), Optional.empty());
    }
    return now;
  }

  private Reading compare(Instant enrolled, boolean everything) {
    List<Program> now;
    try {
      now = installed.read();
    } catch (IOException e) {
      return new Reading.Unreadable("list-of-programs-not-readable");
    }
    long[] before = baseline(enrolled, now);
    if (before == null) {
      return new Reading.Unreadable("not-enrolled");
    }
    List<Program> added = new ArrayList<>();
    List<Program> clouds = new ArrayList<>();
    List<Program> toTell = new ArrayList<>();
    for (Program program : now) {
      boolean fresh = Arrays.binarySearch(before, number(program)) < 0;
      if (fresh) {
        added.add(program);
      }
      if (program.cloud()) {
        clouds.add(program);
      }
      if (fresh || program.cloud() || everything) {
        toTell.add(program);
      }
    }
    return new Reading.Programs(added, clouds, news(now, toTell, everything));
  }

  /** What was there at enrolment; null where nobody kept it and nobody may. */
  private long @Nullable [] baseline(Instant enrolled, List<Program> now) {
    Optional<long[]> kept = parse(baseline.read().orElse(""), enrolled.toString());
    if (kept.isPresent()) {
      return kept.get();
    }
    if (!baseline.keeps()) {
      return null;
    }
    long[] numbers = now.stream().mapToLong(ProgramReader::number).sorted().toArray();
    StringBuilder text = new StringBuilder(enrolled.toString()).append('\n');
    for (long number : numbers) {
      text.append(Long.toHexString(number)).append('\n');
    }
    baseline.write(text.toString());
    return numbers;
  }

  /** Empty where the text is of another enrolment, or damaged. */
  static Optional<long[]> parse(String text, String enrolled) {
    String[] lines = text.split("\n", MOST_LINES);
    if (!lines[0].equals(enrolled)) {
      return Optional.empty();
    }
    long[] numbers = new long[lines.length - 1];
    int count = 0;
    try {
      for (int i = 1; i < lines.length; i++) {
        if (!lines[i].isEmpty()) {
          numbers[count++] = Long.parseUnsignedLong(lines[i], 16);
        }
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    return Optional.of(sorted);
  }

  /** FNV-1a over source and name: two programs of one laptop that share it are not to be feared. */
  static long number(Program program) {
    long hash = 0xcbf29ce484222325L;
    String word = program.source() + ':' + program.name();
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private Optional<ProgramsChanged> news(
      List<Program> now, List<Program> toTell, boolean everything) {
    if (!told.keeps()) {
      return Optional.empty();
    }
    Set<String> lines = new HashSet<>();
    toTell.forEach(program -> lines.add(line(program)));
    String all = (everything ? "everything\n" : "added\n") + String.join("\n", sorted(lines));
    String before = told.read().orElse("added\n");
    if (all.equals(before)) {
      return Optional.empty();
    }
    Set<String> here = new HashSet<>();
    now.forEach(program -> here.add(program.source() + '\t' + program.name()));
    List<Program> gone = new ArrayList<>();
    for (String line : before.split("\n", MOST_LINES)) {
      String[] words = line.split("\t", 3);
      if (words.length == 3 && !here.contains(words[0] + '\t' + words[1])) {
        gone.add(new Program(words[1], words[2], words[0], false));
      }
    }
    told.write(all);
    return Optional.of(new ProgramsChanged(everything, toTell, gone));
  }

  private static List<String> sorted(Set<String> lines) {
    return lines.stream().sorted().limit(ProgramsChanged.MOST).toList();
  }

  /** No sign of a line or a column survives in a program's words. */
  private static String line(Program program) {
    return program.source() + '\t' + program.name() + '\t' + program.version();
  }

  /** Whether somebody holds the lock of the package manager, by the kernel's own list. */
  private boolean aptWorks() {
    Set<String> locks = new HashSet<>();
    for (String lock : List.of("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock")) {
      try {
        locks.add(String.valueOf(Files.getAttribute(files.path(lock), "unix:ino")));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        // No such lock here: nobody holds it.
        locks.remove("");
      }
    }
    return !locks.isEmpty() && held(files.text("/proc/locks", 1 << 20).orElse(""), locks);
  }

  /** Whether a line of {@code /proc/locks} (proc(5)) names one of these inodes. */
  static boolean held(String procLocks, Set<String> inodes) {
    for (String line : procLocks.split("\n", MOST_LINES)) {
      String[] words = line.strip().split(" +", 9);
      if (words.length >= 6) {
        String file = words[words[1].equals("->") ? Math.min(6, words.length - 1) : 5];
        if (inodes.contains(file.substring(file.lastIndexOf(':') + 1))) {
          return true;
        }
      }
    }
    return false;
  }
}
