package io.stairgate.console.concern;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertRules;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.people.Outcome;
import java.nio.file.Path;
import java.util.List;
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
class ConcernsTest {
  private static final String WORDS = "There was a message that is not right.";

  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private ConcernStore store;
  private Concerns concerns;
  private Actor.Person dsl;
  private Actor.Person deputy;
  private Actor.Person manager;
  private Actor.Person technician;
  private DeviceId blue;

  ConcernsTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    store = new ConcernStore(f.database);
    concerns = new Concerns(f.database, f.members, f.alerts, f.audit, f.live, f.clock);
    dsl = person("Dee Lead", Role.DSL);
    deputy = person("Dev Deputy", Role.DEPUTY);
    manager = person("Mo Head", Role.MANAGER);
    technician = person("Tess Tech", Role.TECHNICIAN);
    blue = f.laptop("Blue Room");
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Actor.Person person(String name, Role role) {
    return new Actor.Person(f.person(f.setting, name, Set.of(role)), name);
  }

  private void usedBy(Actor.Person person) {
    f.database.useTransaction(
        tx -> f.devices.setUser(tx, f.setting, blue, Optional.of(person.account())));
  }

  private UUID report() {
    ConcernNews news =
        new ConcernNews(UUID.randomUUID(), ConcernKind.UPSETTING_MESSAGE, "anna", WORDS);
    f.database.useTransaction(
        tx -> {
          assertThat(store.add(tx, f.setting, blue, news, f.clock.instant(), f.clock.instant()))
              .isTrue();
          assertThat(store.add(tx, f.setting, blue, news, f.clock.instant(), f.clock.instant()))
              .as("the same entry again")
              .isFalse();
          f.alerts.raise(
              tx,
              AlertRules.forConcern(f.setting, blue, news, f.clock.instant(), f.clock.instant()));
        });
    return news.id();
  }

  private List<String> readers(UUID id) {
    return concerns.readers(f.setting, concerns.concern(f.setting, id).orElseThrow()).stream()
        .map(member -> member.name())
        .toList();
  }

  @Test
  void leads_and_deputies_read_it_and_everybody_else_sees_that_it_exists() {
    UUID id = report();
    assertThat(readers(id)).containsExactlyInAnyOrder("Dee Lead", "Dev Deputy");
    assertThat(concerns.read(f.setting, id, dsl))
        .isInstanceOfSatisfying(
            ConcernReading.Open.class,
            open -> assertThat(open.text()).isEqualTo(new ConcernText("anna", WORDS, "")));
    assertThat(concerns.read(f.setting, id, technician)).isInstanceOf(ConcernReading.Closed.class);
    assertThat(concerns.read(f.setting, id, manager)).isInstanceOf(ConcernReading.Closed.class);
    assertThat(concerns.concerns(f.setting, true, Optional.empty(), 10).toString())
        .contains("Blue Room")
        .doesNotContain(WORDS, "anna");
    assertThat(f.alerts.open(f.setting, Optional.empty(), 10).toString())
        .contains("kind=concern", "severity=urgent")
        .doesNotContain(WORDS, "anna");
    assertThat(f.audit.entries(f.setting, 0, 100))
        .as("the reading, and no other, is in the log, without the words")
        .filteredOn(line -> line.act().equals("concern-read"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.actorId()).contains(dsl.account());
              assertThat(line.target()).isEqualTo("concern:" + id);
              assertThat(line.detail()).isEmpty();
            });
  }

  @Test
  void of_the_leads_own_laptop_the_lead_does_not_read_it_and_the_head_does() {
    usedBy(dsl);
    UUID id = report();
    assertThat(readers(id)).containsExactlyInAnyOrder("Dev Deputy", "Mo Head");
    assertThat(concerns.openFor(f.setting, dsl.account())).isEmpty();
    assertThat(concerns.openFor(f.setting, manager.account())).hasSize(1);
    assertThat(concerns.acknowledge(f.setting, id, dsl))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.field()).isEqualTo("person"));
  }

  @Test
  void where_there_is_nobody_else_at_all_somebody_reads_it() {
    usedBy(dsl);
    UUID id = report();
    f.database.useTransaction(
        tx -> {
          f.members.remove(tx, f.setting, deputy.account(), f.clock.instant());
          f.members.remove(tx, f.setting, manager.account(), f.clock.instant());
        });
    assertThat(readers(id)).containsExactly("Dee Lead");
  }

  @Test
  void a_program_reads_what_came_from_nobodys_own_laptop_alone() {
    Actor.Program program = new Actor.Program(UUID.randomUUID(), "the safeguarding file");
    UUID id = report();
    assertThat(concerns.read(f.setting, id, program)).isInstanceOf(ConcernReading.Open.class);
    usedBy(technician);
    assertThat(concerns.read(f.setting, id, program)).isInstanceOf(ConcernReading.Closed.class);
    assertThat(concerns.read(f.setting, UUID.randomUUID(), program))
        .isInstanceOf(ConcernReading.NotThere.class);
  }

  @Test
  void seeing_it_sees_its_alert_and_closing_it_needs_words_once() {
    UUID id = report();
    assertThat(concerns.acknowledge(f.setting, id, deputy)).isEqualTo(new Outcome.Done());
    assertThat(concerns.acknowledge(f.setting, id, dsl)).isEqualTo(new Outcome.Done());
    assertThat(f.alerts.open(f.setting, Optional.empty(), 10).alerts())
        .as("seen, and still to be dealt with")
        .singleElement()
        .satisfies(alert -> assertThat(alert.acknowledged()).isPresent());
    assertThat(concerns.close(f.setting, id, dsl, ConcernEnding.ADVICE, "Done."))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(
            concerns.close(
                f.setting, id, dsl, ConcernEnding.ADVICE, "We talked and blocked the sender."))
        .isEqualTo(new Outcome.Done());
    assertThat(f.alerts.openCount(f.setting)).as("closed with the report").isZero();
    assertThat(
            concerns.close(
                f.setting, id, deputy, ConcernEnding.NO_ACTION, "We talked about it again."))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(concerns.concerns(f.setting, true, Optional.empty(), 10).items()).isEmpty();
    assertThat(concerns.concerns(f.setting, false, Optional.empty(), 10).items())
        .singleElement()
        .satisfies(
            concern -> {
              assertThat(concern.seen().map(Concern.Seen::by)).contains("Dev Deputy");
              assertThat(concern.closed().map(Concern.Closed::ending))
                  .contains(ConcernEnding.ADVICE);
            });
    assertThat(f.audit.entries(f.setting, 0, 100))
        .extracting(AuditEntry::act)
        .containsExactly("concern-seen", "concern-closed");
  }
}
