package io.stairgate.console.page;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The one place where the codes of the log become words. Any thread. */
final class AuditWords {
  /** What kind of act: what people choose from. */
  enum Kind {
    SIGNING_IN("signing-in", "Signing in"),
    PEOPLE("people", "People and access"),
    LAPTOPS("laptops", "Laptops"),
    RULES("rules", "Rules"),
    STICKS("sticks", "Memory sticks and permissions"),
    ALERTS("alerts", "Alerts"),
    READING("reading", "Reading and downloading"),
    CONSOLE("console", "The console itself");

    private final String code;
    private final String title;

    Kind(String code, String title) {
      this.code = code;
      this.title = title;
    }

    String code() {
      return code;
    }

    String title() {
      return title;
    }

    static Optional<Kind> of(String code) {
      return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
  }

  /** A kind and what was done, so that "who" can stand before it. */
  private record Words(Kind kind, String did) {}

  private static final Map<String, Words> ALL = new TreeMap<>();

  static {
    signingIn();
    people();
    laptopsAndRules();
    console();
  }

  private AuditWords() {}

  private static void signingIn() {
    put(Kind.SIGNING_IN, "signed-in", "signed in");
    put(Kind.SIGNING_IN, "first-step-done", "gave the right passphrase");
    put(Kind.SIGNING_IN, "signed-out", "signed out");
    put(Kind.SIGNING_IN, "sign-in-refused", "was not let in");
    put(Kind.SIGNING_IN, "passphrase-changed", "chose a new passphrase");
    put(Kind.SIGNING_IN, "second-step-added", "added a second step to sign in");
    put(Kind.SIGNING_IN, "second-step-removed", "took away a second step to sign in");
    put(Kind.SIGNING_IN, "second-step-refused", "did not get through the second step");
    put(Kind.SIGNING_IN, "second-step-proved", "proved the second step again");
    put(Kind.SIGNING_IN, "second-step-given", "gave the second step");
    put(Kind.SIGNING_IN, "passphrase-change-refused", "did not get a new passphrase");
    put(Kind.SIGNING_IN, "browser-forgotten", "had the console forget a browser");
    put(Kind.SIGNING_IN, "new-browser-disowned", "said that a new browser was not theirs");
    put(Kind.SIGNING_IN, "sessions-ended", "signed out everywhere else");
    put(Kind.SIGNING_IN, "recovery-codes-made", "made new recovery codes");
    put(Kind.SIGNING_IN, "passkey-renamed", "gave a passkey another name");
    put(Kind.SIGNING_IN, "account-elsewhere-linked", "linked an outside account to sign in");
    put(Kind.SIGNING_IN, "account-elsewhere-unlinked", "took away an outside account to sign in");
    put(Kind.SIGNING_IN, "sign-in-elsewhere-added", "said where else people may sign in");
    put(Kind.SIGNING_IN, "sign-in-elsewhere-changed", "changed where else people may sign in");
    put(Kind.SIGNING_IN, "sign-in-elsewhere-removed", "ended signing in with outside accounts");
    put(Kind.SIGNING_IN, "passkey-may-be-copied", "used a passkey that may have been copied");
  }

  private static void people() {
    put(Kind.PEOPLE, "first-account-created", "created the first account");
    put(Kind.PEOPLE, "invited", "invited somebody");
    put(Kind.PEOPLE, "invitation-withdrawn", "took an invitation back");
    put(Kind.PEOPLE, "joined", "joined");
    put(Kind.PEOPLE, "roles-changed", "changed somebody's roles");
    put(Kind.PEOPLE, "removed", "removed somebody's access");
    put(Kind.PEOPLE, "access-ended", "ended access whose time was over");
    put(Kind.PEOPLE, "access-reviewed", "said that access is still needed");
    put(Kind.PEOPLE, "let-back-in", "let somebody back in");
    put(Kind.PEOPLE, "passphrase-link-made", "made a link to let somebody back in");
    put(Kind.PEOPLE, "own-name-changed", "changed the own name");
    put(Kind.PEOPLE, "own-address-given", "gave an e-mail address that is to be confirmed");
    put(Kind.PEOPLE, "own-address-confirmed", "confirmed their own e-mail address");
    put(Kind.PEOPLE, "own-address-removed", "took their own e-mail address away");
    put(Kind.PEOPLE, "own-messages-chosen", "chose when messages come");
    put(Kind.PEOPLE, "away-noted", "said when they are away, and who covers");
    put(Kind.PEOPLE, "away-ended", "said that they are back");
    put(Kind.PEOPLE, "laptop-user-set", "said who uses a laptop");
    put(Kind.PEOPLE, "account-left", "said that the person of an account left");
    put(Kind.PEOPLE, "account-suspended", "stopped a person's sign-in on the laptops");
    put(Kind.PEOPLE, "password-known", "said that somebody else may know a password");
    put(Kind.PEOPLE, "account-order-cleared", "took back what was said of an account");
    put(Kind.READING, "setting-looked-at", "began to look at this setting");
    put(Kind.READING, "person-copy-made", "made a copy of what is kept about a person");
    put(Kind.READING, "own-data-downloaded", "downloaded what is kept about them");
  }

