package io.stairgate.console.page;

import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.alert.AlertStore;

/** Makes what stands around a page. Any thread. */
final class Frames {
  private final AlertStore alerts;
  private final Frame.AssetLinks assets;

  Frames(AlertStore alerts, Frame.AssetLinks assets) {
    this.alerts = alerts;
    this.assets = assets;
  }

  Frame signedIn(SignedIn who, String title, String place) {
    return new Frame(
        title,
        place,
        who.settingName(),
        who.name(),
        who.csrf(),
        alerts.openCount(who.setting()),
        who.may(Right.ENROL),
        false,
        "",
        assets);
  }

  Frame signedOut(String title) {
    return new Frame(title, "", "", "", "", 0, false, false, "", assets);
  }
}
