package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Rule;
import java.util.Optional;

/**
 * What the service may ask of the side with an administrator's rights: this list and no more. No
 * verb carries a path, a command or a setting.
 */
public sealed interface Verb {
  /** The longest question, with what follows the verb; bytes. */
  int LONGEST = 4096;

  /** The line that asks for it, without its end. */
  String line();

  /**
   * Makes a rule hold as the signed policy says.
   *
   * @param rule which
   */
  record Hold(Rule rule) implements Verb {
    @Override
    public String line() {
      return "hold " + rule.id();
    }
  }

  /**
   * Puts back what was there before a rule was held.
   *
   * @param rule which
   */
  record PutBack(Rule rule) implements Verb {
    @Override
    public String line() {
      return "put-back " + rule.id();
    }
  }

  /** Puts back everything. */
  record PutBackAll() implements Verb {
    @Override
    public String line() {
      return "put-back-all";
    }
  }

  /**
   * Something about the keys of encrypted disks; more lines may follow.
   *
   * @param act what
   */
  record Keys(KeyAct act) implements Verb {
    @Override
    public String line() {
      return act.verb();
    }
  }

  /** Reads a line; empty where it is no verb, to the letter. */
  static Optional<Verb> parse(String line) {
    if (line.length() > 64) {
      return Optional.empty();
    }
    for (KeyAct act : KeyAct.values()) {
      if (line.equals(act.verb())) {
        return Optional.of(new Keys(act));
      }
    }
    if (line.equals("put-back-all")) {
      return Optional.of(new PutBackAll());
    }
    int space = line.indexOf(' ');
    Optional<Rule> rule = Rule.of(line.substring(space + 1));
    return switch (line.substring(0, Math.max(space, 0))) {
      case "hold" -> rule.map(Hold::new);
      case "put-back" -> rule.map(PutBack::new);
      default -> Optional.empty();
    };
  }
}
