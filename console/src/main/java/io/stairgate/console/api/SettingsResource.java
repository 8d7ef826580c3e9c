package io.stairgate.console.api;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings a provider's program may know of: its own, and those where the person who made it is
 * a provider too. Each is reached with a token of its own.
 */
final class SettingsResource {
  private final SettingStore settings;
  private final MemberStore members;
  private final InstantSource clock;

  SettingsResource(SettingStore settings, MemberStore members, InstantSource clock) {
    this.settings = settings;
    this.members = members;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/settings",
            Right.ADD_SETTING,
            "Lists the settings where whoever made this token is a provider.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.get(
            "/settings/{setting}", Right.ADD_SETTING, "Shows one of them.", One.class, this::one),
        Operation.forPeople("/settings", Right.ADD_SETTING, "Adds a setting."));
  }

  record Page(List<One> settings, @Nullable String next) {
    Page {
      settings = List.copyOf(settings);
    }
  }

  record One(String id, String name, Instant createdAt) {}

  private Reply page(Call call) {
    Slice<Setting> slice =
        Slice.of(all(call), setting -> setting.id().value(), call.afterId(), call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(SettingsResource::one).toList(), slice.next()));
  }

  private Reply one(Call call) {
    SettingId wanted = new SettingId(call.id("setting"));
    return Reply.of(
        all(call).stream()
            .filter(setting -> setting.id().equals(wanted))
            .findFirst()
            .map(SettingsResource::one)
            .orElseThrow(RefusedException::notFound));
  }

  private List<Setting> all(Call call) {
    Optional<UUID> maker = call.token().madeBy();
    Instant now = clock.instant();
    Stream<SettingId> others =
        maker
            .map(
                person ->
                    members.settingsOf(person, now).stream()
                        .filter(
                            setting ->
                                members
                                    .member(setting, person, now)
                                    .filter(member -> member.may(Right.ADD_SETTING))
                                    .isPresent()))
            .orElse(Stream.of());
    return Stream.concat(Stream.of(call.setting()), others)
        .distinct()
        .flatMap(id -> settings.find(id).stream())
        .toList();
  }

  private static One one(Setting setting) {
    return new One(setting.id().toString(), setting.name(), setting.createdAt());
  }
}
