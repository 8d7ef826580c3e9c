package io.stairgate.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.PermissionStore.Outcome;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PermissionFormat;
import io.stairgate.agent.wire.PermissionMaker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile permissions on the wire: what is not the console's own word opens nothing and
 * is told in one sentence. {@code -Dstairgate.bombs=100000} for the long form.
 */
class PermissionBombTest {
  private static final Logger LOG = Logger.getLogger(PermissionBombTest.class.getName());
  private static final int BOMBS = Integer.getInteger("stairgate.bombs", 2_000);
  private static final long MOST_NANOS = 250_000_000L;
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final String DEVICE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Pki pki = new Pki(NOW);
  private final PermissionMaker maker = new PermissionMaker(pki);
  private final PermissionVerifier verifier =
      new PermissionVerifier(pki.authority(), Pki.CONSOLE_ID, DEVICE);
  private final Permission stick =
      PermissionMaker.allowing(
          new Medium(
              MediumKind.USB_STORAGE,
              "0781",
              "5567",
              "S1",
              "Stick",
              IdentityStrength.SERIAL,
              "usb 1-4",
              "ab".repeat(32)),
          NOW,
          NOW.plus(Duration.ofDays(7)));
  private final SignedPermissions next = maker.signed(DEVICE, 5, 6, NOW, stick);
  private final List<SignedPermissions> whole =
      List.of(
          new PermissionMaker(new Pki(NOW)).signed(DEVICE, 5, 6, NOW, stick),
          maker.signFor("stairgate-policy-v1\0", next.permissions()),
          maker.signed(DEVICE, 5, 4, NOW, stick),
          maker.signed(DEVICE, 4, 99, NOW, stick),
          maker.signed("bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee", 5, 6, NOW, stick),
          maker.sign(Bytes.copyOf(twice())));

  /** The same permission standing twice: two lists one after the other are one list. */
  private byte[] twice() {
    byte[] one = maker.signed(DEVICE, 5, 6, NOW, stick).permissions().toArray();
    byte[] two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);
    return two;
  }

  @Test
  void each_bomb_opens_nothing_and_is_told_in_one_sentence(@TempDir Path folder) throws Exception {
    PermissionStore store = PermissionStore.open(DataDirectory.open(folder.resolve("data")));
    store.load(verifier);
    assertThat(store.offer(maker.signed(DEVICE, 5, 5, NOW), verifier, NOW))
        .isInstanceOf(Outcome.Taken.class);
    long slowest = 0;
    long largest = 0;
    int harmless = 0;
    for (int i = 0; i < BOMBS; i++) {
      byte[] bomb = bomb(new Random(i));
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long from = THREADS.getCurrentThreadCpuTime();
      String sentence;
      try {
        SignedPermissions signed = PermissionFormat.kept(bomb);
        if (isOwnWord(signed)) {
          // Only what no signature covers was touched, for example an unknown field around it.
          harmless++;
          continue;
        }
        sentence =
            store.offer(signed, verifier, NOW) instanceof Outcome.Refused(String why) ? why : "";
      } catch (MalformedException e) {
        sentence = e.sentence();
      }
      slowest = Math.max(slowest, THREADS.getCurrentThreadCpuTime() - from);
      largest = Math.max(largest, THREADS.getCurrentThreadAllocatedBytes() - bytes);
      assertThat(sentence)
          .as("bomb %d", i)
          .isNotEmpty()
          .endsWith(".")
          .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]")
          .hasSizeLessThanOrEqualTo(300);
      assertThat(store.permissions()).isEmpty();
    }
    assertThat(slowest).isLessThan(MOST_NANOS);
    assertThat(largest).isLessThan(MOST_BYTES);
    assertThat(harmless).isLessThan(BOMBS / 4);
    String told =
        "%d lists: %d touched nothing signed, all others refused; at most %d ms and %d KB each"
            .formatted(BOMBS, harmless, slowest / 1_000_000, largest / 1024);
    LOG.info(told);
    // The console's own word is still taken after all that.
    assertThat(store.offer(next, verifier, NOW)).isInstanceOf(Outcome.Taken.class);
  }

  private boolean isOwnWord(SignedPermissions signed) {
    try {
      return signed.permissions().equals(next.permissions())
          && verifier.verify(signed, NOW).deviceId().equals(DEVICE);
    } catch (RefusedException e) {
      return false;
    }
  }

  private byte[] bomb(Random random) {
    byte[] good = PermissionFormat.bytes(next);
    return switch (random.nextInt(7)) {
      case 0, 1 -> flipped(good, random);
      case 2 -> Arrays.copyOf(good, random.nextInt(good.length));
      case 3 -> noise(random);
      case 4 -> parts(random);
      case 5 -> deep(random);
      default -> PermissionFormat.bytes(whole.get(random.nextInt(whole.size())));
    };
  }

  private static byte[] flipped(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(4_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Parts that belong to different lists, or hold anything. */
  private byte[] parts(Random random) {
    SignedPermissions other = whole.get(random.nextInt(whole.size()));
    Bytes anything = Bytes.copyOf(flipped(next.permissions().toArray(), random));
    return PermissionFormat.bytes(
        switch (random.nextInt(3)) {
          case 0 ->
              new SignedPermissions(next.permissions(), other.signature(), other.certificate());
          case 1 -> new SignedPermissions(anything, next.signature(), next.certificate());
          default -> new SignedPermissions(other.permissions(), next.signature(), Bytes.EMPTY);
        });
  }

  /** Messages within messages, signed by the console itself and still not understood. */
  private byte[] deep(Random random) {
    byte[] words = new byte[2 + random.nextInt(PermissionFormat.MAX_BYTES)];
    Arrays.fill(words, (byte) (random.nextBoolean() ? 0x2B : 0x2A));
    return PermissionFormat.bytes(maker.sign(Bytes.copyOf(words)));
  }
}
