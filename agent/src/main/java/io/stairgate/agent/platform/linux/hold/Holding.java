package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * How one rule is held on Linux. Any thread may use it; it keeps no state of its own.
 *
 * <p>To add one: write a class here or in {@code platform.linux.rule} that takes {@code RootFiles}
 * and {@link Programs} in its constructor, build its steps of {@link FileStep}, {@link
 * KeyFileStep}, {@link UnitStep} and {@link ProgramStep}, and add one line to {@code
 * LinuxPlatform.holdings()}. Everything else (the record of what was there, putting back, drift,
 * preview) follows from the steps.
 */
public interface Holding {
  /** The rule it holds. */
  Rule rule();

  /**
   * What has to be so, in the order in which it is made; taken back in the other order. Empty where
   * this laptop has nothing to change (no desktop, no camera).
   *
   * <p>A step is listed as long as it is asked for, made or not: one that was made and is listed no
   * more is put back the next time. So a list must not follow what making it changes (such as
   * "everybody who is an administrator now").
   *
   * @param policy says how the rule is set
   */
  List<Step> steps(Policy policy);

  /**
   * Files and folders whose change may mean that a step is undone: the system tells of it
   * (inotify). Absolute; what does not exist is waited for in its nearest folder.
   */
  List<String> watched();

  /**
   * What has to run once after any step was made or put back, and whenever it is due: compiling a
   * database, reloading a service.
   */
  default List<Afterwards> afterwards() {
    return List.of();
  }

  /**
   * A step of the record that {@link #steps} no longer lists, so that it can be put back: after a
   * change of the policy, or where the program it was about is gone. Files, keys of files and units
   * are found without this.
   *
   * @param id what {@link Step#id} said
   */
  default Optional<Step> again(String id) {
    return Optional.empty();
  }
}
