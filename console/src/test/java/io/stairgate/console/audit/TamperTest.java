package io.stairgate.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.StoreFixture;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.authority.KeyFolder;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Engine;
import io.stairgate.console.database.Transaction;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.witness.AuditHead;
import io.stairgate.console.witness.AuditNoticeStore;
import io.stairgate.console.witness.Witness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody with the whole database and all keys changes the log; only the laptops are out of reach.
 * Every change must be found, by the chain or by what a laptop remembers, and nobody may be accused
 * who changed nothing. The number of rounds is in each test's name; the seed is fixed, and printed
 * with what was found by which.
 */
class TamperTest {
  private static final long SEED = 20_261_122;
  private static final int LINES = 24;

  @TempDir Path folder;

  /** The ways to change a log. */
  private enum Way {
    EDIT_A_COLUMN,
    DELETE_SOME,
    DELETE_AND_CLOSE_UP,
    SWAP_TWO,
    SWAP_TWO_KEEPING_HASHES,
    SWAP_BETWEEN_SETTINGS,
    MOVE_TO_OTHER_SETTING,
    DOUBLE_ONE,
    TRUNCATE,
    ROLL_BACK_AND_GO_ON,
    EDIT_AND_REHASH,
    DELETE_AND_REHASH,
    INSERT_AND_REHASH,
    WRITE_ALL_ANEW
  }

  @Test
  void ten_thousand_changes_on_h2_are_all_found_and_a_thousand_untouched_copies_are_not_accused() {
    run(Engine.H2, 10_000, 1_000);
  }

  @Test
  void a_thousand_changes_on_postgresql_are_all_found_and_a_hundred_copies_are_not_accused() {
    run(Engine.POSTGRESQL, 1_000, 100);
  }

  private void run(Engine engine, int changes, int untouched) {
    long started = System.nanoTime();
    Random random = new Random(SEED);
    try (StoreFixture f = new StoreFixture(engine, folder)) {
      Scene scene = new Scene(f, folder);
      Map<Way, int[]> found = new EnumMap<>(Way.class);
      for (int round = 0; round < changes; round++) {
        Way way = Way.values()[random.nextInt(Way.values().length)];
        List<AuditEntry> changed = changed(scene, way, random);
        scene.write(changed);
        boolean byChain = scene.chainIsBroken();
        boolean byWitness = !byChain && scene.laptopsAccuse();
        assertThat(byChain || byWitness).as("%s in round %d, seed %d", way, round, SEED).isTrue();
        found.computeIfAbsent(way, each -> new int[2])[byChain ? 0 : 1]++;
      }
      for (int round = 0; round < untouched; round++) {
        scene.write(scene.all);
        scene.goOn(random.nextInt(4));
        assertThat(scene.chainIsBroken() || scene.laptopsAccuse())
            .as("untouched copy %d, seed %d", round, SEED)
            .isFalse();
      }
      print(engine, changes, untouched, found, (System.nanoTime() - started) / 1_000_000_000);
    }
  }

