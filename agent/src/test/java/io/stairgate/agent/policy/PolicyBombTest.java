package io.stairgate.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.PolicyStore.Outcome;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PolicyFormat;
import io.stairgate.agent.wire.PolicyMaker;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile policies on the wire: what is not the console's own word changes nothing and
 * is told in one sentence. {@code -Dstairgate.bombs=100000} for the long form.
 */
class PolicyBombTest {
  private static final Logger LOG = Logger.getLogger(PolicyBombTest.class.getName());
  private static final int BOMBS = Integer.getInteger("stairgate.bombs", 2_000);
  private static final long MOST_NANOS = 250_000_000L;
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final String DEVICE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final String OTHER = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Pki pki = new Pki(NOW);
  private final PolicyMaker maker = new PolicyMaker(pki);
  private final PolicyMaker stranger = new PolicyMaker(new Pki(NOW));
  private final PolicyVerifier verifier =
      new PolicyVerifier(pki.authority(), Pki.CONSOLE_ID, DEVICE);

  /** The console's own next word; what a bomb is made from. */
  private final SignedPolicy next = maker.signed(DEVICE, 5, 6, Stage.WATCH);

  private final SignedPolicy[] whole = {
    stranger.signed(DEVICE, 5, 6, Stage.WATCH),
    maker.signedByDevice(DEVICE, 5, 6),
    maker.signed(DEVICE, 5, 4, Stage.WATCH),
    maker.signed(DEVICE, 4, 99, Stage.WATCH),
    maker.signed(OTHER, 5, 6, Stage.WATCH),
    maker.ofFormat(DEVICE, 2),
    maker.ofFormat(DEVICE, 0),
    maker.withUnknownStage(DEVICE),
    maker.withForeignSettings(DEVICE)
  };

  @Test
  void each_bomb_changes_nothing_and_is_told_in_one_sentence(@TempDir Path folder)
      throws Exception {
    DataDirectory data = DataDirectory.open(folder.resolve("data"));
    PolicyStore store = PolicyStore.open(data, () -> new BootTime("boot-1", 1_000_000));
    store.load(verifier, DEVICE, false, NOW);
    assertThat(store.offer(maker.signed(DEVICE, 5, 5, Stage.ENFORCE), verifier, NOW))
        .isInstanceOf(Outcome.Applied.class);
    Map<String, Bytes> files = files(data);
    Policy before = store.policy();
    long slowest = 0;
    long largest = 0;
    int harmless = 0;
    for (int i = 0; i < BOMBS; i++) {
      byte[] bomb = bomb(i);
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long from = THREADS.getCurrentThreadCpuTime();
      String sentence;
      try {
        SignedPolicy signed = PolicyFormat.signed(Bytes.copyOf(bomb));
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
      long nanos = THREADS.getCurrentThreadCpuTime() - from;
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
      slowest = Math.max(slowest, nanos);
      largest = Math.max(largest, allocated);
      assertThat(nanos).as("time of bomb %d", i).isLessThan(MOST_NANOS);
      assertThat(allocated).as("memory of bomb %d", i).isLessThan(MOST_BYTES);
      assertThat(sentence)
          .as("bomb %d", i)
          .isNotEmpty()
          .endsWith(".")
          .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]")
          .hasSizeLessThanOrEqualTo(300);
      assertThat(store.policy()).isSameAs(before);
    }
    assertThat(store.policy().stageOf(Rule.PORTABLE_MEDIA)).isEqualTo(Stage.ENFORCE);
    assertThat(files(data)).isEqualTo(files);
    assertThat(harmless).isLessThan(BOMBS / 4);
    String told =
        "%d policies: %d touched nothing signed, all others refused; at most %d ms and %d KB each"
            .formatted(BOMBS, harmless, slowest / 1_000_000, largest / 1024);
    LOG.info(told);
    // The console's own word is still taken after all that.
    assertThat(store.offer(next, verifier, NOW)).isInstanceOf(Outcome.Applied.class);
  }

  /** Whether a policy is the console's, word for word, and its signature and certificate hold. */
  private boolean isOwnWord(SignedPolicy signed) {
    return signed.policy().equals(next.policy()) && holds(signed);
  }

  private boolean holds(SignedPolicy signed) {
    try {
      return verifier.verify(signed, NOW).deviceId().equals(DEVICE);
    } catch (RefusedException e) {
      return false;
    }
  }

  private byte[] bomb(int seed) {
    Random random = new Random(seed);
    byte[] good = PolicyFormat.bytes(next).toArray();
    return switch (random.nextInt(8)) {
      case 0, 1 -> flipped(good, random);
      case 2 -> Arrays.copyOf(good, random.nextInt(good.length));
      case 3 -> noise(random);
      case 4 -> parts(random);
      case 5 -> deep(random);
      case 6 -> moved(good, random);
      default -> PolicyFormat.bytes(whole[random.nextInt(whole.length)]).toArray();
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

  /** Parts that belong to different policies, or hold anything. */
  private byte[] parts(Random random) {
    SignedPolicy other = whole[random.nextInt(whole.length)];
    Bytes anything = Bytes.copyOf(flipped(next.policy().toArray(), random));
    SignedPolicy mixed =
        switch (random.nextInt(4)) {
          case 0 -> new SignedPolicy(next.policy(), other.signature(), next.certificate());
          case 1 -> new SignedPolicy(anything, next.signature(), next.certificate());
          case 2 -> new SignedPolicy(other.policy(), next.signature(), next.certificate());
          default -> new SignedPolicy(next.policy(), next.signature(), Bytes.EMPTY);
        };
    return PolicyFormat.bytes(mixed).toArray();
  }

  /** Messages within messages, signed by the console itself and still not understood. */
  private byte[] deep(Random random) {
    byte[] words = new byte[Math.min(SignedPolicy.MAX_POLICY_BYTES, 2 + random.nextInt(300_000))];
    Arrays.fill(words, (byte) (random.nextBoolean() ? 0x2B : 0x2A));
    return PolicyFormat.bytes(maker.sign(Bytes.copyOf(words))).toArray();
  }

  private static byte[] moved(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int from = random.nextInt(bytes.length);
    int to = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(bytes.length - from, bytes.length - to) + 1);
    System.arraycopy(good, from, bytes, to, length);
    return bytes;
  }

  private static Map<String, Bytes> files(DataDirectory data) throws Exception {
    Map<String, Bytes> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data.path())) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        all.put(path.toString(), Bytes.copyOf(Files.readAllBytes(path)));
      }
    }
    return all;
  }
}
