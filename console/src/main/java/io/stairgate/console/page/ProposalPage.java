package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Proposal;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What waits for somebody to agree: for everybody who is signed in, whatever their role, because a
 * safeguarding governor may have to decide. A proposal is shown to who asked, who may decide, and
 * who may see the policy. Any thread.
 */
final class ProposalPage {
  private static final int MOST = 100;

  private final PolicyFiles files;
  private final PermissionDesk desk;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  ProposalPage(
      PolicyFiles files,
      PermissionDesk desk,
      Guard guard,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.files = files;
    this.desk = desk;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    String one = "/policy/proposals/{proposal}";
    return List.of(
        new Route.Person(HandlerType.GET, "/waiting", Right.OWN, this::waiting),
        new Route.Person(HandlerType.GET, one, Right.OWN, this::show),
        new Route.Person(HandlerType.POST, one, Right.OWN, this::decide));
  }

  private void waiting(Context context, SignedIn who) {
    List<Proposal> all = files.proposals().proposals(who.setting(), false, MOST);
    templates.show(
        context,
        "waiting.jte",
        "page",
        new WaitingView(
            frames.signedIn(who, "What waits", "waiting"),
            Stream.concat(
                    sticks(who),
                    all.stream()
                        .filter(Proposal::waits)
                        .filter(each -> files.deciders(who.setting(), each).include(who.account()))
                        .map(this::row))
                .toList(),
            all.stream().filter(each -> isOwn(each, who)).map(this::row).toList()));
  }

  /** Requests for memory sticks that this person decides. */
  private Stream<WaitingView.Row> sticks(SignedIn who) {
    List<MediaRequest> waiting =
        who.may(Right.LOOK)
            ? desk.requests(who.setting(), true, Optional.empty(), MOST).items().stream()
                .filter(each -> desk.deciders(who.setting(), each).include(who.account()))
                .toList()
            : desk.passedTo(who.setting(), who.account());
    return waiting.stream()
        .map(
            each ->
                new WaitingView.Row(
                    "/requests/" + each.id(),
                    StickRows.title(each),
                    StickWords.harmless(each.reason()),
                    StickRows.line(each.medium()),
                    moments.of(each.receivedAt()),
                    "Waits",
                    "warn"));
  }

  private WaitingView.Row row(Proposal proposal) {
    return new WaitingView.Row(
        "/policy/proposals/" + proposal.id(),
        proposal.looser() ? "A change that makes rules looser" : "A change of the rules",
        proposal.reason(),
        proposal.madeBy().name(),
        moments.of(proposal.madeAt()),
        switch (proposal.outcome()) {
          case WAITING -> "Waits";
          case APPROVED -> "Agreed";
          case REFUSED -> "Not agreed";
          case VOID -> "Overtaken";
        },
        switch (proposal.outcome()) {
          case WAITING -> "warn";
          case APPROVED -> "good";
          case REFUSED -> "bad";
          case VOID -> "";
        });
  }

  private static boolean isOwn(Proposal proposal, SignedIn who) {
    return proposal.madeBy().person().filter(who.account()::equals).isPresent();
  }

  private record Found(Proposal proposal, Deciders deciders) {}

  private Found find(Context context, SignedIn who) {
    UUID id = Visits.id(context, "proposal");
    Proposal proposal =
        files.proposals().proposal(who.setting(), id).orElseThrow(RefusedException::notFound);
    Deciders deciders = files.deciders(who.setting(), proposal);
    if (!who.may(Right.SEE_POLICY) && !isOwn(proposal, who) && !deciders.include(who.account())) {
      throw RefusedException.notFound();
    }
    return new Found(proposal, deciders);
  }

  private void show(Context context, SignedIn who) {
    page(context, who, find(context, who), Problems.NONE, "");
  }

  private void page(Context context, SignedIn who, Found found, Problems problems, String word) {
    Proposal proposal = found.proposal();
    templates.show(
        context,
        "policy-proposal.jte",
        "page",
        new ProposalView(
            frames
                .signedIn(who, "A change of the rules", "waiting")
                .withProblem(!problems.isEmpty()),
            problems,
            said(Visits.parameter(context, "done")),
            proposal.id().toString(),
            proposal.madeBy().name(),
            moments.of(proposal.madeAt()),
            proposal.reason(),
            PolicyDiff.between(
                before(who, proposal), proposal.policy(), files.laptops(who.setting())),
            state(proposal, found.deciders()),
            row(proposal).css(),
            proposal.waits() && found.deciders().include(who.account()),
            proposal.looser(),
            word,
            who.may(Right.SEE_POLICY)));
  }

  private static String said(String done) {
    return switch (done) {
      case "asked" -> "You asked for it. Nothing is changed yet.";
      case "agreed" -> "You agreed. It holds now.";
      case "refused" -> "You said no. Nothing is changed.";
      default -> "";
    };
  }

  /** The version it was made on: the difference stays what it was. */
  private SettingPolicy before(SignedIn who, Proposal proposal) {
    return files
        .versions()
        .version(who.setting(), proposal.baseVersion())
        .map(kept -> kept.policy().keeping(files.laptops(who.setting())::knows))
        .orElse(SettingPolicy.DEFAULT);
  }

  private String state(Proposal proposal, Deciders deciders) {
    Optional<Proposal.Decided> decided = proposal.decided();
    String when = decided.map(each -> moments.of(each.at()).full()).orElse("");
    String who = decided.map(Proposal.Decided::name).orElse("");
    String word =
        decided
            .map(Proposal.Decided::word)
            .filter(each -> !each.isEmpty())
            .map(each -> " " + who + " wrote: " + each)
            .orElse("");
    return switch (proposal.outcome()) {
      case WAITING ->
          deciders.people().isEmpty()
              ? "It waits. At the moment nobody else may decide it: invite somebody who may."
              : "It waits until "
                  + String.join(
                      " or ", deciders.people().stream().limit(5).map(Member::name).toList())
                  + " agrees.";
      case APPROVED ->
          "%s agreed on %s. It is version %d.%s"
              .formatted(who, when, proposal.becameVersion().orElse(0L), word);
      case REFUSED -> "%s said no on %s.%s".formatted(who, when, word);
      case VOID ->
          proposal.decided().isPresent()
              ? "%s took it back on %s.%s".formatted(who, when, word)
              : "It waits no longer, because the rules were changed since. Ask for it anew if it is"
                  + " still wanted.";
    };
  }

  private void decide(Context context, SignedIn who) {
    Found found = find(context, who);
    UUID id = found.proposal().id();
    String word = Visits.field(context, "word");
    Actor.Person by = new Actor.Person(who.account(), who.name());
    boolean agree =
        switch (Visits.field(context, "decision")) {
          case "approve" -> true;
          case "refuse" -> false;
          default -> throw RefusedException.badRequest("Choose one of the two answers.");
        };
    if (agree
        && found.proposal().looser()
        && !guard.confirmed(context, who, "/policy/proposals/" + id)) {
      return;
    }
    PolicyOutcome outcome =
        (agree
                ? files.approve(who.setting(), id, by, word)
                : files.refuse(who.setting(), id, by, word))
            .orElseThrow(RefusedException::notFound);
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) -> {
        context.status(422);
        page(context, who, find(context, who), Problems.of("word", sentence), word);
      }
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.Proposed _ ->
          Visits.goTo(context, "/policy/proposals/" + id + "?done=agreed");
      case PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/policy/proposals/" + id + "?done=refused");
    }
  }
}