  private static void laptopsAndRules() {
    put(Kind.LAPTOPS, "enrol-code-made", "made a line that adds laptops");
    put(Kind.LAPTOPS, "laptop-added", "was added");
    put(Kind.LAPTOPS, "laptop-renamed", "gave a laptop another name");
    put(Kind.LAPTOPS, "laptop-room", "said where a laptop is used");
    put(Kind.LAPTOPS, "laptop-return-approved", "let a laptop back in");
    put(Kind.LAPTOPS, "laptop-same-again", "said that it is the same laptop as before");
    put(Kind.LAPTOPS, "laptop-kept-apart", "said that it is another laptop");
    put(Kind.LAPTOPS, "laptop-banned", "shut a laptop out");
    put(Kind.RULES, "rule-stage-changed", "changed how far a rule goes");
    put(Kind.RULES, "policy-changed", "changed the rules");
    put(Kind.RULES, "policy-proposed", "asked for a change of the rules");
    put(Kind.RULES, "rollout-begun", "began to take a change of a rule to the laptops");
    put(Kind.RULES, "rollout-went-on", "took a change of a rule to the next laptops");
    put(Kind.RULES, "rollout-done", "took a change of a rule to every laptop");
    put(Kind.RULES, "rollout-stopped", "stopped a change of a rule, because a laptop failed");
    put(Kind.RULES, "rollout-continued", "let a change of a rule go on");
    put(Kind.RULES, "spread-begun", "began a change of a rule over several settings");
    put(Kind.RULES, "spread-stopped", "stopped a change of a rule over several settings");
    put(Kind.RULES, "spread-continued", "let a change of a rule over several settings go on");
    put(Kind.RULES, "spread-done", "took a change of a rule to every laptop of several settings");
    put(Kind.RULES, "spread-taken-back", "took back a change of a rule over several settings");
    put(Kind.RULES, "policy-withdrawn", "took back the wish to change the rules");
    put(Kind.RULES, "rollout-put-back", "put a rule back that was on its way to the laptops");
    put(Kind.RULES, "policy-refused", "said no to a change of the rules");
    put(Kind.READING, "policy-file-read", "took the rules away as a file");
    put(Kind.STICKS, "stick-permitted", "gave permission for a memory stick");
    put(Kind.STICKS, "stick-extended", "gave permission for a memory stick anew");
    put(Kind.STICKS, "stick-refused", "said no to a memory stick");
    put(Kind.STICKS, "stick-proposed", "suggested an answer about a memory stick");
    put(Kind.STICKS, "stick-stopped", "stopped a permission for a memory stick");
    put(Kind.STICKS, "stick-owner-set", "said whose a memory stick is");
    put(Kind.STICKS, "own-sticks-added", "put sticks on the setting's own list");
    put(Kind.STICKS, "own-sticks-proposed", "suggested sticks for the setting's own list");
    put(Kind.STICKS, "own-sticks-confirmed", "agreed to sticks of the setting's own list");
    put(Kind.STICKS, "own-stick-ended", "took a stick off the setting's own list");
    put(Kind.STICKS, "telephone-answered", "gave an answer by telephone");
    put(Kind.LAPTOPS, "recovery-holders-chosen", "said who holds shares of the recovery key");
    put(Kind.LAPTOPS, "recovery-holder-left", "said that somebody holds no share any more");
    put(Kind.LAPTOPS, "recovery-passphrase-made", "made a recovery passphrase");
    put(Kind.LAPTOPS, "recovery-key-printed", "printed the recovery key for the safe");
    put(Kind.LAPTOPS, "recovery-key-split", "shared the recovery key out");
    put(Kind.LAPTOPS, "recovery-key-shared-again", "shared the recovery key out anew");
    put(Kind.LAPTOPS, "recovery-asked", "asked others to use the recovery key");
    put(Kind.LAPTOPS, "recovery-agreed", "agreed to the use of the recovery key");
    put(Kind.LAPTOPS, "recovery-refused", "said no to the use of the recovery key");
    put(Kind.LAPTOPS, "recovery-key-opened", "looked at a laptop's recovery key");
    put(Kind.LAPTOPS, "recovery-drill", "tried whether recovery keys open");
    put(Kind.ALERTS, "alert-acknowledged", "said that an alert was seen");
    put(Kind.ALERTS, "alert-resolved", "said how an alert ended");
    put(Kind.ALERTS, "concern-seen", "said that a report from a laptop was seen");
    put(Kind.ALERTS, "concern-closed", "closed a report from a laptop");
  }

