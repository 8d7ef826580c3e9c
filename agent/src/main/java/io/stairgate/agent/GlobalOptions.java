package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.PlainException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options every command takes. */
final class GlobalOptions {
  /** Makes the configuration of what was given; only Main reads the environment. */
  interface Configurer {
    AgentConfig configure(Optional<Path> root, Optional<Path> data) throws PlainException;
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder the agent keeps everything in.")
  private @Nullable Path data;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "A folder made to look like a system's root, for tests.")
  private @Nullable Path root;

  @Option(names = "--debug", description = "Shows where in the program a fault came from.")
  private boolean debug;

  AgentConfig config(Configurer configurer) throws PlainException {
    return configurer.configure(Optional.ofNullable(root), Optional.ofNullable(data));
  }

  boolean debug() {
    return debug;
  }
}
