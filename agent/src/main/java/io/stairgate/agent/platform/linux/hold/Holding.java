package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.util.List;

/** How one rule is held on Linux. Any thread may use it; it keeps no state of its own. */
public interface Holding {
  /** The rule it holds. */
  Rule rule();

  /**
   * What has to be so, in the order in which it is made; taken back in the other order. Empty where
   * this laptop has nothing to change (no desktop, no camera).
   *
   * @param policy says how the rule is set
   */
  List<Step> steps(Policy policy);

  /**
   * Files and folders whose change may mean that a step is undone: the system tells of it
   * (inotify). Absolute; what does not exist is waited for in its nearest folder.
   */
  List<String> watched();
}
