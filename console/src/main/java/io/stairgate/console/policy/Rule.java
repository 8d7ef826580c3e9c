package io.stairgate.console.policy;

import io.stairgate.console.policy.Parameter.Range;
import io.stairgate.console.policy.Parameter.Stricter;
import io.stairgate.console.policy.Parameter.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A rule that a laptop can hold or prove, with what can be set about it. The numbers are our
 * suggestions or a national standard's, never a law's; the setting chooses its own.
 */
// The list of parameters is made by List.of: it cannot change.
@SuppressWarnings("ImmutableEnumChecker")
public enum Rule {
  /** What is on a lost laptop cannot be read. */
  ENCRYPTION(
      "encryption",
      "Safe if lost (encryption)",
      Parameter.whole(
          "grace-days", 0, 60, 7, Stricter.SMALLER, "days a new laptop has to be encrypted")),
  /** The screen locks itself. */
  SCREEN_LOCK(
      "screen-lock",
      "Screen lock",
      Parameter.whole(
          "minutes", 1, 60, 10, Stricter.SMALLER, "minutes without use until the screen locks")),
  /** Nothing is plugged in that was not allowed. */
  PORTABLE_MEDIA(
      "portable-media",
      "Memory sticks and phones",
      Parameter.yesNo(
          "personal-sticks", false, Stricter.OFF, "a person's own stick may be given permission"),
      Parameter.yesNo("phones", false, Stricter.OFF, "a phone may be given permission"),
      Parameter.yesNo(
          "read-only-unless-encrypted",
          true,
          Stricter.ON,
          "files are put on encrypted sticks; on others only after a second look"),
      Parameter.whole(
          "longest-permission-days",
          1,
          365,
          7,
          Stricter.SMALLER,
          "days a permission may last without a second look")),
  /** Passwords are changed as often as the setting says. */
  PASSWORD_AGE(
      "password-age",
      "How old passwords may be",
      Parameter.oneOf(
          "mode",
          List.of("each-term", "monthly", "days", "only-if-compromised"),
          "when a password must be changed"),
      Parameter.whole(
          "days", 1, 3650, 90, Stricter.SMALLER, "days until then, where it goes by days")),
  /** Passwords are long enough. */
  PASSWORD_STRENGTH(
      "password-strength",
      "How strong passwords are",
      Parameter.whole("length", 8, 64, 12, Stricter.GREATER, "the fewest characters"),
      Parameter.yesNo(
          "mixture", false, Stricter.ON, "capitals, small letters, numbers and signs are mixed")),
  /** Each account has a password, no guests, no automatic sign-in. */
  SIGN_IN(
      "sign-in",
      "Signing in",
      Parameter.whole("wrong-tries", 3, 50, 10, Stricter.SMALLER, "wrong tries until it locks")),
  /** One password that a few named people know. */
  SHARED_SECRET(
      "shared-secret",
      "Shared passwords",
      Parameter.yesNo("allowed", false, Stricter.OFF, "a few named people may share one password")),
  /** The accounts on the laptop against the register. */
  ACCOUNTS(
      "accounts",
      "Who has an account",
      Parameter.whole(
          "unused-days", 14, 365, 90, Stricter.SMALLER, "days until an unused account is shown")),
  /** One person's sign-in is stopped for a time. */
  SUSPEND("suspend", "Stopping a person's sign-in"),
  /** The daily account is no administrator. */
  ADMIN_RIGHTS("admin-rights", "Administrator rights"),
  /** There is virus protection, and it is current. */
  ANTI_VIRUS(
      "anti-virus",
      "Virus protection",
      Parameter.whole(
          "amber-days", 1, 60, 3, Stricter.SMALLER, "open days until old definitions are shown"),
      Parameter.whole(
          "red-days", 1, 60, 7, Stricter.SMALLER, "open days until the rule is not met")),
  /** The system's updates are put in. */
  UPDATES(
      "updates",
      "Updates",
      Parameter.whole(
          "days", 1, 60, 14, Stricter.SMALLER, "days until an important update must be in")),
  /** The laptop's own firewall is on. */
  FIREWALL("firewall", "Firewall"),
  /** What is newly installed. */
  SOFTWARE(
      "software",
      "Programs",
      Parameter.oneOf(
          "inventory", List.of("newly-added", "everything"), "which programs the laptop reports")),
  /** People know that use is monitored. */
  SIGN_IN_NOTICE(
      "sign-in-notice",
      "The notice at sign-in",
      Parameter.whole(
          "again-after-days", 30, 730, 365, Stricter.SMALLER, "days until it is shown again")),
  /** The camera is off when it is not used. */
  CAMERA("camera", "Camera"),
  /** Bluetooth is hidden or off. */
  BLUETOOTH("bluetooth", "Bluetooth"),
  /** The web filter is proved to work. */
  FILTERING_CHECK(
      "filtering-check",
      "The web filter works",
      new Parameter(
          "test-address",
          new Range.Address(),
          new Value.Word(""),
          Stricter.NEITHER,
          "an address that the filter must block"),
      Parameter.whole("days", 1, 92, 7, Stricter.SMALLER, "days from check to check")),
  /** When data was last secured. */
  BACKUP(
      "backup",
      "Backup",
      Parameter.whole("days", 1, 365, 7, Stricter.SMALLER, "days a backup may be old")),
  /** A laptop that the children use. */
  CHILDREN_USE(
      "children-use",
      "A laptop that children use",
      Parameter.yesNo(
          "for-children",
          false,
          Stricter.OFF,
          "children use it, so personal sign-in is not asked for")),
  /** One action that tells the safeguarding lead. */
  REPORT_A_CONCERN("report-a-concern", "Reporting a concern"),
  /** The agent itself runs and is heard of. */
  AGENT_HEALTH(
      "agent-health",
      "The checker itself",
      Parameter.whole(
          "silent-days", 1, 60, 7, Stricter.SMALLER, "open days of silence until you are told"));

  private final String id;
  private final String title;
  private final List<Parameter> parameters;

  Rule(String id, String title, Parameter... parameters) {
    this.id = id;
    this.title = title;
    this.parameters = List.of(parameters);
  }

  /** How the file, the contract and the API call it. */
  public String id() {
    return id;
  }

  /** How people read it. */
  public String title() {
    return title;
  }

  /** What can be set about it besides its stage. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The parameter of that key; empty where the rule has none. */
  public Optional<Parameter> parameter(String key) {
    return parameters.stream().filter(each -> each.key().equals(key)).findFirst();
  }

  /** The rule of that id; empty where there is none. */
  public static Optional<Rule> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }
}
