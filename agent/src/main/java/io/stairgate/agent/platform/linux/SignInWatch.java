package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells when somebody signs in or out: the kernel says that logind changed its files (inotify).
 * Begun with the first permitted medium, because most laptops never need it. Any thread.
 */
final class SignInWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SignInWatch.class.getName());

  private final RootFiles files;
  private final Runnable told;
  private @Nullable WatchService service;

  SignInWatch(RootFiles files, Runnable told) {
    this.files = files;
    this.told = told;
  }

  synchronized void open() {
    if (service != null) {
      return;
    }
    Path sessions = files.path(Seats.SESSIONS);
    try {
      WatchService opened = FileSystems.getDefault().newWatchService();
      service = opened;
      sessions.register(
          opened,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_DELETE,
          StandardWatchEventKinds.ENTRY_MODIFY);
      Thread thread = new Thread(() -> watch(opened), "sign-ins");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      close();
      LOG.log(Level.FINE, "sign-ins cannot be watched here: {0}", e.toString());
    }
  }

  private void watch(WatchService opened) {
    try {
      while (true) {
        WatchKey key = opened.take();
        key.pollEvents();
        key.reset();
        told.run();
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      LOG.log(Level.FINE, "no longer watching sign-ins", e);
    }
  }

  @Override
  public synchronized void close() {
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        LOG.log(Level.FINE, "the watch of sign-ins did not close", e);
      }
      service = null;
    }
  }
}
