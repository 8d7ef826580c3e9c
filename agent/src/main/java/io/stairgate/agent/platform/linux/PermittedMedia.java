package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.platform.linux.PermittedStick.State;
import io.stairgate.agent.platform.linux.StickBlocks.Place;
import io.stairgate.agent.platform.linux.UsbTree.Device;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Permission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which permissions are live, and the media that go their way under one. The media thread only.
 * Nothing here waits: each medium has a thread of its own.
 */
final class PermittedMedia {
  /** The reason of a medium that a permission let in. */
  static final String PERMITTED = "permitted";

  private final Room room;
  private final SignInWatch signIns;

  /** By where they are plugged in; what is over stays until something else comes there. */
  private final Map<String, PermittedStick> sticks = new ConcurrentHashMap<>();

  /**
   * Permissions that a device with other descriptors tried to use: over, whatever the list says.
   */
  private final Set<String> broken = new HashSet<>();

  /** What a permission without descriptors met first: good for that one alone. */
  private final Map<String, String> met = new HashMap<>();

  private List<Permission> live = List.of();
  private boolean paused = true;

  PermittedMedia(Room room) {
    this.room = room;
    this.signIns = new SignInWatch(room.files(), this::people);
  }

  /** What every permitted medium works with. */
  record Room(
      RootFiles files,
      UsbTree tree,
      MediaEffects effects,
      StickTools tools,
      PermitMarks marks,
      Told told) {}

  /**
   * Takes a new list over; what is open and not on it is told to end.
   *
   * @return what ends now
   */
  List<PermittedStick> replace(List<Permission> next) {
    live = List.copyOf(next);
    Set<String> ids = new HashSet<>();
    live.forEach(each -> ids.add(each.id()));
    broken.retainAll(ids);
    met.keySet().retainAll(ids);
    List<PermittedStick> ending = new ArrayList<>();
    for (PermittedStick stick : sticks.values()) {
      if (stick.running() && live.stream().noneMatch(stick::goesOnUnder)) {
        stick.end(ids.contains(stick.permission().id()) ? "replaced" : "stopped");
        ending.add(stick);
      }
    }
    return ending;
  }

  /** Ends all and begins nothing until {@link #begin()}. */
  List<PermittedStick> endAll(String reason) {
    paused = true;
    List<PermittedStick> ending = List.copyOf(sticks.values());
    ending.forEach(stick -> stick.end(reason));
    signIns.close();
    return ending;
  }

  /** Enforcing begins: nothing is open under a permission yet. */
  void begin() {
    if (paused) {
      room.marks().clear();
      room.tools().examination().clearLeftovers();
      paused = false;
    }
  }

  /** Reasons of a decision that a permission can overcome; never one for a mixed device. */
  static boolean mayBe(String reason) {
    return reason.equals("no-permission") || reason.equals("phone") || reason.equals("camera");
  }

  /** Numbers of the interfaces that stay shut on a device that is let in: a phone's network. */
  static List<Integer> kept(MediumKind kind, Device device) {
    if (kind != MediumKind.PHONE && kind != MediumKind.CAMERA) {
      return List.of();
    }
    List<Integer> kept = new ArrayList<>();
    for (UsbDescription.Interface part :
        device.description().map(UsbDescription::interfaces).orElse(List.of())) {
      boolean image = part.kind() == UsbDescription.IMAGE;
      boolean own = part.kind() == UsbDescription.VENDOR && part.subclass() != 0x42;
      if (!image && !own && !kept.contains(part.number())) {
        kept.add(part.number());
      }
    }
    return kept;
  }

  /** Whether a permission covers what is plugged in; says nothing and begins nothing. */
  boolean covers(PluggedMedium plugged) {
    return !none()
        && mayBe(plugged.reason())
        && live.stream().anyMatch(each -> usable(each, plugged.medium()));
  }

  private boolean usable(Permission permission, Medium medium) {
    return permission.covers(medium)
        && !broken.contains(permission.id())
        && met.getOrDefault(permission.id(), medium.descriptorSha256())
            .equals(medium.descriptorSha256());
  }

  /** What is plugged in as it is now, where a permission let it in. */
  PluggedMedium asItIs(PluggedMedium plugged) {
    return switch (state(plugged.medium().port()).orElse(State.SHUT)) {
      case SHUT -> plugged;
      case EXAMINED -> new PluggedMedium(plugged.medium(), true, PERMITTED);
      case OPEN -> new PluggedMedium(plugged.medium(), false, PERMITTED);
      case STUCK -> new PluggedMedium(plugged.medium(), false, plugged.reason());
    };
  }

  /** True where no permission is live: the short way for most laptops at most times. */
  boolean none() {
    return live.isEmpty() || paused;
  }

  /**
   * Has a medium go its way where a permission covers it and it is not on its way already.
   *
   * @return whether it is permitted
   */
  boolean begin(Medium medium, Place place) {
    Optional<Permission> covering = covering(medium);
    PermittedStick before = sticks.get(medium.port());
    if (covering.isEmpty()) {
      return false;
    }
    if (before != null && before.running() && before.goesOnUnder(covering.get())) {
      return true;
    }
    PermittedStick stick =
        new PermittedStick(covering.get(), medium, place, room, System.nanoTime());
    sticks.put(medium.port(), stick);
    signIns.open();
    stick.start(Optional.ofNullable(before));
    return true;
  }

  private Optional<Permission> covering(Medium medium) {
    Optional<Permission> covering = live.stream().filter(each -> usable(each, medium)).findFirst();
    if (covering.isPresent()) {
      met.put(covering.get().id(), medium.descriptorSha256());
      return covering;
    }
    for (Permission each : live) {
      if (!each.names(medium) || !broken.add(each.id())) {
        continue;
      }
      room.told()
          .permission(
              PermissionEvent.of(
                  each.id(), PermissionStep.ENDED, Optional.of(medium), "descriptors-changed"));
      for (PermittedStick stick : sticks.values()) {
        if (stick.permission().id().equals(each.id())) {
          stick.end("descriptors-changed");
        }
      }
    }
    return Optional.empty();
  }

  /** How far the medium at a place is; empty where none is on its way there. */
  Optional<State> state(String port) {
    return Optional.ofNullable(sticks.get(port)).map(PermittedStick::state);
  }

  /** True where the medium at a place is let in by a permission. */
  boolean holds(String port) {
    return state(port).filter(is -> is == State.EXAMINED || is == State.OPEN).isPresent();
  }

  void disk(String port, Path disk, boolean mediaChange) {
    PermittedStick stick = sticks.get(port);
    if (stick != null) {
      stick.disk(disk, mediaChange);
    }
  }

  void mapper(Path mapper) {
    sticks.values().forEach(stick -> stick.mapper(mapper));
  }

  /** Any thread: somebody signed in or out. */
  private void people() {
    sticks.values().forEach(PermittedStick::people);
  }

  /** The medium at a place was taken out. */
  void gone(String port) {
    PermittedStick stick = sticks.get(port);
    if (stick != null) {
      stick.end("unplugged");
    }
  }
}
