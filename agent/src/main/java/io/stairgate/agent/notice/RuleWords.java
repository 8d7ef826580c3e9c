package io.stairgate.agent.notice;

import io.stairgate.agent.event.Rule;

/**
 * What is said to the people at the laptop about one rule.
 *
 * @param title the rule's name for people, at most 40 characters
 * @param looked what of the laptop is looked at, for "This laptop reports …"
 * @param todo what the person can do, one sentence
 * @param by who else mends it; empty: nobody else is needed
 */
public record RuleWords(String title, String looked, String todo, String by) {
  private static final String TECHNICIAN = "Your technician can put this right.";

  /** The words of a rule. */
  public static RuleWords of(Rule rule) {
    return switch (rule) {
      case ENCRYPTION ->
          new RuleWords(
              "Disk encryption",
              "whether its disks are scrambled (encrypted)",
              "Please do not take this laptop home until it is put right.",
              TECHNICIAN);
      case SCREEN_LOCK ->
          new RuleWords(
              "Screen lock",
              "after how long the screen locks, and whether it really did",
              "Press the Windows key and L when you step away.",
              TECHNICIAN);
      case PORTABLE_MEDIA ->
          new RuleWords(
              "Memory sticks",
              "which memory sticks, phones and cards are plugged in, and whether they were opened;"
                  + " never what is on them",
              "Ask before you use one: stairgate-agent media ask",
              "");
      case PASSWORD_AGE ->
          new RuleWords(
              "Password changes",
              "on which day each password was last changed; never the password",
              "Change your password: three random words are easy to remember. Choose a new one, not"
                  + " the old one with a number.",
              "");
      case PASSWORD_STRENGTH ->
          new RuleWords(
              "Password strength",
              "how long a new password has to be; never the password",
              "Use three random words for your next password.",
              TECHNICIAN);
      case SIGN_IN ->
          new RuleWords(
              "Signing in",
              "whether a password is needed to open it",
              "Always sign in with your own name and password.",
              TECHNICIAN);
      case SHARED_SECRET ->
          new RuleWords(
              "Shared password",
              "whether a password that several people know was changed in time",
              "Agree on a new password with the others who know it.",
              "");
      case ACCOUNTS ->
          new RuleWords(
              "Own log-ins",
              "the names of the accounts on it, and whether they are used",
              "Use only your own log-in.",
              TECHNICIAN);
      case SUSPEND ->
          new RuleWords(
              "Stopped log-ins",
              "whether a log-in that was stopped stays stopped",
              "Please speak to your manager.",
              "");
      case ADMIN_RIGHTS ->
          new RuleWords(
              "Administrator rights",
              "which accounts are administrators",
              "There is nothing you need to do.",
              TECHNICIAN);
      case ANTI_VIRUS ->
          new RuleWords(
              "Virus protection",
              "whether virus protection works and how old its lists are",
              "Tell your technician, and do not open attachments until it is put right.",
              "");
      case UPDATES ->
          new RuleWords(
              "Updates",
              "whether important updates are in, and since when they wait",
              "Save your work and restart this laptop tonight.",
              TECHNICIAN);
      case FIREWALL ->
          new RuleWords(
              "Firewall",
              "whether its firewall is on",
              "There is nothing you need to do.",
              TECHNICIAN);
      case SOFTWARE ->
          new RuleWords(
              "Programs",
              "which programs are newly put on it; never how they are used",
              "Ask before you install a program.",
              "");
      case SIGN_IN_NOTICE ->
          new RuleWords(
              "This notice",
              "who has read this notice, and when",
              "Please read what this laptop reports: stairgate-agent notice",
              "");
      case CAMERA ->
          new RuleWords(
              "Camera",
              "whether the camera can be used; never a picture",
              "Close the programs that use the camera when you do not need it.",
              "");
      case BLUETOOTH ->
          new RuleWords(
              "Bluetooth",
              "whether Bluetooth is on; never what is near",
              "Switch Bluetooth off when you do not need it.",
              "");
      case FILTERING_CHECK ->
          new RuleWords(
              "Web filter",
              "whether one test page is blocked; never the pages you visit",
              "Tell your safeguarding lead before children use this laptop.",
              TECHNICIAN);
      case BACKUP ->
          new RuleWords(
              "Backup",
              "on which day its data was last saved elsewhere; never the files",
              "Keep your work where it is backed up.",
              TECHNICIAN);
      case CHILDREN_USE ->
          new RuleWords(
              "Used by children",
              "whether this laptop is ready for children to use",
              "Do not leave children alone with this laptop until it is put right.",
              TECHNICIAN);
      case REPORT_A_CONCERN ->
          new RuleWords(
              "Report a concern",
              "whether the \"Report a concern\" button is there",
              "Until then tell your safeguarding lead yourself.",
              TECHNICIAN);
      case AGENT_HEALTH ->
          new RuleWords(
              "This checker",
              "whether the checker itself works and reaches its console",
              "Keep the laptop on and connected to the internet for a while.",
              TECHNICIAN);
    };
  }
}
