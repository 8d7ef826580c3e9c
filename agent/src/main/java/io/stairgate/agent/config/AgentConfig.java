package io.stairgate.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this agent was told to run; read once.
 *
 * @param root the system's root, or a folder made to look like one for tests
 * @param data the folder the agent keeps everything in
 * @param sockets where the running service may be reached, the likeliest first; the service opens
 *     the first
 */
public record AgentConfig(Path root, Path data, List<Path> sockets) {
  private static final Path SERVICE_DATA = Path.of("/var/lib/stairgate-agent");
  private static final Path SERVICE_SOCKET = Path.of("/run/stairgate-agent/agent.sock");
  private static final String PAGE = "what-this-laptop-reports.html";
  private static final Path SERVICE_PAGE = Path.of("/run/stairgate", PAGE);
  private static final String SOCKET = "agent.sock";

  public AgentConfig {
    sockets = List.copyOf(sockets);
  }

  /**
   * From the words of the command line and the environment.
   *
   * @param root {@code --root}, where given
   * @param data {@code --data}, where given
   * @param administrator whether the process has an administrator's rights
   * @param environment the process's environment
   * @param home the person's home folder
   * @throws PlainException when there is no place for the data
   */
  public static AgentConfig of(
      Optional<Path> root,
      Optional<Path> data,
      boolean administrator,
      Map<String, String> environment,
      String home)
      throws PlainException {
    Path system = root.orElse(Path.of("/")).toAbsolutePath().normalize();
    if (data.isPresent()) {
      Path folder = data.get().toAbsolutePath().normalize();
      return new AgentConfig(
          system,
          folder,
          folder.equals(SERVICE_DATA) ? List.of(SERVICE_SOCKET) : List.of(folder.resolve(SOCKET)));
    }
    if (administrator) {
      return new AgentConfig(system, SERVICE_DATA, List.of(SERVICE_SOCKET));
    }
    Path folder = state(environment, home).resolve("stairgate-agent");
    return new AgentConfig(system, folder, List.of(folder.resolve(SOCKET), SERVICE_SOCKET));
  }

  /** The page "What this laptop reports", which everybody at the laptop may read. */
  public Path page() {
    return data.equals(SERVICE_DATA) ? SERVICE_PAGE : data.resolve(PAGE);
  }

  /** Where a person finds that page: their own agent's, or else the service's. */
  public List<Path> pages() {
    return data.equals(SERVICE_DATA) ? List.of(SERVICE_PAGE) : List.of(page(), SERVICE_PAGE);
  }

  private static Path state(Map<String, String> environment, String home) throws PlainException {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return Path.of(state);
    }
    if (home.isEmpty() || home.equals("?")) {
      throw new PlainException(
          "There is no home folder to keep data in. Name a folder with --data.");
    }
    return Path.of(home, ".local", "state");
  }
}