  private static void console() {
    put(Kind.READING, "people-read", "read who has access");
    put(Kind.READING, "people-downloaded", "downloaded who has access");
    put(Kind.READING, "person-read", "read about a person");
    put(Kind.READING, "concern-read", "read a report from a laptop");
    put(Kind.READING, "account-orders-read", "read what is said of accounts on the laptops");
    put(Kind.READING, "notices-read", "read who has read the notice at sign-in");
    put(Kind.READING, "sticks-downloaded", "downloaded the list of memory sticks");
    put(Kind.READING, "accounts-read", "read who may use which laptop");
    put(Kind.READING, "account-read", "read about an account");
    put(Kind.READING, "accounts-downloaded", "downloaded who may use which laptop");
    put(Kind.READING, "software-downloaded", "downloaded the list of programs on laptops");
    put(Kind.READING, "notices-downloaded", "downloaded who read the notice at sign-in");
    put(Kind.READING, "audit-read", "read this log");
    put(Kind.READING, "audit-exported", "downloaded this log");
    put(Kind.CONSOLE, "token-created", "made a token for a program");
    put(Kind.CONSOLE, "webhook-added", "had another program told of alerts");
    put(Kind.CONSOLE, "webhook-ended", "ended telling a program");
    put(Kind.CONSOLE, "webhook-tried", "sent a trial message to a program");
    put(Kind.CONSOLE, "webhook-switched-off", "stopped telling a program that took no message");
    put(Kind.CONSOLE, "webhook-switched-on", "had a program told again");
    put(Kind.CONSOLE, "trial-message-sent", "sent a trial message to themselves");
    put(Kind.READING, "messages-read", "read which messages went to whom");
    put(Kind.READING, "messages-downloaded", "downloaded which messages went to whom");
    put(Kind.CONSOLE, "token-ended", "ended a token of a program");
    put(Kind.CONSOLE, "audit-changed", "noticed that this log was changed");
    put(Kind.CONSOLE, "audit-change-acknowledged", "looked into a change of this log");
    put(Kind.CONSOLE, "keeping-changed", "changed how long something is kept");
    put(Kind.CONSOLE, "hold-made", "held something: it may not be removed");
    put(Kind.CONSOLE, "hold-ended", "ended a hold");
    put(Kind.CONSOLE, "old-data-removed", "removed what was over its time");
    put(Kind.CONSOLE, "thinned", "is over its time: what it said was removed");
    put(Kind.ALERTS, "concern-kept", "kept a closed report for longer");
    put(Kind.ALERTS, "concern-removed", "removed a closed report");
    put(Kind.CONSOLE, "backup-made", "made a backup");
    put(Kind.CONSOLE, "console-restored", "put the console back from a backup");
    put(Kind.CONSOLE, "setting-restored", "brought this setting here from a backup");
    put(Kind.CONSOLE, "setting-added", "added a setting");
  }

  private static void put(Kind kind, String act, String did) {
    if (ALL.put(act, new Words(kind, did)) != null) {
      throw new IllegalStateException("Words for " + act + " are there twice");
    }
  }

  /** What was done, for example {@code signed in}; an act without words shows its code. */
  static String of(String act) {
    Words words = ALL.get(act);
    return words == null ? act.replace('-', ' ') : words.did();
  }

  /** Whether an act has words. */
  static boolean knows(String act) {
    return ALL.containsKey(act);
  }

  /** The acts of a kind. */
  static Set<String> acts(Kind kind) {
    return ALL.entrySet().stream()
        .filter(entry -> entry.getValue().kind() == kind)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The kinds in the order in which they are offered. */
  static List<Kind> kinds() {
    return List.of(Kind.values());
  }
}
