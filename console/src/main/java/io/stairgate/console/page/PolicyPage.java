package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyHeading;
import io.stairgate.console.policy.PolicySchema;
import io.stairgate.console.web.Route;
import java.util.List;
import java.util.Optional;

/** The setting's rules as a whole, in words and as the file. Any thread. */
final class PolicyPage {
  private final PolicyFiles files;
  private final AuditStore audit;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  PolicyPage(
      PolicyFiles files, AuditStore audit, Frames frames, Moments moments, Templates templates) {
    this.files = files;
    this.audit = audit;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/policy", Right.SEE_POLICY, this::show),
        new Route.Person(HandlerType.GET, "/policy.yaml", Right.SEE_POLICY, this::download),
        new Route.Open(HandlerType.GET, "/policy.schema.json", PolicyPage::schema));
  }

  private void show(Context context, SignedIn who) {
    KeptPolicy current = files.current(who.setting());
    PolicyHeading heading = current.heading();
    templates.show(
        context,
        "policy.jte",
        "page",
        new PolicyView(
            frames.signedIn(who, "Rules", "policy"),
            Visits.parameter(context, "done").equals("changed") ? "The rules are changed." : "",
            heading.version() == 0
                ? "Nothing was decided yet: everything is watched, and nothing on a laptop changes."
                : "Version %d, by %s on %s."
                    .formatted(heading.version(), by(heading), moments.of(heading.madeAt()).full()),
            heading.reason(),
            PolicyWords.of(current.policy(), files.laptops(who.setting())),
            RolloutWords.open(files, who.setting(), moments),
            who.may(Right.PROPOSE_POLICY),
            files.proposals().waiting(who.setting(), Optional.empty())));
  }

  /** Who made a version, and who agreed to it. */
  static String by(PolicyHeading heading) {
    return heading.madeBy().name()
        + (heading.approvedBy().isEmpty() ? "" : ", agreed by " + heading.approvedBy());
  }

  private void download(Context context, SignedIn who) {
    noteReading(audit, who);
    context.header("Content-Disposition", "attachment; filename=\"policy.yaml\"");
    context.contentType("application/yaml; charset=utf-8").result(files.export(who.setting()));
  }

  /** The file names people, so whoever reads it is noted. */
  static void noteReading(AuditStore audit, SignedIn who) {
    audit.append(who.setting(), who.actor(), "policy-file-read", "", "");
  }

  private static void schema(Context context) {
    context.contentType("application/schema+json; charset=utf-8").result(PolicySchema.text());
  }
}
