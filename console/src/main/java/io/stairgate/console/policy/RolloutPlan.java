package io.stairgate.console.policy;

/**
 * That a change is to come step by step.
 *
 * @param rule the one rule that changes
 * @param way in which steps
 */
public record RolloutPlan(Rule rule, RolloutWay way) {}
