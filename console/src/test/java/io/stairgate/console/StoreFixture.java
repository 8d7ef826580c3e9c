package io.stairgate.console;

import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.EntryLinkStore;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.FindingChangeStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.device.NewDevice;
import io.stairgate.console.device.Presence;
import io.stairgate.console.enrolment.EnrolCodeStore;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.permission.Ground;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.permission.PermissionList;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.PolicyStore;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.setting.ConsoleFactStore;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.token.ApiTokenStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Every store on one of the two databases, with two settings and a clock that tests move. */
public final class StoreFixture implements AutoCloseable {
  /** Somebody who does what tests do. */
  public static final Actor ANN = new Actor.Person(new UUID(7, 7), "Ann");

  public final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-09-14T09:00:00Z"));
  public final InstantSource clock = now::get;
  public final SettingId setting = new SettingId(UUID.randomUUID());
  public final SettingId other = new SettingId(UUID.randomUUID());
  public final List<DeviceId> toldOfPolicy = new ArrayList<>();
  public final Presence presence = new Presence();
  public final Live live = new Live();
  public final Database database;
  public final SettingStore settings;
  public final ConsoleFactStore facts;
  public final AuditStore audit;
  public final DeviceStore devices;
  public final EnrolledStore enrolled;
  public final FindingStore findings;
  public final FindingChangeStore changes;
  public final EventStore events;
  public final JournalStore journals;
  public final AlertStore alerts;
  public final NotificationStore notifications;
  public final PolicyStore policyStore;
  public final Policies policies;
  public final PolicyFiles policyFiles;
  public final EnrolCodeStore codes;
  public final EntryLinkStore links;
  public final InvitationStore invitations;
  public final MemberStore members;
  public final ApproverStore approvers;
  public final ApiTokenStore tokens;
  public final List<DeviceId> toldOfPermissions = new ArrayList<>();
  public final List<PermissionList> signedLists = new ArrayList<>();
  public final PermissionDocuments documents;
  public final PermissionParts permissions;
  public final PermissionIntake permissionIntake;

  /** Opens an empty database with two settings. */
  public StoreFixture(Engine engine, Path folder) {
    this(engine.url(folder));
  }

  /** The same on a database of the caller's. */
  public StoreFixture(String databaseUrl) {
    database = Database.open(databaseUrl);
    settings = new SettingStore(database);
    facts = new ConsoleFactStore(database);
    audit = new AuditStore(database, clock);
    devices = new DeviceStore(database, presence);
    enrolled = new EnrolledStore(database, presence);
    findings = new FindingStore(database, presence);
    changes = new FindingChangeStore(database);
    events = new EventStore(database);
    journals = new JournalStore(database);
    alerts = new AlertStore(database);
    notifications = new NotificationStore(database);
    policyStore = new PolicyStore(database);
    policies =
        new Policies(
            database,
            policyStore,
            settings,
            live,
            clock,
            1,
            policy -> Bytes.of(policy.toString().getBytes(StandardCharsets.UTF_8)),
            toldOfPolicy::add);
    codes = new EnrolCodeStore(database);
    links = new EntryLinkStore(database, clock);
    invitations = new InvitationStore(database);
    members = new MemberStore(database);
    approvers = new ApproverStore(database);
    policyFiles =
        new PolicyFiles(
            database, policyStore, policies, settings, members, approvers, audit, alerts, clock);
    tokens = new ApiTokenStore(database, clock);
    documents =
        new PermissionDocuments(
            database,
            clock,
            1,
            list -> {
              signedLists.add(list);
              return Bytes.of(list.toString().getBytes(StandardCharsets.UTF_8));
            },
            toldOfPermissions::add);
    permissions =
        PermissionParts.of(
            new Ground(
                database,
                devices,
                members,
                approvers,
                tokens,
                id -> policyFiles.current(id).policy(),
                audit,
                live,
                documents,
                StoreFixture::telephoneSecret,
                clock));
    permissionIntake = new PermissionIntake(database, devices, permissions, live);
    settings.create(new Setting(setting, "Larch Nursery", key(), clock.instant()));
    settings.create(new Setting(other, "Rowan School", key(), clock.instant()));
  }

  /** A person with roles in a setting. */
  public UUID person(SettingId of, String name, Set<Role> roles) {
    UUID id = account(name);
    database.useTransaction(
        tx -> members.put(tx, of, id, roles, Optional.empty(), clock.instant()));
    return id;
  }

  /** How far a rule goes on a laptop, decided by the console itself. */
  public Optional<PolicyOutcome> stage(SettingId of, DeviceId device, Rule rule, Stage stage) {
    return policyFiles.setStage(of, device, rule, stage, new Actor.Console(), "The test says so.");
  }

  /** The secret of a laptop for answers by telephone. */
  public static Bytes telephoneSecret(DeviceId device) {
    return Bytes.sha256Of(device.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes key() {
    return Bytes.of(new byte[32]);
  }

  /** A new laptop of the first setting. */
  public DeviceId laptop(String nickname) {
    return laptop(nickname, "", Optional.empty());
  }

  /** A new laptop of a setting. */
  public DeviceId laptop(SettingId of, String nickname) {
    return laptop(of, nickname, "", Optional.empty());
  }

  /** A new laptop of the first setting. */
  public DeviceId laptop(String nickname, String hardwareId, Optional<DeviceId> sameAs) {
    return laptop(setting, nickname, hardwareId, sameAs);
  }

  private DeviceId laptop(
      SettingId of, String nickname, String hardwareId, Optional<DeviceId> sameAs) {
    DeviceId device = new DeviceId(UUID.randomUUID());
    database.useTransaction(
        transaction ->
            enrolled.insert(
                transaction,
                new NewDevice(
                    device,
                    of,
                    nickname,
                    new Hardware("LENOVO", "ThinkPad L14", "S1", "Debian", "12", hardwareId),
                    sameAs,
                    "0.1.0",
                    Bytes.sha256Of(device.toString().getBytes(StandardCharsets.UTF_8)).hex(),
                    clock.instant())));
    return device;
  }

  /** An account of the first setting, without a role. */
  public UUID account(String name) {
    UUID id = UUID.randomUUID();
    person(id, name);
    return id;
  }

  /** The same with an id that the test chose. */
  public void person(UUID id, String name) {
    database.useTransaction(
        t ->
            t.createUpdate(
                    """
                    INSERT INTO account
                      (account_id, setting_id, sign_in_name, display_name, passphrase_hash,
                       created_at)
                    VALUES (:id, :setting, :sign, :name, '', :now)
                    """)
                .bind("id", id)
                .bind("setting", setting.value())
                .bind("sign", id + "@example")
                .bind("name", name)
                .bind("now", clock.instant())
                .execute());
  }

  @Override
  public void close() {
    database.close();
  }
}
