package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.oidc.ElsewhereException;
import io.stairgate.console.oidc.Provider;
import io.stairgate.console.oidc.ProviderForm;
import io.stairgate.console.oidc.Providers;
import io.stairgate.console.oidc.Saved;
import io.stairgate.console.web.Guard;
import io.stairgate.console.web.Route;
import java.util.List;
import java.util.Optional;

/** Where a setting says with which provider its people may sign in. Any thread. */
final class ElsewhereSetupPage {
  private static final String PATH = "/sign-in-elsewhere";

  private final Providers providers;
  private final Guard guard;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  ElsewhereSetupPage(
      Providers providers, Guard guard, Frames frames, Moments moments, Templates templates) {
    this.providers = providers;
    this.guard = guard;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    Right right = Right.MANAGE_SIGN_IN;
    return List.of(
        new Route.Person(HandlerType.GET, PATH, right, this::show),
        new Route.Person(HandlerType.POST, PATH, right, Route.Proof.FRESH, this::save),
        new Route.Person(HandlerType.POST, PATH + "/try", right, this::tryIt),
        new Route.Person(
            HandlerType.POST, PATH + "/remove", right, Route.Proof.FRESH, this::remove));
  }

  private void show(Context context, SignedIn who) {
    String said =
        switch (Visits.parameter(context, "done")) {
          case "saved" -> "Saved. Try it before you tell your people.";
          case "removed" -> "Removed. People sign in with their passphrases.";
          default -> "";
        };
    page(context, who, kept(who), Problems.NONE, said, "");
  }

  private ProviderForm kept(SignedIn who) {
    return providers.of(who.setting()).map(ProviderForm::of).orElse(ProviderForm.EMPTY);
  }

  private void save(Context context, SignedIn who) {
    ProviderForm typed =
        new ProviderForm(
            Visits.field(context, "label"),
            Visits.field(context, "issuer"),
            Visits.field(context, "client"),
            Visits.field(context, "secret"),
            Visits.field(context, "domain"));
    switch (providers.save(who, typed)) {
      case Saved.Done() -> Visits.goTo(context, PATH + "?done=saved");
      case Saved.FieldWrong(String field, String sentence) -> {
        context.status(422);
        page(context, who, typed, Problems.of(field, sentence), "", "");
      }
    }
  }

  private void tryIt(Context context, SignedIn who) {
    Optional<Provider> provider = providers.of(who.setting());
    if (provider.isEmpty()) {
      Visits.goTo(context, PATH);
      return;
    }
    try {
      page(context, who, kept(who), Problems.NONE, "", providers.tryIt(provider.get()));
    } catch (ElsewhereException e) {
      context.status(422);
      page(context, who, kept(who), Problems.of("issuer", e.fault().toManager()), "", "");
    }
  }

  private void remove(Context context, SignedIn who) {
    boolean removed = providers.remove(who);
    Visits.goTo(context, removed ? PATH + "?done=removed" : PATH);
  }

  private void page(
      Context context,
      SignedIn who,
      ProviderForm form,
      Problems problems,
      String said,
      String works) {
    Optional<Provider> provider = providers.of(who.setting());
    templates.show(
        context,
        "sign-in-elsewhere.jte",
        "page",
        new ElsewhereSetup(
            frames
                .signedIn(who, "Sign-in with Microsoft, Google or another account", "")
                .withProblem(!problems.isEmpty()),
            problems,
            provider.isPresent(),
            form,
            ElsewherePages.back(context, guard).toString(),
            provider.map(each -> moments.of(each.changedAt())),
            provider.map(Provider::changedBy).orElse(""),
            providers.peopleWithoutPassphrase(who.setting()),
            said,
            works));
  }
}
