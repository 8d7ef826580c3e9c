package io.stairgate.console;

import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.EntryLinkStore;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.AuditCutStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.CertificateStore;
import io.stairgate.console.authority.KeyFolder;
import io.stairgate.console.authority.RecoveryKeys;
import io.stairgate.console.authority.SealingKeyFile;
import io.stairgate.console.backup.NightlyBackup;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.AwayStore;
import io.stairgate.console.contact.WishStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.FindingChangeStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Presence;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.enrolment.EnrolCodeStore;
import io.stairgate.console.event.EventStore;
import io.stairgate.console.event.JournalStore;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.Thinning;
import io.stairgate.console.live.Live;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.notify.NotifyPlanner;
import io.stairgate.console.notify.Preferences;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.People;
import io.stairgate.console.permission.Ground;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyStore;
import io.stairgate.console.policy.SettingCalendars;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.recovery.RecoveryKeyStore;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.ConsoleFactStore;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.token.ApiTokenStore;
import io.stairgate.console.token.Programs;
import io.stairgate.console.watch.Measures;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.wire.PermissionsWriter;
import io.stairgate.console.wire.PolicyWriter;
import io.stairgate.console.witness.AuditCheckStore;
import io.stairgate.console.witness.AuditNoticeStore;
import io.stairgate.console.witness.LogCheck;
import io.stairgate.console.witness.Witness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a console has without listening anywhere: its database, keys and stores. Made from an empty
 * folder where need be.
 *
 * <p>Over 300 lines because every store is named and made here, once.
 */
final class Core implements AutoCloseable {
  /** The folder of the console's keys in its data folder. */
  static final String KEYS = "keys";

  final InstantSource clock;
  final Path keysPath;
  final KeyFolder keys;
  final Database database;
  final Authority authority;
  final SealingKey sealing;
  final long restoreEpoch;
  final Live live = new Live();
  final Measures measures = new Measures();
  final Presence presence = new Presence();
  final AuditCutStore cuts;
  final SettingStore settings;
  final ConsoleFactStore facts;
  final AuditStore audit;
  final DeviceStore devices;
  final EnrolledStore enrolled;
  final FindingStore findings;
  final FindingChangeStore changes;
  final EventStore events;
  final JournalStore journals;
  final AlertStore alerts;
  final SettingCalendars calendars;
  final NotificationStore notifications;
  final AddressStore addresses;
  final WishStore wishes;
  final AwayStore aways;
  final WebhookStore webhooks;
  final PolicyStore policies;
  final ConcernStore concernStore;
  final DriftStore drifts;
  final LaptopProgramStore software;
  final NoticeReadingStore readings;
  final RecoveryKeyStore recoveryKeys;
  final CertificateStore certificates;
  final EnrolCodeStore codes;
  final EntryLinkStore links;
  final AccountStore accounts;
  final MemberStore members;
  final InvitationStore invitations;
  final ApproverStore approvers;
  final ApiTokenStore tokens;
  final Programs programs;
  final People people;
  final Invitations inviting;
  final AuditNoticeStore notices;
  final AuditCheckStore checks;
  final Witness witness;
  final LogCheck logCheck;

