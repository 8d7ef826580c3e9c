package io.stairgate.console.token;

import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Database;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Programs of a setting and their tokens. Any thread may use it. */
public final class Programs {
  private final Database database;
  private final ApiTokenStore tokens;
  private final AuditStore audit;

  /** Ready to use. */
  public Programs(Database database, ApiTokenStore tokens, AuditStore audit) {
    this.database = database;
    this.tokens = tokens;
    this.audit = audit;
  }

  /** The tokens of a setting that are not over, newest first; at most 500. */
  public List<KnownToken> open(SettingId setting) {
    return tokens.open(setting);
  }

  /** The roles a person of these roles may give a program: none that could do more. */
  public static List<Role> rolesFrom(Set<Role> giver) {
    return Arrays.stream(Role.values())
        .filter(role -> role.mayBeGivenBy(giver))
        .filter(
            role ->
                Arrays.stream(Right.values())
                    .filter(role::may)
                    .allMatch(right -> giver.stream().anyMatch(own -> own.may(right))))
        .toList();
  }

  /**
   * Makes a token that ends with the access of whoever makes it.
   *
   * @param name what it is for, 1 to 100 characters
   * @param by the person
   * @param life how long it is good; empty: until it is ended
   * @return the token, to be shown once
   */
  public Secret make(
      SettingId setting, String name, Role role, Optional<Duration> life, Actor.Person by) {
    Secret secret = tokens.create(setting, name, role, life, Optional.of(by.account()));
    String target = tokens.find(secret).map(made -> "token:" + made.id()).orElse("");
    audit.append(setting, by, "token-created", target, "%s as %s".formatted(name, role.code()));
    return secret;
  }

  /**
   * Ends a token.
   *
   * @param by who does it
   * @return false where the setting has no such token
   */
  public boolean end(SettingId setting, UUID token, Actor by) {
    return database.durably(
        transaction -> {
          Optional<String> name = tokens.end(transaction, setting, token);
          name.ifPresent(
              found ->
                  audit.append(transaction, setting, by, "token-ended", "token:" + token, found));
          return name.isPresent();
        });
  }
}
