package io.stairgate.packaging;

import io.stairgate.agent.event.PolicyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one laptop wrote down beside its journal, line by line.
 *
 * @param accepted serial of each stick whose event the journal accepted, in order, and its place
 * @param refused serials of which the journal said that it did not take them
 * @param gaps how often the journal itself began with a gap
 * @param acknowledged how many times the console was seen further
 * @param policy the newest policy it took over; 1.1 before the first
 * @param loosened where it began with an older policy than it had taken over, in words
 */
record Ledger(
    Map<String, Place> accepted,
    List<String> refused,
    int gaps,
    int acknowledged,
    PolicyVersion policy,
    List<String> loosened) {
  /** Where the journal had it; sequence 0 is not known. */
  record Place(String epoch, long sequence) {}

  static Ledger read(Path file) throws IOException {
    Map<String, Place> accepted = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    PolicyVersion policy = new PolicyVersion(1, 1);
    boolean any = false;
    List<String> loosened = new ArrayList<>();
    String text = Files.readString(file);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ", -1);
      counts.merge(words[0], 1, Integer::sum);
      switch (words[0]) {
        case "has" -> accepted.put(words[3], new Place(words[1], Long.parseLong(words[2])));
        case "not" -> refused.add(words[1]);
        case "policy" -> {
          policy = new PolicyVersion(Long.parseLong(words[1]), Long.parseLong(words[2]));
          any = true;
        }
        case "holds" -> {
          long epoch = Long.parseLong(words[1]);
          long number = Long.parseLong(words[2]);
          if (any
              && (epoch < policy.epoch()
                  || (epoch == policy.epoch() && number < policy.number()))) {
            loosened.add("began with policy %s.%s after %s".formatted(words[1], words[2], policy));
          }
        }
        default -> {}
      }
    }
    return new Ledger(
        accepted,
        refused,
        counts.getOrDefault("gap", 0),
        counts.getOrDefault("ack", 0),
        policy,
        loosened);
  }
}
