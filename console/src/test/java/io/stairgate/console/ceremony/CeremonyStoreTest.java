package io.stairgate.console.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.secret.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class CeremonyStoreTest {
  private static final Instant NOW = Instant.parse("2026-09-14T09:00:00Z");
  private static final Ceremony ONE =
      new Ceremony("elsewhere", Optional.empty(), Optional.empty(), "{}", NOW.plusSeconds(600));

  private final Engine engine;
  @TempDir Path folder;

  CeremonyStoreTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  void one_is_found_once_by_its_secret_and_kind_and_before_its_end() {
    try (Database database = engine.open(folder)) {
      CeremonyStore ceremonies = new CeremonyStore(database);
      Bytes secret = Secret.random(32).hash();
      ceremonies.begin(secret, ONE, NOW);
      assertThat(ceremonies.take(secret, "passkey", NOW)).as("another kind").isEmpty();
      assertThat(ceremonies.take(Secret.random(32).hash(), "elsewhere", NOW)).isEmpty();
      assertThat(ceremonies.take(secret, "elsewhere", NOW)).contains(ONE);
      assertThat(ceremonies.take(secret, "elsewhere", NOW)).as("a second time").isEmpty();
      ceremonies.begin(secret, ONE, NOW);
      assertThat(ceremonies.take(secret, "elsewhere", NOW.plusSeconds(600))).isEmpty();
      assertThat(ceremonies.take(secret, "elsewhere", NOW)).as("over is taken out too").isEmpty();
    }
  }

  @Test
  void of_many_at_once_one_gets_it() throws Exception {
    try (Database database = engine.open(folder);
        ExecutorService many = Executors.newFixedThreadPool(8)) {
      CeremonyStore ceremonies = new CeremonyStore(database);
      Bytes secret = Secret.random(32).hash();
      ceremonies.begin(secret, ONE, NOW);
      List<Callable<Boolean>> tries =
          IntStream.range(0, 32)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> ceremonies.take(secret, "elsewhere", NOW).isPresent())
              .toList();
      long won =
          many.invokeAll(tries).stream()
              .map(Future::resultNow)
              .collect(Collectors.summingLong(got -> got ? 1 : 0));
      assertThat(won).isEqualTo(1);
    }
  }
}
