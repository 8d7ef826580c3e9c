package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.VirusSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.scan.EngineTrial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * ClamAV, looked into; other products by where they are installed. The engine is asked at each read
 * whether it is there, and shown the test virus once a day and when its files changed, on a thread
 * of its own. Where the system's engine is not switched on, the one that scans memory sticks is
 * tried, once a day at most: it takes a gigabyte of memory meanwhile. One thread at a time.
 *
 * <p>Over 300 lines because of the list of other makers' products.
 */
public final class VirusReader implements VirusSource {
  /** Whose change may change what is found. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/clamav",
          "/run/clamav",
          "/run/systemd/units/invocation:clamav-daemon.service",
          "/run/systemd/units/invocation:clamav-freshclam.service",
          "/run/systemd/units/invocation:clamav-clamonacc.service",
          "/var/lib/clamav");

  private static final String CONF = "/etc/clamav/clamd.conf";
  private static final String DEFINITIONS = "/var/lib/clamav";
  private static final Duration EACH_DAY = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration TRIAL_PATIENCE = Duration.ofSeconds(60);

  /** Folders that only these products make; source: their makers' installation pages. */
  private static final List<List<String>> OTHERS =
      List.of(
          List.of("Sophos", "/opt/sophos-spl", "/opt/sophos-av"),
          List.of("ESET", "/opt/eset/eea", "/opt/eset/esets", "/opt/eset/efs"),
          List.of("Microsoft Defender", "/opt/microsoft/mdatp"),
          List.of("Bitdefender", "/opt/bitdefender-security-tools", "/opt/BitDefender"),
          List.of("CrowdStrike Falcon", "/opt/CrowdStrike"),
          List.of("SentinelOne", "/opt/sentinelone"),
          List.of("Trend Micro", "/opt/ds_agent", "/opt/TrendMicro"),
          List.of("Kaspersky", "/opt/kaspersky/kesl"),
          List.of("WithSecure", "/opt/f-secure"),
          List.of("Trellix (McAfee)", "/opt/McAfee", "/opt/isec"),
          List.of("Symantec", "/opt/Symantec"),
          List.of("Dr.Web", "/opt/drweb.com"));

  private final RootFiles files;
  private final InstantSource clock;
  private final Notes notes;
  private final Runnable changed;
  private final Supplier<EngineTrial.Answer> ours;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean tried;
  private boolean silentBefore;

  /**
   * Reads nothing yet.
   *
   * @param ours tries the engine that scans memory sticks; may take minutes
   */
  public VirusReader(
      RootFiles files, ControlParts parts, Supplier<EngineTrial.Answer> ours, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    this.ours = ours;
    this.notes = new Notes(parts, "anti-virus");
    this.changed = parts.changed();
  }

  @Override
  public Reading read() {
    List<String> others = others();
    boolean engine = files.exists("/usr/sbin/clamd");
    if (!others.isEmpty() && !unit("clamav-daemon")) {
      return new Reading.Other(others);
    }
    return engine
        ? new Reading.Engine("ClamAV", trial(), everywhere(), definitionsAt(), renewed())
        : new Reading.Nothing();
  }

  // ---- the trial

  private Trial trial() {
    Path socket = socket();
    boolean system = enabled("clamav-daemon.service") || Files.exists(socket);
    if (system && !there(socket)) {
      return new Trial.NoAnswer();
    }
    if (!system && !files.exists("/run/stairgate-scan/clamd.sock")) {
      return new Trial.NoAnswer();
    }
    Note last = Note.parse(notes.read().orElse(""));
    // For our own engine a new list of viruses is no reason: it costs a gigabyte each time.
    long key = system ? Stamp.of(List.of(definitions(), files.path(CONF), socket)) : 0;
    boolean due =
        last.key() != key
            || last.at().isAfter(clock.instant())
            || last.at().plus(EACH_DAY).isBefore(clock.instant());
    if (due && notes.keeps()) {
      begin(system, socket, key);
      last = Note.parse(notes.read().orElse(""));
    }
    return due && running.get() && last.answer() != EngineTrial.Answer.FOUND
        ? new Trial.Running()
        : last.trial(system);
  }

  /** A loaded laptop may be slow once; twice in a row nobody is there. */
  private boolean there(Path socket) {
    boolean there = EngineTrial.there(socket, PATIENCE);
    boolean listens = there || Files.exists(socket);
    boolean counts = there || (listens && !silentBefore && tried);
    silentBefore = !there;
    return counts;
  }

