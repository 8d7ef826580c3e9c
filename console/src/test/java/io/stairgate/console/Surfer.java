package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser that keeps its cookies, as people's do; it follows nothing by itself. */
public final class Surfer {
  private final WebFixture console;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** A browser that was never here. */
  public Surfer(WebFixture console) {
    this.console = console;
  }

  /** The same browser with a session. */
  public Surfer with(Secret session) {
    cookies.put(console.cookieName(), session.reveal());
    return this;
  }

  /** The same browser at another console that shares the database, by another port. */
  public Surfer at(WebFixture other) {
    Surfer there = new Surfer(other);
    cookies.forEach(
        (name, value) ->
            there.cookies.put(name.replace(console.cookieName(), other.cookieName()), value));
    return there;
  }

  /** Asks for a page. */
  public HttpResponse<String> get(String path) {
    return kept(browser().get(path));
  }

  /** The words of a page that is there. */
  public String page(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return words(answer.body());
  }

  /** What a page says, without its head. */
  public static String words(String page) {
    return page.replaceAll("(?s)<head>.*?</head>", "")
        .replaceAll("<[^>]*>", " ")
        .replaceAll("\\s+", " ");
  }

  /** Sends a form of ours. */
  public HttpResponse<String> post(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (signedIn()) {
      all.put("csrf", console.who(session()).csrf());
    }
    return kept(browser().post(path, all));
  }

  /** Whether the browser has a session that is still there. */
  public boolean signedIn() {
    return cookies.containsKey(console.cookieName())
        && console.sessions.find(session().hash(), console.now.get()).isPresent();
  }

  /** The session's secret. */
  public Secret session() {
    return Secret.given(cookies.getOrDefault(console.cookieName(), "")).orElseThrow();
  }

  private Browser browser() {
    Browser browser = new Browser(console);
    return cookies.isEmpty()
        ? browser
        : browser.header(
            "Cookie",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; ")));
  }

  private HttpResponse<String> kept(HttpResponse<String> answer) {
    for (String line : answer.headers().allValues("Set-Cookie")) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      if (pair.length < 2 || pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }
}
