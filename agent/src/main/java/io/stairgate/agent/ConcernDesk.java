package io.stairgate.agent;

import io.stairgate.agent.event.Concern;
import io.stairgate.agent.event.ConcernKind;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.link.LinkState;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.platform.Platform;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Takes reports from people at the laptop. First the screen is hidden and locked, then the report
 * is written to the journal, then the person is told in plain words. Nothing of the screen is
 * captured. Several threads at once.
 */
final class ConcernDesk {
  private static final Logger LOG = Logger.getLogger(ConcernDesk.class.getName());
  private static final int MOST_CHARACTERS = 1_000;
  private static final int MOST_AN_HOUR = 12;
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * What it needs.
   *
   * @param platform locks screens and knows who is signed in
   * @param record keeps a report; the second is run when it is on the disk
   * @param link how the link stands
   * @param owner the account the service runs as
   */
  record Parts(
      Platform platform,
      BiConsumer<Occurrence, Runnable> record,
      Supplier<LinkState> link,
      InstantSource clock,
      RandomGenerator random,
      String owner) {}

  private final Parts parts;

  /** When each account's last reports came, milliseconds since the system's start; guarded. */
  private final Map<String, ArrayDeque<Long>> recent = new HashMap<>();

  ConcernDesk(Parts parts) {
    this.parts = parts;
  }

  /** What a person calls it on the command line. */
  static Optional<ConcernKind> kind(String word) {
    return switch (word) {
      case "worry", "" -> Optional.of(ConcernKind.WORRY);
      case "password" -> Optional.of(ConcernKind.PASSWORD_KNOWN);
      case "lost" -> Optional.of(ConcernKind.LAPTOP_LOST);
      case "upsetting" -> Optional.of(ConcernKind.UPSETTING_MESSAGE);
      default -> Optional.empty();
    };
  }

  String answer(Question question) {
    Optional<ConcernKind> kind = kind(question.word("kind"));
    if (kind.isEmpty()) {
      return Json.problem("Say what it is about: worry, password, lost or upsetting.");
    }
    String words = question.word("words").replaceAll("\\s+", " ").strip();
    if (words.length() > MOST_CHARACTERS) {
      return Json.problem(
          "That is longer than 1,000 characters. Say the most important; the rest you can tell"
              + " them yourself.");
    }
    String account = question.account();
    if (!mayReport(account)) {
      return Json.problem("Only a person who is signed in at this laptop can report a concern.");
    }
    if (!notTooMany(account)) {
      return Json.problem(
          "Many reports came from you within an hour; they are all kept. Speak to your safeguarding"
              + " lead yourself now.");
    }
    boolean locked = hides(kind.get()) && !question.word("lock").equals("no") && lock(account);
    boolean named = question.word("named").isEmpty() || question.word("named").equals("yes");
    return record(
        new Concern(id(), kind.get(), named ? account : "", Text.clean(words, MOST_CHARACTERS)),
        locked);
  }

  private static boolean hides(ConcernKind kind) {
    return switch (kind) {
      case WORRY, UPSETTING_MESSAGE -> true;
      case PASSWORD_KNOWN, LAPTOP_LOST -> false;
    };
  }

  private boolean mayReport(String account) {
    List<String> signedIn = parts.platform().signedIn();
    return signedIn.contains(account)
        || account.equals("root")
        || account.equals(parts.owner())
        || signedIn.isEmpty();
  }

  private synchronized boolean notTooMany(String account) {
    long now = parts.platform().bootTime().sinceBootMs();
    recent.values().forEach(times -> times.removeIf(at -> now - at > HOUR.toMillis()));
    recent.values().removeIf(ArrayDeque::isEmpty);
    ArrayDeque<Long> mine = recent.computeIfAbsent(account, any -> new ArrayDeque<>());
    if (mine.size() >= MOST_AN_HOUR) {
      return false;
    }
    mine.add(now);
    return true;
  }

  private boolean lock(String account) {
    try {
      return parts.platform().lockScreens(account);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The screen could not be locked: {0}", e.toString());
      return false;
    }
  }

  private UUID id() {
    long high = (parts.random().nextLong() & ~0xF000L) | 0x4000L;
    long low = (parts.random().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  private String record(Concern concern, boolean locked) {
    CountDownLatch written = new CountDownLatch(1);
    parts.record().accept(concern, written::countDown);
    boolean kept;
    try {
      kept = written.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kept = false;
    }
    LinkState link = parts.link().get();
    String lead = link.settingName().isEmpty() ? "your setting" : link.settingName();
    List<String> lines = new ArrayList<>();
    if (!kept) {
      lines.add(
          "Your report could not be written down: the laptop's disk takes nothing. Please tell your"
              + " safeguarding lead yourself, now.");
    } else if (link.connectedSince().isPresent()) {
      lines.add("Thank you. Your report is on its way to the safeguarding lead of " + lead + ".");
    } else {
      lines.add(
          "Thank you. Your report is kept on this laptop and goes to the safeguarding lead of "
              + lead
              + " as soon as there is a connection. If it cannot wait, tell them yourself.");
    }
    lines.addAll(next(concern.kind(), locked));
    lines.add(
        "Nothing of the screen was recorded."
            + (concern.account().isEmpty() ? " Your name was not given." : ""));
    return Json.lines(lines);
  }

  private static List<String> next(ConcernKind kind, boolean locked) {
    return switch (kind) {
      case WORRY, UPSETTING_MESSAGE ->
          List.of(
              locked
                  ? "The screen is locked, so that nobody else sees what was on it. Leave it as it"
                      + " is until you have spoken to them."
                  : "Turn the screen away or close the lid, so that nobody else sees it. Do not"
                      + " delete anything.",
              "If a child is in danger now, call 999.");
      case PASSWORD_KNOWN ->
          List.of("Change your password now. It has to be changed within 24 hours.");
      case LAPTOP_LOST -> List.of("Tell your safeguarding lead or manager in person too.");
    };
  }
}
