package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.PeopleSource;
import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.SignInSource.Tries;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.AccountStep;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Nothing opens by itself, there is no guest, whoever has no password chooses one at the next
 * sign-in, and wrong tries lock for ten minutes. Keys are set where they stand; PAM is changed by
 * two profiles of our own, tried out before they stay.
 */
public final class SignInHolding implements Holding {
  private static final String FAILLOCK = "pam_faillock.so";
  private static final String FIRST = "stairgate-tries-first";
  private static final String LAST = "stairgate-tries";
  private static final String FAILLOCK_CONF = "/etc/security/faillock.conf";
  private static final int UNLOCK_SECONDS = 600;
  private static final int FILE_LIMIT = 256 * 1024;

  private final RootFiles files;
  private final Programs programs;
  private final SignInWays ways;
  private final PeopleSource people;
  private final InstantSource clock;

  /** Reads nothing yet. */
  public SignInHolding(
      RootFiles files,
      Programs programs,
      SignInWays ways,
      PeopleSource people,
      InstantSource clock) {
    this.files = files;
    this.programs = programs;
    this.ways = ways;
    this.people = people;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.SIGN_IN;
  }

  @Override
  public List<Step> steps(Policy policy) {
    List<Step> steps = new ArrayList<>();
    for (String path : SignInWays.GDM) {
      if (path.startsWith("/etc/")) {
        off(path, "daemon"::equals, "AutomaticLoginEnable", "false", AUTOMATIC, steps);
        off(path, "daemon"::equals, "TimedLoginEnable", "false", AUTOMATIC, steps);
      }
    }
    sddm(steps);
    lightdm(steps);
    passwords(steps);
    int most =
        policy
            .settings(rule(), RuleSettings.SignIn.class, RuleSettings.SignIn.DEFAULT)
            .wrongTries();
    tries(most, steps);
    return steps;
  }

  private static final Words AUTOMATIC =
      new Words(
          "automatic sign-in",
          "off",
          "The laptop will ask for a password when it starts, and no longer open by itself.");

  private static final Words GUEST =
      new Words("the guest", "off", "Nobody will be able to use the laptop as a guest.");

  /** A key that has to be off in each section where it stands; where it does not stand, it is. */
  private void off(
      String path,
      Predicate<String> sections,
      String key,
      String value,
      Words words,
      List<Step> steps) {
    String text = files.text(path, FILE_LIMIT).orElse("");
    for (String section : Sections.with(text, sections, key)) {
      steps.add(
          new KeyFileStep(
              files,
              new KeyPlace(path, KeyStyle.INI, section, key),
              value,
              found ->
                  value.isEmpty()
                      ? found.filter(each -> !each.isEmpty()).isEmpty()
                      : found.filter(Sections::yes).isEmpty(),
              words));
    }
  }

  private void sddm(List<Step> steps) {
    boolean shipped = false;
    for (String path : SignInWays.sddm(files)) {
      if (path.startsWith("/etc/")) {
        off(path, "Autologin"::equals, "User", "", AUTOMATIC, steps);
      } else {
        shipped |=
            files
                .text(path, FILE_LIMIT)
                .flatMap(SignInWays::sddmUser)
                .filter(user -> !user.isEmpty())
                .isPresent();
      }
    }
    if (shipped) {
      place(SignInWays.SDDM_MAIN, "Autologin", "User", "", AUTOMATIC, steps);
    }
  }

  private void lightdm(List<Step> steps) {
    Predicate<String> seats = name -> name.startsWith("Seat:") || name.equals("SeatDefaults");
    boolean shipped = false;
    for (String path : SignInWays.lightdm(files)) {
      if (path.startsWith("/etc/")) {
        off(path, seats, "autologin-user", "", AUTOMATIC, steps);
        off(path, seats, "autologin-guest", "false", GUEST, steps);
        off(path, seats, "allow-guest", "false", GUEST, steps);
      } else {
        shipped |=
            files
                .text(path, FILE_LIMIT)
                .flatMap(text -> SignInWays.seat(text, "autologin-user"))
                .filter(user -> !user.isEmpty())
                .isPresent();
      }
    }
    if (shipped) {
      place(SignInWays.LIGHTDM_MAIN, "Seat:*", "autologin-user", "", AUTOMATIC, steps);
    }
    if (SignInWays.guestsPossible(files)) {
      place(SignInWays.LIGHTDM_MAIN, "Seat:*", "allow-guest", "false", GUEST, steps);
    }
  }

