package io.stairgate.console.account;

import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Wrong passphrases on their way to the audit log. A line there is forced to disk, which takes
 * milliseconds, and only names that exist have a setting whose log could hold it: written at once
 * it would tell who has an account. So a refusal is only noted here, for every name alike, and
 * {@link #write} puts them into the logs some seconds later. Any thread may use it.
 */
final class Refusals {
  /** Under this id stand tries with names nobody has. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final AuditStore audit;
  private final Map<UUID, Noted> noted = new LinkedHashMap<>();

  private record Noted(Optional<Account> account, int times) {}

  Refusals(AuditStore audit) {
    this.audit = audit;
  }

  /** Notes one; empty: nobody has the name. */
  synchronized void add(Optional<Account> account) {
    UUID id = account.map(Account::id).orElse(NOBODY);
    Noted before = noted.get(id);
    var _ = noted.put(id, new Noted(account, before == null ? 1 : before.times() + 1));
  }

  /** Writes what was noted. */
  void write() {
    Map<UUID, Noted> now;
    synchronized (this) {
      now = new LinkedHashMap<>(noted);
      noted.clear();
    }
    now.values().forEach(each -> each.account().ifPresent(person -> write(person, each.times())));
  }

  private void write(Account person, int times) {
    audit.append(
        person.setting(),
        new Actor.Person(person.id(), person.displayName()),
        "sign-in-refused",
        "person:" + person.id(),
        times == 1 ? "wrong passphrase" : "wrong passphrase, " + times + " times");
  }
}