  private void begin(boolean system, Path socket, long key) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    Thread trial =
        new Thread(
            () -> {
              try {
                EngineTrial.Answer answer =
                    system ? EngineTrial.ask(socket, TRIAL_PATIENCE) : ours.get();
                notes.write(new Note(clock.instant(), key, answer).text());
                tried = true;
              } finally {
                running.set(false);
              }
              changed.run();
            },
            "virus-trial");
    trial.setDaemon(true);
    trial.start();
    try {
      // Most engines answer at once: the first check then says it all.
      trial.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was kept of the last trial. */
  record Note(Instant at, long key, EngineTrial.Answer answer) {
    private static final Note NEVER = new Note(Instant.EPOCH, -1, EngineTrial.Answer.NONE);

    static Note parse(String text) {
      String[] words = text.strip().split(" ", 4);
      try {
        return words.length == 3
            ? new Note(
                Instant.parse(words[0]),
                Long.parseLong(words[1]),
                EngineTrial.Answer.valueOf(words[2]))
            : NEVER;
      } catch (IllegalArgumentException | DateTimeException e) {
        return NEVER; // damaged: tried again
      }
    }

    String text() {
      return at + " " + key + " " + answer + "\n";
    }

    Trial trial(boolean system) {
      return switch (answer) {
        case FOUND ->
            new Trial.Found(at, system ? "the system's engine" : "the engine for memory sticks");
        case MISSED -> new Trial.Missed(at);
        case NONE ->
            at.equals(Instant.EPOCH) ? new Trial.NotTried("not-tried-yet") : new Trial.NoAnswer();
      };
    }
  }

  // ---- what there is

  private List<String> others() {
    List<String> names = new ArrayList<>();
    for (List<String> product : OTHERS) {
      if (product.subList(1, product.size()).stream().anyMatch(files::exists)) {
        names.add(product.getFirst());
      }
    }
    return names;
  }

  private boolean unit(String service) {
    return Files.isSymbolicLink(
        files.path("/run/systemd/units/invocation:" + service + ".service"));
  }

  private boolean enabled(String unit) {
    return !Files.isSymbolicLink(files.path("/etc/systemd/system/" + unit)) // masked
        && Files.isSymbolicLink(files.path("/etc/systemd/system/multi-user.target.wants/" + unit));
  }

  private boolean everywhere() {
    return unit("clamav-clamonacc") || unit("clamonacc");
  }

  private boolean renewed() {
    return unit("clamav-freshclam")
        || (enabled("clamav-freshclam.service") && !files.exists("/run/systemd/units"))
        || files.exists("/etc/cron.d/clamav-freshclam")
        || files.exists("/etc/systemd/system/timers.target.wants/clamav-freshclam-once.timer");
  }

  private Path socket() {
    String named =
        files.text(CONF, 256 * 1024).stream()
            .flatMap(String::lines)
            .map(String::strip)
            .filter(line -> line.startsWith("LocalSocket "))
            .map(line -> line.substring("LocalSocket ".length()).strip())
            .filter(path -> path.startsWith("/") && path.length() < 100 && !path.contains("/.."))
            .findFirst()
            .orElse("/run/clamav/clamd.ctl");
    return files.path(named.startsWith("/var/run/") ? named.substring("/var".length()) : named);
  }

  // ---- how old what it knows is

  private Path definitions() {
    Path packed = files.path(DEFINITIONS + "/daily.cvd");
    Path open = files.path(DEFINITIONS + "/daily.cld");
    return Files.exists(open) ? open : packed;
  }

  private Optional<Instant> definitionsAt() {
    Path file = definitions();
    if (!Files.exists(file)) {
      return newestFile();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return madeAt(new String(in.readNBytes(512), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A setting's own list has no header; the file's time is what there is. */
  private Optional<Instant> newestFile() {
    Optional<Instant> newest = Optional.empty();
    for (String name : files.list(DEFINITIONS)) {
      if (name.matches("[A-Za-z0-9_-]{1,60}\\.(ndb|hdb|hsb|ldb|mdb|cvd|cld)")) {
        try {
          Instant at = Files.getLastModifiedTime(files.path(DEFINITIONS + "/" + name)).toInstant();
          newest = newest.filter(at::isBefore).or(() -> Optional.of(at));
        } catch (IOException e) {
          // It went meanwhile.
          newest = newest.or(Optional::empty);
        }
      }
    }
    return newest;
  }

  /**
   * When a file of definitions was made, by its header: {@code ClamAV-VDB:22 Nov 2026 03-24
   * -0500:27500:…:1763800000}, 512 bytes filled up with spaces (libclamav's cvd.c).
   */
  static Optional<Instant> madeAt(String header) {
    if (!header.startsWith("ClamAV-VDB:")) {
      return Optional.empty();
    }
    String[] fields = header.strip().split(":", 16);
    String last = fields[fields.length - 1].strip();
    if (fields.length >= 9 && last.matches("[1-9][0-9]{8,10}")) {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(last)));
    }
    try {
      return Optional.of(
          OffsetDateTime.parse(
                  fields[1].strip(),
                  DateTimeFormatter.ofPattern("d MMM yyyy HH-mm xx", Locale.ENGLISH))
              .toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
