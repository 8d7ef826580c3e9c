package io.stairgate.agent.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The side of the agent that has an administrator's rights: takes one question of a closed list,
 * changes the laptop as the signed policy says, answers, and is gone. One question at a time on the
 * whole laptop.
 */
public interface ChangeDesk {
  /**
   * Reads one question, acts and answers. A question it does not know changes nothing and is
   * answered with a sentence.
   *
   * @param question at most 4 KiB are read
   * @param answer what came of it
   * @param orders loaded only where the question needs them
   * @return whether all was done
   * @throws IOException where nobody can be answered
   */
  boolean answer(InputStream question, OutputStream answer, Supplier<Orders> orders)
      throws IOException, InterruptedException;

  /**
   * What this laptop follows, as the console signed it.
   *
   * @param policy the policy on disk, verified; empty: none
   * @param recoveryKey the setting's public recovery key, pinned at the enrolment; empty: none
   */
  record Orders(Optional<Policy> policy, Optional<Bytes> recoveryKey) {}

  /** A system on which nothing can be changed. */
  ChangeDesk NOTHING =
      (question, answer, orders) -> {
        answer.write("failed This kind of computer cannot be changed yet.\n".getBytes(UTF_8));
        return false;
      };
}
