package io.stairgate.agent.notice;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The notice that use is monitored, made from the rules in force: it claims what the agent does and
 * nothing else. Another text is another notice, which has to be read again.
 *
 * @param lines paragraphs and list items, each on a line
 */
public record MonitoringNotice(List<String> lines) {
  /** What is absent from the program, whatever the policy says. */
  public static final List<String> NEVER =
      List.of(
          "what you type, and what is on your screen",
          "pictures or sound from the camera and microphone",
          "the pages you visit, and your mail and messages",
          "the names and contents of files, on memory sticks too",
          "passwords",
          "where the laptop is, and the names of wireless networks",
          "which programs you use, and when you work",
          "children's names");

  public MonitoringNotice {
    lines = List.copyOf(lines);
  }

  /** The notice for a policy. */
  public static MonitoringNotice of(Policy policy) {
    List<String> lines = new ArrayList<>();
    String setting = policy.settingName();
    lines.add(
        "This laptop is looked after by "
            + (setting.isEmpty() ? "the setting you work for" : setting)
            + ". A program on it checks that the setting's rules are kept, and tells the setting"
            + " what it found.");
    lines.add("What it looks at:");
    for (Rule rule : Rule.values()) {
      if (inForce(rule, policy)) {
        lines.add("- " + looked(rule, policy));
      }
    }
    List<String> held = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      if (policy.stageOf(rule) == Stage.ENFORCE) {
        held.add(RuleWords.of(rule).title());
      }
    }
    if (!held.isEmpty()) {
      lines.add("What it may change on this laptop so that the rule is kept:");
      held.forEach(title -> lines.add("- " + title));
    }
    lines.add("What it never looks at:");
    NEVER.forEach(thing -> lines.add("- " + thing));
    lines.add(
        "Who sees it: the safeguarding lead and deputies, the manager where it is needed, and the"
            + " people who look after the laptops. The same holds when you use the laptop at"
            + " home.");
    lines.add(
        "You can see everything that is reported yourself: stairgate-agent reports. If something"
            + " is wrong, or you do not agree, speak to your safeguarding lead or manager.");
    return new MonitoringNotice(lines);
  }

  /** Rules that look at nothing until the setting sets them up. */
  private static boolean inForce(Rule rule, Policy policy) {
    return switch (rule) {
      case FILTERING_CHECK ->
          !policy
              .settings(
                  rule, RuleSettings.FilteringCheck.class, RuleSettings.FilteringCheck.DEFAULT)
              .testAddress()
              .isEmpty();
      case SHARED_SECRET ->
          policy
              .settings(rule, RuleSettings.SharedSecret.class, RuleSettings.SharedSecret.DEFAULT)
              .allowed();
      case CHILDREN_USE ->
          policy
              .settings(rule, RuleSettings.ChildrenUse.class, RuleSettings.ChildrenUse.DEFAULT)
              .forChildren();
      case ENCRYPTION,
          SCREEN_LOCK,
          PORTABLE_MEDIA,
          PASSWORD_AGE,
          PASSWORD_STRENGTH,
          SIGN_IN,
          ACCOUNTS,
          SUSPEND,
          ADMIN_RIGHTS,
          ANTI_VIRUS,
          UPDATES,
          FIREWALL,
          SOFTWARE,
          SIGN_IN_NOTICE,
          CAMERA,
          BLUETOOTH,
          BACKUP,
          REPORT_A_CONCERN,
          AGENT_HEALTH ->
          true;
    };
  }

  private static String looked(Rule rule, Policy policy) {
    boolean everything =
        policy
            .settings(Rule.SOFTWARE, RuleSettings.Software.class, RuleSettings.Software.DEFAULT)
            .everything();
    return rule == Rule.SOFTWARE && everything
        ? "which programs are on it; never how they are used"
        : RuleWords.of(rule).looked();
  }

  /** Names this text: the first 16 hexadecimal digits of SHA-256 over it. */
  public String id() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
