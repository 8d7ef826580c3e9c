package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.enrolment.EnrolCodeStore;
import io.stairgate.console.enrolment.EnrolCodes;
import io.stairgate.console.web.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines that add laptops. */
final class EnrolCodesResource {
  private final EnrolCodes codes;
  private final EnrolCodeStore open;
  private final InstantSource clock;

  EnrolCodesResource(EnrolCodes codes, EnrolCodeStore open, InstantSource clock) {
    this.codes = codes;
    this.open = open;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/enrol-codes",
            Right.ENROL,
            "Lists the lines that can still add laptops, newest first; not the lines themselves.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.post(
            "/enrol-codes",
            Right.ENROL,
            "Makes a line that adds laptops. It is shown this once.",
            Wanted.class,
            Made.class,
            this::make));
  }

  record Page(List<One> enrolCodes, @Nullable String next) {
    Page {
      enrolCodes = List.copyOf(enrolCodes);
    }
  }

  record One(int uses, int used, String madeBy, Instant madeAt, Instant endsAt) {}

  record Wanted(@Nullable Integer uses, @Nullable Integer hours) {}

  record Made(String line, int uses, Instant endsAt) {}

  private Reply page(Call call) {
    List<EnrolCodeStore.EnrolCode> all = open.open(call.setting(), clock.instant());
    long from = call.afterNumber().orElse(0L);
    int limit = call.limit();
    List<One> shown =
        all.stream()
            .skip(from)
            .limit(limit)
            .map(
                code ->
                    new One(
                        code.usesAllowed(),
                        code.usesSpent(),
                        code.madeBy(),
                        code.createdAt(),
                        code.endsAt()))
            .toList();
    return Reply.of(
        new Page(shown, from + limit < all.size() ? String.valueOf(from + limit) : null));
  }

  private Reply make(Call call) {
    Wanted wanted = call.body(Wanted.class);
    Integer uses = wanted.uses();
    Integer hours = wanted.hours();
    int forUses = uses == null ? 1 : uses;
    int forHours = hours == null ? 24 : hours;
    if (forUses < 1 || forUses > EnrolCodes.MOST_USES) {
      throw Json.wrong(
          "uses", "\"uses\" is a number from 1 to %d.".formatted(EnrolCodes.MOST_USES));
    }
    if (forHours < 1 || forHours > EnrolCodes.MOST_HOURS) {
      throw Json.wrong(
          "hours", "\"hours\" is a number from 1 to %d.".formatted(EnrolCodes.MOST_HOURS));
    }
    Instant ends = clock.instant().plus(Duration.ofHours(forHours));
    String line =
        codes
            .create(call.setting(), forUses, forHours, call.actor())
            .orElseThrow(RefusedException::notFound);
    return Reply.made(new Made(line, forUses, ends));
  }
}
