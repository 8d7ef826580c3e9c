package io.stairgate.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
  @TempDir static Path data;
  private static WebFixture console;
  private static Secret dsl;

  @BeforeAll
  static void start() {
    console = new WebFixture(data);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void every_answer_carries_the_headers_that_keep_a_page_to_itself() {
    for (String path : new String[] {"/sign-in", "/nothing-here", "/api/v1/laptops", "/"}) {
      HttpResponse<String> answer = new Browser(console).with(dsl).get(path);
      assertThat(header(answer, "Content-Security-Policy"))
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "frame-ancestors 'none'",
              "base-uri 'none'")
          .doesNotContain("unsafe");
      assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
      assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(answer, "Server")).isEmpty();
      assertThat(header(answer, "Strict-Transport-Security")).as("plain HTTP").isEmpty();
    }
  }

  @Test
  void assets_may_be_kept_because_their_names_change_with_them() {
    String page = new Browser(console).get("/sign-in").body();
    String style = page.replaceAll("(?s).*href=\"(/assets/[^\"]+\\.css)\".*", "$1");
    HttpResponse<String> answer = new Browser(console).get(style);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Cache-Control")).contains("immutable");
    assertThat(header(answer, "Content-Type")).startsWith("text/css");
  }

  @Test
  void signing_in_gives_a_new_cookie_that_no_script_can_read_and_ends_the_old_session() {
    Secret before = console.person(console.setting, "Before Hand", Role.DSL);
    HttpResponse<String> answer =
        new Browser(console)
            .with(before)
            .post(
                "/sign-in",
                Map.of(
                    "name",
                    "dee.lead@dsl.example",
                    "passphrase",
                    WebFixture.PASSPHRASE,
                    "next",
                    "/alerts"));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(header(answer, "Location")).endsWith("/second-step?next=%2Falerts");
    String cookie = new Browser(console).cookieOf(answer).orElseThrow();
    assertThat(cookie)
        .contains("; HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Domain", before.reveal());
    assertThat(console.sessions.find(before.hash(), console.now.get())).isEmpty();
  }

  @Test
  void signing_in_goes_only_to_places_of_ours() {
    Secret person = console.person(console.newSetting("A"), "Goes Around", Role.DSL);
    for (String next :
        new String[] {
          "//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"
        }) {
      HttpResponse<String> answer =
          new Browser(console)
              .post(
                  "/sign-in",
                  Map.of(
                      "name",
                      "dee.lead@dsl.example",
                      "passphrase",
                      WebFixture.PASSPHRASE,
                      "next",
                      next));
      assertThat(URI.create(header(answer, "Location")).getPath()).isEqualTo("/second-step");
      assertThat(header(answer, "Location")).endsWith("?next=%2F").doesNotContain("evil");
      for (String path : new String[] {"/second-step", "/confirm", "/my/sign-in/new-browser"}) {
        HttpResponse<String> shown =
            new Browser(console)
                .with(person)
                .get(path + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        assertThat(shown.body() + header(shown, "Location")).as(path).doesNotContain("evil");
      }
    }
  }

  @Test
  void a_wrong_passphrase_and_an_unknown_name_show_the_same_page() {
    console.person(console.setting, "Known Person", Role.DSL);
    HttpResponse<String> known =
        new Browser(console)
            .post(
                "/sign-in",
                Map.of("name", "known.person@dsl.example", "passphrase", "wrong one here"));
    HttpResponse<String> unknown =
        new Browser(console)
            .post(
                "/sign-in",
                Map.of("name", "nobody.at.all@dsl.example", "passphrase", "wrong one here"));
    assertThat(known.statusCode()).isEqualTo(unknown.statusCode()).isEqualTo(422);
    assertThat(known.body().replace("known.person", "x"))
        .isEqualTo(unknown.body().replace("nobody.at.all", "x"))
        .contains("do not fit together", "There is a problem", "<title>Error: ");
  }

  @Test
  void signing_out_ends_the_session_at_the_console_too() {
    Secret cookie = console.person(console.setting, "Goes Home", Role.DSL);
    HttpResponse<String> answer =
        new Browser(console)
            .with(cookie)
            .post("/sign-out", Map.of("csrf", console.who(cookie).csrf()));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(console.sessions.find(cookie.hash(), console.now.get())).isEmpty();
    assertThat(new Browser(console).with(cookie).get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void a_name_that_another_site_points_at_this_computer_gets_nothing() throws IOException {
    assertThat(raw("/sign-in", "evil.example")).startsWith("HTTP/1.1 421");
    assertThat(raw("/sign-in", "localhost.evil.example")).startsWith("HTTP/1.1 421");
    assertThat(raw("/sign-in", "127.0.0.1:9")).startsWith("HTTP/1.1 200");
  }

  @Test
  void what_is_too_large_or_of_the_wrong_form_is_refused_in_a_plain_sentence() throws IOException {
    Browser signedIn = new Browser(console).with(dsl);
    HttpResponse<String> large =
        signedIn.post(
            "/enrol", Map.of("csrf", console.who(dsl).csrf(), "uses", "1".repeat(100_000)));
    assertThat(large.statusCode()).isEqualTo(400);
    assertThat(large.body()).contains("too large");
    HttpResponse<String> file =
        signedIn
            .header("Sec-Fetch-Site", "same-origin")
            .postAs("/enrol", "multipart/form-data; boundary=x", "--x--");
    assertThat(file.statusCode()).isEqualTo(403);
    assertThat(raw("/" + "a".repeat(20_000), "localhost")).startsWith("HTTP/1.1 414");
  }

  @Test
  void what_is_not_there_looks_like_the_rest_and_tells_nothing() {
    HttpResponse<String> page = new Browser(console).get("/nothing-here");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body())
        .contains("We cannot find this page")
        .doesNotContain("Javalin", "Jetty", "Exception");
    HttpResponse<String> api = new Browser(console).get("/api/v1/nothing");
    assertThat(api.statusCode()).isEqualTo(404);
    assertThat(header(api, "Content-Type")).startsWith("application/problem+json");
    assertThat(new Browser(console).get("/laptops/%2e%2e/etc").statusCode()).isIn(400, 404);
  }

  @Test
  void without_https_it_listens_on_this_computer_only() throws IOException {
    InetSocketAddress everywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
    assertThatThrownBy(() -> new WebAddress(everywhere, Optional.empty(), false))
        .hasMessageContaining("needs HTTPS");
    WebAddress behindProxy =
        new WebAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
            Optional.of(URI.create("https://laptops.example")),
            false);
    assertThat(behindProxy.cookieName(8080)).isEqualTo("__Host-stairgate");
    assertThat(behindProxy.answersTo("laptops.example")).isTrue();
    assertThat(behindProxy.answersTo("laptops.example.evil")).isFalse();
  }

  private static String raw(String path, String host) throws IOException {
    String request = "GET %s HTTP/1.1%nHost: %s%nConnection: close%n%n".formatted(path, host);
    URI address = URI.create(console.url("/"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(64);
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
