package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.token.KnownToken;
import io.stairgate.console.token.Programs;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens of programs. */
final class ProgramsResource {
  private final Programs programs;

  ProgramsResource(Programs programs) {
    this.programs = programs;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/programs",
            Right.MANAGE_PROGRAMS,
            "Lists the tokens of programs, newest first; not the tokens themselves.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.forPeople("/programs", Right.MANAGE_PROGRAMS, "Makes a token."),
        Operation.delete("/programs/{token}", Right.MANAGE_PROGRAMS, "Ends a token.", this::end));
  }

  record Page(List<One> programs, @Nullable String next) {
    Page {
      programs = List.copyOf(programs);
    }
  }

  record One(
      String id,
      String name,
      String role,
      @Nullable String madeBy,
      Instant madeAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant endsAt) {}

  private Reply page(Call call) {
    Slice<KnownToken> slice =
        Slice.of(programs.open(call.setting()), KnownToken::id, call.afterId(), call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(ProgramsResource::one).toList(), slice.next()));
  }

  private Reply end(Call call) {
    if (!programs.end(call.setting(), call.id("token"), call.actor())) {
      throw RefusedException.notFound();
    }
    return Reply.nothing();
  }

  private static One one(KnownToken token) {
    return new One(
        token.id().toString(),
        token.name(),
        token.role().code(),
        token.madeBy().orElse(null),
        token.madeAt(),
        token.lastUsedAt().orElse(null),
        token.endsAt().orElse(null));
  }
}