  private Core(Database database, DataFolder folder, InstantSource clock) {
    this.clock = clock;
    this.database = database;
    this.facts = new ConsoleFactStore(database);
    this.settings = new SettingStore(database);
    this.audit = new AuditStore(database, clock);
    this.devices = new DeviceStore(database, presence);
    this.enrolled = new EnrolledStore(database, presence);
    this.findings = new FindingStore(database, presence);
    this.changes = new FindingChangeStore(database);
    this.events = new EventStore(database);
    this.journals = new JournalStore(database);
    SettingCalendars calendars = new SettingCalendars(database);
    this.calendars = calendars;
    this.alerts = new AlertStore(database, (tx, setting) -> calendars.of(tx, setting).zone());
    this.notifications = new NotificationStore(database);
    this.addresses = new AddressStore(database);
    this.wishes = new WishStore(database);
    this.aways = new AwayStore(database);
    this.policies = new PolicyStore(database);
    this.concernStore = new ConcernStore(database);
    this.drifts = new DriftStore(database);
    this.software = new LaptopProgramStore(database);
    this.readings = new NoticeReadingStore(database);
    this.recoveryKeys = new RecoveryKeyStore(database);
    this.certificates = new CertificateStore(database);
    this.codes = new EnrolCodeStore(database);
    this.links = new EntryLinkStore(database, clock);
    this.accounts = new AccountStore(database);
    this.members = new MemberStore(database);
    this.invitations = new InvitationStore(database);
    this.approvers = new ApproverStore(database);
    this.tokens = new ApiTokenStore(database, clock);
    this.programs = new Programs(database, tokens, audit);
    this.people =
        new People(
            new People.Stores(database, members, accounts, invitations, links, tokens, devices),
            audit,
            live,
            clock);
    this.inviting = new Invitations(database, invitations, members, audit, live, clock);
    this.keysPath = folder.path().resolve(KEYS);
    this.keys = new KeyFolder(keysPath);
    this.authority = Authority.open(keys, facts, clock);
    this.sealing = SealingKeyFile.open(keys, facts);
    this.webhooks = new WebhookStore(database, sealing);
    this.cuts = new AuditCutStore(database, sealing);
    audit.cutBy(cuts);
    if (settings.all().isEmpty()) {
      var _ = newSetting(Setting.UNNAMED);
    }
    Optional<String> epoch = facts.find("restore-epoch");
    if (epoch.isEmpty()) {
      facts.create(Map.of("restore-epoch", "1"));
    }
    int _ = devices.summaries().sumUpOlder();
    this.restoreEpoch = epoch.map(Long::parseLong).orElse(1L);
    this.notices = new AuditNoticeStore(database, audit);
    this.checks = new AuditCheckStore(database);
    this.witness =
        new Witness(
            new Witness.Parts(
                database,
                authority,
                audit,
                notices,
                devices,
                alerts,
                live,
                clock,
                restoreEpoch,
                () -> facts.find("restored-at").map(Instant::parse)));
    this.logCheck = new LogCheck(settings, audit, checks, witness, clock);
    audit.onAppend(witness::appended);
    witness.open(settings.all().stream().map(Setting::id).toList());
  }

  /**
   * Adds a setting with a recovery key of its own.
   *
   * @param name 1 to 200 characters
   */
  SettingId newSetting(String name) {
    SettingId id = new SettingId(UUID.randomUUID());
    settings.create(new Setting(id, name, RecoveryKeys.create(keys, id), clock.instant()));
    return id;
  }

