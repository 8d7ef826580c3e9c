package io.stairgate.console.page;

import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Roles, rights and decisions in plain English. */
final class RoleWords {
  private RoleWords() {}

  /** What somebody in this role sees and does, in one or two sentences. */
  static String sentence(Role role) {
    return switch (role) {
      case DSL -> "Sees everything here, decides about memory sticks and looks after people.";
      case DEPUTY -> "The same as the safeguarding lead, so that one of them can be away.";
      case MANAGER ->
          "Sees everything here, agrees to changes of the rules, and hears first what is about the"
              + " conduct of staff.";
      case TECHNICIAN ->
          "Adds laptops and mends them. May ask for a change of the rules. Sees that an incident"
              + " exists, never its words.";
      case COMPUTING_LEAD ->
          "A member of staff who shares the duty for computers: the same as a technician.";
      case LINE_MANAGER ->
          "Sees laptops and alerts, and agrees when somebody takes a laptop off the premises.";
      case GOVERNOR -> "Reads the reports that are published. Sees no laptop and no person.";
      case SAFEGUARDING_GOVERNOR ->
          "Decides where nobody at the setting may, because it is their own matter. Sees nothing"
              + " else.";
      case STAFF -> "Sees the laptops they use themselves, and what is kept about them.";
      case PROVIDER ->
          "Looks after the laptops of several settings, as a technician does, and may add settings"
              + " to this console.";
    };
  }

  /** What a right lets somebody do; empty for what everybody may. */
  static Optional<String> may(Right right) {
    return switch (right) {
      case SIGN_OUT, OWN -> Optional.empty();
      case LOOK -> Optional.of("see laptops and alerts");
      case ACKNOWLEDGE -> Optional.of("say that an alert was seen");
      case ENROL -> Optional.of("add laptops");
      case RENAME -> Optional.of("name laptops and say who uses them");
      case LET_RETURN -> Optional.of("let a laptop back in");
      case SWITCH_RULE -> Optional.of("block memory sticks on a laptop");
      case SEE_POLICY -> Optional.of("read the rules and the calendar");
      case PROPOSE_POLICY -> Optional.of("ask for a change of the rules");
      case PROPOSE_STICK -> Optional.of("suggest an answer when somebody asks for a memory stick");
      case STOP_STICK -> Optional.of("end a permission for a memory stick");
      case SEE_PEOPLE -> Optional.of("see who has access");
      case MANAGE_PEOPLE -> Optional.of("invite, change and remove people");
      case SEE_AUDIT -> Optional.of("read the log of who did what");
      case MANAGE_PROGRAMS -> Optional.of("let a program read from the console");
      case MANAGE_SIGN_IN -> Optional.of("choose with which account people sign in");
      case KEEP_RECOVERY_KEYS ->
          Optional.of("with another person, open a laptop whose passphrase was forgotten");
      case DECIDE_KEEPING -> Optional.of("choose how long things are kept");
      case ADD_SETTING -> Optional.of("add settings to the console");
      case SEE_INCIDENTS -> Optional.of("see that an incident exists");
      case READ_INCIDENTS -> Optional.of("read incidents that are theirs to deal with");
    };
  }

  /** Everything a role may do, besides what everybody may. */
  static List<String> everything(Role role) {
    return Arrays.stream(Right.values())
        .filter(role::may)
        .map(RoleWords::may)
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is decided. */
  static String question(Decision decision) {
    return switch (decision) {
      case PERMIT_STICK -> "May this memory stick be used?";
      case LOOSEN_RULE -> "May a rule be made looser?";
      case APPROVE_OFF_SITE -> "May this laptop leave the premises?";
      case SUSPEND_PERSON -> "May a person's sign-in be stopped for a time?";
    };
  }
}
