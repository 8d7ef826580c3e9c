package io.stairgate.console;

import io.stairgate.console.account.Role;
import io.stairgate.console.account.Visitor;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.Closure;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.concern.ConcernEnding;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.Hardware;
import io.stairgate.console.device.NewDevice;
import io.stairgate.console.event.What;
import io.stairgate.console.ingest.TestIngest;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.media.Sighting;
import io.stairgate.console.news.AgentNews;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.news.RecoveryKeyNews;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleChange;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A nursery of twelve laptops as it is on a Thursday morning in term, after a week in which all
 * sorts of things happened: for tests of pages, for pictures and for demonstrations. The same seed
 * gives the same laptops, people and happenings; what laptops told goes through the real intake, at
 * the time it happened. One thread.
 */
public final class SeededSetting {
  /** The moment at which somebody looks: a Thursday in term, 10:40am. */
  public static final Instant NOW = Instant.parse("2026-11-19T10:40:00Z");

  /** The calendar: an autumn, a spring and a summer term with half-terms and closures. */
  public static final Calendar CALENDAR =
      Calendar.DEFAULT.with(
          List.of(
              term("Autumn 2026", "2026-09-03", "2026-12-18", "2026-10-26", "2026-10-30"),
              term("Spring 2027", "2027-01-05", "2027-03-25", "2027-02-15", "2027-02-19"),
              term("Summer 2027", "2027-04-12", "2027-07-21", "2027-05-31", "2027-06-04")),
          List.of(
              new Closure("Training day", day("2026-11-27", "2026-11-27")),
              new Closure("May Day", day("2027-05-03", "2027-05-03"))));

  private static final Instant TERM_BEGAN = Instant.parse("2026-09-03T08:00:00Z");

  private static final List<String> NICKNAMES =
      List.of(
          "Blue Room",
          "Red Room",
          "Green Room",
          "Baby Room 1",
          "Baby Room 2",
          "Garden Room",
          "Front Desk",
          "Office",
          "Head",
          "Kitchen",
          "Pre-school 1",
          "Spare");

  private static final Map<Role, String> PEOPLE =
      new EnumMap<>(
          Map.of(
              Role.DSL, "Jo Ahmed",
              Role.DEPUTY, "Sam Okafor",
              Role.MANAGER, "Ruth Bell",
              Role.TECHNICIAN, "Tom Field",
              Role.COMPUTING_LEAD, "Maya Lind",
              Role.LINE_MANAGER, "Ian Cole",
              Role.GOVERNOR, "Grace Moor",
              Role.SAFEGUARDING_GOVERNOR, "Helen Park",
              Role.STAFF, "Anna Reed",
              Role.PROVIDER, "Dev Nair"));

  private final WebFixture console;
  private final SettingId setting;
  private final TestIngest ingest;
  private final Random random;
  private final Map<String, DeviceId> laptops = new LinkedHashMap<>();
  private final Map<Role, Actor.Person> people = new EnumMap<>(Role.class);
  private final Map<Role, Secret> sessions = new EnumMap<>(Role.class);

  private SeededSetting(WebFixture console, long seed) {
    this.console = console;
    this.setting = console.setting;
    this.ingest = new TestIngest(console);
    this.random = new Random(seed);
  }

