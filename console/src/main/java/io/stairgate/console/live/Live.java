package io.stairgate.console.live;

import io.stairgate.console.setting.SettingId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells whoever listens that something of a setting changed. It carries no content: the listener
 * reads the database, so that a missed or doubled call does no harm. Any thread may call any
 * method.
 */
public final class Live {
  private final Map<SettingId, Set<Consumer<Topic>>> listeners = new ConcurrentHashMap<>();
  private volatile BiConsumer<SettingId, Topic> onward = (setting, topic) -> {};

  /** What changed. */
  public enum Topic {
    /** A laptop came, went, or something was proved about it. */
    LAPTOPS,
    /** An alert was raised, counted up or acknowledged. */
    ALERTS,
    /** A rule of a laptop was changed by a person. */
    POLICY,
    /** Who has access, or in which roles. */
    PEOPLE,
    /** Somebody asked for a medium, or somebody decided. */
    REQUESTS,
    /** A permission was given or stopped, or something happened with one on a laptop. */
    PERMISSIONS,
    /** A scan went on; told at most once a second. */
    SCANS,
    /** Somebody reported something, or it was looked into. */
    CONCERNS,
    /** Something was said of a single account. */
    ACCOUNTS,
    /** A message was sent, or could not be. */
    MESSAGES
  }

  /** Ends a subscription. */
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Listens to one setting until the subscription is closed.
   *
   * @param listener called by the thread that made the change; it must return at once and not throw
   */
  public Subscription subscribe(SettingId setting, Consumer<Topic> listener) {
    listeners.compute(
        setting,
        (id, existing) -> {
          Set<Consumer<Topic>> all = existing == null ? ConcurrentHashMap.newKeySet() : existing;
          all.add(listener);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            setting,
            (id, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  /**
   * Hands every change on as well, to pages of other consoles.
   *
   * @param onward called by the thread that made the change; it must return at once and not throw
   */
  public void tell(BiConsumer<SettingId, Topic> onward) {
    this.onward = onward;
  }

  /** Tells all who listen to {@code setting}, here and at other consoles. */
  public void changed(SettingId setting, Topic topic) {
    heard(setting, topic);
    onward.accept(setting, topic);
  }

  /** Everything may have changed, at another console: tells everybody who listens here. */
  public void mayHaveMissed() {
    listeners.values().stream()
        .flatMap(Set::stream)
        .forEach(listener -> EnumSet.allOf(Topic.class).forEach(listener));
  }

  /** Something changed at another console: tells those who listen here. */
  public void heard(SettingId setting, Topic topic) {
    listeners.getOrDefault(setting, Set.of()).forEach(listener -> listener.accept(topic));
  }
}
