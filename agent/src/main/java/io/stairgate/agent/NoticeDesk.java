package io.stairgate.agent;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.control.NoticeReads;
import io.stairgate.agent.control.SignInNotice;
import io.stairgate.agent.event.NoticeRead;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.notice.MonitoringNotice;
import io.stairgate.agent.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The notice that use is monitored: who is asked to read it, and who has. Several threads at once.
 */
final class NoticeDesk {
  private static final Logger LOG = Logger.getLogger(NoticeDesk.class.getName());
  private static final String READS = "notice-reads";
  private static final int MOST_BYTES = 16 * 1024;

  private final DataDirectory folder;
  private final Supplier<Policy> policy;
  private final Messenger messenger;
  private final Consumer<Occurrence> record;
  private final InstantSource clock;

  // Guarded by this.
  private NoticeReads reads;
  private final Map<String, LocalDate> asked = new HashMap<>();

  private volatile Named named = new Named(Policy.DEFAULT, name(Policy.DEFAULT));

  /** A policy and the name of its notice: worked out once and not at each check. */
  private record Named(Policy policy, String name) {}

  NoticeDesk(
      DataDirectory folder,
      Supplier<Policy> policy,
      Messenger messenger,
      Consumer<Occurrence> record,
      InstantSource clock) {
    this.folder = folder;
    this.policy = policy;
    this.messenger = messenger;
    this.record = record;
    this.clock = clock;
    reads = read(folder);
  }

  /** Who read what, as it is kept; nobody where that cannot be read. */
  static NoticeReads read(DataDirectory folder) {
    try {
      return folder
          .read(READS, MOST_BYTES)
          .map(bytes -> NoticeReads.of(new String(bytes, StandardCharsets.UTF_8)))
          .orElse(NoticeReads.NONE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Who has read the notice is not known: {0}", e.getMessage());
      return NoticeReads.NONE;
    }
  }

  /** The rule about it. */
  Control control() {
    return new SignInNotice(() -> Optional.of(now()), this::known, clock);
  }

  @SuppressWarnings("ReferenceEquality") // the same object is the same policy; another is read anew
  private String known(Policy of) {
    Named last = named;
    if (last.policy() != of) {
      last = new Named(of, name(of));
      named = last;
    }
    return last.name();
  }

  /** Names the notice a policy asks for. */
  static String name(Policy policy) {
    return MonitoringNotice.of(policy).id();
  }

  private synchronized NoticeReads now() {
    return reads;
  }

  /** Notes who is signed in, and asks those who have not read the notice, once a day. */
  synchronized void look(List<String> signedIn) {
    Policy rules = policy.get();
    for (String account : signedIn) {
      keep(reads.seen(account, clock.instant()));
    }
    if (rules.stageOf(Rule.SIGN_IN_NOTICE) == Stage.WATCH) {
      return;
    }
    Map<String, Boolean> standing =
        reads.standing(known(rules), SignInNotice.again(rules), clock.instant());
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (String account : signedIn) {
      if (!standing.getOrDefault(account, true) && !today.equals(asked.put(account, today))) {
        messenger.tell(
            new Notice(
                "sign-in-notice",
                "Please read what this laptop reports",
                "Use of this laptop is monitored, in the ways the notice lists and in no others."
                    + " Read it with: stairgate-agent notice",
                true,
                account,
                ""));
      }
    }
    asked.keySet().retainAll(signedIn);
  }

  private void keep(NoticeReads next) {
    if (next.equals(reads)) {
      return;
    }
    reads = next;
    try {
      folder.write(READS, next.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Who has read the notice is not kept: {0}", e.getMessage());
    }
  }

  /** The notice's words, and its name. */
  String notice(Question question) {
    MonitoringNotice notice = MonitoringNotice.of(policy.get());
    List<String> lines = new ArrayList<>(notice.lines());
    Boolean read;
    synchronized (this) {
      read =
          reads
              .standing(notice.id(), SignInNotice.again(policy.get()), clock.instant())
              .get(question.account());
    }
    return Json.object(
        json -> {
          json.writeStringField("notice", notice.id());
          json.writeStringField("read", Boolean.TRUE.equals(read) ? "yes" : "no");
          Json.writeLines(json, lines);
        });
  }

  /** A person says that they have read it. */
  String haveRead(Question question) {
    String id = known(policy.get());
    if (!question.word("notice").equals(id)) {
      return Json.problem("The notice has changed meanwhile. Read it again.");
    }
    synchronized (this) {
      keep(reads.read(question.account(), id, clock.instant()));
    }
    record.accept(new NoticeRead(question.account(), id));
    return Json.lines(List.of("Thank you. It is noted that you have read the notice."));
  }
}
