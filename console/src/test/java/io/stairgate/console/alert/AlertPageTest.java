package io.stairgate.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Scans;
import io.stairgate.console.device.DeviceId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlertPageTest {
  private static final int LAPTOPS = 20;
  private static final int DAYS = 20;
  private static final int PAGE = 10;

  /** PostgreSQL takes 32 rows more at a time where it sorts a part. */
  private static final long MOST = 100;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_page_of_many_open_alerts_looks_through_little_more_than_it_shows(Engine engine) {
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      raiseMany(f);
      if (f.database.dialect() == Dialect.POSTGRESQL) {
        f.database.useTransaction(tx -> tx.createUpdate("ANALYZE").execute());
      }
      for (AlertFilter filter : List.of(AlertFilter.OPEN, AlertFilter.ALL)) {
        Scans scans = Scans.ofSmall(f.database);
        List<UUID> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
          scans.begin();
          AlertStore.Page page = f.alerts.page(f.setting, filter, next, PAGE);
          few(scans.end());
          page.alerts().forEach(each -> seen.add(each.id()));
          next = page.next();
        } while (next.isPresent());
        assertThat(seen).hasSize(LAPTOPS * DAYS).doesNotHaveDuplicates();
      }
    }
  }

  private static void few(Map<String, Long> scanned) {
    assertThat(scanned).isNotEmpty();
    assertThat(scanned.entrySet())
        .allSatisfy(
            query -> assertThat(query.getValue()).as(query.getKey()).isLessThanOrEqualTo(MOST));
  }

  private static void raiseMany(StoreFixture f) {
    Instant first = f.clock.instant();
    for (int laptop = 0; laptop < LAPTOPS; laptop++) {
      DeviceId device = f.laptop("Laptop " + laptop);
      for (int day = 0; day < DAYS; day++) {
        Instant at = first.plus(Duration.ofDays(day)).plusSeconds(laptop);
        f.database.useTransaction(
            tx -> {
              var _ = f.alerts.raise(tx, AlertRules.forGap(f.setting, device, 1, at));
            });
      }
    }
  }
}
