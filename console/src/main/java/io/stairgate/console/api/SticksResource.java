package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.Listed;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.permission.StickRegister;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The register of sticks. */
final class SticksResource {
  private static final int LONGEST_TEXT = 100;

  private final StickRegister register;

  SticksResource(StickRegister register) {
    this.register = register;
  }

  List<Operation> operations() {
    List<Operation.Query> words = new ArrayList<>(Operation.PAGING);
    words.add(new Operation.Query("text", "Part of a serial, name or label."));
    words.add(new Operation.Query("kind", "For example \"usb-storage\"."));
    words.add(new Operation.Query("owner", "\"setting\", \"personal\" or \"unknown\"."));
    words.add(new Operation.Query("laptop", "The id of the laptop it was last seen on."));
    words.add(new Operation.Query("permitted", "\"true\": only those with a permission now."));
    return List.of(
        Operation.get(
            "/sticks",
            Right.LOOK,
            "Lists the memory sticks and other media that are known, last seen first.",
            words,
            Page.class,
            this::page),
        Operation.get(
            "/sticks/{stick}",
            Right.LOOK,
            "Shows a stick, its permissions and its newest 500 events.",
            One.class,
            this::one));
  }

  record Line(
      PermissionShapes.Stick stick,
      String owner,
      @Nullable String label,
      @Nullable Instant firstSeenAt,
      @Nullable Instant lastSeenAt,
      @Nullable String lastLaptop,
      @Nullable String lastNickname,
      List<String> pluggedIn,
      int permissions) {
    Line {
      pluggedIn = List.copyOf(pluggedIn);
    }
  }

  record Page(List<Line> sticks, @Nullable String next) {
    Page {
      sticks = List.copyOf(sticks);
    }
  }

  record One(
      Line stick,
      List<PermissionShapes.Permission> permissions,
      List<PermissionShapes.Event> history) {
    One {
      permissions = List.copyOf(permissions);
      history = List.copyOf(history);
    }
  }

  private Reply page(Call call) {
    String text = call.query("text").orElse("");
    if (text.length() > LONGEST_TEXT) {
      throw RefusedException.badRequest("\"text\" has at most 100 letters.");
    }
    Optional<Medium.Kind> kind =
        call.query("kind")
            .map(
                code ->
                    Medium.Kind.of(code)
                        .orElseThrow(
                            () ->
                                RefusedException.badRequest(
                                    "\"kind\" is a kind such as \"usb-storage\".")));
    Optional<Owner> owner =
        call.query("owner")
            .map(
                code ->
                    Owner.of(code)
                        .orElseThrow(
                            () ->
                                RefusedException.badRequest(
                                    "\"owner\" is \"setting\", \"personal\" or"
                                        + " \"unknown\".")));
    Listed<RegisteredStick> part =
        register.sticks(
            call.setting(),
            new RegisterFilter(
                text,
                kind,
                owner,
                call.queryId("laptop").map(DeviceId::new),
                call.query("permitted").filter("true"::equals).isPresent()),
            call.query("after"),
            call.limit());
    return Reply.of(
        new Page(
            part.items().stream().map(SticksResource::line).toList(), part.next().orElse(null)));
  }

  private Reply one(Call call) {
    UUID id = call.id("stick");
    RegisteredStick stick =
        register.stick(call.setting(), id).orElseThrow(RefusedException::notFound);
    return Reply.of(
        new One(
            line(stick),
            register.permissions(call.setting(), id).stream()
                .map(PermissionShapes::permission)
                .toList(),
            register.history(call.setting(), id).stream().map(PermissionShapes::event).toList()));
  }

  private static Line line(RegisteredStick stick) {
    return new Line(
        PermissionShapes.stick(stick.id(), stick.medium(), stick.weak()),
        stick.owner().code(),
        PermissionShapes.text(stick.label()),
        stick.firstSeenAt().orElse(null),
        stick.lastSeenAt().orElse(null),
        stick.lastLaptop().map(DeviceId::toString).orElse(null),
        PermissionShapes.text(stick.lastNickname()),
        stick.pluggedIn(),
        stick.permissions());
  }
}
