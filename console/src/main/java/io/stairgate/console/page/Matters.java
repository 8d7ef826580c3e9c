package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.Alert;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Ends;
import io.stairgate.console.permission.LaptopPermission;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.Origin;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.RegisteredStick;
import io.stairgate.console.permission.RequestState;
import io.stairgate.console.permission.StickProposal;
import io.stairgate.console.web.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds what an address says is to be decided. Any thread. */
final class Matters {
  private final PermissionParts parts;
  private final AlertStore alerts;
  private final HealthReader health;
  private final StickRows rows;

  Matters(PermissionParts parts, AlertStore alerts, HealthReader health, StickRows rows) {
    this.parts = parts;
    this.alerts = alerts;
    this.health = health;
    this.rows = rows;
  }

  private PermissionDesk desk() {
    return parts.desk();
  }

  private static Matter shownTo(SignedIn who, Matter matter) {
    if (!who.may(Right.LOOK) && !matter.deciders().include(who.account())) {
      throw RefusedException.notFound();
    }
    return matter;
  }

  /** Somebody asks. */
  Matter request(Context context, SignedIn who) {
    MediaRequest request =
        desk()
            .request(who.setting(), Visits.id(context, "request"))
            .orElseThrow(RefusedException::notFound);
    boolean open = request.state() == RequestState.OPEN;
    Approval ordinary = Approval.ordinary(request.laptop(), request.whose());
    List<String> beyond =
        open ? desk().beyondOrdinary(who.setting(), request.id(), ordinary) : List.of();
    return shownTo(
        who,
        new Matter(
            "/requests/" + request.id(),
            StickRows.title(request),
            rows.facts(request, who.may(Right.LOOK)),
            request.laptop(),
            request.nickname(),
            request.account(),
            Optional.of(request),
            open,
            desk().deciders(who.setting(), request),
            desk().choices(who.setting(), request),
            beyond.isEmpty() ? Optional.of(ordinary) : Optional.empty(),
            beyond,
            "",
            request.proposal().map(StickProposal::suggested).orElse(ordinary),
            (approval, by, look) ->
                desk().approve(who.setting(), request.id(), approval, by, look)));
  }

  /** A permission is given anew. */
  Matter permission(Context context, SignedIn who) {
    MediaPermission permission =
        desk()
            .permission(who.setting(), Visits.id(context, "permission"))
            .filter(each -> each.origin() == Origin.REQUEST && !each.laptops().isEmpty())
            .orElseThrow(RefusedException::notFound);
    LaptopPermission one = permission.laptops().getFirst();
    StickFacts facts =
        rows.facts(
            permission,
            parts.register().stick(who.setting(), permission.stick()),
            who.may(Right.LOOK));
    return shownTo(
        who,
        new Matter(
            "/permissions/" + permission.id() + "/change",
            "Change the permission for " + facts.title(),
            facts,
            one.laptop(),
            one.nickname(),
            permission.account(),
            Optional.empty(),
            permission.stopped().isEmpty(),
            desk().deciders(who.setting(), permission),
            desk().choices(who.setting(), permission),
            Optional.empty(),
            List.of(),
            "What you allow here takes the place of the permission before.",
            again(permission),
            (approval, by, look) ->
                desk().extend(who.setting(), permission.id(), approval, by, look)));
  }

  private Approval again(MediaPermission permission) {
    Set<DeviceId> laptops =
        permission.laptops().stream().map(LaptopPermission::laptop).collect(Collectors.toSet());
    return new Approval(
        laptops,
        new Ends.Today(),
        permission.readOnly(),
        permission.encryptedOnly(),
        !permission.account().isEmpty(),
        permission.owner(),
        permission.acceptNotFullyScanned(),
        false,
        "");
  }

  /** Where the medium of an alert is decided: its request, or the page of what nobody asked for. */
  String placeOf(Context context, SignedIn who) {
    Alert alert =
        alerts
            .find(who.setting(), Visits.id(context, "alert"))
            .orElseThrow(RefusedException::notFound);
    Optional<MediaRequest> asked = desk().requestFor(who.setting(), alert);
    if (asked.filter(each -> each.state() == RequestState.OPEN).isPresent()) {
      return "/requests/" + asked.get().id();
    }
    return alert
        .device()
        .flatMap(
            laptop ->
                parts
                    .register()
                    .stickOf(who.setting(), alert)
                    .map(stick -> "/sticks/" + stick + "/allow/" + laptop))
        .orElseThrow(RefusedException::notFound);
  }

  /** A medium that nobody asked for. */
  Matter unasked(Context context, SignedIn who) {
    UUID id = Visits.id(context, "stick");
    RegisteredStick stick =
        parts.register().stick(who.setting(), id).orElseThrow(RefusedException::notFound);
    Laptop laptop =
        health
            .one(who.setting(), new DeviceId(Visits.id(context, "laptop")))
            .map(Health::laptop)
            .orElseThrow(RefusedException::notFound);
    Approval ordinary = Approval.ordinary(laptop.id(), stick.owner());
    List<String> beyond = desk().beyondOrdinary(who.setting(), stick, ordinary);
    return shownTo(
        who,
        new Matter(
            "/sticks/" + id + "/allow/" + laptop.id(),
            "Allow "
                + StickWords.aThing(stick.medium().kind().code())
                + " on "
                + laptop.nickname()
                + "?",
            rows.facts(stick, who.may(Right.LOOK)),
            laptop.id(),
            laptop.nickname(),
            "",
            Optional.empty(),
            true,
            desk().deciders(who.setting(), laptop.id()),
            desk().choices(who.setting(), stick),
            beyond.isEmpty() ? Optional.of(ordinary) : Optional.empty(),
            beyond,
            "Nobody has asked for it on this laptop. You can allow it all the same.",
            ordinary,
            (approval, by, look) ->
                desk().allow(who.setting(), id, laptop.id(), approval, by, look)));
  }
}
