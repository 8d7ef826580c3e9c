package io.stairgate.console.notify;

import io.stairgate.console.setting.SettingId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What people chose about being told. Any thread may call it; it is called outside any transaction
 * of the caller's.
 */
public interface Preferences {
  /** What each person of a setting chose; who chose nothing may be missing. */
  Map<UUID, PersonNotices> people(SettingId setting);

  /** The webhooks of a setting that are called for each alert that people are told of at once. */
  List<UUID> webhooks(SettingId setting);
}
