package io.stairgate.console.backup;

import io.stairgate.console.database.Transaction;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.setting.SettingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A setting coming into a console that has others. One thread. */
final class Arriving implements BackupReader.Visitor {
  private final SettingId setting;
  private final SealingKey sealing;
  private final Path keys;
  private final boolean rename;
  private final UnaryOperator<Iterator<Row>> counted;
  private final List<String> taken = new ArrayList<>();
  private final List<String> renamed = new ArrayList<>();
  private final List<String> keysWritten = new ArrayList<>();
  private int leftBehind;
  private Optional<Transaction> transaction = Optional.empty();

  /**
   * Ready to take it.
   *
   * @param sealing the key of the console it comes to
   * @param keys the folder of that console's keys
   * @param rename whether people whose sign-in name is taken get another
   * @param counted counts rows for those who wait
   */
  Arriving(
      SettingId setting,
      SealingKey sealing,
      Path keys,
      boolean rename,
      UnaryOperator<Iterator<Row>> counted) {
    this.setting = setting;
    this.sealing = sealing;
    this.keys = keys;
    this.rename = rename;
    this.counted = counted;
  }

  /** Everything is written within one transaction. */
  void within(Transaction one) {
    transaction = Optional.of(one);
  }

  /** Who got another sign-in name, in words. */
  List<String> renamed() {
    return renamed;
  }

  /** How many people of other settings were not taken along. */
  int leftBehind() {
    return leftBehind;
  }

  @Override
  public void about(About about) {}

  @Override
  public void table(Table table, Iterator<Row> rows) {
    Iterator<Row> all = counted.apply(rows);
    if (table.name().equals("account")) {
      List<Row> people = new ArrayList<>();
      all.forEachRemaining(row -> person(table, row).ifPresent(people::add));
      TableStore.insert(transaction.orElseThrow(), table, people.iterator());
    } else {
      TableStore.insert(transaction.orElseThrow(), table, resealed(table, all));
    }
  }

  private Iterator<Row> resealed(Table table, Iterator<Row> rows) {
    Optional<Resealed> sealed = Resealed.of(table);
    return sealed.isEmpty()
        ? rows
        : new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public Row next() {
            return sealed.get().sealed(sealing, table, rows.next());
          }
        };
  }

  /** The row to insert for a person; empty where the person is here already. */
  private Optional<Row> person(Table account, Row row) {
    Transaction tx = transaction.orElseThrow();
    UUID id = (UUID) Objects.requireNonNull(row.value(account, "account_id"));
    Optional<String> here = RestoreStore.nameOf(tx, id);
    if (ElsewhereAccount.is(account, row)) {
      leftBehind++;
      return here.isPresent() ? Optional.empty() : Optional.of(row);
    }
    Row fitting = row;
    String name = String.valueOf(row.value(account, "sign_in_name"));
    if (RestoreStore.accountNamed(tx, name).filter(other -> !other.equals(id)).isPresent()) {
      String other = free(tx, name);
      taken.add(name);
      renamed.add("%s signs in as %s".formatted(name, other));
      fitting = row.with(account, "sign_in_name", other);
    }
    if (here.isPresent()) {
      if (!ElsewhereAccount.isName(here.get(), id)) {
        throw new BackupException(
            "%s is in this console already, so nothing was changed. Remove that person here, or make the backup without them."
                .formatted(name));
      }
      // Known here by name only, from a setting that came before: now the person comes too.
      RestoreStore.replaceAccount(tx, account, fitting);
      return Optional.empty();
    }
    return Optional.of(fitting);
  }

  private static String free(Transaction tx, String name) {
    for (int i = 2; ; i++) {
      String other = name.substring(0, Math.min(name.length(), 240)) + "-" + i;
      if (RestoreStore.accountNamed(tx, other).isEmpty()) {
        return other;
      }
    }
  }

  void refuseTaken() {
    if (!rename && !taken.isEmpty()) {
      throw new BackupException(
          "Somebody here already signs in as %s, so nothing was changed. Run it again with --rename-people, which gives the arriving people another sign-in name and tells you which."
              .formatted(String.join(", ", taken.subList(0, Math.min(10, taken.size())))));
    }
  }

  @Override
  public void key(String name, byte[] content) throws IOException {
    // The reader lets through none but this setting's own.
    if (name.equals("recovery-" + setting + ".key")) {
      KeyFiles.write(keys, name, content);
      keysWritten.add(name);
    }
  }

  void takeKeysBack() {
    for (String name : keysWritten) {
      try {
        Files.deleteIfExists(keys.resolve(name));
      } catch (IOException e) {
        // A key without its setting opens nothing.
      }
    }
  }
}
