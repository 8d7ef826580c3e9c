package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.AccessWish;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the register of who may use which laptop: to add it, to change it, to take it out; an
 * administrator for a time among them. In two steps: what would change, then why. Any thread.
 */
final class RegisterLinePage {
  private static final String REASON = "reason";
  private static final String HERE = "/accounts/line";

  private final PolicyFiles files;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  RegisterLinePage(
      PolicyFiles files,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Templates templates) {
    this.files = files;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, HERE, Right.PROPOSE_POLICY, this::show),
        new Route.Person(HandlerType.POST, HERE, Right.PROPOSE_POLICY, this::change));
  }

  /** Where the form of a line is. */
  static String href(AccessEntry entry) {
    return HERE + "?person=" + written(entry.person()) + "&name=" + written(entry.signInName());
  }

  /** Where a line for an account is begun. */
  static String href(String account) {
    return HERE + "?name=" + written(account);
  }

  private static String written(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private record Visit(Context context, SignedIn who, KeptPolicy current, LaptopNames names) {}

  /**
   * What the policy would be.
   *
   * @param policy with the line as wished for
   * @param ends whether the line goes
   */
  private record Wanted(SettingPolicy policy, boolean ends) {}

  private Visit visit(Context context, SignedIn who) {
    return new Visit(context, who, files.current(who.setting()), files.laptops(who.setting()));
  }

  private void show(Context context, SignedIn who) {
    Visit visit = visit(context, who);
    String person = Visits.parameter(context, "person");
    String name = Visits.parameter(context, "name");
    if (person.isEmpty()) {
      page(visit, RegisterLineForm.empty(name), "", Problems.NONE, Optional.empty());
      return;
    }
    AccessEntry entry =
        AccessWish.find(visit.current().policy(), new AccessWish.Line(person, name))
            .orElseThrow(RefusedException::notFound);
    audit.append(who.setting(), who.actor(), "account-read", "account:" + entry.signInName(), "");
    page(visit, RegisterLineForm.of(entry), "", Problems.NONE, Optional.empty());
  }

  private void change(Context context, SignedIn who) {
    Visit visit = visit(context, who);
    RegisterLineForm form = RegisterLineForm.sent(context, visit.names());
    String reason = Visits.field(context, REASON).strip();
    String step = Visits.field(context, "step");
    boolean ends = form.was().isPresent() && (step.equals("end") || step.equals("end-now"));
    List<Problems.Problem> wrong = new ArrayList<>();
    Optional<AccessEntry> entry = ends ? Optional.empty() : form.read(wrong);
    if (!wrong.isEmpty()) {
      page(visit, form, reason, new Problems(wrong), Optional.empty());
      return;
    }
    SettingPolicy wanted;
    try {
      wanted = new AccessWish(form.was(), entry).on(visit.current().policy());
    } catch (IllegalArgumentException e) {
      Problems problems = Problems.of("person", "This does not fit: " + e.getMessage() + ".");
      page(visit, form, reason, problems, Optional.empty());
      return;
    }
    boolean seen = Visits.field(context, "seen").equals(form.mark() + (ends ? "-end" : ""));
    if (seen && (step.equals("save") || step.equals("end-now"))) {
      save(visit, form, reason, new Wanted(wanted, ends));
    } else if (wanted.equals(visit.current().policy())) {
      Problems problems = Problems.of("person", "It is so already. Change something, or leave it.");
      page(visit, form, reason, problems, Optional.empty());
    } else {
      page(visit, form, reason, Problems.NONE, Optional.of(new Wanted(wanted, ends)));
    }
  }

  private void save(Visit visit, RegisterLineForm form, String reason, Wanted wanted) {
    SignedIn who = visit.who();
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), wanted.policy()));
    Optional<Long> base =
        Optional.of(
            Visits.large(Visits.field(visit.context(), "base")).orElse(visit.current().version()));
    PolicyOutcome outcome =
        looser && !who.freshAt(clock.instant())
            ? new PolicyOutcome.Refused(
                "Show first that it is you, by the link above, and then press the button again.")
            : files.change(who.setting(), who.actor(), wanted.policy(), base, reason);
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) ->
          page(visit, form, reason, Problems.of(REASON, sentence), Optional.of(wanted));
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(visit.context(), "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(visit.context(), "/accounts?done=line");
    }
  }

  private void page(
      Visit visit,
      RegisterLineForm form,
      String reason,
      Problems problems,
      Optional<Wanted> wanted) {
    if (!problems.isEmpty()) {
      visit.context().status(422);
    }
    SignedIn who = visit.who();
    LaptopNames names = visit.names();
    List<PolicyChange> changes =
        wanted
            .map(each -> PolicyDiff.between(visit.current().policy(), each.policy(), names))
            .orElse(List.of());
    boolean looser = PolicyDiff.loosens(changes);
    boolean ends = wanted.filter(Wanted::ends).isPresent();
    templates.show(
        visit.context(),
        "register-line.jte",
        "page",
        new RegisterLineView(
            frames
                .personal(
                    who,
                    form.was().map(AccessWish.Line::person).orElse("Somebody new on the register"),
                    "laptops")
                .withProblem(!problems.isEmpty()),
            problems,
            form.was().map(AccessWish.Line::person).orElse(""),
            form.was().map(AccessWish.Line::signInName).orElse(""),
            form.person(),
            form.name(),
            form.where().equals(RegisterLineForm.ALL),
            LaptopList.choices(names, form.laptops()),
            form.until(),
            form.administrator(),
            form.shared(),
            visit.current().version(),
            wanted.isPresent() ? form.mark() + (ends ? "-end" : "") : "",
            wanted.isPresent(),
            ends,
            changes,
            PolicyChangePage.follows(who, looser),
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            reason));
  }
}
