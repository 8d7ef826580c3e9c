package io.stairgate.agent.platform.linux.rule;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One table of a GVDB file, the format of dconf's compiled databases (gvdb-format.h): a hash table
 * whose items hold values or further tables. Every offset is checked; what points outside the file
 * is as if it were not there, so a damaged file never does more than answer "not set".
 */
final class GvdbFile {
  private static final int ITEM_SIZE = 24;

  /** A path of dconf has a handful of parts. */
  private static final int DEEPEST_KEY = 32;

  private final ByteBuffer file;
  private final int bloomWords;
  private final int buckets;
  private final int bucketsAt;
  private final int itemsAt;
  private final int items;

  private GvdbFile(ByteBuffer file, int bloomWords, int buckets, int tableAt, int tableEnd) {
    this.file = file;
    this.bloomWords = bloomWords;
    this.buckets = buckets;
    this.bucketsAt = tableAt + 8 + this.bloomWords * 4;
    this.itemsAt = bucketsAt + buckets * 4;
    this.items = (tableEnd - itemsAt) / ITEM_SIZE;
  }

  /** The file's outermost table; empty where these bytes are no GVDB file. */
  static Optional<GvdbFile> of(byte[] bytes) {
    if (bytes.length < 24) {
      return Optional.empty();
    }
    String signature = new String(bytes, 0, 8, StandardCharsets.ISO_8859_1);
    ByteBuffer file = ByteBuffer.wrap(bytes);
    if (signature.equals("GVariant")) {
      file.order(ByteOrder.LITTLE_ENDIAN);
    } else if (signature.equals("raVGtnai")) {
      file.order(ByteOrder.BIG_ENDIAN);
    } else {
      return Optional.empty();
    }
    return file.getInt(8) == 0 ? table(file, file.getInt(16), file.getInt(20)) : Optional.empty();
  }

  private static Optional<GvdbFile> table(ByteBuffer file, int start, int end) {
    if (!inside(file, start, end) || end - start < 8 || start % 4 != 0) {
      return Optional.empty();
    }
    long bloomWords = file.getInt(start) & 0x07ff_ffff;
    long buckets = file.getInt(start + 4) & 0xffff_ffffL;
    return 8 + bloomWords * 4 + buckets * 4 > end - start
        ? Optional.empty()
        : Optional.of(new GvdbFile(file, (int) bloomWords, (int) buckets, start, end));
  }

  private static boolean inside(ByteBuffer file, int start, int end) {
    return start >= 0 && end >= start && end <= file.limit();
  }

  /** The table inside this one under a key. */
  Optional<GvdbFile> table(String key) {
    int item = find(key, 'H');
    return item < 0
        ? Optional.empty()
        : table(file, file.getInt(item + 16), file.getInt(item + 20));
  }

  /** True where this table has a value or an empty entry under a key. */
  boolean has(String key) {
    return find(key, 'v') >= 0;
  }

  /** The value under a key where it is of type {@code u} (32 bits without sign). */
  Optional<Long> unsigned(String key) {
    return value(key, 'u', 4).map(at -> file.getInt(at) & 0xffff_ffffL);
  }

  /** The value under a key where it is of type {@code b}. */
  Optional<Boolean> bool(String key) {
    return value(key, 'b', 1).map(at -> file.get(at) != 0);
  }

  /** The value under a key where it is of type {@code s}, at most {@code longest} bytes. */
  Optional<String> string(String key, int longest) {
    int item = find(key, 'v');
    if (item < 0) {
      return Optional.empty();
    }
    int start = file.getInt(item + 16);
    int end = file.getInt(item + 20);
    int length = end - start - 3;
    if (!inside(file, start, end)
        || length < 0
        || length > longest
        || file.get(end - 1) != 's'
        || file.get(end - 2) != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    file.get(start, bytes);
    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  /**
   * Where a value of one fixed-size type lies: the value, a zero byte, and the letter of its type.
   */
  private Optional<Integer> value(String key, char type, int size) {
    int item = find(key, 'v');
    if (item < 0) {
      return Optional.empty();
    }
    int start = file.getInt(item + 16);
    int end = file.getInt(item + 20);
    return inside(file, start, end)
            && end - start == size + 2
            && file.get(start + size) == 0
            && file.get(start + size + 1) == type
        ? Optional.of(start)
        : Optional.empty();
  }

  /** The place of an item, or -1. */
  private int find(String key, char type) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    if (buckets == 0 || items <= 0) {
      return -1;
    }
    int hash = 5381;
    for (byte b : wanted) {
      hash = hash * 33 + b;
    }
    int bucket = Integer.remainderUnsigned(hash, buckets);
    int from = file.getInt(bucketsAt + bucket * 4);
    int to = bucket + 1 < buckets ? file.getInt(bucketsAt + (bucket + 1) * 4) : items;
    for (int index = Math.max(from, 0); index < Math.min(to, items); index++) {
      int item = itemsAt + index * ITEM_SIZE;
      if (file.getInt(item) == hash
          && file.get(item + 14) == type
          && named(item, wanted, wanted.length, 0)) {
        return item;
      }
    }
    return -1;
  }

  /** An item keeps only the end of its key; the rest is its parent's. */
  private boolean named(int item, byte[] wanted, int length, int depth) {
    int keyAt = file.getInt(item + 8);
    int keySize = file.getShort(item + 12) & 0xffff;
    if (depth > DEEPEST_KEY || keySize > length || keyAt < 0 || keyAt > file.limit() - keySize) {
      return false;
    }
    for (int i = 0; i < keySize; i++) {
      if (file.get(keyAt + i) != wanted[length - keySize + i]) {
        return false;
      }
    }
    int rest = length - keySize;
    int parent = file.getInt(item + 4);
    if (parent == -1) {
      return rest == 0;
    }
    return parent >= 0
        && parent < items
        && keySize > 0
        && named(itemsAt + parent * ITEM_SIZE, wanted, rest, depth + 1);
  }
}
