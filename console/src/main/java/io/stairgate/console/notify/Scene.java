package io.stairgate.console.notify;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.calendar.OpenTime;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What holds in a setting at the moment for which the planner plans.
 *
 * @param setting the setting
 * @param now the moment
 * @param open the setting's clock
 * @param members everybody with access
 * @param notices what they chose
 * @param webhooks which programs are called
 */
record Scene(
    SettingId setting,
    Instant now,
    OpenTime open,
    List<Member> members,
    Map<UUID, PersonNotices> notices,
    List<UUID> webhooks) {
  Scene {
    members = List.copyOf(members);
    notices = Map.copyOf(notices);
    webhooks = List.copyOf(webhooks);
  }

  /** The day at the setting. */
  LocalDate today() {
    return open.calendar().day(now);
  }

  /** What a person chose. */
  PersonNotices noticesOf(UUID person) {
    return notices.getOrDefault(person, PersonNotices.DEFAULT);
  }

  private boolean isThere(Member member, LocalDate day) {
    return noticesOf(member.account()).awayOn(day).isEmpty();
  }

  /**
   * Who gets the messages of a person on a day: the person, or whoever covers, or where that one is
   * away too a deputy, a safeguarding lead, a manager. Where nobody is there the person after all.
   *
   * @param concerned who must not get them, because it is about them
   */
  Member standIn(Member person, LocalDate day, Optional<UUID> concerned) {
    Optional<PersonNotices.Away> away = noticesOf(person.account()).awayOn(day);
    if (away.isEmpty()) {
      return person;
    }
    Optional<UUID> cover = away.get().cover();
    Stream<Member> chosen =
        members.stream().filter(each -> cover.filter(each.account()::equals).isPresent());
    Stream<Member> others =
        Stream.of(Role.DEPUTY, Role.DSL, Role.MANAGER)
            .flatMap(role -> Circle.holding(members, role).stream());
    return Stream.concat(chosen, others)
        .filter(each -> concerned.filter(each.account()::equals).isEmpty())
        .filter(each -> isThere(each, day))
        .findFirst()
        .orElse(person);
  }
}
