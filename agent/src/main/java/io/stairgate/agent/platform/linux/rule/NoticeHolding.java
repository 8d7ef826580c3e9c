package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.KeyFileStep;
import io.stairgate.agent.platform.linux.hold.KeyFileStep.KeyPlace;
import io.stairgate.agent.platform.linux.hold.KeyStyle;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows the notice before anybody signs in: on the text consoles ({@code /etc/issue.d}, agetty(8)),
 * and on GDM's greeter by its own file of settings, which GDM compiles whenever it starts. SDDM and
 * LightDM's greeters show no text of this kind.
 */
public final class NoticeHolding implements Holding {
  static final String ISSUE = "/etc/issue.d/60-stairgate.issue";
  static final String GREETER = "/etc/gdm3/greeter.dconf-defaults";

  /** It claims only what the agent really does. ASCII, because text consoles show it. */
  static final String TEXT =
      "This laptop belongs to the setting and follows its safety rules. It checks how it is set up"
          + " and which memory sticks are plugged in, and tells the safeguarding lead. It does not"
          + " watch what you type, write, read or look at.";

  private static final String SECTION = "org/gnome/login-screen";
  private static final int LINE = 76;

  private final RootFiles files;

  /** Reads nothing yet. */
  public NoticeHolding(RootFiles files) {
    this.files = files;
  }

  @Override
  public Rule rule() {
    return Rule.SIGN_IN_NOTICE;
  }

  @Override
  public List<Step> steps(Policy policy) {
    List<Step> steps = new ArrayList<>();
    steps.add(
        new FileStep(
            files,
            ISSUE,
            wrapped(TEXT) + "\n",
            0644,
            new Words(
                "the notice at sign-in on the text screen",
                "shown",
                "The text screen will show the notice before anybody signs in.")));
    if (files.exists(GREETER)) {
      steps.add(
          greeter(
              "banner-message-text",
              "'" + TEXT + "'",
              "the words of the notice at sign-in",
              "the setting's notice"));
      steps.add(greeter("banner-message-enable", "true", "the notice at sign-in", "shown"));
    }
    return steps;
  }

  private Step greeter(String key, String value, String what, String expected) {
    return new KeyFileStep(
        files,
        new KeyPlace(GREETER, KeyStyle.INI, SECTION, key),
        value,
        new Words(
            what,
            expected,
            "From the next start on, the sign-in screen will have "
                + what
                + ": "
                + expected
                + "."));
  }

  /** In lines of at most 76 characters. */
  static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int used = 0;
    for (String word : text.split(" ", -1)) {
      if (used > 0 && used + 1 + word.length() > LINE) {
        lines.append('\n');
        used = 0;
      } else if (used > 0) {
        lines.append(' ');
        used++;
      }
      lines.append(word);
      used += word.length();
    }
    return lines.append('\n').toString();
  }

  @Override
  public List<String> watched() {
    return List.of(ISSUE, GREETER);
  }
}
