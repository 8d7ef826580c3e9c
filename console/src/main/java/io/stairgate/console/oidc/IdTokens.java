package io.stairgate.console.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.claims.AMR;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.BadJWTExceptions;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the tokens in which providers say who somebody is. The time in them is compared with the
 * computer's own clock: the provider lives in real time. Any thread may use it.
 */
final class IdTokens {
  /** How far the provider's clock may be from ours, seconds. */
  static final int SKEW = 60;

  /** What the library throws where only the time is wrong. */
  private static final Set<Exception> OF_TIME =
      Set.of(BadJWTExceptions.EXPIRED_EXCEPTION, BadJWTExceptions.IAT_CLAIM_AHEAD_EXCEPTION);

  /** What providers call a second step in {@code acr}: REFEDS, PAPE, and OpenID's EAP. */
  private static final Set<String> SECOND_STEPS =
      Set.of(
          "https://refeds.org/profile/mfa",
          "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
          "http://schemas.openid.net/pape/policies/2007/06/multi-factor-physical",
          "phr",
          "phrh");

  private final Discovery discovery;

  IdTokens(Discovery discovery) {
    this.discovery = discovery;
  }

  /**
   * Who the token proves somebody to be.
   *
   * @param nonce what it must carry
   * @throws ElsewhereException where it proves nothing
   */
  Proven prove(Discovery.Known provider, Client client, String nonce, String token)
      throws ElsewhereException {
    JWT parsed;
    try {
      parsed = JWTParser.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      throw new ElsewhereException(Fault.TOKEN_WRONG, e);
    }
    IDTokenClaimsSet claims = checked(provider, client, nonce, parsed);
    if (!isForUsAlone(claims, client)) {
      throw new ElsewhereException(Fault.TOKEN_WRONG);
    }
    return proven(claims);
  }

  /**
   * The token's claims; where its key is not known, the keys are read anew and it is tried again.
   */
  private IDTokenClaimsSet checked(Discovery.Known provider, Client client, String nonce, JWT token)
      throws ElsewhereException {
    try {
      return check(provider.metadata(), provider.keys(), client, nonce, token);
    } catch (ElsewhereException e) {
      boolean ofItsKey =
          e.getCause() instanceof BadJOSEException && !(e.getCause() instanceof BadJWTException);
      Optional<Discovery.Known> again =
          ofItsKey ? discovery.withNewKeys(provider) : Optional.empty();
      if (again.isEmpty()) {
        throw e;
      }
      return check(provider.metadata(), again.get().keys(), client, nonce, token);
    }
  }

  private static IDTokenClaimsSet check(
      Metadata metadata, JWKSet keys, Client client, String nonce, JWT token)
      throws ElsewhereException {
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(metadata.issuer()),
            new ClientID(client.id()),
            new JWSVerificationKeySelector<>(metadata.algorithms(), new ImmutableJWKSet<>(keys)),
            null);
    validator.setMaxClockSkew(SKEW);
    try {
      return validator.validate(token, new Nonce(nonce));
    } catch (BadJOSEException | JOSEException e) {
      throw new ElsewhereException(OF_TIME.contains(e) ? Fault.TOKEN_LATE : Fault.TOKEN_WRONG, e);
    }
  }

  /** OpenID Connect Core 1.0, §3.1.3.7, 4 and 5, which the library leaves to its user. */
  private static boolean isForUsAlone(IDTokenClaimsSet claims, Client client) {
    AuthorizedParty party = claims.getAuthorizedParty();
    return party == null ? claims.getAudience().size() == 1 : client.id().equals(party.getValue());
  }

  private static Proven proven(IDTokenClaimsSet claims) throws ElsewhereException {
    String subject = claims.getSubject().getValue();
    if (subject.isBlank() || subject.length() > 255) {
      throw new ElsewhereException(Fault.TOKEN_WRONG);
    }
    List<AMR> methods = Optional.ofNullable(claims.getAMR()).orElse(List.of());
    boolean second =
        methods.contains(AMR.MFA)
            || Optional.ofNullable(claims.getACR())
                .map(ACR::getValue)
                .filter(SECOND_STEPS::contains)
                .isPresent();
    return new Proven(claims.getIssuer().getValue(), subject, second);
  }
}
