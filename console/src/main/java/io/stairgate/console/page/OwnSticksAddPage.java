package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.calendar.DateSpan;
import io.stairgate.console.calendar.Term;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.permission.NewOwnStick;
import io.stairgate.console.permission.OwnSticks;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.permission.StandingTerms;
import io.stairgate.console.permission.StickImport;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts sticks on the setting's own list: one typed, or many from a table, looked at before anything
 * is kept. A technician suggests; whoever may decide puts on. Any thread.
 */
final class OwnSticksAddPage {
  private static final int MOST_LAPTOPS = 300;

  private final OwnSticks own;
  private final PolicyFiles policies;
  private final HealthReader health;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  OwnSticksAddPage(
      OwnSticks own,
      PolicyFiles policies,
      HealthReader health,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.own = own;
    this.policies = policies;
    this.health = health;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/sticks/own/add", Right.PROPOSE_STICK, this::form),
        new Route.Person(HandlerType.POST, "/sticks/own/add", Right.PROPOSE_STICK, this::add));
  }

  /** What was typed. */
  private record Typed(
      String text,
      String until,
      boolean encrypted,
      boolean every,
      Set<DeviceId> laptops,
      String reason) {
    Typed {
      laptops = Set.copyOf(laptops);
    }

    Optional<StandingTerms> terms() {
      return DecisionForm.day(until)
          .map(day -> new StandingTerms(encrypted, day, every, laptops, reason));
    }
  }

  private void form(Context context, SignedIn who) {
    Typed typed = new Typed(line(context), lastDay(who).toString(), true, true, Set.of(), "");
    page(context, who, typed, Problems.NONE, Optional.empty(), List.of());
  }

  /** From the page of a stick: its own line is in the table already. */
  private static String line(Context context) {
    String serial = StickWords.harmless(Visits.parameter(context, "serial"));
    String vendor = Visits.parameter(context, "vendor");
    String product = Visits.parameter(context, "product");
    return serial.isEmpty() || !serial.matches("[^\",;]{1,128}")
        ? ""
        : "serial,label,vendor,product\n" + serial + ",," + hex(vendor) + "," + hex(product) + "\n";
  }

  private static String hex(String text) {
    return text.matches("[0-9a-fA-F]{4}") ? text : "";
  }

  /** The end of the term, or a month from now where that is nearer than a week. */
  private LocalDate lastDay(SignedIn who) {
    Calendar calendar = policies.held(who.setting()).calendar();
    LocalDate today = calendar.day(clock.instant());
    return calendar
        .currentTerm(today)
        .map(Term::days)
        .map(DateSpan::end)
        .filter(end -> end.isAfter(today.plusDays(7)))
        .orElse(today.plusDays(31));
  }

  private void add(Context context, SignedIn who) {
    Set<DeviceId> laptops = new LinkedHashSet<>();
    context.formParams("laptop").stream()
        .limit(MOST_LAPTOPS)
        .flatMap(each -> Visits.uuid(each).stream())
        .map(DeviceId::new)
        .forEach(laptops::add);
    Typed typed =
        new Typed(
            Visits.longField(context, "text", OwnSticks.LONGEST_FILE).replace("\r\n", "\n"),
            Visits.field(context, "until").strip(),
            !Visits.field(context, "mode").equals("read"),
            !Visits.field(context, "where").equals("some"),
            laptops,
            Visits.field(context, "reason").strip());
    Optional<StandingTerms> terms = typed.terms();
    if (terms.isEmpty()) {
      Problems wrong = Problems.of("until", "Choose the last day, like 2026-12-18.");
      page(context, who, typed, wrong, Optional.empty(), List.of());
      return;
    }
    StickImport read = own.read(who.setting(), typed.text());
    boolean save = Visits.field(context, "step").equals("save");
    if (!save || read.sticks().isEmpty()) {
      Problems wrong =
          read.sticks().isEmpty()
              ? Problems.of("text", "No line can be used. Look at what is said about each below.")
              : Problems.NONE;
      page(context, who, typed, wrong, Optional.of(read), List.of());
      return;
    }
    save(context, who, typed, terms.get(), read);
  }

  private void save(
      Context context, SignedIn who, Typed typed, StandingTerms terms, StickImport read) {
    List<NewOwnStick> sticks = read.sticks();
    switch (own.add(
        who.setting(),
        sticks,
        terms,
        new Actor.Person(who.account(), who.name()),
        who.freshAt(clock.instant()) ? SecondLook.GIVEN : SecondLook.NOT_GIVEN)) {
      case PermissionOutcome.Added(int _, boolean waiting) ->
          Visits.goTo(context, "/sticks/own?done=" + (waiting ? "suggested" : "added"));
      case PermissionOutcome.Done _ -> Visits.goTo(context, "/sticks/own?done=added");
      case PermissionOutcome.NeedsSecondLook(List<String> because) ->
          page(
              context,
              who,
              typed,
              Problems.of("proof", "Show first that it is you, below."),
              Optional.of(read),
              because);
      case PermissionOutcome.Refused(String field, String sentence) ->
          page(
              context,
              who,
              typed,
              Problems.of(shown(field), sentence),
              Optional.of(read),
              List.of());
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.AlreadyDecided _, PermissionOutcome.Answered _ ->
          throw new IllegalStateException("To add has no such outcome");
    }
  }

  private static String shown(String field) {
    return switch (field) {
      case "laptops", "reason" -> field;
      case "ends" -> "until";
      case "mode" -> "mode";
      default -> "text";
    };
  }

  private void page(
      Context context,
      SignedIn who,
      Typed typed,
      Problems problems,
      Optional<StickImport> read,
      List<String> because) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    LocalDate today = policies.held(who.setting()).calendar().day(clock.instant());
    templates.show(
        context,
        "own-sticks-add.jte",
        "page",
        new StickImportView(
            frames
                .signedIn(who, "Put sticks on our own list", "sticks")
                .withProblem(!problems.isEmpty()),
            problems,
            typed.text(),
            typed.until(),
            today.toString(),
            today.plusYears(1).toString(),
            typed.encrypted(),
            typed.every(),
            health.laptops(who.setting()).stream()
                .sorted(Comparator.comparing(Laptop::nickname, String.CASE_INSENSITIVE_ORDER))
                .limit(MOST_LAPTOPS)
                .map(
                    each ->
                        new DecisionView.Check(
                            each.id().toString(),
                            each.nickname(),
                            typed.laptops().contains(each.id())))
                .toList(),
            typed.reason(),
            OwnSticksPage.decides(own, who),
            read.isPresent(),
            read.map(OwnSticksAddPage::sentence).orElse(""),
            read.map(OwnSticksAddPage::good).orElse(List.of()),
            read.map(OwnSticksAddPage::wrong).orElse(List.of()),
            because));
  }

  private static String sentence(StickImport read) {
    String good =
        read.sticks().isEmpty()
            ? "No line can be used."
            : StickWords.count(read.sticks().size(), "stick", "sticks") + " would be on the list.";
    String listed =
        switch (read.alreadyListed()) {
          case 0 -> "";
          case 1 -> " 1 is on the list already and is left as it is.";
          default ->
              " %,d are on the list already and are left as they are."
                  .formatted(read.alreadyListed());
        };
    String wrong =
        switch (read.problems().size()) {
          case 0 -> "";
          case 1 -> " 1 line cannot be used.";
          default -> " %,d lines cannot be used.".formatted(read.problems().size());
        };
    return good + listed + wrong;
  }

  private static List<StickImportView.Good> good(StickImport read) {
    return read.sticks().stream()
        .map(
            each ->
                new StickImportView.Good(
                    StickWords.harmless(each.label()),
                    StickWords.harmless(each.serial()),
                    StickWords.type(each.vendorId(), each.productId())))
        .toList();
  }

  private static List<StickImportView.Wrong> wrong(StickImport read) {
    return read.problems().stream()
        .map(each -> new StickImportView.Wrong(each.line(), StickWords.harmless(each.sentence())))
        .toList();
  }
}
