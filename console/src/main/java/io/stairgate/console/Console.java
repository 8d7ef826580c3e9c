package io.stairgate.console;

import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.KnownBrowserStore;
import io.stairgate.console.account.PassphraseChanges;
import io.stairgate.console.account.PassphraseHash;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignInTryStore;
import io.stairgate.console.api.Api;
import io.stairgate.console.authority.RecoveryKeys;
import io.stairgate.console.authority.ServerIdentity;
import io.stairgate.console.backup.BackupWriter;
import io.stairgate.console.backup.NightlyBackup;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.config.HostPort;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.Dialect;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.device.LastLook;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.enrolment.Enrolment;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.ingest.AgentServer;
import io.stairgate.console.ingest.Links;
import io.stairgate.console.ingest.NewsIntake;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.PersonCopyStore;
import io.stairgate.console.keep.Thinning;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.node.Neighbours;
import io.stairgate.console.node.NodeWord;
import io.stairgate.console.notify.NotifyPlanner;
import io.stairgate.console.oidc.Elsewhere;
import io.stairgate.console.page.Pages;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.NewSettings;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.watch.ConsoleNumbers;
import io.stairgate.console.watch.DiskSpace;
import io.stairgate.console.watch.Readiness;
import io.stairgate.console.watch.WatchServer;
import io.stairgate.console.watch.WatchStore;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import io.stairgate.console.web.WebAddress;
import io.stairgate.console.web.WebServer;
import io.stairgate.console.witness.LogCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running console: builds the parts, starts them in this order (database, agents' port, pages,
 * local socket, timers) and stops them the other way round. Over 300 lines because it is the one
 * place that connects all parts.
 */
