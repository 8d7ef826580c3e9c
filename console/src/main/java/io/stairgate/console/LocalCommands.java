package io.stairgate.console;

import io.stairgate.console.account.Account;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.backup.BackupWriter;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.local.Answer;
import io.stairgate.console.local.Commands;
import io.stairgate.console.local.Request;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.Wanted;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.watch.Readiness;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does what is asked on the same computer, whether a console runs or not. Any thread may use it.
 */
final class LocalCommands implements Commands {
  private static final Actor ACTOR = new Actor.CommandLine();
  private static final Duration LINK_LIFE = Duration.ofDays(1);

  private final Core core;
  private final EnrolCodes codes;
  private final String webAddress;
  private final PolicyCommands policy;
  private final Optional<Readiness> readiness;

  /**
   * Wires it.
   *
   * @param files to change policies
   * @param webAddress where people reach the console, without a slash at the end
   * @param readiness whether the running console can do its work; empty where none runs
   */
  LocalCommands(
      Core core,
      EnrolCodes codes,
      PolicyFiles files,
      String webAddress,
      Optional<Readiness> readiness) {
    this.core = core;
    this.codes = codes;
    this.webAddress = webAddress;
    this.readiness = readiness;
    this.policy = new PolicyCommands(files, core.clock, webAddress);
  }

  @Override
  public Answer apply(Request request) {
    try {
      return new Answer(true, run(request));
    } catch (RefusedCommandException | IllegalArgumentException | DatabaseUnavailableException e) {
      return new Answer(false, String.valueOf(e.getMessage()));
    }
  }

