package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * Recovery keys of laptops, and who together opens them.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param shared whether the setting's key was shared out
 * @param standing how it stands, in a sentence
 * @param people who may hold a share
 * @param needed how many together open
 * @param chosen whether holders were chosen
 * @param mine whether whoever looks is to hold a share
 * @param ready whether they have a recovery passphrase
 * @param holds whether they hold a share
 * @param mayPrint whether the key can be printed now
 * @param asked numbers of the groups to be typed back; empty: nothing was printed
 * @param typesBack whether whoever looks is to type them back
 * @param requests what was asked
 * @param keys the laptops' keys
 * @param drill the last drill, in a sentence
 * @param drillDue whether it is time for one
 */
public record RecoveryView(
    Frame frame,
    Problems problems,
    boolean shared,
    String standing,
    List<Person> people,
    int needed,
    boolean chosen,
    boolean mine,
    boolean ready,
    boolean holds,
    boolean mayPrint,
    List<Integer> asked,
    boolean typesBack,
    List<Request> requests,
    List<Key> keys,
    String drill,
    boolean drillDue) {
  public RecoveryView {
    people = List.copyOf(people);
    asked = List.copyOf(asked);
    requests = List.copyOf(requests);
    keys = List.copyOf(keys);
  }

  /**
   * Somebody who may hold a share.
   *
   * @param id names them
   * @param name their name
   * @param chosen whether they are chosen
   * @param how how far they are, in words
   */
  public record Person(String id, String name, boolean chosen, String how) {}

  /**
   * Something that was asked.
   *
   * @param id names it
   * @param what in words
   * @param by who asked
   * @param when when
   * @param state how it stands, in words
   */
  public record Request(String id, String what, String by, Moment when, String state) {}

  /**
   * One laptop's key.
   *
   * @param laptop id of the laptop
   * @param nickname its name
   * @param keyId the key's name, in two groups
   * @param plainId the key's name in one
   * @param disk what the disk holds
   * @param kept whether it opens the disk
   * @param how what became of it, in words
   * @param since since when it is kept
   * @param seen when a person last saw it
   */
  public record Key(
      String laptop,
      String nickname,
      String keyId,
      String plainId,
      String disk,
      boolean kept,
      String how,
      Moment since,
      Optional<Moment> seen) {}
}