  /** A key in the file that is read last; not a second time where {@link #off} has it. */
  private void place(
      String path, String section, String key, String value, Words words, List<Step> steps) {
    KeyFileStep step =
        new KeyFileStep(files, new KeyPlace(path, KeyStyle.INI, section, key), value, words);
    if (steps.stream().noneMatch(each -> each.id().equals(step.id()))) {
      steps.add(step);
    }
  }

  private void passwords(List<Step> steps) {
    if (!(people.read() instanceof PeopleSource.Reading.People read)
        || PasswordAgeHolding.sddm(files)) {
      return;
    }
    for (Person person : read.people()) {
      boolean open =
          person.door() == PeopleSource.Door.OPEN || person.door() == PeopleSource.Door.ASKED;
      if (open && AccountStep.nameable(person.name())) {
        steps.add(
            new AccountStep(files, programs, clock, AccountStep.Kind.NEW_PASSWORD, person.name()));
      }
    }
  }

  private void tries(int most, List<Step> steps) {
    boolean own = files.exists("/usr/share/pam-configs/" + LAST);
    boolean there = PasswordChecks.installed(files, FAILLOCK);
    Tries now = ways.read().tries();
    if (!there || (!own && now instanceof Tries.NotTold)) {
      return;
    }
    if (own || now instanceof Tries.Endless) {
      Map<String, String> profiles = new TreeMap<>();
      String told = " deny=" + most + " unlock_time=" + UNLOCK_SECONDS;
      profiles.put(FIRST, first(told));
      profiles.put(LAST, last(told));
      steps.add(
          new PamStep(
              files,
              programs,
              profiles,
              () ->
                  ways.read().tries() instanceof Tries.Locks(int after, int seconds)
                      && after <= most,
              () -> PamTrial.signIn(files, most),
              new Words(
                  "wrong tries",
                  "sign-in locks for 10 minutes after " + most,
                  "After " + most + " wrong tries sign-in will lock for 10 minutes.")));
      return;
    }
    KeyPlace deny = new KeyPlace(FAILLOCK_CONF, KeyStyle.EQUALS, "", "deny");
    if (deny.value(files).isPresent()) {
      steps.add(
          new KeyFileStep(
              files,
              deny,
              String.valueOf(most),
              found ->
                  found.flatMap(AccountFiles::parse).filter(n -> n > 0 && n <= most).isPresent(),
              new Words(
                  "wrong tries",
                  "at most " + most,
                  "Sign-in will lock after " + most + " wrong tries.")));
    }
  }

  private static String first(String told) {
    return """
    Name: Stairgate: whoever tried too often waits
    Default: no
    Priority: 1000
    Auth-Type: Primary
    Auth:
    \trequisite\t\t\tpam_faillock.so preauth%s
    Account-Type: Primary
    Account:
    \trequired\t\t\tpam_faillock.so
    """
        .formatted(told);
  }

  private static String last(String told) {
    return """
    Name: Stairgate: wrong tries are counted
    Default: no
    Priority: 0
    Auth-Type: Primary
    Auth:
    \t[default=die]\t\t\tpam_faillock.so authfail%s
    \tsufficient\t\t\tpam_faillock.so authsucc%s
    """
        .formatted(told, told);
  }

  @Override
  public List<String> watched() {
    return SignInWays.WATCHED;
  }

  @Override
  public Optional<Step> again(String id) {
    return AccountStep.again(files, programs, clock, id)
        .or(() -> PamStep.again(files, programs, id));
  }
}
