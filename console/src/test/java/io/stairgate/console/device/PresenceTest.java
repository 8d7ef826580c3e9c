package io.stairgate.console.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final Presence presence = new Presence();
  private final DeviceId laptop = new DeviceId(UUID.randomUUID());

  /** Else other consoles would show a laptop as gone for as long as it stays. */
  @Test
  void the_last_word_about_a_laptop_that_comes_while_it_goes_is_that_it_is_here() throws Exception {
    List<Boolean> words = Collections.synchronizedList(new ArrayList<>());
    Thread comes = new Thread(() -> presence.opened(laptop, NOW, 0));
    presence.opened(laptop, NOW, 0);
    presence.tell(
        (device, here) -> {
          if (!here) {
            comes.start();
            join(comes);
          }
          words.add(here);
        });
    presence.closed(laptop);
    comes.join();
    assertThat(words).containsExactly(false, true);
    assertThat(presence.isConnected(laptop)).isTrue();
  }

  /** As long as it takes where nothing holds it up. */
  private static void join(Thread thread) {
    try {
      var _ = thread.join(Duration.ofMillis(300));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_clock_is_agreed_with_until_it_leaps() {
    assertThat(presence.agreed(NOW)).as("nobody was here").isFalse();
    presence.opened(laptop, NOW, Duration.ofDays(-2).toMillis());
    assertThat(presence.agreed(NOW)).as("the laptop says another day").isFalse();
    presence.opened(laptop, NOW, Duration.ofHours(-2).toMillis());
    assertThat(presence.agreed(NOW)).isTrue();
    assertThat(presence.agreed(NOW.plus(Duration.ofDays(2)))).isFalse();
    assertThat(presence.agreed(NOW.minus(Duration.ofDays(2)))).isFalse();
  }
}
