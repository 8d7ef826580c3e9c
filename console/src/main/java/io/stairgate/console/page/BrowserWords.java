package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.account.Visitor;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.web.Guard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a browser is, in words a person would use of it. */
final class BrowserWords {
  /** The first whose sign stands in the User-Agent header counts: later ones stand in many. */
  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put("Edg/", "Edge");
    PROGRAMS.put("EdgA/", "Edge");
    PROGRAMS.put("EdgiOS/", "Edge");
    PROGRAMS.put("OPR/", "Opera");
    PROGRAMS.put("SamsungBrowser/", "Samsung Internet");
    PROGRAMS.put("Firefox/", "Firefox");
    PROGRAMS.put("FxiOS/", "Firefox");
    PROGRAMS.put("CriOS/", "Chrome");
    PROGRAMS.put("Chrome/", "Chrome");
    PROGRAMS.put("Safari/", "Safari");
    SYSTEMS.put("iPhone", "an iPhone");
    SYSTEMS.put("iPad", "an iPad");
    SYSTEMS.put("Android", "Android");
    SYSTEMS.put("CrOS", "a Chromebook");
    SYSTEMS.put("Windows", "Windows");
    SYSTEMS.put("Mac OS X", "a Mac");
    SYSTEMS.put("Linux", "Linux");
  }

  private static final String COOKIE = "browser";

  /** Browsers keep no cookie for longer. */
  private static final Duration KEPT = Duration.ofDays(400);

  private BrowserWords() {}

  /** The browser that sent a request. */
  static Visitor visitor(Context context, Guard guard) {
    String header = context.header("User-Agent");
    return new Visitor(known(context, guard), of(header == null ? "" : header));
  }

  /** What a browser is known by; empty where nobody signed in with it yet. */
  static Optional<Secret> known(Context context, Guard guard) {
    return guard.remembered(context, COOKIE);
  }

  /** Lets a browser be known from now on. */
  static void remember(Context context, Guard guard, Secret browser) {
    guard.remember(context, COOKIE, browser, KEPT);
  }

  /** For example "Firefox on Windows"; "A browser" where nothing is known. */
  static String of(String userAgent) {
    String program = first(PROGRAMS, userAgent, "A browser");
    String system = first(SYSTEMS, userAgent, "");
    return system.isEmpty() ? program : program + " on " + system;
  }

  private static String first(Map<String, String> names, String text, String otherwise) {
    return names.entrySet().stream()
        .filter(each -> text.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }
}
