package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanProgress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a media control told, in order. */
final class Heard implements MediaListener {
  final List<MediaEvent> media = new CopyOnWriteArrayList<>();
  final List<PermissionEvent> permissions = new CopyOnWriteArrayList<>();
  final List<ScanProgress> progress = new CopyOnWriteArrayList<>();

  @Override
  public void media(MediaEvent event) {
    media.add(event);
  }

  @Override
  public void permission(PermissionEvent event) {
    permissions.add(event);
  }

  @Override
  public void progress(ScanProgress event) {
    progress.add(event);
  }
}
