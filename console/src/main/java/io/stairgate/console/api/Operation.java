package io.stairgate.console.api;

import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.web.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing programs may ask: a row of the table of routes, and what the document says of it.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path behind {@code /api/v1}, for example {@code /laptops/{laptop}}
 * @param right what the token's role must have
 * @param does what it does, in one sentence
 * @param queries words of the query it knows; others are not looked at
 * @param body what is sent; null: nothing
 * @param answer what comes back; null: nothing
 * @param status of the answer where it is done
 * @param type of the answer
 * @param work what it does
 */
record Operation(
    HandlerType method,
    String path,
    Right right,
    String does,
    List<Query> queries,
    @Nullable Class<? extends Record> body,
    @Nullable Class<? extends Record> answer,
    int status,
    String type,
    Work work) {
  /** Where the API stands. */
  static final String BASE = "/api/v1";

  /** The words of every list. */
  static final List<Query> PAGING =
      List.of(
          new Query("after", "The value of \"next\" of the page before."),
          new Query("limit", "How many at most: 1 to 500, else 100."));

  Operation {
    queries = List.copyOf(queries);
  }

  /**
   * A word of the query.
   *
   * @param name the word
   * @param meaning in one sentence
   */
  record Query(String name, String meaning) {}

  /** Does it. */
  @FunctionalInterface
  interface Work {
    Reply answer(Call call);
  }

  /** Reads one thing. */
  static Operation get(
      String path, Right right, String does, Class<? extends Record> answer, Work work) {
    return get(path, right, does, List.of(), answer, work);
  }

  /** Reads a list or something that can be asked for in several ways. */
  static Operation get(
      String path,
      Right right,
      String does,
      List<Query> queries,
      Class<? extends Record> answer,
      Work work) {
    return new Operation(
        HandlerType.GET, path, right, does, queries, null, answer, 200, Reply.JSON, work);
  }

  /** Reads something that is no JSON. */
  static Operation text(String path, Right right, String does, String type, Work work) {
    return new Operation(
        HandlerType.GET, path, right, does, List.of(), null, null, 200, type, work);
  }

  /** Makes something. */
  static Operation post(
      String path,
      Right right,
      String does,
      Class<? extends Record> body,
      Class<? extends Record> answer,
      Work work) {
    return new Operation(
        HandlerType.POST, path, right, does, List.of(), body, answer, 201, Reply.JSON, work);
  }

  /** Asks something that needs a body; nothing is changed. */
  static Operation ask(
      String path,
      Right right,
      String does,
      Class<? extends Record> body,
      Class<? extends Record> answer,
      Work work) {
    return new Operation(
        HandlerType.POST, path, right, does, List.of(), body, answer, 200, Reply.JSON, work);
  }

  /** Changes something. */
  static Operation put(
      String path,
      Right right,
      String does,
      Class<? extends Record> body,
      Class<? extends Record> answer,
      Work work) {
    return new Operation(
        HandlerType.PUT, path, right, does, List.of(), body, answer, 200, Reply.JSON, work);
  }

  /** Ends something. */
  static Operation delete(String path, Right right, String does, Work work) {
    return new Operation(
        HandlerType.DELETE, path, right, does, List.of(), null, null, 204, Reply.JSON, work);
  }

  /** What only a person may do, on the pages: it answers 403 and says so. */
  static Operation forPeople(String path, Right right, String does) {
    return new Operation(
        HandlerType.POST,
        path,
        right,
        does + " A person must do this: programs are answered 403.",
        List.of(),
        null,
        null,
        403,
        Reply.JSON,
        call -> {
          throw RefusedException.personNeeded();
        });
  }

  String fullPath() {
    return BASE + path;
  }

  boolean unsafe() {
    return !method.equals(HandlerType.GET);
  }
}
