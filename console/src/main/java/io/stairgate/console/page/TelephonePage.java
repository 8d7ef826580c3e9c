package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.TelephoneAnswer;
import io.stairgate.console.permission.TelephoneAnswers;
import io.stairgate.console.permission.TelephoneKind;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Answers a call from a laptop without a network. Any thread. */
final class TelephonePage {
  /** As many names as a browser lists usefully; any other name can be typed. */
  private static final int MOST_NAMES = 500;

  private final TelephoneAnswers telephone;
  private final HealthReader health;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  TelephonePage(
      TelephoneAnswers telephone,
      HealthReader health,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.telephone = telephone;
    this.health = health;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/telephone", Right.LOOK, this::show),
        new Route.Person(HandlerType.POST, "/telephone", Right.LOOK, this::answer));
  }

  /** Where a call from a laptop is answered. */
  static String callFrom(Laptop laptop) {
    return "/telephone?laptop=" + URLEncoder.encode(laptop.nickname(), StandardCharsets.UTF_8);
  }

  /** What was typed. */
  private record Typed(String laptop, String challenge, TelephoneKind kind, String why) {}

  private void show(Context context, SignedIn who) {
    String laptop = find(who, Visits.parameter(context, "laptop")).map(Laptop::nickname).orElse("");
    Typed typed = new Typed(laptop, "", TelephoneKind.TODAY_READING_ONLY, "");
    page(context, who, typed, Problems.NONE, Optional.empty(), Optional.empty());
  }

  private void answer(Context context, SignedIn who) {
    Typed typed =
        new Typed(
            Visits.field(context, "laptop").strip(),
            Visits.field(context, "challenge").strip(),
            TelephoneKind.of(Visits.field(context, "kind"))
                .orElse(TelephoneKind.TODAY_READING_ONLY),
            Visits.field(context, "reason").strip());
    Optional<Laptop> laptop = find(who, typed.laptop());
    if (laptop.isEmpty()) {
      Problems wrong =
          Problems.of(
              "laptop",
              typed.laptop().isEmpty()
                  ? "Enter the name that the laptop shows, such as Blue Room."
                  : "No laptop here has this name. Ask for the name that stands above the"
                      + " characters.");
      page(context, who, typed, wrong, Optional.empty(), Optional.empty());
      return;
    }
    PermissionOutcome outcome =
        telephone.answer(
            who.setting(),
            laptop.get().id(),
            typed.challenge(),
            typed.kind(),
            typed.why(),
            new Actor.Person(who.account(), who.name()));
    switch (outcome) {
      case PermissionOutcome.Answered(TelephoneAnswer told) ->
          page(context, who, typed, Problems.NONE, laptop, Optional.of(told));
      case PermissionOutcome.Refused(String field, String sentence) ->
          page(
              context,
              who,
              typed,
              Problems.of(shown(field), sentence),
              Optional.empty(),
              Optional.empty());
      case PermissionOutcome.AlreadyDecided(String sentence) ->
          page(
              context,
              who,
              typed,
              Problems.of("challenge", sentence),
              Optional.empty(),
              Optional.empty());
      case PermissionOutcome.NotThere _ -> throw RefusedException.notFound();
      case PermissionOutcome.Done _,
          PermissionOutcome.Added _,
          PermissionOutcome.NeedsSecondLook _ ->
          throw new IllegalStateException("A call has no such outcome");
    }
  }

  private static String shown(String field) {
    return switch (field) {
      case "challenge", "reason" -> field;
      default -> "laptop";
    };
  }

  /** By its whole name, then by the only one that contains what was typed. */
  private Optional<Laptop> find(SignedIn who, String typed) {
    String wanted = plain(typed);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    List<Laptop> all = health.laptops(who.setting());
    List<Laptop> same = all.stream().filter(each -> plain(each.nickname()).equals(wanted)).toList();
    if (same.size() == 1) {
      return Optional.of(same.getFirst());
    }
    List<Laptop> like =
        all.stream().filter(each -> plain(each.nickname()).contains(wanted)).toList();
    return like.size() == 1 ? Optional.of(like.getFirst()) : Optional.empty();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.UK).replaceAll("[\\s\\-]+", " ").strip();
  }

  private void page(
      Context context,
      SignedIn who,
      Typed typed,
      Problems problems,
      Optional<Laptop> laptop,
      Optional<TelephoneAnswer> told) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    List<Laptop> all = health.laptops(who.setting());
    Optional<Deciders> deciders =
        all.stream().findFirst().map(each -> telephone.deciders(who.setting(), each.id()));
    boolean may =
        who.may(Right.SWITCH_RULE)
            || deciders.filter(each -> each.include(who.account())).isPresent();
    boolean clock = typed.kind() == TelephoneKind.CLOCK;
    templates.show(
        context,
        "telephone.jte",
        "page",
        new TelephoneView(
            frames
                .signedIn(who, "Allow by telephone", "sticks")
                .withProblem(!problems.isEmpty())
                .readAgainFrom("/telephone"),
            problems,
            may,
            deciders.map(StickRows::decides).orElse("There is no laptop yet."),
            all.stream().map(Laptop::nickname).distinct().sorted().limit(MOST_NAMES).toList(),
            typed.laptop(),
            typed.challenge(),
            clock,
            typed.why(),
            laptop.map(Laptop::nickname).orElse(""),
            told.map(each -> each.answer().replaceAll("[^0-9A-Z]", "")).orElse(""),
            clock
                ? "It tells the laptop that its clock is right. Permissions it has go on."
                : "It allows the stick that is plugged in there now: reading only, until the end of"
                    + " today, for the person who is signed in. It is scanned first.",
            told.map(each -> moments.of(each.until()).full()).orElse("")));
  }
}
