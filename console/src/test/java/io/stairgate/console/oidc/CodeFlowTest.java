package io.stairgate.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole flow against a real provider, and everything that may be wrong with its answers. */
class CodeFlowTest {
  private static final URI BACK = URI.create("http://localhost:4999/sign-in/elsewhere/back");
  private static final SettingId SETTING = new SettingId(UUID.randomUUID());
  private static final Duration LONGEST = Duration.ofSeconds(2);

  @TempDir static Path folder;
  private static OpenIdServer provider;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Reach reach = new Reach(Set.of("localhost"));
  private final Outside outside = new Outside(reach, LONGEST);
  private Discovery discovery = new Discovery(outside, reach, now::get);
  private CodeFlow flow = new CodeFlow(discovery, outside);
  private Client client;
  private Attempt attempt;

  @BeforeAll
  static void start() {
    provider = new OpenIdServer(folder);
    provider.client(BACK.toString());
    provider.person("alex", "a passphrase of Alex");
    provider.person("robin", "a passphrase of Robin");
  }

  @AfterAll
  static void stop() {
    provider.close();
  }

  @BeforeEach
  void begin() {
    provider.proxy.mend();
    client = new Client(SETTING, provider.issuer(), OpenIdServer.CLIENT, OpenIdServer.SECRET);
    attempt = Attempt.begin();
  }

  @AfterEach
  void end() {
    outside.close();
  }

  @Test
  void a_person_is_known_by_issuer_and_subject_each_time_and_nobody_else_is() throws Exception {
    Proven alex = prove(signedIn("alex"));
    assertThat(alex.issuer()).isEqualTo(provider.issuer());
    assertThat(alex.subject()).isNotBlank();
    assertThat(alex.secondStep()).isFalse();
    attempt = Attempt.begin();
    assertThat(prove(signedIn("alex"))).isEqualTo(alex);
    attempt = Attempt.begin();
    assertThat(prove(signedIn("robin")).subject()).isNotEqualTo(alex.subject());
  }

  @Test
  void the_secret_travels_in_the_form_where_the_provider_wants_it_there() throws Exception {
    provider.proxy.change(
        "/openid-configuration", text -> text.replace("\"client_secret_basic\",", ""));
    assertThat(prove(signedIn("alex")).subject()).isNotBlank();
  }

  @Test
  void a_second_step_there_is_believed_where_the_token_says_so() throws Exception {
    provider.signAnew(claims -> claims.claim("amr", List.of("pwd", "mfa")));
    assertThat(prove(signedIn("alex")).secondStep()).isTrue();
    again();
    provider.signAnew(claims -> claims.claim("acr", "https://refeds.org/profile/mfa"));
    assertThat(prove(signedIn("alex")).secondStep()).isTrue();
    again();
    provider.signAnew(claims -> claims.claim("amr", List.of("pwd", "otp")).claim("acr", "1"));
    assertThat(prove(signedIn("alex")).secondStep()).isFalse();
  }

  @Test
  void a_code_is_good_once_and_only_for_the_attempt_it_was_given_to() throws Exception {
    CodeFlow.Returned back = signedIn("alex");
    assertThat(prove(back).subject()).isNotBlank();
    refused(back, Fault.CODE_REFUSED);
    again();
    CodeFlow.Returned another = signedIn("alex");
    attempt = Attempt.begin();
    refused(another, Fault.CODE_REFUSED);
  }

  @Test
  void another_code_is_refused() throws Exception {
    signedIn("alex");
    refused(returned("x".repeat(32)), Fault.CODE_REFUSED);
    refused(returned("x".repeat(10_000)), Fault.CODE_REFUSED);
    refused(returned(""), Fault.CODE_REFUSED);
  }

  @Test
  void a_wrong_secret_is_said_so() throws Exception {
    client = new Client(SETTING, provider.issuer(), OpenIdServer.CLIENT, "another");
    refused(signedIn("alex"), Fault.CLIENT_REFUSED);
  }

