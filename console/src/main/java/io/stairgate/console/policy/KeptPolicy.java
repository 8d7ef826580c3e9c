package io.stairgate.console.policy;

/**
 * One version of a setting's policy.
 *
 * @param heading who made it, when and why
 * @param policy what it says
 */
public record KeptPolicy(PolicyHeading heading, SettingPolicy policy) {
  /** Its number; 0 for the defaults. */
  public long version() {
    return heading.version();
  }
}
