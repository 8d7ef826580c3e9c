package io.stairgate.console;

import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Entered;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.EntryLinkStore;
import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.InvitationStore;
import io.stairgate.console.account.KnownBrowserStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.PassphraseChanges;
import io.stairgate.console.account.PassphraseHash;
import io.stairgate.console.account.QuickHash;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignInTryStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.account.Visitor;
import io.stairgate.console.alert.Alert.AlertMedium;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.api.Api;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.concern.ConcernStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.contact.AddressStore;
import io.stairgate.console.contact.AwayStore;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.LinkLetters;
import io.stairgate.console.contact.MailAddress;
import io.stairgate.console.contact.WishStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.delivery.Trials;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.EnrolledStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingChangeStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.device.NewDevice;
import io.stairgate.console.device.Presence;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.enrolment.EnrolCodeStore;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.PersonCopyStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.oidc.Elsewhere;
import io.stairgate.console.oidc.Reach;
import io.stairgate.console.page.Pages;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.NewSettings;
import io.stairgate.console.people.People;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Ground;
import io.stairgate.console.permission.NewOwnStick;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.permission.StandingTerms;
import io.stairgate.console.permission.Told;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyStore;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleScope;
import io.stairgate.console.policy.RuleWish;
import io.stairgate.console.policy.Spreads;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.recovery.RecoveryScene;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.token.ApiTokenStore;
import io.stairgate.console.token.Programs;
import io.stairgate.console.watch.DiskSpace;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import io.stairgate.console.web.WebAddress;
import io.stairgate.console.web.WebServer;
import io.stairgate.console.webhook.WebhookOutcome;
import io.stairgate.console.webhook.WebhookStore;
import io.stairgate.console.webhook.Webhooks;
import io.stairgate.console.weekly.WeeklyStore;
import io.stairgate.console.weekly.WeeklyUpdates;
import io.stairgate.console.witness.AuditCheckStore;
import io.stairgate.console.witness.AuditNoticeStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The whole web side on a folder of its own: the real server, the real database, a clock that tests
 * move.
 */
public final class WebFixture implements AutoCloseable {
  /** Passphrase of every account made here. */
  public static final String PASSPHRASE = "quiet lemon harbour";

  public final AtomicReference<Instant> now;
  public final InstantSource clock;
  public final Database database;
  public final Presence presence = new Presence();

  /** What the disk has left. */
  public final AtomicLong freeDisk = new AtomicLong(Long.MAX_VALUE);

  public final Live live = new Live();
  public final SettingStore settings;
  public final DeviceStore devices;
  public final EnrolledStore enrolled;
  public final FindingStore findings;
  public final AlertStore alerts;
  public final AuditStore audit;
  public final AccountStore accounts;
  public final SessionStore sessions;
  public final EntryLinkStore links;
  public final InvitationStore invitations;
  public final MemberStore members;
  public final AuditNoticeStore notices;
  public final AuditCheckStore checks;
  public final ApproverStore approvers;
  public final ApiTokenStore tokens;
  public final Programs programs;
  public final PolicyStore policyStore;
  public final PolicyFiles policyFiles;
  public final PermissionDocuments documents;
  public final PermissionParts permissions;
  public final PermissionIntake intake;
  public final Concerns concerns;
  public final ConcernStore concernStore;
  public final AccountOrders accountOrders;
  public final DriftStore drifts;
  public final LaptopProgramStore software;
  public final NoticeReadingStore readings;
  public final RecoveryDesk recovery;
  public final Keeping keeping;
  private long told;
  public final Entrance entrance;
  public final People people;
  public final Invitations inviting;
  public final AlertDuties duties;
  public final NewSettings newSettings;
  public final SealingKey sealing;
  public final SecondSteps secondSteps;
  public final Elsewhere elsewhere;
  public final SignInTryStore tries;
  public final KnownBrowserStore browsers;
  public final Arrivals arrivals;
  public final Pages pages;
  public final Channels channels;

  /** The links of letters that confirm an address. */
  public final List<Secret> addressLinks = new ArrayList<>();

  public final List<Route> routes;
  public final SettingId setting;
  private final String databaseUrl;
  private final WebServer server;

  /** Starts on a free port of this computer. */
  public WebFixture(Path data) {
    this(Engine.H2, data);
  }

