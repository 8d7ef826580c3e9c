package io.stairgate.agent.platform.linux.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's filter as {@code nft list ruleset} (nft(8)) or {@code iptables-save} prints it, and
 * what it does to a connection from outside that nobody asked for. A rule with a condition counts
 * as an exception, unless the condition is so wide that it is none. What cannot be read shuts
 * nothing.
 *
 * <p>Over 300 lines because reading two ways of writing rules and the one walk over them share how
 * a rule is taken apart.
 */
final class FilterRules {
  /** Deeper than any firewall calls its chains. */
  private static final int DEEPEST = 24;

  private static final int MOST_LINES = 40_000;
  private static final int MOST_CHAINS = 4_000;

  /** Steps of one judgement: a ruleset made to take for ever ends as open. */
  private static final int MOST_STEPS = 200_000;

  private static final List<String> NARROW =
      List.of(
          " dport",
          "sport",
          "saddr",
          "daddr",
          "icmp",
          "igmp",
          "established",
          "related",
          "\"lo\"",
          " lo ",
          "pkttype",
          "ct status",
          "ct state invalid",
          "fib ",
          "set ",
          "@",
          "rt type",
          "esp",
          "ah ",
          "l4proto { 58",
          "l4proto 1 ",
          "l4proto 58",
          "ct mark",
          "meta mark",
          "cgroup",
          "skuid",
          "--dport",
          "--sport",
          " -s ",
          " -d ",
          "conntrack",
          "--state",
          "--icmp",
          "--dst-type",
          "addrtype",
          "--match-set",
          "owner");

  /** Interfaces that lead to a computer inside this one or through a tunnel, not to a network. */
  private static final List<String> INNER =
      List.of(
          "lo", "docker", "br-", "virbr", "lxc", "lxd", "veth", "vnet", "tun", "wg", "tailscale");

  private final Map<String, Chain> chains = new HashMap<>();
  private int steps;

  private FilterRules() {}

  private static final class Chain {
    final String table;
    final List<String> rules = new ArrayList<>();
    boolean input;
    boolean drops;

    Chain(String table) {
      this.table = table;
    }
  }

  private enum Fate {
    SHUT,
    OPEN,
    GOES_ON
  }

  /** Reads {@code nft list ruleset}. */
  FilterRules andNft(String text) {
    String table = "";
    Chain chain = null;
    int deep = 0;
    for (String raw : text.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (deep == 0 && line.startsWith("table ") && line.endsWith("{")) {
        table = line.substring("table ".length(), line.length() - 1).strip();
        deep = 1;
      } else if (deep == 1 && line.startsWith("chain ") && line.endsWith("{")) {
        chain = chain(table, line.substring("chain ".length(), line.length() - 1).strip());
        deep = 2;
      } else if (line.equals("}")) {
        deep = Math.max(0, deep - 1);
        chain = deep < 2 ? null : chain;
      } else if (deep == 2 && chain != null && line.startsWith("type ")) {
        chain.input = line.startsWith("type filter hook input ");
        chain.drops = line.contains("policy drop");
      } else if (deep == 2 && chain != null && !line.isEmpty()) {
        chain.rules.add(line);
      } else if (line.endsWith("{")) {
        deep++; // a set or a map of the table
      }
    }
    return this;
  }

  /**
   * Reads {@code iptables-save}.
   *
   * @param family {@code ip} or {@code ip6}
   */
  FilterRules andIptables(String family, String text) {
    boolean filter = false;
    for (String raw : text.split("\n", MOST_LINES)) {
      String line = raw.strip();
      if (line.startsWith("*")) {
        filter = line.equals("*filter");
      } else if (filter && line.startsWith(":")) {
        String[] words = line.substring(1).split(" ", 3);
        if (words.length >= 2) {
          Chain chain = chain(family + " iptables", words[0]);
          chain.input = words[0].equals("INPUT");
          chain.drops = words[1].equals("DROP");
        }
      } else if (filter && line.startsWith("-A ")) {
        String[] words = line.split(" ", 3);
        if (words.length == 3) {
          chain(family + " iptables", words[1]).rules.add(inNftWords(" " + words[2] + " "));
        }
      }
    }
    return this;
  }

  /** No rules at all. */
  static FilterRules none() {
    return new FilterRules();
  }

  private static String inNftWords(String rule) {
    int jump = Math.max(rule.indexOf(" -j "), rule.indexOf(" -g "));
    if (jump < 0) {
      return "";
    }
    String condition = rule.substring(0, jump).replace(" -i ", " iifname ").strip();
    String target = rule.substring(jump + 4).strip().split(" ", 2)[0];
    String verdict =
        switch (target) {
          case "ACCEPT" -> "accept";
          case "DROP" -> "drop";
          case "REJECT" -> "reject";
          case "RETURN" -> "return";
          default -> (rule.startsWith(" -g ", jump) ? "goto " : "jump ") + target;
        };
    // "-m comment" alone is no condition.
    return (condition.isEmpty() ? "" : " " + condition + " ") + verdict;
  }

  private Chain chain(String table, String name) {
    if (chains.size() >= MOST_CHAINS) {
      return new Chain(table);
    }
    return chains.computeIfAbsent(table + '\n' + name, key -> new Chain(table));
  }

