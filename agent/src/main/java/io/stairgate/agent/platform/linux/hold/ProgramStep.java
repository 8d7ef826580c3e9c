package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.command.Command;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something only the system's own programs can change: an account, a device. Its state is one text
 * that {@link Look} reads from files, with the service's rights; programs make it so and put it
 * back, by absolute paths, without a shell.
 *
 * @param id stable, for example {@code account:anna}; at most 200 printable ASCII characters
 * @param words what people are told of it
 * @param look reads what is there now
 * @param told what is there now, in words for people, from what was looked at; no secret
 * @param good decides whether it is as the rule asks
 * @param making what to run, given what is there now
 * @param undoing what to run to put back what was there before
 * @param programs runs them
 */
public record ProgramStep(
    String id,
    Words words,
    Look look,
    Function<String, String> told,
    Predicate<String> good,
    Function<String, List<Command>> making,
    Function<String, List<Command>> undoing,
    Programs programs)
    implements Step {
  /** Reads a state. */
  @FunctionalInterface
  public interface Look {
    /**
     * What is there now, exactly enough to put it back; at most 64 KiB.
     *
     * @throws HoldException where it cannot be read
     */
    String read() throws HoldException;
  }

  @Override
  public String what() {
    return words.what();
  }

  @Override
  public String expected() {
    return words.expected();
  }

  @Override
  public String sentence() {
    return words.sentence();
  }

  @Override
  public String found() {
    try {
      return told.apply(look.read());
    } catch (HoldException e) {
      return "not readable";
    }
  }

  @Override
  public boolean done() {
    try {
      return good.test(look.read());
    } catch (HoldException e) {
      return false;
    }
  }

  @Override
  public String before() throws HoldException {
    return look.read();
  }

  @Override
  public void make() throws HoldException, InterruptedException {
    run(making.apply(look.read()), "This could not be changed: " + words.what() + ".");
  }

  @Override
  public void putBack(String before) throws HoldException, InterruptedException {
    String sentence = "This could not be put back: " + words.what() + ".";
    run(undoing.apply(before), sentence);
  }

  private void run(List<Command> commands, String sentence)
      throws HoldException, InterruptedException {
    for (Command command : commands) {
      programs.need(sentence, command);
    }
  }
}
