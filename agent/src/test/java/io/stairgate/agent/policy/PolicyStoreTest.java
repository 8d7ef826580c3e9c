package io.stairgate.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.PolicyStore.Outcome;
import io.stairgate.agent.wire.PolicyMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;

class PolicyStoreTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final String DEVICE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final String OTHER = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final Pki PKI = new Pki(NOW);
  private static final PolicyMaker MAKER = new PolicyMaker(PKI);
  private static final PolicyVerifier VERIFIER =
      new PolicyVerifier(PKI.authority(), Pki.CONSOLE_ID, DEVICE);
  private static final java.util.List<Path> FOLDERS =
      new java.util.concurrent.CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // open() makes it before each try
  private DataDirectory data;

  @SuppressWarnings("NullAway.Init") // open() makes it before each try
  private PolicyStore store;

  private BootTime boot = new BootTime("boot-1", 1_000_000);

  @BeforeTry
  void open() throws Exception {
    Path folder = Files.createTempDirectory("policy");
    FOLDERS.add(folder);
    data = DataDirectory.open(folder.resolve("data"));
    boot = new BootTime("boot-1", 1_000_000);
    store = reopened(false, NOW);
  }

  @AfterContainer
  static void delete() throws Exception {
    for (Path folder : FOLDERS) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private PolicyStore reopened(boolean crashed, Instant now) throws Exception {
    PolicyStore opened = PolicyStore.open(data, () -> boot);
    opened.load(VERIFIER, DEVICE, crashed, now);
    return opened;
  }

  private static SignedPolicy enforce(long epoch, long number) {
    return MAKER.signed(DEVICE, epoch, number, Stage.ENFORCE);
  }

  private Stage stage() {
    return store.policy().stageOf(Rule.PORTABLE_MEDIA);
  }

  @Example
  void the_default_watches_everything() {
    assertThat(stage()).isEqualTo(Stage.WATCH);
    assertThat(store.highest()).isEmpty();
  }

  @Example
  void a_good_policy_is_in_force_and_stays_so_for_ever() throws Exception {
    assertThat(store.offer(enforce(1, 1), VERIFIER, NOW)).isInstanceOf(Outcome.Applied.class);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
    store = reopened(false, NOW.plus(Duration.ofDays(4_000)));
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
    assertThat(store.highest()).contains(new PolicyVersion(1, 1));
  }

  @Example
  void the_same_policy_again_is_no_news() {
    SignedPolicy signed = enforce(1, 1);
    store.offer(signed, VERIFIER, NOW);
    assertThat(store.offer(signed, VERIFIER, NOW)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Example
  void an_older_policy_never_comes_back_whoever_signed_it() throws Exception {
    store.offer(enforce(2, 5), VERIFIER, NOW);
    for (SignedPolicy older :
        new SignedPolicy[] {
          MAKER.signed(DEVICE, 2, 5, Stage.WATCH),
          MAKER.signed(DEVICE, 2, 4, Stage.WATCH),
          MAKER.signed(DEVICE, 1, 99, Stage.WATCH)
        }) {
      assertThat(store.offer(older, VERIFIER, NOW)).isInstanceOf(Outcome.Refused.class);
    }
    store = reopened(false, NOW);
    assertThat(store.offer(MAKER.signed(DEVICE, 2, 5, Stage.WATCH), VERIFIER, NOW))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
    assertThat(store.offer(MAKER.signed(DEVICE, 3, 1, Stage.WATCH), VERIFIER, NOW))
        .isInstanceOf(Outcome.Applied.class);
  }

  @Example
  void another_laptops_another_consoles_and_an_unknown_formats_policy_change_nothing() {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    refuses(MAKER.signed(OTHER, 1, 2, Stage.WATCH), "another laptop");
    refuses(new PolicyMaker(new Pki(NOW)).signed(DEVICE, 1, 2, Stage.WATCH), "not signed by");
    refuses(MAKER.signedByDevice(DEVICE, 1, 2), "not signed by");
    refuses(MAKER.ofFormat(DEVICE, 2), "update the agent");
    refuses(MAKER.withUnknownStage(DEVICE), "stage");
    refuses(MAKER.withForeignSettings(DEVICE), "settings of another");
    assertThat(store.offer(enforce(1, 2), VERIFIER, NOW.plus(Duration.ofDays(365))))
        .isInstanceOf(Outcome.Refused.class);
  }

  private void refuses(SignedPolicy signed, String why) {
    Outcome outcome = store.offer(signed, VERIFIER, NOW);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).sentence()).contains(why);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
  }

  @Example
  void two_crashes_within_ten_minutes_put_the_last_good_policy_back() throws Exception {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    store.endTrialOf(new PolicyVersion(1, 1));
    store.offer(MAKER.signed(DEVICE, 1, 2, Stage.WARN), VERIFIER, NOW);
    PolicyStore second = PolicyStore.open(data, () -> boot);
    assertThat(second.load(VERIFIER, DEVICE, true, NOW)).isEmpty();
    assertThat(second.policy().stageOf(Rule.PORTABLE_MEDIA)).isEqualTo(Stage.WARN);
    store = PolicyStore.open(data, () -> boot);
    assertThat(store.load(VERIFIER, DEVICE, true, NOW)).contains(new PolicyVersion(1, 1));
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
    assertThat(store.highest()).contains(new PolicyVersion(1, 2));
    assertThat(store.offer(MAKER.signed(DEVICE, 1, 2, Stage.WARN), VERIFIER, NOW))
        .isInstanceOf(Outcome.Refused.class);
    store = reopened(false, NOW);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
  }

  @Example
  void good_stops_do_not_count_and_ten_minutes_end_the_trial() throws Exception {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    for (int i = 0; i < 5; i++) {
      store = reopened(false, NOW);
    }
    boot = new BootTime("boot-1", 1_000_000 + PolicyStore.TRIAL.toMillis() + 1);
    store = reopened(true, NOW);
    store = reopened(true, NOW);
    store = reopened(true, NOW);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
  }

  @Example
  void a_clock_that_is_put_right_does_not_end_the_trial() throws Exception {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    Instant later = NOW.plus(Duration.ofDays(400));
    store = reopened(true, later);
    store = reopened(true, later);
    assertThat(stage()).isEqualTo(Stage.WATCH);
  }

  @Example
  void a_damaged_file_falls_back_to_the_last_good_one() throws Exception {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    store.endTrialOf(new PolicyVersion(1, 1));
    store.offer(enforce(1, 2), VERIFIER, NOW);
    data.folder("policy").write("current", new byte[] {9, 9, 9});
    store = reopened(false, NOW);
    assertThat(stage()).isEqualTo(Stage.ENFORCE);
    assertThat(store.policy().version()).contains(new PolicyVersion(1, 1));
    assertThat(store.highest()).contains(new PolicyVersion(1, 2));
  }

  @Example
  void a_disk_that_takes_nothing_changes_nothing() throws Exception {
    Path folder = data.path().resolve("policy");
    Files.createDirectory(folder.resolve("current.new"));
    Files.createFile(folder.resolve("current.new").resolve("in-the-way"));
    assertThat(store.offer(enforce(1, 1), VERIFIER, NOW)).isInstanceOf(Outcome.Refused.class);
    assertThat(stage()).isEqualTo(Stage.WATCH);
    Files.delete(folder.resolve("current.new").resolve("in-the-way"));
    assertThat(store.offer(enforce(1, 1), VERIFIER, NOW)).isInstanceOf(Outcome.Applied.class);
  }

  /** Ten thousand changed policies: none loosens, none throws. */
  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void a_changed_policy_never_loosens_and_never_throws(@ForAll long seed) throws Exception {
    store.offer(enforce(1, 1), VERIFIER, NOW);
    Random random = new Random(seed);
    SignedPolicy next = MAKER.signed(DEVICE, 1, 2, Stage.WATCH);
    for (int i = 0; i < 100; i++) {
      SignedPolicy changed =
          switch (random.nextInt(3)) {
            case 0 ->
                new SignedPolicy(
                    change(next.policy(), random), next.signature(), next.certificate());
            case 1 ->
                new SignedPolicy(
                    next.policy(), change(next.signature(), random), next.certificate());
            default ->
                new SignedPolicy(
                    next.policy(), next.signature(), change(next.certificate(), random));
          };
      Outcome outcome = store.offer(changed, VERIFIER, NOW);
      if (outcome instanceof Outcome.Applied) {
        // a few bits of a certificate are covered by no signature; the words must be the console's
        assertThat(changed.policy()).isEqualTo(next.policy());
        return;
      }
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      assertThat(stage()).isEqualTo(Stage.ENFORCE);
    }
    assertThat(store.highest()).isEqualTo(Optional.of(new PolicyVersion(1, 1)));
  }

  /** The same with a good signature over changed words: refused whole or understood whole. */
  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void changed_words_under_a_good_signature_are_understood_whole_or_refused(@ForAll long seed) {
    Random random = new Random(seed);
    Bytes words = change(MAKER.unsigned(DEVICE, 1, 2, Stage.ENFORCE), random);
    Outcome outcome = store.offer(MAKER.sign(words), VERIFIER, NOW);
    switch (outcome) {
      case Outcome.Applied(Policy policy) -> assertThat(policy.deviceId()).isEqualTo(DEVICE);
      case Outcome.Refused(String sentence) -> assertThat(sentence).endsWith(".");
      case Outcome.Unchanged() -> throw new AssertionError("nothing was there before");
    }
  }

  private static Bytes change(Bytes bytes, Random random) {
    byte[] changed = bytes.toArray();
    switch (random.nextInt(3)) {
      case 0 -> changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length));
      default -> {
        changed = Arrays.copyOf(changed, changed.length + 1 + random.nextInt(40));
        changed[changed.length - 1] = (byte) random.nextInt();
      }
    }
    return Bytes.copyOf(changed);
  }
}
