package io.stairgate.console.policy;

import java.util.Arrays;
import java.util.Optional;

/** How a change of a rule comes to the laptops. */
public enum RolloutWay {
  /** To one laptop, and once that has proved it, to all. */
  ONE_THEN_ALL("one-then-all"),
  /** To a tenth of the laptops after the other. */
  TENTHS("tenths"),
  /** In the steps of a change over several settings, which says when others follow. */
  WITH_OTHERS("with-others");

  private final String code;

  RolloutWay(String code) {
    this.code = code;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** The way of that code that may be chosen in one setting; empty where there is none. */
  public static Optional<RolloutWay> of(String code) {
    return ofKept(code).filter(way -> way != WITH_OTHERS);
  }

  /** The way of that code, as it is kept; empty where there is none. */
  static Optional<RolloutWay> ofKept(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** In how many steps so many laptops are reached. */
  int steps(int laptops) {
    return switch (this) {
      case ONE_THEN_ALL -> Math.min(2, laptops);
      case TENTHS -> Math.min(10, laptops);
      case WITH_OTHERS -> 1;
    };
  }

  /**
   * In which step a laptop is reached.
   *
   * @param index its place among them, from 0
   * @param laptops how many there are
   */
  int step(int index, int laptops) {
    return switch (this) {
      case ONE_THEN_ALL -> index == 0 ? 1 : 2;
      case TENTHS -> (int) ((long) index * steps(laptops) / laptops) + 1;
      case WITH_OTHERS -> 1;
    };
  }
}
