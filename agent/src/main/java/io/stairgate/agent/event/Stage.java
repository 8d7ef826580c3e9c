package io.stairgate.agent.event;

/** How far the agent goes for a rule. The order is the order of strength. */
public enum Stage {
  /** Report only. */
  WATCH,
  /** Report, and tell the person at the laptop. */
  WARN,
  /** Change the laptop so that the rule holds. */
  ENFORCE
}
