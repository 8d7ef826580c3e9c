package io.stairgate.console.audit;

import java.util.Optional;
import java.util.UUID;

/** Who did something that is worth a line in the log. */
public sealed interface Actor {
  /** How people know it, at most 100 characters; not unique. */
  String name();

  /** What it is, as the log keeps it. */
  String kind();

  /** Which one it is; empty where there is only one of its kind. */
  Optional<UUID> id();

  /**
   * A person who is signed in, or is signing in.
   *
   * @param account the person's account
   * @param name the display name at that time
   */
  record Person(UUID account, String name) implements Actor {
    @Override
    public String kind() {
      return "person";
    }

    @Override
    public Optional<UUID> id() {
      return Optional.of(account);
    }
  }

  /**
   * A program with a token of the API.
   *
   * @param token the token's id
   * @param name what the token was called when it was made
   */
  record Program(UUID token, String name) implements Actor {
    @Override
    public String kind() {
      return "program";
    }

    @Override
    public Optional<UUID> id() {
      return Optional.of(token);
    }
  }

  /**
   * A laptop's agent.
   *
   * @param device the laptop
   * @param name its nickname at that time
   */
  record Laptop(UUID device, String name) implements Actor {
    @Override
    public String kind() {
      return "laptop";
    }

    @Override
    public Optional<UUID> id() {
      return Optional.of(device);
    }
  }

  /** Somebody at the server, with the command line: nobody the console knows by name. */
  record CommandLine() implements Actor {
    @Override
    public String name() {
      return "Command line";
    }

    @Override
    public String kind() {
      return "command-line";
    }

    @Override
    public Optional<UUID> id() {
      return Optional.empty();
    }
  }

  /** The console by itself. */
  record Console() implements Actor {
    @Override
    public String name() {
      return "Console";
    }

    @Override
    public String kind() {
      return "console";
    }

    @Override
    public Optional<UUID> id() {
      return Optional.empty();
    }
  }
}