  /**
   * Opens what is in the folder, or makes it.
   *
   * @param address a JDBC address of PostgreSQL; empty: the database in the folder
   */
  static Core open(DataFolder folder, Optional<String> address, InstantSource clock) {
    Database database = address.map(Database::open).orElseGet(() -> embedded(folder));
    try {
      folder.forceNames();
      Core core = new Core(database, folder, clock);
      if (address.isEmpty()) {
        folder.noteDatabase(database.onDisk());
      }
      return core;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** A database file that does not open is refused together with the way back. */
  private static Database embedded(DataFolder folder) {
    boolean there = folder.embeddedDatabaseBytes() > 0;
    try {
      if (!there && folder.hadDatabase()) {
        // Opened, it would be a new console that knows nobody.
        throw new StartRefusedException(
            "The database file is gone or empty. Put it back from your last backup, or give an"
                + " empty folder with --data for a new console.");
      }
      return notOlder(folder, Database.open(folder.embeddedDatabaseUrl()));
    } catch (StartRefusedException e) {
      Optional<Path> last = NightlyBackup.newest(folder.path());
      if ((!there && !folder.hadDatabase()) || last.isEmpty()) {
        throw e;
      }
      throw new StartRefusedException(
          e.getMessage()
              + " The last whole one is %1$s: \"stairgate-console restore %1$s --data FOLDER\" puts it into an empty folder, and laptops send again what came after it."
                  .formatted(last.get()),
          e);
    }
  }

  /**
   * A file whose end is gone may open as it was some time before: laptops would send again what
   * they reported since, but what people did since would be gone, and nobody would know.
   */
  private static Database notOlder(DataFolder folder, Database database) {
    if (database.opened() >= folder.databaseWas()) {
      return database;
    }
    database.close();
    throw new StartRefusedException(
        "The database file is older than when it was last used. Its end was cut off, or an older"
            + " copy was put in its place. Put it back from your last backup. To go on without what"
            + " was done since, delete the file \"had-database\" beside it and start again.");
  }

  /**
   * Signs what settings decide.
   *
   * @param newer told after a laptop got a newer policy; returns at once
   */
  Policies policies(Consumer<DeviceId> newer) {
    return new Policies(
        database,
        policies,
        settings,
        live,
        clock,
        restoreEpoch,
        measures.timingSignature("policy", new PolicyWriter(authority)),
        newer,
        recoveryKeys);
  }

  /** Changes what settings decide; what was decided before there was a file is taken over first. */
  PolicyFiles policyFiles(Policies signing) {
    PolicyFiles files =
        new PolicyFiles(
            database, policies, signing, settings, members, approvers, audit, alerts, clock);
    files.takeOver();
    return files;
  }

  /**
   * Requests, permissions and sticks.
   *
   * @param files what settings decide
   * @param documents signs what each laptop may open
   */
  PermissionParts permissions(PolicyFiles files, PermissionDocuments documents) {
    return PermissionParts.of(
        new Ground(
            database,
            devices,
            members,
            approvers,
            tokens,
            setting -> files.current(setting).policy(),
            audit,
            live,
            documents,
            this::telephoneSecret,
            clock));
  }

  /**
   * Who together opens laptops' recovery keys.
   *
   * @param signing makes new policies
   */
  RecoveryDesk recovery(Policies signing) {
    return new RecoveryDesk(
        new RecoveryDesk.Parts(
            database,
            recoveryKeys,
            settings,
            members,
            new RecoveryKeys(keys),
            setting -> {
              var _ = Thread.ofVirtual().start(() -> signing.renewAll(setting));
            },
            alerts,
            audit,
            live,
            clock));
  }

  /**
   * Plans who is told of what.
   *
   * @param preferences what people chose
   */
  NotifyPlanner planner(Preferences preferences) {
    return new NotifyPlanner(
        new NotifyPlanner.Parts(
            database,
            alerts,
            notifications,
            members,
            devices,
            findings,
            recoveryKeys,
            calendars::of,
            preferences,
            live),
        clock.instant());
  }

  /**
   * What people decide about how long things are kept.
   *
   * @param reports what people at laptops reported
   */
  Keeping keeping(Concerns reports) {
    return new Keeping(database, reports, devices, audit, clock);
  }

  /** Removes what is kept no longer. */
  Thinning thinning() {
    return new Thinning(
        new Thinning.Parts(
            database,
            settings,
            audit,
            cuts,
            setting -> calendars.of(setting).zone(),
            presence::agreed,
            clock));
  }

  /** Who reads what people at laptops reported. */
  Concerns concerns() {
    return new Concerns(database, members, alerts, audit, live, clock);
  }

  /**
   * What is said of single accounts.
   *
   * @param files what settings decide
   * @param signing makes new policies
   */
  AccountOrders accountOrders(PolicyFiles files, Policies signing) {
    return new AccountOrders(
        new AccountOrders.Parts(
            database,
            signing,
            setting -> files.current(setting).policy(),
            members,
            approvers,
            findings,
            alerts,
            audit,
            live,
            clock));
  }

  /**
   * Signs what each laptop may open.
   *
   * @param newer told after a laptop got a newer list; returns at once
   */
  PermissionDocuments documents(Consumer<DeviceId> newer) {
    return new PermissionDocuments(
        database,
        clock,
        restoreEpoch,
        measures.timingSignature("permissions", new PermissionsWriter(authority)),
        newer);
  }

  /** The secret of a laptop for answers by telephone, 32 bytes. */
  Bytes telephoneSecret(DeviceId device) {
    return authority.mac(
        "stairgate-telephone-secret-v1",
        Bytes.of(device.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void close() {
    database.close();
  }
}