  /** The command cannot be done; its message says why. */
  private static final class RefusedCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedCommandException(String message) {
      super(message);
    }
  }

  private String run(Request request) {
    return switch (request) {
      case Request.EnrolCode code ->
          codes.create(setting(code.setting()), code.uses(), code.hours(), ACTOR).orElseThrow();
      case Request.TokenCreate token -> token(token);
      case Request.AccountAdd add -> add(add);
      case Request.AccountReset reset -> reset(reset.name());
      case Request.PolicyExport asked -> said(policy.export(setting(asked.setting())));
      case Request.PolicyDiff asked -> said(policy.diff(setting(asked.setting()), asked.text()));
      case Request.PolicyApply asked ->
          said(policy.apply(setting(asked.setting()), asked.text(), asked.reason()));
      case Request.PolicyCalendar asked ->
          said(policy.calendar(setting(asked.setting()), asked.text(), asked.reason()));
      case Request.PolicyVersions asked -> said(policy.versions(setting(asked.setting())));
      case Request.Backup backup -> only(backup).map(SettingId::toString).orElse("");
      case Request.SettingAdd add -> addSetting(add.name().strip());
      case Request.HowIsIt() -> howIsIt();
      case Request.SettingList() ->
          core.settings.all().stream()
              .map(each -> each.id() + "\t" + each.name())
              .collect(Collectors.joining("\n"));
    };
  }

  @Override
  public void backup(Request.Backup request, OutputStream out) throws IOException {
    Optional<SettingId> only = only(request);
    String what = only.isPresent() ? "of this setting alone" : "of the whole console";
    List<SettingId> which = new ArrayList<>(only.stream().toList());
    if (only.isEmpty()) {
      core.settings.all().forEach(each -> which.add(each.id()));
    }
    which.forEach(each -> core.audit.append(each, ACTOR, "backup-made", "", what));
    new BackupWriter(core.database, core.settings, core.sealing, core.keysPath, core.clock)
        .write(only, out);
  }

  private Optional<SettingId> only(Request.Backup request) {
    return request.setting() == null ? Optional.empty() : Optional.of(setting(request.setting()));
  }

  private String addSetting(String name) {
    if (core.settings.all().stream().anyMatch(each -> each.name().equalsIgnoreCase(name))) {
      throw new RefusedCommandException(
          "There is a setting of that name already. Give the new one another name.");
    }
    SettingId id = core.newSetting(name);
    core.audit.append(id, ACTOR, "setting-added", "", name);
    return invite(id, Role.DSL);
  }

  private String howIsIt() {
    return readiness
        .orElseThrow(() -> new RefusedCommandException("No console is running."))
        .look()
        .stream()
        .map(check -> (check.good() ? "ok" : "wrong") + "\t" + check.sentence())
        .collect(Collectors.joining("\n"));
  }

  private static String said(Answer answer) {
    if (!answer.done()) {
      throw new RefusedCommandException(answer.text());
    }
    return answer.text();
  }

  private String token(Request.TokenCreate token) {
    SettingId setting = setting(token.setting());
    Role role = role(token.role());
    Integer days = token.days();
    if (days != null && (days < 1 || days > 3650)) {
      throw new RefusedCommandException("--days needs a number from 1 to 3650.");
    }
    String secret =
        core.tokens
            .create(
                setting,
                token.name(),
                role,
                Optional.ofNullable(days).map(Duration::ofDays),
                Optional.empty())
            .reveal();
    core.audit.append(
        setting, ACTOR, "token-created", "", "%s as %s".formatted(token.name(), role.code()));
    return secret;
  }

  private String reset(@Nullable String name) {
    if (name == null) {
      SettingId setting = setting(null);
      if (core.accounts.any(setting)) {
        throw new RefusedCommandException(
            "Say whose passphrase is to be chosen anew, with --name SIGN-IN-NAME.");
      }
      return invite(setting, Role.DSL);
    }
    Account account =
        core.accounts
            .findBySignInName(name.strip().toLowerCase(Locale.ROOT))
            .orElseThrow(
                () ->
                    new RefusedCommandException(
                        "Nobody signs in with that name. Check the spelling."));
    String secret = core.links.create(account.setting(), account.id(), LINK_LIFE).reveal();
    // Whoever looks after people sees it, in each setting the link opens.
    for (SettingId each : core.members.settingsOf(account.id(), core.clock.instant())) {
      core.audit.append(
          each,
          ACTOR,
          "passphrase-link-made",
          "person:" + account.id(),
          "for " + account.displayName());
    }
    return webAddress + "/new-passphrase#" + secret;
  }

  private String add(Request.AccountAdd add) {
    SettingId setting = setting(add.setting());
    Set<Role> roles =
        Arrays.stream(add.role().split(",", -1))
            .map(code -> role(code.strip()))
            .collect(Collectors.toSet());
    Wanted wanted = new Wanted(roles, Optional.ofNullable(add.endsOn()).map(LocalCommands::end));
    boolean looked =
        core.people.all(setting).stream()
            .anyMatch(each -> each.may(Right.MANAGE_PEOPLE) && each.endsAt().isEmpty());
    if (!looked && wanted.endsAt().isPresent()) {
      throw new RefusedCommandException(
          "Somebody must be able to look after people without an end date first. Leave --ends-on"
              + " out, or invite a lead, deputy or manager.");
    }
    return invite(setting, Optional.ofNullable(add.name()).orElse(""), wanted);
  }

  private static Instant end(String day) {
    try {
      return Wanted.endOf(LocalDate.parse(day.strip()));
    } catch (DateTimeParseException e) {
      throw new RefusedCommandException(
          "--ends-on needs the last day of access, for example 2026-12-18.");
    }
  }

  /** A link with which somebody joins a setting in one role. */
  String invite(SettingId setting, Role role) {
    return invite(setting, "", new Wanted(Set.of(role), Optional.empty()));
  }

  private String invite(SettingId setting, String name, Wanted wanted) {
    return switch (core.inviting.invite(setting, name, wanted, ACTOR)) {
      case Outcome.Invited(var _, var secret) -> webAddress + "/join#" + secret.reveal();
      case Outcome.Refused(_, String sentence) -> throw new RefusedCommandException(sentence);
      case Outcome.Done(), Outcome.NotThere(), Outcome.LetBackIn(_, _, _) ->
          throw new RefusedCommandException("There is no such setting. Check --setting.");
    };
  }

  private SettingId setting(@Nullable String given) {
    List<Setting> all = core.settings.all();
    if (given == null) {
      if (all.size() == 1) {
        return all.getFirst().id();
      }
      throw new RefusedCommandException(
          "This console has several settings. Say which, with --setting NAME.");
    }
    List<SettingId> fitting =
        all.stream()
            .filter(
                each -> each.id().toString().equals(given) || each.name().equalsIgnoreCase(given))
            .map(Setting::id)
            .toList();
    if (fitting.size() > 1) {
      throw new RefusedCommandException(
          "Several settings have that name. Give its id, as \"setting list\" prints it.");
    }
    if (fitting.isEmpty()) {
      throw new RefusedCommandException(
          "There is no setting of that name. \"setting list\" prints their names.");
    }
    return fitting.getFirst();
  }

  private static Role role(String code) {
    return Role.of(code)
        .orElseThrow(
            () ->
                new RefusedCommandException(
                    "There is no role \"%s\". Choose one of: %s."
                        .formatted(
                            code,
                            Arrays.stream(Role.values())
                                .map(Role::code)
                                .collect(Collectors.joining(", ")))));
  }
}
