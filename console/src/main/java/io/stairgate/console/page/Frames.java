package io.stairgate.console.page;

import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.concern.Concerns;
import io.stairgate.console.permission.PermissionDesk;
import io.stairgate.console.policy.PolicyFiles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what stands around a page: each person is offered only what their roles allow. Any thread.
 */
final class Frames {
  private final AlertStore alerts;
  private final MemberStore members;
  private final PolicyFiles policies;
  private final PermissionDesk desk;
  private final Concerns concerns;
  private final InstantSource clock;
  private final Frame.AssetLinks assets;

  Frames(
      AlertStore alerts,
      MemberStore members,
      PolicyFiles policies,
      PermissionDesk desk,
      Concerns concerns,
      InstantSource clock,
      Frame.AssetLinks assets) {
    this.alerts = alerts;
    this.members = members;
    this.policies = policies;
    this.desk = desk;
    this.concerns = concerns;
    this.clock = clock;
    this.assets = assets;
  }

  Frame signedIn(SignedIn who, String title, String place) {
    long open = who.may(Right.LOOK) ? alerts.openCount(who.setting()) : 0;
    return new Frame(
        title,
        place,
        places(who, open),
        who.settingName(),
        who.name(),
        who.csrf(),
        open,
        who.may(Right.ENROL),
        maySwitch(who),
        false,
        "",
        assets);
  }

  /**
   * Around a page whose every reading is in the log, or that shows something once: its live parts
   * are read from elsewhere, so that an open page does not read itself again each minute.
   */
  Frame personal(SignedIn who, String title, String place) {
    return signedIn(who, title, place).readAgainFrom("/my");
  }

  private boolean maySwitch(SignedIn who) {
    return who.may(Right.ADD_SETTING)
        || members.settingsOf(who.account(), clock.instant()).size() > 1;
  }

  /** The parts of the console, in the order of the navigation. */
  private List<Frame.Place> places(SignedIn who, long alerts) {
    List<Frame.Place> places = new ArrayList<>();
    if (who.may(Right.LOOK)) {
      places.add(new Frame.Place("overview", "/", "Overview", 0));
      places.add(new Frame.Place("laptops", "/laptops", "Laptops", 0));
      places.add(new Frame.Place("alerts", "/alerts", "Alerts", alerts));
      places.add(
          new Frame.Place(
              "sticks", "/permissions", "Memory sticks", desk.openCount(who.setting())));
    }
    int reported = concerns.openFor(who.setting(), who.account()).size();
    if (reported > 0 || who.may(Right.SEE_INCIDENTS)) {
      places.add(new Frame.Place("concerns", "/concerns", "Concerns", reported));
    }
    if (who.may(Right.ENROL)) {
      places.add(new Frame.Place("enrol", "/enrol", "Add a laptop", 0));
    }
    if (who.may(Right.SEE_PEOPLE)) {
      places.add(new Frame.Place("people", "/people", "People", 0));
    }
    if (who.may(Right.SEE_POLICY)) {
      places.add(
          new Frame.Place(
              "policy", "/policy", "Rules", policies.rollouts().stopped(who.setting())));
    }
    if (who.may(Right.SEE_AUDIT)) {
      places.add(new Frame.Place("audit", "/audit", "Log", 0));
    }
    places.add(
        new Frame.Place(
            "waiting",
            "/waiting",
            "What waits",
            policies.waitingFor(who.setting(), who.account())
                + desk.passedTo(who.setting(), who.account()).size()));
    return places;
  }

  Frame signedOut(String title) {
    return new Frame(title, "", List.of(), "", "", "", 0, false, false, false, "", assets);
  }
}
