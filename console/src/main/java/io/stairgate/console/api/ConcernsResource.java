package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.concern.Concern;
import io.stairgate.console.concern.ConcernReading;
import io.stairgate.console.concern.ConcernText;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.database.Part;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people at laptops reported. That there is a report is for everybody who looks after laptops;
 * its words are for programs whose role reads incidents, and each reading is in the log.
 */
final class ConcernsResource {
  private final Concerns concerns;

  ConcernsResource(Concerns concerns) {
    this.concerns = concerns;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"open\" for those that are not closed, or \"all\"."));
    return List.of(
        Operation.get(
            "/concerns",
            Right.SEE_INCIDENTS,
            "Lists what people at laptops reported, newest first, without their words.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/concerns/{concern}",
            Right.READ_INCIDENTS,
            "Reads a report. What came from a laptop that one person uses is for people alone.",
            Read.class,
            this::read),
        Operation.forPeople(
            "/concerns/{concern}/acknowledgement",
            Right.READ_INCIDENTS,
            "Says that a report was seen."),
        Operation.forPeople(
            "/concerns/{concern}/outcome", Right.READ_INCIDENTS, "Closes a report."));
  }

  record Page(List<One> concerns, @Nullable String next) {
    Page {
      concerns = List.copyOf(concerns);
    }
  }

  record One(
      String id,
      String laptop,
      String nickname,
      String kind,
      Instant reportedAt,
      Instant receivedAt,
      @Nullable Instant seenAt,
      @Nullable String seenBy,
      @Nullable Instant closedAt,
      @Nullable String closedBy,
      @Nullable String outcome) {}

  record Read(
      One concern,
      @Nullable String account,
      @Nullable String words,
      @Nullable String outcomeWords) {}

  private Reply page(Call call) {
    boolean open =
        switch (call.query("state").orElse("open")) {
          case "open" -> true;
          case "all" -> false;
          default -> throw RefusedException.badRequest("\"state\" is \"open\" or \"all\".");
        };
    Part<Concern> part = concerns.concerns(call.setting(), open, call.query("after"), call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(ConcernsResource::one).toList(), part.next().orElse(null)));
  }

  private Reply read(Call call) {
    Actor.Program program = new Actor.Program(call.token().id(), call.token().name());
    return switch (concerns.read(call.setting(), call.id("concern"), program)) {
      case ConcernReading.NotThere _ -> throw RefusedException.notFound();
      case ConcernReading.Closed _ -> throw RefusedException.personNeeded();
      case ConcernReading.Open(Concern concern, ConcernText text) ->
          Reply.of(
              new Read(
                  one(concern),
                  PermissionShapes.text(text.account()),
                  PermissionShapes.text(text.words()),
                  PermissionShapes.text(text.endingWords())));
    };
  }

  private static One one(Concern concern) {
    return new One(
        concern.id().toString(),
        concern.laptop().toString(),
        concern.nickname(),
        concern.kind().code(),
        concern.reportedAt(),
        concern.receivedAt(),
        concern.seen().map(Concern.Seen::at).orElse(null),
        concern.seen().map(Concern.Seen::by).orElse(null),
        concern.closed().map(Concern.Closed::at).orElse(null),
        concern.closed().map(Concern.Closed::by).orElse(null),
        concern.closed().map(closed -> closed.ending().code()).orElse(null));
  }
}
