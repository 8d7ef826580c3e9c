package io.stairgate.console.oidc;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.stairgate.console.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A real OpenID provider, Debian's glewlwyd, with a database of its own, behind a {@link
 * FaultProxy}. The test made its signing key, so it can also sign what the provider would never
 * say.
 */
public final class OpenIdServer implements AutoCloseable {
  /** The console there. */
  public static final String CLIENT = "stairgate";

  /** Its secret there. */
  public static final String SECRET = "a-client-secret-of-the-test";

  private static final Path SCHEMA =
      Path.of("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3");
  private static final String LIBRARIES = "/usr/lib/glewlwyd/";
  private static final JsonMapper JSON = new JsonMapper();

  public final FaultProxy proxy = new FaultProxy();
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Path folder;
  private final Process process;
  private RSAKey key = newKey();
  private String administrator = "";

  /** Starts it, which takes about a second. */
  public OpenIdServer(Path folder) {
    this.folder = folder;
    if (!Files.exists(SCHEMA)) {
      throw new IllegalStateException(
          "This test needs a real OpenID server: sudo apt install glewlwyd dbconfig-no-thanks");
    }
    try {
      int port = FreePort.next();
      proxy.before(port);
      run(folder, "sqlite3", folder.resolve("openid.db").toString(), ".read " + SCHEMA);
      Path config = Files.writeString(folder.resolve("openid.conf"), config(port));
      process =
          new ProcessBuilder("glewlwyd", "--config-file=" + config)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openid.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> send("GET", "/config", "", "").statusCode() == 200);
    administrator = session("admin", "password");
    admin("POST", "/api/mod/plugin/", plugin());
  }

