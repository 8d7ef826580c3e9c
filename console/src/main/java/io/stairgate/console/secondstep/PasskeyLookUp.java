package io.stairgate.console.secondstep;

import com.yubico.webauthn.CredentialRepository;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import com.yubico.webauthn.data.PublicKeyCredentialDescriptor;
import io.stairgate.console.database.Bytes;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** How the WebAuthn library finds passkeys while one person is asked, whatever it calls them. */
final class PasskeyLookUp implements CredentialRepository {
  private final PasskeyStore passkeys;
  private final UUID account;
  private final ByteArray handle;

  PasskeyLookUp(PasskeyStore passkeys, UUID account, ByteArray handle) {
    this.passkeys = passkeys;
    this.account = account;
    this.handle = handle;
  }

  @Override
  public Set<PublicKeyCredentialDescriptor> getCredentialIdsForUsername(String username) {
    return passkeys.of(account).stream()
        .map(
            each ->
                PublicKeyCredentialDescriptor.builder()
                    .id(new ByteArray(each.id().toArray()))
                    .build())
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<ByteArray> getUserHandleForUsername(String username) {
    return Optional.of(handle);
  }

  @Override
  public Optional<String> getUsernameForUserHandle(ByteArray userHandle) {
    return userHandle.equals(handle) ? Optional.of(account.toString()) : Optional.empty();
  }

  @Override
  public Optional<RegisteredCredential> lookup(ByteArray credentialId, ByteArray userHandle) {
    return passkeys
        .find(Bytes.of(credentialId.getBytes()))
        .filter(each -> each.userHandle().equals(Bytes.of(userHandle.getBytes())))
        .map(PasskeyLookUp::credential);
  }

  @Override
  public Set<RegisteredCredential> lookupAll(ByteArray credentialId) {
    return passkeys.find(Bytes.of(credentialId.getBytes())).stream()
        .map(PasskeyLookUp::credential)
        .collect(Collectors.toSet());
  }

  private static RegisteredCredential credential(Passkey passkey) {
    return RegisteredCredential.builder()
        .credentialId(new ByteArray(passkey.id().toArray()))
        .userHandle(new ByteArray(passkey.userHandle().toArray()))
        .publicKeyCose(new ByteArray(passkey.publicKey().toArray()))
        .signatureCount(passkey.signatureCount())
        .build();
  }
}
