package io.stairgate.agent;

import io.stairgate.agent.config.AgentConfig;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.control.ChangeDesk.Orders;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.identity.IdentityStore;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.policy.PolicyStore;
import io.stairgate.agent.policy.PolicyVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The one-shot process with an administrator's rights: one question, one answer. It believes the
 * service nothing: what is to be changed stands in the policy that the console signed, and is read
 * and verified here once more.
 */
final class Change {
  private static final Logger LOG = Logger.getLogger(Change.class.getName());

  private final AgentConfig config;
  private final Platform platform;

  Change(AgentConfig config, Platform platform) {
    this.config = config;
    this.platform = platform;
  }

  /** True where all was done. */
  boolean answer(InputStream question, OutputStream answer)
      throws PlainException, IOException, InterruptedException {
    if (!platform.administrator()) {
      throw new PlainException(
          "Only an administrator may do this. Run the command as an administrator.");
    }
    return platform.changeDesk().answer(question, answer, this::orders);
  }

  /** What the console signed for this laptop; nothing where it is not enrolled or is damaged. */
  private Orders orders() {
    if (!Files.isDirectory(config.data())) {
      return new Orders(Optional.empty(), Optional.empty());
    }
    try {
      DataDirectory data = DataDirectory.open(config.data());
      Optional<Identity> identity = IdentityStore.open(data).load();
      if (identity.isEmpty()) {
        return new Orders(Optional.empty(), Optional.empty());
      }
      return new Orders(
          PolicyStore.kept(data, new PolicyVerifier(identity.get())),
          Optional.of(identity.get().recoveryKey()));
    } catch (PlainException | IOException e) {
      LOG.log(Level.WARNING, "The policy cannot be read: {0}", e.getMessage());
      return new Orders(Optional.empty(), Optional.empty());
    }
  }
}
