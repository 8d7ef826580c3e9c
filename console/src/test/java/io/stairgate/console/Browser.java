package io.stairgate.console;

import io.stairgate.console.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sends requests as a browser would, or as it would not; follows nothing by itself. */
public final class Browser {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final WebFixture console;
  private final Map<String, String> headers = new LinkedHashMap<>();

  /** A browser that nobody has signed in with. */
  public Browser(WebFixture console) {
    this.console = console;
  }

  /** The same with a session. */
  public Browser with(Secret cookie) {
    return header("Cookie", console.cookieName() + "=" + cookie.reveal());
  }

  /** The same with one more header. */
  public Browser header(String name, String value) {
    Browser other = new Browser(console);
    other.headers.putAll(headers);
    other.headers.put(name, value);
    return other;
  }

  /** Asks for a page. */
  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /** Sends a form as a page of the console would. */
  public HttpResponse<String> post(String path, Map<String, String> fields) {
    return header("Sec-Fetch-Site", "same-origin").postAsIs(path, fields);
  }

  /** Sends a form with no other headers than those that were set. */
  public HttpResponse<String> postAsIs(String path, Map<String, String> fields) {
    return postAs(path, "application/x-www-form-urlencoded", form(fields));
  }

  /** Sends anything. */
  public HttpResponse<String> postAs(String path, String type, String body) {
    return send(
        request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a program's request; an empty body is none. */
  public HttpResponse<String> send(String method, String path, String json) {
    HttpRequest.Builder builder = request(path);
    if (json.isEmpty()) {
      return send(builder.method(method, HttpRequest.BodyPublishers.noBody()));
    }
    return send(
        builder
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Sends anything with any method. */
  public HttpResponse<String> sendAs(String method, String path, String type, String body) {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The cookie that an answer gives; empty where it gives none. */
  public Optional<String> cookieOf(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(console.cookieName() + "="))
        .findFirst();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(console.url(path)));
    headers.forEach(builder::header);
    return builder;
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
