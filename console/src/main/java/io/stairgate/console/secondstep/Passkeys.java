package io.stairgate.console.secondstep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.FinishRegistrationOptions;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.RelyingParty;
import com.yubico.webauthn.StartAssertionOptions;
import com.yubico.webauthn.StartRegistrationOptions;
import com.yubico.webauthn.data.AttestationConveyancePreference;
import com.yubico.webauthn.data.AuthenticatorAttestationResponse;
import com.yubico.webauthn.data.AuthenticatorSelectionCriteria;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.ClientRegistrationExtensionOutputs;
import com.yubico.webauthn.data.PublicKeyCredential;
import com.yubico.webauthn.data.PublicKeyCredentialCreationOptions;
import com.yubico.webauthn.data.RelyingPartyIdentity;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserIdentity;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.exception.AssertionFailedException;
import com.yubico.webauthn.exception.InvalidSignatureCountException;
import com.yubico.webauthn.exception.RegistrationFailedException;
import io.stairgate.console.ceremony.Ceremony;
import io.stairgate.console.ceremony.CeremonyStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.secret.SealingKey;
import io.stairgate.console.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Passkeys (WebAuthn) as a second step: the browser proves that it is at our site and holds the
 * person's key. What was asked is in the database for some minutes, so that another node may take
 * the answer, and is good once. Any thread may call any method.
 */
final class Passkeys {
  /** How long a browser may take to answer. */
  static final Duration LIFE = Duration.ofMinutes(10);

  /** The longest answer of a browser that is read, characters. */
  static final int LONGEST_ANSWER = 16_000;

  private static final String REGISTER = "passkey-new";
  private static final String PROVE = "passkey-proof";

  /** Without a statement there is nothing to check; others are checked though nobody asked. */
  private static final Set<String> FORMATS = Set.of("none", "packed", "fido-u2f", "apple");

  private final PasskeyStore passkeys;
  private final CeremonyStore ceremonies;
  private final SealingKey key;
  private final InstantSource clock;

  Passkeys(PasskeyStore passkeys, CeremonyStore ceremonies, SealingKey key, InstantSource clock) {
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.key = key;
    this.clock = clock;
  }

  /** How a browser's answer ended. */
  sealed interface Answered {
    /**
     * It is right.
     *
     * @param passkey as it is now
     */
    record Right(Passkey passkey) implements Answered {}

    /** It is wrong, too late, or was used before. */
    record Wrong() implements Answered {}

    /**
     * The key's own count went back: there may be a copy of it.
     *
     * @param passkey as it was known
     */
    record WentBack(Passkey passkey) implements Answered {}
  }

  /** Asks the browser to make a passkey. */
  PasskeyQuestion askForNew(UUID account, String signInName, String name, PasskeySite site) {
    PublicKeyCredentialCreationOptions options =
        site(account, site)
            .startRegistration(
                StartRegistrationOptions.builder()
                    .user(
                        UserIdentity.builder()
                            .name(signInName)
                            .displayName(name)
                            .id(handleOf(account))
                            .build())
                    .authenticatorSelection(
                        AuthenticatorSelectionCriteria.builder()
                            .residentKey(ResidentKeyRequirement.PREFERRED)
                            .userVerification(UserVerificationRequirement.PREFERRED)
                            .build())
                    .timeout(LIFE.toMillis())
                    .build());
    try {
      Secret ceremony = begin(REGISTER, account, options.toJson());
      return new PasskeyQuestion(options.toCredentialsCreateJson(), ceremony, site.host());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Options have a JSON form", e);
    }
  }

  /**
   * Reads the passkey that the browser made.
   *
   * @param name what the person calls it
   */
  Answered readNew(UUID account, String ceremony, String answer, String name, PasskeySite site) {
    Optional<String> begun = take(REGISTER, account, ceremony);
    if (begun.isEmpty() || !readable(answer)) {
      return new Answered.Wrong();
    }
    try {
      PublicKeyCredential<AuthenticatorAttestationResponse, ClientRegistrationExtensionOutputs>
          made = PublicKeyCredential.parseRegistrationResponseJson(answer);
      boolean readable =
          made.getId().size() <= Passkey.LONGEST_ID
              && FORMATS.contains(made.getResponse().getAttestation().getFormat());
      if (!readable) {
        return new Answered.Wrong();
      }
      RegistrationResult result =
          site(account, site)
              .finishRegistration(
                  FinishRegistrationOptions.builder()
                      .request(PublicKeyCredentialCreationOptions.fromJson(begun.get()))
                      .response(made)
                      .build());
      return new Answered.Right(
          new Passkey(
              bytes(result.getKeyId().getId()),
              account,
              bytes(handleOf(account)),
              bytes(result.getPublicKeyCose()),
              result.getSignatureCount(),
              name,
              clock.instant(),
              Optional.empty()));
    } catch (RegistrationFailedException
        | IOException
        | IllegalArgumentException
        | NullPointerException e) {
      return new Answered.Wrong();
    }
  }

