package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.Holds;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.local.Ask;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.LocalClient;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.platform.Platforms;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through what the service does, for the making of the start-up cache after an installation:
 * {@code Rehearsal CLASSES FOLDER}. Changes nothing on the laptop, opens no connection and does not
 * start the control of the laptop's portable media. What it cannot do without a console is in the
 * list of classes that a real run used.
 */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param args a file with one class name on each line, and a folder to write into
   */
  public static void main(String[] args) throws IOException, PlainException {
    load(Path.of(args[0]));
    InstantSource clock = InstantSource.fixed(Instant.EPOCH); // nothing of this is kept
    Platform platform = Platforms.current(Path.of("/"), clock);
    DataDirectory data = DataDirectory.open(Path.of(args[1]));
    List<Control> controls =
        new ArrayList<>(
            platform.controls(
                ControlParts.once(data.path().resolve(Agent.NOTES), Optional::empty)));
    try (MediaControl media = platform.media(data.folder("media").path());
        Journal journal = Journal.open(data.folder("journal"), Limits.DEFAULT, clock)) {
      controls.add(media);
      List<Finding> findings = new Prover(controls, clock).prove(Policy.DEFAULT);
      Posture posture = new Posture(platform.hardware(), findings);
      journal.append(List.of(new Draft(clock.instant(), platform.bootTime(), posture)));
      journal.read(1, 256, 1 << 18);
      Json.findings(Holds.preview(platform.holder(), findings, Policy.DEFAULT), Map.of());
    }
    service(data.folder("service"), clock);
  }

  /** The whole service, on an empty folder in place of the laptop and without a console. */
  private static void service(DataDirectory folder, InstantSource clock)
      throws IOException, PlainException {
    Path root = folder.folder("laptop").path();
    DataDirectory data = folder.folder("agent");
    AgentConfig config =
        new AgentConfig(root, data.path(), List.of(data.path().resolve("agent.sock")));
    try (Agent agent =
        new Agent(
            config,
            Platforms.current(root, clock),
            clock,
            ZoneId::systemDefault,
            new SecureRandom())) {
      agent.start();
      LocalClient client = new LocalClient(config.sockets());
      for (Ask ask : List.of(Ask.CHECK, Ask.STATUS, Ask.MEDIA, Ask.PERMISSIONS, Ask.NOTICE)) {
        client.ask(ask);
      }
    }
  }

  /** A class of another version of a library may be missing: it then is no part of the cache. */
  private static void load(Path classes) throws IOException {
    ClassLoader loader = Rehearsal.class.getClassLoader();
    for (String name : Files.readAllLines(classes)) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError e) {
        System.err.println("not in the start-up cache: " + name);
      }
    }
  }
}
