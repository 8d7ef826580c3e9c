package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertFilter;
import io.stairgate.console.alert.AlertOutcome;
import io.stairgate.console.alert.AlertPlanStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditFilter;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.CertificateStore;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.AwayStore;
import io.stairgate.console.contact.WishStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.Cause;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.device.SettingSummary;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.event.JournalEntry;
import io.stairgate.console.event.JournalStore.JournalGap;
import io.stairgate.console.event.What;
import io.stairgate.console.keep.DayStore;
import io.stairgate.console.keep.KeepingStore;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.notify.NewNotification;
import io.stairgate.console.notify.Purpose;
import io.stairgate.console.notify.Recipient;
import io.stairgate.console.oidc.IdentityStore;
import io.stairgate.console.oidc.ProviderStore;
import io.stairgate.console.policy.AccountOrder;
import io.stairgate.console.policy.MadeBy;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.witness.AuditCheck;
import io.stairgate.console.witness.AuditCheckStore;
import io.stairgate.console.witness.AuditNoticeStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The wall between settings: every public method of every store that takes a setting is called with
 * the real ids and another setting. It must see nothing and change nothing. A new method is in here
 * by itself.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class ForeignSettingTest {
  /** Methods that add a row of the setting they are given, and look at none. */
  private static final Set<String> ADDERS =
      Set.of(
          "AuditStore.append",
          "MemberStore.put",
          "ApproverStore.put",
          "AuditCheckStore.put",
          "EntryLinkStore.create",
          "ApiTokenStore.create",
          "CertificateStore.add",
          "EventStore.add",
          "JournalStore.open",
          "JournalStore.addGap",
          "SettingStore.lock",
          "SettingStore.find",
          "SettingStore.rename",
          "FindingStore.replace",
          "AccountOrderStore.add",
          "ConcernStore.add",
          "DriftStore.add",
          "LaptopProgramStore.take",
          "NoticeReadingStore.add",
          "KeepingStore.lengths");

  private static final Actor.Person PERSON = new Actor.Person(new UUID(3, 4), "Pat Person");
  private static final Map<Decision, Set<Role>> DEFAULT_APPROVERS =
      Arrays.stream(Decision.values())
          .collect(Collectors.toMap(decision -> decision, Decision::defaults));
  private static final UUID INVITATION = new UUID(5, 6);

  private final Engine engine;
  @TempDir Path folder;

  ForeignSettingTest(Engine engine) {
    this.engine = engine;
  }

  @Test
  void every_query_with_another_setting_sees_nothing_and_changes_nothing() throws Exception {
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      DeviceId device = f.laptop("Blue Room", "a".repeat(64), Optional.empty());
      DeviceId again = f.laptop("Blue Room 2", "a".repeat(64), Optional.of(device));
      UUID alert = fill(f, device);
      f.enrolled.askReturn(f.setting, device, f.clock.instant());
      String before = everything(f);
      List<String> called = new ArrayList<>();
      for (Object store :
          List.of(
              f.devices,
              f.enrolled,
              f.findings,
              f.changes,
              f.events,
              f.journals,
              f.alerts,
              f.notifications,
              new AlertPlanStore(f.database),
              f.policyStore,
              f.policies,
              f.policyFiles.versions(),
              f.policyFiles.proposals(),
              f.policies.orders(),
              new ConcernStore(f.database),
              new DriftStore(f.database),
              new LaptopProgramStore(f.database),
              new NoticeReadingStore(f.database),
              new AddressStore(f.database),
              new WishStore(f.database),
              new AwayStore(f.database),
              new WebhookStore(f.database, SealingKey.of(SealingKey.random())),
              new KeepingStore(f.database),
              new DayStore(f.database),
              f.audit,
              new AuditNoticeStore(f.database, f.audit),
              new AuditCheckStore(f.database),
              f.codes,
              f.links,
              f.members,
              f.invitations,
              f.approvers,
              f.tokens,
              new CertificateStore(f.database),
              new ProviderStore(f.database),
              new IdentityStore(f.database),
              f.devices.summaries(),
              f.devices.timeline(),
              f.settings)) {
        for (Method method : store.getClass().getDeclaredMethods()) {
          String name = store.getClass().getSimpleName() + "." + method.getName();
          if (Modifier.isPublic(method.getModifiers())
              && Arrays.asList(method.getParameterTypes()).contains(SettingId.class)
              && !ADDERS.contains(name)) {
            for (UUID id : List.of(alert, PERSON.account(), INVITATION)) {
              for (DeviceId each : List.of(device, again)) {
                @Nullable Object answer = call(f, store, method, each, id);
                assertThat(sawNothing(answer)).as("%s answered %s", name, answer).isTrue();
              }
            }
            called.add(name);
          }
        }
      }
      assertThat(called).hasSizeGreaterThan(25);
      assertThat(everything(f)).isEqualTo(before);
    }
  }

  private static void fillKeeping(StoreFixture f, DeviceId device, Instant now) {
    for (String row :
        List.of(
            """
            INSERT INTO legal_hold
              (hold_id, setting_id, reason, made_by_name, made_at, ended_by_name, ended_word)
            VALUES (:device, :setting, 'why', 'Ann', :at, '', '')
            """,
            """
            INSERT INTO kept_count (setting_id, in_month, what, amount)
            SELECT :setting, DATE '2025-01-01', 'stick:blocked', 7 FROM device
            WHERE device_id = :device AND enrolled_at <= :at
            """,
            """
            INSERT INTO thinning (setting_id, done_day, claimed_by, removed)
            SELECT :setting, DATE '2025-01-01', '', 7 FROM device
            WHERE device_id = :device AND enrolled_at <= :at
            """,
            """
            INSERT INTO finding_day (device_id, rule, on_day, setting_id, state, last_at, changes)
            VALUES (:device, 'encryption', DATE '2025-01-01', :setting, 'met', :at, 1)
            """)) {
      f.database.useTransaction(
          t ->
              t.createUpdate(row)
                  .bind("setting", f.setting.value())
                  .bind("device", device.value())
                  .bind("at", now)
                  .execute());
    }
  }

  private static UUID fill(StoreFixture f, DeviceId device) {
    UUID epoch = new UUID(1, 2);
    Instant now = f.clock.instant();
    var _ = f.stage(f.setting, device, Rule.PORTABLE_MEDIA, Stage.ENFORCE);
    f.database.useTransaction(
        t -> {
          f.findings.replace(t, f.setting, device, epoch, 1, List.of(finding(now)));
          f.journals.open(t, f.setting, device, epoch, now);
          f.journals.addGap(t, f.setting, device, new JournalGap(epoch, 1, 9, "missing", now));
          f.events.add(t, f.setting, device, epoch, entry(now), now);
          f.alerts.raise(
              t,
              new NewAlert(
                  f.setting, device, "clone", "urgent", "g", Optional.empty(), "d", now, now));
        });
    f.audit.append(f.setting, StoreFixture.ANN, "tested", "", "");
    f.person(PERSON.account(), PERSON.name());
    f.database.useTransaction(
        t -> {
          f.members.put(
              t, f.setting, PERSON.account(), Set.of(Role.STAFF, Role.DSL), Optional.empty(), now);
          f.invitations.create(
              t,
              new Invitation(
                  INVITATION,
                  f.setting,
                  "Tom",
                  Set.of(Role.STAFF),
                  Optional.empty(),
                  "Ann",
                  now,
                  now.plus(Duration.ofDays(1)),
                  Optional.empty(),
                  false),
              Secret.random(16),
              Optional.of(PERSON.account()));
          f.approvers.put(t, f.setting, Map.of(Decision.PERMIT_STICK, Set.of(Role.MANAGER)));
        });
    new AuditCheckStore(f.database).put(f.setting, new AuditCheck(now, 1, Optional.of(1L)));
    f.database.useTransaction(
        t ->
            t.createUpdate(
                    """
                    INSERT INTO audit_notice
                      (setting_id, branch, kind, first_line, last_line, noticed_at, remembers, laptops)
                    VALUES (:setting, 0, 'missing', 1, 2, :at, 'Blue Room', 1)
                    """)
                .bind("setting", f.setting.value())
                .bind("at", now)
                .execute());
    fillSignInElsewhere(f, now);
    fillNews(f, device, now);
    fillContacts(f, now);
    fillKeeping(f, device, now);
    f.links.create(f.setting, f.account("Dee Lead"), Duration.ofDays(1));
    f.tokens.create(f.setting, "x", Role.DSL, Optional.empty(), Optional.empty());
    UUID alert = f.alerts.open(f.setting, Optional.empty(), 1).alerts().getFirst().id();
    f.database.useTransaction(
        tx ->
            f.notifications.add(
                tx,
                new NewNotification(
                    f.setting,
                    Purpose.ALERT,
                    false,
                    new Recipient.Person(alert),
                    "A memory stick was blocked",
                    "Blue Room",
                    "/alerts/" + alert,
                    "today " + alert,
                    1,
                    "It is with the safeguarding lead first.",
                    f.clock.instant(),
                    Optional.empty(),
                    f.clock.instant(),
                    List.of(alert))));
    return alert;
  }

  private static void fillNews(StoreFixture f, DeviceId device, Instant now) {
    EntryName entry = new EntryName(device, new UUID(1, 2), 5, now.minusSeconds(90));
    f.database.useTransaction(
        t -> {
          f.policies
              .orders()
              .add(
                  t,
                  f.setting,
                  new AccountOrder(
                      PERSON.account(),
                      "a".repeat(20),
                      AccountOrder.Kind.PASSWORD_KNOWN,
                      "It lay on the desk.",
                      now,
                      Optional.empty(),
                      MadeBy.of(PERSON),
                      now.minusSeconds(90),
                      Optional.empty()));
          new ConcernStore(f.database)
              .add(
                  t,
                  f.setting,
                  device,
                  new ConcernNews(PERSON.account(), ConcernKind.WORRY, "anna", "Not right."),
                  now,
                  now);
          new DriftStore(f.database)
              .add(
                  t,
                  f.setting,
                  entry,
                  new DriftNews("a".repeat(20), "x", "y", "z", Optional.of(now), true, 1),
                  now);
          new LaptopProgramStore(f.database)
              .take(
                  t,
                  f.setting,
                  entry,
                  new ProgramsNews(
                      false,
                      List.of(new ProgramsNews.Program("Tool", "1", "deb", true)),
                      List.of()));
          new NoticeReadingStore(f.database)
              .add(t, f.setting, entry, new NoticeNews("anna", "0123456789abcdef"));
        });
  }

  private static void fillContacts(StoreFixture f, Instant now) {
    for (String statement :
        List.of(
            """
            INSERT INTO mail_address (account_id, setting_id, address, wanted, link_hash, links_sent,
              links_from)
            VALUES (:account, :setting, 'pat@larch.example', '', :bytes, 1, :now)
            """,
            "INSERT INTO notify_wish VALUES (:setting, :account, TRUE, :now)",
            """
            INSERT INTO away (away_id, setting_id, account_id, first_day, last_day, cover_id, made_at)
            VALUES (:account, :setting, :account, DATE '2026-09-14', DATE '2026-12-18', :account,
              :now)
            """,
            """
            INSERT INTO webhook (webhook_id, setting_id, name, address, sealed_secret, made_at,
              made_by_name, last_failure)
            VALUES (:account, :setting, 'A tool', 'https://tool.example/', :bytes, :now, 'Ann', '')
            """,
            "INSERT INTO weekly_update VALUES (:setting, DATE '2026-09-07', :now, '{}')")) {
      f.database.useTransaction(
          t -> {
            var update = t.createUpdate(statement);
            if (statement.contains(":account")) {
              update.bind("account", PERSON.account());
            }
            if (statement.contains(":bytes")) {
              update.bind("bytes", Bytes.of(new byte[32]));
            }
            update.bind("setting", f.setting.value()).bind("now", now).execute();
          });
    }
  }

  private static void fillSignInElsewhere(StoreFixture f, Instant now) {
    f.database.useTransaction(
        t -> {
          t.createUpdate(
                  """
                  INSERT INTO oidc_provider
                    (setting_id, label, issuer, client_id, sealed_secret, domain, changed_at,
                     changed_by)
                  VALUES (:setting, 'Microsoft', 'https://provider.example', 'c', :secret,
                    'larch.example', :at, 'Ann')
                  """)
              .bind("setting", f.setting.value())
              .bind("secret", Bytes.of(new byte[32]))
              .bind("at", now)
              .execute();
          t.createUpdate(
                  """
                  INSERT INTO oidc_identity (issuer, subject, account_id, setting_id, linked_at)
                  VALUES ('https://provider.example', 's', :account, :setting, :at)
                  """)
              .bind("account", PERSON.account())
              .bind("setting", f.setting.value())
              .bind("at", now)
              .execute();
        });
  }

  private @Nullable Object call(
      StoreFixture f, Object store, Method method, DeviceId device, UUID alert)
      throws ReflectiveOperationException {
    boolean within = Arrays.asList(method.getParameterTypes()).contains(Transaction.class);
    if (!within) {
      return invoke(f, store, method, device, alert, Optional.empty());
    }
    return f.database.inTransaction(
        transaction -> {
          try {
            return Optional.ofNullable(
                invoke(f, store, method, device, alert, Optional.of(transaction)));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static @Nullable Object invoke(
      StoreFixture f,
      Object store,
      Method method,
      DeviceId device,
      UUID alert,
      Optional<Transaction> transaction)
      throws ReflectiveOperationException {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> argument(f, type, device, alert, transaction))
            .toArray();
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method + " failed", e.getCause());
    }
  }

  private static Object argument(
      StoreFixture f,
      Class<?> type,
      DeviceId device,
      UUID alert,
      Optional<Transaction> transaction) {
    Map<Class<?>, Object> values =
        Map.ofEntries(
            Map.entry(SettingId.class, f.other),
            Map.entry(AuditFilter.class, AuditFilter.ALL),
            Map.entry(AlertFilter.class, AlertFilter.ALL),
            Map.entry(AlertOutcome.class, AlertOutcome.DEALT_WITH),
            Map.entry(DeviceId.class, device),
            Map.entry(UUID.class, alert),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(String.class, "a".repeat(20)),
            Map.entry(boolean.class, false),
            Map.entry(int.class, 100),
            Map.entry(long.class, 0L),
            Map.entry(Instant.class, f.clock.instant().minusSeconds(60)),
            Map.entry(LocalDate.class, LocalDate.of(2026, 9, 14)),
            Map.entry(Stage.class, Stage.WARN),
            Map.entry(LaptopProgramStore.Which.class, LaptopProgramStore.Which.ALL),
            Map.entry(LaptopQuestion.class, LaptopQuestion.EVERY),
            Map.entry(Cause.class, new Cause(Cause.Kind.NOT_MET, "encryption")),
            Map.entry(Actor.class, StoreFixture.ANN),
            Map.entry(Decision.class, Decision.PERMIT_STICK),
            Map.entry(Member.Review.class, new Member.Review(f.clock.instant(), alert)),
            Map.entry(Collection.class, List.of(device)),
            Map.entry(List.class, List.of()),
            Map.entry(Hardware.class, new Hardware("x", "x", "x", "x", "x", "b".repeat(64))));
    if (type == Transaction.class) {
      return transaction.orElseThrow();
    }
    assertThat(values).as("a value for a parameter of type %s", type).containsKey(type);
    return Objects.requireNonNull(values.get(type));
  }

  private static boolean sawNothing(@Nullable Object answer) {
    return switch (answer) {
      case null -> true;
      case Optional<?> optional -> optional.isEmpty() || sawNothing(optional.get());
      case Set<?> some -> some.isEmpty() || some.equals(Decision.PERMIT_STICK.defaults());
      case Collection<?> some -> some.isEmpty();
      case Map<?, ?> some -> some.isEmpty() || some.equals(DEFAULT_APPROVERS);
      case AlertStore.Page page -> page.alerts().isEmpty();
      case SettingSummary summary -> summary.laptops() == 0;
      case DeviceStore.Fitting fitting -> fitting.all() == 0;
      case Part<?> part -> part.items().isEmpty();
      case AuditStore.Proof proof -> proof.lines() == 0 && proof.firstBroken().isEmpty();
      case Boolean done -> !done;
      case Number count -> count.longValue() == 0;
      case Stage stage -> stage == Stage.WATCH;
      default -> false;
    };
  }

  /** Every row of every table with the columns that a wrong setting could have changed. */
  private static String everything(StoreFixture f) {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of(
            "setting",
            "device",
            "finding",
            "finding_change",
            "laptop_cause",
            "setting_summary",
            "cause_count",
            "rule_count",
            "journal",
            "journal_gap",
            "event",
            "alert",
            "alert_history",
            "notification",
            "notification_alert",
            "notify_plan",
            "device_rule",
            "policy",
            "setting_policy",
            "policy_proposal",
            "policy_word",
            "rollout",
            "rollout_laptop",
            "spread",
            "spread_part",
            "audit",
            "audit_notice",
            "audit_check",
            "entry_link",
            "account",
            "membership",
            "invitation",
            "approver",
            "oidc_provider",
            "oidc_identity",
            "api_token",
            "stick",
            "stick_sighting",
            "stick_presence",
            "media_request",
            "media_permission",
            "media_permission_laptop",
            "media_permission_step",
            "signed_permissions",
            "own_stick",
            "own_stick_laptop",
            "telephone_answer",
            "alert_medium",
            "account_order",
            "concern",
            "drift",
            "laptop_program",
            "notice_read",
            "mail_address",
            "notify_wish",
            "away",
            "webhook",
            "weekly_update",
            "recovery_key",
            "recovery_state",
            "recovery_holder",
            "recovery_request",
            "recovery_agreement")) {
      List<String> rows =
          f.database.inTransaction(
              t ->
                  t.createQuery("SELECT * FROM " + table).mapToMap().stream()
                      .map(
                          row -> {
                            row.replaceAll(
                                (column, value) ->
                                    value instanceof byte[] bytes ? Bytes.of(bytes).hex() : value);
                            return row.toString();
                          })
                      .sorted()
                      .toList());
      all.append(table).append(rows).append('\n');
    }
    return all.toString();
  }

  private static Finding finding(Instant at) {
    return new Finding("encryption", "met", "", "by-os", "", "watch", "s", List.of(), at, at);
  }

  private static JournalEntry entry(Instant at) {
    return new JournalEntry(1, at, new What.Agent(), Bytes.of(new byte[] {1}));
  }
}
