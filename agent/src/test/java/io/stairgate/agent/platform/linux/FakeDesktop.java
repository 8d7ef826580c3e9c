package io.stairgate.agent.platform.linux;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.scan.EngineUnavailableException;
import io.stairgate.agent.scan.ScanWatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * What a permitted medium meets beside files: udisks, the kernel's calls about disks, the scan.
 * Mounts are lines in the fake system's table. A fault can be put in: names of methods that fail,
 * with a bar between.
 */
final class FakeDesktop implements BlockCalls, StickTools.Runner, StickTools.Examination {
  final List<String> done = new CopyOnWriteArrayList<>();
  final Map<String, List<Volume>> volumes = new ConcurrentHashMap<>();
  volatile String fault = "";
  volatile String mountOptions = "";

  /** Where set, the type every volume is mounted as. */
  volatile String mountType = "";

  volatile ScanVerdict verdict = ScanVerdict.CLEAN;

  /** Where set, a scan waits for it, or for an interruption. */
  volatile Optional<CountDownLatch> scanning = Optional.empty();

  final CountDownLatch scanBegan = new CountDownLatch(1);
  private final FakeLinux linux;

  FakeDesktop(FakeLinux linux) {
    this.linux = linux;
  }

  StickTools tools() {
    return new StickTools(
        this,
        this,
        this,
        disk -> volumes.getOrDefault(BlockDevices.name(disk), List.of()),
        Duration.ofMillis(50),
        Duration.ofSeconds(5));
  }

  /** Says what a disk holds: one volume. */
  void holds(String disk, String volume, FileSystemKind kind) {
    volumes.put(
        disk,
        List.of(new Volume(linux.path("/dev/" + volume), volume, kind, kind.locked(), 1 << 20)));
  }

  @Override
  public synchronized Outcome run(Command command) {
    String words = String.join(" ", command.arguments());
    String method = words.replaceFirst(".*org\\.freedesktop\\.UDisks2\\.\\w+[. ](\\w+).*", "$1");
    String volume = words.replaceFirst(".*/block_devices/(\\S+).*", "$1").replace("_2d", "-");
    done.add(method + (words.contains("block_devices") ? " " + volume : ""));
    if (("|" + fault + "|").contains("|" + method + "|")) {
      return new Outcome.Ended(1, "", "Call failed");
    }
    switch (method) {
      case "Mount" -> mount(volume, words);
      case "Unmount" -> unmount(volume);
      default -> {}
    }
    return new Outcome.Ended(0, "", "");
  }

  private void mount(String volume, String words) {
    String options =
        mountOptions.isEmpty() ? words.substring(words.lastIndexOf(' ') + 1) : mountOptions;
    String account = words.contains("--uid=1001") ? "bob" : "alice";
    String number = linux.text("/sys/class/block/" + volume + "/dev");
    String line =
        "99 24 %s / /media/%s/STICK %s shared:1 - %s /dev/%s rw"
            .formatted(number, account, options, type(volume), volume);
    linux.folder("/media/" + account + "/STICK");
    try {
      Files.setPosixFilePermissions(
          linux.path("/media/" + account), PosixFilePermissions.fromString("rwxr-x---"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    linux.file("/proc/self/mountinfo", linux.text("/proc/self/mountinfo") + "\n" + line + "\n");
  }

  private String type(String volume) {
    return mountType.isEmpty()
        ? volumes.values().stream()
            .flatMap(List::stream)
            .filter(each -> each.name().equals(volume))
            .findFirst()
            .flatMap(each -> each.kind().driver())
            .orElse("vfat")
        : mountType;
  }

  private void unmount(String volume) {
    StringBuilder left = new StringBuilder();
    for (String line : linux.text("/proc/self/mountinfo").split("\n", -1)) {
      if (!line.contains("/dev/" + volume + " ")) {
        left.append(line).append('\n');
      }
    }
    linux.file("/proc/self/mountinfo", left.toString());
  }

  boolean mounted() {
    return linux.text("/proc/self/mountinfo").contains("/media/");
  }

  @Override
  public boolean readOnly(Path node, boolean on) {
    done.add((on ? "read-only " : "writable ") + BlockDevices.name(node));
    return !fault.equals("readOnly");
  }

  @Override
  public boolean flush(Path node) {
    done.add("flush " + BlockDevices.name(node));
    return true;
  }

  @Override
  public boolean writeOut(Path folder) {
    done.add("write-out");
    return true;
  }

  @Override
  public ScanReport scan(List<Volume> scanned, ScanWatcher watcher)
      throws InterruptedException, EngineUnavailableException {
    done.add("scan " + scanned.stream().map(Volume::name).toList());
    if (fault.equals("scan")) {
      throw new EngineUnavailableException("there is no engine");
    }
    watcher.scanned(5, 1);
    scanBegan.countDown();
    if (scanning.isPresent()) {
      scanning.get().await();
    }
    boolean infected = verdict == ScanVerdict.INFECTED;
    boolean skipped = verdict == ScanVerdict.NOT_FULLY_SCANNED;
    return new ScanReport(
        verdict,
        "ClamAV 1.0.9",
        "27000",
        Optional.empty(),
        1,
        5,
        skipped ? 1 : 0,
        skipped ? List.of("too-deep") : List.of(),
        infected ? "Eicar-Test-Signature" : "",
        infected ? 1 : 0,
        Duration.ofMillis(1));
  }
}
