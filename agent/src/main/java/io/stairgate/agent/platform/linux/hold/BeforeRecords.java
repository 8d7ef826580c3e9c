package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The records on disk, one file per rule; whole or not there after a power cut. What was not put
 * back, because somebody else had changed it since, is kept beside, so that nothing is lost.
 */
final class BeforeRecords {
  private static final String FOLDER = "/var/lib/stairgate-agent/before";
  private static final String LEFT = "/var/lib/stairgate-agent/before-left";
  private static final int LIMIT = 8 << 20;

  private final RootFiles files;

  BeforeRecords(RootFiles files) {
    this.files = files;
  }

  /** The rules that have a record. */
  Set<Rule> rules() {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    files.list(FOLDER).forEach(name -> Rule.of(name).ifPresent(rules::add));
    return rules;
  }

  /** What is recorded for a rule; empty where there is no record. */
  BeforeRecord load(Rule rule) throws HoldException {
    return switch (files.read(FOLDER + "/" + rule.id(), LIMIT)) {
      case FileText.Content content -> BeforeRecord.parse(content.text());
      case FileText.Missing() -> BeforeRecord.EMPTY;
      case FileText.Denied() -> throw unreadable();
      case FileText.Failed() -> throw unreadable();
    };
  }

  private static HoldException unreadable() {
    return new HoldException("The record of what was there before cannot be read.");
  }

  /** On the disk when it returns. A record of nothing goes away. */
  void save(Rule rule, BeforeRecord record) throws HoldException {
    try {
      if (record.entries().isEmpty() && !record.unfinished()) {
        DurableFile.delete(files.path(FOLDER + "/" + rule.id()));
      } else {
        DurableFile.write(files.path(FOLDER + "/" + rule.id()), record.text());
      }
    } catch (IOException e) {
      throw new HoldException(
          "What was there before cannot be recorded, perhaps because the disk is full; nothing was"
              + " changed.",
          e);
    }
  }

  /** Keeps an entry that was not put back. */
  void keepAside(Rule rule, BeforeRecord.Entry entry) throws HoldException {
    String path = LEFT + "/" + rule.id();
    BeforeRecord aside = BeforeRecord.EMPTY;
    if (files.read(path, LIMIT) instanceof FileText.Content content) {
      try {
        aside = BeforeRecord.parse(content.text());
      } catch (HoldException e) {
        aside = BeforeRecord.EMPTY; // Damaged: what is kept from now on is worth more.
      }
    }
    try {
      DurableFile.write(
          files.path(path),
          new BeforeRecord(List.copyOf(aside.with(entry).entries()), false).text());
    } catch (IOException e) {
      throw new HoldException("The disk is full or read-only, so nothing was put back.", e);
    }
  }
}
