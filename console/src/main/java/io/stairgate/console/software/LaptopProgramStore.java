package io.stairgate.console.software;

import io.stairgate.console.database.Columns;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Part;
import io.stairgate.console.database.Place;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.setting.SettingId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Programs on laptops: names and versions, never use. Laptops that a later enrolment replaced are
 * left out: the later one tells its own. Any thread may use it.
 */
public final class LaptopProgramStore {
  private static final String SELECT =
      """
      SELECT t.*, d.nickname FROM laptop_program t JOIN device d ON d.device_id = t.device_id
      WHERE t.setting_id = :setting AND d.banned_at IS NULL
      """;

  private final Database database;

  public LaptopProgramStore(Database database) {
    this.database = database;
  }

  /** Which programs are asked for. */
  public enum Which {
    /** Those that were added after the laptop was first looked at, and are there. */
    NEW,
    /** Those that are there. */
    PRESENT,
    /** Those that went as well. */
    ALL
  }

  private record Key(String name, String source) {
    static Key of(ProgramsNews.Program program) {
      return new Key(program.name(), program.source());
    }
  }

  private record Known(UUID id, String version, boolean cloud, boolean gone) {}

  /**
   * Takes over what a laptop told.
   *
   * @return the programs that are newly added and were not known to be there before
   */
  public List<ProgramsNews.Program> take(
      Transaction tx, SettingId setting, EntryName entry, ProgramsNews news) {
    Map<Key, Known> before = known(tx, setting, entry.device());
    // A first list of everything is what was there all along.
    boolean asNew = !news.everything() || !before.isEmpty();
    List<ProgramsNews.Program> added = new ArrayList<>();
    Batches batches = new Batches(tx, setting, entry);
    Map<Key, ProgramsNews.Program> present = new HashMap<>();
    news.present().forEach(program -> present.put(Key.of(program), program));
    present.forEach(
        (key, program) -> {
          Known known = before.get(key);
          if (known == null) {
            batches.add(program, asNew);
          } else if (known.gone()
              || !known.version().equals(program.version())
              || known.cloud() != program.cloud()) {
            batches.change(known.id(), program);
          }
          if (asNew && (known == null || known.gone())) {
            added.add(program);
          }
        });
    if (news.everything()) {
      before.forEach(
          (key, known) -> {
            if (!known.gone() && !present.containsKey(key)) {
              batches.gone(known.id());
            }
          });
    }
    for (ProgramsNews.Program program : news.gone()) {
      Known known = before.get(Key.of(program));
      if (known != null && !known.gone() && !present.containsKey(Key.of(program))) {
        batches.gone(known.id());
      }
    }
    batches.execute();
    return added;
  }

  private static Map<Key, Known> known(Transaction tx, SettingId setting, DeviceId device) {
    Map<Key, Known> all = new HashMap<>();
    tx.createQuery(
            "SELECT * FROM laptop_program WHERE setting_id = :setting AND device_id = :device")
        .bind("setting", setting.value())
        .bind("device", device.value())
        .map(
            (row, context) ->
                Map.entry(
                    new Key(row.getString("name"), row.getString("source")),
                    new Known(
                        Columns.uuid(row, "program_id"),
                        row.getString("version"),
                        row.getBoolean("cloud"),
                        Columns.maybeInstant(row, "gone_at").isPresent())))
        .forEach(row -> all.put(row.getKey(), row.getValue()));
    return all;
  }

  private static final class Batches {
    private final SettingId setting;
    private final EntryName entry;
    private final PreparedBatch added;
    private final PreparedBatch changed;
    private final PreparedBatch gone;

    Batches(Transaction tx, SettingId setting, EntryName entry) {
      this.setting = setting;
      this.entry = entry;
      this.added =
          tx.prepareBatch(
              """
              INSERT INTO laptop_program (program_id, setting_id, device_id, name, source, version, cloud,
                newly_added, first_seen_at, changed_at)
              VALUES (:id, :setting, :device, :name, :source, :version, :cloud, :new, :at, :at)
              """);
      this.changed =
          tx.prepareBatch(
              """
              UPDATE laptop_program SET version = :version, cloud = :cloud, changed_at = :at,
                newly_added = CASE WHEN gone_at IS NULL THEN newly_added ELSE TRUE END,
                first_seen_at = CASE WHEN gone_at IS NULL THEN first_seen_at ELSE :at END,
                gone_at = NULL
              WHERE setting_id = :setting AND program_id = :id
              """);
      this.gone =
          tx.prepareBatch(
              """
              UPDATE laptop_program SET gone_at = :at, changed_at = :at
              WHERE setting_id = :setting AND program_id = :id
              """);
    }

    void add(ProgramsNews.Program program, boolean newly) {
      added
          .bind("id", UUID.randomUUID())
          .bind("setting", setting.value())
          .bind("device", entry.device().value())
          .bind("name", program.name())
          .bind("source", program.source())
          .bind("version", program.version())
          .bind("cloud", program.cloud())
          .bind("new", newly)
          .bind("at", entry.at())
          .add();
    }

    void change(UUID id, ProgramsNews.Program program) {
      changed
          .bind("id", id)
          .bind("setting", setting.value())
          .bind("version", program.version())
          .bind("cloud", program.cloud())
          .bind("at", entry.at())
          .add();
    }

    void gone(UUID id) {
      gone.bind("id", id).bind("setting", setting.value()).bind("at", entry.at()).add();
    }

    void execute() {
      for (PreparedBatch batch : List.of(added, changed, gone)) {
        if (batch.size() > 0) {
          var _ = batch.execute();
        }
      }
    }
  }

  /**
   * Some of them, the latest first.
   *
   * @param laptop of one laptop; empty: of all
   * @param after {@code next} of the part before; empty for the first
   * @param limit how many at most, 1 to 1000
   */
  public Part<LaptopProgram> programs(
      SettingId setting,
      Optional<DeviceId> laptop,
      Which which,
      Optional<String> after,
      int limit) {
    Place from = Place.of(after);
    return database.inTransaction(
        tx ->
            Part.of(
                tx.createQuery(
                        SELECT
                            + (laptop.isPresent()
                                ? " AND t.device_id = :device"
                                : " AND CAST(:device AS UUID) IS NULL")
                            + switch (which) {
                              case NEW -> " AND t.newly_added AND t.gone_at IS NULL";
                              case PRESENT -> " AND t.gone_at IS NULL";
                              case ALL -> "";
                            }
                            + """

                            AND (t.first_seen_at < :at
                              OR (t.first_seen_at = :at AND t.program_id < :id))
                            ORDER BY t.first_seen_at DESC, t.program_id DESC
                            FETCH FIRST :limit ROWS ONLY
                            """)
                    .bind("setting", setting.value())
                    .bind("device", laptop.map(DeviceId::value).orElse(null))
                    .bind("at", from.at())
                    .bind("id", from.id())
                    .bind("limit", limit + 1)
                    .map((row, context) -> read(row))
                    .list(),
                limit,
                program -> new Place(program.firstSeenAt(), program.id())));
  }

  private static LaptopProgram read(ResultSet row) throws SQLException {
    Instant firstSeenAt = Columns.instant(row, "first_seen_at");
    return new LaptopProgram(
        Columns.uuid(row, "program_id"),
        new DeviceId(Columns.uuid(row, "device_id")),
        row.getString("nickname"),
        row.getString("name"),
        row.getString("version"),
        row.getString("source"),
        row.getBoolean("cloud"),
        row.getBoolean("newly_added"),
        firstSeenAt,
        Columns.maybeInstant(row, "gone_at"));
  }
}
