package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.control.ChangeDesk.Orders;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Answers the questions about keys of encrypted disks, with an administrator's rights. */
public interface KeyDesk {
  /**
   * Acts and answers.
   *
   * @param act what to do
   * @param more the lines after the verb, at most 4 KiB; read it into bytes that can be wiped
   * @param orders what the console signed
   * @return the answer's lines, at most 64 KiB, no secret in the clear
   * @throws HoldException where it could not be done; nothing is changed then
   * @throws IOException where the question could not be read
   */
  String answer(KeyAct act, InputStream more, Supplier<Orders> orders)
      throws HoldException, IOException, InterruptedException;

  /** Knows no keys. */
  KeyDesk NONE =
      (act, more, orders) -> {
        throw new HoldException("This version of the agent cannot keep recovery keys.");
      };
}
