package io.stairgate.console.policy;

import java.util.Optional;

/**
 * The policy as a file that people and programs keep: YAML 1.2, read strictly, written always in
 * the same way. Reading what was written gives the same policy. Any thread.
 */
public final class PolicyFile {
  /** The longest file, bytes of UTF-8. */
  public static final int LONGEST = YamlReader.LONGEST;

  private PolicyFile() {}

  /** What became of reading a file. */
  public sealed interface Reading {
    /**
     * It says a policy.
     *
     * @param policy what it says
     * @param setting the setting's name in it, for a check; empty where it says none
     */
    record Good(SettingPolicy policy, Optional<String> setting) implements Reading {}

    /**
     * It is refused whole.
     *
     * @param line where, from 1
     * @param sentence one plain sentence: line, what is wrong, what to do; at most 300 characters
     */
    record Refused(int line, String sentence) implements Reading {}
  }

  /**
   * Reads a file.
   *
   * @param text the whole file
   * @param laptops the laptops it may name
   */
  public static Reading read(String text, LaptopNames laptops) {
    try {
      PolicyFileReader.Result result = new PolicyFileReader(laptops).read(YamlReader.read(text));
      return new Reading.Good(result.policy(), result.setting());
    } catch (PolicyFileException e) {
      return new Reading.Refused(e.line(), e.sentence());
    }
  }

  /**
   * Writes the file.
   *
   * @param laptops how laptops are called in it; all that the policy names must be known
   * @param setting the setting's name
   */
  public static String write(SettingPolicy policy, LaptopNames laptops, String setting) {
    return new PolicyFileWriter(laptops).write(policy, setting);
  }

  /** The file as the console keeps it: with ids, without a setting's name. */
  static String kept(SettingPolicy policy) {
    return new PolicyFileWriter(LaptopNames.IDS_ONLY).write(policy, "");
  }

  /** Reads what {@link #kept} wrote. */
  static SettingPolicy ofKept(String text) {
    return switch (read(text, LaptopNames.IDS_ONLY)) {
      case Reading.Good good -> good.policy();
      case Reading.Refused(int _, String sentence) ->
          throw new IllegalStateException("A kept policy cannot be read. " + sentence);
    };
  }
}
