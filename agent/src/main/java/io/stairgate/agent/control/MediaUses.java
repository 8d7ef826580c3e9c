package io.stairgate.agent.control;

import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.ScanReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the use of each medium stands, put together from what happened. Kept in memory. Any thread
 * may call any method.
 */
public final class MediaUses {
  private static final int MOST = 64;

  private final Map<String, MediaUse> uses = new LinkedHashMap<>();

  /** Something happened with a permission. */
  public synchronized void happened(PermissionEvent event) {
    if (event.medium().isEmpty()) {
      return;
    }
    String key = RequestDesk.key(event.medium().get());
    MediaUse before = uses.getOrDefault(key, MediaUse.SHUT);
    MediaUse.State state =
        switch (event.step()) {
          case LOCKED -> MediaUse.State.LOCKED;
          case SCANNING -> MediaUse.State.SCANNING;
          case SCANNED -> event.scan().map(MediaUses::after).orElse(MediaUse.State.SCANNED);
          case OPENED -> MediaUse.State.OPEN;
          case FAILED ->
              before.state() == MediaUse.State.INFECTED
                      || before.state() == MediaUse.State.NOT_FULLY_SCANNED
                  ? before.state()
                  : MediaUse.State.FAILED;
          case CLOSED, ENDED, SUSPENDED -> MediaUse.State.SHUT;
          case RECEIVED, NOT_OBEYED, BY_TELEPHONE -> before.state();
        };
    if (state == MediaUse.State.SHUT) {
      uses.remove(key);
      return;
    }
    String detail = event.scan().map(ScanReport::malware).orElse(event.reason());
    uses.remove(key);
    uses.put(key, new MediaUse(state, event.permissionId(), 0, 0, event.readOnly(), detail));
    if (uses.size() > MOST) {
      uses.remove(uses.keySet().iterator().next());
    }
  }

  private static MediaUse.State after(ScanReport scan) {
    return switch (scan.verdict()) {
      case CLEAN -> MediaUse.State.SCANNED;
      case INFECTED -> MediaUse.State.INFECTED;
      case NOT_FULLY_SCANNED -> MediaUse.State.NOT_FULLY_SCANNED;
    };
  }

  /** A scan went on. */
  public synchronized void scanned(ScanProgress progress) {
    int percent =
        progress.totalBytes() <= 0
            ? 0
            : (int) Math.clamp(progress.doneBytes() * 100.0 / progress.totalBytes(), 0, 99);
    uses.replaceAll(
        (key, use) ->
            use.permissionId().equals(progress.permissionId())
                    && use.state() == MediaUse.State.SCANNING
                ? use.scanned(percent, progress.files())
                : use);
  }

  /** A medium was taken out. */
  public synchronized void gone(Medium medium) {
    uses.remove(RequestDesk.key(medium));
  }

  /** How it stands with a medium; empty where nothing happened with it. */
  public synchronized Optional<MediaUse> of(Medium medium) {
    return Optional.ofNullable(uses.get(RequestDesk.key(medium)));
  }

  /** Whether a permission has its medium open now. */
  public synchronized boolean open(String permissionId) {
    return uses.values().stream()
        .anyMatch(
            use -> use.state() == MediaUse.State.OPEN && use.permissionId().equals(permissionId));
  }

  /** Whether any medium is on its way to a person or with one. */
  public synchronized boolean any() {
    return !uses.isEmpty();
  }
}
