package io.stairgate.console.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** OpenID Connect's authorization code flow with PKCE, nonce and state. Any thread may use it. */
final class CodeFlow {
  private static final int LONGEST_CODE = 4096;

  /** Errors of the person or the provider's rules, rather than of how it is set up. */
  private static final Set<String> NOT_LET_IN =
      Set.of(
          "access_denied",
          "login_required",
          "interaction_required",
          "consent_required",
          "account_selection_required");

  private final Discovery discovery;
  private final Outside outside;
  private final IdTokens tokens;

  CodeFlow(Discovery discovery, Outside outside) {
    this.discovery = discovery;
    this.outside = outside;
    this.tokens = new IdTokens(discovery);
  }

  /**
   * What came back through the browser.
   *
   * @param code the code; empty where there is none
   * @param issuer who says it answers; empty where it does not say
   * @param error why not; empty where all is well
   */
  record Returned(String code, Optional<String> issuer, String error) {}

  /**
   * Where to send the browser.
   *
   * @param back where it comes back to
   * @param hint the name the person typed, or empty
   * @throws ElsewhereException where the provider cannot be asked
   */
  URI authorization(Client client, Attempt attempt, URI back, String hint)
      throws ElsewhereException {
    Metadata metadata = discovery.of(client.issuer()).metadata();
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, new Scope("openid"), new ClientID(client.id()), back)
            .endpointURI(metadata.authorization())
            .state(new State(attempt.state().reveal()))
            .nonce(new Nonce(attempt.nonce()))
            // On a laptop that many use, the browser may still know somebody else there.
            .prompt(Prompt.Type.SELECT_ACCOUNT)
            .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256);
    if (!hint.isEmpty()) {
      request.loginHint(hint);
    }
    return request.build().toURI();
  }

  /**
   * Exchanges what came back for a proof of who the person is.
   *
   * @throws ElsewhereException where it proves nothing
   */
  Proven prove(Client client, Attempt attempt, URI back, Returned returned)
      throws ElsewhereException {
    Discovery.Known provider = discovery.of(client.issuer());
    boolean own = returned.issuer().map(client.issuer()::equals).orElse(!says(provider));
    if (!own) {
      throw new ElsewhereException(Fault.OTHER_SERVER);
    }
    if (!returned.error().isEmpty()) {
      throw new ElsewhereException(
          NOT_LET_IN.contains(returned.error()) ? Fault.REFUSED_THERE : Fault.CLIENT_REFUSED);
    }
    if (returned.code().isEmpty() || returned.code().length() > LONGEST_CODE) {
      throw new ElsewhereException(Fault.CODE_REFUSED);
    }
    String token = exchange(provider.metadata(), client, attempt, back, returned.code());
    return tokens.prove(provider, client, attempt.nonce(), token);
  }

  private static boolean says(Discovery.Known provider) {
    return provider.metadata().saysIssuer();
  }

  private String exchange(Metadata metadata, Client client, Attempt attempt, URI back, String code)
      throws ElsewhereException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", back.toString());
    form.put("code_verifier", attempt.verifier());
    Map<String, String> headers = new LinkedHashMap<>();
    if (metadata.secretInForm()) {
      form.put("client_id", client.id());
      form.put("client_secret", client.secret());
    } else {
      headers.put(
          "Authorization",
          new ClientSecretBasic(new ClientID(client.id()), new Secret(client.secret()))
              .toHTTPAuthorizationHeader());
    }
    Outside.Reply reply = outside.post(metadata.token(), encoded(form), headers);
    Optional<ObjectNode> body = Json.object(reply.body());
    if (reply.status() == 200) {
      return body.map(all -> Json.text(all, "id_token"))
          .filter(text -> !text.isEmpty())
          .orElseThrow(() -> new ElsewhereException(Fault.NOT_OPENID));
    }
    throw new ElsewhereException(
        refusal(reply.status(), body.map(all -> Json.text(all, "error")).orElse("")));
  }

  private static Fault refusal(int status, String error) {
    if (status >= 500) {
      return Fault.NOT_REACHED;
    }
    return status == 401 || error.equals("invalid_client") || error.equals("unauthorized_client")
        ? Fault.CLIENT_REFUSED
        : Fault.CODE_REFUSED;
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
