package io.stairgate.console.page;

import io.stairgate.console.account.SignedIn;
import io.stairgate.console.page.PermissionView.OnLaptop;
import io.stairgate.console.permission.LaptopPermission;
import io.stairgate.console.permission.LaptopState;
import io.stairgate.console.permission.MediaPermission;
import io.stairgate.console.permission.Progress;
import io.stairgate.console.permission.ScanBoard;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;

/** Says how permissions stand on laptops. Any thread. */
final class PermissionStates {
  private final ScanBoard scans;
  private final Moments moments;
  private final InstantSource clock;

  PermissionStates(ScanBoard scans, Moments moments, InstantSource clock) {
    this.scans = scans;
    this.moments = moments;
    this.clock = clock;
  }

  /** Where something happens comes first. */
  static Comparator<LaptopPermission> mostTelling() {
    return Comparator.comparingInt(
        each ->
            switch (each.state()) {
              case OPEN -> 0;
              case SCANNING -> 1;
              case LOCKED -> 2;
              case SHUT -> 3;
              case STOPPING -> 4;
              case SUSPENDED -> 5;
              case NOT_OBEYED -> 6;
              case WAITING -> 7;
              case ON_LAPTOP -> 8;
              case ENDED -> 9;
            });
  }

  private Optional<LaptopPermission> telling(MediaPermission permission) {
    return permission.laptops().stream().min(mostTelling());
  }

  private boolean shownAsOver(MediaPermission permission) {
    return permission.isOver(clock.instant())
        && permission.laptops().stream()
            .noneMatch(
                each -> each.state() == LaptopState.OPEN || each.state() == LaptopState.STOPPING);
  }

  /** How a permission stands, in a word or two. */
  String tag(MediaPermission permission) {
    return shownAsOver(permission)
        ? "Ended"
        : telling(permission)
            .map(each -> tag(shown(permission, each)))
            .orElse("Waits for the laptop");
  }

  /** Colour of {@link #tag(MediaPermission)}. */
  String css(MediaPermission permission) {
    return shownAsOver(permission)
        ? ""
        : telling(permission).map(each -> css(each.state())).orElse("");
  }

  /** Of every laptop, one that was not reached yet says nothing about the others. */
  private static LaptopState shown(MediaPermission permission, LaptopPermission each) {
    return permission.everyLaptop()
            && (each.state() == LaptopState.WAITING || each.state() == LaptopState.ENDED)
        ? LaptopState.ON_LAPTOP
        : each.state();
  }

  private static String tag(LaptopState state) {
    return switch (state) {
      case WAITING -> "Waits for the laptop";
      case ON_LAPTOP -> "Ready";
      case LOCKED -> "Waits to be unlocked";
      case SCANNING -> "Being scanned";
      case SHUT -> "Stays shut";
      case OPEN -> "Open";
      case SUSPENDED -> "On hold";
      case NOT_OBEYED -> "Not followed";
      case STOPPING -> "Being shut";
      case ENDED -> "Ended";
    };
  }

  private static String css(LaptopState state) {
    return switch (state) {
      case WAITING, ON_LAPTOP, ENDED -> "";
      case LOCKED, SUSPENDED, STOPPING -> "warn";
      case SCANNING -> "info";
      case OPEN -> "good";
      case SHUT, NOT_OBEYED -> "bad";
    };
  }

  /** How a permission stands on one laptop. */
  OnLaptop onLaptop(
      SignedIn who, MediaPermission permission, LaptopPermission one, boolean linked) {
    Optional<Progress> progress =
        one.state() == LaptopState.SCANNING
            ? scans.progress(who.setting(), permission.id(), one.laptop())
            : Optional.empty();
    return new OnLaptop(
        one.laptop().toString(),
        linked ? "/laptops/" + one.laptop() : "",
        one.nickname(),
        tag(one.state()),
        css(one.state()),
        sentence(permission, one),
        progress.map(PermissionStates::progress));
  }

  private static PermissionView.Progress progress(Progress progress) {
    String files = StickWords.count(progress.files(), "file", "files") + " so far";
    return progress.percent() == 0
        ? new PermissionView.Progress(Optional.empty(), files)
        : new PermissionView.Progress(
            Optional.of(progress.percent()), progress.percent() + "%, " + files);
  }

  private String sentence(MediaPermission permission, LaptopPermission one) {
    String where = one.nickname();
    String reason = StickWords.reason(one.reason());
    String thing = StickWords.thisThing(permission.medium().kind().code()).substring(5);
    return switch (one.state()) {
      case WAITING ->
          where
              + " does not know of it yet. It does within a second where it is connected, else when"
              + " it next reaches this console.";
      case ON_LAPTOP ->
          (reason.isEmpty() ? where + " knows of it." : reason)
              + " When the "
              + thing
              + " is plugged in, it is scanned and then opens.";
      case LOCKED ->
          "It is encrypted. The person at "
              + where
              + " types its password first, then it is scanned.";
      case SCANNING -> "It is being scanned. It opens by itself when nothing bad is found.";
      case SHUT -> (reason + " " + shut(one)).strip();
      case OPEN ->
          "Open since "
              + moments.of(one.since()).full()
              + (one.account().isEmpty()
                  ? "."
                  : ", for " + StickWords.harmless(one.account()) + ".");
      case SUSPENDED -> reason.isEmpty() ? StickWords.reason("clock") : reason;
      case NOT_OBEYED ->
          (where + " does not follow this permission. " + reason).strip()
              + " Ask IT to look at it.";
      case STOPPING ->
          "It was stopped here. "
              + where
              + " has not said yet that it is shut. It is shut as soon as the laptop is reached.";
      case ENDED -> ("It is over and shut. " + reason).strip();
    };
  }

  private static String shut(LaptopPermission one) {
    return switch (one.reason()) {
      case "infected" ->
          "It stays shut. Take it out, put it aside for whoever looks after the computers, and do"
              + " not plug it in anywhere.";
      case "not-fully-scanned" ->
          "It stays shut. If you know why and accept it, allow it anew and tick that under “More"
              + " choices”.";
      case "no-engine", "no-desktop-service" -> "It stays shut until then.";
      default -> "It stays shut.";
    };
  }
}
