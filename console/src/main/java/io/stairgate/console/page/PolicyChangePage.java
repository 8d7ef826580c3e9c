package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Changes the policy by its file, in two steps: what would change, then why. Any thread. */
final class PolicyChangePage {
  private final PolicyFiles files;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  PolicyChangePage(
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
        new Route.Person(HandlerType.GET, "/policy/change", Right.PROPOSE_POLICY, this::show),
        new Route.Person(HandlerType.POST, "/policy/change", Right.PROPOSE_POLICY, this::change));
  }

  private void show(Context context, SignedIn who) {
    PolicyPage.noteReading(audit, who);
    page(
        context,
        who,
        Problems.NONE,
        files.export(who.setting()),
        files.version(who.setting()),
        Optional.empty(),
        "");
  }

  private void change(Context context, SignedIn who) {
    String text = Visits.longField(context, "text", 2 * PolicyFile.LONGEST).replace("\r\n", "\n");
    long base = base(context);
    String reason = Visits.field(context, "reason");
    switch (files.read(who.setting(), text)) {
      case PolicyFile.Reading.Refused(int _, String sentence) -> {
        context.status(422);
        Problems problems = Problems.of("text", sentence);
        page(context, who, problems, text, base, Optional.empty(), reason);
      }
      case PolicyFile.Reading.Good good -> {
        if (Visits.field(context, "step").equals("apply")) {
          apply(context, who, good.policy(), text, base, reason);
        } else {
          long now = files.version(who.setting());
          page(context, who, Problems.NONE, text, now, Optional.of(good.policy()), reason);
        }
      }
    }
  }

  private static long base(Context context) {
    String typed = Visits.field(context, "base");
    if (!typed.matches("[0-9]{1,15}")) {
      throw RefusedException.badRequest("Go back and load the page again.");
    }
    return Long.parseLong(typed);
  }

  private void apply(
      Context context, SignedIn who, SettingPolicy wanted, String text, long base, String reason) {
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), wanted));
    PolicyOutcome outcome =
        decided(
            showsFirst(who, looser, clock.instant()),
            () -> files.change(who.setting(), who.actor(), wanted, Optional.of(base), reason));
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) -> {
        context.status(422);
        page(
            context,
            who,
            Problems.of("reason", sentence),
            text,
            files.version(who.setting()),
            Optional.of(wanted),
            reason);
      }
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/policy?done=changed");
    }
  }

  private void page(
      Context context,
      SignedIn who,
      Problems problems,
      String text,
      long base,
      Optional<SettingPolicy> wanted,
      String reason) {
    List<PolicyChange> changes =
        wanted.map(policy -> files.diff(who.setting(), policy)).orElse(List.of());
    boolean looser = PolicyDiff.loosens(changes);
    templates.show(
        context,
        "policy-change.jte",
        "page",
        new PolicyChangeView(
            frames.signedIn(who, "Change the rules", "policy").withProblem(!problems.isEmpty()),
            problems,
            text,
            base,
            wanted.isPresent(),
            changes,
            follows(who, looser),
            showsFirst(who, looser, clock.instant()),
            reason));
  }

  /** Whether the person must show once more that it is them before rules get looser. */
  static boolean showsFirst(SignedIn who, boolean looser, Instant now) {
    return looser && !who.freshAt(now);
  }

  /** What becomes of a change, which is not tried before the person has shown who it is. */
  static PolicyOutcome decided(boolean showFirst, Supplier<PolicyOutcome> change) {
    return showFirst
        ? new PolicyOutcome.Refused(
            "Show first that it is you, by the link above, and then press the button again.")
        : change.get();
  }

  static String follows(SignedIn who, boolean looser) {
    if (!who.may(Right.SWITCH_RULE)) {
      return "It waits until somebody who may decide agrees.";
    }
    return looser
        ? "It makes rules looser. Where your setting has a second person for that, it waits until"
            + " that person agrees. Else it holds at once."
        : "It holds at once. Laptops that are connected follow within a minute, the others when"
            + " they are next switched on.";
  }
}