  @Test
  void an_answer_of_another_server_is_refused() throws Exception {
    CodeFlow.Returned back = signedIn("alex");
    assertThat(back.issuer()).contains(provider.issuer());
    refused(
        new CodeFlow.Returned(back.code(), Optional.of("https://elsewhere.example"), ""),
        Fault.OTHER_SERVER);
    refused(
        new CodeFlow.Returned("", Optional.of("https://elsewhere.example"), "access_denied"),
        Fault.OTHER_SERVER);
    assertThat(provider.proxy.asked("/token")).as("the code is not sent anywhere").isZero();
    again();
    provider.proxy.change(
        "/openid-configuration",
        text ->
            text.replaceFirst("\\{", "{\"authorization_response_iss_parameter_supported\":true,"));
    freshDiscovery();
    CodeFlow.Returned unnamed =
        new CodeFlow.Returned(signedIn("alex").code(), Optional.empty(), "");
    refused(unnamed, Fault.OTHER_SERVER);
  }

  @Test
  void a_no_there_is_told_from_a_wrong_setup() {
    refused(new CodeFlow.Returned("", Optional.empty(), "access_denied"), Fault.REFUSED_THERE);
    refused(new CodeFlow.Returned("", Optional.empty(), "invalid_request"), Fault.CLIENT_REFUSED);
  }

  @Test
  void tokens_that_do_not_hold_are_refused() throws Exception {
    Date past = Date.from(Instant.now().minus(Duration.ofMinutes(10)));
    signedAnewIsRefused(claims -> claims.claim("nonce", "another"), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.claim("nonce", null), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.audience("another"), Fault.TOKEN_WRONG);
    signedAnewIsRefused(
        claims -> claims.audience(List.of(OpenIdServer.CLIENT, "another")).claim("azp", "another"),
        Fault.TOKEN_WRONG);
    signedAnewIsRefused(
        claims -> claims.audience(List.of(OpenIdServer.CLIENT, "another")).claim("azp", null),
        Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.claim("azp", "another"), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.issuer("https://elsewhere.example"), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.issuer(provider.issuer() + "/"), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.subject(null), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.subject("s".repeat(256)), Fault.TOKEN_WRONG);
    signedAnewIsRefused(claims -> claims.issueTime(past).expirationTime(past), Fault.TOKEN_LATE);
    signedAnewIsRefused(claims -> claims.expirationTime(null), Fault.TOKEN_WRONG);
    signedAnewIsRefused(
        claims -> claims.issueTime(Date.from(Instant.now().plus(Duration.ofHours(1)))),
        Fault.TOKEN_LATE);
  }

  @Test
  void a_clock_that_is_a_little_off_is_forgiven() throws Exception {
    Instant justNow = Instant.now().minusSeconds(30);
    provider.signAnew(
        claims ->
            claims
                .issueTime(Date.from(justNow.minusSeconds(600)))
                .expirationTime(Date.from(justNow)));
    assertThat(prove(signedIn("alex")).subject()).isNotBlank();
  }

