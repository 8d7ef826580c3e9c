package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.token.ApiToken;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who the program is to the console. */
final class MeResource {
  private final SettingStore settings;

  MeResource(SettingStore settings) {
    this.settings = settings;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/me", Right.OWN, "Says what this token may do, and where.", Me.class, this::me));
  }

  record Me(String token, String name, String role, List<String> rights, Of setting) {
    Me {
      rights = List.copyOf(rights);
    }
  }

  record Of(String id, String name) {}

  private Reply me(Call call) {
    ApiToken token = call.token();
    return Reply.of(
        new Me(
            token.id().toString(),
            token.name(),
            token.role().code(),
            Arrays.stream(Right.values())
                .filter(token.role()::may)
                .map(right -> right.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList(),
            new Of(
                token.setting().toString(),
                settings.find(token.setting()).map(Setting::name).orElse(""))));
  }
}
