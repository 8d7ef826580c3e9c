package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.KeyFileStep.KeyPlace;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of every rule, tried with one that has files, keys and something to compile. */
@EnabledOnOs(OS.LINUX)
class MakingTest {
  private static final Words WORDS = new Words("a thing", "so", "It will be so.");

  /** Each forces a hundred writes to the disk; a thousand were tried once in memory. */
  private static final int LIVES = 60;

  private static final String CONF = "# theirs\n[a]\nk = old\n\n[b]\n";

  @TempDir private Path root;
  private RootFiles files;
  private Fuse fuse;
  private Making making;

  /** The process dies. */
  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets the process die at the n-th moment between two effects on the disk. */
  private static final class Fuse {
    private int left = Integer.MAX_VALUE;

    void burn() {
      if (left-- <= 0) {
        throw new Died();
      }
    }
  }

  /** A step that may be cut off before and after each of its acts. */
  private record Cut(Step step, Fuse fuse) implements Step {
    @Override
    public String id() {
      return step.id();
    }

    @Override
    public String what() {
      return step.what();
    }

    @Override
    public String expected() {
      return step.expected();
    }

    @Override
    public String found() {
      return step.found();
    }

    @Override
    public String sentence() {
      return step.sentence();
    }

    @Override
    public boolean done() {
      return step.done();
    }

    @Override
    public String before() throws HoldException, InterruptedException {
      return step.before();
    }

    @Override
    public String aim() throws HoldException, InterruptedException {
      fuse.burn();
      return step.aim();
    }

    @Override
    public boolean still(String aim) throws HoldException, InterruptedException {
      return step.still(aim);
    }

    @Override
    public void make() throws HoldException, InterruptedException {
      fuse.burn();
      step.make();
      fuse.burn();
    }

    @Override
    public void putBack(String before) throws HoldException, InterruptedException {
      fuse.burn();
      step.putBack(before);
      fuse.burn();
    }
  }

  /** A rule of four steps, the last of which is asked for only by some policies. */
  private class Held implements Holding {
    @Override
    public Rule rule() {
      return Rule.SCREEN_LOCK;
    }

    @Override
    public List<Step> steps(Policy policy) {
      long minutes =
          policy
              .settings(rule(), RuleSettings.ScreenLock.class, RuleSettings.ScreenLock.DEFAULT)
              .idle()
              .toMinutes();
      List<Step> steps =
          new ArrayList<>(
              List.of(
                  new FileStep(files, "/etc/a", "ours " + minutes, 0644, WORDS),
                  key("a", "k", "new " + minutes),
                  key("c", "x", "1")));
      if (minutes < 10) {
        steps.add(new FileStep(files, "/etc/new/sub/b", "strict", 0600, WORDS));
      }
      return steps.stream().<Step>map(step -> new Cut(step, fuse)).toList();
    }

    private Step key(String section, String key, String value) {
      return new KeyFileStep(
          files, new KeyPlace("/etc/conf", KeyStyle.INI, section, key), value, WORDS);
    }

    @Override
    public Optional<Step> again(String id) {
      return FileStep.again(files, id)
          .or(() -> KeyFileStep.again(files, id))
          .map(step -> new Cut(step, fuse));
    }

    @Override
    public List<Afterwards> afterwards() {
      return List.of(new Compile());
    }

    @Override
    public List<String> watched() {
      return List.of();
    }
  }

  /** Copies a file, as a compiler of settings would. */
  private class Compile implements Afterwards {
    @Override
    public String what() {
      return "the copy";
    }

    @Override
    public boolean due() {
      return !text("/etc/conf").equals(text("/etc/conf.compiled"));
    }

    @Override
    public void run() {
      fuse.burn();
      put("/etc/conf.compiled", text("/etc/conf"));
      fuse.burn();
    }
  }

  @BeforeEach
  void aSystem() throws Exception {
    aSystemIn(root);
  }

  private void aSystemIn(Path folder) throws IOException {
    files = new RootFiles(folder);
    fuse = new Fuse();
    making = new Making(files, new Programs(command -> new Outcome.NotStarted()));
    Files.createDirectories(folder.resolve("etc"));
    put("/etc/a", "theirs");
    put("/etc/conf", CONF);
    put("/etc/conf.compiled", CONF);
  }