  /**
   * Fills the setting of a console that is empty yet, moves its clock to {@link #NOW} and signs
   * everybody in.
   */
  public static SeededSetting week(WebFixture console) {
    SeededSetting seeded = new SeededSetting(console, 6);
    console.now.set(TERM_BEGAN);
    // Made by today's clock, it would be younger than what happens in it.
    console.database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE setting SET created_at = :began")
                .bind("began", TERM_BEGAN)
                .execute());
    seeded.join();
    seeded.enrol();
    seeded.decide();
    seeded.weekBefore();
    seeded.thisWeek();
    seeded.today();
    console.enrolled.writePresence();
    console.now.set(NOW);
    seeded.signIn();
    return seeded;
  }

  /** The cookie of whoever has that role. */
  public Secret session(Role role) {
    return Optional.ofNullable(sessions.get(role)).orElseThrow();
  }

  /** Whoever has that role. */
  public Actor.Person person(Role role) {
    return Optional.ofNullable(people.get(role)).orElseThrow();
  }

  /** The laptop of that nickname. */
  public DeviceId laptop(String nickname) {
    return Optional.ofNullable(laptops.get(nickname)).orElseThrow();
  }

  /** The laptops by nickname. */
  public Map<String, DeviceId> laptops() {
    return new LinkedHashMap<>(laptops);
  }

  private static Term term(String name, String from, String to, String halfFrom, String halfTo) {
    return new Term(name, day(from, to), Optional.of(day(halfFrom, halfTo)));
  }

  private static DateSpan day(String from, String to) {
    return new DateSpan(LocalDate.parse(from), LocalDate.parse(to));
  }

  private void join() {
    PEOPLE.forEach(
        (role, name) -> {
          var who = console.who(console.person(setting, name, role));
          people.put(role, new Actor.Person(who.account(), name));
        });
  }

  /** The sessions of the first day are over by now. */
  private void signIn() {
    PEOPLE.forEach(
        (role, name) -> {
          String signIn =
              name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", ".")
                  + "@"
                  + role.code()
                  + ".example";
          var half = console.who(console.half(signIn));
          sessions.put(role, console.arrivals.complete(half, "a test", Visitor.STRANGER).session());
        });
  }

  private void enrol() {
    for (String nickname : NICKNAMES) {
      if (!nickname.equals("Kitchen")) {
        enrol(nickname);
      }
    }
    var _ =
        console.people.setUser(
            setting,
            laptop("Office"),
            Optional.of(person(Role.DSL).account()),
            person(Role.TECHNICIAN));
    var _ =
        console.people.setUser(
            setting,
            laptop("Head"),
            Optional.of(person(Role.MANAGER).account()),
            person(Role.TECHNICIAN));
  }

  private static String room(String nickname) {
    return switch (nickname) {
      case "Baby Room 1", "Baby Room 2" -> "Baby room";
      case "Pre-school 1", "Red Room", "Green Room", "Blue Room" -> "Pre-school";
      case "Office", "Head", "Front Desk" -> "Office";
      case "Spare" -> "";
      default -> nickname;
    };
  }

  private void enrol(String nickname) {
    DeviceId id = new DeviceId(new UUID(random.nextLong(), random.nextLong()));
    boolean small = laptops.size() % 3 == 2;
    String serial = "PF%06X".formatted(random.nextInt(1 << 24));
    console.database.useTransaction(
        tx ->
            console.enrolled.insert(
                tx,
                new NewDevice(
                    id,
                    setting,
                    nickname,
                    hardware(small, serial),
                    Optional.empty(),
                    "0.1.0",
                    Bytes.sha256Of(id.toString().getBytes(StandardCharsets.US_ASCII)).hex(),
                    console.now.get())));
    laptops.put(nickname, id);
    boolean _ = console.devices.setRoom(setting, id, room(nickname));
  }

  private static Hardware hardware(boolean small, String serial) {
    return new Hardware(
        small ? "HP" : "LENOVO",
        small ? "ProBook 440 G9" : "ThinkPad L14 Gen 4",
        serial,
        "Debian GNU/Linux",
        "12 (bookworm)",
        "");
  }

  private void decide() {
    String why = "Agreed at the staff meeting before term.";
    decide(policy -> policy.with(CALENDAR), "The dates of this school year, as published.");
    decide(
        policy ->
            policy
                .withStage(Rule.PORTABLE_MEDIA, Stage.ENFORCE)
                .withStage(Rule.SCREEN_LOCK, Stage.ENFORCE)
                .withStage(Rule.FIREWALL, Stage.ENFORCE)
                .withStage(Rule.UPDATES, Stage.WARN),
        why);
    decide(this::grouped, "The babies' room has its own group.");
    decide(
        policy ->
            policy.with(
                laptop("Garden Room"),
                new RuleChange(Rule.PORTABLE_MEDIA, Optional.of(Stage.WATCH), Map.of())),
        "Its old reader cannot be blocked yet.");
  }

  private void decide(java.util.function.UnaryOperator<SettingPolicy> part, String why) {
    var _ = console.policyFiles.change(setting, new Actor.Console(), part, why);
  }

  private SettingPolicy grouped(SettingPolicy policy) {
    return new SettingPolicy(
        policy.calendar(),
        policy.rules(),
        Map.of(
            "Baby rooms",
            new LaptopGroup(
                "Baby rooms",
                Set.of(laptop("Baby Room 1"), laptop("Baby Room 2")),
                Map.of(
                    Rule.CAMERA, new RuleChange(Rule.CAMERA, Optional.of(Stage.WARN), Map.of())))),
        policy.laptops(),
        policy.approvers(),
        policy.secondPersonToLoosen(),
        List.of(
            new AccessEntry("Anna Reed", "anna", Set.of(), Optional.empty()),
            new AccessEntry("Jo Ahmed", "jo", Set.of(), Optional.empty()),
            new AccessEntry(
                "Ben Frost",
                "ben",
                Set.of(laptop("Blue Room"), laptop("Red Room")),
                Optional.of(LocalDate.of(2026, 12, 18)))),
        policy.programs(),
        policy.cloudStorage());
  }

  private void at(String time) {
    console.now.set(Instant.parse(time));
  }

  private void tell(String nickname, What what) {
    ingest.tell(setting, laptop(nickname), what, console.now.get());
  }

  // What laptops prove.

  private void check(String nickname, Map<Rule, String> otherwise) {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      findings.add(finding(rule, otherwise.getOrDefault(rule, usual(rule)), nickname));
    }
    boolean small = NICKNAMES.indexOf(nickname) % 3 == 2;
    String serial =
        console
            .devices
            .laptop(setting, laptop(nickname))
            .map(io.stairgate.console.device.Laptop::serial)
            .orElse("");
    tell(nickname, new What.Checked(hardware(small, serial), findings));
    console.presence.heard(laptop(nickname), console.now.get(), Optional.of(console.now.get()));
  }

  private static String usual(Rule rule) {
    return switch (rule) {
      case SHARED_SECRET, CHILDREN_USE, SUSPEND -> "not-applicable";
      case BACKUP, FILTERING_CHECK -> "unknown not-set-up";
      case BLUETOOTH -> "not-met";
      default -> "met";
    };
  }

  private Finding finding(Rule rule, String state, String nickname) {
    String[] words = state.split(" ", 2);
    String stage =
        switch (rule) {
          case PORTABLE_MEDIA -> nickname.equals("Garden Room") ? "watch" : "enforce";
          case SCREEN_LOCK, FIREWALL -> "enforce";
          case UPDATES -> "warn";
          default -> "watch";
        };
    boolean met = words[0].equals("met");
    return new Finding(
        rule.id(),
        words[0],
        words.length > 1 ? words[1] : "",
        !met ? "none" : stage.equals("enforce") ? "by-os" : "reported-only",
        "",
        stage,
        said(rule, words[0]),
        evidence(rule, met),
        console.now.get(),
        console.now.get());
  }

  private static String said(Rule rule, String state) {
    return switch (rule) {
      case ENCRYPTION ->
          state.equals("met")
              ? "Every file system that holds data is encrypted."
              : "The file system /home is not encrypted.";
      case UPDATES ->
          state.equals("met")
              ? "Every important update is in."
              : "3 important updates have waited for 17 days.";
      case ANTI_VIRUS ->
          state.equals("met")
              ? "ClamAV runs; its definitions are of today."
              : "The definitions are being fetched.";
      default -> rule.title() + ": " + state.replace('-', ' ') + ".";
    };
  }

  private static List<Finding.Evidence> evidence(Rule rule, boolean met) {
    return switch (rule) {
      case ENCRYPTION ->
          List.of(
              new Finding.Evidence("file system /", "dm-crypt LUKS2"),
              new Finding.Evidence("file system /home", met ? "dm-crypt LUKS2" : "ext4, plain"));
      case UPDATES ->
          List.of(new Finding.Evidence("oldest important update", met ? "none" : "17 days"));
      default -> List.of(new Finding.Evidence("looked at", rule.title()));
    };
  }

  // What happened.

  private void checkEverybody(Map<String, Map<Rule, String>> otherwise) {
    for (String nickname : laptops.keySet()) {
      if (!nickname.equals("Spare") || console.now.get().isBefore(weeksAgo())) {
        check(nickname, otherwise.getOrDefault(nickname, Map.of()));
      }
    }
  }

  /** The spare laptop was last switched on then: nine open days ago, without half-term. */
  private static Instant weeksAgo() {
    return Instant.parse("2026-11-06T00:00:00Z");
  }

  private void weekBefore() {
    at("2026-09-04T09:00:00Z");
    checkEverybody(Map.of());
    programsEverywhere();
    at("2026-11-05T13:20:00Z");
    checkEverybody(
        Map.of(
            "Front Desk", Map.of(Rule.UPDATES, "in-progress"),
            "Baby Room 2", Map.of(Rule.ENCRYPTION, "not-met")));
    at("2026-11-12T09:10:00Z");
    blocked("Blue Room", "4C530001", "SanDisk Cruzer Blade");
    at("2026-11-12T09:14:00Z");
    blocked("Blue Room", "4C530001", "SanDisk Cruzer Blade");
    at("2026-11-12T11:30:00Z");
    seeAll(Role.DSL);
    at("2026-11-13T14:05:00Z");
    tell("Red Room", new What.NoticeRead(new NoticeNews("ben", "00112233aabbccdd")));
    tell("Blue Room", new What.NoticeRead(new NoticeNews("anna", "00112233aabbccdd")));
    tell(
        "Office",
        new What.Agent(new AgentNews(AgentNews.Action.WAS_AWAY, "It was away for 20 minutes.")));
    at("2026-11-13T15:00:00Z");
    seeAll(Role.DEPUTY);
  }

  private void programsEverywhere() {
    for (String nickname : laptops.keySet()) {
      tell(
          nickname,
          new What.ProgramsChanged(
              new ProgramsNews(
                  true,
                  List.of(
                      program("firefox-esr", "128.4", false),
                      program("libreoffice-writer", "7.4.7", false)),
                  List.of())));
    }
  }

  private static ProgramsNews.Program program(String name, String version, boolean cloud) {
    return new ProgramsNews.Program(name, version, "deb", cloud);
  }

  private void seeAll(Role role) {
    for (Alert alert : console.alerts.open(setting, Optional.empty(), 100).alerts()) {
      boolean _ =
          console.alerts.acknowledge(setting, alert.id(), person(role).name(), console.now.get());
    }
  }

  private static Medium stick(String serial, String name) {
    return new Medium(
        Medium.Kind.USB_STORAGE, "0781", "5567", serial, name, false, "usb 1-2", "ab".repeat(32));
  }

  private void blocked(String nickname, String serial, String name) {
    sighted(nickname, stick(serial, name), Sighting.Action.BLOCKED);
  }

  private void sighted(String nickname, Medium medium, Sighting.Action action) {
    tell(nickname, new What.Media(new Sighting(medium, action, false)));
  }

  private UUID asks(String nickname, Medium medium, String account, String why, boolean write) {
    UUID request = new UUID(random.nextLong(), random.nextLong());
    tell(nickname, new What.Asked(new Asking(request, medium, account, why, write)));
    return request;
  }

  private void step(
      String nickname, UUID permission, Medium medium, PermissionStep step, ScanReport... scan) {
    tell(
        nickname,
        new What.Permitted(
            new PermissionNews(
                permission,
                step,
                Optional.of(medium),
                "",
                scan.length == 0 ? Optional.empty() : Optional.of(scan[0]),
                "anna",
                true,
                Optional.empty(),
                1_200)));
  }

  private ScanReport scan(ScanReport.Verdict verdict) {
    boolean infected = verdict == ScanReport.Verdict.INFECTED;
    return new ScanReport(
        verdict,
        "ClamAV 1.0.9",
        "27461",
        Optional.of(console.now.get().minus(Duration.ofHours(4))),
        214,
        388_000_000L,
        0,
        List.of(),
        infected ? "Win.Test.EICAR_HDB-1" : "",
        infected ? 1 : 0,
        9_400);
  }

  private Optional<UUID> allowed(String nickname, UUID request) {
    PermissionOutcome outcome =
        console
            .permissions
            .desk()
            .approve(
                setting,
                request,
                Approval.ordinary(laptop(nickname), Owner.SETTING),
                person(Role.DSL),
                SecondLook.NOT_GIVEN);
    return outcome instanceof PermissionOutcome.Done(UUID permission)
        ? Optional.of(permission)
        : Optional.empty();
  }

  private void thisWeek() {
    photos();
    monday();
    tuesday();
    wednesday();
  }

  /** Asked for, allowed, scanned, used and over. */
  private void photos() {
    Medium photos = stick("AA010203", "Kingston DataTraveler");
    at("2026-11-16T08:40:00Z");
    sighted("Pre-school 1", photos, Sighting.Action.BLOCKED);
    UUID asked =
        asks("Pre-school 1", photos, "anna", "Photos of the harvest table for the wall.", false);
    at("2026-11-16T08:52:00Z");
    UUID permission = allowed("Pre-school 1", asked).orElseThrow();
    seeAll(Role.DSL);
    at("2026-11-16T08:53:00Z");
    step("Pre-school 1", permission, photos, PermissionStep.RECEIVED);
    step("Pre-school 1", permission, photos, PermissionStep.SCANNING);
    step(
        "Pre-school 1", permission, photos, PermissionStep.SCANNED, scan(ScanReport.Verdict.CLEAN));
    step("Pre-school 1", permission, photos, PermissionStep.OPENED);
    at("2026-11-16T09:30:00Z");
    step("Pre-school 1", permission, photos, PermissionStep.ENDED);
  }

  private void monday() {
    at("2026-11-16T10:00:00Z");
    checkEverybody(
        Map.of(
            "Front Desk", Map.of(Rule.UPDATES, "in-progress"),
            "Baby Room 2", Map.of(Rule.ENCRYPTION, "not-met")));
    drift("Red Room", "firewall", "the firewall is on", "on", "off", true);
    tell(
        "Red Room",
        new What.ProgramsChanged(
            new ProgramsNews(false, List.of(program("zoom", "6.2", false)), List.of())));
  }

  private void drift(
      String nickname, String rule, String what, String expected, String found, boolean back) {
    tell(
        nickname,
        new What.Drifted(
            new DriftNews(
                rule,
                what,
                expected,
                found,
                Optional.of(console.now.get().minus(Duration.ofMinutes(5))),
                back,
                1_800)));
  }

  private void tuesday() {
    at("2026-11-17T08:15:00Z");
    tell(
        "Red Room",
        new What.Reported(
            new ConcernNews(
                new UUID(random.nextLong(), random.nextLong()),
                ConcernKind.PASSWORD_KNOWN,
                "ben",
                "I typed it while somebody looked.")));
    at("2026-11-17T09:00:00Z");
    UUID upset = new UUID(random.nextLong(), random.nextLong());
    tell(
        "Blue Room",
        new What.Reported(
            new ConcernNews(
                upset,
                ConcernKind.UPSETTING_MESSAGE,
                "anna",
                "A strange advert came up on the recipe page.")));
    at("2026-11-17T10:10:00Z");
    var _ = console.concerns.read(setting, upset, person(Role.DSL));
    var _ =
        console.concerns.close(
            setting,
            upset,
            person(Role.DSL),
            ConcernEnding.ADVICE,
            "Talked it through; the page was closed and is not needed again.");
    for (int minute : new int[] {5, 25, 45}) {
      at("2026-11-17T13:%02d:00Z".formatted(minute));
      drift("Green Room", "screen-lock", "the screen locks itself", "10 minutes", "never", true);
    }
    at("2026-11-17T13:50:00Z");
    tell(
        "Green Room",
        new What.ProgramsChanged(
            new ProgramsNews(false, List.of(program("dropbox", "210.4", true)), List.of())));
  }

  private void wednesday() {
    at("2026-11-18T08:30:00Z");
    ingest.skip(laptop("Head"), 4);
    check("Head", Map.of());
    at("2026-11-18T09:05:00Z");
    sighted("Garden Room", stick("9F00AA17", "Generic Flash Disk"), Sighting.Action.SEEN);
    at("2026-11-18T11:20:00Z");
    Medium found = stick("55D01E77", "Intenso Rainbow Line");
    sighted("Red Room", found, Sighting.Action.BLOCKED);
    UUID asked = asks("Red Room", found, "ben", "Found in the hall, whose is it?", false);
    at("2026-11-18T11:40:00Z");
    UUID permission = allowed("Red Room", asked).orElseThrow();
    at("2026-11-18T11:41:00Z");
    step("Red Room", permission, found, PermissionStep.RECEIVED);
    step("Red Room", permission, found, PermissionStep.SCANNING);
    step("Red Room", permission, found, PermissionStep.SCANNED, scan(ScanReport.Verdict.INFECTED));
    at("2026-11-18T14:00:00Z");
    tell(
        "Office",
        new What.RecoveryKey(
            new RecoveryKeyNews(
                "K7QM2XHD",
                "cd".repeat(32),
                "the disk of this laptop",
                3,
                RecoveryKeyNews.Step.ADDED,
                Bytes.of(new byte[80]),
                "")));
  }

  /** What is open when somebody looks this morning. */
  private void today() {
    at("2026-11-19T08:05:00Z");
    enrol("Kitchen");
    at("2026-11-19T08:20:00Z");
    checkEverybodyToday();
    at("2026-11-19T08:45:00Z");
    Medium cards = stick("1C6F6540", "Kingston DataTraveler 3.0");
    blocked("Pre-school 1", "1C6F6540", "Kingston DataTraveler 3.0");
    asks("Pre-school 1", cards, "anna", "Song sheets from the music teacher.", false);
    at("2026-11-19T09:02:00Z");
    Medium own = stick("0B1D44AC", "SanDisk Ultra Fit");
    blocked("Front Desk", "0B1D44AC", "SanDisk Ultra Fit");
    asks("Front Desk", own, "ben", "Registers for the fire drill, to print.", true);
    at("2026-11-19T09:20:00Z");
    tell(
        "Baby Room 1",
        new What.Agent(
            new AgentNews(AgentNews.Action.TAMPERED, "Its service was stopped and masked.")));
    at("2026-11-19T09:41:00Z");
    tell(
        "Blue Room",
        new What.Reported(
            new ConcernNews(
                new UUID(random.nextLong(), random.nextLong()),
                ConcernKind.WORRY,
                "",
                "Please look at what was left open on this screen.")));
    at("2026-11-19T10:36:00Z");
    checkEverybodyToday();
  }

  private void checkEverybodyToday() {
    for (String nickname : laptops.keySet()) {
      if (nickname.equals("Spare") || nickname.equals("Kitchen")) {
        continue;
      }
      check(
          nickname,
          switch (nickname) {
            case "Baby Room 2" -> Map.of(Rule.ENCRYPTION, "not-met", Rule.UPDATES, "not-met");
            case "Front Desk" -> Map.of(Rule.UPDATES, "not-met");
            case "Garden Room" -> Map.of(Rule.ANTI_VIRUS, "in-progress", Rule.UPDATES, "not-met");
            default -> Map.of();
          });
    }
  }
}
