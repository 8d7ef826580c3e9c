package io.stairgate.agent.journal;

import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries for tests: short ones, long ones, and all of a journal in words. */
final class Entries {
  static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final Hardware LAPTOP = new Hardware("Maker", "Model", "S1", "System", "1", "ab");

  private Entries() {}

  static Draft event(String detail) {
    return draft(new AgentEvent(AgentAction.FAULT, detail, Optional.empty()));
  }

  static Draft posture(String sentence) {
    Finding finding =
        new Finding(
            Rule.ENCRYPTION,
            new FindingState.NotMet(),
            new Hold.None(),
            Stage.WATCH,
            NOW,
            List.of(new Evidence("file system /", "ext4")),
            sentence);
    return draft(new Posture(LAPTOP, List.of(finding)));
  }

  private static Draft draft(Occurrence what) {
    return new Draft(NOW, new BootTime("boot", 1), what);
  }

  /** Everything from a number on, each as {@code number:words}. */
  static List<String> words(Journal journal, long from) throws Exception {
    List<String> words = new ArrayList<>();
    for (Entry entry : all(journal, from)) {
      words.add(entry.sequence() + ":" + words(entry));
    }
    return words;
  }

  static List<Entry> all(Journal journal, long from) throws Exception {
    List<Entry> all = new ArrayList<>();
    List<Entry> batch = journal.read(from, 7, 4_000);
    while (!batch.isEmpty()) {
      all.addAll(batch);
      batch = journal.read(batch.getLast().sequence() + 1, 7, 4_000);
    }
    return all;
  }

  static String words(Entry entry) {
    return switch (entry.what()) {
      case AgentEvent event -> event.detail();
      case Posture posture -> posture.findings().getFirst().sentence();
      case Gap gap -> "gap from " + gap.firstSequence() + " " + gap.reason();
      case io.stairgate.agent.event.MediaEvent media -> media.reason();
      case io.stairgate.agent.event.MediaRequest request -> request.reason();
      case io.stairgate.agent.event.PermissionEvent permission -> permission.reason();
      case io.stairgate.agent.event.RecoveryKeyEvent key -> key.reason();
      case io.stairgate.agent.event.Concern concern -> concern.words();
      case io.stairgate.agent.event.Drift drift -> drift.what();
      case io.stairgate.agent.event.ProgramsChanged programs ->
          programs.present().size() + " programs";
      case io.stairgate.agent.event.NoticeRead read -> read.notice();
    };
  }
}
