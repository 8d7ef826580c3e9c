package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.control.FirewallSource;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.FileStep;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.ProgramStep;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.UnitStep;
import io.stairgate.agent.platform.linux.hold.Words;
import io.stairgate.agent.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Switches the laptop's own firewall on: the one that is installed (ufw, firewalld) with its rules
 * as they are, or else one table of nftables of our own. What is connected stays connected: all
 * three let through what belongs to a connection that is there.
 */
public final class FirewallHolding implements Holding {
  private static final String TABLE = "/etc/stairgate/firewall.nft";
  private static final String UNIT = "stairgate-firewall.service";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String UFW = "ufw";

  /**
   * Loading it again replaces it; nothing of other tables is touched. IPv6 does not work without
   * the neighbour messages, and an address is not renewed without DHCP's answers.
   */
  static final String RULES =
      """
      # Made by Stairgate while the rule "firewall" is enforced; taken away when it is not.
      table inet stairgate
      delete table inet stairgate
      table inet stairgate {
        chain input {
          type filter hook input priority filter; policy drop;
          ct state vmap { established : accept, related : accept, invalid : drop }
          iif "lo" accept
          meta l4proto { icmp, ipv6-icmp } accept
          ip protocol igmp accept
          udp sport 67 udp dport 68 accept
          ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
          udp dport 5353 ip daddr 224.0.0.251 accept
          udp dport 5353 ip6 daddr ff02::fb accept
        }
      }
      """;

  /** Loaded before the network comes up, as the system's own firewalls are. */
  static final String SERVICE =
      """
      [Unit]
      Description=Stairgate: the laptop's own firewall
      DefaultDependencies=no
      Wants=network-pre.target
      Before=network-pre.target shutdown.target
      Conflicts=shutdown.target
      After=local-fs.target

      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=/usr/sbin/nft -f /etc/stairgate/firewall.nft
      ExecReload=/usr/sbin/nft -f /etc/stairgate/firewall.nft
      ExecStop=/usr/sbin/nft delete table inet stairgate

      [Install]
      WantedBy=sysinit.target
      """;

  private final RootFiles files;
  private final Programs programs;
  private final KeptLook look;

  /**
   * Reads nothing yet.
   *
   * @param look tells what the kernel filters, as for {@link FirewallReader}
   */
  public FirewallHolding(RootFiles files, Programs programs, KeptLook look) {
    this.files = files;
    this.programs = programs;
    this.look = look;
  }

  @Override
  public Rule rule() {
    return Rule.FIREWALL;
  }

  @Override
  public List<String> watched() {
    return FirewallReader.WATCHED;
  }

  @Override
  public List<Step> steps(Policy policy) {
    boolean ours = files.exists(TABLE);
    if (!ours && files.exists("/usr/sbin/firewalld")) {
      return List.of(firewalld(), inForce("firewalld.service"));
    }
    if (!ours && files.exists("/usr/sbin/ufw")) {
      return List.of(ufw());
    }
    return List.of(
        new FileStep(
            files,
            TABLE,
            RULES,
            0644,
            new Words(
                "the firewall's own rules",
                "shut out what nobody asked for",
                "A list of what may come in will be laid down: answers, and what networks need.")),
        new FileStep(
            files,
            "/etc/systemd/system/" + UNIT,
            SERVICE,
            0644,
            new Words(
                "the service that switches the firewall on",
                "there",
                "A service that switches the firewall on will be set up.")),
        new UnitStep(
            files,
            programs,
            UNIT,
            UnitStep.Want.RUNNING,
            new Words(
                "the laptop's own firewall",
                "on, at each start",
                "The laptop's own firewall will be switched on. What is connected stays"
                    + " connected.")),
        inForce(UNIT));
  }

  private Step firewalld() {
    return new UnitStep(
        files,
        programs,
        "firewalld.service",
        UnitStep.Want.RUNNING,
        new Words(
            "the laptop's own firewall",
            "on, at each start",
            "The laptop's own firewall (firewalld) will be switched on with the rules it has."));
  }

  /** The service runs, and the kernel filters: one does not say the other. */
  private Step inForce(String unit) {
    return new ProgramStep(
        "firewall:in-force",
        new Words(
            "what the firewall lets in",
            "nothing that nobody asked for",
            "The firewall's rules will be loaded again."),
        this::filter,
        state -> state.equals("shut") ? "nothing that nobody asked for" : "everything",
        "shut"::equals,
        state -> {
          look.forget();
          return List.of(command("/usr/bin/systemctl", "reload-or-restart", unit));
        },
        before -> List.of(),
        programs);
  }

  private Step ufw() {
    return new ProgramStep(
        UFW,
        new Words(
            "the laptop's own firewall",
            "on, and shut to what nobody asked for",
            "The laptop's own firewall (ufw) will be switched on with the rules it has, shut to"
                + " what nobody asked for. What is connected stays connected."),
        () -> "on=" + FirewallReader.ufwOn(files) + " default=" + ufwDefault() + " " + filter(),
        state -> state.startsWith("on=true") ? "on, but lets everything in" : "off",
        state -> state.startsWith("on=true") && !allows(state) && !state.endsWith(" open"),
        this::switchUfwOn,
        FirewallHolding::switchUfwBack,
        programs);
  }

  private List<Command> switchUfwOn(String state) {
    look.forget();
    Command enable = command("/usr/sbin/ufw", "--force", "enable");
    Command reload = command("/usr/sbin/ufw", "reload");
    if (allows(state)) {
      Command deny = command("/usr/sbin/ufw", "default", "deny", "incoming");
      return List.of(deny, enable);
    }
    // On by its own word, and open: somebody emptied the kernel's rules under it.
    return state.startsWith("on=true") ? List.of(reload) : List.of(enable);
  }

  private static List<Command> switchUfwBack(String before) {
    Command disable = command("/usr/sbin/ufw", "--force", "disable");
    Command allow = command("/usr/sbin/ufw", "default", "allow", "incoming");
    boolean wasOff = !before.startsWith("on=true");
    if (allows(before)) {
      return wasOff ? List.of(disable, allow) : List.of(allow);
    }
    return wasOff ? List.of(disable) : List.of();
  }

  private static boolean allows(String state) {
    return state.contains(" default=ACCEPT ");
  }

  private String ufwDefault() {
    return files.text("/etc/default/ufw", 64 * 1024).stream()
        .flatMap(String::lines)
        .map(String::strip)
        .filter(line -> line.startsWith("DEFAULT_INPUT_POLICY="))
        .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", "").strip())
        .filter(policy -> policy.matches("[A-Z]{1,16}"))
        .reduce((first, last) -> last)
        .orElse("DROP");
  }

  /** {@code shut}, {@code open} or {@code unseen}. */
  private String filter() {
    return switch (new FirewallReader(files, look).read()) {
      case FirewallSource.Reading.Filter filter ->
          filter.four() == FirewallSource.Inward.OPEN || filter.six() == FirewallSource.Inward.OPEN
              ? "open"
              : "shut";
      case FirewallSource.Reading.Unreadable unreadable -> "unseen";
    };
  }

  private static Command command(String program, String... arguments) {
    return Command.of(Path.of(program), PATIENCE, arguments);
  }
}
