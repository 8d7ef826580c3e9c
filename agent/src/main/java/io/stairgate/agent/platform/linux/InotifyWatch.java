package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Changes told by the kernel: of files (inotify(7)), and of what is in no file ({@link
 * KernelWords}). Folders are watched and not files, because a file is mostly replaced and not
 * written to; of a folder only the wanted names count. What does not exist is waited for in the
 * nearest folder above it. One thread in {@code poll}, without a time limit while nothing happens.
 *
 * <p>A first word is passed on after {@link #GATHER}, with all that came meanwhile. Words without
 * end (a broken program writing for ever) are passed on at most every {@link #AT_MOST_EVERY} after
 * the first {@value #AT_ONCE}.
 *
 * <p>Over 300 lines because what is watched, the kernel's words and the telling share one thread's
 * state.
 */
final class InotifyWatch implements ChangeWatch {
  /** More folders than any laptop's rules look at. */
  static final int MOST_FOLDERS = 512;

  static final Duration GATHER = Duration.ofMillis(750);
  static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);
  static final int AT_ONCE = 6;

  /** A package that is being replaced is whole again by then. */
  static final Duration GATHER_OWN = Duration.ofSeconds(20);

  private static final Logger LOG = Logger.getLogger(InotifyWatch.class.getName());
  private static final int MASK =
      LibC.IN_ATTRIB
          | LibC.IN_CLOSE_WRITE
          | LibC.IN_MOVED_FROM
          | LibC.IN_MOVED_TO
          | LibC.IN_CREATE
          | LibC.IN_DELETE
          | LibC.IN_DELETE_SELF
          | LibC.IN_MOVE_SELF
          | LibC.IN_ONLYDIR;
  private static final int EVENT_HEAD = 16;
  private static final int POLL_ENTRY = 8;
  private static final int BUFFER = 16 * 1024;
  private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final RootFiles files;
  private final Supplier<List<String>> rules;
  private final List<String> own;
  private final ChangeListener listener;
  private final Duration gatherOwn;
  private final int inotify;
  private final int bell;
  private final KernelWords kernel;
  private final Thread thread;
  private boolean closed;

  // All below: before the thread starts its maker's, then the thread's alone.
  private final Map<Path, Folder> folders = new HashMap<>();
  private final Map<Integer, Folder> byNumber = new HashMap<>();
  private long ruleDue = Long.MAX_VALUE;
  private long ruleWord;
  private long ownDue = Long.MAX_VALUE;

  /** By when all words passed on so far would be due, one each {@link #AT_MOST_EVERY}. */
  private long spent = System.nanoTime();

  /** A watched folder, and which names in it count for whom; a star: every name. */
  private static final class Folder {
    private final Path path;
    private int number = -1;
    private Set<String> rules = new HashSet<>();
    private Set<String> own = new HashSet<>();

    Folder(Path path) {
      this.path = path;
    }
  }

  private InotifyWatch(
      RootFiles files,
      Supplier<List<String>> rules,
      List<String> own,
      ChangeListener listener,
      Runnable filterChanged,
      Duration gatherOwn) {
    this.files = files;
    this.rules = rules;
    this.own = own;
    this.listener = listener;
    this.gatherOwn = gatherOwn;
    inotify = LibC.inotify_init1(LibC.IN_CLOEXEC | LibC.IN_NONBLOCK);
    bell = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
    kernel = KernelWords.open(files, filterChanged);
    thread = new Thread(this::run, "changes");
    thread.setDaemon(true);
  }

  /**
   * Subscribes.
   *
   * @param rules what the rules look at, asked again after each change
   * @param own the agent's own parts
   * @param filterChanged told of a change of the packet filter before the listener is
   */
  static ChangeWatch open(
      RootFiles files,
      Supplier<List<String>> rules,
      List<String> own,
      ChangeListener listener,
      Runnable filterChanged) {
    return open(files, rules, own, listener, filterChanged, GATHER_OWN);
  }

  /** With another time for a package to become whole, for tests. */
  static ChangeWatch open(
      RootFiles files,
      Supplier<List<String>> rules,
      List<String> own,
      ChangeListener listener,
      Runnable filterChanged,
      Duration gatherOwn) {
    try {
      InotifyWatch watch = new InotifyWatch(files, rules, own, listener, filterChanged, gatherOwn);
      watch.subscribe();
      watch.thread.start();
      return watch;
    } catch (LastErrorException e) {
      LOG.log(
          Level.WARNING,
          "changes of files cannot be heard (error {0}); they are found within five minutes",
          e.getErrorCode());
      return ChangeWatch.NONE;
    }
  }

  // ---- what is watched

  private void subscribe() {
    folders.values().forEach(InotifyWatch::forget);
    rules.get().forEach(path -> want(path, false));
    own.forEach(path -> want(path, true));
    for (Folder folder : List.copyOf(folders.values())) {
      if (folder.rules.isEmpty() && folder.own.isEmpty()) {
        drop(folder);
      } else if (folder.number < 0) {
        add(folder);
      }
    }
  }

  private static void forget(Folder folder) {
    folder.rules = new HashSet<>();
    folder.own = new HashSet<>();
  }

  private void want(String absolute, boolean ours) {
    // The kernel tells nothing of its own file systems.
    if (absolute.startsWith("/proc/") || absolute.startsWith("/sys/")) {
      return;
    }
    Path path = files.path(absolute);
    wantAt(path, ours);
    if (Files.isSymbolicLink(path)) {
      RootFiles.real(path).ifPresent(real -> wantAt(real, ours));
    }
  }

  private void wantAt(Path path, boolean ours) {
    String name = "*";
    Path folder = path;
    while (!Files.isDirectory(folder)) {
      Path above = folder.getParent();
      Path last = folder.getFileName();
      if (above == null || last == null) {
        return;
      }
      name = last.toString();
      folder = above;
    }
    Folder watched = folders.get(folder);
    if (watched == null) {
      if (folders.size() == MOST_FOLDERS) {
        LOG.log(Level.FINE, "more folders than can be watched; not watched: {0}", folder);
        return;
      }
      watched = new Folder(folder);
      folders.put(folder, watched);
    }
    (ours ? watched.own : watched.rules).add(name);
  }

  private void add(Folder folder) {
    try {
      folder.number = LibC.inotify_add_watch(inotify, folder.path.toString(), MASK);
      byNumber.put(folder.number, folder);
    } catch (LastErrorException e) {
      // Gone meanwhile, or no right to look into it: the checks every few minutes remain.
      folders.remove(folder.path);
    }
  }

  private void drop(Folder folder) {
    folders.remove(folder.path);
    byNumber.remove(folder.number);
    try {
      LibC.inotify_rm_watch(inotify, folder.number);
    } catch (LastErrorException e) {
      LOG.log(Level.FINE, "the kernel had dropped it already: error {0}", e.getErrorCode());
    }
  }

  // ---- what is told

  private void run() {
    byte[] buffer = new byte[BUFFER];
    try {
      while (awaitWord()) {
        read(buffer);
        if (kernel.read()) {
          soon(System.nanoTime(), true, false);
        }
        tell(System.nanoTime());
      }
    } catch (LastErrorException e) {
      LOG.log(Level.WARNING, "changes of files are no longer heard: error {0}", e.getErrorCode());
    }
    synchronized (this) {
      closed = true;
      LibC.close(inotify);
      LibC.close(bell);
      kernel.close();
    }
  }

  /** False when it is to end. */
  private boolean awaitWord() {
    List<Integer> descriptors = new ArrayList<>(List.of(bell, inotify));
    descriptors.addAll(kernel.descriptors());
    ByteBuffer waiting =
        ByteBuffer.allocate(POLL_ENTRY * descriptors.size()).order(ByteOrder.nativeOrder());
    descriptors.forEach(fd -> waiting.putInt(fd).putShort(LibC.POLLIN).putShort((short) 0));
    long due = Math.min(ruleDue, ownDue);
    int timeout = -1;
    if (due != Long.MAX_VALUE) {
      timeout = Math.clamp((due - System.nanoTime()) / 1_000_000 + 1, 0, 60_000);
    }
    try {
      LibC.poll(waiting.array(), descriptors.size(), timeout);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != LibC.EINTR) {
        throw e;
      }
    }
    return waiting.getShort(6) == 0;
  }

  private void read(byte[] buffer) {
    while (true) {
      long length;
      try {
        length = LibC.read(inotify, buffer, buffer.length);
      } catch (LastErrorException e) {
        if (e.getErrorCode() == LibC.EAGAIN || e.getErrorCode() == LibC.EINTR) {
          return;
        }
        throw e;
      }
      long now = System.nanoTime();
      for (Word word : parse(buffer, (int) length)) {
        heard(word, now);
      }
    }
  }

  /**
   * One event of inotify.
   *
   * @param number of the watch; -1 where the kernel's queue overflowed
   * @param mask what happened
   * @param name in the folder; empty: the folder itself
   */
  record Word(int number, int mask, String name) {}

  /** The events in a buffer; what is cut off or makes no sense ends it. */
  static List<Word> parse(byte[] bytes, int length) {
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes, 0, Math.clamp(length, 0, bytes.length))
            .order(ByteOrder.nativeOrder());
    List<Word> words = new ArrayList<>();
    while (buffer.remaining() >= EVENT_HEAD) {
      int number = buffer.getInt();
      int mask = buffer.getInt();
      buffer.getInt(); // joins the two halves of a move
      int size = buffer.getInt();
      if (size < 0 || size > buffer.remaining()) {
        break;
      }
      byte[] name = new byte[size];
      buffer.get(name);
      int end = 0;
      while (end < size && name[end] != 0) {
        end++;
      }
      words.add(new Word(number, mask, new String(name, 0, end, StandardCharsets.UTF_8)));
    }
    return words;
  }

  private void heard(Word word, long now) {
    if ((word.mask() & LibC.IN_Q_OVERFLOW) != 0) {
      soon(now, true, true);
      return;
    }
    Folder folder = byNumber.get(word.number());
    if (folder == null) {
      return;
    }
    boolean gone = (word.mask() & (LibC.IN_IGNORED | LibC.IN_DELETE_SELF | LibC.IN_MOVE_SELF)) != 0;
    if (gone) {
      byNumber.remove(word.number());
      folders.remove(folder.path);
      if ((word.mask() & LibC.IN_MOVE_SELF) != 0) {
        drop(folder); // it would go on telling of the folder under its new name
      }
    }
    soon(now, gone || counts(folder.rules, word.name()), gone || counts(folder.own, word.name()));
  }

  private static boolean counts(Set<String> names, String name) {
    return names.contains(name) || names.contains("*");
  }

  private void soon(long now, boolean forRules, boolean forOwn) {
    if (forRules && ruleDue == Long.MAX_VALUE) {
      ruleWord = now;
      ruleDue =
          Math.max(
              now + GATHER.toNanos(), spent - AT_MOST_EVERY.multipliedBy(AT_ONCE - 1L).toNanos());
    }
    if (forOwn && ownDue == Long.MAX_VALUE) {
      ownDue = now + gatherOwn.toNanos();
    }
  }

  private void tell(long now) {
    boolean forRules = now >= ruleDue;
    boolean forOwn = now >= ownDue;
    if (!forRules && !forOwn) {
      return;
    }
    kernel.again();
    subscribe(); // what did not exist may now, and the other way round
    if (forRules) {
      ruleDue = Long.MAX_VALUE;
      spent = Math.max(spent, now) + AT_MOST_EVERY.toNanos();
      listener.changed(ruleWord);
    }
    if (forOwn) {
      ownDue = Long.MAX_VALUE;
      listener.ownPartChanged();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      LibC.write(bell, ONE, ONE.length);
    }
  }
}
