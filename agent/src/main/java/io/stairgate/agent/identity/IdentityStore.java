package io.stairgate.agent.identity;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The laptop's identity on disk: one file with all that the enrolment gave, and one file per key. A
 * key without an enrolment belongs to one that is under way: it is on the disk before the code is
 * shown to anybody, so that a repeated try after a lost answer is made with the same key. Not for
 * several threads at once.
 */
public final class IdentityStore {
  private static final String ENROLMENT = "enrolment";
  private static final String KEY_SUFFIX = ".key";
  private static final int MAX_FILE = 64 * 1024;

  private final DataDirectory folder;

  private IdentityStore(DataDirectory folder) {
    this.folder = folder;
  }

  /** Opens the identity in the agent's folder. */
  public static IdentityStore open(DataDirectory data) throws IOException {
    return new IdentityStore(data.folder("identity"));
  }

  /** The folder that changes when the laptop is enrolled. */
  public Path watched() {
    return folder.path();
  }

  /**
   * The identity, or empty where the laptop is not enrolled.
   *
   * @throws PlainException when the files are damaged
   */
  public Optional<Identity> load() throws PlainException {
    try {
      Optional<byte[]> file = folder.read(ENROLMENT, MAX_FILE);
      return file.isEmpty() ? Optional.empty() : Optional.of(identity(lines(file.get())));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new PlainException(
          "This laptop's enrolment in "
              + folder.path()
              + " cannot be read. Enrol the laptop again with --again.",
          e);
    }
  }

  /**
   * When this laptop was enrolled: when its key was made, which no renewal changes. Empty where it
   * is not enrolled.
   */
  public Optional<Instant> enrolledAt() {
    try {
      String key = usedKey();
      return key.isEmpty()
          ? Optional.empty()
          : Optional.of(Files.getLastModifiedTime(folder.path().resolve(key)).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The key for an enrolment: the one of a try that did not come to its end, or else a new one. It
   * is on the disk when this returns.
   */
  public DeviceKey keyForEnrolment() throws IOException {
    String used = usedKey();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "*" + KEY_SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        Optional<byte[]> pem = folder.read(name, MAX_FILE);
        if (!name.equals(used) && pem.isPresent()) {
          return DeviceKey.of(pem.get());
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("a key file is damaged", e);
    }
    DeviceKey key = DeviceKey.generate();
    folder.write(key.name() + KEY_SUFFIX, key.pem());
    return key;
  }

  /**
   * Takes over an enrolment, whole or not at all; an earlier one is over with it.
   *
   * @throws PlainException when the console's answer is not for this key or not from the line's
   *     console
   */
  public Identity enrolled(
      EnrolmentLine line,
      DeviceKey key,
      String deviceId,
      String consoleId,
      String settingName,
      String nickname,
      Bytes certificate,
      Bytes authority)
      throws PlainException, IOException {
    Identity identity;
    try {
      ConsoleAuthority console = ConsoleAuthority.of(authority);
      if (!console.fingerprint().equals(line.authority())) {
        throw new CertificateException("The console's authority is another than the line's.");
      }
      identity =
          new Identity(
              deviceId,
              consoleId,
              settingName,
              nickname,
              line.addresses(),
              line.recoveryKey(),
              console,
              requireOurs(console, key, certificate),
              key);
    } catch (CertificateException e) {
      throw new PlainException(
          "The console's answer does not fit this laptop, and nothing was changed. Make a new line"
              + " in the console and try again.",
          e);
    }
    String before = usedKey();
    save(identity);
    if (!before.isEmpty() && !before.equals(key.name() + KEY_SUFFIX)) {
      folder.delete(before);
    }
    return identity;
  }

  /**
   * Takes over the next certificate.
   *
   * @throws PlainException when it is not for this laptop's key, or does not last longer than the
   *     one there is
   */
  public Identity renewed(Identity identity, Bytes certificate) throws PlainException, IOException {
    try {
      X509Certificate next = requireOurs(identity.authority(), identity.key(), certificate);
      Identity renewed = identity.with(next);
      save(renewed);
      return renewed;
    } catch (CertificateException e) {
      throw new PlainException(
          "The console's next certificate does not fit this laptop, and was left aside.", e);
    }
  }

  private static X509Certificate requireOurs(ConsoleAuthority authority, DeviceKey key, Bytes der)
      throws CertificateException {
    // Checked at its own beginning: a laptop with a wrong clock may enrol and renew all the same.
    Instant begin = Certificates.of(der).getNotBefore().toInstant();
    X509Certificate certificate = authority.requireIssued(der, "", begin);
    if (!key.isOf(certificate)) {
      throw new CertificateException("The certificate is for another key.");
    }
    return certificate;
  }

  private String usedKey() throws IOException {
    Optional<byte[]> file = folder.read(ENROLMENT, MAX_FILE);
    if (file.isEmpty()) {
      return "";
    }
    try {
      return lines(file.get()).getOrDefault("key", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void save(Identity identity) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    lines.put(
        "addresses",
        String.join(",", identity.addresses().stream().map(Address::toString).toList()));
    lines.put("authority", base64(identity.authority().der()));
    lines.put("certificate", base64(identity.certificateDer()));
    lines.put("console", identity.consoleId());
    lines.put("device", identity.deviceId());
    lines.put("key", identity.key().name() + KEY_SUFFIX);
    lines.put("nickname", identity.nickname());
    lines.put("recovery-key", base64(identity.recoveryKey()));
    lines.put("setting", identity.settingName());
    StringBuilder text = new StringBuilder();
    lines.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    folder.write(ENROLMENT, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Identity identity(Map<String, String> lines)
      throws IOException, GeneralSecurityException, PlainException {
    List<Address> addresses = new ArrayList<>();
    for (String address : require(lines, "addresses").split(",", -1)) {
      addresses.add(Address.parse(address));
    }
    String keyFile = require(lines, "key");
    if (!keyFile.matches("[0-9a-f]{32}\\.key")) {
      throw new IOException("not a key's file name");
    }
    Optional<byte[]> pem = folder.read(keyFile, MAX_FILE);
    if (pem.isEmpty()) {
      throw new IOException("the key is missing");
    }
    return new Identity(
        require(lines, "device"),
        require(lines, "console"),
        require(lines, "setting"),
        require(lines, "nickname"),
        addresses,
        bytes(lines, "recovery-key"),
        ConsoleAuthority.of(bytes(lines, "authority")),
        Certificates.of(bytes(lines, "certificate")),
        DeviceKey.of(pem.get()));
  }

  private static Map<String, String> lines(byte[] file) {
    Map<String, String> lines = new TreeMap<>();
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      } else if (!line.isEmpty()) {
        throw new IllegalArgumentException("a line without a name");
      }
    }
    return lines;
  }

  private static String require(Map<String, String> lines, String name) throws IOException {
    String value = lines.get(name);
    if (value == null) {
      throw new IOException("no " + name);
    }
    return value;
  }

  private static Bytes bytes(Map<String, String> lines, String name) throws IOException {
    return Bytes.copyOf(Base64.getDecoder().decode(require(lines, name)));
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }
}
