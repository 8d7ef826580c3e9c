package io.stairgate.agent;

import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.control.MediaUse;
import io.stairgate.agent.control.RequestDesk;
import io.stairgate.agent.control.Until;
import io.stairgate.agent.event.AgentAction;
import io.stairgate.agent.event.AgentEvent;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.MediaRow;
import io.stairgate.agent.local.PermissionSentences;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.policy.TelephoneBook;
import io.stairgate.agent.policy.TelephoneCode;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Answers what people at the laptop ask about media: what is plugged in, may I have it, here is the
 * code I was told. Any thread may call it.
 *
 * <p>Over 300 lines because each question brings its own refusals, each in a sentence.
 */
final class PermissionAnswers {
  private static final int MOST_CHALLENGES_AN_HOUR = 10;
  private static final int REASON = 300;

  private final PermissionFlow flow;
  private final Parts parts;

  /** Account → when it had its last challenges, milliseconds since the start of the system. */
  private final Map<String, List<Long>> challenges = new HashMap<>();

  /**
   * What answering needs.
   *
   * @param media what is plugged in
   * @param telephone challenges that were read out
   * @param bootTime now, as the running system counts it
   * @param zone of the people at the laptop
   * @param random nobody can guess it
   * @param journal takes requests and faults
   * @param laptop the laptop's nickname; may be empty
   * @param connected whether the console is reached now
   */
  record Parts(
      MediaControl media,
      TelephoneBook telephone,
      Supplier<BootTime> bootTime,
      Supplier<ZoneId> zone,
      RandomGenerator random,
      Consumer<Occurrence> journal,
      Supplier<String> laptop,
      Supplier<Boolean> connected) {}

  /** Why something cannot be had, in one sentence. */
  private static final class NoException extends Exception {
    private static final long serialVersionUID = 1L;

    NoException(String sentence) {
      super(sentence);
    }
  }

  PermissionAnswers(PermissionFlow flow, Parts parts) {
    this.flow = flow;
    this.parts = parts;
  }

  /** What is plugged in and how it stands. */
  String media() {
    PermissionFlow.Held held = flow.held();
    List<MediaRow> rows = new ArrayList<>();
    for (PluggedMedium each : parts.media().plugged()) {
      Optional<MediaUse> use = flow.use(each.medium());
      Optional<Permission> permission =
          held.live().stream().filter(p -> p.covers(each.medium())).findFirst();
      rows.add(
          new MediaRow(
              each,
              use,
              flow.requests().of(each.medium()).isPresent(),
              flow.requests().refusal(each.medium()),
              permission.map(Permission::endsAt),
              permission
                  .map(p -> Until.words(p.endsAt(), held.now(), parts.zone().get()))
                  .orElse("")));
    }
    return Json.media(rows);
  }

  /** What this laptop may open. */
  String permissions() {
    PermissionFlow.Held held = flow.held();
    List<String> lines = new ArrayList<>(PermissionSentences.of(held.live(), held.suspended()));
    if (lines.isEmpty()) {
      lines.add("Nothing is allowed on this laptop now.");
    }
    return Json.permissions(held.live(), held.suspended(), lines);
  }

  /** A person asks for a medium. */
  String ask(Question question) {
    try {
      Medium medium = wanted(question.word("stick"));
      String reason = reason(question.word("reason"));
      return switch (flow.requests()
          .ask(
              medium,
              account(question),
              reason,
              question.word("write").equals("true"),
              nowMs(),
              () -> UUID.randomUUID().toString())) {
        case RequestDesk.Outcome.New(MediaRequest request) -> {
          parts.journal().accept(request);
          yield asked(
              request,
              parts.connected().get()
                  ? "Asked. The person who decides sees it now; the stick opens by itself when they"
                      + " agree."
                  : "Asked. The console cannot be reached now; it gets the request as soon as it"
                      + " can. In a hurry: stairgate-agent media ask --by-telephone");
        }
        case RequestDesk.Outcome.Same(MediaRequest request) ->
            asked(request, "You asked for this a moment ago. That request still waits.");
        case RequestDesk.Outcome.TooMany() ->
            Json.problem(
                "You have asked "
                    + RequestDesk.MOST_PER_HOUR
                    + " times within the hour. Please wait, or speak with your safeguarding lead.");
      };
    } catch (NoException e) {
      return Json.problem(String.valueOf(e.getMessage()));
    }
  }

