package io.stairgate.agent.control;

import io.stairgate.agent.control.ProgramSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.ProgramsChanged.Program;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * No program was added that nobody approved, and none keeps files in the cloud unless that was
 * approved. Names and versions; never who uses what.
 */
public final class Software implements Control {
  private static final int MOST_NAMED = 3;

  private final ProgramSource source;
  private final Consumer<Occurrence> record;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells what was added
   * @param record keeps what the console has to hear
   * @param clock tells the time
   */
  public Software(ProgramSource source, Consumer<Occurrence> record, InstantSource clock) {
    this.source = source;
    this.record = record;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SOFTWARE;
  }

  @Override
  public Finding prove(Policy policy) {
    RuleSettings.Software settings =
        policy.settings(rule(), RuleSettings.Software.class, RuleSettings.Software.DEFAULT);
    return switch (source.read(settings.everything())) {
      case Reading.Unreadable(String reason) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              List.of(),
              reason.equals("not-enrolled")
                  ? "Programs are watched from the day this laptop is enrolled."
                  : "We cannot see which programs were added to this laptop.");
      case Reading.Programs programs -> {
        programs.news().ifPresent(record);
        yield judge(policy, settings, programs);
      }
    };
  }

  private Finding judge(Policy policy, RuleSettings.Software settings, Reading.Programs programs) {
    Set<String> approved = new HashSet<>();
    settings.approved().forEach(name -> approved.add(name.toLowerCase(Locale.ROOT)));
    List<Program> open = new ArrayList<>();
    List<Program> clouds = new ArrayList<>();
    for (Program program : programs.clouds()) {
      if (!settings.cloudStorage() || !allowed(program, approved)) {
        clouds.add(program);
      }
    }
    for (Program program : programs.added()) {
      if (!program.cloud() && !allowed(program, approved)) {
        open.add(program);
      }
    }
    List<Evidence> evidence = new ArrayList<>();
    clouds.forEach(each -> evidence.add(fact("keeps files in the cloud", each)));
    open.forEach(each -> evidence.add(fact("added, not approved", each)));
    if (!clouds.isEmpty()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          (clouds.size() == 1 ? "A program that keeps" : "Programs that keep")
              + " files in the cloud "
              + (clouds.size() == 1 ? "is" : "are")
              + " not approved: "
              + names(clouds)
              + ".");
    }
    if (!open.isEmpty()) {
      return finding(
          policy,
          new FindingState.NotMet(),
          evidence,
          (open.size() == 1 ? "A program was" : open.size() + " programs were")
              + " added that nobody has approved yet: "
              + names(open)
              + ".");
    }
    return finding(
        policy,
        new FindingState.Met(),
        evidence,
        programs.added().isEmpty()
            ? "No program was added since this laptop was enrolled."
            : "Only approved programs were added since this laptop was enrolled.");
  }

  private static boolean allowed(Program program, Set<String> approved) {
    return approved.contains(program.name().toLowerCase(Locale.ROOT));
  }

  private static Evidence fact(String key, Program program) {
    return new Evidence(key, program.name() + " " + program.version() + ", " + program.source());
  }

  private static String names(List<Program> programs) {
    List<String> names = programs.stream().map(Program::name).limit(MOST_NAMED).toList();
    return String.join(", ", names)
        + (programs.size() > MOST_NAMED ? " and " + (programs.size() - MOST_NAMED) + " more" : "");
  }

  private Finding finding(
      Policy policy, FindingState state, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(),
        state,
        state instanceof FindingState.Met ? new Hold.ReportedOnly() : new Hold.None(),
        policy.stageOf(rule()),
        clock.instant(),
        evidence,
        sentence);
  }
}
