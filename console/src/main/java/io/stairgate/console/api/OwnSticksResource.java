package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.NewOwnStick;
import io.stairgate.console.permission.OwnStick;
import io.stairgate.console.permission.OwnSticks;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.permission.StandingTerms;
import io.stairgate.console.permission.StickImport;
import io.stairgate.console.web.RefusedException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The setting's own sticks. What a program puts on the list waits until a person gives it its
 * standing permission.
 */
final class OwnSticksResource {
  private final OwnSticks own;

  OwnSticksResource(OwnSticks own) {
    this.own = own;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/own-sticks",
            Right.LOOK,
            "Lists the setting's own sticks.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.post(
            "/own-sticks",
            Right.PROPOSE_STICK,
            "Puts sticks on the list; they wait until a person agrees.",
            New.class,
            Added.class,
            this::add),
        Operation.post(
            "/own-sticks/import",
            Right.PROPOSE_STICK,
            "Puts the sticks of a CSV file on the list, all or none; they wait until a person"
                + " agrees.",
            File.class,
            Added.class,
            this::fromFile),
        Operation.forPeople(
            "/own-sticks/{ownStick}/approval",
            Right.PROPOSE_STICK,
            "Gives a stick on the list its standing permission."),
        Operation.delete(
            "/own-sticks/{ownStick}",
            Right.STOP_STICK,
            "Takes a stick off the list; its standing permission ends now.",
            this::end));
  }

  record Line(
      String id,
      String label,
      String serial,
      @Nullable String vendorId,
      @Nullable String productId,
      boolean encrypted,
      LocalDate lastDay,
      boolean everyLaptop,
      List<String> laptops,
      String state,
      PermissionShapes.Decision added,
      PermissionShapes.@Nullable Decision decided,
      @Nullable String stick,
      @Nullable String permission) {
    Line {
      laptops = List.copyOf(laptops);
    }
  }

  record Page(List<Line> sticks, @Nullable String next) {
    Page {
      sticks = List.copyOf(sticks);
    }
  }

  record One(String label, String serial, @Nullable String vendorId, @Nullable String productId) {}

  record New(
      List<One> sticks,
      boolean encrypted,
      String lastDay,
      boolean everyLaptop,
      @Nullable List<String> laptops,
      String reason) {}

  record File(
      String csv,
      boolean encrypted,
      String lastDay,
      boolean everyLaptop,
      @Nullable List<String> laptops,
      String reason) {}

  record Added(int added, boolean waiting, int alreadyListed) {}

  private Reply page(Call call) {
    Slice<OwnStick> slice =
        Slice.of(own.all(call.setting()), OwnStick::id, call.afterId(), call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(OwnSticksResource::line).toList(), slice.next()));
  }

  private static Line line(OwnStick stick) {
    return new Line(
        stick.id().toString(),
        stick.label(),
        stick.serial(),
        PermissionShapes.text(stick.vendorId()),
        PermissionShapes.text(stick.productId()),
        stick.encrypted(),
        stick.lastDay(),
        stick.everyLaptop(),
        stick.laptops().stream().map(DeviceId::toString).sorted().toList(),
        stick.state().code(),
        PermissionShapes.decision(stick.addedBy()),
        stick.decided().map(PermissionShapes::decision).orElse(null),
        stick.stick().map(UUID::toString).orElse(null),
        stick.permission().map(UUID::toString).orElse(null));
  }

  private Reply add(Call call) {
    New body = call.body(New.class);
    if (body.sticks() == null || body.sticks().stream().anyMatch(Objects::isNull)) {
      throw Json.wrong("sticks", "Name at least one stick.");
    }
    List<NewOwnStick> sticks =
        body.sticks().stream()
            .map(
                one ->
                    new NewOwnStick(
                        PermissionShapes.given(one.label()).strip(),
                        PermissionShapes.given(one.serial()).strip(),
                        PermissionShapes.given(one.vendorId()),
                        PermissionShapes.given(one.productId())))
            .toList();
    return added(
        own.add(
            call.setting(),
            sticks,
            terms(
                body.encrypted(),
                body.lastDay(),
                body.everyLaptop(),
                body.laptops(),
                body.reason()),
            call.actor(),
            SecondLook.NOT_GIVEN),
        0);
  }

  private Reply fromFile(Call call) {
    File body = call.body(File.class);
    StickImport read = own.read(call.setting(), PermissionShapes.given(body.csv()));
    if (!read.problems().isEmpty()) {
      throw RefusedException.wrongFields(
          read.problems().stream()
              .map(
                  problem ->
                      new RefusedException.Field(
                          problem.line() == 0 ? "csv" : "csv line " + problem.line(),
                          problem.sentence()))
              .toList());
    }
    if (read.sticks().isEmpty()) {
      return Reply.made(new Added(0, true, read.alreadyListed()));
    }
    return added(
        own.add(
            call.setting(),
            read.sticks(),
            terms(
                body.encrypted(),
                body.lastDay(),
                body.everyLaptop(),
                body.laptops(),
                body.reason()),
            call.actor(),
            SecondLook.NOT_GIVEN),
        read.alreadyListed());
  }

  private static StandingTerms terms(
      boolean encrypted,
      @Nullable String lastDay,
      boolean everyLaptop,
      @Nullable List<String> laptops,
      @Nullable String reason) {
    return new StandingTerms(
        encrypted,
        PermissionShapes.day("lastDay", PermissionShapes.given(lastDay)),
        everyLaptop,
        laptops == null || laptops.stream().anyMatch(Objects::isNull)
            ? Set.of()
            : PermissionShapes.laptops(laptops),
        PermissionShapes.given(reason));
  }

  private static Reply added(PermissionOutcome outcome, int alreadyListed) {
    if (outcome instanceof PermissionOutcome.Added(int added, boolean waiting)) {
      return Reply.made(new Added(added, waiting, alreadyListed));
    }
    var _ = PermissionShapes.done(outcome);
    throw new IllegalStateException("Sticks were added, or it was refused");
  }

  private Reply end(Call call) {
    var _ = PermissionShapes.done(own.end(call.setting(), call.id("ownStick"), "", call.actor()));
    return Reply.nothing();
  }
}
