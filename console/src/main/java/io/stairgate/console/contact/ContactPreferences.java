package io.stairgate.console.contact;

import io.stairgate.console.notify.PersonNotices;
import io.stairgate.console.notify.Preferences;
import io.stairgate.console.setting.SettingId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the planner of messages asks about people. Any thread may use it. */
public final class ContactPreferences implements Preferences {
  private final WishStore wishes;
  private final AwayStore aways;
  private final Function<SettingId, LocalDate> today;
  private final Function<SettingId, List<UUID>> webhooks;

  /**
   * Ready to answer.
   *
   * @param today the day at a setting
   * @param webhooks a setting's webhooks that are called
   */
  public ContactPreferences(
      WishStore wishes,
      AwayStore aways,
      Function<SettingId, LocalDate> today,
      Function<SettingId, List<UUID>> webhooks) {
    this.wishes = wishes;
    this.aways = aways;
    this.today = today;
    this.webhooks = webhooks;
  }

  @Override
  public Map<UUID, PersonNotices> people(SettingId setting) {
    Set<UUID> urgent = wishes.urgentAnyTime(setting);
    Map<UUID, List<PersonNotices.Away>> away = new HashMap<>();
    for (Away each : aways.from(setting, today.apply(setting))) {
      away.computeIfAbsent(each.account(), account -> new ArrayList<>())
          .add(new PersonNotices.Away(each.first(), each.last(), Optional.of(each.cover())));
    }
    Map<UUID, PersonNotices> all = new HashMap<>();
    urgent.forEach(person -> all.put(person, notices(true, away.get(person))));
    away.forEach((person, days) -> all.put(person, notices(urgent.contains(person), days)));
    return all;
  }

  private static PersonNotices notices(boolean urgent, @Nullable List<PersonNotices.Away> days) {
    return new PersonNotices(urgent, days == null ? List.of() : days);
  }

  @Override
  public List<UUID> webhooks(SettingId setting) {
    return webhooks.apply(setting);
  }
}