  private static String asked(MediaRequest request, String sentence) {
    return Json.object(
        json -> {
          json.writeStringField("requestId", request.requestId());
          json.writeStringField("state", "asked");
          json.writeStringField("serial", request.medium().serial());
          json.writeStringField("port", request.medium().port());
          json.writeArrayFieldStart("lines");
          json.writeString(sentence);
          json.writeEndArray();
        });
  }

  /** A person wants a code to read out. */
  String telephone(Question question) {
    try {
      if (!parts.telephone().ready()) {
        throw new NoException(
            "This laptop has not yet been connected to its console, so there is no way by"
                + " telephone. Connect it to the network once.");
      }
      Optional<MediaRequest> request = Optional.empty();
      if (!question.word("clock").equals("true")) {
        Medium medium = wanted(question.word("stick"));
        if (!storage(medium.kind())) {
          throw new NoException(
              "Phones and cameras cannot be allowed by telephone. Ask for it with: stairgate-agent"
                  + " media ask");
        }
        request =
            Optional.of(
                new MediaRequest(
                    UUID.randomUUID().toString(),
                    medium,
                    account(question),
                    "by telephone",
                    false));
      }
      countChallenge(account(question));
      byte[] nonce = new byte[16];
      parts.random().nextBytes(nonce);
      String challenge =
          parts.telephone().challenge(account(question), request, nonce, parts.bootTime().get());
      return readOut(challenge);
    } catch (NoException e) {
      return Json.problem(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Json.problem("The code cannot be kept on this laptop's disk, perhaps it is full.");
    }
  }

  private String readOut(String challenge) {
    String laptop = parts.laptop().get();
    String spoken = TelephoneCode.spoken(challenge);
    return Json.object(
        json -> {
          json.writeStringField("challenge", spoken);
          json.writeStringField("laptop", laptop);
          json.writeArrayFieldStart("lines");
          json.writeString(
              "Telephone the person who decides and read out: laptop "
                  + (laptop.isEmpty() ? "(no name)" : laptop)
                  + ", code "
                  + spoken
                  + ".");
          json.writeString(
              "They tell you an answer of 10 letters and numbers. Type it within 30 minutes:"
                  + " stairgate-agent media answer CODE");
          json.writeEndArray();
        });
  }

  private void countChallenge(String account) throws NoException {
    synchronized (challenges) {
      long hourAgo = nowMs() - Duration.ofHours(1).toMillis();
      challenges.values().forEach(each -> each.removeIf(at -> at < hourAgo));
      challenges.values().removeIf(List::isEmpty);
      List<Long> theirs = challenges.computeIfAbsent(account, name -> new ArrayList<>());
      if (theirs.size() >= MOST_CHALLENGES_AN_HOUR) {
        throw new NoException(
            "There were " + MOST_CHALLENGES_AN_HOUR + " codes within the hour. Please wait.");
      }
      theirs.add(nowMs());
    }
  }

  /** A person types what they were told. */
  String answer(Question question) {
    try {
      return switch (parts
          .telephone()
          .answer(account(question), question.word("code"), parts.bootTime().get())) {
        case TelephoneBook.Answered.Right(TelephoneCode.Kind kind, var request) -> {
          if (kind == TelephoneCode.Kind.TODAY && request.isPresent()) {
            flow.allowedByTelephone(request.get());
            yield Json.lines(
                List.of(
                    "That is right. It is checked for viruses and can then be read until the end of"
                        + " today. See how it stands with: stairgate-agent media list"));
          }
          flow.clockVouchedByTelephone();
          yield Json.lines(List.of("That is right. The permissions of this laptop go on."));
        }
        case TelephoneBook.Answered.Wrong(int left) -> {
          if (left == 0) {
            parts
                .journal()
                .accept(
                    new AgentEvent(
                        AgentAction.FAULT,
                        "A telephone answer was typed wrongly five times; its code cannot be used"
                            + " any more.",
                        Optional.empty()));
          }
          yield Json.problem(
              left == 0
                  ? "That is not the answer, and this code cannot be used any more. Get another one"
                      + " with: stairgate-agent media ask --by-telephone"
                  : "That is not the answer. Listen again and type it once more; "
                      + left
                      + (left == 1 ? " try is left." : " tries are left."));
        }
        case TelephoneBook.Answered.NoChallenge() ->
            Json.problem(
                "No code waits for an answer. Get one with: stairgate-agent media ask"
                    + " --by-telephone");
        case TelephoneBook.Answered.NotACode() ->
            Json.problem(
                "An answer has 10 letters and numbers. Look at what you typed and try again; it was"
                    + " not counted.");
      };
    } catch (IOException e) {
      return Json.problem(
          "The answer cannot be looked at, because this laptop's disk takes nothing. Make space and"
              + " try again.");
    }
  }

  // ---- what is meant

  private Medium wanted(String stick) throws NoException {
    List<PluggedMedium> plugged = parts.media().plugged();
    List<Medium> media =
        flow.requests().askable(plugged.stream().map(PluggedMedium::medium).toList(), nowMs());
    List<Medium> found = new ArrayList<>();
    if (stick.isEmpty()) {
      for (PluggedMedium each : plugged) {
        if (each.shut() && flow.use(each.medium()).filter(MediaUse::onItsWay).isEmpty()) {
          found.add(each.medium());
        }
      }
    } else {
      for (Medium each : media) {
        if (stick.equals(each.serial()) || stick.equals(each.port())) {
          found.add(each);
        }
      }
    }
    if (found.isEmpty()) {
      throw new NoException(
          stick.isEmpty()
              ? "Nothing that is shut is plugged in. Plug in what you need, or name one from today"
                  + " with --stick."
              : "Nothing with this serial was plugged in within a day. Plug it in first; see what"
                  + " there is with: stairgate-agent media list");
    }
    if (found.size() > 1) {
      throw new NoException(
          "More than one is plugged in. Say which with --stick and its serial or port; see them"
              + " with: stairgate-agent media list");
    }
    Medium medium = found.getFirst();
    if (medium.kind() == MediumKind.MIXED || medium.kind() == MediumKind.UNKNOWN_DEVICE) {
      throw new NoException("A thing of this kind cannot be allowed. Show it to your technician.");
    }
    boolean open =
        plugged.stream()
            .filter(each -> each.medium().equals(medium))
            .anyMatch(each -> !each.shut() && flow.use(medium).isEmpty());
    if (open) {
      throw new NoException("This one is not shut; there is nothing to ask for.");
    }
    return medium;
  }

  private static boolean storage(MediumKind kind) {
    return switch (kind) {
      case USB_STORAGE, SD_CARD, OPTICAL, REMOVABLE_DISK -> true;
      case PHONE, CAMERA, MIXED, UNKNOWN_DEVICE -> false;
    };
  }

  private static String reason(String typed) throws NoException {
    String reason = Text.clean(typed, REASON + 1);
    if (reason.isEmpty()) {
      throw new NoException("Say in a few words why you need it, with --reason.");
    }
    if (reason.length() > REASON) {
      throw new NoException("Please say it in at most " + REASON + " characters.");
    }
    return reason;
  }

  private static String account(Question question) {
    return Text.clean(question.account(), 64);
  }

  private long nowMs() {
    return parts.bootTime().get().sinceBootMs();
  }
}
