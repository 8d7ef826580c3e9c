package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.keep.Hold;
import io.stairgate.console.keep.Keeping;
import io.stairgate.console.keep.KeepingStore;
import io.stairgate.console.keep.Kept;
import io.stairgate.console.keep.Length;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How long things are kept, and what may not be removed. */
final class KeepingResource {
  private final Keeping keeping;

  KeepingResource(Keeping keeping) {
    this.keeping = keeping;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/keeping",
            Right.SEE_POLICY,
            "Says how long each kind of thing is kept, what is held, and when old things last"
                + " went.",
            All.class,
            this::all),
        Operation.put(
            "/keeping/{kind}",
            Right.DECIDE_KEEPING,
            "Keeps a kind of thing for another length, with a reason. What is older goes at night.",
            Wanted.class,
            One.class,
            this::change),
        Operation.get(
            "/keeping/numbers",
            Right.SEE_POLICY,
            "Lists the numbers that are left of what was removed, newest month first.",
            Numbers.class,
            this::numbers),
        Operation.post(
            "/holds",
            Right.DECIDE_KEEPING,
            "Holds a laptop or the whole setting: nothing of it is removed.",
            NewHold.class,
            All.class,
            this::hold),
        Operation.ask(
            "/holds/{hold}/end",
            Right.DECIDE_KEEPING,
            "Ends a hold, with a reason.",
            Ending.class,
            All.class,
            this::end));
  }

  record All(List<One> lengths, List<Held> holds, @Nullable LocalDate removedOn) {
    All {
      lengths = List.copyOf(lengths);
      holds = List.copyOf(holds);
    }
  }

  record One(
      String kind,
      String title,
      int amount,
      String unit,
      int suggested,
      int least,
      int most,
      @Nullable String reason,
      @Nullable String changedBy,
      @Nullable Instant changedAt) {}

  record Wanted(@Nullable Integer amount, String reason) {}

  record Held(
      String id,
      @Nullable String laptop,
      String reason,
      String madeBy,
      Instant madeAt,
      @Nullable Instant endedAt,
      @Nullable String endedBy,
      @Nullable String endedWord) {}

  record NewHold(@Nullable String laptop, String reason) {}

  record Ending(String reason) {}

  record Numbers(List<Left> numbers) {
    Numbers {
      numbers = List.copyOf(numbers);
    }
  }

  record Left(LocalDate month, String what, long amount) {}

  private Reply all(Call call) {
    return Reply.of(state(call));
  }

  private All state(Call call) {
    return new All(
        keeping.lengths(call.setting()).stream().map(KeepingResource::one).toList(),
        keeping.holds(call.setting()).stream().map(KeepingResource::held).toList(),
        keeping.thinnedOn(call.setting()).orElse(null));
  }

  private static One one(Length length) {
    Kept kind = length.kind();
    Optional<Length.Own> own = length.own();
    return new One(
        kind.code(),
        kind.title(),
        length.amount(),
        kind.unit() == ChronoUnit.DAYS ? "days" : "months",
        kind.suggested(),
        kind.least(),
        kind.most(),
        own.map(Length.Own::reason).orElse(null),
        own.map(Length.Own::by).orElse(null),
        own.map(Length.Own::at).orElse(null));
  }

  private static Held held(Hold hold) {
    return new Held(
        hold.id().toString(),
        hold.laptop().map(DeviceId::toString).orElse(null),
        hold.reason(),
        hold.by(),
        hold.at(),
        hold.ended().map(Hold.Ended::at).orElse(null),
        hold.ended().map(Hold.Ended::by).orElse(null),
        hold.ended().map(Hold.Ended::word).orElse(null));
  }

  private Reply change(Call call) {
    Kept kind = Kept.of(call.word("kind")).orElseThrow(RefusedException::notFound);
    Wanted wanted = call.body(Wanted.class);
    Integer amount = wanted.amount();
    done(
        amount == null
            ? keeping.suggest(call.setting(), kind, wanted.reason(), call.actor())
            : keeping.change(call.setting(), kind, amount, wanted.reason(), call.actor()));
    return Reply.of(one(keeping.length(call.setting(), kind)));
  }

  private Reply numbers(Call call) {
    return Reply.of(
        new Numbers(
            keeping.counts(call.setting()).stream()
                .map(
                    (KeepingStore.Count count) ->
                        new Left(count.month(), count.what(), count.amount()))
                .toList()));
  }

  private Reply hold(Call call) {
    NewHold wanted = call.body(NewHold.class);
    Optional<DeviceId> laptop =
        Optional.ofNullable(wanted.laptop()).map(KeepingResource::id).map(DeviceId::new);
    done(keeping.hold(call.setting(), laptop, wanted.reason(), call.actor()));
    return Reply.made(state(call));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("\"laptop\" is the id of a laptop.");
    }
  }

  private Reply end(Call call) {
    done(
        keeping.release(
            call.setting(), call.id("hold"), call.body(Ending.class).reason(), call.actor()));
    return Reply.of(state(call));
  }

  private static void done(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done() -> {}
      case Outcome.Refused(_, String sentence) -> throw RefusedException.badRequest(sentence);
      case Outcome.NotThere(), Outcome.Invited(_, _), Outcome.LetBackIn(_, _, _) ->
          throw RefusedException.notFound();
    }
  }
}
