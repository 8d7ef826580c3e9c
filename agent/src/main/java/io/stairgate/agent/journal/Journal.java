package io.stairgate.agent.journal;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.wire.EntryFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Entries, numbered from 1 within an epoch, kept until the console has them and a while longer.
 *
 * <p>What {@link #append} returned is on the disk. Entries are files of records in a folder named
 * after the epoch; a record that was being written when the power went is cut off, a damaged one is
 * stepped over and accounted for by a {@link Gap}. No number is ever used twice: not after damage,
 * and not after the whole folder was put back from a copy ({@link #beginNewEpoch}).
 *
 * <p>Any thread may call any method. Appenders that wait at the same time share one force of the
 * disk.
 *
 * <p>Over 300 lines because opening, writing, forcing and numbering share one lock.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Journal.class.getName());
  private static final String CURRENT = "current";

  private final DataDirectory root;
  private final Limits limits;
  private final InstantSource clock;
  private final Disk disk;

  /** Taken before {@link #lock} where both are; held while the disk is forced. */
  private final Object forcing = new Object();

  private final Object lock = new Object();

  // All below is guarded by lock.
  private Segments segments = new Segments();
  private String epoch = "";
  private String owner = "";
  private DataDirectory folder;
  private Marks marks;
  private FileChannel tail;
  private long next;
  private long newestPosture;
  private long durable;
  private long acknowledged;

  // Writings are counted over all epochs, so that who waits for the disk is answered in the next.
  private long written;
  private long forced;
  private long failures;
  private long forcedAtFailure;
  private Reading.Cursor cursor = Reading.Cursor.NONE;

  @SuppressWarnings("NullAway.Init") // openEpoch, which follows at once, sets the rest
  private Journal(DataDirectory root, Limits limits, InstantSource clock, Disk disk) {
    this.root = root;
    this.limits = limits;
    this.clock = clock;
    this.disk = disk;
  }

  /**
   * Opens the journal and makes a new one where there is none.
   *
   * @param root the folder it may use alone
   * @throws IOException when the disk does not let it
   */
  public static Journal open(DataDirectory root, Limits limits, InstantSource clock)
      throws IOException {
    return open(root, limits, clock, new Disk());
  }

  static Journal open(DataDirectory root, Limits limits, InstantSource clock, Disk disk)
      throws IOException {
    Journal journal = new Journal(root, limits, clock, disk);
    synchronized (journal.lock) {
      journal.openCurrent();
    }
    return journal;
  }

  /** Id of the epoch, a UUID. */
  public String epoch() {
    synchronized (lock) {
      return epoch;
    }
  }

  /** The number the next entry gets; everything below is on the disk or accounted for. */
  public long nextSequence() {
    synchronized (lock) {
      return durable + 1;
    }
  }

  /** The oldest number that can still be read. */
  public long oldestKept() {
    synchronized (lock) {
      return Math.min(segments.first(), durable + 1);
    }
  }

  /** Everything up to this number is at the console; 0: nothing. */
  public long acknowledged() {
    synchronized (lock) {
      return acknowledged;
    }
  }

  /** How many numbers wait for their acknowledgement. */
  public long waiting() {
    synchronized (lock) {
      return Math.max(0, durable - acknowledged);
    }
  }

  /** Bytes on the disk. */
  public long bytes() {
    synchronized (lock) {
      return segments.bytes();
    }
  }

  /**
   * Adds entries. They are on the disk when this returns, all of them; when it throws, none of them
   * is in the journal.
   *
   * @param drafts at least one, in the order they happened; a {@link Gap} takes as many numbers as
   *     it stands for
   * @return the number of the last one, in the epoch it was written to
   * @throws IOException when the disk does not take them, for example because it is full: try again
   *     later
   */
  public long append(List<Draft> drafts) throws IOException {
    boolean closeTail;
    synchronized (lock) {
      closeTail = !tail.isOpen() || segments.tail().size > limits.segmentBytes();
    }
    if (closeTail) {
      synchronized (forcing) {
        synchronized (lock) {
          rotate();
        }
      }
    }
    long last;
    long writing;
    long failuresBefore;
    synchronized (lock) {
      failuresBefore = failures;
      last = write(drafts);
      writing = ++written;
    }
    synchronized (forcing) {
      force(writing, failuresBefore);
    }
    synchronized (lock) {
      keepLimits();
    }
    return last;
  }

  /**
   * Entries from a number on, in order and without holes: what has no content is a {@link Gap}.
   *
   * @param from first number wanted, from 1
   * @param maxEntries at most this many, from 1
   * @param maxBytes stops before the encoded entries are longer, save for a single one
   * @return empty when there is nothing from {@code from} on
   */
  public List<Entry> read(long from, int maxEntries, int maxBytes) throws IOException {
    synchronized (lock) {
      long deletedThrough = Math.min(segments.first() - 1, acknowledged);
      Reading reading = new Reading(from, maxEntries, maxBytes, durable, deletedThrough, cursor);
      List<Entry> entries = reading.read(segments, clock.instant());
      cursor = reading.cursor();
      return entries;
    }
  }

  /**
   * Notes that the console has everything up to a number. A lower number than before changes
   * nothing here.
   *
   * @param through not above the last number given out
   */
  public void acknowledged(long through) {
    synchronized (lock) {
      if (through <= acknowledged || through > durable) {
        return;
      }
      acknowledged = through;
      try {
        marks.acknowledged(through);
      } catch (IOException e) {
        // The console tells the number again at the next start of the link.
        LOG.log(Level.WARNING, "The journal cannot note what the console has: {0}", e.getMessage());
      }
      keepLimits();
    }
  }

  /**
   * Makes the journal belong to a console. Entries that were written for another one are dropped:
   * they are that setting's own. Entries of a time without a console go to the first one.
   *
   * @param consoleId the console's id
   */
  public void belongTo(String consoleId) throws IOException {
    synchronized (forcing) {
      synchronized (lock) {
        if (owner.equals(consoleId)) {
          return;
        }
        if (owner.isEmpty()) {
          saveCurrent(epoch, consoleId);
          owner = consoleId;
          deleteOtherEpochs();
        } else {
          goOnIn(consoleId, fresh -> {});
        }
      }
    }
  }

  /**
   * Begins a new epoch that holds what the console does not have, renumbered, gaps too. For the
   * case that the console has numbers this journal never sent: the folder was put back from a copy,
   * and its numbers are used up.
   *
   * @throws IOException when the disk does not let it; then the journal is as it was
   */
  public void beginNewEpoch() throws IOException {
    synchronized (forcing) {
      synchronized (lock) {
        if (forced < written) {
          forceTail(); // a thread that waits for the disk has entries nobody could read yet
        }
        goOnIn(
            owner,
            fresh -> {
              List<Entry> batch = read(acknowledged + 1, 256, 1 << 20);
              while (!batch.isEmpty()) {
                fresh.append(batch.stream().map(Draft::of).toList());
                batch = read(batch.getLast().sequence() + 1, 256, 1 << 20);
              }
            });
      }
    }
  }

  /** What a new epoch begins with. */
  private interface Beginning {
    void writeTo(Journal fresh) throws IOException;
  }

  /** Until the note of the new epoch is on the disk, everything stays in the old one. */
  private void goOnIn(String consoleId, Beginning beginning) throws IOException {
    try {
      Journal fresh = new Journal(root, limits, clock, disk);
      fresh.openEpoch(newEpoch());
      try {
        beginning.writeTo(fresh);
        saveCurrent(fresh.epoch, consoleId);
      } catch (IOException e) {
        fresh.closeEpoch();
        throw e;
      }
      closeEpoch();
      take(fresh);
      owner = consoleId;
    } finally {
      deleteOtherEpochs();
    }
  }

  private void take(Journal fresh) {
    segments = fresh.segments;
    epoch = fresh.epoch;
    folder = fresh.folder;
    marks = fresh.marks;
    tail = fresh.tail;
    next = fresh.next;
    newestPosture = fresh.newestPosture;
    durable = fresh.durable;
    acknowledged = fresh.acknowledged;
    cursor = fresh.cursor;
    forced = written;
  }

  /** Gives up the files; what was appended stays. */
  @Override
  public void close() throws IOException {
    synchronized (forcing) {
      synchronized (lock) {
        closeEpoch();
      }
    }
  }

  /** Opens the epoch the note names. A lost note is made anew from the folders that are there. */
  private void openCurrent() throws IOException {
    Optional<byte[]> note = root.read(CURRENT, 256);
    if (note.isPresent()) {
      String[] words = new String(note.get(), StandardCharsets.US_ASCII).strip().split(" ", 2);
      if (isEpoch(words[0]) && Files.isDirectory(root.path().resolve(words[0]))) {
        owner = words.length > 1 ? words[1] : "";
        openEpoch(words[0]);
        deleteOtherEpochs();
        return;
      }
    }
    List<Path> found = epochs();
    openEpoch(found.isEmpty() ? newEpoch() : found.getFirst().getFileName().toString());
    saveCurrent(epoch, owner);
  }

  private List<Path> epochs() throws IOException {
    List<Path> epochs = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.path())) {
      for (Path path : folders) {
        if (isEpoch(path.getFileName().toString()) && Files.isDirectory(path)) {
          epochs.add(path);
        }
      }
    }
    return epochs;
  }

  private static boolean isEpoch(String name) {
    return name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  private static String newEpoch() {
    return UUID.randomUUID().toString();
  }

  private void saveCurrent(String name, String consoleId) throws IOException {
    root.write(CURRENT, (name + " " + consoleId).strip().getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads the files of an epoch, or makes the first; only once, on a journal that has none yet. */
  private void openEpoch(String name) throws IOException {
    epoch = name;
    folder = root.folder(name);
    root.sync();
    marks = Marks.open(folder.path().resolve("marks"));
    try {
      openSegments();
    } catch (IOException e) {
      marks.close();
      throw e;
    }
  }

  private void openSegments() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.path(), "*" + Segment.SUFFIX)) {
      for (Path file : files) {
        String digits = file.getFileName().toString().replace(Segment.SUFFIX, "");
        if (digits.matches("[0-9]{19}")) {
          segments.put(new Segment(folder, Long.parseLong(digits)));
        }
      }
    }
    long end = 0;
    for (Segment segment : segments.all()) {
      end = look(segment);
    }
    acknowledged = marks.acknowledged();
    durable = Math.max(acknowledged, marks.durable());
    if (!segments.isEmpty()) {
      durable = Math.max(durable, segments.tail().last);
    }
    next = durable + 1;
    openTail(end);
  }

  /** Learns what an existing file holds; returns where its last good record ends. */
  private long look(Segment segment) throws IOException {
    segment.measure();
    long[] end = {0};
    segment.walk(
        0,
        segments.below(segment),
        (record, recordEnd) -> {
          segment.added(record);
          end[0] = recordEnd;
          if (record.kind() == JournalRecord.Kind.POSTURE) {
            newestPosture = record.sequence();
          }
          return true;
        });
    return end[0];
  }

  /**
   * The last file is gone on with where it follows on the numbers; what a broken writing left is
   * cut off.
   */
  private void openTail(long end) throws IOException {
    @Nullable Segment segment = segments.isEmpty() ? null : segments.tail();
    if (segment == null || segment.last != durable || segment.size > limits.segmentBytes()) {
      startSegment();
      return;
    }
    tail = FileChannel.open(segment.path(), StandardOpenOption.WRITE);
    tail.truncate(end);
    tail.position(end);
    disk.force(tail); // what a killed agent wrote may have been in memory alone
    segment.size = end;
    marks.durable(durable);
  }

  private void startSegment() throws IOException {
    Segment segment = new Segment(folder, next);
    FileChannel channel =
        FileChannel.open(
            segment.path(),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            DataDirectory.ownerOnly(folder.path(), "rw-------"));
    try {
      folder.sync();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    tail = channel;
    segments.put(segment);
  }

  private void closeEpoch() throws IOException {
    tail.close();
    marks.close();
  }

  private void deleteOtherEpochs() {
    try {
      for (Path other : epochs()) {
        if (!other.getFileName().toString().equals(epoch)) {
          try (DirectoryStream<Path> files = Files.newDirectoryStream(other)) {
            for (Path file : files) {
              Files.delete(file);
            }
          }
          Files.delete(other);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "An old journal cannot be deleted: {0}", e.getMessage());
    }
  }

  /** Goes on in a new file; the old one is forced first, because nobody forces it later. */
  private void rotate() throws IOException {
    if (tail.isOpen()) {
      if (segments.tail().size <= limits.segmentBytes()) {
        return; // another thread was quicker
      }
      forceTail();
      tail.close();
    }
    try {
      startSegment();
    } catch (IOException e) {
      segments.dropAllAcknowledged(acknowledged);
      startSegment();
    }
  }

  /** Everything written so far; called with both locks. */
  private void forceTail() throws IOException {
    try {
      disk.force(tail);
    } catch (IOException e) {
      forgetUnforced();
      throw e;
    }
    noteDurable(next - 1, written);
  }

  private long write(List<Draft> drafts) throws IOException {
    if (!tail.isOpen()) {
      throw new IOException("the disk failed a moment ago");
    }
    Segment segment = segments.tail();
    List<JournalRecord> records = new ArrayList<>(drafts.size());
    long sequence = next;
    for (Draft draft : drafts) {
      JournalRecord record = record(sequence, draft);
      records.add(record);
      sequence = record.sequence() + 1;
    }
    ByteBuffer bytes = ByteBuffer.allocate(records.stream().mapToInt(JournalRecord::bytes).sum());
    records.forEach(record -> record.writeTo(bytes));
    try {
      writeBytes(segment, bytes.flip());
    } catch (IOException e) {
      // a new event is worth more than a copy of what the console has
      segments.dropAllAcknowledged(acknowledged);
      writeBytes(segment, bytes.rewind());
    }
    for (JournalRecord record : records) {
      segment.added(record);
      if (record.kind() == JournalRecord.Kind.POSTURE) {
        newestPosture = record.sequence();
      }
    }
    segment.size += bytes.limit();
    next = sequence;
    return sequence - 1;
  }

  private void writeBytes(Segment segment, ByteBuffer bytes) throws IOException {
    try {
      disk.write(tail, bytes);
    } catch (IOException e) {
      tail.truncate(segment.size);
      tail.position(segment.size);
      throw e;
    }
  }

  private static JournalRecord record(long first, Draft draft) {
    return switch (draft.what()) {
      case Gap gap -> {
        Gap moved = gap.movedTo(first);
        yield record(first, moved.lastSequence(), draft, moved, JournalRecord.Kind.GAP);
      }
      case Posture posture -> record(first, first, draft, posture, JournalRecord.Kind.POSTURE);
      case Occurrence event -> record(first, first, draft, event, JournalRecord.Kind.EVENT);
    };
  }

  private static JournalRecord record(
      long first, long last, Draft draft, Occurrence what, JournalRecord.Kind kind) {
    byte[] body = EntryFormat.bytes(new Entry(last, draft.occurredAt(), draft.boot(), what));
    return new JournalRecord(last, first, millis(draft.occurredAt()), kind, body);
  }

  private static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Brings everything written so far to the disk, unless another thread already did. */
  private void force(long writing, long failuresBefore) throws IOException {
    FileChannel channel;
    long last;
    long through;
    synchronized (lock) {
      boolean forgotten =
          failures > failuresBefore + 1
              || (failures == failuresBefore + 1 && writing > forcedAtFailure);
      if (forgotten) {
        throw new IOException("the disk did not take what was written just before");
      }
      if (forced >= writing) {
        return;
      }
      channel = tail;
      last = next - 1;
      through = written;
    }
    try {
      disk.force(channel);
    } catch (IOException e) {
      synchronized (lock) {
        forgetUnforced();
      }
      throw e;
    }
    synchronized (lock) {
      noteDurable(last, through);
    }
  }

  private void noteDurable(long last, long through) {
    forced = through;
    if (last > durable) {
      durable = last;
      try {
        marks.durable(last);
      } catch (IOException e) {
        LOG.log(Level.FINE, "The journal''s mark cannot be written: {0}", e.getMessage());
      }
    }
  }

  /**
   * After a failed force nobody knows what of the file is on the disk. What was on it before stays;
   * the rest is cut off or, where even that fails, overruled by the next file, which begins at its
   * first number.
   */
  private void forgetUnforced() throws IOException {
    failures++;
    forcedAtFailure = forced;
    forced = written;
    next = durable + 1;
    cursor = Reading.Cursor.NONE;
    try {
      Segment before = segments.tail();
      Segment after = new Segment(folder, before.first);
      after.size = before.size;
      long[] end = {0};
      after.walk(
          0,
          durable + 1,
          (record, recordEnd) -> {
            after.added(record);
            end[0] = recordEnd;
            return true;
          });
      after.size = end[0];
      segments.put(after);
      tail.truncate(end[0]);
    } finally {
      tail.close();
    }
  }

  /** Holds the limits. What cannot be done now for want of space is done with the next entry. */
  private void keepLimits() {
    try {
      segments.dropAcknowledged(acknowledged, limits, millis(clock.instant()));
      if (segments.waitingBytes(acknowledged) > limits.unacknowledgedBytes()) {
        cursor = Reading.Cursor.NONE;
        segments.shrink(acknowledged, newestPosture, limits.unacknowledgedBytes());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The journal cannot be made smaller: {0}", e.getMessage());
    }
  }
}