  /**
   * Whether what nobody asked for is shut out.
   *
   * @param family {@code ip} or {@code ip6}
   */
  boolean shut(String family) {
    steps = 0;
    for (Chain chain : chains.values()) {
      boolean counts =
          chain.input && (chain.table.startsWith(family + " ") || chain.table.startsWith("inet "));
      if (counts) {
        Fate fate = fate(chain, 0, new HashSet<>());
        if (fate == Fate.SHUT || (fate == Fate.GOES_ON && chain.drops)) {
          return true; // each chain at the input has to let it in
        }
      }
    }
    return false;
  }

  private Fate fate(Chain chain, int depth, Set<Chain> above) {
    if (depth > DEEPEST || !above.add(chain)) {
      return Fate.OPEN;
    }
    boolean mayHaveReturned = false;
    try {
      for (String rule : chain.rules) {
        if (++steps > MOST_STEPS) {
          return Fate.OPEN;
        }
        Fate fate = fate(rule, chain, depth, above);
        if (fate != Fate.GOES_ON) {
          return fate == Fate.SHUT && mayHaveReturned ? Fate.GOES_ON : fate;
        }
        String verdict = verdict(rule);
        boolean leaves = verdict.equals("return") || verdict.startsWith("goto ");
        if (leaves && plain(rule, verdict)) {
          return Fate.GOES_ON;
        }
        mayHaveReturned |= leaves && (wide(rule) || toThisLaptop(rule));
      }
      return Fate.GOES_ON;
    } finally {
      above.remove(chain);
    }
  }

  /** A condition that holds for everything that is meant for this laptop. */
  private static boolean toThisLaptop(String rule) {
    return rule.contains("fib daddr type local") || rule.contains("--dst-type LOCAL");
  }

  private Fate fate(String rule, Chain chain, int depth, Set<Chain> above) {
    if (rule.contains(" vmap ")
        && (rule.contains("new : accept") || rule.contains("tcp : accept"))) {
      return Fate.OPEN;
    }
    String verdict = verdict(rule);
    boolean always = plain(rule, verdict);
    if (verdict.equals("accept")) {
      return always || wide(rule) || toThisLaptop(rule) ? Fate.OPEN : Fate.GOES_ON;
    }
    if (verdict.startsWith("drop") || verdict.startsWith("reject")) {
      return always ? Fate.SHUT : Fate.GOES_ON;
    }
    if (verdict.startsWith("jump ") || verdict.startsWith("goto ")) {
      Chain next = chains.get(chain.table + '\n' + verdict.substring(5).strip());
      if (next == null) {
        return Fate.GOES_ON;
      }
      Fate fate = fate(next, depth + 1, above);
      if (fate == Fate.SHUT) {
        return always ? Fate.SHUT : Fate.GOES_ON;
      }
      return always || wide(rule) ? fate : Fate.GOES_ON;
    }
    return Fate.GOES_ON;
  }

  /** The last words of a rule that say what happens; empty where it only counts or notes. */
  private static String verdict(String rule) {
    String text = rule;
    int comment = text.indexOf(" comment \"");
    if (comment >= 0) {
      text = text.substring(0, comment);
    }
    String padded = " " + text.strip();
    for (String word : List.of(" jump ", " goto ")) {
      int at = padded.lastIndexOf(word);
      if (at >= 0) {
        return padded.substring(at + 1).strip();
      }
    }
    for (String word : List.of(" accept", " drop", " return")) {
      if (padded.endsWith(word)) {
        return word.strip();
      }
    }
    int reject = padded.lastIndexOf(" reject");
    return reject >= 0 ? padded.substring(reject + 1) : "";
  }

  /** True where nothing but a count, a note or a comment stands before the verdict. */
  private static boolean plain(String rule, @Nullable String verdict) {
    if (verdict == null || verdict.isEmpty()) {
      return false;
    }
    String text = " " + rule.strip();
    int comment = text.indexOf(" comment \"");
    if (comment >= 0) {
      text = text.substring(0, comment);
    }
    int at = text.lastIndexOf(" " + verdict);
    if (at < 0) {
      return false;
    }
    String before = text.substring(0, at).strip();
    return condition(before).isEmpty();
  }

  /** What is left of a condition without counters, notes and comments. */
  private static String condition(String before) {
    String text = before;
    if (text.startsWith("counter packets ")) {
      String[] words = text.split(" ", 6);
      text = words.length == 6 ? words[5] : "";
    } else if (text.startsWith("counter")) {
      text = text.substring("counter".length());
    }
    text = text.strip();
    if (text.startsWith("-m comment --comment ")) {
      int end = text.endsWith("\"") ? text.length() : text.indexOf(' ', 21);
      text = end < 0 ? "" : text.substring(end);
    }
    return text.startsWith("log") ? "" : text.strip();
  }

  /**
   * Whether a condition lets in what nobody asked for all the same: it names a network's interface,
   * a whole protocol or a state that everything new has, and nothing that narrows it.
   */
  private static boolean wide(String rule) {
    String text = " " + rule.strip() + " ";
    int face = text.indexOf("iifname ");
    face = face >= 0 ? face + 8 : text.indexOf(" iif ") >= 0 ? text.indexOf(" iif ") + 5 : -1;
    if (face >= 0) {
      String name = text.substring(face).strip().replace("\"", "").replace("{ ", "");
      if (INNER.stream().anyMatch(name::startsWith) || text.charAt(face) == '!') {
        return false;
      }
    }
    for (String narrow : NARROW) {
      if (text.contains(narrow)) {
        return text.contains("/0 ") || text.contains("0-65535") || text.contains("0:65535");
      }
    }
    return true;
  }
}
