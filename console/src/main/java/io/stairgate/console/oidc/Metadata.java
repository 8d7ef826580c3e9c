package io.stairgate.console.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0, §3), as far as it is used.
 *
 * @param issuer its name; the one that was asked for
 * @param authorization where people sign in
 * @param token where a code is exchanged
 * @param keys where its public keys stand
 * @param algorithms what it signs with and we accept: with public keys only
 * @param secretInForm whether the secret goes into the form rather than into a header
 * @param saysIssuer whether its answers always carry its name (RFC 9207)
 */
record Metadata(
    String issuer,
    URI authorization,
    URI token,
    URI keys,
    Set<JWSAlgorithm> algorithms,
    boolean secretInForm,
    boolean saysIssuer) {
  /** No "none", and no HMAC under the client's secret: whoever knows it could sign for anybody. */
  private static final Set<JWSAlgorithm> ACCEPTED =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  Metadata {
    algorithms = Set.copyOf(algorithms);
  }

  /** Where the metadata of an issuer stands: its path, then the well-known one (§4). */
  static URI address(URI issuer) {
    String text = issuer.toString();
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return URI.create(base + "/.well-known/openid-configuration");
  }

  /**
   * Reads it. Its addresses are checked for their form; before they are called, also where they
   * lead.
   *
   * @throws ElsewhereException where it is none, or of another issuer, or offers too little
   */
  static Metadata read(String json, URI issuer, Reach reach) throws ElsewhereException {
    ObjectNode all = Json.object(json).orElseThrow(() -> new ElsewhereException(Fault.NOT_OPENID));
    String name = Json.text(all, "issuer");
    if (name.isEmpty()) {
      throw new ElsewhereException(Fault.NOT_OPENID);
    }
    if (!name.equals(issuer.toString())) {
      throw new ElsewhereException(Fault.OTHER_ISSUER);
    }
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    for (String algorithm : Json.texts(all, "id_token_signing_alg_values_supported")) {
      algorithms.add(JWSAlgorithm.parse(algorithm));
    }
    algorithms.retainAll(ACCEPTED);
    List<String> types = Json.texts(all, "response_types_supported");
    List<String> methods = Json.texts(all, "token_endpoint_auth_methods_supported");
    // A provider that says nothing takes client_secret_basic (§3).
    boolean basic = methods.isEmpty() || methods.contains("client_secret_basic");
    if (algorithms.isEmpty()
        || !types.contains("code")
        || (!basic && !methods.contains("client_secret_post"))) {
      throw new ElsewhereException(Fault.NOT_OFFERED);
    }
    return new Metadata(
        name,
        endpoint(all, "authorization_endpoint", reach),
        endpoint(all, "token_endpoint", reach),
        endpoint(all, "jwks_uri", reach),
        algorithms,
        !basic,
        all.path("authorization_response_iss_parameter_supported").asBoolean(false));
  }

  private static URI endpoint(ObjectNode all, String name, Reach reach) throws ElsewhereException {
    String text = Json.text(all, name);
    if (text.isEmpty()) {
      throw new ElsewhereException(Fault.NOT_OFFERED);
    }
    return reach.address(text);
  }
}
