package io.stairgate.console.backup;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Locks a stream with a passphrase: AES-256-GCM over pieces of 64 KiB, each numbered and the last
 * one marked, so that none can be changed, moved or cut off. The key is made by Argon2id from the
 * passphrase and a salt of the file's own.
 */
final class BackupLock {
  /** What a locked backup begins with. */
  static final byte[] MAGIC = "stairgate-backup-locked-1\n".getBytes(StandardCharsets.US_ASCII);

  private static final int SALT = 16;
  private static final int HEADER = MAGIC.length + 2 * Integer.BYTES + SALT;
  private static final int PIECE = 64 * 1024;
  private static final int TAG = 16;
  private static final int MEMORY_KIB = 64 * 1024;
  private static final int PASSES = 3;
  private static final int MOST_MEMORY_KIB = 256 * 1024;
  private static final int MOST_PASSES = 16;

  private BackupLock() {}

  /** Everything written to the answer stands locked in {@code out}; closing it closes that. */
  static OutputStream locked(OutputStream out, String passphrase) throws IOException {
    return locked(out, passphrase, MEMORY_KIB, PASSES);
  }

  /** With another strength; tests that open many have no time for the full one. */
  static OutputStream locked(OutputStream out, String passphrase, int memory, int passes)
      throws IOException {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    byte[] header =
        ByteBuffer.allocate(HEADER).put(MAGIC).putInt(memory).putInt(passes).put(salt).array();
    out.write(header);
    return new Locked(out, new Pieces(header, key(passphrase, salt, memory, passes)));
  }

  /**
   * What stands locked in {@code in}, whose first bytes are {@link #MAGIC}.
   *
   * @throws BackupException where the passphrase does not fit
   */
  static InputStream opened(InputStream in, String passphrase) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      throw new EOFException("cut off");
    }
    ByteBuffer parts = ByteBuffer.wrap(header, MAGIC.length, HEADER - MAGIC.length);
    int memory = parts.getInt();
    int passes = parts.getInt();
    if (memory < 8 || memory > MOST_MEMORY_KIB || passes < 1 || passes > MOST_PASSES) {
      throw new IOException("the lock is of no known strength");
    }
    byte[] salt = new byte[SALT];
    parts.get(salt);
    return new Opened(in, new Pieces(header, key(passphrase, salt, memory, passes)));
  }

  private static SecretKeySpec key(String passphrase, byte[] salt, int memory, int passes) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] key = new byte[32];
    argon2.generateBytes(passphrase.getBytes(StandardCharsets.UTF_8), key);
    return new SecretKeySpec(key, "AES");
  }

  /** Seals and opens pieces in their order. */
  private static final class Pieces {
    private final byte[] header;
    private final SecretKeySpec key;
    private int number;

    Pieces(byte[] header, SecretKeySpec key) {
      this.header = header.clone();
      this.key = key;
    }

    boolean atFirst() {
      return number == 0;
    }

    byte[] next(int mode, byte[] piece, int length, boolean last) throws GeneralSecurityException {
      if (number == Integer.MAX_VALUE) {
        throw new GeneralSecurityException("too many pieces");
      }
      // The key is of this file alone, so the number is enough to make each nonce another.
      byte[] nonce = ByteBuffer.allocate(12).putLong(number).putInt(8, last ? 1 : 0).array();
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(header);
      byte[] done = cipher.doFinal(piece, 0, length);
      number++;
      return done;
    }
  }

  private static final class Locked extends FilterOutputStream {
    private final Pieces pieces;
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private boolean closed;

    Locked(OutputStream out, Pieces pieces) {
      super(out);
      this.pieces = pieces;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      int at = from;
      int left = count;
      while (left > 0) {
        if (filled == PIECE) {
          seal(false);
        }
        int some = Math.min(left, PIECE - filled);
        System.arraycopy(bytes, at, piece, filled, some);
        filled += some;
        at += some;
        left -= some;
      }
    }

    private void seal(boolean last) throws IOException {
      try {
        out.write(pieces.next(Cipher.ENCRYPT_MODE, piece, filled, last));
        filled = 0;
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        seal(true);
        super.close();
      }
    }
  }

  private static final class Opened extends InputStream {
    private final DataInputStream in;
    private final Pieces pieces;
    private byte[] ahead;
    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;

    Opened(InputStream in, Pieces pieces) throws IOException {
      this.in = new DataInputStream(in);
      this.pieces = pieces;
      this.ahead = this.in.readNBytes(PIECE + TAG);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      while (at == piece.length && !ended) {
        next();
      }
      if (at == piece.length) {
        return count == 0 ? 0 : -1;
      }
      int some = Math.min(count, piece.length - at);
      System.arraycopy(piece, at, into, from, some);
      at += some;
      return some;
    }

    private void next() throws IOException {
      byte[] sealed = ahead;
      ahead = in.readNBytes(PIECE + TAG);
      ended = ahead.length == 0;
      boolean first = pieces.atFirst();
      try {
        piece = pieces.next(Cipher.DECRYPT_MODE, sealed, sealed.length, ended);
        at = 0;
      } catch (GeneralSecurityException e) {
        if (first) {
          throw new BackupException(
              "The passphrase does not open this backup, or the backup is damaged. Nothing was"
                  + " changed. Check the passphrase, or use another copy of the backup.",
              e);
        }
        throw new IOException("a piece does not open", e);
      } finally {
        Arrays.fill(sealed, (byte) 0);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
