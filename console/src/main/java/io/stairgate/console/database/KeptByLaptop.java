package io.stairgate.console.database;

import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A step between two versions of the tables, as those in SQL, in which a key would have a name of
 * each database's own. Of the two foreign keys of what is written with every event, to a laptop and
 * to a setting, only the first stays: a laptop has a setting, and one with rows of its own cannot
 * be removed. The embedded database makes an index of one column for each key whether or not
 * another begins with it, and writes all indices of a row anew whichever column changes
 * (RATIONALE.md).
 */
final class KeptByLaptop implements JavaMigration {
  private static final List<String> TABLES =
      List.of(
          "event",
          "journal",
          "finding",
          "finding_change",
          "laptop_cause",
          "stick_sighting",
          "alert");

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("16");
  }

  @Override
  public String getDescription() {
    return "kept by laptop";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) {
    Jdbi.create(context.getConnection())
        .useHandle(
            handle ->
                TABLES.forEach(
                    table ->
                        handle.execute(
                            "ALTER TABLE %s DROP CONSTRAINT %s"
                                .formatted(table, key(handle, table)))));
  }

  private static String key(Handle handle, String table) {
    return handle
        .createQuery(
            """
            SELECT k.constraint_name
            FROM information_schema.referential_constraints r
            JOIN information_schema.key_column_usage k
              ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
            WHERE k.table_schema = CURRENT_SCHEMA AND LOWER(k.table_name) = :table
              AND LOWER(k.column_name) = 'setting_id'
            """)
        .bind("table", table)
        .mapTo(String.class)
        .one();
  }
}
