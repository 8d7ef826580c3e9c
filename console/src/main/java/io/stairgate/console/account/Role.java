package io.stairgate.console.account;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a person may be in a setting; one person may be several. Who may do what follows the
 * settings' own policies: whoever answers for safeguarding decides; whoever mends the laptops adds
 * them and sees them.
 */
public enum Role {
  /** Designated safeguarding lead. */
  DSL("dsl", "Designated safeguarding lead"),
  /** Deputy of the designated safeguarding lead: the same rights, so that one may be away. */
  DEPUTY("deputy", "Deputy safeguarding lead"),
  /** Manager or head. */
  MANAGER("manager", "Manager or head"),
  /** Looks after the computers: adds laptops, mends them, and does not decide what is allowed. */
  TECHNICIAN("technician", "Technician"),
  /** A member of staff who shares the duty for computers and filtering. */
  COMPUTING_LEAD("computing-lead", "Computing lead"),
  /** Agrees that a person of the own team takes a laptop off the premises. */
  LINE_MANAGER("line-manager", "Line manager"),
  /** Governor or member of the committee: reads published reports. */
  GOVERNOR("governor", "Governor"),
  /** The governor who decides where nobody at the setting may, because it is their own matter. */
  SAFEGUARDING_GOVERNOR("safeguarding-governor", "Safeguarding governor"),
  /** A member of staff: sees the own laptop and what is known of them. */
  STAFF("staff", "Staff member"),
  /** Works for a chain, a council or a firm that looks after many settings. */
  PROVIDER("provider", "Provider");

  private static final Set<Right> LOOKS_AFTER_LAPTOPS =
      EnumSet.of(
          Right.LOOK,
          Right.ENROL,
          Right.RENAME,
          Right.LET_RETURN,
          Right.SEE_POLICY,
          Right.PROPOSE_POLICY,
          Right.PROPOSE_STICK,
          Right.STOP_STICK,
          Right.SEE_INCIDENTS);

  private final String code;
  private final String title;

  Role(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** How it is written in the database, in commands and in the API. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String title() {
    return title;
  }

  /** Whether this role has a right. */
  public boolean may(Right right) {
    if (right == Right.SIGN_OUT || right == Right.OWN) {
      return true;
    }
    return switch (this) {
      case DSL, DEPUTY, MANAGER -> right != Right.ADD_SETTING;
      case TECHNICIAN, COMPUTING_LEAD -> LOOKS_AFTER_LAPTOPS.contains(right);
      case PROVIDER -> right == Right.ADD_SETTING || LOOKS_AFTER_LAPTOPS.contains(right);
      case LINE_MANAGER -> right == Right.LOOK;
      case GOVERNOR, SAFEGUARDING_GOVERNOR, STAFF -> false;
    };
  }

  /**
   * Whether somebody may give this role to others. It is given only by those who could do all that
   * reaches beyond the one setting themselves: else whoever manages people in one setting could
   * make themselves somebody who adds settings to the whole console.
   *
   * @param giver roles of whoever gives it, who may manage people
   */
  public boolean mayBeGivenBy(Set<Role> giver) {
    return !may(Right.ADD_SETTING) || giver.stream().anyMatch(each -> each.may(Right.ADD_SETTING));
  }

  /** The role of that code; empty where there is none. */
  public static Optional<Role> of(String code) {
    return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst();
  }

  /** Codes separated by spaces, in the order of this list: how several are kept in one column. */
  public static String codes(Set<Role> roles) {
    return sorted(roles).stream().map(Role::code).collect(Collectors.joining(" "));
  }

  /** Roles of {@link #codes}; words that are none are left out. */
  public static Set<Role> ofCodes(String codes) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String code : codes.split(" ", -1)) {
      of(code).ifPresent(roles::add);
    }
    return roles;
  }

  /** Titles for people: "Designated safeguarding lead, Manager or head". */
  public static String titles(Set<Role> roles) {
    return sorted(roles).stream().map(Role::title).collect(Collectors.joining(", "));
  }

  private static List<Role> sorted(Set<Role> roles) {
    return roles.stream().sorted(Comparator.naturalOrder()).toList();
  }
}
