package io.stairgate.console.local;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A command given on the same computer, one line of JSON over the socket. What is null was not
 * said. The lines are of one version: command and console come from one package.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.EnrolCode.class, name = "enrol-code"),
  @JsonSubTypes.Type(value = Request.TokenCreate.class, name = "token-create"),
  @JsonSubTypes.Type(value = Request.AccountAdd.class, name = "account-add"),
  @JsonSubTypes.Type(value = Request.AccountReset.class, name = "account-reset"),
  @JsonSubTypes.Type(value = Request.PolicyExport.class, name = "policy-export"),
  @JsonSubTypes.Type(value = Request.PolicyDiff.class, name = "policy-diff"),
  @JsonSubTypes.Type(value = Request.PolicyApply.class, name = "policy-apply"),
  @JsonSubTypes.Type(value = Request.PolicyCalendar.class, name = "policy-calendar"),
  @JsonSubTypes.Type(value = Request.PolicyVersions.class, name = "policy-versions"),
  @JsonSubTypes.Type(value = Request.Backup.class, name = "backup"),
  @JsonSubTypes.Type(value = Request.SettingAdd.class, name = "setting-add"),
  @JsonSubTypes.Type(value = Request.SettingList.class, name = "setting-list"),
  @JsonSubTypes.Type(value = Request.HowIsIt.class, name = "how-is-it")
})
public sealed interface Request {
  /**
   * Make the line to paste on a laptop.
   *
   * @param setting id or name; null where there is only one
   * @param uses how many laptops
   * @param hours how long it is good
   */
  record EnrolCode(@Nullable String setting, int uses, int hours) implements Request {}

  /**
   * Make a bearer token.
   *
   * @param setting id or name; null where there is only one
   * @param name what it is for
   * @param role what it may be
   * @param days how long it is good; null: until it is ended
   */
  record TokenCreate(@Nullable String setting, String name, String role, @Nullable Integer days)
      implements Request {}

  /**
   * Make a link that creates an account.
   *
   * @param setting id or name; null where there is only one
   * @param role what the new account may be: one or more, separated by commas
   * @param name whom it is for; null: not said
   * @param endsOn last day of access, for example 2026-12-18; null: no end
   */
  record AccountAdd(
      @Nullable String setting, String role, @Nullable String name, @Nullable String endsOn)
      implements Request {}

  /**
   * Make a link that lets somebody choose a new passphrase.
   *
   * @param name the sign-in name; null: a link for the first account
   */
  record AccountReset(@Nullable String name) implements Request {}

  /**
   * Send a backup: its bytes follow the answer.
   *
   * @param setting id or name of the one setting to take; null: the whole console
   */
  record Backup(@Nullable String setting) implements Request {}

  /**
   * Add a setting; the answer is the link for its first account.
   *
   * @param name what it is called
   */
  record SettingAdd(String name) implements Request {}

  /** List the settings: a line each, id and name with a tab between. */
  record SettingList() implements Request {}

  /**
   * Say how the console is: a line for each thing looked at, {@code ok} or {@code wrong}, a tab,
   * and a sentence.
   */
  record HowIsIt() implements Request {}

  /**
   * Write the policy as a file.
   *
   * @param setting id or name; null where there is only one
   */
  record PolicyExport(@Nullable String setting) implements Request {}

  /**
   * Say what a policy file would change.
   *
   * @param setting id or name; null where there is only one
   * @param text the whole file
   */
  record PolicyDiff(@Nullable String setting, String text) implements Request {}

  /**
   * Put a policy file in.
   *
   * @param setting id or name; null where there is only one
   * @param text the whole file
   * @param reason why
   */
  record PolicyApply(@Nullable String setting, String text, String reason) implements Request {}

  /**
   * Take terms and closures from a calendar file.
   *
   * @param setting id or name; null where there is only one
   * @param text the whole file
   * @param reason why; null: only show what would be taken
   */
  record PolicyCalendar(@Nullable String setting, String text, @Nullable String reason)
      implements Request {}

  /**
   * List the versions of the policy.
   *
   * @param setting id or name; null where there is only one
   */
  record PolicyVersions(@Nullable String setting) implements Request {}
}
