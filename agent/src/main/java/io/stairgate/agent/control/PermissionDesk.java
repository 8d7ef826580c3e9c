package io.stairgate.agent.control;

import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.policy.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which permissions hold now, and what has just happened to them. Knows no clock, no disk and no
 * system: each call says what time it is and whether that time is trusted. Not for several threads
 * at once.
 *
 * <p>Over 300 lines because all that can happen to a permission is one state.
 */
public final class PermissionDesk {
  /** How long before an end the person is told. */
  public static final Duration WARNING = Duration.ofMinutes(1);

  private static final String TIME = "time";
  private static final String CHANGED = "descriptors-changed";

  private final Map<String, Held> known = new LinkedHashMap<>();

  /** What was kept of permissions that have not been seen yet since the start. */
  private final Map<String, String> keptBound;

  private final Map<String, String> keptEnded;

  /** One permission and how it stands. */
  private static final class Held {
    private Permission permission;

    /**
     * As it is handed on: bound only where it was when it came. A permission that is bound while
     * its medium is being scanned must not look like another one.
     */
    private Permission shown;

    private String boundTo = "";
    private String ended = "";
    private boolean live;
    private boolean suspended;
    private Optional<Instant> warned = Optional.empty();

    Held(Permission permission, String boundTo, String ended) {
      this.permission = permission;
      this.boundTo = boundTo;
      this.ended = ended;
      shown = bound();
    }

    Permission bound() {
      return permission.descriptorSha256().isEmpty() ? permission.boundTo(boundTo) : permission;
    }
  }

  /**
   * Something that has just happened to a permission.
   *
   * @param permission which
   * @param step received, suspended or ended
   * @param reason stable code of why; empty where it needs none
   */
  public record Step(Permission permission, PermissionStep step, String reason) {}

  /**
   * How things stand after a call.
   *
   * @param live what may be opened now
   * @param steps what has just happened, in order
   * @param endingSoon what ends within a minute, said once for each end
   * @param next when to look again at the latest, by the same clock; empty: nothing is due
   */
  public record Turn(
      List<Permission> live,
      List<Step> steps,
      List<Permission> endingSoon,
      Optional<Instant> next) {
    public Turn {
      live = List.copyOf(live);
      steps = List.copyOf(steps);
      endingSoon = List.copyOf(endingSoon);
    }
  }

  /**
   * Begins with what was kept.
   *
   * @param bound permission → the descriptors it is bound to
   * @param ended permission → why it was ended here
   */
  public PermissionDesk(Map<String, String> bound, Map<String, String> ended) {
    keptBound = Map.copyOf(bound);
    keptEnded = Map.copyOf(ended);
  }

  /** What is to be kept: permission → the descriptors it is bound to. */
  public Map<String, String> bound() {
    Map<String, String> all = new LinkedHashMap<>();
    known.forEach((id, held) -> put(all, id, held.boundTo));
    return all;
  }

  /** What is to be kept: permission → why it was ended here. */
  public Map<String, String> ended() {
    Map<String, String> all = new LinkedHashMap<>();
    known.forEach((id, held) -> put(all, id, held.ended));
    return all;
  }

  private static void put(Map<String, String> all, String id, String value) {
    if (!value.isEmpty()) {
      all.put(id, value);
    }
  }

  /** True where some permission is not over: time has to be watched and kept. */
  public boolean watches() {
    return known.values().stream().anyMatch(held -> held.ended.isEmpty());
  }

  /** True where a permission that is not over is held back because the time is not trusted. */
  public boolean suspended() {
    return known.values().stream().anyMatch(held -> held.ended.isEmpty() && held.suspended);
  }

  /**
   * Takes over all permissions there are, in place of those before.
   *
   * @param quiet ids whose coming is not told: kept ones at the start, those the laptop made itself
   * @param plugged what is plugged in now: it is met by what has come
   */
  public Turn replace(
      List<Permission> all, Set<String> quiet, List<Medium> plugged, Instant now, boolean trusted) {
    List<Step> steps = new ArrayList<>();
    Map<String, Permission> next = new LinkedHashMap<>();
    all.forEach(each -> next.put(each.id(), each));
    known
        .entrySet()
        .removeIf(
            entry -> {
              Held held = entry.getValue();
              if (next.containsKey(entry.getKey())) {
                return false;
              }
              if (held.ended.isEmpty()) {
                steps.add(new Step(held.bound(), PermissionStep.ENDED, whyGone(held, next, now)));
              }
              return true;
            });
    for (Permission each : next.values()) {
      Held held = known.get(each.id());
      boolean fresh = held == null || !held.permission.equals(each);
      if (held == null) {
        held =
            new Held(
                each, keptBound.getOrDefault(each.id(), ""), keptEnded.getOrDefault(each.id(), ""));
        known.put(each.id(), held);
      } else if (fresh && !held.permission.descriptorSha256().equals(each.descriptorSha256())) {
        // decided anew for what the device says now
        held.ended = held.ended.equals(CHANGED) ? "" : held.ended;
      }
      if (!held.permission.equals(each)) {
        held.permission = each;
        held.shown = held.bound();
      }
      if (fresh && !quiet.contains(each.id()) && now.isBefore(each.endsAt())) {
        held.ended = held.ended.equals(TIME) ? "" : held.ended;
        steps.add(new Step(each, PermissionStep.RECEIVED, ""));
      }
    }
    plugged.forEach(medium -> meet(medium, steps));
    return look(steps, now, trusted);
  }

