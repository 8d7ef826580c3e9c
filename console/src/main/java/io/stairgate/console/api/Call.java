package io.stairgate.console.api;

import io.javalin.http.Context;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.token.ApiToken;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** One request of a program that may make it. */
final class Call {
  private static final int DEFAULT_LIMIT = 100;
  private static final int LARGEST_LIMIT = 500;
  private static final int LONGEST_WORD = 300;

  private final Context context;
  private final ApiToken token;
  private final Guard guard;

  Call(Context context, ApiToken token, Guard guard) {
    this.context = context;
    this.token = token;
    this.guard = guard;
  }

  /** Where people reach the console, without a slash at the end. */
  String home() {
    return guard.home(context);
  }

  ApiToken token() {
    return token;
  }

  SettingId setting() {
    return token.setting();
  }

  Actor actor() {
    return token.actor();
  }

  /** The id in the path; what is none is the id of nothing. */
  UUID id(String name) {
    try {
      return UUID.fromString(context.pathParam(name));
    } catch (IllegalArgumentException e) {
      throw RefusedException.notFound();
    }
  }

  /** The word in the path. */
  String word(String name) {
    return context.pathParam(name);
  }

  /** The number in the path; what is none is the number of nothing. */
  long number(String name) {
    String text = context.pathParam(name);
    if (!text.matches("[0-9]{1,18}")) {
      throw RefusedException.notFound();
    }
    return Long.parseLong(text);
  }

  /** A word of the query, at most 300 characters. */
  Optional<String> query(String name) {
    Optional<String> given = Optional.ofNullable(context.queryParam(name));
    if (given.filter(text -> text.length() > LONGEST_WORD).isPresent()) {
      throw RefusedException.badRequest("\"%s\" is too long.".formatted(name));
    }
    return given;
  }

  Optional<UUID> queryId(String name) {
    try {
      return query(name).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("\"%s\" is an id.".formatted(name));
    }
  }

  Optional<Instant> queryTime(String name) {
    try {
      return query(name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw RefusedException.badRequest(
          "\"%s\" is a time such as 2026-09-14T09:00:00Z.".formatted(name));
    }
  }

  int limit() {
    Optional<String> given = query("limit");
    if (given.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    if (!given.get().matches("[0-9]{1,4}")) {
      throw RefusedException.badRequest("\"limit\" is a number from 1 to 500.");
    }
    return Math.clamp(Integer.parseInt(given.get()), 1, LARGEST_LIMIT);
  }

  /** Where the page begins, as an id. */
  Optional<UUID> afterId() {
    try {
      return query("after").map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw notNext();
    }
  }

  /** Where the page begins, as a number. */
  Optional<Long> afterNumber() {
    Optional<String> given = query("after");
    if (given.filter(text -> !text.matches("[0-9]{1,18}")).isPresent()) {
      throw notNext();
    }
    return given.map(Long::parseLong);
  }

  private static RefusedException notNext() {
    return RefusedException.badRequest("\"after\" is the value of \"next\" of the page before.");
  }

  /** What was sent. */
  <T extends Record> T body(Class<T> as) {
    return Json.read(bytes(), as);
  }

  byte[] bytes() {
    return context.bodyAsBytes();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  /** Method, path and query, as the request itself spells them. */
  String line() {
    String query = Objects.requireNonNullElse(context.queryString(), "");
    return context.method() + " " + context.path() + "?" + query;
  }
}