  private static void run(Path folder, String... command) throws IOException {
    Process done =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sqlite.log").toFile())
            .start();
    try {
      if (!done.waitFor(30, TimeUnit.SECONDS) || done.exitValue() != 0) {
        throw new IllegalStateException("sqlite3: " + folder.resolve("sqlite.log"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String config(int port) {
    return """
    port=%d
    bind_address="127.0.0.1"
    external_url="%s"
    login_url="login.html"
    api_prefix="api"
    static_files_path="/usr/share/glewlwyd/webapp/"
    log_mode="console"
    log_level="WARNING"
    cookie_domain="localhost"
    cookie_secure=0
    session_key="GLEWLWYD2_SESSION_ID"
    admin_scope="g_admin"
    profile_scope="g_profile"
    user_module_path="%5$suser"
    user_middleware_module_path="%5$suser_middleware"
    client_module_path="%5$sclient"
    user_auth_scheme_module_path="%5$sscheme"
    plugin_module_path="%5$splugin"
    hash_algorithm="SHA512"
    database = { type = "sqlite3" path = "%3$s" };
    static_files_mime_types = (%4$s);
    """
        .formatted(
            port,
            proxy.address(),
            folder.resolve("openid.db"),
            Map.of(
                    ".html", "text/html",
                    ".css", "text/css",
                    ".js", "application/javascript",
                    ".json", "application/json")
                .entrySet()
                .stream()
                .map(
                    each ->
                        "{ extension = \"%s\" mime_type = \"%s\" compress = 0 }"
                            .formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", ")),
            LIBRARIES);
  }

  /** Its issuer. */
  public String issuer() {
    return proxy.address() + "/api/oidc";
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyIDFromThumbprint(true)
          .algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode plugin() {
    ObjectNode parameters = JSON.createObjectNode();
    parameters.put("iss", issuer());
    parameters.put("jwks-private", new JWKSet(key).toString(false));
    parameters.put("jwks-show", true);
    parameters.put("default-kid", "");
    parameters.put("jwt-type", "rsa").put("jwt-key-size", "256").put("key", "").put("cert", "");
    parameters.put("access-token-duration", 3600).put("refresh-token-duration", 3600);
    parameters.put("code-duration", 600).put("refresh-token-rolling", false);
    parameters.put("allow-non-oidc", false);
    for (String flow : List.of("token", "id-token", "none", "password", "client", "device")) {
      parameters.put("auth-type-" + flow + "-enabled", false);
    }
    parameters.put("auth-type-refresh-enabled", false);
    parameters.put("auth-type-code-enabled", true).put("auth-type-code-revoke-replayed", true);
    parameters.put("pkce-allowed", true).put("pkce-required", true);
    parameters.put("pkce-method-plain-allowed", false).put("oauth-as-iss-id", true);
    parameters.put("subject-type", "public").put("name-claim", "no").put("email-claim", "no");
    parameters.put("scope-claim", "no").put("request-parameter-allow", false);
    parameters.putObject("address-claim").put("type", "no");
    parameters.putArray("allowed-scope").add("openid");
    for (String list : List.of("scope", "additional-parameters", "claims")) {
      parameters.putArray(list);
    }
    ObjectNode plugin = JSON.createObjectNode();
    plugin.put("module", "oidc").put("name", "oidc").put("display_name", "OIDC");
    plugin.put("enabled", true).set("parameters", parameters);
    return plugin;
  }

  /** Makes the console known, or changes the addresses browsers may be sent back to. */
  public void client(String... back) {
    ObjectNode client = JSON.createObjectNode();
    client.put("client_id", CLIENT).put("name", "Stairgate").put("enabled", true);
    client.put("password", SECRET).put("client_secret", SECRET).put("confidential", true);
    client.putArray("scope").add("openid");
    client.putArray("authorization_type").add("code");
    client
        .putArray("token_endpoint_auth_method")
        .add("client_secret_basic")
        .add("client_secret_post");
    var addresses = client.putArray("redirect_uri");
    Arrays.stream(back).forEach(addresses::add);
    boolean known = send("GET", "/api/client/" + CLIENT, "", administrator).statusCode() == 200;
    admin(known ? "PUT" : "POST", "/api/client/" + (known ? CLIENT : ""), client);
  }

  /** Makes a person known there. */
  public void person(String name, String password) {
    ObjectNode user = JSON.createObjectNode();
    user.put("username", name).put("password", password).put("enabled", true);
    user.put("name", name).put("email", "the.same@for-everybody.example");
    user.putArray("scope").add("openid").add("g_profile");
    admin("POST", "/api/user/", user);
  }

  /** Signs with another key from now on; the old one is no longer published. */
  public void rotate() {
    key = newKey();
    admin("PUT", "/api/mod/plugin/oidc", plugin());
    admin("PUT", "/api/mod/plugin/oidc/reset", JSON.createObjectNode());
  }

  /**
   * What a person's browser does there: is shown the login page, signs in, agrees, is sent back.
   *
   * @return where it is sent back to
   */
  public URI signIn(URI authorization, String name, String password) {
    HttpResponse<String> asked = get(authorization, "");
    String login = asked.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> page = get(URI.create(login), "");
    if (page.statusCode() != 200 || !page.body().contains("login.js")) {
      throw new AssertionError("no login page: " + page.statusCode());
    }
    String cookie = session(name, password);
    send("PUT", "/api/auth/grant/" + CLIENT + "/", "{\"scope\":\"openid\"}", cookie);
    String again = parameters(URI.create(login)).get("callback_url");
    HttpResponse<String> back = get(URI.create(again + "&g_continue"), cookie);
    return URI.create(back.headers().firstValue("Location").orElseThrow());
  }

  /** The parameters of an address. */
  public static Map<String, String> parameters(URI address) {
    return Arrays.stream(address.getRawQuery().split("&"))
        .map(each -> each.split("=", 2))
        .collect(
            Collectors.toMap(
                each -> each[0],
                each -> each.length < 2 ? "" : URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
  }

  /**
   * Signs each token anew, with the provider's own key, after changing what it says.
   *
   * @param change of what it says
   */
  public void signAnew(Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> change) {
    changeToken(
        token -> {
          try {
            SignedJWT old = SignedJWT.parse(token);
            SignedJWT signed =
                new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                    change.apply(new JWTClaimsSet.Builder(old.getJWTClaimsSet())).build());
            signed.sign(new RSASSASigner(key));
            return signed.serialize();
          } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Replaces each token by another text. */
  public void changeToken(UnaryOperator<String> change) {
    proxy.change(
        "/token",
        body -> {
          try {
            JsonNode all = JSON.readTree(body);
            if (all instanceof ObjectNode object && object.has("id_token")) {
              object.put("id_token", change.apply(object.get("id_token").textValue()));
            }
            return all.toString();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private String session(String name, String password) {
    ObjectNode words = JSON.createObjectNode().put("username", name).put("password", password);
    HttpResponse<String> answer = send("POST", "/api/auth", words.toString(), "");
    if (answer.statusCode() != 200) {
      throw new AssertionError("not signed in there: " + answer.statusCode());
    }
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private void admin(String method, String path, ObjectNode body) {
    HttpResponse<String> answer = send(method, path, body.toString(), administrator);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private HttpResponse<String> get(URI address, String cookie) {
    return send(HttpRequest.newBuilder(address).GET(), cookie);
  }

  private HttpResponse<String> send(String method, String path, String body, String cookie) {
    return send(
        HttpRequest.newBuilder(URI.create(proxy.address() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)),
        cookie);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String cookie) {
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    proxy.close();
    http.shutdownNow();
  }
}
