package io.stairgate.console.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.policy.Escrow;
import io.stairgate.console.recovery.RecoveryRequest.Purpose;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class RecoveryDeskTest {
  private static final String KEY = "12345-67890-12345-67890-12345-67890-12345-67890";
  private static final String WORDS = "maple otter window seven lantern ";

  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private SettingId setting;
  private final Map<SettingId, byte[]> whole = new HashMap<>();
  private final List<SettingId> changed = new ArrayList<>();
  private RecoveryKeyStore keys;
  private RecoveryDesk desk;
  private Actor.Person head;
  private Actor.Person lead;
  private Actor.Person deputy;
  private DeviceId laptop;

  RecoveryDeskTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    f = new StoreFixture(engine, folder);
    setting = new SettingId(UUID.randomUUID());
    byte[] key = Boxes.newPrivate();
    whole.put(setting, key);
    f.settings.create(new Setting(setting, "Ash House", Boxes.publicOf(key), f.clock.instant()));
    keys = new RecoveryKeyStore(f.database);
    desk =
        new RecoveryDesk(
            new RecoveryDesk.Parts(
                f.database,
                keys,
                f.settings,
                f.members,
                new WholeKey() {
                  @Override
                  public Optional<byte[]> read(SettingId of) {
                    return Optional.ofNullable(whole.get(of)).map(byte[]::clone);
                  }

                  @Override
                  public void delete(SettingId of) {
                    whole.remove(of);
                  }
                },
                changed::add,
                f.alerts,
                f.audit,
                f.live,
                f.clock));
    head = person("Hedda Head", Role.MANAGER);
    lead = person("Dee Lead", Role.DSL);
    deputy = person("Dan Deputy", Role.DEPUTY);
    laptop = f.laptop("Blue Room");
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Actor.Person person(String name, Role role) {
    return new Actor.Person(f.person(setting, name, Set.of(role)), name);
  }

  private static Optional<RecoveryPassphrase> words(Actor.Person of) {
    return RecoveryPassphrase.typed(WORDS + of.name());
  }

  private void passphrase(Actor.Person of) {
    done(desk.makePassphrase(setting, Optional.empty(), words(of), words(of), of));
  }

  private static void done(RecoveryOutcome outcome) {
    assertThat(outcome).isInstanceOf(RecoveryOutcome.Done.class);
  }

  private static void refused(RecoveryOutcome outcome, String word) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            RecoveryOutcome.Refused.class, no -> assertThat(no.sentence()).contains(word));
  }

  private static UUID asked(RecoveryOutcome outcome) {
    assertThat(outcome).isInstanceOf(RecoveryOutcome.Asked.class);
    return ((RecoveryOutcome.Asked) outcome).id();
  }

  private static List<String> shown(RecoveryOutcome outcome) {
    assertThat(outcome).isInstanceOf(RecoveryOutcome.Shown.class);
    return ((RecoveryOutcome.Shown) outcome).groups();
  }

  /** Three hold shares, two open; the paper lies in the safe. */
  private List<String> ceremony() {
    done(desk.choose(setting, Set.of(head.account(), lead.account(), deputy.account()), 2, head));
    passphrase(head);
    passphrase(lead);
    passphrase(deputy);
    List<String> paper = shown(desk.print(setting, head));
    done(desk.prove(setting, typedBack(paper), lead));
    return paper;
  }

  private List<String> typedBack(List<String> paper) {
    return desk.state(setting).asked().stream().map(number -> paper.get(number - 1)).toList();
  }

  private void kept(String keyId, String plain) {
    Bytes sealed =
        Boxes.seal(
            f.settings.find(setting).orElseThrow().recoveryKey(),
            "stairgate-recovery-key-v1\0" + laptop + "\0" + keyId,
            plain.getBytes(StandardCharsets.US_ASCII));
    news(keyId, RecoveryKeyNews.Step.ADDED, sealed);
  }

  private void news(String keyId, RecoveryKeyNews.Step step, Bytes sealed) {
    f.database.useTransaction(
        tx ->
            keys.take(
                tx,
                setting,
                new EntryName(laptop, UUID.randomUUID(), 1, f.clock.instant()),
                new RecoveryKeyNews(
                    keyId, "a".repeat(64), "the system disk", 1, step, sealed, "asked"),
                f.clock.instant()));
  }

  private UUID askToOpen(String keyId) {
    return asked(
        desk.ask(
            setting,
            Purpose.OPEN,
            Optional.of(laptop),
            keyId,
            "The passphrase was forgotten.",
            lead));
  }

  private Escrow asked() {
    return f.database.inTransaction(tx -> keys.of(tx, setting, laptop));
  }

  private boolean wanted() {
    return asked().wanted();
  }

  @Test
  void the_whole_key_is_printed_proved_by_another_person_split_and_deleted() {
    done(desk.choose(setting, Set.of(head.account(), lead.account()), 2, head));
    passphrase(head);
    refused(desk.print(setting, head), "everybody");
    passphrase(lead);
    List<String> paper = shown(desk.print(setting, head));
    assertThat(PaperKey.read(String.join(" ", paper)))
        .hasValueSatisfying(key -> assertThat(key).isEqualTo(whole.get(setting)));
    refused(desk.prove(setting, typedBack(paper), head), "Somebody else");
    refused(desk.prove(setting, List.of("AAAA", "AAAA", "AAAA"), lead), "not the groups");
    assertThat(wanted()).isFalse();
    assertThat(changed).isEmpty();

    done(desk.prove(setting, typedBack(paper), lead));
    assertThat(whole).isEmpty();
    assertThat(wanted()).isTrue();
    assertThat(changed).containsExactly(setting);
    refused(desk.print(setting, head), "no more");
  }

  @Test
  void two_people_open_a_laptops_key_once_and_it_is_to_be_replaced() {
    ceremony();
    kept("ABCD2345", KEY);
    UUID id = askToOpen("ABCD2345");
    refused(desk.finish(setting, id, words(lead), "", lead), "Somebody else");
    refused(desk.agree(setting, id, words(lead), lead), "yourself");
    refused(desk.agree(setting, id, words(lead), deputy), "not your recovery passphrase");
    done(desk.agree(setting, id, words(deputy), deputy));
    refused(desk.agree(setting, id, words(deputy), deputy), "agreed already");
    refused(desk.finish(setting, id, words(head), "", head), "Whoever asked");
    refused(desk.finish(setting, id, words(head), "", lead), "not your recovery passphrase");
    assertThat(shown(desk.finish(setting, id, words(lead), "", lead))).containsExactly(KEY);

    assertThat(desk.finish(setting, id, words(lead), "", lead))
        .isInstanceOf(RecoveryOutcome.NotThere.class);
    assertThat(desk.request(setting, id).orElseThrow().agreements())
        .allMatch(agreement -> agreement.sealedShare().size() == 0);
    assertThat(asked().replaceMadeBefore()).isPresent();
    assertThat(changed).hasSize(2);
    assertThat(f.alerts.openCount(setting)).isEqualTo(1);
    assertThat(f.audit.entries(setting, 0, 100))
        .extracting(AuditEntry::act)
        .contains("recovery-asked", "recovery-agreed", "recovery-key-opened");
    assertThat(f.audit.entries(setting, 0, 100).toString()).doesNotContain("67890");
  }

  @Test
  void somebody_elses_setting_and_people_without_the_right_open_nothing() {
    ceremony();
    kept("ABCD2345", KEY);
    UUID id = askToOpen("ABCD2345");
    Actor.Person technician = person("Tess Nician", Role.TECHNICIAN);
    refused(desk.agree(setting, id, words(technician), technician), "holds a share");
    assertThat(desk.choose(setting, Set.of(technician.account(), head.account()), 2, head))
        .isInstanceOf(RecoveryOutcome.Refused.class);
    assertThat(desk.request(f.setting, id)).isEmpty();
    assertThat(desk.agree(f.setting, id, words(deputy), deputy))
        .isInstanceOf(RecoveryOutcome.NotThere.class);
    assertThat(
            desk.ask(
                setting, Purpose.OPEN, Optional.of(laptop), "ZZZZ2345", "There is no such.", lead))
        .isInstanceOf(RecoveryOutcome.NotThere.class);
  }

  @Test
  void a_request_is_over_after_a_day_and_after_a_no() {
    ceremony();
    kept("ABCD2345", KEY);
    UUID first = askToOpen("ABCD2345");
    done(desk.refuse(setting, first, deputy));
    assertThat(desk.agree(setting, first, words(deputy), deputy))
        .isInstanceOf(RecoveryOutcome.NotThere.class);
    UUID second = askToOpen("ABCD2345");
    f.now.set(f.now.get().plus(Duration.ofHours(25)));
    assertThat(desk.agree(setting, second, words(deputy), deputy))
        .isInstanceOf(RecoveryOutcome.NotThere.class);
  }

  @Test
  void new_shares_take_the_place_of_the_old_ones() {
    ceremony();
    kept("ABCD2345", KEY);
    Actor.Person newcomer = person("Nia New", Role.DEPUTY);
    done(desk.choose(setting, Set.of(head.account(), lead.account(), newcomer.account()), 2, head));
    done(desk.leave(setting, deputy.account(), head));
    passphrase(newcomer);
    UUID again =
        asked(
            desk.ask(
                setting,
                Purpose.SHARE_AGAIN,
                Optional.empty(),
                "",
                "Nia takes the place of Dan.",
                head));
    done(desk.agree(setting, again, words(lead), lead));
    done(desk.finish(setting, again, words(head), "", head));

    UUID id = askToOpen("ABCD2345");
    assertThat(desk.agree(setting, id, words(deputy), deputy))
        .isInstanceOf(RecoveryOutcome.Refused.class);
    done(desk.agree(setting, id, words(newcomer), newcomer));
    assertThat(shown(desk.finish(setting, id, words(lead), "", lead))).containsExactly(KEY);
  }

  @Test
  void the_paper_gives_new_shares_when_the_holders_are_gone() {
    List<String> paper = ceremony();
    kept("ABCD2345", KEY);
    Actor.Person first = person("Nia New", Role.DSL);
    Actor.Person second = person("Max Manager", Role.MANAGER);
    for (Actor.Person gone : List.of(lead, deputy, head)) {
      f.database.useTransaction(
          tx -> f.members.remove(tx, setting, gone.account(), f.clock.instant()));
    }
    done(desk.choose(setting, Set.of(first.account(), second.account()), 2, first));
    passphrase(first);
    passphrase(second);
    UUID id =
        asked(
            desk.ask(
                setting,
                Purpose.PAPER,
                Optional.empty(),
                "",
                "Everybody who held a share has left.",
                first));
    refused(desk.finish(setting, id, Optional.empty(), String.join(" ", paper), first), "agree");
    done(desk.agree(setting, id, Optional.empty(), second));
    refused(desk.finish(setting, id, Optional.empty(), "0000 0000", first), "paper");
    done(desk.finish(setting, id, Optional.empty(), String.join(" ", paper), first));

    UUID open =
        asked(
            desk.ask(
                setting,
                Purpose.OPEN,
                Optional.of(laptop),
                "ABCD2345",
                "The passphrase was forgotten.",
                first));
    done(desk.agree(setting, open, words(second), second));
    assertThat(shown(desk.finish(setting, open, words(first), "", first))).containsExactly(KEY);
  }

  @Test
  void a_drill_says_whether_kept_keys_open_and_shows_none() {
    ceremony();
    kept("ABCD2345", KEY);
    drill(true, 1);
    kept("ABCD2346", "not as it is typed");
    drill(false, 2);
    news("ABCD2346", RecoveryKeyNews.Step.VANISHED, Bytes.of(new byte[0]));
    drill(true, 1);
  }

  private void drill(boolean passed, int count) {
    UUID id =
        asked(
            desk.ask(
                setting, Purpose.DRILL, Optional.empty(), "", "The drill of this term.", lead));
    done(desk.agree(setting, id, words(head), head));
    done(desk.finish(setting, id, words(lead), "", lead));
    assertThat(desk.state(setting).drill())
        .hasValueSatisfying(
            drill -> {
              assertThat(drill.passed()).isEqualTo(passed);
              assertThat(drill.keys()).isEqualTo(count);
            });
  }

  @Test
  void five_wrong_tries_make_everybody_wait() {
    ceremony();
    kept("ABCD2345", KEY);
    UUID id = askToOpen("ABCD2345");
    for (int i = 0; i < 5; i++) {
      refused(desk.agree(setting, id, words(head), deputy), "not your recovery passphrase");
    }
    refused(desk.agree(setting, id, words(deputy), deputy), "five times");
    f.now.set(f.now.get().plus(Duration.ofMinutes(16)));
    done(desk.agree(setting, id, words(deputy), deputy));
  }

  @Test
  void an_entry_that_comes_again_or_lies_changes_no_key() {
    kept("ABCD2345", KEY);
    kept("ABCD2345", "another");
    assertThat(keys.all(setting)).hasSize(1);
    news("ABCD2345", RecoveryKeyNews.Step.REMOVED, Bytes.of(new byte[0]));
    news("ABCD2345", RecoveryKeyNews.Step.VANISHED, Bytes.of(new byte[0]));
    kept("ABCD2345", KEY);
    assertThat(keys.all(setting))
        .singleElement()
        .extracting(KeptKey::state)
        .isEqualTo(KeptKey.State.REMOVED);
  }
}