  private static void print(
      Engine engine, int changes, int untouched, Map<Way, int[]> found, long seconds) {
    int chain = found.values().stream().mapToInt(each -> each[0]).sum();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %,d changes of the log (seed %d), all found: %,d by the chain, %,d by laptops alone; %,d untouched copies, none accused; %d s%n"
            .formatted(engine, changes, SEED, chain, changes - chain, untouched, seconds));
    found.forEach(
        (way, counts) ->
            text.append(
                "  %-24s %5d by the chain %5d by laptops alone%n"
                    .formatted(
                        way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        counts[0],
                        counts[1])));
    System.out.print(text);
  }

  /** Two logs, two laptops that remember the first, and a way to begin again. */
  private static final class Scene {
    final StoreFixture f;
    final Authority authority;
    final AuditNoticeStore notices;
    final DeviceId often;
    final DeviceId seldom;
    final List<AuditEntry> all = new ArrayList<>();
    final List<AuditHead> newest;
    final List<AuditHead> older;

    Scene(StoreFixture f, Path folder) {
      this.f = f;
      authority = Authority.open(new KeyFolder(folder.resolve("keys")), f.facts, f.clock);
      notices = new AuditNoticeStore(f.database, f.audit);
      often = f.laptop("Blue Room");
      seldom = f.laptop("Red Room");
      fill(f.setting, LINES / 2);
      older = List.of(head(f.setting));
      fill(f.setting, LINES / 2);
      fill(f.other, LINES);
      newest = List.of(head(f.setting), older.getFirst());
      all.addAll(f.audit.entries(f.setting, 0, 1_000));
      all.addAll(f.audit.entries(f.other, 0, 1_000));
    }

    private void fill(SettingId setting, int lines) {
      for (int i = 0; i < lines; i++) {
        f.now.set(f.now.get().plusSeconds(60));
        Actor by =
            i % 3 == 0 ? new Actor.CommandLine() : new Actor.Person(new UUID(3, i % 5), "Dee Lead");
        String target = i % 2 == 0 ? "" : "laptop:" + new UUID(9, i);
        f.database.useTransaction(
            t -> f.audit.append(t, setting, by, "act-" + setting.hashCode() % 7, target, "said"));
      }
    }

    private AuditHead head(SettingId setting) {
      return f.database.inTransaction(t -> console().head(t, setting)).orElseThrow();
    }

    /** The console after a restart: it knows nothing but its database and its keys. */
    private Witness console() {
      Witness witness =
          new Witness(
              new Witness.Parts(
                  f.database,
                  authority,
                  f.audit,
                  notices,
                  f.devices,
                  f.alerts,
                  f.live,
                  f.clock,
                  1,
                  Optional::empty));
      witness.open(List.of(f.setting, f.other));
      return witness;
    }

    boolean chainIsBroken() {
      return f.audit.firstBroken(f.setting).isPresent() || f.audit.firstBroken(f.other).isPresent();
    }

    boolean laptopsAccuse() {
      Witness console = console();
      console.shown(f.setting, seldom, older);
      console.shown(f.setting, often, newest);
      return !notices.all(f.setting).isEmpty();
    }

    void goOn(int lines) {
      fill(f.setting, lines);
    }

    void write(List<AuditEntry> lines) {
      f.database.useTransaction(
          t -> {
            for (String table : List.of("audit", "audit_notice_laptop", "audit_notice", "alert")) {
              t.createUpdate("DELETE FROM " + table).execute();
            }
            insert(t, lines);
          });
    }
  }

  /** Writes lines as they are, past the store. */
  static void insert(Transaction t, List<AuditEntry> lines) {
    var batch =
        t.prepareBatch(
            """
            INSERT INTO audit
              (setting_id, number, at, actor, actor_kind, actor_id, act, target, detail, hash)
            VALUES
              (:setting, :number, :at, :actor, :kind, CAST(:id AS UUID), :act, :target, :detail, :hash)
            """);
    for (AuditEntry line : lines) {
      batch
          .bind("setting", line.setting().value())
          .bind("number", line.number())
          .bind("at", line.at())
          .bind("actor", line.actor())
          .bind("kind", line.actorKind())
          .bind("id", line.actorId().map(UUID::toString).orElse(null))
          .bind("act", line.act())
          .bind("target", line.target())
          .bind("detail", line.detail())
          .bind("hash", line.hash())
          .add();
    }
    if (!lines.isEmpty()) {
      batch.execute();
    }
  }

  /** What the attacker leaves behind. Only changes up to the newest line that a laptop knows. */
  private static List<AuditEntry> changed(Scene scene, Way way, Random random) {
    List<AuditEntry> mine = new ArrayList<>(scene.all.subList(0, LINES));
    List<AuditEntry> others = new ArrayList<>(scene.all.subList(LINES, 2 * LINES));
    int at = random.nextInt(LINES);
    int to = (at + 1 + random.nextInt(LINES - 1)) % LINES;
    switch (way) {
      case EDIT_A_COLUMN -> mine.set(at, edited(mine.get(at), random, true));
      case DELETE_SOME -> {
        Set<Integer> gone = some(random);
        // At the end only a laptop can tell; that is TRUNCATE.
        gone.remove(LINES - 1);
        gone.add(random.nextInt(LINES - 1));
        removeAll(mine, gone);
      }
      case DELETE_AND_CLOSE_UP -> {
        mine.remove(at);
        renumber(mine);
      }
      case SWAP_TWO -> {
        Collections.swap(mine, at, to);
        renumber(mine);
      }
      case SWAP_TWO_KEEPING_HASHES -> {
        AuditEntry first = mine.get(at);
        AuditEntry second = mine.get(to);
        mine.set(at, with(second, first.setting(), first.number(), first.hash()));
        mine.set(to, with(first, second.setting(), second.number(), second.hash()));
      }
      case SWAP_BETWEEN_SETTINGS -> {
        AuditEntry first = mine.get(at);
        AuditEntry second = others.get(at);
        mine.set(at, with(second, first.setting(), first.number(), second.hash()));
        others.set(at, with(first, second.setting(), second.number(), first.hash()));
      }
      case MOVE_TO_OTHER_SETTING -> {
        AuditEntry moved = mine.remove(at);
        others.add(with(moved, others.getFirst().setting(), LINES + 1, moved.hash()));
      }
      case DOUBLE_ONE ->
          mine.add(with(mine.get(at), mine.get(at).setting(), LINES + 1, mine.get(at).hash()));
      case TRUNCATE -> mine.subList(random.nextInt(LINES), LINES).clear();
      case ROLL_BACK_AND_GO_ON -> {
        mine.subList(at, LINES).clear();
        for (int more = random.nextInt(2 * LINES); more > 0; more--) {
          mine.add(line(scene, mine.size() + 1, random));
        }
        rehash(mine, at);
      }
      case EDIT_AND_REHASH -> {
        mine.set(at, edited(mine.get(at), random, false));
        rehash(mine, at);
      }
      case DELETE_AND_REHASH -> {
        removeAll(mine, some(random));
        renumber(mine);
        rehash(mine, 0);
      }
      case INSERT_AND_REHASH -> {
        mine.add(at, line(scene, at + 1, random));
        renumber(mine);
        rehash(mine, at);
      }
      case WRITE_ALL_ANEW -> {
        mine.clear();
        for (int more = 1 + random.nextInt(2 * LINES); more > 0; more--) {
          mine.add(line(scene, mine.size() + 1, random));
        }
        rehash(mine, 0);
      }
    }
    mine.addAll(others);
    return mine;
  }

  private static Set<Integer> some(Random random) {
    Set<Integer> some = new HashSet<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      some.add(random.nextInt(LINES));
    }
    return some;
  }

  private static void removeAll(List<AuditEntry> lines, Set<Integer> gone) {
    gone.stream().sorted(Collections.reverseOrder()).forEach(i -> lines.remove((int) i));
  }

  private static void renumber(List<AuditEntry> lines) {
    lines.replaceAll(line -> with(line, line.setting(), lines.indexOf(line) + 1, line.hash()));
  }

  /** What somebody does who knows how the chain is made. */
  private static void rehash(List<AuditEntry> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      Bytes previous = i == 0 ? AuditEntry.BEGINNING : lines.get(i - 1).hash();
      AuditEntry line = lines.get(i);
      lines.set(i, with(line, line.setting(), line.number(), line.hashAfter(previous)));
    }
  }

  private static AuditEntry line(Scene scene, long number, Random random) {
    return new AuditEntry(
        scene.f.setting,
        number,
        scene.f.clock.instant().plusSeconds(random.nextInt(1_000)),
        "Command line",
        "command-line",
        Optional.empty(),
        "invented",
        "",
        "nothing to see " + random.nextInt(),
        AuditEntry.BEGINNING);
  }

  private static AuditEntry with(AuditEntry line, SettingId setting, long number, Bytes hash) {
    return new AuditEntry(
        setting,
        number,
        line.at(),
        line.actor(),
        line.actorKind(),
        line.actorId(),
        line.act(),
        line.target(),
        line.detail(),
        hash);
  }

  /** One column of a line is another one; small changes and large. */
  private static AuditEntry edited(AuditEntry line, Random random, boolean numberAndHashToo) {
    return switch (random.nextInt(numberAndHashToo ? 9 : 7)) {
      case 0 -> edited(line, line.actor(), null, null, null, null, null, random, 0);
      case 1 -> edited(line, null, line.actorKind(), null, null, null, null, random, 0);
      case 2 -> edited(line, null, null, line.act(), null, null, null, random, 0);
      case 3 -> edited(line, null, null, null, line.target(), null, null, random, 0);
      case 4 -> edited(line, null, null, null, null, line.detail(), null, random, 0);
      case 5 ->
          edited(
              line,
              null,
              null,
              null,
              null,
              null,
              line.actorId().isPresent() && random.nextBoolean()
                  ? new UUID(0, 0)
                  : UUID.nameUUIDFromBytes(
                      ("x" + random.nextInt()).getBytes(StandardCharsets.UTF_8)),
              random,
              0);
      case 6 -> edited(line, null, null, null, null, null, null, random, 1 + random.nextInt(9));
      case 7 -> with(line, line.setting(), line.number() + 100 + random.nextInt(9), line.hash());
      default -> {
        byte[] other = line.hash().toArray();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        yield with(line, line.setting(), line.number(), Bytes.of(other));
      }
    };
  }

  private static AuditEntry edited(
      AuditEntry line,
      @Nullable String actor,
      @Nullable String kind,
      @Nullable String act,
      @Nullable String target,
      @Nullable String detail,
      @Nullable UUID id,
      Random random,
      int micros) {
    return new AuditEntry(
        line.setting(),
        line.number(),
        line.at().plus(micros, ChronoUnit.MICROS),
        actor == null ? line.actor() : other(actor, random),
        kind == null ? line.actorKind() : other(kind, random),
        id == null
            ? line.actorId()
            : Optional.of(id).filter(given -> !given.equals(new UUID(0, 0))),
        act == null ? line.act() : other(act, random),
        target == null ? line.target() : other(target, random),
        detail == null ? line.detail() : other(detail, random),
        line.hash());
  }

  private static String other(String text, Random random) {
    return switch (text.isEmpty() ? 0 : random.nextInt(4)) {
      case 0 -> text + "x";
      case 1 -> "";
      case 2 -> text.substring(1);
      default -> {
        int at = random.nextInt(text.length());
        char there = text.charAt(at);
        yield text.substring(0, at) + (there == 'q' ? 'p' : 'q') + text.substring(at + 1);
      }
    };
  }
}
