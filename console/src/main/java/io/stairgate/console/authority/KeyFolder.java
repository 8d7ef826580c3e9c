package io.stairgate.console.authority;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.database.StartRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;

/**
 * Keys and certificates as PEM files in a folder of their own, readable by the console's user only.
 * A file is there whole or not at all.
 */
public final class KeyFolder {
  private final Path folder;

  /**
   * Uses a folder.
   *
   * @param folder made where it is missing
   */
  public KeyFolder(Path folder) {
    this.folder = folder;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, onlyOwner("rwx------"));
        DataFolder.force(Objects.requireNonNull(folder.toAbsolutePath().getParent()));
      }
    } catch (IOException e) {
      throw refused("made", e);
    }
  }

  /** Whether there is a file of that name. */
  boolean has(String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  /** Writes a private key. */
  public void writeKey(String name, PrivateKey key) {
    write(name, "PRIVATE KEY", key.getEncoded());
  }

  void writeCertificate(String name, X509Certificate certificate) {
    try {
      write(name, "CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A certificate has an encoding", e);
    }
  }

  PrivateKey readKey(String name) {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(read(name)));
    } catch (GeneralSecurityException e) {
      throw unreadable(name, e);
    }
  }

  X509Certificate readCertificate(String name) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(read(name)));
    } catch (GeneralSecurityException e) {
      throw unreadable(name, e);
    }
  }

  /** Writes random bytes that are a key by themselves. */
  void writeSecret(String name, Bytes secret) {
    write(name, "STAIRGATE SECRET", secret.toArray());
  }

  Bytes readSecret(String name) {
    return Bytes.of(read(name));
  }

  /** Takes a file away; nothing happens where there is none. */
  void delete(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
      DataFolder.force(folder);
    } catch (IOException e) {
      throw refused("deleted", e);
    }
  }

  private byte[] read(String name) {
    try {
      String text = Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
      StringBuilder body = new StringBuilder();
      text.lines().filter(line -> !line.startsWith("-----")).forEach(body::append);
      return Base64.getDecoder().decode(body.toString());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(name, e);
    }
  }

  private void write(String name, String label, byte[] content) {
    String pem =
        "-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END "
            + label
            + "-----\n";
    Path target = folder.resolve(name);
    Path draft = folder.resolve(name + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, onlyOwner("rw-------"));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(pem);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // The database soon names this key: a power cut must not leave it alone.
      DataFolder.force(folder);
    } catch (IOException e) {
      throw refused("written", e);
    }
  }

  private static FileAttribute<?>[] onlyOwner(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private StartRefusedException refused(String what, IOException e) {
    return new StartRefusedException(
        "The keys in %s cannot be %s. Check that the folder can be written to and has space left."
            .formatted(folder, what),
        e);
  }

  private StartRefusedException unreadable(String name, Exception e) {
    return new StartRefusedException(
        "The file %s cannot be read. Put it back from your backup.".formatted(folder.resolve(name)),
        e);
  }
}
