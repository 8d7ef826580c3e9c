package io.stairgate.agent.platform.linux.hold;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What was there before one rule was held.
 *
 * @param entries a step each, in the order in which they were made
 * @param unfinished whether what has to run after the steps is still due
 */
record BeforeRecord(List<Entry> entries, boolean unfinished) {
  static final BeforeRecord EMPTY = new BeforeRecord(List.of(), false);

  private static final String FIRST_LINE = "stairgate-before 1";

  /** A policy that changes each day for a month leaves no more different values than this. */
  private static final int MOST_AIMS = 40;

  /**
   * One step.
   *
   * @param id the step's
   * @param before what was there
   * @param aims what was made of it, the latest last; one of them is there now unless somebody else
   *     changed it
   */
  record Entry(String id, String before, List<String> aims) {
    Entry {
      aims = List.copyOf(aims);
    }

    Entry with(String aim) {
      if (aim.isEmpty() || (!aims.isEmpty() && aims.getLast().equals(aim))) {
        return this;
      }
      List<String> all = new ArrayList<>(aims);
      all.remove(aim);
      all.add(aim);
      return new Entry(id, before, all.subList(Math.max(all.size() - MOST_AIMS, 0), all.size()));
    }
  }

  BeforeRecord {
    entries = List.copyOf(entries);
  }

  Optional<Entry> entry(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** With an entry in its place, or as the last. */
  BeforeRecord with(Entry fresh) {
    List<Entry> all = new ArrayList<>();
    boolean found = false;
    for (Entry entry : entries) {
      boolean same = entry.id().equals(fresh.id());
      all.add(same ? fresh : entry);
      found |= same;
    }
    if (!found) {
      all.add(fresh);
    }
    return new BeforeRecord(all, true);
  }

  BeforeRecord without(String id) {
    return new BeforeRecord(
        entries.stream().filter(entry -> !entry.id().equals(id)).toList(), true);
  }

  BeforeRecord finished() {
    return new BeforeRecord(entries, false);
  }

  String text() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    if (unfinished) {
      text.append("unfinished\n");
    }
    for (Entry entry : entries) {
      text.append("step ").append(entry.id()).append('\n');
      text.append("before ").append(encode(entry.before())).append('\n');
      entry.aims().forEach(aim -> text.append("aim ").append(encode(aim)).append('\n'));
    }
    return text.append("end\n").toString();
  }

  /**
   * Reads a record whole.
   *
   * @throws HoldException where it is damaged: then nothing is changed or put back by it
   */
  static BeforeRecord parse(String text) throws HoldException {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2
        || !lines.getFirst().equals(FIRST_LINE)
        || !lines.getLast().equals("end")) {
      throw damaged();
    }
    boolean unfinished = false;
    List<Entry> entries = new ArrayList<>();
    String id = "";
    for (String line : lines.subList(1, lines.size() - 1)) {
      int space = line.indexOf(' ');
      String word = space < 0 ? line : line.substring(0, space);
      String rest = line.substring(space + 1);
      switch (word) {
        case "unfinished" -> unfinished = true;
        case "step" -> id = rest;
        case "before" -> {
          if (id.isEmpty()) {
            throw damaged();
          }
          entries.add(new Entry(id, decode(rest), List.of()));
          id = "";
        }
        case "aim" -> {
          if (entries.isEmpty()) {
            throw damaged();
          }
          Entry last = entries.removeLast();
          entries.add(last.with(decode(rest)));
        }
        default -> throw damaged();
      }
    }
    return new BeforeRecord(entries, unfinished);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) throws HoldException {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HoldException("The record of what was there before is damaged.", e);
    }
  }

  private static HoldException damaged() {
    return new HoldException("The record of what was there before is damaged.");
  }
}
