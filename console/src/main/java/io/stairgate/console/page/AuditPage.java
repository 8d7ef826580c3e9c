package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import io.stairgate.console.witness.AuditCheck;
import io.stairgate.console.witness.AuditCheckStore;
import io.stairgate.console.witness.AuditNoticeStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The log of who did what: to read, to search, to take away. Any thread. */
final class AuditPage {
  private static final int PER_PAGE = 50;
  private static final int LONGEST_WHY = 500;

  private final AuditStore audit;
  private final AuditNoticeStore notices;
  private final AuditCheckStore checks;
  private final DeviceStore devices;
  private final MemberStore members;
  private final LogNotices told;
  private final AuditExport export;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  AuditPage(
      AuditStore audit,
      AuditNoticeStore notices,
      AuditCheckStore checks,
      DeviceStore devices,
      MemberStore members,
      LogNotices told,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.audit = audit;
    this.notices = notices;
    this.checks = checks;
    this.devices = devices;
    this.members = members;
    this.told = told;
    this.export = new AuditExport(audit);
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/audit", Right.SEE_AUDIT, this::show),
        new Route.Person(HandlerType.GET, "/audit.csv", Right.SEE_AUDIT, this::csv),
        new Route.Person(HandlerType.GET, "/audit.ndjson", Right.SEE_AUDIT, this::ndjson),
        new Route.Person(
            HandlerType.POST, "/audit/notices/{notice}", Right.MANAGE_PEOPLE, this::lookedInto));
  }

  private void show(Context context, SignedIn who) {
    AuditQuestion question = AuditQuestion.of(context);
    // A page that looks at itself again shows nothing new to a person.
    if (context.header(Guard.LIVE_HEADER) == null) {
      audit.append(who.setting(), who.actor(), "audit-read", "", question.words());
    }
    show(context, who, question, Problems.NONE, told.changed(who));
  }

  private void show(
      Context context,
      SignedIn who,
      AuditQuestion question,
      Problems wrong,
      List<AuditView.Notice> shown) {
    Set<UUID> laptops = question.laptops(devices, who.setting());
    boolean noLaptop = !question.laptop().isEmpty() && laptops.isEmpty();
    Problems problems = wrong.isEmpty() ? question.problems(noLaptop) : wrong;
    long before = Visits.large(Visits.parameter(context, "before")).orElse(Long.MAX_VALUE);
    List<AuditEntry> found =
        noLaptop
            ? List.of()
            : audit.newest(who.setting(), question.filter(laptops), before, PER_PAGE + 1);
    List<AuditEntry> lines = found.size() > PER_PAGE ? found.subList(0, PER_PAGE) : found;
    Optional<AuditCheck> check = checks.last(who.setting());
    String query = question.query();
    if (!problems.isEmpty()) {
      context.status(wrong.isEmpty() ? 200 : 422);
    }
    List<Member> people = members.members(who.setting(), clock.instant());
    templates.show(
        context,
        "audit.jte",
        "page",
        new AuditView(
            frames.signedIn(who, "Log", "audit").withProblem(!problems.isEmpty()),
            problems,
            shown,
            check.map(AuditPage::checked).orElse("Not checked yet."),
            check.map(AuditCheck::at).map(moments::of),
            check.map(AuditCheck::firstBroken).map(Optional::isEmpty).orElse(true),
            people(question, people, lines),
            kinds(question),
            question.laptop(),
            question.from(),
            question.to(),
            question.narrows(),
            rows(who.setting(), people, lines),
            found.size() > PER_PAGE
                ? "/audit"
                    + (query.isEmpty() ? "?" : query + "&")
                    + "before="
                    + lines.getLast().number()
                : "",
            query));
  }

  private static String checked(AuditCheck check) {
    return check
        .firstBroken()
        .map("Line %,d is missing or is not what was written."::formatted)
        .orElseGet(
            () ->
                switch ((int) Math.min(check.lines(), 2)) {
                  case 0 -> "Nothing has been written yet.";
                  case 1 -> "The one line is as it was written.";
                  default -> "All %,d lines are as they were written.".formatted(check.lines());
                });
  }

  private static List<ListEntry> kinds(AuditQuestion question) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Everything", question.kind().isEmpty()));
    for (AuditWords.Kind kind : AuditWords.kinds()) {
      choices.add(
          new ListEntry(
              kind.code(), kind.title(), question.kind().filter(kind::equals).isPresent()));
    }
    return choices;
  }

  /** Everybody with access, and whoever was chosen: people who left stay in the log. */
  private static List<ListEntry> people(
      AuditQuestion question, List<Member> people, List<AuditEntry> lines) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Everybody", question.person().isEmpty()));
    boolean found = false;
    for (Member member : people) {
      boolean chosen = question.person().filter(member.account()::equals).isPresent();
      found |= chosen;
      choices.add(new ListEntry(member.account().toString(), member.name(), chosen));
    }
    if (question.person().isPresent() && !found) {
      String name =
          lines.stream()
              .filter(line -> line.actorId().equals(question.person()))
              .map(AuditEntry::actor)
              .findFirst()
              .orElse("Somebody else");
      choices.add(new ListEntry(question.person().get().toString(), name, true));
    }
    return choices;
  }

  private List<AuditView.Row> rows(SettingId setting, List<Member> people, List<AuditEntry> lines) {
    Map<String, String> names = new HashMap<>();
    people.forEach(member -> names.put("person:" + member.account(), member.name()));
    return lines.stream().map(line -> row(setting, names, line)).toList();
  }

  private AuditView.Row row(SettingId setting, Map<String, String> names, AuditEntry line) {
    String target = line.target();
    boolean laptop = target.startsWith("laptop:");
    String name =
        laptop
            ? names.computeIfAbsent(target, key -> nickname(setting, key))
            : names.getOrDefault(target, target.startsWith("person:") ? "a person who left" : "");
    boolean self =
        target.endsWith(":" + line.actorId().map(UUID::toString).orElse("-")) && !target.isEmpty();
    return new AuditView.Row(
        line.number(),
        moments.of(line.at()),
        who(line),
        line.actorId().map(id -> "/audit?person=" + id).orElse(""),
        AuditWords.of(line.act()),
        self ? "" : name,
        laptop && !name.isEmpty() && !self ? "/laptops/" + target.substring(7) : "",
        line.detail());
  }

  private static String who(AuditEntry line) {
    return switch (line.actorKind()) {
      case "program" -> "Program " + line.actor();
      case "laptop" -> "Laptop " + line.actor();
      case "command-line" -> "Somebody at the server";
      case "console" -> "The console";
      default -> line.actor();
    };
  }

  private String nickname(SettingId setting, String target) {
    try {
      return devices
          .laptop(setting, new DeviceId(UUID.fromString(target.substring(7))))
          .map(Laptop::nickname)
          .orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void csv(Context context, SignedIn who) {
    AuditQuestion question = exported(context, who, "for a spreadsheet");
    export.csv(context, who.setting(), question.filter(question.laptops(devices, who.setting())));
  }

  private void ndjson(Context context, SignedIn who) {
    AuditQuestion question = exported(context, who, "with hashes");
    export.ndjson(
        context, who.setting(), question.filter(question.laptops(devices, who.setting())));
  }

  private AuditQuestion exported(Context context, SignedIn who, String how) {
    AuditQuestion question = AuditQuestion.of(context);
    boolean noLaptop =
        !question.laptop().isEmpty() && question.laptops(devices, who.setting()).isEmpty();
    if (!question.problems(noLaptop).isEmpty()) {
      throw RefusedException.badRequest("The log has nothing that fits. Go back and choose again.");
    }
    audit.append(who.setting(), who.actor(), "audit-exported", "", question.words() + ", " + how);
    return question;
  }

  private void lookedInto(Context context, SignedIn who) {
    long number = Visits.large(context.pathParam("notice")).orElseThrow(RefusedException::notFound);
    List<AuditView.Notice> open = told.changed(who);
    if (open.stream().noneMatch(notice -> notice.number() == number)) {
      throw RefusedException.notFound();
    }
    String why = Visits.field(context, "why-" + number).strip();
    if (why.isEmpty() || why.length() > LONGEST_WHY) {
      String sentence =
          why.isEmpty()
              ? "Say what you found. One sentence is enough."
              : "Say it in at most 500 characters.";
      show(
          context,
          who,
          AuditQuestion.of(context),
          Problems.of("why-" + number, sentence),
          open.stream()
              .map(notice -> notice.number() == number ? typed(notice, why) : notice)
              .toList());
      return;
    }
    var _ = notices.acknowledge(who.setting(), number, who.actor(), why, clock.instant());
    Visits.goTo(context, "/audit");
  }

  private static AuditView.Notice typed(AuditView.Notice notice, String why) {
    return new AuditView.Notice(
        notice.number(), notice.sentence(), notice.at(), notice.mayAnswer(), why);
  }
}
