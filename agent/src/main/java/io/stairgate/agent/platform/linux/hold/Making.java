package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes rules hold and puts back what was there before. What was there is on the disk before the
 * first change; a process that dies anywhere leaves a record from which the next one goes on. One
 * thread at a time on the whole laptop.
 */
final class Making {
  private final RootFiles files;
  private final Programs programs;
  private final BeforeRecords records;

  Making(RootFiles files, Programs programs) {
    this.files = files;
    this.programs = programs;
    this.records = new BeforeRecords(files);
  }

  /**
   * Makes a rule hold, and looks at all of it once more at the end. Stops at the first step that
   * cannot be made; what is made stays, recorded.
   *
   * @throws HoldException what could not be made
   */
  void hold(Holding holding, Policy policy) throws HoldException, InterruptedException {
    Rule rule = holding.rule();
    BeforeRecord record = records.load(rule);
    List<Step> steps = holding.steps(policy);
    List<String> left = new ArrayList<>();
    for (BeforeRecord.Entry entry : gone(record, steps).reversed()) {
      record = back(holding, policy, record, entry, left);
    }
    for (Step step : steps) {
      if (step.done()) {
        continue;
      }
      Optional<BeforeRecord.Entry> known = record.entry(step.id());
      BeforeRecord.Entry entry =
          known.isPresent()
              ? known.get()
              : new BeforeRecord.Entry(step.id(), step.before(), List.of());
      record = record.with(entry.with(step.aim()));
      records.save(rule, record);
      step.make(entry.before());
      if (!step.done()) {
        throw new HoldException(
            "This was set, but it is not so: " + step.what() + ". It is tried again.");
      }
    }
    finish(holding, record);
    for (Step step : steps) {
      if (!step.done()) {
        throw new HoldException(
            "This was changed while it was being set: " + step.what() + ". It is set again.");
      }
    }
    if (!left.isEmpty()) {
      throw new HoldException(left.getFirst());
    }
  }

  /** Entries whose step is asked for no more. */
  static List<BeforeRecord.Entry> gone(BeforeRecord record, List<Step> steps) {
    Set<String> ids = new HashSet<>();
    steps.forEach(step -> ids.add(step.id()));
    return record.entries().stream().filter(entry -> !ids.contains(entry.id())).toList();
  }

  /**
   * Puts back everything of a rule, the last step first.
   *
   * @throws HoldException what could not be put back, or what somebody else had changed since and
   *     was left; in the first case the record is kept
   */
  void putBack(Holding holding, Policy policy) throws HoldException, InterruptedException {
    BeforeRecord record = records.load(holding.rule());
    List<String> left = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (BeforeRecord.Entry entry : record.entries().reversed()) {
      try {
        record = back(holding, policy, record, entry, left);
      } catch (HoldException e) {
        // The others do not wait for this one.
        failed.add(String.valueOf(e.getMessage()));
      }
    }
    finish(holding, record);
    failed.addAll(left);
    if (!failed.isEmpty()) {
      throw new HoldException(failed.getFirst());
    }
  }

  private BeforeRecord back(
      Holding holding,
      Policy policy,
      BeforeRecord record,
      BeforeRecord.Entry entry,
      List<String> left)
      throws HoldException, InterruptedException {
    Step step =
        again(holding, policy, entry.id())
            .orElseThrow(
                () ->
                    new HoldException(
                        "A change made by another version of the agent cannot be put back:"
                            + " install that version again."));
    if (!step.before().equals(entry.before())) {
      if (ours(step, entry)) {
        step.putBack(entry.before());
      } else {
        records.keepAside(holding.rule(), entry);
        left.add(
            "Somebody else has changed this since, so it was left as it is: " + name(step) + ".");
      }
    }
    BeforeRecord rest = record.without(entry.id());
    records.save(holding.rule(), rest);
    return rest;
  }

  /** A path says more than "a file of the system". */
  private static String name(Step step) {
    String id = step.id();
    int slash = id.indexOf('/');
    int bar = id.indexOf('|');
    return slash < 0 ? step.what() : id.substring(slash, bar < 0 ? id.length() : bar);
  }

  private static boolean ours(Step step, BeforeRecord.Entry entry)
      throws HoldException, InterruptedException {
    if (entry.aims().isEmpty()) {
      return true;
    }
    for (String aim : entry.aims()) {
      if (step.still(aim)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Step> again(Holding holding, Policy policy, String id) {
    return holding
        .again(id)
        .or(() -> FileStep.again(files, id))
        .or(() -> KeyFileStep.again(files, id))
        .or(() -> UnitStep.again(files, programs, id))
        .or(() -> holding.steps(policy).stream().filter(step -> step.id().equals(id)).findFirst());
  }

  /** What has to run after the steps; the record says until then that it is due. */
  private void finish(Holding holding, BeforeRecord record)
      throws HoldException, InterruptedException {
    for (Afterwards afterwards : holding.afterwards()) {
      if (record.unfinished() || afterwards.due()) {
        afterwards.run();
      }
    }
    if (record.unfinished()) {
      records.save(holding.rule(), record.finished());
    }
  }
}
