package io.stairgate.packaging.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Something of ours that keeps promises on a disk. */
interface Subject {
  /** Its name on the command line. */
  String name();

  /** How many states are made from one record. */
  int statesPerRecord();

  /**
   * Works for a while in an empty folder and says what it promised.
   *
   * @param seed the same one does the same again, save for what is random in the product itself
   */
  Recording record(Path folder, long seed, Broken broken) throws Exception;

  /**
   * Opens what a power cut left.
   *
   * @param folder one legal state; may be changed
   * @param said what was promised before the cut, in order
   * @return what is wrong, in words; empty when every promise was kept
   */
  List<String> check(Path folder, List<Object> said, Random random, Broken broken) throws Exception;
}
