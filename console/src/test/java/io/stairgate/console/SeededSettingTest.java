package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Role;
import io.stairgate.console.alert.Alert;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeededSettingTest {
  @TempDir Path folder;

  @Test
  void everything_that_a_week_brings_is_there_and_everybody_is_signed_in() {
    try (WebFixture console = new WebFixture(folder)) {
      SeededSetting seeded = SeededSetting.week(console);

      assertThat(console.devices.laptops(console.setting)).hasSize(12);
      assertThat(console.alerts.all(console.setting, Optional.empty(), 100).alerts())
          .extracting(Alert::kind)
          .contains(
              "medium-blocked",
              "medium-used",
              "infected",
              "tampered",
              "was-away",
              "journal-gap",
              "concern",
              "password-known",
              "changed-again",
              "cloud-program-added",
              "program-added");
      assertThat(console.alerts.all(console.setting, Optional.empty(), 100).alerts())
          .extracting(Alert::severity)
          .contains("urgent", "today", "weekly");
      assertThat(console.permissions.desk().openCount(console.setting)).isEqualTo(2);
      for (Role role : Role.values()) {
        var page = new Browser(console).with(seeded.session(role)).get("/my");
        assertThat(page.statusCode()).as(role.code()).isEqualTo(200);
      }
      assertThat(new Browser(console).with(seeded.session(Role.DSL)).get("/").body())
          .contains("laptops need attention.");
    }
  }
}
