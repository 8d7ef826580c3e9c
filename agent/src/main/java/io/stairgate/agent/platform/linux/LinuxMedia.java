package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.KernelEvents.Happening;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Portable media on Linux: one thread that hears the kernel and does everything, so that nothing is
 * decided twice or out of order. Other threads hand it their wish and wait. Before {@link #start}
 * and after {@link #close} the caller's thread does it, one at a time.
 */
final class LinuxMedia implements MediaControl {
  private static final Logger LOG = Logger.getLogger(LinuxMedia.class.getName());

  /** How long shutting may take before it goes on unwatched; systemd waits 20 s for a stop. */
  private static final Duration SHUTTING = Duration.ofSeconds(15);

  private final Supplier<Optional<KernelEvents>> source;
  private final MediaDesk desk;
  private final LinkedBlockingQueue<FutureTask<?>> wishes = new LinkedBlockingQueue<>();

  private @Nullable Thread thread;
  private @Nullable KernelEvents events;
  private volatile boolean closing;

  /**
   * Reads nothing yet.
   *
   * @param dataDirectory where the note of what was there before is kept
   * @param source subscribes to the kernel's messages; empty where they cannot be heard
   * @param tools what opening a permitted medium needs
   */
  LinuxMedia(
      RootFiles files,
      InstantSource clock,
      Path dataDirectory,
      Supplier<Optional<KernelEvents>> source,
      StickTools tools) {
    this.source = source;
    this.desk = new MediaDesk(files, clock, dataDirectory, tools);
  }

  @Override
  public Rule rule() {
    return Rule.PORTABLE_MEDIA;
  }

  @Override
  public void start(Stage stage, MediaListener listener) {
    synchronized (this) {
      if (thread != null) {
        throw new IllegalStateException("started already");
      }
      // Heard from here on; what happens during the listing below waits in the socket.
      KernelEvents heard = source.get().orElse(null);
      events = heard;
      Thread started = new Thread(() -> loop(heard), "portable-media");
      started.setDaemon(true);
      thread = started;
      started.start();
    }
    done(
        () -> {
          desk.open(stage, listener);
          return true;
        });
  }

  private void loop(@Nullable KernelEvents heard) {
    boolean deaf = heard == null;
    if (deaf) {
      desk.deaf();
    }
    while (!closing) {
      try {
        if (heard == null || deaf) {
          wishes.take().run();
          continue;
        }
        for (FutureTask<?> wish = wishes.poll(); wish != null; wish = wishes.poll()) {
          wish.run();
        }
        if (!closing) {
          deaf = handle(heard.next());
        }
      } catch (InterruptedException e) {
        LOG.log(Level.FINE, "interrupted; only close() ends this thread", e);
      } catch (RuntimeException e) {
        // One device must not end the watch over all others.
        LOG.log(Level.SEVERE, "a message of the kernel could not be worked on", e);
      }
    }
  }

  /** True where nothing can be heard any more. */
  private boolean handle(Happening happening) {
    switch (happening) {
      case Happening.Message(Uevent event, long receivedNanos) -> desk.hear(event, receivedNanos);
      case Happening.Lost() -> desk.listAgain();
      case Happening.Woken() -> {}
      case Happening.Broken() -> {
        desk.deaf();
        return true;
      }
    }
    return false;
  }

  @Override
  public void apply(Stage stage) {
    if (stage != Stage.ENFORCE) {
      await(done(() -> desk.endPermitted("stopped")));
    }
    done(
        () -> {
          desk.apply(stage);
          return true;
        });
  }

  @Override
  public void permit(List<Permission> live) {
    await(done(() -> desk.permit(live)));
  }

  /** Waits until they are shut. Not on the media thread: others may need it meanwhile. */
  private static void await(List<PermittedStick> ending) {
    long until = System.nanoTime() + SHUTTING.toNanos();
    for (PermittedStick each : ending) {
      if (!each.awaitOver(Duration.ofNanos(until - System.nanoTime()))) {
        LOG.log(Level.WARNING, "a medium whose permission is over is not shut yet");
      }
    }
  }

  @Override
  public Finding prove(Policy policy) {
    return done(() -> desk.prove(policy.stageOf(rule())));
  }

  @Override
  public List<PluggedMedium> plugged() {
    return done(desk::plugged);
  }

  @Override
  public List<String> release() {
    await(done(() -> desk.endPermitted("stopped")));
    return done(desk::release);
  }

  /** Has the thread do it and waits for that; without a thread, does it here. */
  private <T> T done(Callable<T> wish) {
    FutureTask<T> task = new FutureTask<>(wish);
    synchronized (this) {
      if (thread != null && !closing && !thread.equals(Thread.currentThread())) {
        wishes.add(task);
        if (events != null) {
          events.wake();
        }
      } else {
        task.run();
      }
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the media thread", e);
    }
  }

  @Override
  public void close() {
    await(done(() -> desk.endPermitted("agent-stopped")));
    Thread ending;
    KernelEvents heard;
    synchronized (this) {
      if (closing || thread == null) {
        closing = true;
        return;
      }
      closing = true;
      ending = thread;
      heard = events;
      // Ends a wait for wishes where nothing is heard.
      wishes.add(new FutureTask<>(() -> true));
      if (heard != null) {
        heard.wake();
      }
    }
    boolean interrupted = false;
    while (!ending.equals(Thread.currentThread()) && ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    synchronized (this) {
      for (FutureTask<?> wish = wishes.poll(); wish != null; wish = wishes.poll()) {
        wish.run();
      }
      if (heard != null) {
        heard.close();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