  /** The same on one of the two databases. */
  public WebFixture(Engine engine, Path data) {
    this(
        engine.url(data),
        new AtomicReference<>(Instant.now()),
        SealingKey.of(SealingKey.random()),
        Optional.empty(),
        Optional.empty());
  }

  /** The same on a database of the caller's. */
  public WebFixture(String databaseUrl) {
    this(
        databaseUrl,
        new AtomicReference<>(Instant.now()),
        SealingKey.of(SealingKey.random()),
        Optional.empty(),
        Optional.empty());
  }

  private WebFixture(
      String databaseUrl,
      AtomicReference<Instant> now,
      SealingKey sealing,
      Optional<URI> published,
      Optional<SettingId> known) {
    this.databaseUrl = databaseUrl;
    this.now = now;
    this.clock = now::get;
    this.sealing = sealing;
    database = Database.open(databaseUrl);
    settings = new SettingStore(database);
    devices = new DeviceStore(database, presence);
    enrolled = new EnrolledStore(database, presence);
    findings = new FindingStore(database, presence);
    alerts = new AlertStore(database);
    audit = new AuditStore(database, clock);
    notices = new AuditNoticeStore(database, audit);
    checks = new AuditCheckStore(database);
    accounts = new AccountStore(database);
    sessions = new SessionStore(database);
    links = new EntryLinkStore(database, clock);
    invitations = new InvitationStore(database);
    members = new MemberStore(database);
    approvers = new ApproverStore(database);
    tokens = new ApiTokenStore(database, clock);
    programs = new Programs(database, tokens, audit);
    policyStore = new PolicyStore(database);
    Policies policies =
        new Policies(
            database,
            policyStore,
            settings,
            live,
            clock,
            1,
            policy -> Bytes.of(policy.toString().getBytes(StandardCharsets.UTF_8)),
            device -> {});
    policyFiles =
        new PolicyFiles(
            database, policyStore, policies, settings, members, approvers, audit, alerts, clock);
    documents =
        new PermissionDocuments(
            database,
            clock,
            1,
            list -> Bytes.of(list.toString().getBytes(StandardCharsets.UTF_8)),
            device -> {});
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
                id -> Bytes.sha256Of(id.toString().getBytes(StandardCharsets.US_ASCII)),
                clock));
    intake = new PermissionIntake(database, devices, permissions, live);
    concerns = new Concerns(database, members, alerts, audit, live, clock);
    concernStore = new ConcernStore(database);
    drifts = new DriftStore(database);
    software = new LaptopProgramStore(database);
    readings = new NoticeReadingStore(database);
    recovery =
        RecoveryScene.desk(
            database, settings, members, policies::renewAll, alerts, audit, live, clock);
    keeping = new Keeping(database, concerns, devices, audit, clock);
    accountOrders =
        new AccountOrders(
            new AccountOrders.Parts(
                database,
                policies,
                id -> policyFiles.current(id).policy(),
                members,
                approvers,
                findings,
                alerts,
                audit,
                live,
                clock));
    Laptops laptops =
        new Laptops(devices, policies, audit, live, clock, device -> {}, documents::replaced);
    EnrolCodes codes =
        new EnrolCodes(
            new EnrolCodeStore(database),
            settings,
            audit,
            clock,
            Bytes.sha256Of(new byte[] {1}),
            List.of("console.example:8443"));
    people =
        new People(
            new People.Stores(database, members, accounts, invitations, links, tokens, devices),
            audit,
            live,
            clock);
    inviting = new Invitations(database, invitations, members, audit, live, clock);
    duties = new AlertDuties(database, members, devices, alerts, audit, live, clock);
    newSettings =
        new NewSettings(
            database,
            settings,
            members,
            invitations,
            inviting,
            audit,
            id -> RecoveryScene.publicKey(),
            clock);
    PassphraseHash hashes = new PassphraseHash(2);
    tries = new SignInTryStore(database, sealing);
    browsers = new KnownBrowserStore(database);
    arrivals = new Arrivals(database, browsers, sessions, audit, clock);
    entrance =
        new Entrance(
            database,
            accounts,
            links,
            invitations,
            members,
            settings,
            audit,
            hashes,
            tries,
            SecondSteps::removeAll,
            clock);
    secondSteps = new SecondSteps(database, new CeremonyStore(database), sealing, audit, clock);
    WebAddress address =
        new WebAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), published, false);
    Guard guard = new Guard(address, sessions, tokens, clock);
    elsewhere =
        new Elsewhere(
            new Elsewhere.Parts(
                database, new CeremonyStore(database), sessions, members, entrance, sealing, audit),
            Set.of("localhost"),
            clock);
    channels = channels();
    pages =
        new Pages(
            new Pages.Sources(
                devices,
                findings,
                new FindingChangeStore(database),
                alerts,
                policyStore,
                policyFiles,
                laptops,
                codes,
                audit,
                entrance,
                live,
                members,
                elsewhere,
                notices,
                checks,
                people,
                inviting,
                approvers,
                settings,
                sessions,
                programs,
                new Pages.SignIn(
                    secondSteps,
                    arrivals,
                    new PassphraseChanges(
                        database, accounts, tries, settings, audit, hashes, clock),
                    sessions,
                    browsers),
                accounts,
                duties,
                newSettings,
                permissions,
                concerns,
                accountOrders,
                drifts,
                software,
                readings,
                recovery,
                channels,
                keeping,
                new PersonCopyStore(database),
                new DiskSpace(freeDisk::get)),
            guard,
            clock);
    Api api =
        new Api(
            new Api.Sources(
                database,
                sealing,
                devices,
                findings,
                laptops,
                alerts,
                codes,
                new EnrolCodeStore(database),
                people,
                inviting,
                approvers,
                programs,
                audit,
                settings,
                members,
                policyFiles,
                permissions,
                concerns,
                accountOrders,
                drifts,
                software,
                readings,
                recovery,
                channels,
                keeping),
            guard,
            clock);
    routes = new ArrayList<>(pages.routes());
    routes.addAll(api.routes());
    server =
        new WebServer(
            address,
            Optional.empty(),
            routes,
            guard,
            pages.refusals(),
            api.refusals(),
            new io.stairgate.console.watch.Measures());
    server.start();
    setting = known.orElseGet(() -> newSetting("Stepping Gate Pre-school"));
  }

  /**
   * Another console on the same database, with the same keys and clock, under the same address for
   * people: what stands behind one front. Also what a restart makes of this one.
   */
  public WebFixture anotherNode() {
    return new WebFixture(
        databaseUrl, now, sealing, Optional.of(URI.create(url(""))), Optional.of(setting));
  }

  private Channels channels() {
    NotificationStore messages = new NotificationStore(database);
    return new Channels(
        messages,
        new Contacts(
            new Contacts.Parts(
                database,
                new AddressStore(database),
                new WishStore(database),
                new AwayStore(database),
                members,
                id -> ZoneId.of("Europe/London"),
                new LinkLetters() {
                  @Override
                  public Optional<String> confirm(MailAddress to, Secret link) {
                    addressLinks.add(link);
                    return Optional.empty();
                  }

                  @Override
                  public void moved(MailAddress from) {}
                },
                audit,
                live,
                clock)),
        new Webhooks(
            new Webhooks.Parts(
                database,
                new WebhookStore(database, sealing),
                messages,
                alerts,
                new Reach(Set.of("localhost")),
                audit,
                live,
                clock)),
        new Trials(database, messages, audit, clock),
        new WeeklyUpdates(
            new WeeklyUpdates.Parts(
                database,
                new WeeklyStore(database),
                settings,
                members,
                id -> policyFiles.current(id).policy().calendar(),
                messages,
                clock)),
        true);
  }

  /** A program that is told. */
  public UUID webhook(SettingId of) {
    if (channels.webhooks().make(of, "A tool", "https://localhost/in", new Actor.Console())
        instanceof WebhookOutcome.Made(var made, var _)) {
      return made.id();
    }
    throw new IllegalStateException("no webhook");
  }

  /** The week before this one, written down; its Monday. */
  public String week(SettingId of) {
    Instant then = now.get();
    now.set(then.plus(Duration.ofDays(7)));
    channels.weekly().run();
    now.set(then);
    return channels.weekly().all(of).getFirst().week().toString();
  }

  /** A person is away today, and somebody else covers. */
  public UUID away(SettingId of, UUID person, UUID cover) {
    LocalDate today = LocalDate.ofInstant(now.get(), ZoneId.of("Europe/London"));
    var _ = channels.contacts().away(of, new Actor.Person(person, "Somebody"), today, today, cover);
    return channels.contacts().of(of, person).aways().getLast().id();
  }

  /** The address of a page. */
  public String url(String path) {
    return "http://localhost:" + server.port() + path;
  }

  /** Name of the session cookie. */
  public String cookieName() {
    return "stairgate-" + server.port();
  }

  /** A change over several settings that somebody began for one of them alone. */
  public UUID spread(SettingId of, Actor.Person who, Rule rule) {
    Spreads.Beginning beginning =
        policyFiles
            .spreads()
            .begin(
                who,
                of,
                new RuleWish(
                    rule, new RuleScope.Everywhere(), Optional.of(Stage.ENFORCE), Map.of()),
                List.of("How far it goes: put it right."),
                List.of(of),
                "The provider's board agreed it.");
    if (beginning instanceof Spreads.Beginning.Begun(UUID id)) {
      return id;
    }
    throw new IllegalStateException(beginning.toString());
  }

  /** Another setting. */
  public SettingId newSetting(String name) {
    SettingId id = new SettingId(UUID.randomUUID());
    settings.create(new Setting(id, name, RecoveryScene.publicKey(), now.get()));
    return id;
  }

  /**
   * An account that is signed in, with every step; the answer is its cookie. Only the first person
   * of a setting joins with a hash of full cost.
   */
  public Secret person(SettingId of, String name, Role... roles) {
    Secret link = invite(of, roles);
    Entrance.Joining typed =
        new Entrance.Joining(
            settings.find(of).orElseThrow().name(),
            name,
            name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", ".")
                + "@"
                + roles[0].code()
                + ".example",
            PASSPHRASE);
    Entered entered =
        accounts.any(of)
            ? entrance.joinElsewhere(link.reveal(), typed, (_, _) -> {})
            : entrance.join(link.reveal(), typed);
    if (entered instanceof Entered.In in) {
      SignedIn who = who(in.cookie());
      database.useTransaction(tx -> QuickHash.give(tx, who.account()));
      return complete(in.cookie());
    }
    throw new IllegalStateException("not let in: " + entered);
  }

  /** A session of somebody who gave the passphrase and not yet the second step. */
  public Secret half(String signInName) {
    if (entrance.signIn(signInName, PASSPHRASE, Visitor.STRANGER) instanceof Entered.In in) {
      return in.cookie();
    }
    throw new IllegalStateException("not let in: " + signInName);
  }

  /** Does the second step of a session; the answer is its new cookie. */
  public Secret complete(Secret half) {
    return arrivals.complete(who(half), "a test", Visitor.STRANGER).session();
  }

  /** The secret of a link with which somebody joins, good for an hour. */
  public Secret invite(SettingId of, Role... roles) {
    Secret secret = Secret.random(16);
    Invitation invitation =
        new Invitation(
            UUID.randomUUID(),
            of,
            "",
            Set.of(roles),
            Optional.empty(),
            "Ann",
            now.get(),
            now.get().plus(Duration.ofHours(1)),
            Optional.empty(),
            false);
    database.useTransaction(tx -> invitations.create(tx, invitation, secret, Optional.empty()));
    return secret;
  }

  /** Who sits behind a cookie. */
  public SignedIn who(Secret cookie) {
    return sessions.find(cookie.hash(), now.get()).orElseThrow();
  }

  /** An enrolled laptop. */
  public DeviceId laptop(SettingId of, String nickname) {
    DeviceId id = new DeviceId(UUID.randomUUID());
    database.useTransaction(
        transaction ->
            enrolled.insert(
                transaction,
                new NewDevice(
                    id,
                    of,
                    nickname,
                    new Hardware(
                        "LENOVO",
                        "ThinkPad L14 Gen 4",
                        "PF" + id.toString().substring(0, 6).toUpperCase(java.util.Locale.ROOT),
                        "Debian GNU/Linux",
                        "12 (bookworm)",
                        ""),
                    Optional.empty(),
                    "0.1.0",
                    Bytes.sha256Of(id.toString().getBytes(StandardCharsets.US_ASCII)).hex(),
                    now.get())));
    return id;
  }

  /** A complete check of a laptop. */
  public void check(SettingId of, DeviceId laptop, Finding... found) {
    database.useTransaction(
        transaction ->
            findings.replace(transaction, of, laptop, UUID.randomUUID(), 1, List.of(found)));
    presence.heard(laptop, now.get(), Optional.of(now.get()));
    live.changed(of, Live.Topic.LAPTOPS);
  }

  /** One finding. */
  public Finding finding(String rule, String state, String stage, String sentence) {
    return new Finding(
        rule,
        state,
        state.equals("unknown") ? "needs-administrator" : "",
        state.equals("met") ? "by-os" : "none",
        "",
        stage,
        sentence,
        List.of(new Finding.Evidence("file system /home", "dm-crypt LUKS2")),
        now.get(),
        now.get());
  }

  /** A memory stick was plugged in. */
  public void stick(SettingId of, DeviceId laptop, String serial, boolean blocked) {
    database.durably(
        transaction ->
            alerts.raise(
                transaction,
                new NewAlert(
                    of,
                    laptop,
                    blocked ? "medium-blocked" : "medium-used",
                    blocked ? "today" : "urgent",
                    "stick " + serial,
                    Optional.of(
                        new AlertMedium("usb-storage", "0781", "5581", serial, "SanDisk Ultra")),
                    blocked
                        ? "It was shut out: nobody could read it."
                        : "It could be used, because this laptop only watches for now.",
                    now.get(),
                    now.get())));
    live.changed(of, Live.Topic.ALERTS);
  }

  /** Somebody at a laptop asks for a stick. */
  public UUID ask(SettingId of, DeviceId laptop, String serial) {
    UUID id = UUID.randomUUID();
    database.useTransaction(
        tx ->
            intake.asked(
                tx,
                of,
                new Told(laptop, new UUID(7, 7), ++told, now.get(), false),
                new Asking(id, medium(serial), "anna", "Photos for the wall.", false),
                now.get()));
    return id;
  }

  /** The same, and somebody who may decide allowed it for today. */
  public UUID permitted(SettingId of, DeviceId laptop, String serial) {
    Actor.Person by =
        members.members(of, now.get()).stream()
            .filter(member -> member.roles().contains(Role.DSL))
            .findFirst()
            .map(member -> new Actor.Person(member.account(), member.name()))
            .orElseThrow();
    UUID request = ask(of, laptop, serial);
    PermissionOutcome outcome =
        permissions
            .desk()
            .approve(
                of, request, Approval.ordinary(laptop, Owner.SETTING), by, SecondLook.NOT_GIVEN);
    if (outcome instanceof PermissionOutcome.Done(UUID permission)) {
      return permission;
    }
    throw new IllegalStateException("not permitted: " + outcome);
  }

  /** A stick on the setting's own list, which waits for who may decide. */
  public UUID ownStick(SettingId of, String serial) {
    var _ =
        permissions
            .own()
            .add(
                of,
                List.of(new NewOwnStick("Stick " + serial, serial, "0781", "5581")),
                new StandingTerms(
                    true,
                    LocalDate.ofInstant(now.get(), ZoneOffset.UTC).plusDays(30),
                    true,
                    Set.of(),
                    "The setting bought them."),
                new Actor.Program(UUID.randomUUID(), "a tool"),
                SecondLook.NOT_GIVEN);
    return permissions.own().all(of).stream()
        .filter(stick -> stick.serial().equals(serial))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** Somebody at a laptop reports a worry; nothing is alerted by that. */
  public UUID report(SettingId of, DeviceId laptop, String words) {
    UUID id = UUID.randomUUID();
    database.useTransaction(
        tx ->
            concernStore.add(
                tx,
                of,
                laptop,
                new ConcernNews(id, ConcernKind.WORRY, "anna", words),
                now.get(),
                now.get()));
    return id;
  }

  /** Somebody said that the person of an account left. */
  public UUID left(SettingId of, String account) {
    var _ = accountOrders.left(of, new Actor.CommandLine(), account, "The test needs one.");
    return accountOrders.orders(of, true, Optional.empty(), 100).items().stream()
        .filter(order -> order.account().equals(account))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** A memory stick of that serial. */
  public static Medium medium(String serial) {
    return new Medium(
        Medium.Kind.USB_STORAGE,
        "0781",
        "5581",
        serial,
        "SanDisk Ultra",
        false,
        "usb 1-4",
        "ab".repeat(32));
  }

  /** A hold of a whole setting. */
  public UUID held(SettingId of) {
    var _ = keeping.hold(of, Optional.empty(), "The test needs one.", new Actor.Console());
    return keeping.holds(of).getFirst().id();
  }

  @Override
  public void close() {
    pages.close();
    server.close();
    elsewhere.close();
    database.close();
  }
}
