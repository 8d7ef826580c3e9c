package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyHeading;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.ArrayList;
import java.util.List;

/** The versions of the policy: listed, compared, put back. Any thread. */
final class PolicyVersionsPage {
  private static final int ON_A_PAGE = 25;
  private static final int MOST_OTHERS = 200;

  private final PolicyFiles files;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  PolicyVersionsPage(
      PolicyFiles files, Guard guard, Frames frames, Moments moments, Templates templates) {
    this.files = files;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    String one = "/policy/versions/{version}";
    return List.of(
        new Route.Person(HandlerType.GET, "/policy/versions", Right.SEE_POLICY, this::list),
        new Route.Person(HandlerType.GET, one, Right.SEE_POLICY, this::show),
        new Route.Person(HandlerType.POST, one, Right.PROPOSE_POLICY, this::putBack));
  }

  private void list(Context context, SignedIn who) {
    String typed = Visits.parameter(context, "before");
    long before = typed.matches("[0-9]{1,15}") ? Long.parseLong(typed) : Long.MAX_VALUE;
    long current = files.version(who.setting());
    List<PolicyHeading> found = files.versions().versions(who.setting(), before, ON_A_PAGE + 1);
    List<PolicyHeading> shown = found.subList(0, Math.min(ON_A_PAGE, found.size()));
    templates.show(
        context,
        "policy-versions.jte",
        "page",
        new VersionList(
            frames.signedIn(who, "Versions of the rules", "policy"),
            shown.stream().map(each -> row(each, current)).toList(),
            found.size() > ON_A_PAGE
                ? "/policy/versions?before=" + shown.getLast().version()
                : ""));
  }

  private VersionView.Row row(PolicyHeading heading, long current) {
    return new VersionView.Row(
        heading.version(),
        PolicyPage.by(heading),
        moments.of(heading.madeAt()),
        heading.reason(),
        heading.version() == current);
  }

  private KeptPolicy find(Context context, SignedIn who) {
    return files
        .versions()
        .version(who.setting(), Visits.version(context))
        .orElseThrow(RefusedException::notFound);
  }

  private void show(Context context, SignedIn who) {
    page(context, who, find(context, who), Problems.NONE, "");
  }

  private void page(
      Context context, SignedIn who, KeptPolicy kept, Problems problems, String reason) {
    long current = files.version(who.setting());
    List<Long> others = new ArrayList<>();
    files.versions().versions(who.setting(), Long.MAX_VALUE, MOST_OTHERS).stream()
        .map(PolicyHeading::version)
        .filter(version -> version != kept.version())
        .forEach(others::add);
    others.add(0L);
    String typed = Visits.parameter(context, "with");
    long other =
        typed.matches("[0-9]{1,15}") ? Long.parseLong(typed) : Math.max(0, kept.version() - 1);
    SettingPolicy base =
        other == 0
            ? SettingPolicy.DEFAULT
            : files
                .versions()
                .version(who.setting(), other)
                .map(KeptPolicy::policy)
                .orElseThrow(RefusedException::notFound);
    LaptopNames names = files.laptops(who.setting());
    templates.show(
        context,
        "policy-version.jte",
        "page",
        new VersionView(
            frames
                .signedIn(who, "Version " + kept.version() + " of the rules", "policy")
                .withProblem(!problems.isEmpty()),
            problems,
            row(kept.heading(), current),
            others,
            other,
            PolicyDiff.between(base, kept.policy(), names),
            kept.version() != current && who.may(Right.PROPOSE_POLICY),
            files.diff(who.setting(), kept.policy().keeping(names::knows)),
            reason));
  }

  private void putBack(Context context, SignedIn who) {
    KeptPolicy kept = find(context, who);
    LaptopNames names = files.laptops(who.setting());
    String here = "/policy/versions/" + kept.version();
    boolean looser =
        PolicyDiff.loosens(files.diff(who.setting(), kept.policy().keeping(names::knows)));
    if (looser && !guard.confirmed(context, who, here)) {
      return;
    }
    String reason = Visits.field(context, "reason");
    PolicyOutcome outcome =
        files
            .putBack(who.setting(), who.actor(), kept.version(), reason)
            .orElseThrow(RefusedException::notFound);
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) -> {
        context.status(422);
        page(context, who, kept, Problems.of("reason", sentence), reason);
      }
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/policy?done=changed");
    }
  }
}
