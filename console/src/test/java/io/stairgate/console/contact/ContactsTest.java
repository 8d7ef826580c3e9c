package io.stairgate.console.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.contact.ContactOutcome.Done;
import io.stairgate.console.contact.ContactOutcome.NotThere;
import io.stairgate.console.contact.ContactOutcome.Refused;
import io.stairgate.console.database.Engine;
import io.stairgate.console.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
class ContactsTest {
  private final Engine engine;
  @TempDir Path folder;
  private StoreFixture f;
  private Contacts contacts;
  private AddressStore addresses;
  private ContactPreferences preferences;
  private UUID sam;
  private UUID dee;
  private Actor.Person asSam;
  private final List<Secret> links = new ArrayList<>();
  private final List<MailAddress> moved = new ArrayList<>();

  ContactsTest(Engine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void open() {
    f = new StoreFixture(engine, folder);
    addresses = new AddressStore(f.database);
    WishStore wishes = new WishStore(f.database);
    AwayStore aways = new AwayStore(f.database);
    contacts =
        new Contacts(
            new Contacts.Parts(
                f.database,
                addresses,
                wishes,
                aways,
                f.members,
                setting -> ZoneId.of("Europe/London"),
                new LinkLetters() {
                  @Override
                  public Optional<String> confirm(MailAddress to, Secret link) {
                    links.add(link);
                    return Optional.empty();
                  }

                  @Override
                  public void moved(MailAddress from) {
                    moved.add(from);
                  }
                },
                f.audit,
                f.live,
                f.clock));
    preferences =
        new ContactPreferences(wishes, aways, contacts::today, setting -> List.of(new UUID(1, 1)));
    sam = f.person(f.setting, "Sam Lead", Set.of(Role.DSL));
    dee = f.person(f.setting, "Dee Deputy", Set.of(Role.DEPUTY));
    asSam = new Actor.Person(sam, "Sam Lead");
  }

  @AfterEach
  void close() {
    f.close();
  }

  private static MailAddress address(String text) {
    return new MailAddress(text);
  }

  private List<AuditEntry> log() {
    return f.audit.entries(f.setting, 0, 1000);
  }

  @Test
  void an_address_counts_once_its_link_was_used_and_a_link_is_used_once() {
    assertThat(contacts.want(f.setting, asSam, "sam@larch.example")).isEqualTo(new Done());
    assertThat(addresses.find(sam).address()).isEmpty();
    assertThat(addresses.find(sam).state()).isEqualTo(KnownAddress.State.NOT_CONFIRMED);
    assertThat(contacts.confirm("nothing")).isInstanceOf(Refused.class);
    String link = links.getLast().reveal();
    assertThat(contacts.confirm(" " + link + " ")).isEqualTo(new Done());
    assertThat(addresses.find(sam).address()).contains(address("sam@larch.example"));
    assertThat(contacts.confirm(link)).isInstanceOf(Refused.class);
    assertThat(log())
        .extracting(AuditEntry::act)
        .contains("own-address-given", "own-address-confirmed");
    assertThat(log().toString()).contains("s…@larch.example").doesNotContain("sam@larch.example");
  }

  @Test
  void the_earlier_address_stays_until_the_new_one_is_confirmed_and_is_told_then() {
    var _ = contacts.want(f.setting, asSam, "sam@larch.example");
    var _ = contacts.confirm(links.getLast().reveal());
    var _ = contacts.want(f.setting, asSam, "sam@rowan.example");
    assertThat(addresses.find(sam).address()).contains(address("sam@larch.example"));
    assertThat(addresses.find(sam).wanted()).contains(address("sam@rowan.example"));
    assertThat(moved).isEmpty();
    var _ = contacts.confirm(links.getLast().reveal());
    assertThat(addresses.find(sam).address()).contains(address("sam@rowan.example"));
    assertThat(moved).containsExactly(address("sam@larch.example"));
  }

  @Test
  void a_link_ends_by_itself_and_a_newer_one_ends_it() {
    var _ = contacts.want(f.setting, asSam, "sam@larch.example");
    var _ = contacts.want(f.setting, asSam, "sam@rowan.example");
    assertThat(contacts.confirm(links.getFirst().reveal())).isInstanceOf(Refused.class);
    f.now.set(f.now.get().plus(Contacts.LINK_LIFE));
    assertThat(contacts.confirm(links.getLast().reveal())).isInstanceOf(Refused.class);
    assertThat(addresses.find(sam).address()).isEmpty();
  }

  @Test
  void nobody_is_flooded_with_links() {
    for (int i = 0; i < AddressStore.MOST_LINKS; i++) {
      assertThat(contacts.want(f.setting, asSam, "sam@larch.example")).isEqualTo(new Done());
    }
    assertThat(contacts.want(f.setting, asSam, "sam@larch.example")).isInstanceOf(Refused.class);
    assertThat(links).hasSize(AddressStore.MOST_LINKS);
    f.now.set(f.now.get().plus(Duration.ofMinutes(61)));
    assertThat(contacts.want(f.setting, asSam, "sam@larch.example")).isEqualTo(new Done());
  }

  @Test
  void an_address_goes_with_the_person_and_wishes_go_with_the_access() {
    var _ = contacts.want(f.setting, asSam, "sam@larch.example");
    var _ = contacts.confirm(links.getLast().reveal());
    contacts.wish(f.setting, asSam, true);
    var _ =
        contacts.away(f.setting, asSam, LocalDate.of(2026, 9, 14), LocalDate.of(2026, 9, 18), dee);
    f.database.useTransaction(
        tx -> f.members.put(tx, f.other, sam, Set.of(Role.DSL), Optional.empty(), f.now.get()));
    f.database.useTransaction(tx -> f.members.remove(tx, f.setting, sam, f.now.get()));
    assertThat(preferences.people(f.setting)).isEmpty();
    assertThat(addresses.find(sam).address()).as("still somewhere else").isPresent();
    f.database.useTransaction(tx -> f.members.remove(tx, f.other, sam, f.now.get()));
    assertThat(addresses.find(sam)).isEqualTo(KnownAddress.none(sam));
  }

  @Test
  void who_covers_holds_a_fitting_role_and_nobody_covers_for_themselves() {
    UUID tom = f.person(f.setting, "Tom Tech", Set.of(Role.TECHNICIAN));
    UUID meg = f.person(f.setting, "Meg Head", Set.of(Role.MANAGER));
    UUID staff = f.person(f.setting, "Stu Staff", Set.of(Role.STAFF));
    assertThat(contacts.covers(f.setting, sam))
        .extracting(Member::account)
        .containsExactlyInAnyOrder(dee, meg);
    assertThat(contacts.covers(f.setting, tom)).isEmpty();
    LocalDate first = LocalDate.of(2026, 9, 14);
    for (UUID wrong : List.of(tom, staff, sam, new UUID(1, 2))) {
      assertThat(contacts.away(f.setting, asSam, first, first, wrong)).isInstanceOf(Refused.class);
    }
    assertThat(contacts.away(f.setting, asSam, first, first.minusDays(1), dee))
        .isInstanceOf(Refused.class);
    assertThat(contacts.away(f.setting, asSam, first.minusDays(9), first.minusDays(1), dee))
        .isInstanceOf(Refused.class);
    assertThat(contacts.away(f.setting, asSam, first, first.plusDays(4), dee))
        .isEqualTo(new Done());
  }

  @Test
  void the_planner_hears_what_people_chose_until_they_take_it_back() {
    contacts.wish(f.setting, asSam, true);
    LocalDate first = LocalDate.of(2026, 9, 16);
    var _ = contacts.away(f.setting, asSam, first, first.plusDays(2), dee);
    var chosen = Objects.requireNonNull(preferences.people(f.setting).get(sam));
    assertThat(chosen.urgentAtAnyHour()).isTrue();
    assertThat(chosen.awayOn(first.minusDays(1))).isEmpty();
    assertThat(chosen.awayOn(first.plusDays(2)).orElseThrow().cover()).contains(dee);
    assertThat(preferences.webhooks(f.setting)).containsExactly(new UUID(1, 1));
    assertThat(preferences.people(f.other)).isEmpty();
    UUID away = contacts.of(f.setting, sam).aways().getFirst().id();
    assertThat(contacts.back(f.setting, new Actor.Person(dee, "Dee"), away))
        .as("only one's own")
        .isEqualTo(new NotThere());
    assertThat(contacts.back(f.setting, asSam, away)).isEqualTo(new Done());
    assertThat(contacts.back(f.setting, asSam, away)).isEqualTo(new NotThere());
    contacts.wish(f.setting, asSam, false);
    assertThat(preferences.people(f.setting)).isEmpty();
    assertThat(log())
        .extracting(AuditEntry::act)
        .containsExactly("own-messages-chosen", "away-noted", "away-ended", "own-messages-chosen");
  }

  @Test
  void who_covers_is_gone_with_their_access() {
    LocalDate first = LocalDate.of(2026, 9, 16);
    var _ = contacts.away(f.setting, asSam, first, first, dee);
    f.database.useTransaction(tx -> f.members.remove(tx, f.setting, dee, f.now.get()));
    assertThat(contacts.of(f.setting, sam).aways()).isEmpty();
  }
}
