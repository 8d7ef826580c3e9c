package io.stairgate.agent;

import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A laptop for tests: nothing of it is real but the order in which things are asked of it. */
final class FakePlatform implements Platform {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<Notice> notices = new CopyOnWriteArrayList<>();
  final AtomicInteger proofs = new AtomicInteger();
  volatile String encryption = "no";
  volatile boolean faulty;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile long moreMs;
  volatile String boot = "boot";
  volatile Holder holder = Holder.NOTHING;
  volatile List<String> changedParts = List.of();
  volatile List<String> why = List.of();
  volatile List<String> people = List.of();
  private volatile @Nullable ChangeListener changes;
  final FakeMedia media = new FakeMedia();
  private final InstantSource clock;

  FakePlatform(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Hardware hardware() {
    return new Hardware("Maker", "Model", "S1", "System", "1", "ab");
  }

  @Override
  public BootTime bootTime() {
    return new BootTime(boot, System.nanoTime() / 1_000_000 + moreMs);
  }

  @Override
  public boolean administrator() {
    return false;
  }

  @Override
  public List<String> signedIn() {
    return people;
  }

  @Override
  public List<Control> controls(ControlParts parts) {
    return List.of(
        new Control() {
          @Override
          public Rule rule() {
            return Rule.ENCRYPTION;
          }

          @Override
          public Finding prove(Policy policy) {
            proofs.incrementAndGet();
            awaitGate();
            if (faulty) {
              throw new IllegalStateException("a fault of ours");
            }
            return finding(rule(), policy, encryption);
          }
        });
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Finding finding(Rule rule, Policy policy, String fact) {
    return new Finding(
        rule,
        fact.equals("yes") ? new FindingState.Met() : new FindingState.NotMet(),
        new Hold.None(),
        policy.stageOf(rule),
        clock.instant(),
        List.of(new Evidence("fact", fact)),
        "It is so: " + fact + ".");
  }

  @Override
  public MediaControl media(Path dataDirectory) {
    return media;
  }

  @Override
  public Holder holder() {
    return holder;
  }

  @Override
  public ChangeWatch watch(ChangeListener listener) {
    changes = listener;
    return ChangeWatch.NONE;
  }

  @Override
  public OwnParts ownParts() {
    return new OwnParts() {
      @Override
      public List<String> changed() {
        return changedParts;
      }

      @Override
      public boolean shuttingDown() {
        return true;
      }

      @Override
      public Optional<Instant> systemStarted() {
        return Optional.empty();
      }

      @Override
      public List<String> why(Instant since, String bootId) {
        return why;
      }

      @Override
      public boolean concernEntry() {
        return true;
      }
    };
  }

  /** Whom a test tells of changes. */
  ChangeListener told() {
    return Objects.requireNonNull(changes);
  }

  @Override
  public boolean lockScreens(String account) {
    calls.add("locked " + account);
    return true;
  }

  @Override
  public Messenger messenger() {
    return notices::add;
  }

  @Override
  public ServiceManager serviceManager() {
    return new ServiceManager() {
      @Override
      public void ready() {
        calls.add("ready");
      }

      @Override
      public void alive() {
        calls.add("alive");
      }

      @Override
      public void stopping() {
        calls.add("stopping");
      }
    };
  }

  /** Portable media that are plugged in by the test. */
  final class FakeMedia implements MediaControl {
    private volatile @Nullable MediaListener listener;

    final List<PluggedMedium> plugged = new CopyOnWriteArrayList<>();
    volatile List<Permission> live = List.of();
    volatile boolean failsToShut;

    static Medium stick(String serial) {
      return new Medium(
          MediumKind.USB_STORAGE,
          "0781",
          "5567",
          serial,
          "Stick",
          IdentityStrength.SERIAL,
          "usb 1-4",
          "ab".repeat(32));
    }

    void plug(String serial) {
      plug(stick(serial));
    }

    /** What a test says happened. */
    MediaListener told() {
      return Objects.requireNonNull(listener);
    }

    void plug(Medium stick) {
      plugged.add(new PluggedMedium(stick, true, "no-permission"));
      Objects.requireNonNull(listener)
          .media(
              new MediaEvent(
                  stick,
                  MediaAction.BLOCKED,
                  Stage.ENFORCE,
                  "no-permission",
                  false,
                  Duration.ofMillis(2),
                  List.of()));
    }

    @Override
    public Rule rule() {
      return Rule.PORTABLE_MEDIA;
    }

    @Override
    public Finding prove(Policy policy) {
      return finding(rule(), policy, "nothing is plugged in");
    }

    @Override
    public void start(Stage stage, MediaListener events) {
      listener = events;
      calls.add("media started " + stage);
    }

    @Override
    public void apply(Stage stage) {
      calls.add("media " + stage);
    }

    @Override
    public void permit(List<Permission> live) {
      if (failsToShut) {
        throw new IllegalStateException("a fault of ours");
      }
      this.live = List.copyOf(live);
      calls.add("media permitted " + live.size());
    }

    @Override
    public List<PluggedMedium> plugged() {
      return List.copyOf(plugged);
    }

    @Override
    public List<String> release() {
      calls.add("media released");
      return List.of();
    }

    @Override
    public void close() {
      calls.add("media closed");
    }
  }
}
