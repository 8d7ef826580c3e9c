package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.control.ChangeDesk;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers one question with an administrator's rights. What it may do is the closed list of {@link
 * Verb}; how a rule is set it takes from the signed policy alone.
 */
public final class RootDesk implements ChangeDesk {
  private static final Logger LOG = Logger.getLogger(RootDesk.class.getName());
  private static final String LOCK = "/var/lib/stairgate-agent/before.lock";

  private final RootFiles files;
  private final List<Holding> holdings;
  private final KeyDesk keys;
  private final Making making;

  /**
   * Reads nothing yet.
   *
   * @param holdings how each rule is held
   * @param keys answers about keys of encrypted disks
   */
  public RootDesk(RootFiles files, Programs programs, List<Holding> holdings, KeyDesk keys) {
    this.files = files;
    this.holdings = List.copyOf(holdings);
    this.keys = keys;
    this.making = new Making(files, programs);
  }

  @Override
  public boolean answer(InputStream question, OutputStream answer, Supplier<Orders> orders)
      throws IOException, InterruptedException {
    byte[] all = question.readNBytes(Verb.LONGEST + 1);
    int end = 0;
    while (end < all.length && all[end] != '\n') {
      end++;
    }
    Answer done;
    try {
      Optional<Verb> verb = Verb.parse(new String(all, 0, end, StandardCharsets.UTF_8));
      InputStream more = new ByteArrayInputStream(all, Math.min(end + 1, all.length), all.length);
      done =
          verb.isPresent() && all.length <= Verb.LONGEST
              ? act(verb.get(), more, orders)
              : new Answer.Failed("That is nothing the agent may ask for.");
    } catch (HoldException e) {
      done = new Answer.Failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A change failed", e);
      done = new Answer.Failed("The agent had a fault. Its log says more.");
    } finally {
      Arrays.fill(all, (byte) 0); // it may hold a passphrase
    }
    answer.write(done.message().getBytes(StandardCharsets.UTF_8));
    answer.flush();
    return done instanceof Answer.Done;
  }

  private Answer act(Verb verb, InputStream more, Supplier<Orders> orders)
      throws HoldException, IOException, InterruptedException {
    return switch (verb) {
      case Verb.Hold(Rule rule) ->
          alone(
              () -> {
                making.hold(holding(rule), enforced(rule, orders.get().policy()));
                return "";
              });
      case Verb.PutBack(Rule rule) ->
          alone(
              () -> {
                making.putBack(holding(rule), orders.get().policy().orElse(Policy.DEFAULT));
                return "";
              });
      case Verb.PutBackAll() -> alone(() -> putBackAll(orders));
      case Verb.Keys(KeyAct act) -> alone(() -> keys.answer(act, more, orders));
    };
  }

  private String putBackAll(Supplier<Orders> orders) throws HoldException, InterruptedException {
    String sentence = "";
    Policy policy = orders.get().policy().orElse(Policy.DEFAULT);
    for (Rule rule : List.copyOf(new BeforeRecords(files).rules()).reversed()) {
      try {
        making.putBack(holding(rule), policy);
      } catch (HoldException e) {
        sentence = rule.id() + ": " + e.getMessage();
      }
    }
    if (!sentence.isEmpty()) {
      throw new HoldException(sentence);
    }
    return "";
  }

  /** One change at a time on this laptop, whichever process makes it. */
  private Answer alone(Act act) throws HoldException, IOException, InterruptedException {
    Path file = files.path(LOCK);
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock();
      try {
        return new Answer.Done(act.run());
      } finally {
        lock.release();
      }
    }
  }

  /** What is done alone. */
  @FunctionalInterface
  private interface Act {
    String run() throws HoldException, IOException, InterruptedException;
  }

  private Holding holding(Rule rule) throws HoldException {
    return holdings.stream()
        .filter(holding -> holding.rule() == rule)
        .findFirst()
        .orElseThrow(() -> new HoldException("This rule cannot be enforced on this laptop."));
  }

  private static Policy enforced(Rule rule, Optional<Policy> policy) throws HoldException {
    if (policy.isEmpty() || policy.get().stageOf(rule) != Stage.ENFORCE) {
      throw new HoldException(
          "The policy the console signed does not enforce this rule, so nothing was changed.");
    }
    return policy.get();
  }
}
