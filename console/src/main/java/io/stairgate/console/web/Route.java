package io.stairgate.console.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.token.ApiToken;

/**
 * One line of the table of routes: what it answers to, who may use it, and what it does. The server
 * is built from the table alone, so a route that is not in it does not exist, and the type says
 * which caller its work is given.
 */
public sealed interface Route {
  /** GET or POST; of a program also PUT or DELETE. */
  HandlerType method();

  /** Javalin's form, for example {@code /laptops/{id}}. */
  String path();

  /** Whether it may change something: then a form of ours, or a program, must have sent it. */
  default boolean unsafe() {
    return !method().equals(HandlerType.GET);
  }

  /**
   * The largest body it takes, bytes. Only the pages that take whole files take more than a form.
   */
  default long largestBody() {
    return path().startsWith("/policy/") || path().equals("/sticks/own/add")
        ? LARGEST_FILE
        : LARGEST_FORM;
  }

  /** The largest body of a page that takes a whole file, bytes. */
  long LARGEST_FILE = 2 * 1024 * 1024;

  /** The largest body of every other route, bytes. */
  long LARGEST_FORM = 64 * 1024;

  /** What an open route does. */
  @FunctionalInterface
  interface OpenWork {
    /** Answers. */
    void answer(Context context);
  }

  /** What a person's route does. */
  @FunctionalInterface
  interface PersonWork {
    /** Answers {@code who}, who has the route's right. */
    void answer(Context context, SignedIn who);
  }

  /** What a program's route does. */
  @FunctionalInterface
  interface ProgramWork {
    /** Answers the program that holds {@code token}, which has the route's right. */
    void answer(Context context, ApiToken token);
  }

  /**
   * Anybody may use it.
   *
   * @param method GET or POST
   * @param path see {@link Route#path}
   * @param work what it does
   */
  record Open(HandlerType method, String path, OpenWork work) implements Route {}

  /** How sure the console must be that the person is still there. */
  enum Proof {
    /** The session is enough. */
    SESSION,
    /** A second step proved within the last minutes: for what makes something looser. */
    FRESH
  }

  /**
   * Somebody who did the first step of signing in may use it, whether the second step is done or
   * not.
   *
   * @param method GET or POST
   * @param path see {@link Route#path}
   * @param work what it does
   */
  record Half(HandlerType method, String path, PersonWork work) implements Route {}

  /**
   * A signed-in person with a right may use it.
   *
   * @param method GET or POST
   * @param path see {@link Route#path}
   * @param right what one of the person's roles must have
   * @param proof how sure the console must be
   * @param work what it does
   */
  record Person(HandlerType method, String path, Right right, Proof proof, PersonWork work)
      implements Route {
    /** A route for which the session is enough. */
    public Person(HandlerType method, String path, Right right, PersonWork work) {
      this(method, path, right, Proof.SESSION, work);
    }
  }

  /**
   * A program with a bearer token may use it. Cookies are not looked at.
   *
   * @param method GET, POST, PUT or DELETE
   * @param path see {@link Route#path}
   * @param right what the token's role must have
   * @param work what it does
   */
  record Program(HandlerType method, String path, Right right, ProgramWork work) implements Route {}
}
