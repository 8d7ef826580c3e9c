package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.control.FirewallSource;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the kernel filters, and which program set it. One thread at a time. */
public final class FirewallReader implements FirewallSource {
  /** Whose change may change what is filtered. */
  public static final List<String> WATCHED =
      List.of(
          "/etc/ufw",
          "/etc/default/ufw",
          "/etc/nftables.conf",
          "/etc/firewalld",
          "/etc/stairgate/firewall.nft",
          "/run/systemd/units/invocation:ufw.service",
          "/run/systemd/units/invocation:firewalld.service",
          "/run/systemd/units/invocation:nftables.service",
          "/run/systemd/units/invocation:stairgate-firewall.service");

  private static final int CONF_LIMIT = 64 * 1024;

  private final RootFiles files;
  private final Supplier<Optional<String>> look;

  /**
   * Reads nothing yet.
   *
   * @param look asks the system's own unit for what the kernel filters; empty: nobody answers
   */
  public FirewallReader(RootFiles files, Supplier<Optional<String>> look) {
    this.files = files;
    this.look = look;
  }

  @Override
  public Reading read() {
    List<String> products = products();
    Optional<String> seen = look.get();
    if (seen.isEmpty()) {
      return new Reading.Unreadable("needs-administrator", products);
    }
    Optional<FilterRules> rules = parse(seen.get());
    return rules.isEmpty()
        ? new Reading.Unreadable("no-program-to-look", products)
        : new Reading.Filter(
            rules.get().shut("ip") ? Inward.SHUT : Inward.OPEN, six(rules.get()), products);
  }

  private Inward six(FilterRules rules) {
    boolean absent =
        !files.exists("/proc/net/if_inet6")
            || files
                .attribute("/proc/sys/net/ipv6/conf/all/disable_ipv6")
                .filter("1"::equals)
                .isPresent();
    return absent ? Inward.ABSENT : rules.shut("ip6") ? Inward.SHUT : Inward.OPEN;
  }

  /**
   * Reads what the unit answered: parts that begin with a line {@code == nft}, {@code == ip} or
   * {@code == ip6}. Empty where there is no part.
   */
  static Optional<FilterRules> parse(String answer) {
    FilterRules rules = FilterRules.none();
    boolean any = false;
    int at = answer.startsWith("== ") ? 0 : -1;
    while (at >= 0) {
      int end = answer.indexOf('\n', at);
      int next = answer.indexOf("\n== ", at);
      String name = answer.substring(at + 3, end < 0 ? answer.length() : end).strip();
      String text = end < 0 ? "" : answer.substring(end + 1, next < end ? answer.length() : next);
      switch (name) {
        case "nft" -> rules.andNft(text);
        case "ip", "ip6" -> rules.andIptables(name, text);
        default -> {
          at = next < 0 ? -1 : next + 1;
          continue;
        }
      }
      any = true;
      at = next < 0 ? -1 : next + 1;
    }
    return any ? Optional.of(rules) : Optional.empty();
  }

  /** What is there to set the filter, by its own configuration and the system's running units. */
  private List<String> products() {
    List<String> products = new ArrayList<>();
    if (files.exists("/usr/sbin/ufw")) {
      products.add("ufw, " + (ufwOn(files) ? "on" : "off"));
    }
    for (String unit : List.of("firewalld", "nftables", "stairgate-firewall")) {
      if (active(files, unit)) {
        products.add(unit);
      }
    }
    return products;
  }

  static boolean ufwOn(RootFiles files) {
    return files
        .text("/etc/ufw/ufw.conf", CONF_LIMIT)
        .filter(text -> text.lines().anyMatch(line -> line.strip().equals("ENABLED=yes")))
        .isPresent();
  }

  static boolean active(RootFiles files, String service) {
    return java.nio.file.Files.isSymbolicLink(
        files.path("/run/systemd/units/invocation:" + service + ".service"));
  }
}
