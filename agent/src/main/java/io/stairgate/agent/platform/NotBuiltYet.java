package io.stairgate.agent.platform;

import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * A system this version cannot read yet: every rule is unknown, nothing is held, nothing is
 * changed.
 */
public final class NotBuiltYet implements Platform {
  private static final String REASON = "not-built-yet";
  private static final long STARTED = System.nanoTime();

  private final String name;
  private final InstantSource clock;

  /**
   * For one system.
   *
   * @param name the system's name for scripts
   * @param clock tells the time
   */
  public NotBuiltYet(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Hardware hardware() {
    return new Hardware("", "", "", name, "", "");
  }

  @Override
  public BootTime bootTime() {
    // No boot id: the number only has to grow while this process runs.
    return new BootTime("", Math.max(0, (System.nanoTime() - STARTED) / 1_000_000));
  }

  @Override
  public boolean administrator() {
    return false;
  }

  @Override
  public List<String> signedIn() {
    return List.of();
  }

  @Override
  public List<Control> controls(ControlParts parts) {
    return List.of(
        new Unproved(Rule.ENCRYPTION, clock),
        new Unproved(Rule.SCREEN_LOCK, clock),
        new Unproved(Rule.PASSWORD_AGE, clock));
  }

  @Override
  public MediaControl media(Path dataDirectory) {
    return new Unheld(clock);
  }

  @Override
  public Holder holder() {
    return Holder.NOTHING;
  }

  @Override
  public ChangeWatch watch(ChangeListener listener) {
    return ChangeWatch.NONE;
  }

  @Override
  public OwnParts ownParts() {
    return OwnParts.NONE;
  }

  @Override
  public boolean lockScreens(String account) {
    return false;
  }

  @Override
  public Messenger messenger() {
    return Messenger.NOBODY;
  }

  @Override
  public ServiceManager serviceManager() {
    return new NoServiceManager();
  }

  private static Finding unknown(Rule rule, InstantSource clock, Policy policy) {
    return new Finding(
        rule,
        new FindingState.Unknown(REASON),
        new Hold.Cannot(REASON),
        policy.stageOf(rule),
        clock.instant(),
        List.of(),
        "Stairgate cannot check this on this kind of computer yet.");
  }

  private record Unproved(Rule rule, InstantSource clock) implements Control {
    @Override
    public Finding prove(Policy policy) {
      return unknown(rule, clock, policy);
    }
  }

  private record Unheld(InstantSource clock) implements MediaControl {
    @Override
    public Rule rule() {
      return Rule.PORTABLE_MEDIA;
    }

    @Override
    public Finding prove(Policy policy) {
      return unknown(rule(), clock, policy);
    }

    @Override
    public void start(Stage stage, MediaListener listener) {}

    @Override
    public void permit(List<Permission> live) {}

    @Override
    public void apply(Stage stage) {}

    @Override
    public List<PluggedMedium> plugged() {
      return List.of();
    }

    @Override
    public List<String> release() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private record NoServiceManager() implements ServiceManager {
    @Override
    public void ready() {}

    @Override
    public void alive() {}

    @Override
    public void stopping() {}
  }
}
