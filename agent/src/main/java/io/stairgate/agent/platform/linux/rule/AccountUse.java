package io.stairgate.agent.platform.linux.rule;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which accounts nobody used since a moment, from what the system keeps anyway: {@code wtmp},
 * {@code lastlog}, and when an account's own journal was last written. The times stay here; what
 * leaves is "not since then". An account counts as unused only where a record reaches back so far.
 *
 * <p>One thread at a time. {@code wtmp} is read again only when it was written.
 */
final class AccountUse {
  private static final List<String> WTMP = List.of("/var/log/wtmp", "/var/log/wtmp.1");
  private static final String LASTLOG = "/var/log/lastlog";
  private static final String JOURNAL = "/var/log/journal";

  /** One record of {@code utmp(5)} on every 64-bit Linux with the 32-bit times of the format. */
  static final int RECORD = 384;

  private static final int USER_PROCESS = 7;
  private static final int USER_AT = 44;
  private static final int USER_LENGTH = 32;
  private static final int TIME_AT = 340;

  /** One record of {@code lastlog}: a time, a line of 32 and a host of 256 bytes. */
  static final int LAST_RECORD = 292;

  /** The newest 16 MB of a record: more than a laptop writes in years. */
  private static final long MOST_BYTES = 16L << 20;

  private static final int MOST_NAMES = 4_096;

  private final RootFiles files;
  private String stamp = "";
  private SignIns signIns = new SignIns();

  AccountUse(RootFiles files) {
    this.files = files;
  }

  /** The last sign-in of each account, and how far back that reaches. */
  static final class SignIns {
    private final Map<String, Long> last = new HashMap<>();
    private long earliest = Long.MAX_VALUE;

    /** Takes whole records; what is none is passed over. */
    void add(ByteBuffer records) {
      records.order(ByteOrder.LITTLE_ENDIAN);
      byte[] user = new byte[USER_LENGTH];
      while (records.remaining() >= RECORD) {
        int at = records.position();
        long time = records.getInt(at + TIME_AT) & 0xffff_ffffL;
        if (time > 0) {
          earliest = Math.min(earliest, time);
          if (records.getShort(at) == USER_PROCESS) {
            records.get(at + USER_AT, user);
            String name = text(user);
            if (!name.isEmpty() && (last.size() < MOST_NAMES || last.containsKey(name))) {
              last.merge(name, time, Math::max);
            }
          }
        }
        records.position(at + RECORD);
      }
    }

    Optional<Long> last(String name) {
      return Optional.ofNullable(last.get(name));
    }

    boolean reaches(long since) {
      return earliest <= since;
    }

    private static String text(byte[] bytes) {
      int end = 0;
      while (end < bytes.length && bytes[end] != 0) {
        end++;
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
  }

  /**
   * The accounts of {@code numbers} that nobody used since then.
   *
   * @param numbers account → uid
   * @return empty where no record reaches back so far
   */
  Optional<Set<String>> unusedSince(Map<String, Long> numbers, Instant since) {
    long from = since.getEpochSecond();
    SignIns seen = signIns();
    Map<Long, Long> journals = new HashMap<>();
    long oldest = journals(journals);
    boolean reaches = seen.reaches(from) || oldest <= from;
    if (!reaches) {
      return Optional.empty();
    }
    Set<String> unused = new HashSet<>(numbers.keySet());
    unused.removeAll(used(numbers, from, seen, journals));
    return Optional.of(unused);
  }

  /** The accounts of {@code numbers} that somebody used since then, as far as it is recorded. */
  Set<String> usedSince(Map<String, Long> numbers, Instant since) {
    Map<Long, Long> journals = new HashMap<>();
    journals(journals);
    return used(numbers, since.getEpochSecond(), signIns(), journals);
  }

  private Set<String> used(
      Map<String, Long> numbers, long from, SignIns seen, Map<Long, Long> journals) {
    Set<String> used = new HashSet<>();
    for (Map.Entry<String, Long> account : numbers.entrySet()) {
      long own = journals.getOrDefault(account.getValue(), 0L);
      long signedIn = seen.last(account.getKey()).orElse(0L);
      if (Math.max(Math.max(own, signedIn), lastlog(account.getValue())) >= from) {
        used.add(account.getKey());
      }
    }
    return used;
  }

  private SignIns signIns() {
    String now = FileStamps.of(files, WTMP);
    if (!now.equals(stamp)) {
      SignIns fresh = new SignIns();
      for (String path : WTMP) {
        read(files.path(path), fresh);
      }
      signIns = fresh;
      stamp = now;
    }
    return signIns;
  }

  private static void read(Path file, SignIns into) {
    ByteBuffer buffer = ByteBuffer.allocate(RECORD * 64);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size() / RECORD * RECORD;
      channel.position(Math.max(0, size - MOST_BYTES / RECORD * RECORD));
      while (channel.read(buffer) > 0) {
        buffer.flip();
        into.add(buffer);
        buffer.compact();
      }
    } catch (IOException e) {
      // Not kept on this system, or not ours to read: it then reaches nowhere.
    }
  }

  /** Seconds of the epoch; 0: never, or not kept. */
  private long lastlog(long uid) {
    if (uid < 0 || uid > 1_000_000) {
      return 0;
    }
    ByteBuffer record = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(files.path(LASTLOG), StandardOpenOption.READ)) {
      return channel.read(record, uid * LAST_RECORD) == 4 ? record.getInt(0) & 0xffff_ffffL : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * When each account's own journal was last written: uid → seconds.
   *
   * @return how far back the journal reaches; the end of time where there is none
   */
  private long journals(Map<Long, Long> into) {
    long oldest = Long.MAX_VALUE;
    List<String> folders = new ArrayList<>(files.list(JOURNAL));
    for (String machine : folders.subList(0, Math.min(8, folders.size()))) {
      for (String name : files.list(JOURNAL + "/" + machine)) {
        Optional<Instant> written = FileStamps.written(files, JOURNAL + "/" + machine + "/" + name);
        if (written.isEmpty() || !name.endsWith(".journal")) {
          continue;
        }
        long at = written.get().getEpochSecond();
        oldest = Math.min(oldest, at);
        journalOf(name).ifPresent(uid -> into.merge(uid, at, Math::max));
      }
    }
    return oldest;
  }

  /** The uid of {@code user-1000.journal} and {@code user-1000@….journal}. */
  static Optional<Long> journalOf(String name) {
    if (!name.startsWith("user-")) {
      return Optional.empty();
    }
    int end = name.indexOf('@') > 0 ? name.indexOf('@') : name.indexOf('.');
    return end < 5 ? Optional.empty() : AccountFiles.parse(name.substring(5, end));
  }
}