  @Test
  void tokens_nobody_signed_or_somebody_else_did_are_refused() {
    tokenIsRefused(token -> new PlainJWT(claims(token)).serialize());
    tokenIsRefused(token -> token.substring(0, token.lastIndexOf('.') + 1));
    tokenIsRefused(
        token -> {
          try {
            SignedJWT signed = new SignedJWT(SignedJWT.parse(token).getHeader(), claims(token));
            signed.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
            return signed.serialize();
          } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(e);
          }
        });
    // Everybody knows the public key, and a client its secret: neither signs anything.
    for (String known : List.of(OpenIdServer.SECRET + "-".repeat(20), "k".repeat(64))) {
      tokenIsRefused(
          token -> {
            try {
              SignedJWT signed = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(token));
              signed.sign(new MACSigner(known));
              return signed.serialize();
            } catch (JOSEException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    tokenIsRefused(token -> "");
    tokenIsRefused(token -> "no token");
    tokenIsRefused(token -> token + "." + token);
  }

  @Test
  void a_token_with_any_character_changed_is_refused() throws Exception {
    Random random = new Random(7);
    AtomicReference<String> real = new AtomicReference<>("");
    provider.changeToken(
        token -> {
          real.set(token);
          return token;
        });
    prove(signedIn("alex"));
    String token = real.get();
    // The last character of each part also carries bits that mean nothing.
    int end = token.length() - 2;
    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(end);
      char other =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.{ "
              .charAt(random.nextInt(67));
      char next = at + 1 < token.length() ? token.charAt(at + 1) : '.';
      if (token.charAt(at) == other || next == '.') {
        continue;
      }
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      provider.proxy.change(
          "/token", body -> "{\"id_token\":\"" + changed + "\",\"token_type\":\"bearer\"}");
      Attempt same = attempt;
      assertThatThrownBy(() -> flow.prove(client, same, BACK, returned("any")))
          .as("character %d", at)
          .isInstanceOf(ElsewhereException.class);
    }
  }

  @Test
  void rotated_keys_are_found_and_the_old_key_is_good_no_longer() throws Exception {
    prove(signedIn("alex"));
    provider.rotate();
    again();
    int before = provider.proxy.asked("/jwks");
    refused(signedIn("alex"), Fault.TOKEN_WRONG);
    assertThat(provider.proxy.asked("/jwks")).as("asked a moment ago").isEqualTo(before);
    now.set(now.get().plus(Discovery.KEYS_AT_MOST));
    again();
    assertThat(prove(signedIn("alex")).subject()).isNotBlank();
    assertThat(provider.proxy.asked("/jwks")).isEqualTo(1);
    again();
    assertThat(prove(signedIn("alex")).subject()).isNotBlank();
    assertThat(provider.proxy.asked("/jwks")).as("kept").isZero();
  }

  @Test
  void what_a_provider_says_of_itself_is_kept_for_an_hour_and_while_it_is_down_for_a_day()
      throws Exception {
    authorization();
    authorization();
    assertThat(provider.proxy.asked("/openid-configuration")).isEqualTo(1);
    now.set(now.get().plus(Discovery.FRESH));
    authorization();
    assertThat(provider.proxy.asked("/openid-configuration")).isEqualTo(2);
    provider.proxy.spoil("/openid-configuration", FaultProxy.Fault.DOWN);
    now.set(now.get().plus(Discovery.FRESH));
    assertThat(authorization().toString()).startsWith(provider.proxy.address());
    now.set(now.get().plus(Discovery.KEPT));
    assertThatThrownBy(this::authorization)
        .isInstanceOfSatisfying(
            ElsewhereException.class, e -> assertThat(e.fault()).isEqualTo(Fault.NOT_REACHED));
    provider.proxy.mend();
    assertThatThrownBy(this::authorization)
        .as("not asked again at once")
        .isInstanceOf(ElsewhereException.class);
    assertThat(provider.proxy.asked("/openid-configuration")).isZero();
    now.set(now.get().plus(Discovery.AFTER_FAILURE));
    assertThat(authorization().toString()).startsWith(provider.proxy.address());
  }

  @Test
  void a_provider_that_is_down_slow_or_sends_without_end_is_left_after_a_bounded_time() {
    Map<FaultProxy.Fault, Fault> expected =
        Map.of(
            FaultProxy.Fault.DOWN, Fault.NOT_REACHED,
            FaultProxy.Fault.SILENT, Fault.TOO_SLOW,
            FaultProxy.Fault.TRICKLES, Fault.TOO_SLOW,
            FaultProxy.Fault.HUGE, Fault.TOO_LARGE);
    for (String where : List.of("/openid-configuration", "/jwks", "/token")) {
      expected.forEach(
          (spoilt, fault) -> {
            provider.proxy.mend();
            again();
            freshDiscovery();
            CodeFlow.Returned back = where.equals("/token") ? signedIn("alex") : returned("x");
            provider.proxy.spoil(where, spoilt);
            long began = System.nanoTime();
            refused(back, fault);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("%s at %s", spoilt, where)
                .isLessThan(LONGEST.multipliedBy(3));
          });
    }
  }

  @Test
  void metadata_that_does_not_fit_is_refused() {
    metadataIsRefused(text -> "<html>", Fault.NOT_OPENID);
    metadataIsRefused(text -> "[]", Fault.NOT_OPENID);
    metadataIsRefused(text -> "{}", Fault.NOT_OPENID);
    metadataIsRefused(text -> "[".repeat(100_000), Fault.NOT_OPENID);
    metadataIsRefused(
        text -> text.replace(provider.issuer() + "\"", "https://elsewhere.example\""),
        Fault.OTHER_ISSUER);
    metadataIsRefused(
        text -> text.replaceAll("\"[RP]S(256|384|512)\"", "\"none\""), Fault.NOT_OFFERED);
    metadataIsRefused(
        text -> text.replaceAll("\"[RP]S(256|384|512)\"", "\"HS256\""), Fault.NOT_OFFERED);
    metadataIsRefused(text -> text.replace("jwks_uri", "other"), Fault.NOT_OFFERED);
    String there = provider.proxy.address();
    metadataIsRefused(
        text -> text.replace(there + "/api/oidc/token", "file:///etc/passwd"), Fault.ADDRESS_WRONG);
    metadataIsRefused(
        text -> text.replace(there + "/api/oidc/auth\"", "javascript:alert(1)\""),
        Fault.ADDRESS_WRONG);
    metadataIsRefused(
        text -> text.replace(there + "/api/oidc/jwks", "http://provider.example/jwks"),
        Fault.ADDRESS_WRONG);
    metadataIsRefused(
        text -> text.replace(there + "/api/oidc/jwks", "https://169.254.169.254/keys"),
        Fault.ADDRESS_INSIDE);
    metadataIsRefused(
        text -> text.replace(there + "/api/oidc/jwks", "https://127.0.0.1/keys"),
        Fault.ADDRESS_INSIDE);
  }

  @Test
  void keys_that_cannot_be_used_are_refused() {
    keysAreRefused(text -> "{}", Fault.NOT_OPENID);
    keysAreRefused(text -> "nothing", Fault.NOT_OPENID);
    keysAreRefused(text -> "{\"keys\":[]}", Fault.NOT_OFFERED);
    keysAreRefused(
        text -> "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
        Fault.NOT_OFFERED);
    keysAreRefused(
        text -> "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}", Fault.NOT_OFFERED);
  }

  private void metadataIsRefused(java.util.function.UnaryOperator<String> change, Fault fault) {
    provider.proxy.mend();
    freshDiscovery();
    provider.proxy.change("/openid-configuration", change);
    refused(returned("x"), fault);
  }

  private void keysAreRefused(java.util.function.UnaryOperator<String> change, Fault fault) {
    provider.proxy.mend();
    freshDiscovery();
    provider.proxy.change("/jwks", change);
    refused(returned("x"), fault);
  }

  private void signedAnewIsRefused(
      java.util.function.Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> change, Fault fault) {
    again();
    provider.signAnew(change);
    refused(signedIn("alex"), fault);
  }

  private void tokenIsRefused(java.util.function.UnaryOperator<String> change) {
    again();
    provider.changeToken(change);
    CodeFlow.Returned back = signedIn("alex");
    assertThatThrownBy(() -> prove(back))
        .isInstanceOfSatisfying(
            ElsewhereException.class,
            e -> assertThat(e.fault()).isIn(Fault.TOKEN_WRONG, Fault.NOT_OPENID));
  }

  private static JWTClaimsSet claims(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private void freshDiscovery() {
    discovery = new Discovery(outside, reach, now::get);
    flow = new CodeFlow(discovery, outside);
  }

  private void again() {
    provider.proxy.mend();
    attempt = Attempt.begin();
  }

  private URI authorization() throws ElsewhereException {
    return flow.authorization(client, attempt, BACK, "alex@setting.example");
  }

  private CodeFlow.Returned signedIn(String name) {
    try {
      URI back =
          provider.signIn(
              authorization(),
              name,
              name.equals("alex") ? "a passphrase of Alex" : "a passphrase of Robin");
      assertThat(back.toString()).startsWith(BACK.toString());
      Map<String, String> all = OpenIdServer.parameters(back);
      assertThat(Secret.given(all.getOrDefault("state", "")).orElseThrow().hash())
          .isEqualTo(attempt.state().hash());
      return new CodeFlow.Returned(
          all.getOrDefault("code", ""), Optional.ofNullable(all.get("iss")), "");
    } catch (ElsewhereException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CodeFlow.Returned returned(String code) {
    return new CodeFlow.Returned(code, Optional.empty(), "");
  }

  private Proven prove(CodeFlow.Returned back) throws ElsewhereException {
    return flow.prove(client, attempt, BACK, back);
  }

  private void refused(CodeFlow.Returned back, Fault fault) {
    assertThatThrownBy(() -> prove(back))
        .isInstanceOfSatisfying(
            ElsewhereException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
