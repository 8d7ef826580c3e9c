package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFile;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyHeading;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The policy and its versions. A program's change always waits for a person. */
final class PolicyResource {
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

  private final PolicyFiles files;
  private final AuditStore audit;

  PolicyResource(PolicyFiles files, AuditStore audit) {
    this.files = files;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/policy",
            Right.SEE_POLICY,
            "Shows the policy that holds, with its version as ETag.",
            Version.class,
            this::current),
        Operation.text(
            "/policy.yaml",
            Right.SEE_POLICY,
            "The policy that holds, as the file that people keep, with its version as ETag.",
            "application/yaml",
            this::yaml),
        Operation.ask(
            "/policy/diff",
            Right.SEE_POLICY,
            "Says what a file would change. Nothing is changed.",
            File.class,
            Diff.class,
            this::diff),
        Operation.post(
            "/policy/apply",
            Right.PROPOSE_POLICY,
            "Asks for a change, for the version named in If-Match. It waits for a person.",
            Wanted.class,
            Asked.class,
            this::apply),
        Operation.get(
            "/policy/versions",
            Right.SEE_POLICY,
            "Lists the versions, newest first.",
            Operation.PAGING,
            Versions.class,
            this::versions),
        Operation.get(
            "/policy/versions/{version}",
            Right.SEE_POLICY,
            "Shows an earlier version.",
            Version.class,
            this::version),
        Operation.post(
            "/policy/versions/{version}/put-back",
            Right.PROPOSE_POLICY,
            "Asks that an earlier version holds again. It waits for a person.",
            Reason.class,
            Asked.class,
            this::putBack));
  }

  record Heading(
      long version, String madeBy, Instant madeAt, String reason, @Nullable String approvedBy) {}

  record Version(Heading heading, String yaml) {}

  record Versions(List<Heading> versions, @Nullable String next) {
    Versions {
      versions = List.copyOf(versions);
    }
  }

  record File(@Nullable String yaml) {}

  /**
   * A change.
   *
   * @param yaml the file that is to hold
   * @param reason why
   * @param rollout how it comes to the laptops; absent: to all at once
   */
  record Wanted(@Nullable String yaml, @Nullable String reason, @Nullable Steps rollout) {}

  /**
   * That a change comes step by step.
   *
   * @param rule the one rule that changes
   * @param way one-then-all or tenths
   */
  record Steps(@Nullable String rule, @Nullable String way) {}

  record Reason(@Nullable String reason) {}

  record Change(String direction, String sentence) {}

  record Diff(long version, boolean looser, List<Change> changes) {
    Diff {
      changes = List.copyOf(changes);
    }
  }

  /**
   * What became of it.
   *
   * @param outcome proposed, applied or unchanged
   * @param version the one it became
   * @param proposal the one that waits
   * @param people who may agree
   */
  record Asked(
      String outcome,
      @Nullable Long version,
      @Nullable String proposal,
      List<Change> changes,
      List<String> people) {
    Asked {
      changes = List.copyOf(changes);
      people = List.copyOf(people);
    }
  }

  /** The file names people, so whoever reads it is noted, as on the pages. */
  private void noteReading(Call call) {
    audit.append(call.setting(), call.actor(), "policy-file-read", "", "");
  }

  private Reply current(Call call) {
    noteReading(call);
    KeptPolicy kept = files.current(call.setting());
    return Reply.of(
            new Version(heading(kept.heading()), files.export(call.setting(), kept.policy())))
        .withTag(tag(kept));
  }

  private Reply yaml(Call call) {
    noteReading(call);
    KeptPolicy kept = files.current(call.setting());
    return new Reply(200, "application/yaml", files.export(call.setting(), kept.policy()), Map.of())
        .withTag(tag(kept));
  }

  private Reply diff(Call call) {
    SettingPolicy wanted = read(call, call.body(File.class).yaml());
    List<PolicyChange> changes = files.diff(call.setting(), wanted);
    return Reply.of(
        new Diff(
            files.current(call.setting()).version(),
            PolicyDiff.loosens(changes),
            changes.stream().map(PolicyResource::change).toList()));
  }

  private Reply apply(Call call) {
    String match = call.header("If-Match").orElseThrow(RefusedException::versionNeeded);
    Matcher tag = TAG.matcher(match.strip());
    if (!tag.matches()) {
      throw RefusedException.versionNeeded();
    }
    long base = Long.parseLong(tag.group(1));
    Wanted wanted = call.body(Wanted.class);
    SettingPolicy policy = read(call, wanted.yaml());
    if (files.current(call.setting()).version() != base) {
      throw RefusedException.changedMeanwhile();
    }
    Steps steps = wanted.rollout();
    String reason = text(wanted.reason());
    return asked(
        steps == null
            ? files.change(call.setting(), call.actor(), policy, Optional.of(base), reason)
            : files.change(
                call.setting(), call.actor(), policy, Optional.of(base), reason, plan(steps)));
  }

  private static RolloutPlan plan(Steps steps) {
    Rule rule =
        Rule.of(text(steps.rule()))
            .orElseThrow(() -> Json.wrong("rollout", "\"rule\" is the id of a rule."));
    RolloutWay way =
        RolloutWay.of(text(steps.way()))
            .orElseThrow(() -> Json.wrong("rollout", "\"way\" is \"one-then-all\" or \"tenths\"."));
    return new RolloutPlan(rule, way);
  }

  private Reply putBack(Call call) {
    String reason = text(call.body(Reason.class).reason());
    return asked(
        files
            .putBack(call.setting(), call.actor(), call.number("version"), reason)
            .orElseThrow(RefusedException::notFound));
  }

  private Reply versions(Call call) {
    int limit = call.limit();
    List<PolicyHeading> all =
        files
            .versions()
            .versions(call.setting(), call.afterNumber().orElse(Long.MAX_VALUE), limit + 1);
    List<PolicyHeading> shown = all.size() > limit ? all.subList(0, limit) : all;
    return Reply.of(
        new Versions(
            shown.stream().map(PolicyResource::heading).toList(),
            all.size() > limit ? String.valueOf(shown.getLast().version()) : null));
  }

  private Reply version(Call call) {
    KeptPolicy kept =
        files
            .versions()
            .version(call.setting(), call.number("version"))
            .orElseThrow(RefusedException::notFound);
    noteReading(call);
    return Reply.of(
            new Version(
                heading(kept.heading()),
                files.export(
                    call.setting(), kept.policy().keeping(files.laptops(call.setting())::knows))))
        .withTag(tag(kept));
  }

  private SettingPolicy read(Call call, @Nullable String yaml) {
    return switch (files.read(call.setting(), text(yaml))) {
      case PolicyFile.Reading.Good good -> good.policy();
      case PolicyFile.Reading.Refused refused -> throw Json.wrong("yaml", refused.sentence());
    };
  }

  private static Reply asked(PolicyOutcome outcome) {
    return switch (outcome) {
      case PolicyOutcome.Applied applied ->
          Reply.made(
              new Asked(
                  "applied",
                  applied.version(),
                  null,
                  applied.changes().stream().map(PolicyResource::change).toList(),
                  List.of()));
      case PolicyOutcome.Proposed proposed ->
          Reply.made(
              new Asked(
                  "proposed",
                  null,
                  proposed.proposal().toString(),
                  proposed.changes().stream().map(PolicyResource::change).toList(),
                  proposed.people()));
      case PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Reply.made(new Asked("unchanged", null, null, List.of(), List.of()));
      case PolicyOutcome.Refused refused -> throw Json.wrong("reason", refused.sentence());
    };
  }

  static Change change(PolicyChange change) {
    return new Change(change.direction().name().toLowerCase(Locale.ROOT), change.sentence());
  }

  private static Heading heading(PolicyHeading heading) {
    return new Heading(
        heading.version(),
        heading.madeBy().name(),
        heading.madeAt(),
        heading.reason(),
        heading.approvedBy().isEmpty() ? null : heading.approvedBy());
  }

  private static String tag(KeptPolicy kept) {
    return "\"" + kept.version() + "\"";
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
