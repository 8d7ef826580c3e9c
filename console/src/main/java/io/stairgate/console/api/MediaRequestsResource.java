package io.stairgate.console.api;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.permission.RequestState;
import io.stairgate.console.web.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people asked for. A program may suggest an answer; a person decides. */
final class MediaRequestsResource {
  private final PermissionDesk desk;

  MediaRequestsResource(PermissionDesk desk) {
    this.desk = desk;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"open\" for those that wait, or \"all\"."));
    return List.of(
        Operation.get(
            "/media-requests",
            Right.LOOK,
            "Lists requests for memory sticks and other media, newest first.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/media-requests/{request}",
            Right.LOOK,
            "Shows a request, and who may decide it.",
            One.class,
            this::one),
        Operation.put(
            "/media-requests/{request}/suggestion",
            Right.PROPOSE_STICK,
            "Suggests an answer to those who decide.",
            PermissionShapes.Terms.class,
            One.class,
            this::suggest),
        Operation.forPeople(
            "/media-requests/{request}/approval", Right.PROPOSE_STICK, "Gives permission."),
        Operation.forPeople("/media-requests/{request}/refusal", Right.PROPOSE_STICK, "Says no."));
  }

  record Page(List<PermissionShapes.Request> requests, @Nullable String next) {
    Page {
      requests = List.copyOf(requests);
    }
  }

  record One(PermissionShapes.Request request, List<String> people) {
    One {
      people = List.copyOf(people);
    }
  }

  private Reply page(Call call) {
    boolean open =
        switch (call.query("state").orElse("open")) {
          case "open" -> true;
          case "all" -> false;
          default -> throw RefusedException.badRequest("\"state\" is \"open\" or \"all\".");
        };
    Listed<MediaRequest> part =
        desk.requests(call.setting(), open, call.query("after"), call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(PermissionShapes::request).toList(),
            part.next().orElse(null)));
  }

  private Reply one(Call call) {
    return Reply.of(one(call, call.id("request")));
  }

  private One one(Call call, UUID id) {
    MediaRequest request = desk.request(call.setting(), id).orElseThrow(RefusedException::notFound);
    return new One(
        PermissionShapes.request(request),
        request.state() == RequestState.OPEN
            ? desk.deciders(call.setting(), request).people().stream().map(Member::name).toList()
            : List.of());
  }

  private Reply suggest(Call call) {
    UUID id = call.id("request");
    if (desk.request(call.setting(), id).isEmpty()) {
      throw RefusedException.notFound();
    }
    var _ =
        PermissionShapes.done(
            desk.propose(
                call.setting(),
                id,
                PermissionShapes.approval(call.body(PermissionShapes.Terms.class)),
                call.actor()));
    return Reply.of(one(call, id));
  }
}
