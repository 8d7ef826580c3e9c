package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.SeededMany;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Scans;
import io.stairgate.console.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No query of these pages looks through more rows than there are laptops: at 10,000 laptops no more
 * than 10,000, whatever they told. {@code packaging/measure-console} runs the same pages at full
 * size.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class ScanTest {
  private static final int LAPTOPS = 400;
  private static final int EVENTS = 20_000;

  /** A planner takes a table this small as a whole, with the laptops of the other settings. */
  private static final int ELSEWHERE = 60;

  private final Engine engine;
  @TempDir Path folder;

  ScanTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  void no_query_looks_through_more_rows_than_there_are_laptops() {
    try (WebFixture console = new WebFixture(engine, folder)) {
      console.now.set(SeededSetting.NOW);
      Secret lead = console.person(console.setting, "Dee Lead", Role.DSL);
      Secret provider = console.person(console.setting, "Dev Nair", Role.PROVIDER);
      List<UUID> laptops =
          SeededMany.big(console.database, console.now.get(), console.setting, LAPTOPS, EVENTS);
      var _ =
          SeededMany.provider(
              console.database,
              console.now.get(),
              12,
              ELSEWHERE / 12,
              console.who(provider).account());
      analysed(console);
      Scans scans = Scans.ofSmall(console.database);
      for (String page :
          List.of(
              "/",
              "/laptops",
              "/laptops?show=attention&sort=state",
              "/laptops?find=pf0&rule=updates&sort=seen",
              "/laptops?room=Office&page=1",
              "/laptops/" + laptops.getFirst(),
              "/alerts")) {
        few(console, scans, page, lead);
      }
      few(console, scans, "/settings", provider);
    }
  }

  /** PostgreSQL's planner looks through tables it knows nothing of; H2's is told once for all. */
  private static void analysed(WebFixture console) {
    if (console.database.dialect() == Dialect.POSTGRESQL) {
      console.database.useTransaction(tx -> tx.createUpdate("ANALYZE").execute());
    }
  }

  private static void few(WebFixture console, Scans scans, String page, Secret who) {
    scans.begin();
    var answer = new Browser(console).with(who).get(page);
    Map<String, Long> seen = scans.end();
    assertThat(answer.statusCode()).as(page).isEqualTo(200);
    assertThat(seen).as("queries of " + page).isNotEmpty();
    assertThat(seen.entrySet())
        .as("rows looked through by each query of " + page)
        .allSatisfy(
            query ->
                assertThat(query.getValue())
                    .as(query.getKey())
                    .isLessThan(LAPTOPS + ELSEWHERE + 2));
  }
}
