package io.stairgate.agent.control;

import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.RefusedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who has asked for which medium. Only what is plugged in, or was within a day, can be asked for,
 * so that nobody asks for what they only know the name of; and nobody can flood the person who
 * decides. Kept in memory: a restart forgets it. Any thread may call any method. Times are
 * milliseconds since the start of the system, which no clock moves.
 */
public final class RequestDesk {
  /** The most requests of one account in an hour. */
  public static final int MOST_PER_HOUR = 10;

  private static final int MOST_SEEN = 64;
  private static final int MOST_ASKED = 256;
  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final long SAME_MS = Duration.ofMinutes(5).toMillis();

  private final Map<String, Seen> seen = new LinkedHashMap<>();
  private final List<Asked> asked = new ArrayList<>();

  private record Seen(Medium medium, long atMs) {}

  private record Asked(
      MediaRequest request, long atMs, boolean answered, Optional<String> refused) {}

  /** What became of a request. */
  public sealed interface Outcome {
    /**
     * It goes to the console.
     *
     * @param request what goes there
     */
    record New(MediaRequest request) implements Outcome {}

    /**
     * The same person asked for the same medium a moment ago; nothing new goes out.
     *
     * @param request the one that went
     */
    record Same(MediaRequest request) implements Outcome {}

    /** They asked too often within the hour. */
    record TooMany() implements Outcome {}
  }

  /** What tells one medium from another, as far as the laptop can. */
  public static String key(Medium medium) {
    return String.join(
        "/",
        medium.kind().name(),
        medium.vendorId(),
        medium.productId(),
        medium.serial(),
        medium.serial().isEmpty() ? medium.port() : "");
  }

  /** A medium was plugged in. */
  public synchronized void saw(Medium medium, long nowMs) {
    String key = key(medium);
    seen.remove(key); // so that the order is that of the last plug
    seen.put(key, new Seen(medium, nowMs));
    if (seen.size() > MOST_SEEN) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  /** What can be asked for: what is plugged in first, then the rest of the last day. */
  public synchronized List<Medium> askable(List<Medium> plugged, long nowMs) {
    Map<String, Medium> all = new LinkedHashMap<>();
    plugged.forEach(medium -> all.put(key(medium), medium));
    seen.values().removeIf(each -> nowMs - each.atMs() > DAY_MS);
    seen.forEach((key, each) -> all.putIfAbsent(key, each.medium()));
    return List.copyOf(all.values());
  }

  /**
   * Takes a request.
   *
   * @param id gives a UUID for a new one
   */
  public synchronized Outcome ask(
      Medium medium,
      String account,
      String reason,
      boolean write,
      long nowMs,
      Supplier<String> id) {
    asked.removeIf(each -> nowMs - each.atMs() > HOUR_MS);
    List<Asked> theirs =
        asked.stream().filter(each -> each.request().account().equals(account)).toList();
    for (Asked each : theirs) {
      if (key(each.request().medium()).equals(key(medium))
          && nowMs - each.atMs() <= SAME_MS
          && !each.answered()
          && (each.request().write() || !write)) {
        return new Outcome.Same(each.request());
      }
    }
    if (theirs.size() >= MOST_PER_HOUR || asked.size() >= MOST_ASKED) {
      return new Outcome.TooMany();
    }
    MediaRequest request = new MediaRequest(id.get(), medium, account, reason, write);
    asked.add(new Asked(request, nowMs, false, Optional.empty()));
    return new Outcome.New(request);
  }

  /** A permission came: what was asked for its medium waits no longer. */
  public synchronized void answered(Permission permission) {
    asked.replaceAll(
        each ->
            permission.claims(each.request().medium())
                ? new Asked(each.request(), each.atMs(), true, Optional.empty())
                : each);
  }

  /**
   * Requests were refused.
   *
   * @return those that were not known to be, with the word for who asked
   */
  public synchronized Map<MediaRequest, String> refused(List<RefusedRequest> refused) {
    Map<MediaRequest, String> fresh = new LinkedHashMap<>();
    for (RefusedRequest no : refused) {
      asked.replaceAll(
          each -> {
            if (each.answered() || !each.request().requestId().equals(no.requestId())) {
              return each;
            }
            fresh.put(each.request(), no.word());
            return new Asked(each.request(), each.atMs(), true, Optional.of(no.word()));
          });
    }
    return fresh;
  }

  /** Why the last request for a medium was refused; empty where it was not. */
  public synchronized Optional<String> refusal(Medium medium) {
    return asked.reversed().stream()
        .filter(each -> key(each.request().medium()).equals(key(medium)))
        .findFirst()
        .flatMap(Asked::refused);
  }

  /** The last request for a medium within the hour that waits for its answer. */
  public synchronized Optional<MediaRequest> of(Medium medium) {
    return asked.reversed().stream()
        .filter(each -> !each.answered())
        .map(Asked::request)
        .filter(request -> key(request.medium()).equals(key(medium)))
        .findFirst();
  }
}
