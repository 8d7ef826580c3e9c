package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One answer on what the kernel filters, for all who ask within a minute, as long as no file of a
 * firewall changed: each look is a process, and rules are judged many times while they are being
 * held. Any thread.
 */
public final class KeptLook implements Supplier<Optional<String>> {
  private static final long SHUT_NANOS = 60_000_000_000L;

  /** What is open may be shut at any moment by somebody who changes no file. */
  private static final long OPEN_NANOS = 10_000_000_000L;

  private final Supplier<Optional<String>> look;
  private final List<Path> files;
  private Optional<String> kept = Optional.empty();
  private long keptUntil;
  private long stamp;

  /**
   * @param look asks anew
   */
  public KeptLook(RootFiles files, Supplier<Optional<String>> look) {
    this.look = look;
    this.files =
        java.util.stream.Stream.concat(
                FirewallReader.WATCHED.stream(), java.util.stream.Stream.of("/etc/ufw/ufw.conf"))
            .map(files::path)
            .toList();
  }

  @Override
  public synchronized Optional<String> get() {
    long now = Stamp.of(files);
    if (kept.isEmpty() || now != stamp || System.nanoTime() - keptUntil >= 0) {
      kept = look.get();
      stamp = now;
      keptUntil =
          System.nanoTime() + (kept.filter(KeptLook::shut).isPresent() ? SHUT_NANOS : OPEN_NANOS);
    }
    return kept;
  }

  /** The next one asks anew, because something was changed or is about to be. */
  public synchronized void forget() {
    kept = Optional.empty();
  }

  private static boolean shut(String answer) {
    return FirewallReader.parse(answer).filter(rules -> rules.shut("ip")).isPresent();
  }
}
