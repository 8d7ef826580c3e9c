package io.stairgate.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.console.web.RefusedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Whatever a program sends: it is what was asked for, or it is refused and told why. */
class BodyFuzzTest {
  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final List<Class<? extends Record>> BODIES =
      List.of(
          PermissionShapes.Terms.class,
          PolicyResource.Wanted.class,
          AccountOrdersResource.Known.class,
          KeepingResource.NewHold.class,
          EnrolCodesResource.Wanted.class,
          InvitationsResource.Asked.class);

  /** The first byte chooses what is asked for. */
  @FuzzTest(maxDuration = "30s")
  void bodies_of_programs(byte[] data) {
    if (data.length == 0) {
      return;
    }
    Class<? extends Record> wanted = BODIES.get((data[0] & 0xff) % BODIES.size());
    byte[] body = Arrays.copyOfRange(data, 1, data.length);
    assertTimeout(
        SOON,
        () -> {
          try {
            assertThat(Json.read(body, wanted)).isNotNull();
          } catch (RefusedException e) {
            assertThat(e.status()).isBetween(400, 499);
          }
        });
  }
}