  private static String whyGone(Held held, Map<String, Permission> next, Instant now) {
    if (!now.isBefore(held.permission.endsAt())) {
      return TIME;
    }
    boolean replaced =
        next.values().stream().anyMatch(each -> each.namesTheSameAs(held.permission));
    return replaced ? "replaced" : "stopped";
  }

  /** Looks at the time. */
  public Turn look(Instant now, boolean trusted) {
    return look(new ArrayList<>(), now, trusted);
  }

  /**
   * A medium was met, opened or not. A permission that was given for a serial alone belongs to the
   * first one it meets from now on; where a device says it is a permitted one and is of another
   * composition, the permission is over for good.
   */
  public Turn met(Medium medium, Instant now, boolean trusted) {
    List<Step> steps = new ArrayList<>();
    meet(medium, steps);
    return look(steps, now, trusted);
  }

  private void meet(Medium medium, List<Step> steps) {
    for (Held held : known.values()) {
      if (!held.ended.isEmpty() || !held.permission.claims(medium)) {
        continue;
      }
      if (!held.bound().covers(medium)) {
        held.ended = CHANGED;
        steps.add(new Step(held.bound(), PermissionStep.ENDED, CHANGED));
      } else if (held.bound().descriptorSha256().isEmpty()) {
        held.boundTo = medium.descriptorSha256();
      }
    }
  }

  /**
   * Another part of the agent ended a permission.
   *
   * @return false where it was over already
   */
  public boolean end(String id, String reason) {
    Held held = known.get(id);
    if (held == null || !held.ended.isEmpty()) {
      return false;
    }
    held.ended = reason;
    held.live = false;
    return true;
  }

  /** True where a medium is allowed and only held back because the time is not trusted. */
  public boolean suspends(Medium medium) {
    return known.values().stream()
        .anyMatch(held -> held.ended.isEmpty() && held.suspended && held.bound().covers(medium));
  }

  /** A permission by its id, where it is known. */
  public Optional<Permission> permission(String id) {
    return Optional.ofNullable(known.get(id)).map(Held::bound);
  }

  private Turn look(List<Step> steps, Instant now, boolean trusted) {
    List<Permission> live = new ArrayList<>();
    List<Permission> soon = new ArrayList<>();
    Optional<Instant> next = Optional.empty();
    for (Held held : known.values()) {
      look(held, steps, now, trusted);
      if (held.live) {
        live.add(held.shown);
        if (warns(held, now)) {
          soon.add(held.bound());
        }
      }
      if (held.ended.isEmpty()) {
        next = earlier(next, nextOf(held, now));
      }
    }
    return new Turn(live, steps, soon, next);
  }

  private static void look(Held held, List<Step> steps, Instant now, boolean trusted) {
    Permission permission = held.bound();
    held.live = false;
    if (!now.isBefore(permission.endsAt())) {
      if (held.ended.isEmpty()) {
        held.ended = TIME;
        steps.add(new Step(permission, PermissionStep.ENDED, TIME));
      }
      return;
    }
    if (held.ended.equals(TIME)) {
      // the laptop's clock was ahead, and the console has said so
      held.ended = "";
      steps.add(new Step(permission, PermissionStep.RECEIVED, ""));
    }
    if (!held.ended.isEmpty()) {
      return;
    }
    if (!trusted) {
      if (!held.suspended) {
        held.suspended = true;
        steps.add(new Step(permission, PermissionStep.SUSPENDED, "clock"));
      }
      return;
    }
    if (held.suspended) {
      held.suspended = false;
      steps.add(new Step(permission, PermissionStep.RECEIVED, ""));
    }
    held.live = !now.isBefore(permission.startsAt());
  }

  private static boolean warns(Held held, Instant now) {
    Instant end = held.permission.endsAt();
    if (now.isBefore(end.minus(WARNING)) || held.warned.equals(Optional.of(end))) {
      return false;
    }
    held.warned = Optional.of(end);
    return true;
  }

  private static Instant nextOf(Held held, Instant now) {
    Permission permission = held.permission;
    if (now.isBefore(permission.startsAt())) {
      return permission.startsAt();
    }
    Instant warning = permission.endsAt().minus(WARNING);
    return now.isBefore(warning) ? warning : permission.endsAt();
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
    return one.filter(at -> at.isBefore(other)).or(() -> Optional.of(other));
  }
}
