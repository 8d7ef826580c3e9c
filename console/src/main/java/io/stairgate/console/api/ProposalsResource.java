package io.stairgate.console.api;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.Proposal;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of the policy that wait for a person. */
final class ProposalsResource {
  private static final int MOST = 200;

  private final PolicyFiles files;

  ProposalsResource(PolicyFiles files) {
    this.files = files;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"waiting\", or \"all\" for the newest 200."));
    return List.of(
        Operation.get(
            "/policy/proposals",
            Right.SEE_POLICY,
            "Lists changes that somebody asked for, newest first.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/policy/proposals/{proposal}",
            Right.SEE_POLICY,
            "Shows what somebody asked for, and who may agree.",
            One.class,
            this::one),
        Operation.forPeople(
            "/policy/proposals/{proposal}/approval",
            Right.PROPOSE_POLICY,
            "Agrees to what somebody asked for."),
        Operation.forPeople(
            "/policy/proposals/{proposal}/refusal",
            Right.PROPOSE_POLICY,
            "Says no to what somebody asked for."));
  }

  record Page(List<Brief> proposals, @Nullable String next) {
    Page {
      proposals = List.copyOf(proposals);
    }
  }

  record Brief(
      String id,
      String state,
      boolean looser,
      long baseVersion,
      String madeBy,
      Instant madeAt,
      String reason,
      @Nullable Instant decidedAt,
      @Nullable String decidedBy,
      @Nullable String word,
      @Nullable Long becameVersion) {}

  record One(Brief proposal, List<PolicyResource.Change> changes, List<String> people) {
    One {
      changes = List.copyOf(changes);
      people = List.copyOf(people);
    }
  }

  private Reply page(Call call) {
    boolean waiting =
        switch (call.query("state").orElse("waiting")) {
          case "waiting" -> true;
          case "all" -> false;
          default -> throw RefusedException.badRequest("\"state\" is \"waiting\" or \"all\".");
        };
    Slice<Proposal> slice =
        Slice.of(
            files.proposals().proposals(call.setting(), waiting, MOST),
            Proposal::id,
            call.afterId(),
            call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(ProposalsResource::brief).toList(), slice.next()));
  }

  private Reply one(Call call) {
    Proposal proposal =
        files
            .proposals()
            .proposal(call.setting(), call.id("proposal"))
            .orElseThrow(RefusedException::notFound);
    return Reply.of(
        new One(
            brief(proposal),
            proposal.waits()
                ? PolicyDiff.between(
                        files.current(call.setting()).policy(),
                        proposal.policy().keeping(files.laptops(call.setting())::knows),
                        files.laptops(call.setting()))
                    .stream()
                    .map(PolicyResource::change)
                    .toList()
                : List.of(),
            proposal.waits()
                ? files.deciders(call.setting(), proposal).people().stream()
                    .map(Member::name)
                    .toList()
                : List.of()));
  }

  private static Brief brief(Proposal proposal) {
    return new Brief(
        proposal.id().toString(),
        proposal.outcome().code(),
        proposal.looser(),
        proposal.baseVersion(),
        proposal.madeBy().name(),
        proposal.madeAt(),
        proposal.reason(),
        proposal.decided().map(Proposal.Decided::at).orElse(null),
        proposal.decided().map(Proposal.Decided::name).orElse(null),
        proposal.decided().map(Proposal.Decided::word).orElse(null),
        proposal.becameVersion().orElse(null));
  }
}
