package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.secret.Secret;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told, on the first page, that the console's own disk is short. */
class DiskTest {
  @TempDir Path folder;

  @Test
  void who_looks_after_laptops_reads_that_disk_is_short_and_nobody_else() {
    try (WebFixture console = new WebFixture(folder)) {
      Secret technician = console.person(console.setting, "Tom Tech", Role.TECHNICIAN);
      Secret line = console.person(console.setting, "Lin Line", Role.LINE_MANAGER);
      assertThat(first(console, technician)).doesNotContain("of disk left");
      console.freeDisk.set(900L << 20);
      Awaitility.await()
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(first(console, technician))
                      .contains("has only 900 MB of disk left. Please make room"));
      assertThat(first(console, line)).doesNotContain("of disk left");
      console.freeDisk.set(10L << 20);
      Awaitility.await()
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(first(console, technician))
                      .contains("is full. Laptops keep what they have to tell"));
    }
  }

  private static String first(WebFixture console, Secret who) {
    return new Browser(console).with(who).get("/").body();
  }
}
