package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.Progress;
import io.stairgate.console.web.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Permissions: how each stands on each laptop. A program may stop one, not give one. */
final class PermissionsResource {
  private final PermissionParts permissions;

  PermissionsResource(PermissionParts permissions) {
    this.permissions = permissions;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("state", "\"current\" for those that count now, or \"all\"."));
    return List.of(
        Operation.get(
            "/permissions",
            Right.LOOK,
            "Lists permissions, newest first.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/permissions/{permission}",
            Right.LOOK,
            "Shows a permission, how far its scans are, and its newest 500 events.",
            One.class,
            this::one),
        Operation.ask(
            "/permissions/{permission}/stop",
            Right.STOP_STICK,
            "Ends a permission now, everywhere or on one laptop.",
            Stop.class,
            One.class,
            this::stop),
        Operation.forPeople(
            "/telephone-answers",
            Right.PROPOSE_STICK,
            "Answers the challenge of a laptop without a network."));
  }

  record Page(List<PermissionShapes.Permission> permissions, @Nullable String next) {
    Page {
      permissions = List.copyOf(permissions);
    }
  }

  record Scanning(String laptop, int percent, long files) {}

  record One(
      PermissionShapes.Permission permission,
      List<Scanning> scanning,
      List<PermissionShapes.Event> history) {
    One {
      scanning = List.copyOf(scanning);
      history = List.copyOf(history);
    }
  }

  record Stop(@Nullable String laptop, @Nullable String reason) {}

  private Reply page(Call call) {
    boolean current =
        switch (call.query("state").orElse("current")) {
          case "current" -> true;
          case "all" -> false;
          default -> throw RefusedException.badRequest("\"state\" is \"current\" or \"all\".");
        };
    Listed<MediaPermission> part =
        permissions.desk().permissions(call.setting(), current, call.query("after"), call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(PermissionShapes::permission).toList(),
            part.next().orElse(null)));
  }

  private Reply one(Call call) {
    return Reply.of(one(call, call.id("permission")));
  }

  private One one(Call call, UUID id) {
    MediaPermission permission =
        permissions.desk().permission(call.setting(), id).orElseThrow(RefusedException::notFound);
    return new One(
        PermissionShapes.permission(permission),
        permissions.scans().progress(call.setting()).stream()
            .filter(each -> each.permission().equals(id))
            .map(PermissionsResource::scanning)
            .toList(),
        permissions.desk().history(call.setting(), id).stream()
            .map(PermissionShapes::event)
            .toList());
  }

  private static Scanning scanning(Progress progress) {
    return new Scanning(progress.laptop().toString(), progress.percent(), progress.files());
  }

  private Reply stop(Call call) {
    UUID id = call.id("permission");
    if (permissions.desk().permission(call.setting(), id).isEmpty()) {
      throw RefusedException.notFound();
    }
    Stop body = call.body(Stop.class);
    Optional<DeviceId> laptop =
        Optional.ofNullable(body.laptop())
            .map(text -> new DeviceId(PermissionShapes.id("laptop", text)));
    var _ =
        PermissionShapes.done(
            permissions
                .desk()
                .stop(
                    call.setting(),
                    id,
                    laptop,
                    PermissionShapes.given(body.reason()),
                    call.actor()));
    return Reply.of(one(call, id));
  }
}
