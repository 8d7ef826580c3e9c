package io.stairgate.console.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.database.DatabaseUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LastLookTest {
  private static final Duration ROOM = Duration.ofSeconds(15);

  @Test
  void a_look_goes_back_to_the_last_one_that_did_not_fail() {
    Instant start = Instant.parse("2026-03-12T09:00:00Z");
    AtomicReference<Instant> now = new AtomicReference<>(start);
    LastLook look = new LastLook(now::get);
    List<Instant> asked = new ArrayList<>();
    List<DeviceId> told = new ArrayList<>();
    DeviceId laptop = new DeviceId(UUID.randomUUID());

    now.set(start.plusSeconds(3));
    look.look(
        since -> {
          asked.add(since);
          return List.of(laptop);
        },
        told::add);
    assertThat(told).containsExactly(laptop);

    now.set(start.plusSeconds(60));
    assertThatThrownBy(
            () ->
                look.look(
                    since -> {
                      throw new DatabaseUnavailableException("away");
                    },
                    told::add))
        .isInstanceOf(DatabaseUnavailableException.class);

    now.set(start.plusSeconds(63));
    look.look(
        since -> {
          asked.add(since);
          return List.of();
        },
        told::add);
    assertThat(asked).containsExactly(start.minus(ROOM), start.plusSeconds(3).minus(ROOM));
  }
}
