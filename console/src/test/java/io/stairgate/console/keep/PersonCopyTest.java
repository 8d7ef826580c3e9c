package io.stairgate.console.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.database.Engine;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a copy of somebody's data holds: each column that may name a person, or a reason. */
class PersonCopyTest {
  private static final Pattern NAMES_SOMEBODY =
      Pattern.compile(
          ".*account.*|.*_by|.*_by_id|person_name|recipient_id|actor_id|cover_id|display_name");

  /** Columns that name somebody and are not asked for, each with the reason. */
  private static final Map<String, String> NOT_ASKED =
      Map.ofEntries(
          Map.entry("alert.acknowledged_by", "a name beside what the log says by id"),
          Map.entry("alert.resolved_by", "a name beside what the log says by id"),
          Map.entry("audit_notice.acknowledged_by", "a name beside what the log says by id"),
          Map.entry("device_rule.changed_by", "a name beside what the policy's versions say by id"),
          Map.entry("enrol_code.made_by", "a name beside what the log says by id"),
          Map.entry("invitation.made_by", "shown with the invitation; found by the account"),
          Map.entry("oidc_provider.changed_by", "a name beside what the log says by id"),
          Map.entry("membership.reviewed_by", "what the log says by id"),
          Map.entry("media_request.proposed_by", "a name beside what the log says by id"),
          Map.entry("concern.seen_by", "who looked into it is in the log by id"),
          Map.entry("concern.closed_by", "who closed it is in the log by id"),
          Map.entry("concern_kept.decided_by", "in the log by id"),
          Map.entry("account_order.made_by", "in the log by id"),
          Map.entry("account_order.cleared_by", "in the log by id"),
          Map.entry("entry_link.account_id", "a link of an hour, its secret unknown"),
          Map.entry("entry_link.made_by", "a link of an hour, its secret unknown"),
          Map.entry("ceremony.account_id", "minutes old"),
          Map.entry("notification.claimed_by", "a console"),
          Map.entry("thinning.claimed_by", "a console"),
          Map.entry("recovery_state.printed_by", "in the log by id"),
          Map.entry("spread.begun_by", "in the log by id"),
          Map.entry("rollout.begun_by", "a name beside what the log says by id"),
          Map.entry("device.replaced_by", "a laptop"));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void every_column_that_names_somebody_is_in_the_copy_or_says_why_not(Engine engine) {
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      Set<String> asked = new TreeSet<>(NOT_ASKED.keySet());
      Pattern word = Pattern.compile("[a-z_]+");
      for (PersonCopyStore.Part part : parts()) {
        word.matcher(part.where() + " " + part.columns())
            .results()
            .forEach(found -> asked.add(part.table() + "." + found.group()));
      }
      RowsStore rows = new RowsStore(f.database);
      for (String table : rows.names()) {
        for (String column : rows.columnsOf(table)) {
          if (NAMES_SOMEBODY.matcher(column).matches()) {
            assertThat(asked).as("%s.%s", table, column).contains(table + "." + column);
          }
        }
      }
    }
  }

  private static Set<PersonCopyStore.Part> parts() {
    Set<PersonCopyStore.Part> all = new java.util.LinkedHashSet<>(PersonCopyStore.BY_ACCOUNT);
    all.addAll(PersonCopyStore.BY_NAME);
    return all;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void every_part_can_be_asked_and_another_setting_or_person_has_none_of_it(Engine engine) {
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      UUID ann = f.person(f.setting, "Ann", Set.of(io.stairgate.console.account.Role.DSL));
      f.audit.append(
          f.setting,
          new io.stairgate.console.audit.Actor.Person(ann, "Ann"),
          "laptop-renamed",
          "",
          "Blue");
      PersonCopyStore copies = new PersonCopyStore(f.database);
      assertThat(copies.copy(f.setting, Optional.of(ann), Optional.of("ann")))
          .extracting(PersonCopyStore.Found::title)
          .containsExactly("Account", "Roles", "What this person did");
      assertThat(copies.copy(f.other, Optional.of(ann), Optional.of("ann"))).isEmpty();
      f.database.useTransaction(
          tx ->
              tx.createUpdate(
                      """
                      INSERT INTO mail_address (account_id, setting_id, address, wanted, link_hash,
                        links_sent, links_from)
                      VALUES (:account, :setting, 'ann@example.org', '', :none, 0, :now)
                      """)
                  .bind("account", ann)
                  .bind("setting", f.setting.value())
                  .bind("none", new byte[0])
                  .bind("now", f.now.get())
                  .execute());
      assertThat(copies.copy(f.other, Optional.of(ann), Optional.empty()))
          .as("nobody there has anything to do with it")
          .isEmpty();
      f.database.useTransaction(
          tx ->
              f.members.put(
                  tx,
                  f.other,
                  ann,
                  Set.of(io.stairgate.console.account.Role.PROVIDER),
                  Optional.empty(),
                  f.now.get()));
      for (SettingId each : List.of(f.setting, f.other)) {
        assertThat(copies.copy(each, Optional.of(ann), Optional.empty()))
            .as("a person has one address in all their settings")
            .filteredOn(found -> found.title().equals("Where e-mails go"))
            .singleElement()
            .satisfies(
                found ->
                    assertThat(found.rows())
                        .singleElement()
                        .satisfies(row -> assertThat(row).containsValue("ann@example.org")));
      }
      assertThat(copies.copy(f.setting, Optional.of(UUID.randomUUID()), Optional.of("bob")))
          .isEmpty();
    }
  }
}
