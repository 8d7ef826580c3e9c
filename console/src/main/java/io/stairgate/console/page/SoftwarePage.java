package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Part;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.policy.ApprovedProgram;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.software.Approvals;
import io.stairgate.console.software.LaptopProgram;
import io.stairgate.console.software.LaptopProgramStore;
import io.stairgate.console.software.LaptopProgramStore.Which;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Programs that came on to laptops, and the form that approves one. What is approved stands in the
 * policy, so an approval is a change of the rules. Any thread.
 *
 * <p>Over 300 lines because the list, its file and the one form share how a program is named.
 */
final class SoftwarePage {
  private static final int PER_PAGE = 50;
  private static final int PER_READ = 500;

  /** The most lines of a file: 100 reads. */
  private static final int MOST_LINES = 50_000;

  /** The roles whose word an approval carries, the first that the person has. */
  private static final List<Role> APPROVERS =
      List.of(Role.DSL, Role.DEPUTY, Role.MANAGER, Role.COMPUTING_LEAD);

  /** For what keeps files in the cloud: head or lead. */
  private static final List<Role> CLOUD_APPROVERS = List.of(Role.MANAGER, Role.DSL);

  private final LaptopProgramStore programs;
  private final PolicyFiles files;
  private final HealthReader health;
  private final AuditStore audit;
  private final Guard guard;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  SoftwarePage(
      LaptopProgramStore programs,
      PolicyFiles files,
      HealthReader health,
      AuditStore audit,
      Guard guard,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.programs = programs;
    this.files = files;
    this.health = health;
    this.audit = audit;
    this.guard = guard;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/software", Right.LOOK, this::list),
        new Route.Person(HandlerType.GET, "/software.csv", Right.LOOK, this::download),
        new Route.Person(
            HandlerType.GET, "/software/approve", Right.PROPOSE_POLICY, this::showForm),
        new Route.Person(
            HandlerType.POST, "/software/approve", Right.PROPOSE_POLICY, this::approve));
  }

  /**
   * What is asked for.
   *
   * @param which new ones, or all that are there
   * @param laptop one laptop; empty: all
   */
  private record Question(Which which, Optional<DeviceId> laptop) {
    static Question of(Context context) {
      return new Question(
          Visits.parameter(context, "show").equals("all") ? Which.PRESENT : Which.NEW,
          Visits.uuid(Visits.parameter(context, "laptop")).map(DeviceId::new));
    }

    String query() {
      List<String> parts = new ArrayList<>();
      if (which == Which.PRESENT) {
        parts.add("show=all");
      }
      laptop.ifPresent(id -> parts.add("laptop=" + id));
      return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
  }

  private SettingPolicy policy(SignedIn who) {
    return files.current(who.setting()).policy();
  }

  private Approvals approvals(SignedIn who) {
    SettingPolicy policy = policy(who);
    return Approvals.of(policy, policy.calendar().day(clock.instant()));
  }

  private void list(Context context, SignedIn who) {
    Question question = Question.of(context);
    Optional<String> after =
        Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty());
    Part<LaptopProgram> found =
        programs.programs(who.setting(), question.laptop(), question.which(), after, PER_PAGE);
    Approvals approvals = approvals(who);
    String query = question.query();
    templates.show(
        context,
        "software.jte",
        "page",
        new SoftwareView(
            frames.signedIn(who, "Programs on the laptops", "laptops"),
            Visits.parameter(context, "done").equals("approved")
                ? "Approved. Laptops that are connected follow within a minute."
                : "",
            question.which() == Which.PRESENT,
            laptops(who, question.laptop()),
            query,
            StickWords.count(found.items().size(), "program", "programs")
                + (found.next().isPresent() || after.isPresent() ? " on this page" : "")
                + ", the latest first",
            found.items().stream().map(each -> row(who, each, approvals)).toList(),
            found
                .next()
                .map(
                    next ->
                        "/software"
                            + (query.isEmpty() ? "?" : query + "&")
                            + "after="
                            + URLEncoder.encode(next, StandardCharsets.UTF_8))
                .orElse(""),
            who.may(Right.PROPOSE_POLICY)));
  }

  private List<ListEntry> laptops(SignedIn who, Optional<DeviceId> chosen) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Any laptop", chosen.isEmpty()));
    for (Laptop laptop : health.laptops(who.setting())) {
      choices.add(
          new ListEntry(
              laptop.id().toString(),
              laptop.nickname(),
              chosen.filter(laptop.id()::equals).isPresent()));
    }
    return choices;
  }

  private SoftwareView.Row row(SignedIn who, LaptopProgram program, Approvals approvals) {
    boolean approved = approvals.include(program.name(), program.cloud());
    boolean waits = program.newlyAdded() && !approved;
    return new SoftwareView.Row(
        StickWords.harmless(program.name()),
        StickWords.harmless(program.version()),
        source(program.source()),
        "/laptops/" + program.laptop(),
        program.nickname(),
        moments.of(program.firstSeenAt()).day(),
        waits ? "warn" : approved ? "good" : "",
        waits ? "Not approved" : approved ? "Approved" : "There from the start",
        program.cloud(),
        waits && who.may(Right.PROPOSE_POLICY)
            ? "/software/approve?name=" + URLEncoder.encode(program.name(), StandardCharsets.UTF_8)
            : "");
  }

  private static String source(String source) {
    return switch (source) {
      case "deb" -> "From the system's own programs";
      case "snap", "flatpak" -> "From a program shop (" + source + ")";
      case "appimage" -> "A single file (AppImage)";
      case "folder" -> "In a folder of its own";
      default -> StickWords.harmless(source);
    };
  }

  private List<LaptopProgram> everything(SignedIn who, Question question) {
    List<LaptopProgram> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Part<LaptopProgram> part =
          programs.programs(who.setting(), question.laptop(), question.which(), after, PER_READ);
      all.addAll(part.items());
      after = part.next();
    } while (after.isPresent() && all.size() < MOST_LINES);
    return all;
  }

  private void download(Context context, SignedIn who) {
    Question question = Question.of(context);
    audit.append(who.setting(), who.actor(), "software-downloaded", "", question.query());
    Approvals approvals = approvals(who);
    Csv csv = new Csv();
    csv.row(
        List.of(
            "Program",
            "Version",
            "Where it came from",
            "Laptop",
            "First seen",
            "Approved",
            "Cloud"));
    for (LaptopProgram each : everything(who, question)) {
      SoftwareView.Row row = row(who, each, approvals);
      csv.row(
          List.of(
              row.name(),
              row.version(),
              row.source(),
              row.laptop(),
              moments.of(each.firstSeenAt()).full(),
              row.tag(),
              row.cloud() ? "Can keep files in the cloud" : ""));
    }
    context.header("Content-Disposition", "attachment; filename=\"programs.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private void showForm(Context context, SignedIn who) {
    form(context, who, on(who, Visits.parameter(context, "name")), Problems.NONE, "", "", "");
  }

  /** Where a program is that is new and not approved; refuses a name that is none. */
  private List<LaptopProgram> on(SignedIn who, String name) {
    List<LaptopProgram> on =
        everything(who, new Question(Which.NEW, Optional.empty())).stream()
            .filter(each -> same(each.name(), name))
            .toList();
    if (on.isEmpty()) {
      throw RefusedException.notFound();
    }
    return on;
  }

  private static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private void form(
      Context context,
      SignedIn who,
      List<LaptopProgram> on,
      Problems problems,
      String risk,
      String end,
      String reason) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    LaptopProgram first = on.getFirst();
    String name = StickWords.harmless(first.name());
    templates.show(
        context,
        "software-approve.jte",
        "page",
        new SoftwareView.Form(
            frames.signedIn(who, name, "laptops").withProblem(!problems.isEmpty()),
            problems,
            first.name(),
            cloud(on),
            forbidden(who, on),
            on.stream()
                .map(
                    each ->
                        each.nickname()
                            + (each.version().isEmpty()
                                ? ""
                                : ", version " + StickWords.harmless(each.version()))
                            + ", since "
                            + moments.of(each.firstSeenAt()).day())
                .toList(),
            who.may(Right.SWITCH_RULE)
                ? "It stands with your name and reason. Where your setting has a second person for"
                    + " what makes rules looser, it waits until that person agrees."
                : "It waits until somebody who may decide agrees.",
            "Please take “%s” off %s. It is not approved here."
                .formatted(
                    name,
                    String.join(
                        ", ", on.stream().map(LaptopProgram::nickname).distinct().toList())),
            risk,
            end,
            reason));
  }

  private static boolean cloud(List<LaptopProgram> on) {
    return on.stream().anyMatch(LaptopProgram::cloud);
  }

  private String forbidden(SignedIn who, List<LaptopProgram> on) {
    if (!cloud(on)) {
      return "";
    }
    if (!policy(who).cloudStorage()) {
      return "It can keep files in the cloud, and your rules say that no such program may be"
          + " approved. Change that first if you want it.";
    }
    return role(who.roles(), CLOUD_APPROVERS).isEmpty() && who.may(Right.SWITCH_RULE)
        ? "It can keep files in the cloud, so the head or the safeguarding lead approves it."
        : "";
  }

  private static Optional<Role> role(Set<Role> own, List<Role> approvers) {
    return approvers.stream().filter(own::contains).findFirst();
  }

  private void approve(Context context, SignedIn who) {
    List<LaptopProgram> on = on(who, Visits.field(context, "name"));
    String risk = Visits.field(context, "risk").strip();
    String end = Visits.field(context, "end").strip();
    String reason = Visits.field(context, "reason");
    Optional<LocalDate> until = day(end);
    Problems problems = problems(who, on, risk, end, until);
    if (!problems.isEmpty()) {
      form(context, who, on, problems, risk, end, reason);
      return;
    }
    List<Role> approvers = cloud(on) ? CLOUD_APPROVERS : APPROVERS;
    ApprovedProgram approved =
        new ApprovedProgram(
            on.getFirst().name(), role(who.roles(), approvers).orElse(Role.DSL), risk, until);
    UnaryOperator<SettingPolicy> part = policy -> policy.withProgram(approved);
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), part.apply(policy(who))));
    if (looser && who.may(Right.SWITCH_RULE) && !guard.confirmed(context, who, "/software")) {
      return;
    }
    switch (files.change(who.setting(), who.actor(), part, reason)) {
      case PolicyOutcome.Refused(String sentence) ->
          form(context, who, on, Problems.of("reason", sentence), risk, end, reason);
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/software?done=approved");
    }
  }

  private Problems problems(
      SignedIn who, List<LaptopProgram> on, String risk, String end, Optional<LocalDate> until) {
    String forbidden = forbidden(who, on);
    if (!forbidden.isEmpty()) {
      return Problems.of("name", forbidden);
    }
    if (risk.length() > 100 || !StickWords.harmless(risk).equals(risk)) {
      return Problems.of(
          "risk", "Write where the risk assessment is kept, in at most 100 letters.");
    }
    LocalDate today = policy(who).calendar().day(clock.instant());
    boolean over = until.filter(day -> day.isBefore(today)).isPresent();
    return over || (until.isEmpty() && !end.isEmpty())
        ? Problems.of("end", "Enter the last day, today or later, or leave it empty.")
        : Problems.NONE;
  }

  private static Optional<LocalDate> day(String typed) {
    try {
      return Optional.of(LocalDate.parse(typed));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
