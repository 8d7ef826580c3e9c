package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.live.Live;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Tells an open page that something changed (server-sent events); the page then reads itself again.
 * A stream says no more than "alerts", "laptops" or "policy", ends with its session, and there are
 * never more than {@value #MOST} of them. Each is served by the virtual thread of its request. Any
 * thread may call any method.
 */
final class LiveStream implements AutoCloseable {
  /** The most streams at once. */
  static final int MOST = 2_000;

  /**
   * A sign of life this often, milliseconds: proxies and browsers drop a silent connection. The
   * session is looked at as often, so that access that was taken away at another node ends here
   * within this time; at this node it ends at once.
   */
  private static final long HEARTBEAT_MILLIS = 5_000;

  private final Live live;
  private final MemberStore members;
  private final InstantSource clock;
  private final Guard guard;
  private final Semaphore free = new Semaphore(MOST);
  private final Set<Mailbox> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LiveStream(Live live, MemberStore members, InstantSource clock, Guard guard) {
    this.live = live;
    this.members = members;
    this.clock = clock;
    this.guard = guard;
  }

  List<Route> routes() {
    return List.of(new Route.Person(HandlerType.GET, "/live", Right.OWN, this::answer));
  }

  private void answer(Context context, SignedIn who) {
    if (closed || !free.tryAcquire()) {
      throw RefusedException.busy("Too many pages are open at once. Close some and try again.");
    }
    Mailbox mailbox = new Mailbox();
    open.add(mailbox);
    try (Live.Subscription _ = live.subscribe(who.setting(), mailbox::put)) {
      context.contentType("text/event-stream; charset=utf-8");
      context.header("X-Accel-Buffering", "no");
      serve(context.res().getOutputStream(), mailbox, who);
    } catch (IOException e) {
      // The browser went away; it opens a new stream when it wants one.
    } finally {
      open.remove(mailbox);
      free.release();
    }
  }

  private void serve(OutputStream out, Mailbox mailbox, SignedIn who) throws IOException {
    send(out, "retry: 1000\n: here\n\n");
    while (!closed) {
      Set<Live.Topic> topics = mailbox.take(HEARTBEAT_MILLIS);
      if (closed) {
        return;
      }
      Optional<String> over = over(who);
      if (over.isPresent()) {
        send(out, "event: ended\ndata: " + over.get() + "\n\n");
        return;
      }
      StringBuilder said = new StringBuilder();
      for (Live.Topic topic : topics) {
        said.append("event: changed\ndata: ")
            .append(topic.name().toLowerCase(Locale.ROOT))
            .append("\n\n");
      }
      send(out, said.isEmpty() ? ": here\n\n" : said.toString());
    }
  }

  /** Why an open page of {@code who} shows nothing new any more; empty where it goes on. */
  private Optional<String> over(SignedIn who) {
    Optional<SignedIn> now = guard.again(who);
    if (now.isEmpty()) {
      boolean here = members.member(who.setting(), who.account(), clock.instant()).isPresent();
      return Optional.of(here ? "ended" : "removed");
    }
    if (!now.get().setting().equals(who.setting())) {
      return Optional.of("moved");
    }
    return now.get().roles().containsAll(who.roles()) ? Optional.empty() : Optional.of("removed");
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Ends all streams; the browsers try again later. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Mailbox::wake);
  }

  /** What is still to be told: each topic once, however often it came. */
  private static final class Mailbox {
    private final EnumSet<Live.Topic> waiting = EnumSet.noneOf(Live.Topic.class);
    private boolean woken;

    synchronized void put(Live.Topic topic) {
      waiting.add(topic);
      notifyAll();
    }

    synchronized void wake() {
      woken = true;
      notifyAll();
    }

    /** What came, at once where something is there, else after at most {@code millis}. */
    synchronized Set<Live.Topic> take(long millis) {
      long end = System.nanoTime() + millis * 1_000_000;
      try {
        long left = millis;
        while (waiting.isEmpty() && !woken && left > 0) {
          wait(left);
          left = (end - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        woken = true;
      }
      Set<Live.Topic> taken = EnumSet.copyOf(waiting);
      waiting.clear();
      return taken;
    }
  }
}