public final class Console implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int PASSPHRASES_AT_ONCE = 2;

  /** Facts that commands need while no console runs. */
  static final String AGENT_ADDRESSES = "agent-addresses";

  static final String WEB_ADDRESS = "web-address";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Runnable> everyFewSeconds = new ArrayList<>();
  private final Core core;
  private final DiskSpace disk;
  private final AgentServer agents;
  private final WebServer web;
  private final Enrolment enrolment;
  private final Policies policies;
  private final PolicyFiles policyFiles;
  private final AccountOrders accountOrders;
  private final Concerns concerns;
  private final PermissionDocuments documents;
  private final PermissionParts permissions;
  private final RecoveryDesk recovery;
  private final Telling telling;
  private final Keeping keeping;
  private final Thinning thinning;
  private final Laptops laptops;
  private final LocalCommands commands;
  private final String webAddress;
  private final Optional<WatchServer> metrics;

  private Console(ConsoleConfig config, InstantSource clock) {
    try {
      DataFolder folder = started(DataFolder.lock(config.data()));
      this.core = started(Core.open(folder, config.database(), clock));
      this.disk =
          new DiskSpace(
              () -> core.database.dialect() == Dialect.H2 ? freeBytes(folder) : Long.MAX_VALUE);
      // Stops after the agents' port, so that the last signs of life are written too.
      parts.push(this::writePresence);
      Links links = new Links();
      Neighbours neighbours = started(neighbours(links));
      this.policies =
          core.policies(
              device -> {
                links.policyChanged(device);
                neighbours.say(new NodeWord.Policy(device));
              });
      this.policyFiles = core.policyFiles(policies);
      this.concerns = core.concerns();
      this.accountOrders = core.accountOrders(policyFiles, policies);
      this.recovery = core.recovery(policies);
      this.keeping = core.keeping(concerns);
      this.thinning = core.thinning();
      this.documents =
          core.documents(
              device -> {
                links.permissionsChanged(device);
                neighbours.say(new NodeWord.Permissions(device));
              });
      this.permissions = core.permissions(policyFiles, documents);
      everyFewSeconds.add(() -> policies.lately(links::policyChanged));
      everyFewSeconds.add(() -> documents.lately(links::permissionsChanged));
      LastLook banned = new LastLook(clock);
      everyFewSeconds.add(() -> banned.look(core.enrolled::bannedSince, links::end));
      this.enrolment =
          new Enrolment(
              core.database,
              core.authority,
              core.codes,
              core.enrolled,
              core.certificates,
              core.settings,
              core.alerts,
              core.audit,
              core.live,
              core.clock);
      ServerIdentity identity = new ServerIdentity(core.authority, List.of(), clock);
      this.agents = started(agents(config, identity, policies, links));
      List<String> addresses = Addresses.ofAgents(config, agents.port());
      EnrolCodes codes =
          new EnrolCodes(
              core.codes, core.settings, core.audit, clock, core.authority.sha256(), addresses);
      core.settings.onRename(
          setting -> {
            var _ = Thread.ofVirtual().start(() -> policies.renewAll(setting));
          });
      this.telling = started(new Telling(core, config, this::webAddress));
      this.laptops =
          new Laptops(
              core.devices,
              policies,
              core.audit,
              core.live,
              clock,
              device -> {
                links.end(device);
                neighbours.say(new NodeWord.Banned(device));
              },
              documents::replaced);
      WebAddress address = webAddress(config);
      ServerIdentity webIdentity = new ServerIdentity(core.authority, webHosts(config), clock);
      this.web = web(config, address, webIdentity, laptops, codes);
      this.webAddress = Addresses.ofWeb(config, web.port(), address.secure());
      core.facts.put(AGENT_ADDRESSES, String.join(",", addresses));
      core.facts.put(WEB_ADDRESS, webAddress);
      WatchStore watching = new WatchStore(core.database);
      Readiness readiness =
          new Readiness(watching, () -> freeBytes(folder), agents::storing, clock);
      this.metrics = metrics(config, folder, watching, readiness, links);
      this.commands =
          new LocalCommands(core, codes, policyFiles, webAddress, Optional.of(readiness));
      started(socket(folder));
      started(timers(folder, List.of(identity, webIdentity)));
      started(nightly(folder, config));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a console.
   *
   * @throws StartRefusedException where it cannot; its message is one plain sentence
   */
  public static Console start(ConsoleConfig config, InstantSource clock) {
    return new Console(config, clock);
  }

  private Neighbours neighbours(Links links) {
    Neighbours neighbours = new Neighbours(core.database, core.live, core.presence, links);
    links.tell((device, boot) -> neighbours.say(new NodeWord.Hello(device, boot)));
    everyFewSeconds.add(neighbours::goOn);
    return neighbours;
  }

  private AgentServer agents(
      ConsoleConfig config, ServerIdentity identity, Policies policies, Links links) {
    return AgentServer.start(
        config.agents(),
        new AgentServer.Parts(
            core.database,
            core.database::forceToDisk,
            disk::takes,
            core.authority,
            identity,
            core.certificates,
            core.enrolled,
            core.devices,
            enrolment,
            core.events,
            core.journals,
            core.findings,
            core.alerts,
            policies,
            new PermissionIntake(core.database, core.devices, permissions, core.live),
            new NewsIntake(
                new NewsIntake.Parts(
                    core.devices,
                    core.alerts,
                    core.concernStore,
                    core.drifts,
                    core.software,
                    core.readings,
                    accountOrders,
                    (tx, setting) -> policyFiles.current(tx, setting).policy(),
                    core.recoveryKeys)),
            documents,
            core::telephoneSecret,
            core.witness,
            core.presence,
            core.live,
            core.measures,
            links,
            core.clock));
  }

  private WebServer web(
      ConsoleConfig config,
      WebAddress address,
      ServerIdentity identity,
      Laptops laptops,
      EnrolCodes codes) {
    SessionStore sessions = new SessionStore(core.database);
    PassphraseHash hashes = new PassphraseHash(PASSPHRASES_AT_ONCE);
    SignInTryStore tries = new SignInTryStore(core.database, core.sealing);
    Entrance entrance =
        new Entrance(
            core.database,
            core.accounts,
            core.links,
            core.invitations,
            core.members,
            core.settings,
            core.audit,
            hashes,
            tries,
            SecondSteps::removeAll,
            core.clock);
    entrance.onRefused(core.measures::signInRefused);
    parts.push(entrance::settle);
    everyFewSeconds.add(entrance::settle);
    Guard guard = new Guard(address, sessions, core.tokens, core.clock);
    Elsewhere elsewhere =
        started(
            new Elsewhere(
                new Elsewhere.Parts(
                    core.database,
                    new CeremonyStore(core.database),
                    sessions,
                    core.members,
                    entrance,
                    core.sealing,
                    core.audit),
                config.signInInside(),
                core.clock));
    Pages pages =
        new Pages(
            new Pages.Sources(
                core.devices,
                core.findings,
                core.changes,
                core.alerts,
                core.policies,
                policyFiles,
                laptops,
                codes,
                core.audit,
                entrance,
                core.live,
                core.members,
                elsewhere,
                core.notices,
                core.checks,
                core.people,
                core.inviting,
                core.approvers,
                core.settings,
                sessions,
                core.programs,
                signIn(sessions, hashes, tries),
                core.accounts,
                alertDuties(),
                new NewSettings(
                    core.database,
                    core.settings,
                    core.members,
                    core.invitations,
                    core.inviting,
                    core.audit,
                    setting -> RecoveryKeys.create(core.keys, setting),
                    core.clock),
                permissions,
                concerns,
                accountOrders,
                core.drifts,
                core.software,
                core.readings,
                recovery,
                telling.channels(),
                keeping,
                new PersonCopyStore(core.database),
                disk),
            guard,
            core.clock);
    Api api =
        new Api(
            new Api.Sources(
                core.database,
                core.sealing,
                core.devices,
                core.findings,
                laptops,
                core.alerts,
                codes,
                core.codes,
                core.people,
                core.inviting,
                core.approvers,
                core.programs,
                core.audit,
                core.settings,
                core.members,
                policyFiles,
                permissions,
                concerns,
                accountOrders,
                core.drifts,
                core.software,
                core.readings,
                recovery,
                telling.channels(),
                keeping),
            guard,
            core.clock);
    List<Route> routes = new ArrayList<>(pages.routes());
    routes.addAll(api.routes());
    Optional<SSLContext> tls =
        address.secure()
            ? Optional.of(
                config.webCertificate().isPresent()
                    ? WebCertificate.given(config)
                    : WebCertificate.own(identity))
            : Optional.empty();
    WebServer server =
        new WebServer(address, tls, routes, guard, pages.refusals(), api.refusals(), core.measures);
    server.start();
    started(server);
    started(pages);
    return server;
  }

  private AlertDuties alertDuties() {
    return new AlertDuties(
        core.database, core.members, core.devices, core.alerts, core.audit, core.live, core.clock);
  }

  private Pages.SignIn signIn(SessionStore sessions, PassphraseHash hashes, SignInTryStore tries) {
    KnownBrowserStore browsers = new KnownBrowserStore(core.database);
    return new Pages.SignIn(
        new SecondSteps(
            core.database, new CeremonyStore(core.database), core.sealing, core.audit, core.clock),
        new Arrivals(core.database, browsers, sessions, core.audit, core.clock),
        new PassphraseChanges(
            core.database, core.accounts, tries, core.settings, core.audit, hashes, core.clock),
        sessions,
        browsers);
  }

  private Optional<WatchServer> metrics(
      ConsoleConfig config,
      DataFolder folder,
      WatchStore watching,
      Readiness readiness,
      Links links) {
    core.measures.gauge(
        "stairgate_laptops_connected", "Laptops connected to this console.", links::count);
    ConsoleNumbers.register(
        core.measures,
        core.database,
        watching,
        () -> folder.embeddedDatabaseBytes(),
        () -> freeBytes(folder),
        disk);
    Optional<WatchServer> server =
        config.metrics().map(address -> new WatchServer(address, core.measures, readiness));
    server.ifPresent(
        each -> {
          each.start();
          started(each);
        });
    return server;
  }

  private void sayDisk() {
    disk.sentence().ifPresent(LOG::warn);
  }

  private static long freeBytes(DataFolder folder) {
    try {
      return Files.getFileStore(folder.path()).getUsableSpace();
    } catch (IOException e) {
      // A folder that cannot be asked cannot be written to either.
      return 0;
    }
  }

  private static WebAddress webAddress(ConsoleConfig config) {
    InetSocketAddress bind = new InetSocketAddress(config.web().host(), config.web().port());
    if (bind.isUnresolved()) {
      throw new StartRefusedException(
          "The pages' address %s is not one of this computer. Give another with --web."
              .formatted(config.web()));
    }
    boolean secure = config.webCertificate().isPresent() || !bind.getAddress().isLoopbackAddress();
    return new WebAddress(bind, config.publicWeb(), secure);
  }

  private static List<String> webHosts(ConsoleConfig config) {
    List<String> hosts = new ArrayList<>(List.of("localhost", "127.0.0.1"));
    config.publicWeb().ifPresent(uri -> hosts.add(uri.getHost()));
    if (!config.web().host().equals("0.0.0.0") && !hosts.contains(config.web().host())) {
      hosts.add(config.web().host());
    }
    if (config.web().host().equals("0.0.0.0")) {
      Addresses.ofAgents(config, 1).stream()
          .flatMap(each -> HostPort.parse(each).stream())
          .map(HostPort::host)
          .filter(host -> !hosts.contains(host))
          .forEach(hosts::add);
    }
    return hosts;
  }

  private LocalSocket socket(DataFolder folder) {
    try {
      return new LocalSocket(folder.path(), commands);
    } catch (IOException e) {
      throw new StartRefusedException(
          "The folder %s cannot hold the socket for commands; its path may be too long. Give a shorter one with --data."
              .formatted(folder.path()),
          e);
    }
  }

  private void tidy(DataFolder folder) {
    core.database.tidy();
    long onDisk = core.database.onDisk();
    if (onDisk > 0) {
      folder.noteDatabase(onDisk);
    }
  }

  private AutoCloseable timers(DataFolder folder, List<ServerIdentity> identities) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-timer").factory());
    var _ = timer.scheduleWithFixedDelay(this::writePresence, 60, 60, TimeUnit.SECONDS);
    var _ = timer.scheduleWithFixedDelay(this::endWhatIsOver, 5, 60, TimeUnit.SECONDS);
    everyFewSeconds.add(() -> identities.forEach(ServerIdentity::renewIfDue));
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              tried(accountOrders::watchPasswords);
              tried(accountOrders::signWhatWasLeft);
            },
            30,
            60,
            TimeUnit.SECONDS);
    NotifyPlanner planner = core.planner(telling.preferences());
    core.alerts.onRaise(planner::wake);
    everyFewSeconds.add(() -> planner.runWoken(core.clock.instant()));
    var _ =
        timer.scheduleWithFixedDelay(
            () -> tried(() -> planner.run(core.clock.instant())), 20, 60, TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              tried(policyFiles.rollouts()::goOn);
              tried(policyFiles.spreads()::goOn);
            },
            20,
            60,
            TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(() -> tried(policies::renewEnded), 1, 60, TimeUnit.MINUTES);
    ScheduledExecutorService tidying =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("database-tidying").factory());
    var _ = timer.scheduleWithFixedDelay(this::sayDisk, 1, 600, TimeUnit.SECONDS);
    var _ = tidying.scheduleWithFixedDelay(() -> tried(() -> tidy(folder)), 1, 1, TimeUnit.SECONDS);
    // On a thread of its own: a long log takes seconds.
    ScheduledExecutorService checking =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-check").factory());
    var _ =
        checking.scheduleWithFixedDelay(
            this::checkLogs, 0, LogCheck.EVERY.toMinutes(), TimeUnit.MINUTES);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> tried(telling.channels().weekly()::run), 40, 600, TimeUnit.SECONDS);
    everyFewSeconds.add(telling.delivery()::run);
    for (Runnable each : everyFewSeconds) {
      var _ = timer.scheduleWithFixedDelay(() -> tried(each), 3, 3, TimeUnit.SECONDS);
    }
    return () -> {
      core.logCheck.stop();
      checking.shutdown();
      tidying.shutdown();
      var _ = tidying.awaitTermination(5, TimeUnit.SECONDS);
      var _ = checking.awaitTermination(5, TimeUnit.SECONDS);
      timer.shutdown();
      var _ = timer.awaitTermination(5, TimeUnit.SECONDS);
    };
  }

  private AutoCloseable nightly(DataFolder folder, ConsoleConfig config) {
    // On a thread of its own: a setting's first night may take minutes.
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("thinning").factory());
    var _ = timer.scheduleWithFixedDelay(() -> tried(thinning::run), 5, 10, TimeUnit.MINUTES);
    if (config.database().isEmpty()) { // who runs a database server backs it up there
      NightlyBackup backup =
          new NightlyBackup(
              folder,
              core.keysPath,
              out ->
                  new BackupWriter(
                          core.database, core.settings, core.sealing, core.keysPath, core.clock)
                      .write(Optional.empty(), out),
              core.clock);
      var _ =
          timer.scheduleWithFixedDelay(
              () -> tried(backup::run), 15, NightlyBackup.EVERY.toMinutes(), TimeUnit.MINUTES);
    }
    return () -> {
      thinning.stop();
      timer.shutdown();
      var _ = timer.awaitTermination(20, TimeUnit.SECONDS);
    };
  }

  private void checkLogs() {
    try {
      core.logCheck.all();
    } catch (DatabaseUnavailableException e) {
      LOG.warn("The log of who did what could not be checked: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("The log of who did what could not be checked.", e);
    }
  }

  private void endWhatIsOver() {
    try {
      core.people.endWhatIsOver();
    } catch (RuntimeException e) {
      LOG.error("Access that is over could not be cleared away; it does not count any more.", e);
    }
  }

  private static void tried(Runnable work) {
    try {
      work.run();
    } catch (DatabaseUnavailableException e) {
      LOG.warn("Something small was left for later: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Something small failed and is tried again.", e);
    }
  }

  private void writePresence() {
    try {
      core.enrolled.writePresence();
      core.tokens.writeUsed();
    } catch (DatabaseUnavailableException e) {
      LOG.warn("When laptops were last seen could not be written: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("When laptops were last seen could not be written.", e);
    }
  }

  /** The port agents reach. */
  public int agentPort() {
    return agents.port();
  }

  /** The port people reach. */
  public int webPort() {
    return web.port();
  }

  /** The port metrics and health are read on; empty where there is none. */
  Optional<Integer> metricsPort() {
    return metrics.map(WatchServer::port);
  }

  /** Where metrics and health can be read, as a sentence for whoever starts the console. */
  Optional<String> metricsWords() {
    return metrics.map(
        server ->
            server.onlyHere()
                ? "Metrics and health can be read on this computer, on port %d."
                    .formatted(server.port())
                : "Metrics and health can be read on port %d, by plain HTTP and without a password: let only your monitoring reach it."
                    .formatted(server.port()));
  }

  /** Where people go, without a slash at the end. */
  public String webAddress() {
    return webAddress;
  }

  /** A link that creates the first account; empty once there is one. */
  public Optional<String> firstAccountLink() {
    Setting setting = core.settings.all().getFirst();
    return core.accounts.any(setting.id())
        ? Optional.empty()
        : Optional.of(commands.invite(setting.id(), Role.DSL));
  }

  /** To make laptops known. */
  Enrolment enrolment() {
    return enrolment;
  }

  /** To change rules of laptops. */
  PolicyFiles policyFiles() {
    return policyFiles;
  }

  /** To decide about memory sticks. */
  PermissionParts permissions() {
    return permissions;
  }

  /** To decide about laptops. */
  Laptops laptops() {
    return laptops;
  }

  /** What the console has without listening anywhere. */
  Core core() {
    return core;
  }

  private <T extends AutoCloseable> T started(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("A part did not stop in good order.", e);
      }
    }
  }
}
