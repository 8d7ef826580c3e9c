package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.Entrance;
import io.stairgate.console.account.KnownBrowserStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.PassphraseChanges;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.FindingChangeStore;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.drift.DriftStore;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.PersonCopyStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.notice.NoticeReadingStore;
import io.stairgate.console.notify.TermTasks;
import io.stairgate.console.oidc.Elsewhere;
import io.stairgate.console.people.AccountOrders;
import io.stairgate.console.people.AlertDuties;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.NewSettings;
import io.stairgate.console.people.People;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyStore;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.secondstep.SecondSteps;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.token.Programs;
import io.stairgate.console.watch.DiskSpace;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusalPage;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import io.stairgate.console.witness.AuditCheckStore;
import io.stairgate.console.witness.AuditNoticeStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All pages. Any thread; {@link #close} ends the streams of open pages and is called before the
 * server stops.
 *
 * <p>Over 300 lines because it is the one place that builds every page from what it needs.
 */
public final class Pages implements AutoCloseable {
  private final Templates templates = new Templates();
  private final Assets assets = new Assets();
  private final Frames frames;
  private final LiveStream stream;
  private final Guard guard;
  private final List<Route> routes = new ArrayList<>();

  /**
   * What the pages show and change.
   *
   * @param devices laptops
   * @param findings what was proved about them
   * @param changes when what was proved changed
   * @param alerts alerts
   * @param policyStore what was decided
   * @param policyFiles to decide
   * @param laptops to rename, to let back in
   * @param codes to add laptops
   * @param audit who did what
   * @param entrance to sign in
   * @param live what changed
   * @param members who has access
   * @param elsewhere to sign in with Microsoft, Google and the like
   * @param notices that the log was changed
   * @param checks when the log was last proved
   * @param people to change it
   * @param invitations to invite
   * @param approvers who decides what
   * @param settings the settings' names
   * @param sessions who is signed in
   * @param programs tokens of programs
   * @param signIn to sign in, with every step
   * @param accounts who people are
   * @param duties who looks at which alert
   * @param newSettings to add settings
   * @param permissions requests, permissions and sticks
   * @param concerns what people at laptops reported
   * @param accountOrders what is said of single accounts
   * @param drifts what others changed on laptops against a rule
   * @param software programs on laptops
   * @param readings who read the notice that use is monitored
   * @param recovery who together opens laptops' recovery keys
   * @param channels how people and programs are told
   * @param keeping how long things are kept
   * @param copies what is kept about one person
   * @param disk whether the computer that runs this has disk left
   */
  public record Sources(
      DeviceStore devices,
      FindingStore findings,
      FindingChangeStore changes,
      AlertStore alerts,
      PolicyStore policyStore,
      PolicyFiles policyFiles,
      Laptops laptops,
      EnrolCodes codes,
      AuditStore audit,
      Entrance entrance,
      Live live,
      MemberStore members,
      Elsewhere elsewhere,
      AuditNoticeStore notices,
      AuditCheckStore checks,
      People people,
      Invitations invitations,
      ApproverStore approvers,
      SettingStore settings,
      SessionStore sessions,
      Programs programs,
      SignIn signIn,
      AccountStore accounts,
      AlertDuties duties,
      NewSettings newSettings,
      PermissionParts permissions,
      Concerns concerns,
      AccountOrders accountOrders,
      DriftStore drifts,
      LaptopProgramStore software,
      NoticeReadingStore readings,
      RecoveryDesk recovery,
      Channels channels,
      Keeping keeping,
      PersonCopyStore copies,
      DiskSpace disk) {}

  /**
   * What signing in needs.
   *
   * @param steps the second step
   * @param arrivals the end of signing in
   * @param passphrases to change one's own
   * @param sessions the signed-in browsers
   * @param browsers the browsers known
   */
  public record SignIn(
      SecondSteps steps,
      Arrivals arrivals,
      PassphraseChanges passphrases,
      SessionStore sessions,
      KnownBrowserStore browsers) {}

  /** Ready to answer. */
  public Pages(Sources sources, Guard guard, InstantSource clock) {
    Moments moments = new Moments(clock);
    this.frames =
        new Frames(
            sources.alerts(),
            sources.members(),
            sources.policyFiles(),
            sources.permissions().desk(),
            sources.concerns(),
            clock,
            assets.links());
    this.guard = guard;
    this.stream = new LiveStream(sources.live(), sources.members(), clock, guard);
    HealthReader health =
        new HealthReader(sources.devices(), sources.findings(), sources.policyFiles(), clock);
    AlertRows rows =
        new AlertRows(sources.devices(), sources.duties(), sources.permissions().desk(), moments);
    PeopleRows people = new PeopleRows(sources.people(), sources.channels(), moments);
    StickRows stickRows = new StickRows(sources.permissions(), moments, clock);
    ReviewPage review =
        new ReviewPage(
            sources.people(),
            people,
            sources.approvers(),
            setting -> sources.policyFiles().held(setting).calendar(),
            sources.audit(),
            clock,
            frames,
            templates);
    routes.addAll(
        List.of(
            new Route.Open(HandlerType.GET, "/assets/{name}", assets::answer),
            new Route.Open(HandlerType.GET, "/privacy", this::privacy),
            new Route.Open(HandlerType.GET, "/health", Pages::health)));
    routes.addAll(new DoorPages(sources.entrance(), guard, frames, templates).routes());
    signIn(sources, guard, clock, moments);
    LogNotices told = new LogNotices(sources.audit(), sources.notices(), moments, clock);
    routes.addAll(
        new OverviewPage(
                health,
                sources.devices().summaries(),
                sources.alerts(),
                rows,
                sources.permissions().desk(),
                stickRows,
                told,
                sources.disk(),
                review,
                new TermRows(
                    new TermTasks(sources.alerts(), sources.findings(), sources.recovery().keys()),
                    sources.members(),
                    sources.policyFiles(),
                    clock),
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(
        new AuditPage(
                sources.audit(),
                sources.notices(),
                sources.checks(),
                sources.devices(),
                sources.members(),
                told,
                clock,
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(new LaptopListPage(sources, clock, frames, moments, templates).routes());
    routes.addAll(
        new LaptopPage(
                health,
                sources.laptops(),
                new LaptopRules(sources.policyStore(), moments),
                sources.changes(),
                sources.drifts(),
                sources.alerts(),
                rows,
                stickRows,
                sources.people(),
                new LaptopTimeline(sources.devices().timeline(), sources.alerts(), rows, moments),
                sources.devices().summaries(),
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(
        new RuleBoardPage(
                sources.findings(),
                sources.devices().summaries(),
                sources.policyFiles(),
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(new RulePreviewPage(health, sources.policyFiles(), frames, templates).routes());
    routes.addAll(
        new RulePage(
                health,
                sources.policyFiles(),
                new RuleOutlooks(sources.findings()),
                clock,
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(new GroupsPage(sources.policyFiles(), clock, frames, templates).routes());
    routes.addAll(
        new RegisterLinePage(sources.policyFiles(), sources.audit(), clock, frames, templates)
            .routes());
    routes.addAll(new CalendarPage(sources.policyFiles(), clock, frames, templates).routes());
    routes.addAll(
        new RolloutPage(sources.policyFiles(), clock, frames, moments, templates).routes());
    routes.addAll(
        new SpreadPage(sources.policyFiles(), clock, frames, moments, templates).routes());
    routes.addAll(
        new LaptopUserPage(health, sources.people(), sources.audit(), frames, templates).routes());
    routes.addAll(new MyPage(sources, health, rows, clock, frames, moments, templates).routes());
    routes.addAll(new SettingsPage(sources, guard, clock, frames, moments, templates).routes());
    routes.addAll(
        new StickPage(
                health, sources.policyFiles(), sources.policyStore(), guard, frames, templates)
            .routes());
    PolicyFiles files = sources.policyFiles();
    routes.addAll(new PolicyPage(files, sources.audit(), frames, moments, templates).routes());
    routes.addAll(new PolicyChangePage(files, sources.audit(), clock, frames, templates).routes());
    routes.addAll(new PolicyVersionsPage(files, guard, frames, moments, templates).routes());
    routes.addAll(
        new ProposalPage(files, sources.permissions().desk(), guard, frames, moments, templates)
            .routes());
    routes.addAll(
        new AlertPage(
                sources.alerts(),
                rows,
                sources.duties(),
                setting -> sources.policyFiles().held(setting).calendar(),
                moments,
                frames,
                templates)
            .routes());
    routes.addAll(
        guided(
            new EnrolPage(health, sources.codes(), clock, frames, moments, templates),
            sources,
            clock,
            moments));
    ElsewherePages elsewhere =
        new ElsewherePages(
            sources.elsewhere(),
            sources.signIn().arrivals(),
            sources.sessions(),
            sources.live(),
            guard,
            clock,
            frames,
            moments,
            templates);
    routes.addAll(elsewhere.routes());
    routes.addAll(
        new JoinPages(
                sources.entrance(),
                sources.settings(),
                sources.sessions(),
                sources.elsewhere(),
                elsewhere,
                sources.live(),
                guard,
                clock,
                frames,
                moments,
                templates)
            .routes());
    routes.addAll(peopleRoutes(sources, health, guard, people, review, moments));
    routes.addAll(
        new RecoveryPage(
                sources.recovery(), sources.members(), health, clock, frames, moments, templates)
            .routes());
    routes.addAll(new ProgramsPage(sources.programs(), frames, moments, templates).routes());
    routes.addAll(
        new ElsewhereSetupPage(sources.elsewhere().providers(), guard, frames, moments, templates)
            .routes());
    routes.addAll(new CopyPage(sources, clock, frames, moments, templates).routes());
    routes.addAll(new KeepingPage(sources.keeping(), health, frames, moments, templates).routes());
    routes.addAll(toldRoutes(sources, health, guard, clock, moments));
    routes.addAll(stickRoutes(sources, health, stickRows, clock, moments));
    routes.addAll(channelRoutes(sources, clock, moments));
    routes.addAll(stream.routes());
  }

  /** The page that adds laptops, and the guides, one of which shows what that page shows. */
  private List<Route> guided(
      EnrolPage enrol, Sources sources, InstantSource clock, Moments moments) {
    List<Route> all = new ArrayList<>(enrol.routes());
    all.addAll(new GuidePage(sources.members(), enrol, clock, frames, moments, templates).routes());
    return all;
  }

  /** How people and programs are told. */
  private List<Route> channelRoutes(Sources sources, InstantSource clock, Moments moments) {
    Channels channels = sources.channels();
    List<Route> all =
        new ArrayList<>(new MyMessagesPage(channels, sources.people(), frames, templates).routes());
    all.addAll(
        new MessagesPage(
                channels, sources.people(), sources.audit(), clock, frames, moments, templates)
            .routes());
    all.addAll(new WebhooksPage(channels.webhooks(), frames, moments, templates).routes());
    all.addAll(new WeeklyPage(channels.weekly(), frames, templates).routes());
    return all;
  }

  /** What laptops tell besides what they prove, and what is said of single accounts. */
  private List<Route> toldRoutes(
      Sources sources, HealthReader health, Guard guard, InstantSource clock, Moments moments) {
    PolicyFiles files = sources.policyFiles();
    AuditStore audit = sources.audit();
    AccountRegister register = new AccountRegister(sources.accountOrders(), files, clock, moments);
    List<Route> all =
        new ArrayList<>(
            new AccountsPage(
                    sources.accountOrders(),
                    register,
                    files,
                    audit,
                    clock,
                    frames,
                    moments,
                    templates)
                .routes());
    all.addAll(
        new AccountActsPage(sources.accountOrders(), files, clock, frames, templates).routes());
    all.addAll(new ConcernsPage(sources.concerns(), frames, moments, templates).routes());
    all.addAll(
        new SoftwarePage(
                sources.software(), files, health, audit, guard, clock, frames, moments, templates)
            .routes());
    all.addAll(
        new NoticesPage(sources.readings(), files, audit, clock, frames, moments, templates)
            .routes());
    return all;
  }

  private List<Route> stickRoutes(
      Sources sources, HealthReader health, StickRows rows, InstantSource clock, Moments moments) {
    PermissionParts parts = sources.permissions();
    List<Route> all =
        new ArrayList<>(
            new PermissionPage(
                    parts,
                    rows,
                    new PermissionStates(parts.scans(), moments, clock),
                    new StickHistory(moments),
                    clock,
                    frames,
                    moments,
                    templates)
                .routes());
    all.addAll(
        new DecisionPage(
                parts.desk(),
                new Matters(parts, sources.alerts(), health, rows),
                new DecisionWords(health, sources.people(), moments),
                clock,
                frames,
                templates)
            .routes());
    // The pages with a word of their own come before the one that takes any word for a stick.
    all.addAll(
        new OwnSticksPage(parts.own(), sources.policyFiles(), clock, frames, moments, templates)
            .routes());
    all.addAll(
        new OwnSticksAddPage(parts.own(), sources.policyFiles(), health, clock, frames, templates)
            .routes());
    all.addAll(
        new StickRegisterPage(parts, rows, health, sources.audit(), frames, moments, templates)
            .routes());
    all.addAll(
        new OneStickPage(parts, rows, new StickHistory(moments), clock, frames, moments, templates)
            .routes());
    all.addAll(new TelephonePage(parts.telephone(), health, frames, moments, templates).routes());
    return all;
  }

  private List<Route> peopleRoutes(
      Sources sources,
      HealthReader health,
      Guard guard,
      PeopleRows rows,
      ReviewPage review,
      Moments moments) {
    PeoplePage list =
        new PeoplePage(
            sources.people(),
            sources.invitations(),
            review,
            rows,
            sources.audit(),
            guard,
            frames,
            moments,
            templates);
    PersonPage one =
        new PersonPage(
            sources.people(), rows, health, sources.audit(), guard, frames, moments, templates);
    // The pages with a word of their own come before the one that takes any word for a person.
    List<Route> all = new ArrayList<>(review.routes());
    all.addAll(list.routes());
    all.addAll(one.routes());
    return all;
  }

  private void signIn(Sources sources, Guard guard, InstantSource clock, Moments moments) {
    SignIn parts = sources.signIn();
    routes.addAll(
        new SignInPage(sources.entrance(), guard, sources.audit(), frames, templates).routes());
    routes.addAll(
        new ProofPages(
                parts.steps(),
                parts.arrivals(),
                parts.sessions(),
                sources.audit(),
                guard,
                clock,
                frames,
                templates)
            .routes());
    routes.addAll(
        new SetUpPages(
                parts.steps(), parts.arrivals(), parts.sessions(), guard, clock, frames, templates)
            .routes());
    routes.addAll(new NewBrowserPage(parts.arrivals(), guard, frames, moments, templates).routes());
    routes.addAll(
        new MySignInPage(parts, sources.audit(), guard, clock, frames, moments, templates)
            .routes());
  }

  /** The pages' part of the table of routes. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** How people see a refusal. */
  public RefusalPage refusals() {
    return this::refused;
  }

  private void refused(Context context, RefusedException refused) {
    Optional<SignedIn> who = guard.person(context).filter(SignedIn::complete);
    templates.show(
        context,
        "refused.jte",
        Map.of(
            "frame",
            who.map(person -> frames.signedIn(person, refused.title(), ""))
                .orElseGet(() -> frames.signedOut(refused.title())),
            "title",
            refused.title(),
            "sentence",
            refused.sentence(),
            "leads",
            who.map(person -> !person.roles().isEmpty()).orElse(true)));
  }

  private void privacy(Context context) {
    templates.show(context, "privacy.jte", "frame", frames.signedOut("What this console keeps"));
  }

  /** For scripts that wait until the console is up. */
  private static void health(Context context) {
    context.contentType("text/plain; charset=utf-8").result("ok\n");
  }

  @Override
  public void close() {
    stream.close();
  }
}
