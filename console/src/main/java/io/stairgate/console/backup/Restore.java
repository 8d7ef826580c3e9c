package io.stairgate.console.backup;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.backup.BackupReader.Contents;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Puts a backup back. It is read to its end and held against itself before the first row is
 * written, and all rows are written in one transaction. One thread.
 */
public final class Restore {
  private static final String FROM = "restored-from";
  private static final String TOLD = "restored-told";
  private static final String AT = "restored-at";
  private static final String EPOCH = "restore-epoch";

  private final BackupFile file;
  private final InstantSource clock;
  private final LongConsumer progress;
  private final Contents contents;

  /**
   * Reads the file and holds it against itself.
   *
   * @param progress told now and then how many rows are written
   * @throws BackupException where it is damaged or cannot be opened
   */
  public Restore(BackupFile file, InstantSource clock, LongConsumer progress) {
    this.file = file;
    this.clock = clock;
    this.progress = progress;
    this.contents = file.verify();
  }

  /** Whether it holds a whole console. */
  public boolean whole() {
    return contents.about().whole();
  }

  /** The setting it holds, where it holds one. */
  public SettingId setting() {
    return new SettingId(UUID.fromString(contents.about().setting()));
  }

  /** When it was made, ISO 8601. */
  public String madeAt() {
    return contents.about().madeAt();
  }

  /** The migration its tables stand at. */
  public String schema() {
    return contents.about().schema();
  }

  /** How many rows it has. */
  public long rows() {
    return contents.manifest().rows();
  }

  /**
   * Writes everything into an empty database and folder.
   *
   * @param database its tables stand at {@link #schema()}
   * @param keys an empty folder for the keys
   * @param place the data folder it goes to: a restore that was ended goes on in the same one
   * @throws BackupException where the database is not empty or the rows do not fit
   */
  public void whole(Database database, Path keys, Path place) {
    String from = contents.sha256() + " " + place.toAbsolutePath().normalize();
    boolean already =
        database.inTransaction(
            transaction -> {
              List<Table> tables = tables(transaction);
              if (TableStore.empty(transaction, tables)) {
                return false;
              }
              // A restore that was ended between its last two steps begins again here.
              if (RestoreStore.fact(transaction, FROM).equals(Optional.of(from))) {
                return true;
              }
              throw new BackupException(
                  "The database already holds a console. Give an empty one with --database, and an"
                      + " empty folder with --data.");
            });
    durably(
        database,
        transaction -> {
          if (already) {
            readAgain(new KeysOnly(keys));
            return;
          }
          List<Table> tables = tables(transaction);
          readAgain(new Everything(transaction, keys));
          RestoreStore.endWhatIsOpen(transaction, tables, Optional.empty(), clock.instant());
          RestoreStore.putFact(
              transaction, EPOCH, String.valueOf(nextEpoch(contents.about().restoreEpoch())));
          RestoreStore.putFact(transaction, AT, clock.instant().toString());
          RestoreStore.putFact(transaction, FROM, from);
        });
  }

  /**
   * An epoch that no laptop has seen. What the backup says is not enough: put back a second time,
   * or after a newer backup was, it would open an epoch that laptops know already, and what it
   * signs would not reach them. So it is the second of the restore.
   */
  private long nextEpoch(long known) {
    return Math.max(known + 1, clock.instant().getEpochSecond());
  }

  /**
   * Writes into each setting's log that the console was restored. Once, however often it is called.
   */
  public void tell(Database database, AuditStore audit, Actor by) {
    durably(
        database,
        transaction -> {
          if (RestoreStore.fact(transaction, TOLD).equals(Optional.of(contents.sha256()))) {
            return;
          }
          for (Setting each : SettingStore.all(transaction)) {
            audit.append(
                transaction,
                each.id(),
                by,
                "console-restored",
                "",
                "from a backup made at " + contents.about().madeAt());
          }
          RestoreStore.putFact(transaction, TOLD, contents.sha256());
        });
  }

  /**
   * What a setting brought along.
   *
   * @param name its name
   * @param renamed sign-in names that were taken here and got another
   * @param leftBehind how many people of other settings were not taken along
   */
  public record Arrived(String name, List<String> renamed, int leftBehind) {
    public Arrived {
      renamed = List.copyOf(renamed);
    }
  }

