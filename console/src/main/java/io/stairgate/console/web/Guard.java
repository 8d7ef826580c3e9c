package io.stairgate.console.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SessionStore;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.token.ApiToken;
import io.stairgate.console.token.ApiTokenStore;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Stands before every route: right host, right caller, right role, and for what changes something a
 * form of ours. It fails closed: what it cannot tell it refuses.
 *
 * <p>Over 300 lines because every way past it is best read in one place.
 */
public final class Guard {
  /** Marks a request that a page makes by itself; it does not keep a session alive. */
  public static final String LIVE_HEADER = "X-Stairgate-Live";

  private static final String CSRF_FIELD = "csrf";
  private static final String SECOND_STEP = "/second-step";
  private static final String CONFIRM = "/confirm";

  private final WebAddress address;
  private final SessionStore sessions;
  private final ApiTokenStore tokens;
  private final InstantSource clock;

  /** Ready to guard. */
  public Guard(
      WebAddress address, SessionStore sessions, ApiTokenStore tokens, InstantSource clock) {
    this.address = address;
    this.sessions = sessions;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Lets {@code route} do its work, or not.
   *
   * @throws RefusedException where it is refused
   */
  void answer(Context context, Route route) {
    Headers.put(context, address);
    if (!address.answersTo(text(context.header("Host")))) {
      throw RefusedException.wrongHost();
    }
    if (context.req().getContentLengthLong() > route.largestBody()) {
      throw RefusedException.badRequest("What was sent is too large. Send less at once.");
    }
    if (route.unsafe()) {
      switch (route) {
        case Route.Program _ -> requireJson(context);
        case Route.Open _, Route.Half _, Route.Person _ -> requireOwnForm(context);
      }
    }
    switch (route) {
      case Route.Open open -> open.work().answer(context);
      case Route.Half half -> letHalf(context, half);
      case Route.Person person -> letPerson(context, person);
      case Route.Program program -> letProgram(context, program);
    }
  }

  private void letHalf(Context context, Route.Half route) {
    Optional<SignedIn> found = person(context);
    if (found.isEmpty()) {
      sendToSignIn(context, route);
      return;
    }
    requireCsrf(context, route, found.get());
    route.work().answer(context, found.get());
  }

  private void letPerson(Context context, Route.Person route) {
    Instant now = clock.instant();
    Optional<SignedIn> found = person(context);
    if (found.isEmpty()) {
      sendToSignIn(context, route);
      return;
    }
    SignedIn who = found.get();
    requireCsrf(context, route, who);
    if (!who.complete() && route.right() != Right.SIGN_OUT) {
      send(context, route, SECOND_STEP);
      return;
    }
    if (!who.may(route.right())) {
      throw who.roles().isEmpty() ? RefusedException.accessEnded() : RefusedException.notAllowed();
    }
    if (route.proof() == Route.Proof.FRESH && !who.freshAt(now)) {
      send(context, route, CONFIRM);
      return;
    }
    if (context.header(LIVE_HEADER) == null) {
      sessions.touch(who, now);
    }
    route.work().answer(context, who);
  }

  private static void requireCsrf(Context context, Route route, SignedIn who) {
    if (route.unsafe() && !who.hasCsrf(text(context.formParam(CSRF_FIELD)))) {
      throw RefusedException.notFromOurForm();
    }
  }

  private void letProgram(Context context, Route.Program route) {
    ApiToken token = bearer(context).flatMap(tokens::find).orElseThrow(RefusedException::noToken);
    tokens.used(token, clock.instant());
    if (!token.role().may(route.right())) {
      throw RefusedException.notAllowed();
    }
    route.work().answer(context, token);
  }

  private static void sendToSignIn(Context context, Route route) {
    send(context, route, "/sign-in");
  }

  /**
   * Sends a browser to where something must be done first, and back afterwards: to the page itself,
   * or to the page a form stood on.
   */
  private static void send(Context context, Route route, String place) {
    boolean byItself =
        context.header(LIVE_HEADER) != null
            || text(context.header("Accept")).contains("text/event-stream");
    if (byItself) {
      throw RefusedException.signedOut();
    }
    String next = route.unsafe() ? formPage(context) : context.path();
    context.redirect(place + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    context.status(303);
  }

  private static String formPage(Context context) {
    try {
      String path = new URI(text(context.header("Referer"))).getPath();
      return path == null || path.isEmpty() ? "/" : path;
    } catch (URISyntaxException e) {
      return "/";
    }
  }

  /**
   * For an act that only sometimes makes something looser: whether the person proved a second step
   * within the last minutes. If not the browser is sent to do so, and back to {@code next}.
   *
   * @param next a page of ours
   */
  public boolean confirmed(Context context, SignedIn who, String next) {
    if (who.freshAt(clock.instant())) {
      return true;
    }
    context.redirect(CONFIRM + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    context.status(303);
    return false;
  }

  /**
   * A form of a page cannot send JSON elsewhere, and programs show a token that no browser adds by
   * itself.
   */
  private static void requireJson(Context context) {
    String type = text(context.header("Content-Type")).toLowerCase(Locale.ROOT);
    boolean empty = context.contentLength() <= 0 && context.header("Transfer-Encoding") == null;
    if (!(type.isEmpty() && empty)
        && !type.equals("application/json")
        && !type.startsWith("application/json;")) {
      throw RefusedException.notJson();
    }
  }

  /**
   * Browsers say where a request comes from, and pages cannot forge it. Without any word of it the
   * request is refused: every browser of the last years sends one of the two with a form.
   */
  private void requireOwnForm(Context context) {
    String type = text(context.header("Content-Type"));
    if (!type.isEmpty() && !type.startsWith("application/x-www-form-urlencoded")) {
      throw RefusedException.notFromOurForm();
    }
    String site = text(context.header("Sec-Fetch-Site"));
    String origin = text(context.header("Origin"));
    boolean siteFits = site.isEmpty() || site.equals("same-origin");
    boolean originFits = origin.isEmpty() || origin.equals("null") || isOwn(context, origin);
    boolean told = site.equals("same-origin") || isOwn(context, origin);
    if (!siteFits || !originFits || !told) {
      throw RefusedException.notFromOurForm();
    }
  }

  private boolean isOwn(Context context, String origin) {
    return origin.equals((address.https() ? "https://" : "http://") + text(context.header("Host")));
  }

  /** Where people reach the console, as a link for others must say it; no slash at the end. */
  public String home(Context context) {
    return address
        .published()
        .map(uri -> uri.toString().replaceAll("/+$", ""))
        .orElseGet(() -> (address.https() ? "https://" : "http://") + text(context.header("Host")));
  }

  /** Who sits at this browser; empty where nobody is signed in. */
  public Optional<SignedIn> person(Context context) {
    return Optional.ofNullable(context.cookie(cookieName(context)))
        .flatMap(Secret::given)
        .flatMap(cookie -> sessions.find(cookie.hash(), clock.instant()));
  }

  /** The session of {@code who} as it is now; empty where it has ended. */
  public Optional<SignedIn> again(SignedIn who) {
    return sessions.find(who.session(), clock.instant());
  }

  /** Gives the browser the cookie of a new session; the session it had before ends. */
  public void letIn(Context context, Secret secret) {
    endSession(context);
    context.cookie(cookie(cookieName(context), secret.reveal()));
  }

  private Cookie cookie(String name, String value) {
    Cookie cookie = new Cookie(name, value);
    cookie.setHttpOnly(true);
    cookie.setSecure(address.https());
    // Lax and not Strict: a link in an alert's e-mail must find the person signed in; forms carry a
    // token besides.
    cookie.setSameSite(SameSite.LAX);
    cookie.setPath("/");
    return cookie;
  }

  /**
   * Gives the browser a cookie beside that of its session.
   *
   * @param name which; small letters
   * @param life how long the browser keeps it
   */
  public void remember(Context context, String name, Secret secret, Duration life) {
    Cookie cookie = cookie(cookieName(context) + "-" + name, secret.reveal());
    cookie.setMaxAge((int) life.toSeconds());
    context.cookie(cookie);
  }

  /** What the browser's cookie of {@link #remember} says; empty where it has none. */
  public Optional<Secret> remembered(Context context, String name) {
    return Optional.ofNullable(context.cookie(cookieName(context) + "-" + name))
        .flatMap(Secret::given);
  }

  /** Takes the cookie of {@link #remember} away. */
  public void forget(Context context, String name) {
    Cookie cookie = cookie(cookieName(context) + "-" + name, "");
    cookie.setMaxAge(0);
    context.cookie(cookie);
  }

  /** The one address at which people reach the console by a name; see {@link WebAddress}. */
  public Optional<URI> site(Context context) {
    return address.site(context.req().getLocalPort());
  }

  /** Ends the browser's session and takes its cookie away. */
  public void letOut(Context context) {
    endSession(context);
    Cookie cookie = cookie(cookieName(context), "");
    cookie.setMaxAge(0);
    context.cookie(cookie);
  }

  private void endSession(Context context) {
    Optional.ofNullable(context.cookie(cookieName(context)))
        .flatMap(Secret::given)
        .ifPresent(cookie -> sessions.end(cookie.hash()));
  }

  private String cookieName(Context context) {
    return address.cookieName(context.req().getLocalPort());
  }

  private static Optional<Secret> bearer(Context context) {
    String header = text(context.header("Authorization"));
    return header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Secret.given(header.substring(7).strip())
        : Optional.empty();
  }

  private static String text(@org.jspecify.annotations.Nullable String header) {
    return header == null ? "" : header;
  }
}
