package io.stairgate.agent.control;

import java.time.Instant;
import java.util.List;

/** Tells when what is on this laptop was last secured elsewhere. One thread at a time. */
public interface BackupSource {
  /** The last one of each program that keeps a date; empty where none is known. */
  List<Backup> read();

  /**
   * One program's last backup.
   *
   * @param program for example {@code Deja Dup}
   * @param at when it ended well
   */
  record Backup(String program, Instant at) {}
}
