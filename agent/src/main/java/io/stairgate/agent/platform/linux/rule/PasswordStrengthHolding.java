package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.StrengthSource;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.HoldException;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.KeyFileStep;
import io.stairgate.agent.platform.linux.hold.KeyFileStep.KeyPlace;
import io.stairgate.agent.platform.linux.hold.KeyStyle;
import io.stairgate.agent.platform.linux.hold.PamStep;
import io.stairgate.agent.platform.linux.hold.PamTrial;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * New passwords are as strong as the policy asks: a settings file of our own for {@code
 * pam_pwquality}, the keys in files that are read after it, and the module's place in PAM where it
 * is installed but not used. Where it is not installed nothing is changed: a person has to install
 * it, and the finding says so.
 */
public final class PasswordStrengthHolding implements Holding {
  private static final String OWN = PasswordChecks.FOLDER + "/60-stairgate.conf";
  private static final String PROFILE = "pwquality";
  private static final String OWN_PROFILE = "stairgate-strength";
  private static final int FOUR_KINDS = 4;
  private static final String PROFILE_TEXT =
      """
      Name: Stairgate: new passwords are looked at
      Default: no
      Priority: 1024
      Password-Type: Primary
      Password:
      \trequisite\t\t\tpam_pwquality.so retry=3
      Password-Initial:
      \trequisite\t\t\tpam_pwquality.so retry=3
      """;

  private final RootFiles files;
  private final Programs programs;
  private final PasswordChecks checks;

  /** Reads nothing yet. */
  public PasswordStrengthHolding(RootFiles files, Programs programs, PasswordChecks checks) {
    this.files = files;
    this.programs = programs;
    this.checks = checks;
  }

  @Override
  public Rule rule() {
    return Rule.PASSWORD_STRENGTH;
  }

  @Override
  public List<Step> steps(Policy policy) {
    if (!PasswordChecks.installed(files, PasswordChecks.MODULE)
        || checks.read() instanceof StrengthSource.Reading.Unclear) {
      return List.of();
    }
    RuleSettings.PasswordStrength wanted =
        policy.settings(
            rule(), RuleSettings.PasswordStrength.class, RuleSettings.PasswordStrength.DEFAULT);
    List<Step> steps = new ArrayList<>();
    if (files.exists(OWN) || !enough(wanted)) {
      steps.add(own(wanted));
    }
    for (String path : PasswordChecks.configuration(files)) {
      if (path.compareTo(OWN) > 0 || path.equals(PasswordChecks.MAIN)) {
        later(path, wanted, steps);
      }
    }
    steps.add(used(wanted));
    return steps;
  }

  /** Whether what is set already is as strong as asked, whether PAM uses it or not. */
  private boolean enough(RuleSettings.PasswordStrength wanted) {
    return checks.read() instanceof StrengthSource.Reading.Asked asked
        && asked.length() >= wanted.length()
        && (asked.mixture() || !wanted.mixture());
  }

  private Step own(RuleSettings.PasswordStrength wanted) {
    String text =
        "# Held by Stairgate, as the setting's policy says. It goes when the rule is no longer"
            + " enforced.\nminlen = "
            + wanted.length()
            + "\ndcredit = 0\nucredit = 0\nlcredit = 0\nocredit = 0\nminclass = "
            + (wanted.mixture() ? FOUR_KINDS : 0)
            + "\nenforcing = 1\n";
    return new FileStep(files, OWN, text, 0644, words(wanted));
  }

  private static Words words(RuleSettings.PasswordStrength wanted) {
    String asked = wanted.length() + " characters" + (wanted.mixture() ? ", mixed" : "");
    return new Words(
        "the strength of new passwords", asked, "New passwords will need " + asked + ".");
  }

  /** Keys of a file that is read after ours and would undo it. */
  private void later(String path, RuleSettings.PasswordStrength wanted, List<Step> steps) {
    key(path, "minlen", String.valueOf(wanted.length()), n -> n >= wanted.length(), wanted, steps);
    for (String credit : List.of("dcredit", "ucredit", "lcredit", "ocredit")) {
      key(path, credit, "0", n -> n <= 0, wanted, steps);
    }
    key(path, "enforcing", "1", n -> n != 0, wanted, steps);
    if (wanted.mixture()) {
      key(path, "minclass", String.valueOf(FOUR_KINDS), n -> n >= FOUR_KINDS, wanted, steps);
    }
  }

  private void key(
      String path,
      String key,
      String value,
      IntPredicate good,
      RuleSettings.PasswordStrength wanted,
      List<Step> steps) {
    KeyPlace place = new KeyPlace(path, KeyStyle.EQUALS, "", key);
    if (place.value(files).isPresent()) {
      steps.add(
          new KeyFileStep(
              files,
              place,
              value,
              found ->
                  found.flatMap(PasswordStrengthHolding::number).filter(good::test).isPresent(),
              words(wanted)));
    }
  }

  private static Optional<Integer> number(String text) {
    return text.matches("-?[0-9]{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private Step used(RuleSettings.PasswordStrength wanted) {
    boolean packaged = files.exists("/usr/share/pam-configs/" + PROFILE);
    return new PamStep(
        files,
        programs,
        packaged ? Map.of(PROFILE, "") : Map.of(OWN_PROFILE, PROFILE_TEXT),
        () -> line().isPresent(),
        () -> tryOut(wanted),
        new Words(
            "what looks at new passwords",
            "asked each time a password is changed",
            "Each new password will be looked at before it is taken."));
  }

  /** The line of PAM that decides about new passwords, before the one that stores them. */
  private Optional<PamStack.Line> line() {
    Optional<PamStack> stack =
        PamStack.of("passwd", name -> PasswordChecks.service(files, name))
            .or(() -> PamStack.of("common-password", name -> PasswordChecks.service(files, name)));
    for (PamStack.Line line : stack.map(all -> all.of("password")).orElse(List.of())) {
      if (line.module().equals("pam_unix.so")) {
        return Optional.empty();
      }
      if (line.module().equals(PasswordChecks.MODULE) && line.decides()) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private void tryOut(RuleSettings.PasswordStrength wanted) throws HoldException {
    PamTrial.signIn(files, 0);
    Optional<PamStack.Line> line = line();
    if (line.isPresent()) {
      PamTrial.strength(line.get().arguments(), wanted.length());
    }
  }

  @Override
  public List<String> watched() {
    return PasswordChecks.WATCHED;
  }

  @Override
  public Optional<Step> again(String id) {
    return PamStep.again(files, programs, id);
  }
}
