package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Arrivals;
import io.stairgate.console.account.KnownBrowser;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.util.List;

/** Tells a person that somebody signed in with a new browser, and asks whether it was them. */
final class NewBrowserPage {
  static final String PATH = "/my/sign-in/new-browser";

  private final Arrivals arrivals;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  NewBrowserPage(
      Arrivals arrivals, Guard guard, Frames frames, Moments moments, Templates templates) {
    this.arrivals = arrivals;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, PATH, Right.OWN, this::show),
        new Route.Person(HandlerType.POST, PATH, Right.OWN, this::answer));
  }

  private void show(Context context, SignedIn who) {
    String next = Visits.ownPlace(Visits.parameter(context, "next"));
    List<KnownBrowser> news = arrivals.news(who, BrowserWords.known(context, guard));
    if (news.isEmpty()) {
      Visits.goTo(context, next);
      return;
    }
    templates.show(
        context,
        "new-browser.jte",
        "page",
        new NewBrowsers(
            frames.signedIn(who, "A new browser", ""),
            next,
            news.stream()
                .map(each -> new NewBrowsers.Row(each.words(), moments.of(each.firstAt())))
                .toList()));
  }

  private void answer(Context context, SignedIn who) {
    if (Visits.field(context, "answer").equals("me")) {
      arrivals.wasMe(who, BrowserWords.known(context, guard));
      Visits.goTo(context, Visits.ownPlace(Visits.field(context, "next")));
      return;
    }
    arrivals.wasNotMe(who, BrowserWords.known(context, guard));
    Visits.goTo(context, MySignInPage.PASSPHRASE + "?why=stranger");
  }
}