  private static Policy policy(int minutes) {
    return new Policy(
        "device",
        Optional.of(new PolicyVersion(1, 1)),
        Instant.EPOCH,
        Map.of(
            Rule.SCREEN_LOCK,
            new RulePolicy(
                Stage.ENFORCE, new RuleSettings.ScreenLock(Duration.ofMinutes(minutes)))),
        List.of(),
        "");
  }

  private void put(String path, String text) {
    try {
      Files.writeString(files.path(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String path) {
    return files.text(path, 1 << 20).orElse("");
  }

  /** Every file and folder of /etc with what is in it. */
  private Map<String, String> etc() {
    try (Stream<Path> all = Files.walk(files.path("/etc"))) {
      Map<String, String> found = new TreeMap<>();
      all.forEach(
          path ->
              found.put(
                  files.inside(path), Files.isDirectory(path) ? "/" : text(files.inside(path))));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean recorded() {
    return files.exists("/var/lib/stairgate-agent/before/screen-lock");
  }

  @Test
  void what_is_held_is_so_and_goes_back_to_the_last_byte() throws Exception {
    Map<String, String> original = etc();

    making.hold(new Held(), policy(5));

    assertThat(new Held().steps(policy(5))).allMatch(Step::done);
    assertThat(text("/etc/conf.compiled")).isEqualTo(text("/etc/conf")).contains("k=new 5");
    assertThat(recorded()).isTrue();

    making.putBack(new Held(), policy(5));

    assertThat(etc()).isEqualTo(original);
    assertThat(recorded()).isFalse();
  }

  @Test
  void what_somebody_changes_while_the_rest_is_being_set_is_not_taken_for_done() throws Exception {
    Held held =
        new Held() {
          @Override
          public List<Afterwards> afterwards() {
            return List.of(
                new Compile() {
                  @Override
                  public void run() {
                    super.run();
                    put("/etc/a", "somebody");
                  }
                });
          }
        };

    assertThatThrownBy(() -> making.hold(held, policy(10)))
        .hasMessage("This was changed while it was being set: a thing. It is set again.");

    making.hold(new Held(), policy(10));
    assertThat(text("/etc/a")).isEqualTo("ours 10");
  }

  @Test
  void what_was_so_already_is_not_recorded_and_stays() throws Exception {
    put("/etc/a", "ours 10");
    making.hold(new Held(), policy(10));
    making.putBack(new Held(), policy(10));

    assertThat(text("/etc/a")).isEqualTo("ours 10");
  }

  @Test
  void what_another_policy_asks_for_no_more_goes_back_while_the_rest_stays() throws Exception {
    making.hold(new Held(), policy(5));
    assertThat(text("/etc/new/sub/b")).isEqualTo("strict");

    making.hold(new Held(), policy(20));

    assertThat(files.exists("/etc/new")).isFalse();
    assertThat(text("/etc/a")).isEqualTo("ours 20");
  }

  @Test
  void what_somebody_else_changed_since_is_left_and_said_and_kept() throws Exception {
    making.hold(new Held(), policy(5));
    put("/etc/a", "somebody");

    assertThatThrownBy(() -> making.putBack(new Held(), policy(5)))
        .isInstanceOf(HoldException.class)
        .hasMessage("Somebody else has changed this since, so it was left as it is: /etc/a.");

    assertThat(text("/etc/a")).isEqualTo("somebody");
    assertThat(text("/etc/conf")).isEqualTo(CONF);
    assertThat(recorded()).isFalse();
    assertThat(text("/var/lib/stairgate-agent/before-left/screen-lock")).contains("file:/etc/a");
  }

  @Test
  void a_damaged_record_changes_nothing() throws Exception {
    Map<String, String> original = etc();
    Files.createDirectories(files.path("/var/lib/stairgate-agent/before"));
    put("/var/lib/stairgate-agent/before/screen-lock", "stairgate-before 1\nstep x\n");

    assertThatThrownBy(() -> making.hold(new Held(), policy(5))).hasMessageContaining("damaged");
    assertThatThrownBy(() -> making.putBack(new Held(), policy(5))).hasMessageContaining("damaged");

    assertThat(etc()).isEqualTo(original);
    assertThat(recorded()).isTrue();
  }

  @Test
  void a_process_that_dies_anywhere_is_gone_on_with() throws Exception {
    Map<String, String> original = etc();
    int deaths = 0;
    for (int moment = 0; moment < 40; moment++) {
      deaths += dies(moment, () -> making.hold(new Held(), policy(5))) ? 1 : 0;
      deaths += dies(moment, () -> making.putBack(new Held(), policy(5))) ? 1 : 0;
      making.putBack(new Held(), policy(5));

      assertThat(etc()).as("died at moment %s", moment).isEqualTo(original);
      assertThat(recorded()).isFalse();

      deaths += dies(moment, () -> making.hold(new Held(), policy(5))) ? 1 : 0;
      making.hold(new Held(), policy(5));
      assertThat(new Held().steps(policy(5))).allMatch(Step::done);
      assertThat(new Compile().due()).isFalse();
      making.putBack(new Held(), policy(5));
      assertThat(etc()).isEqualTo(original);
    }
    assertThat(deaths).isGreaterThan(20);
  }

  private interface Act {
    void run() throws Exception;
  }

  private boolean dies(int moment, Act act) throws Exception {
    fuse.left = moment;
    try {
      act.run();
      return false;
    } catch (Died e) {
      return true;
    } finally {
      fuse.left = Integer.MAX_VALUE;
    }
  }

  /** Seeded lives of twelve events each; the seed stands in the message. */
  @Test
  void whatever_happens_ends_with_the_original_or_with_a_kept_record_and_a_sentence()
      throws Exception {
    for (int seed = 0; seed < LIVES; seed++) {
      Path folder = Files.createDirectory(root.resolve("life-" + seed));
      aSystemIn(folder);
      Map<String, String> original = etc();
      Random random = new Random(seed);
      List<String> sentences = new ArrayList<>();
      boolean theirs = false;
      String comments = "";
      for (int event = 0; event < 12; event++) {
        int minutes = List.of(5, 10, 20).get(random.nextInt(3));
        switch (random.nextInt(6)) {
          case 0 -> told(sentences, () -> making.hold(new Held(), policy(minutes)));
          case 1 -> told(sentences, () -> making.putBack(new Held(), policy(minutes)));
          case 2 ->
              told(
                  sentences,
                  () -> dies(random.nextInt(12), () -> making.hold(new Held(), policy(minutes))));
          case 3 ->
              told(
                  sentences,
                  () ->
                      dies(random.nextInt(12), () -> making.putBack(new Held(), policy(minutes))));
          case 4 -> {
            put("/etc/a", "somebody " + event);
            theirs = true;
          }
          default -> {
            put("/etc/conf", "# more " + event + "\n" + text("/etc/conf"));
            comments = "# more " + event + "\n" + comments;
          }
        }
      }
      told(sentences, () -> making.putBack(new Held(), policy(10)));
      told(sentences, () -> making.putBack(new Held(), policy(10)));

      String as = "seed " + seed + " " + sentences;
      assertThat(recorded()).as(as).isFalse();
      Map<String, String> now = etc();
      if (!text("/etc/a").equals("theirs")) {
        assertThat(theirs).as(as).isTrue();
        assertThat(text("/etc/a")).as(as).startsWith("somebody ");
      }
      if (sentences.stream().anyMatch(sentence -> sentence.contains("left as it is"))) {
        assertThat(files.exists("/var/lib/stairgate-agent/before-left/screen-lock"))
            .as(as)
            .isTrue();
      }
      assertThat(now.keySet()).as(as).isEqualTo(original.keySet());
      assertThat(text("/etc/conf").strip()).as(as).isEqualTo((comments + CONF).strip());
    }
  }

  private static void told(List<String> sentences, Act act) throws Exception {
    try {
      act.run();
    } catch (HoldException e) {
      sentences.add(String.valueOf(e.getMessage()));
    }
  }
}
