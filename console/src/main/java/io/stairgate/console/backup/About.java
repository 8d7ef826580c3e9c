package io.stairgate.console.backup;

import java.util.List;

/**
 * What stands first in a backup.
 *
 * @param format {@link #FORMAT}
 * @param madeAt when, by the console's clock, ISO 8601
 * @param schema number of the newest migration the tables have
 * @param consoleId the console it was made of
 * @param restoreEpoch that console's
 * @param setting id of the one setting it holds; empty: the whole console
 * @param settings names of the settings it holds
 * @param tables every table, those that others name first
 */
record About(
    int format,
    String madeAt,
    String schema,
    String consoleId,
    long restoreEpoch,
    String setting,
    List<String> settings,
    List<Table> tables) {
  /** The form of backups that this version makes and reads. */
  static final int FORMAT = 1;

  About {
    settings = List.copyOf(settings);
    tables = List.copyOf(tables);
  }

  boolean whole() {
    return setting.isEmpty();
  }
}
