package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Headers as cryptsetup 2.6.1 wrote them: slots 0 and 3, in LUKS2 a token of ours for slot 3. */
class LuksHeaderTest {
  private static byte[] captured(String name) throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(
                LuksHeaderTest.class.getResourceAsStream(name + ".header.gz")))) {
      return in.readAllBytes();
    }
  }

  @Test
  void luks2_tells_its_slots_and_our_token() throws IOException {
    LuksHeader header = LuksHeader.parse(captured("luks2"));
    assertThat(header.version()).isEqualTo(2);
    assertThat(header.slots()).containsOnlyKeys(0, 3);
    assertThat(header.slots().get(0)).hasSize(64).isNotEqualTo(header.slots().get(3));
    assertThat(header.tokens()).containsExactly(new LuksHeader.Token(5, "ABCD2345", 3));
    assertThat(header.volume()).matches("[0-9a-f]{64}");
  }

  @Test
  void luks1_tells_its_slots() throws IOException {
    LuksHeader header = LuksHeader.parse(captured("luks1"));
    assertThat(header.version()).isEqualTo(1);
    assertThat(header.slots()).containsOnlyKeys(0, 3);
    assertThat(header.tokens()).isEmpty();
  }

  @Test
  void a_changed_luks2_header_is_refused() throws IOException {
    byte[] header = captured("luks2");
    header[5000] ^= 1;
    assertThatThrownBy(() -> LuksHeader.parse(header)).isInstanceOf(IOException.class);
  }

  @Test
  void whatever_stands_there_is_read_or_refused() throws IOException {
    Random random = new Random(5);
    int read = 0;
    int refused = 0;
    for (String name : new String[] {"luks1", "luks2"}) {
      byte[] good = captured(name);
      for (int i = 0; i < 4_000; i++) {
        byte[] bytes = good.clone();
        Arrays.fill(bytes, 72, 104, (byte) 0); // no checksum: the text itself is looked at
        for (int change = random.nextInt(1, 6); change > 0; change--) {
          int from = random.nextInt(8) == 0 ? 0 : name.equals("luks1") ? 168 : 4096;
          bytes[random.nextInt(from, Math.min(bytes.length, from + 2_000))] =
              (byte) random.nextInt(256);
        }
        try {
          LuksHeader header =
              LuksHeader.parse(
                  random.nextInt(20) == 0
                      ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                      : bytes);
          assertThat(header.slots().keySet()).allMatch(slot -> slot >= 0 && slot < 32);
          read++;
        } catch (IOException e) {
          refused++;
        }
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }
}
