package io.stairgate.agent.policy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.wire.MalformedException;
import io.stairgate.agent.wire.PermissionFormat;
import io.stairgate.agent.wire.TelephoneSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Challenges that were read out and wait for their answer, one for each account. A try is counted
 * on the disk before it is judged, so that a restart does not give five more; a disk that does not
 * take it refuses the try. Any thread may call any method.
 */
public final class TelephoneBook {
  /** Wrong answers that spend a challenge. */
  public static final int MOST_TRIES = 5;

  /** How long a challenge lives, by the running system's count. */
  public static final Duration LIFE = Duration.ofMinutes(30);

  private static final Logger LOG = Logger.getLogger(TelephoneBook.class.getName());
  private static final String SECRET = "telephone-secret";
  private static final String CHALLENGES = "challenges";
  private static final int MOST_ACCOUNTS = 8;
  private static final int MAX_FILE = 64 * 1024;

  private final DataDirectory identity;
  private final DataDirectory folder;
  private Optional<TelephoneSecret> secret = Optional.empty();
  private final Map<String, Open> open = new LinkedHashMap<>();

  /** A challenge that waits; the request is empty where only the time is to be trusted again. */
  private record Open(
      String challenge, int tries, BootTime madeAt, Optional<MediaRequest> request) {}

  /** What became of an answer. */
  public sealed interface Answered {
    /**
     * It is right, and the challenge is used up.
     *
     * @param kind what it allows
     * @param request which medium it was about, where it was about one
     */
    record Right(TelephoneCode.Kind kind, Optional<MediaRequest> request) implements Answered {}

    /**
     * It is wrong.
     *
     * @param triesLeft how many tries are left; 0: the challenge is spent
     */
    record Wrong(int triesLeft) implements Answered {}

    /** There is no challenge that waits for an answer. */
    record NoChallenge() implements Answered {}

    /** It is no answer at all: too short, too long, or with characters that no answer has. */
    record NotACode() implements Answered {}
  }

  private TelephoneBook(DataDirectory identity, DataDirectory folder) {
    this.identity = identity;
    this.folder = folder;
  }

  /** Opens the book; what is damaged counts as nothing. */
  public static TelephoneBook open(DataDirectory data) throws IOException {
    TelephoneBook book = new TelephoneBook(data.folder("identity"), data.folder("telephone"));
    book.load();
    return book;
  }

  private void load() {
    try {
      secret =
          identity
              .read(SECRET, 256)
              .filter(bytes -> bytes.length == TelephoneSecret.LENGTH)
              .map(bytes -> TelephoneSecret.of(Bytes.copyOf(bytes)));
      String text =
          folder
              .read(CHALLENGES, MAX_FILE)
              .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
              .orElse("");
      text.lines().limit(MOST_ACCOUNTS).forEach(this::read);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Answers by telephone are not possible: {0}", e.getMessage());
    }
  }

  /** The console has given the secret; a new console's is another, and open challenges are over. */
  public synchronized void secret(TelephoneSecret given) throws IOException {
    if (secret.equals(Optional.of(given))) {
      return;
    }
    open.clear();
    save();
    identity.write(SECRET, given.toArray());
    secret = Optional.of(given);
  }

  /** Whether the console has ever given the secret. */
  public synchronized boolean ready() {
    return secret.isPresent();
  }

  /**
   * Makes a challenge, in place of the account's earlier one.
   *
   * @param request the medium it is about; empty: only the time is to be trusted again
   * @param nonce at least 16 bytes nobody knows
   * @return eight characters
   */
  public synchronized String challenge(
      String account, Optional<MediaRequest> request, byte[] nonce, BootTime boot)
      throws IOException {
    String challenge = TelephoneCode.challenge(nonce, request.map(MediaRequest::medium));
    open.remove(account);
    if (open.size() >= MOST_ACCOUNTS) {
      open.remove(open.keySet().iterator().next());
    }
    open.put(account, new Open(challenge, 0, boot, request));
    save();
    return challenge;
  }

  /**
   * Judges an answer.
   *
   * @param typed as the person typed it
   * @throws IOException when the try could not be counted; it was not judged then
   */
  public synchronized Answered answer(String account, String typed, BootTime boot)
      throws IOException {
    Open waiting = open.get(account);
    if (waiting == null || secret.isEmpty() || tooOld(waiting, boot)) {
      return new Answered.NoChallenge();
    }
    Optional<String> code = TelephoneCode.typed(typed, TelephoneCode.ANSWER);
    if (code.isEmpty()) {
      return new Answered.NotACode();
    }
    int tries = waiting.tries() + 1;
    open.put(account, new Open(waiting.challenge(), tries, waiting.madeAt(), waiting.request()));
    try {
      save();
    } catch (IOException e) {
      open.put(account, waiting);
      throw e;
    }
    for (TelephoneCode.Kind kind : kinds(waiting)) {
      String right = TelephoneCode.answer(secret.get(), kind, waiting.challenge());
      if (MessageDigest.isEqual(ascii(right), ascii(code.get()))) {
        open.remove(account);
        save();
        return new Answered.Right(kind, waiting.request());
      }
    }
    if (tries >= MOST_TRIES) {
      open.remove(account);
      save();
    }
    return new Answered.Wrong(MOST_TRIES - tries);
  }

  private static List<TelephoneCode.Kind> kinds(Open waiting) {
    return waiting.request().isPresent()
        ? List.of(TelephoneCode.Kind.TODAY, TelephoneCode.Kind.CLOCK)
        : List.of(TelephoneCode.Kind.CLOCK);
  }

  private static boolean tooOld(Open waiting, BootTime boot) {
    BootTime made = waiting.madeAt();
    long age = boot.sinceBootMs() - made.sinceBootMs();
    return boot.bootId().isEmpty()
        || !boot.bootId().equals(made.bootId())
        || age < 0
        || age > LIFE.toMillis();
  }

  private void save() throws IOException {
    List<String> lines = new ArrayList<>();
    open.forEach(
        (account, each) ->
            lines.add(
                String.join(
                    " ",
                    base64(account.getBytes(StandardCharsets.UTF_8)),
                    each.challenge(),
                    Integer.toString(each.tries()),
                    each.madeAt().bootId().isEmpty() ? "-" : each.madeAt().bootId(),
                    Long.toString(each.madeAt().sinceBootMs()),
                    each.request().map(r -> base64(PermissionFormat.bytes(r))).orElse("-"))));
    folder.write(CHALLENGES, String.join("\n", lines).getBytes(StandardCharsets.US_ASCII));
  }

  private void read(String line) {
    String[] words = line.split(" ", 7);
    if (words.length != 6) {
      return;
    }
    try {
      String account = new String(Base64.getDecoder().decode(words[0]), StandardCharsets.UTF_8);
      Optional<String> challenge = TelephoneCode.typed(words[1], TelephoneCode.CHALLENGE);
      int tries = Integer.parseInt(words[2]);
      BootTime madeAt =
          new BootTime(words[3].equals("-") ? "" : words[3], Long.parseLong(words[4]));
      Optional<MediaRequest> request =
          words[5].equals("-")
              ? Optional.empty()
              : Optional.of(PermissionFormat.request(Base64.getDecoder().decode(words[5])));
      if (challenge.isPresent() && tries >= 0 && tries < MOST_TRIES) {
        open.put(account, new Open(challenge.get(), tries, madeAt, request));
      }
    } catch (IllegalArgumentException | MalformedException e) {
      LOG.log(Level.WARNING, "A telephone code that waited is given up: {0}", e.getMessage());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
