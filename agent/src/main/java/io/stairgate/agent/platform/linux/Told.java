package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.ScanProgress;
import org.jspecify.annotations.Nullable;

/**
 * Hands what happens on to the listener, one at a time, whichever thread says it. Before there is a
 * listener, what is said is lost.
 */
final class Told implements MediaListener {
  private @Nullable MediaListener listener;

  synchronized void to(MediaListener next) {
    listener = next;
  }

  @Override
  public synchronized void media(MediaEvent event) {
    if (listener != null) {
      listener.media(event);
    }
  }

  @Override
  public synchronized void permission(PermissionEvent event) {
    if (listener != null) {
      listener.permission(event);
    }
  }

  @Override
  public synchronized void progress(ScanProgress progress) {
    if (listener != null) {
      listener.progress(progress);
    }
  }
}
