package io.stairgate.console.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.policy.PolicyFile.Reading;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damaged and hostile policy files: each is read whole or refused in one sentence, quickly and in
 * little memory. {@code -Dstairgate.bombs=100000} for the long form.
 */
class PolicyBombTest {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyBombTest.class);
  private static final int BOMBS = Integer.getInteger("stairgate.bombs", 2_000);
  private static final long MOST_NANOS = 250_000_000L;
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> SPRINKLES =
      List.of(
          "!!python/object:os.system ",
          "!!java.io.File [/etc/passwd]",
          "!x ",
          "&a ",
          "*a",
          "<<: *a",
          "%YAML 9.9\n---\n",
          "--- \n",
          "...\n",
          "? [a, b] : c\n",
          "\t",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "\u202E",
          "\u2028",
          "\uD83E\uDD8A",
          "\"\\U7FFFFFFF\"",
          "\"\\xZZ\"",
          "'",
          "\"",
          "99999999999999999999999999999999",
          "-1",
          "1e999",
          "0x7FFFFFFF",
          "12:30:45",
          ".nan",
          "null",
          "~",
          "[",
          "{",
          "]",
          "}",
          "|\n",
          ">-\n",
          ": ",
          "- ",
          "#");

  @Test
  void each_bomb_is_read_whole_or_told_in_one_sentence() {
    long slowest = 0;
    long largest = 0;
    int refused = 0;
    int good = 0;
    for (int i = 0; i < BOMBS; i++) {
      String bomb = bomb(i);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long from = THREADS.getCurrentThreadCpuTime();
      Reading reading = PolicyFile.read(bomb, SomePolicies.NAMES);
      long nanos = THREADS.getCurrentThreadCpuTime() - from;
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      slowest = Math.max(slowest, nanos);
      largest = Math.max(largest, bytes);
      assertThat(nanos).as("time of bomb %d", i).isLessThan(MOST_NANOS);
      assertThat(bytes).as("memory of bomb %d", i).isLessThan(MOST_BYTES);
      switch (reading) {
        case Reading.Refused(int line, String sentence) -> {
          refused++;
          assertThat(line).isPositive();
          assertThat(sentence)
              .as("bomb %d", i)
              .startsWith("Line " + line + ": ")
              .endsWith(".")
              .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]")
              .hasSizeLessThanOrEqualTo(300);
        }
        case Reading.Good whole -> {
          good++;
          String written = PolicyFile.write(whole.policy(), SomePolicies.NAMES, "");
          assertThat(PolicyFile.read(written, SomePolicies.NAMES))
              .as("bomb %d is understood whole", i)
              .extracting(again -> ((Reading.Good) again).policy())
              .isEqualTo(whole.policy());
        }
      }
    }
    LOG.info(
        "{} files: {} refused, {} still good; at most {} ms and {} KB each",
        BOMBS,
        refused,
        good,
        slowest / 1_000_000,
        largest / 1024);
    assertThat(refused).isGreaterThan(BOMBS / 2);
  }

  @Test
  void a_refused_file_changes_nothing(@TempDir Path folder) {
    try (StoreFixture f = new StoreFixture(Engine.H2, folder)) {
      var person = new Actor.Person(f.person(f.setting, "Dee", Set.of(Role.DSL)), "Dee");
      int tried = 0;
      for (int i = 0; i < Math.min(BOMBS, 2_000); i++) {
        if (f.policyFiles.read(f.setting, bomb(i)) instanceof Reading.Refused) {
          tried++;
        }
      }
      assertThat(tried).isPositive();
      assertThat(f.policyFiles.current(f.setting).version()).isZero();
      assertThat(f.audit.entries(f.setting, 0, 10)).isEmpty();
      assertThat(f.policyFiles.change(f.setting, person, policy -> policy, "Nothing to change."))
          .isEqualTo(new PolicyOutcome.NothingChanged());
    }
  }

  private static String bomb(int seed) {
    Random random = new Random(seed);
    String text =
        PolicyFile.write(new SomePolicies(seed).policy(), SomePolicies.NAMES, "Larch Nursery");
    return switch (random.nextInt(12)) {
      case 0 -> flipped(text, random);
      case 1 -> text.substring(0, random.nextInt(text.length()));
      case 2 -> deep(random);
      case 3 -> laughs(random);
      case 4 -> text.replaceFirst(": [0-9]+", ": " + "9".repeat(1 + random.nextInt(5_000)));
      case 5 -> doubled(text, random);
      case 6, 7, 8 -> sprinkled(text, random);
      case 9 -> strange(random);
      case 10 -> swapped(text, random);
      default -> large(text, random);
    };
  }

  private static String flipped(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(8); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String deep(Random random) {
    String opening =
        List.of("[", "{a: ", "- ", "? ", "{", "[[{", "!a [", "&a [", "\"", "(", "a: [")
            .get(random.nextInt(11));
    int times = 1 + random.nextInt(random.nextBoolean() ? 40 : 60_000);
    return (random.nextBoolean() ? "format: 1\nrules: " : "") + opening.repeat(times);
  }

  private static String laughs(Random random) {
    StringBuilder text = new StringBuilder("format: 1\na0: &a0 [x, x, x]\n");
    for (int i = 1; i < 2 + random.nextInt(30); i++) {
      String before = "*a" + (i - 1);
      text.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, before, before, before));
    }
    return text.toString();
  }

  private static String doubled(String text, Random random) {
    List<String> lines = text.lines().toList();
    String line = lines.get(random.nextInt(lines.size()));
    return text + line + "\n" + line + "\n";
  }

  private static String sprinkled(String text, Random random) {
    StringBuilder all = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      all.insert(random.nextInt(all.length()), SPRINKLES.get(random.nextInt(SPRINKLES.size())));
    }
    return all.toString();
  }

  private static String strange(Random random) {
    StringBuilder all = new StringBuilder(random.nextBoolean() ? "format: 1\n" : "");
    for (int i = random.nextInt(2_000); i >= 0; i--) {
      if (random.nextInt(5) == 0) {
        all.append(SPRINKLES.get(random.nextInt(SPRINKLES.size())));
      } else {
        all.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0x110000));
      }
    }
    return all.toString();
  }

  private static String swapped(String text, Random random) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < 3; i++) {
      int one = random.nextInt(lines.length);
      int other = random.nextInt(lines.length);
      String line = lines[one];
      lines[one] = lines[other];
      lines[other] = line;
    }
    return String.join("\n", lines);
  }

  private static String large(String text, Random random) {
    int times = 1 + random.nextInt(30_000);
    return switch (random.nextInt(8)) {
      case 0 -> text + "# comment\n".repeat(times);
      case 1 -> text + "\n" + "x".repeat(times * 8) + ": 1\n";
      case 2 -> text + "k: " + "y".repeat(times * 8);
      case 3 -> "format: 1\ngroups:\n" + names(times);
      case 4 -> "format: 1\naccess: [" + "{}, ".repeat(times) + "]\n";
      case 5 -> "format: 1\n" + " ".repeat(times * 8) + "rules: {}\n";
      case 6 -> "format: 1\nsetting: \"" + "\\u0041".repeat(times) + "\"\n";
      default -> text + "\n".repeat(times * 9);
    };
  }

  private static String names(int times) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < times; i++) {
      all.append("  g").append(i).append(": {}\n");
    }
    return all.toString();
  }
}