  /** Asks the browser to prove one of the person's passkeys. */
  PasskeyQuestion askForProof(UUID account, PasskeySite site) {
    AssertionRequest request =
        site(account, site)
            .startAssertion(
                StartAssertionOptions.builder()
                    .username(account.toString())
                    .userVerification(UserVerificationRequirement.PREFERRED)
                    .timeout(LIFE.toMillis())
                    .build());
    try {
      Secret ceremony = begin(PROVE, account, request.toJson());
      return new PasskeyQuestion(request.toCredentialsGetJson(), ceremony, site.host());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Options have a JSON form", e);
    }
  }

  /** Looks at the browser's proof and notes the use. */
  Answered readProof(UUID account, String ceremony, String answer, PasskeySite site) {
    Optional<String> begun = take(PROVE, account, ceremony);
    if (begun.isEmpty() || !readable(answer)) {
      return new Answered.Wrong();
    }
    try {
      AssertionResult result =
          site(account, site)
              .finishAssertion(
                  FinishAssertionOptions.builder()
                      .request(AssertionRequest.fromJson(begun.get()))
                      .response(PublicKeyCredential.parseAssertionResponseJson(answer))
                      .build());
      Bytes id = bytes(result.getCredential().getCredentialId());
      Optional<Passkey> known = passkeys.find(id).filter(each -> each.account().equals(account));
      if (!result.isSuccess() || known.isEmpty()) {
        return new Answered.Wrong();
      }
      // Between the check and here another proof with the same count may have been noted.
      return passkeys.used(id, result.getSignatureCount(), clock.instant())
          ? new Answered.Right(known.get())
          : new Answered.WentBack(known.get());
    } catch (InvalidSignatureCountException e) {
      return passkeys
          .find(bytes(e.getCredentialId()))
          .filter(each -> each.account().equals(account))
          .<Answered>map(Answered.WentBack::new)
          .orElseGet(Answered.Wrong::new);
    } catch (AssertionFailedException
        | IOException
        | IllegalArgumentException
        | NullPointerException e) {
      return new Answered.Wrong();
    }
  }

  /** The library answers with null, or with its own faults, to what is no object. */
  private static boolean readable(String answer) {
    return answer.length() <= LONGEST_ANSWER && answer.startsWith("{");
  }

  private Secret begin(String kind, UUID account, String body) {
    Instant now = clock.instant();
    Secret secret = Secret.random(16);
    ceremonies.begin(
        secret.hash(),
        new Ceremony(kind, Optional.empty(), Optional.of(account), body, now.plus(LIFE)),
        now);
    return secret;
  }

  private Optional<String> take(String kind, UUID account, String ceremony) {
    return Secret.given(ceremony)
        .flatMap(secret -> ceremonies.take(secret.hash(), kind, clock.instant()))
        .filter(begun -> begun.account().equals(Optional.of(account)))
        .map(Ceremony::body);
  }

  private RelyingParty site(UUID account, PasskeySite site) {
    return RelyingParty.builder()
        .identity(RelyingPartyIdentity.builder().id(site.host()).name("Stairgate").build())
        .credentialRepository(new PasskeyLookUp(passkeys, account, handleOf(account)))
        .origins(Set.of(site.origin()))
        .attestationConveyancePreference(AttestationConveyancePreference.NONE)
        .allowUntrustedAttestation(true)
        .validateSignatureCounter(true)
        .build();
  }

  /** What browsers call a person: says nothing about the person, and is the same for each key. */
  private ByteArray handleOf(UUID account) {
    return new ByteArray(key.mac("passkey-user", account.toString()).toArray());
  }

  private static Bytes bytes(ByteArray array) {
    return Bytes.of(array.getBytes());
  }
}
