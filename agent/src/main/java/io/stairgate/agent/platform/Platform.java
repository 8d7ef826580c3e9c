package io.stairgate.agent.platform;

import io.stairgate.agent.control.ChangeDesk;
import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.DiskKeys;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Hardware;
import java.nio.file.Path;
import java.util.List;

/** What the agent needs of an operating system. Any thread may call any method. */
public interface Platform {
  /** The system's name for scripts: {@code linux}, {@code windows}, {@code macos}. */
  String name();

  /** The laptop's description. Read once, at the first call; what cannot be read is empty. */
  Hardware hardware();

  /** Now, as the running system counts it. */
  BootTime bootTime();

  /** True where this process has the rights of an administrator. */
  boolean administrator();

  /** Account names of the people signed in now, at most 8. */
  List<String> signedIn();

  /**
   * Every control but the one for portable media, in the order they are shown.
   *
   * @param parts what they need of the agent around them
   */
  List<Control> controls(ControlParts parts);

  /**
   * The control for portable media.
   *
   * @param dataDirectory where it keeps the record of what was there before it changed anything
   */
  MediaControl media(Path dataDirectory);

  /** Changes the laptop so that rules hold, and puts it back; portable media apart. */
  Holder holder();

  /**
   * Begins to tell of changes. Subscribes before it returns, where the system has such.
   *
   * @param listener told on the watch's own thread, of a change within two seconds
   */
  ChangeWatch watch(ChangeListener listener);

  /** The agent's own parts. */
  OwnParts ownParts();

  /**
   * Asks for the screens of a person to be hidden and locked. May take some seconds.
   *
   * @param account whose; empty: of everybody
   * @return whether at least one screen was asked
   */
  boolean lockScreens(String account) throws InterruptedException;

  /** The keys of encrypted disks. */
  default DiskKeys diskKeys() {
    return DiskKeys.NONE;
  }

  /** The side that has an administrator's rights; for the one-shot process only. */
  default ChangeDesk changeDesk() {
    return ChangeDesk.NOTHING;
  }

  /** Gives back memory that only the start needed. Called once, when the agent has come to rest. */
  default void atRest() {}

  /** Tells the people who are signed in at a desktop. */
  Messenger messenger();

  /** The system's service manager; does nothing where the agent was not started by one. */
  ServiceManager serviceManager();

  /** The system's service manager. */
  interface ServiceManager {
    /** Tells that the agent protects now. */
    void ready();

    /** Tells that the agent is alive; to be called at least twice per watchdog interval. */
    void alive();

    /** Tells that the agent is stopping in good order. */
    void stopping();
  }
}