  /**
   * Writes the one setting of the backup into a console that has others.
   *
   * @param sealing that console's
   * @param keys the folder of that console's keys
   * @param rename whether people whose sign-in name is taken get another; else they are refused
   * @throws BackupException where the setting is there already, names are taken, or versions differ
   */
  public Arrived setting(
      Database database,
      AuditStore audit,
      SealingKey sealing,
      Path keys,
      boolean rename,
      Actor by) {
    About about = contents.about();
    if (!about.schema().equals(database.schema())) {
      throw new BackupException(
          "This backup was made by another version of Stairgate than this console's. Bring both"
              + " consoles to the same version and make the backup again.");
    }
    SettingId id = setting();
    Arriving arriving =
        new Arriving(id, sealing, keys, rename, rows -> new Counted(rows, progress));
    boolean done = false;
    try {
      durably(
          database,
          transaction -> {
            if (RestoreStore.hasSetting(transaction, id.value())) {
              throw new BackupException(
                  "The setting of this backup is in this console already, so nothing was changed. A"
                      + " setting can be put into a console that does not have it.");
            }
            List<Table> tables = tables(transaction);
            arriving.within(transaction);
            readAgain(arriving);
            arriving.refuseTaken();
            RestoreStore.endWhatIsOpen(transaction, tables, Optional.of(id), clock.instant());
            RestoreStore.forgetWhatDoesNotMove(transaction, id);
            // Higher than every policy that came along: those were signed with another key.
            long here = RestoreStore.fact(transaction, EPOCH).map(Long::parseLong).orElse(1L);
            RestoreStore.putFact(
                transaction,
                EPOCH,
                String.valueOf(nextEpoch(Math.max(here, about.restoreEpoch()))));
            audit.append(
                transaction,
                id,
                by,
                "setting-restored",
                "",
                "from a backup made at %s of the console %s"
                    .formatted(about.madeAt(), about.consoleId()));
          });
      done = true;
    } finally {
      if (!done) {
        arriving.takeKeysBack();
      }
    }
    return new Arrived(
        about.settings().stream().findFirst().orElse(""),
        arriving.renamed(),
        arriving.leftBehind());
  }

  private void durably(Database database, java.util.function.Consumer<Transaction> work) {
    try {
      var _ =
          database.durably(
              transaction -> {
                work.accept(transaction);
                return true;
              });
    } catch (RuntimeException e) {
      if (Database.isConstraint(e)) {
        throw new BackupException(
            "The backup's rows do not fit together, or something in it is in this console already."
                + " Nothing was changed. Use an earlier backup, or ask for help with --debug.",
            e);
      }
      throw e;
    }
  }

  private void readAgain(BackupReader.Visitor visitor) {
    if (!file.read(visitor).sha256().equals(contents.sha256())) {
      throw new BackupException(
          "The backup's file was changed while it was read. Nothing was changed here. Run it"
              + " again.");
    }
  }

  private List<Table> tables(Transaction transaction) {
    List<Table> tables = CatalogueStore.tables(transaction);
    if (!tables.equals(contents.about().tables())) {
      throw new BackupException(
          "The backup's tables are not those of this version of Stairgate. Put it back with the"
              + " version that made it, and update afterwards.");
    }
    return tables;
  }

  private static class KeysOnly implements BackupReader.Visitor {
    private final Path keys;

    KeysOnly(Path keys) {
      this.keys = keys;
    }

    @Override
    public void about(About about) {}

    @Override
    public void table(Table table, Iterator<Row> rows) {
      rows.forEachRemaining(row -> {});
    }

    @Override
    public void key(String name, byte[] content) throws IOException {
      KeyFiles.write(keys, name, content);
    }
  }

  private final class Everything extends KeysOnly {
    private final Transaction transaction;

    Everything(Transaction transaction, Path keys) {
      super(keys);
      this.transaction = transaction;
    }

    @Override
    public void table(Table table, Iterator<Row> rows) {
      TableStore.insert(transaction, table, new Counted(rows, progress));
    }
  }
}
