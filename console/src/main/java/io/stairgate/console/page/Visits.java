package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.web.RefusedException;
import java.util.Optional;
import java.util.UUID;

/** Reads what a browser sends; everything is bounded before it is looked at. */
final class Visits {
  private static final int LONGEST_FIELD = 2_000;

  private Visits() {}

  /** A form's field that may hold a whole file, empty where it was not sent. */
  static String longField(Context context, String name, int longest) {
    String value = context.formParam(name);
    if (value == null) {
      return "";
    }
    if (value.length() > longest) {
      throw RefusedException.badRequest(
          "The file is far too long. Check that it is the right one.");
    }
    return value;
  }

  /** The version in the address. */
  static long version(Context context) {
    String typed = context.pathParam("version");
    if (!typed.matches("[0-9]{1,15}")) {
      throw RefusedException.notFound();
    }
    return Long.parseLong(typed);
  }

  /** A form's field, empty where it was not sent. */
  static String field(Context context, String name) {
    String value = context.formParam(name);
    if (value == null) {
      return "";
    }
    if (value.length() > LONGEST_FIELD) {
      throw RefusedException.badRequest("One of the fields is far too long. Shorten it.");
    }
    return value;
  }

  /**
   * What a script wrote into a field: longer than what people type, and bounded where it is read.
   */
  static String written(Context context, String name) {
    String value = context.formParam(name);
    return value == null ? "" : value;
  }

  /** A parameter of the address, empty where it was not given. */
  static String parameter(Context context, String name) {
    String value = context.queryParam(name);
    return value == null || value.length() > 300 ? "" : value.strip();
  }

  /** An id that was sent; empty where it is none. */
  static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The id in the address. */
  static UUID id(Context context) {
    return id(context, "id");
  }

  /**
   * The id in the address.
   *
   * @param name of the variable in the route's path
   */
  static UUID id(Context context, String name) {
    try {
      return UUID.fromString(context.pathParam(name));
    } catch (IllegalArgumentException e) {
      throw RefusedException.notFound();
    }
  }

  /** The laptop in the address. */
  static DeviceId laptop(Context context) {
    return new DeviceId(id(context));
  }

  /** A small number that was typed; empty where it is none or out of range. */
  static Optional<Integer> number(String typed, int least, int most) {
    String text = typed.strip();
    if (!text.matches("[0-9]{1,6}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(text);
    return number >= least && number <= most ? Optional.of(number) : Optional.empty();
  }

  /** A large number, such as that of a line; empty where it is none. */
  static Optional<Long> large(String typed) {
    return typed.matches("[0-9]{1,15}") ? Optional.of(Long.parseLong(typed)) : Optional.empty();
  }

  /** Where to go after signing in: a place of ours, or the first page. */
  static String ownPlace(String next) {
    return next.matches("/([A-Za-z0-9-][A-Za-z0-9/-]*)?") ? next : "/";
  }

  /** Sends the browser on, so that reloading does not send the form again. */
  static void goTo(Context context, String place) {
    context.redirect(place);
    context.status(303);
  }
}
