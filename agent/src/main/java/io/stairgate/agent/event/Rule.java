package io.stairgate.agent.event;

import java.util.Optional;

/**
 * The rules this agent knows, in the order in which people are shown them. The id is the word used
 * in policies, on the wire and in scripts.
 */
public enum Rule {
  /** Everything on the laptop's own disks is encrypted. */
  ENCRYPTION("encryption"),
  /** The screen locks itself when nobody uses the laptop. */
  SCREEN_LOCK("screen-lock"),
  /** Memory sticks and other portable media are shut out unless somebody permitted them. */
  PORTABLE_MEDIA("portable-media"),
  /** Passwords are changed as often as the setting's policy says. */
  PASSWORD_AGE("password-age"),
  /** New passwords are long enough. */
  PASSWORD_STRENGTH("password-strength"),
  /** Each account has a password, no guests, no automatic sign-in, a lock after wrong tries. */
  SIGN_IN("sign-in"),
  /** One password that a few named people know. */
  SHARED_SECRET("shared-secret"),
  /** The accounts on the laptop against the setting's register. */
  ACCOUNTS("accounts"),
  /** One person's sign-in is stopped for a time. */
  SUSPEND("suspend"),
  /** Nobody works as an administrator every day. */
  ADMIN_RIGHTS("admin-rights"),
  /** There is virus protection, and it is current. */
  ANTI_VIRUS("anti-virus"),
  /** The system's updates are put in. */
  UPDATES("updates"),
  /** The laptop's own firewall is on. */
  FIREWALL("firewall"),
  /** What was newly installed, and whether it is approved. */
  SOFTWARE("software"),
  /** People know that use is monitored. */
  SIGN_IN_NOTICE("sign-in-notice"),
  /** The camera is off when it is not used. */
  CAMERA("camera"),
  /** Bluetooth is hidden or off. */
  BLUETOOTH("bluetooth"),
  /** The web filter is proved to work. */
  FILTERING_CHECK("filtering-check"),
  /** When data was last secured. */
  BACKUP("backup"),
  /** A laptop that children use. */
  CHILDREN_USE("children-use"),
  /** One action that tells the safeguarding lead. */
  REPORT_A_CONCERN("report-a-concern"),
  /** The agent itself runs and is heard of. */
  AGENT_HEALTH("agent-health");

  private final String id;

  Rule(String id) {
    this.id = id;
  }

  /** The rule's id, for example {@code screen-lock}. */
  public String id() {
    return id;
  }

  /** The rule with this id, or empty where this agent knows none. */
  public static Optional<Rule> of(String id) {
    for (Rule rule : values()) {
      if (rule.id.equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
