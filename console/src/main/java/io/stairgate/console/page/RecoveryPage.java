package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.recovery.Holder;
import io.stairgate.console.recovery.KeptKey;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.recovery.RecoveryOutcome;
import io.stairgate.console.recovery.RecoveryPassphrase;
import io.stairgate.console.recovery.RecoveryRequest;
import io.stairgate.console.recovery.RecoveryState;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Recovery keys: who holds shares, the paper for the safe, opening one together, the drill. What is
 * shown stands on no page that can be read again. Any thread.
 *
 * <p>Over 300 lines because the steps of one ceremony share their page.
 */
final class RecoveryPage {
  private static final String HERE = "/recovery";
  private static final Duration DRILL_EVERY = Duration.ofDays(100);
  private static final Right RIGHT = Right.KEEP_RECOVERY_KEYS;

  private final RecoveryDesk desk;
  private final MemberStore members;
  private final HealthReader health;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;

  RecoveryPage(
      RecoveryDesk desk,
      MemberStore members,
      HealthReader health,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.desk = desk;
    this.members = members;
    this.health = health;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    HandlerType post = HandlerType.POST;
    return List.of(
        new Route.Person(HandlerType.GET, HERE, RIGHT, this::show),
        new Route.Person(post, HERE + "/holders", RIGHT, Route.Proof.FRESH, this::choose),
        new Route.Person(
            post, HERE + "/holders/{person}/end", RIGHT, Route.Proof.FRESH, this::leave),
        new Route.Person(post, HERE + "/passphrase", RIGHT, Route.Proof.FRESH, this::passphrase),
        new Route.Person(post, HERE + "/paper", RIGHT, Route.Proof.FRESH, this::print),
        new Route.Person(post, HERE + "/share", RIGHT, Route.Proof.FRESH, this::prove),
        new Route.Person(post, HERE + "/requests", RIGHT, this::ask),
        new Route.Person(HandlerType.GET, HERE + "/requests/{recovery}", RIGHT, this::request),
        new Route.Person(
            post, HERE + "/requests/{recovery}/agree", RIGHT, Route.Proof.FRESH, this::agree),
        new Route.Person(post, HERE + "/requests/{recovery}/refuse", RIGHT, this::refuse),
        new Route.Person(
            post, HERE + "/requests/{recovery}/finish", RIGHT, Route.Proof.FRESH, this::finish));
  }

  private static Actor.Person by(SignedIn who) {
    return new Actor.Person(who.account(), who.name());
  }

  private void show(Context context, SignedIn who) {
    page(context, who, Problems.NONE);
  }

  private void choose(Context context, SignedIn who) {
    Set<UUID> accounts = new HashSet<>();
    for (String typed : context.formParams("holder")) {
      Visits.uuid(typed).ifPresent(accounts::add);
    }
    int needed = Visits.number(Visits.field(context, "needed"), 2, 9).orElse(0);
    after(context, who, desk.choose(who.setting(), accounts, needed, by(who)));
  }

  private void leave(Context context, SignedIn who) {
    after(context, who, desk.leave(who.setting(), Visits.id(context, "person"), by(who)));
  }

  private void passphrase(Context context, SignedIn who) {
    after(
        context,
        who,
        desk.makePassphrase(
            who.setting(),
            typed(context, "before"),
            typed(context, "passphrase"),
            typed(context, "again"),
            by(who)));
  }

  private static Optional<RecoveryPassphrase> typed(Context context, String field) {
    return RecoveryPassphrase.typed(Visits.field(context, field));
  }

  private void print(Context context, SignedIn who) {
    after(context, who, desk.print(who.setting(), by(who)));
  }

  private void prove(Context context, SignedIn who) {
    List<String> groups =
        List.of(
            Visits.field(context, "group1"),
            Visits.field(context, "group2"),
            Visits.field(context, "group3"));
    after(context, who, desk.prove(who.setting(), groups, by(who)));
  }

  private void ask(Context context, SignedIn who) {
    RecoveryRequest.Purpose purpose =
        RecoveryRequest.Purpose.of(Visits.field(context, "purpose"))
            .orElseThrow(RefusedException::notFound);
    after(
        context,
        who,
        desk.ask(
            who.setting(),
            purpose,
            Visits.uuid(Visits.field(context, "laptop")).map(DeviceId::new),
            Visits.field(context, "key"),
            Visits.field(context, "reason"),
            by(who)));
  }

  private void after(Context context, SignedIn who, RecoveryOutcome outcome) {
    switch (outcome) {
      case RecoveryOutcome.Done() -> Visits.goTo(context, HERE);
      case RecoveryOutcome.Asked(UUID id) -> Visits.goTo(context, HERE + "/requests/" + id);
      case RecoveryOutcome.Shown(List<String> groups) ->
          shown(context, who, true, "The key for the safe", groups);
      case RecoveryOutcome.Refused(String field, String sentence) -> {
        context.status(422);
        page(context, who, Problems.of(field, sentence));
      }
      case RecoveryOutcome.NotThere() -> throw RefusedException.notFound();
    }
  }

  private void request(Context context, SignedIn who) {
    one(context, who, Problems.NONE);
  }

  private void agree(Context context, SignedIn who) {
    UUID id = Visits.id(context, "recovery");
    then(context, who, desk.agree(who.setting(), id, typed(context, "passphrase"), by(who)));
  }

  private void refuse(Context context, SignedIn who) {
    then(context, who, desk.refuse(who.setting(), Visits.id(context, "recovery"), by(who)));
  }

  private void finish(Context context, SignedIn who) {
    UUID id = Visits.id(context, "recovery");
    String title =
        desk.request(who.setting(), id)
            .map(each -> what(each, nicknames(who.setting())))
            .orElse("");
    RecoveryOutcome outcome =
        desk.finish(
            who.setting(),
            id,
            typed(context, "passphrase"),
            Visits.field(context, "paper"),
            by(who));
    if (outcome instanceof RecoveryOutcome.Shown(List<String> groups)) {
      shown(context, who, false, title, groups);
    } else {
      then(context, who, outcome);
    }
  }

  private void then(Context context, SignedIn who, RecoveryOutcome outcome) {
    if (outcome instanceof RecoveryOutcome.Refused(String field, String sentence)) {
      context.status(422);
      one(context, who, Problems.of(field, sentence));
    } else {
      after(context, who, outcome);
    }
  }

  /** Once, and for ten minutes: then the browser goes on by itself. */
  private void shown(
      Context context, SignedIn who, boolean forTheSafe, String title, List<String> groups) {
    context.header("Refresh", "600; url=" + HERE);
    templates.show(
        context,
        "recovery-shown.jte",
        "page",
        new RecoveryShownView(frames.personal(who, title, "laptops"), forTheSafe, title, groups));
  }

  private Map<DeviceId, String> nicknames(SettingId setting) {
    Map<DeviceId, String> names = new HashMap<>();
    health.laptops(setting).forEach(each -> names.put(each.id(), each.nickname()));
    return names;
  }

  private static String what(RecoveryRequest request, Map<DeviceId, String> names) {
    return switch (request.purpose()) {
      case OPEN ->
          "See the recovery key "
              + spoken(request.keyId())
              + " of "
              + request.device().map(each -> names.getOrDefault(each, "a laptop")).orElse("");
      case SHARE_AGAIN -> "Give new shares to the people of today";
      case DRILL -> "Try whether the kept keys still open";
      case PAPER -> "Give new shares from the paper in the safe";
    };
  }

  private static String spoken(String keyId) {
    return keyId.length() == 8 ? keyId.substring(0, 4) + " " + keyId.substring(4) : keyId;
  }

  private void one(Context context, SignedIn who, Problems problems) {
    RecoveryRequest request =
        desk.request(who.setting(), Visits.id(context, "recovery"))
            .orElseThrow(RefusedException::notFound);
    boolean waiting = request.state() == RecoveryRequest.State.WAITING;
    boolean own = request.askedBy().equals(who.account());
    boolean paper = request.purpose() == RecoveryRequest.Purpose.PAPER;
    int others = paper ? 1 : desk.state(who.setting()).needed() - 1;
    boolean enough = request.agreements().size() >= others;
    boolean agreed =
        request.agreements().stream().anyMatch(each -> each.account().equals(who.account()));
    String names =
        String.join(
            ", ", request.agreements().stream().map(RecoveryRequest.Agreement::name).toList());
    templates.show(
        context,
        "recovery-request.jte",
        "page",
        new RecoveryRequestView(
            frames
                .signedIn(who, "Use of the recovery key", "laptops")
                .withProblem(!problems.isEmpty())
                .readAgainFrom(HERE + "/requests/" + request.id()),
            problems,
            request.id().toString(),
            what(request, nicknames(who.setting())),
            request.reason(),
            request.askedByName(),
            moments.of(request.askedAt()),
            names.isEmpty() ? "Nobody has agreed yet." : names + " agreed.",
            state(request, enough),
            waiting && !own && !agreed && !enough,
            waiting && own && enough,
            waiting,
            paper));
  }

  private static String state(RecoveryRequest request, boolean enough) {
    return switch (request.state()) {
      case WAITING ->
          enough
              ? request.askedByName() + " finishes it."
              : "Another person who holds a share agrees, or says no, within a day.";
      case DONE -> "It was done.";
      case REFUSED -> "It was not done.";
    };
  }

  private void page(Context context, SignedIn who, Problems problems) {
    SettingId setting = who.setting();
    Instant now = clock.instant();
    RecoveryState state = desk.state(setting);
    List<Holder> holders = desk.holders(setting);
    Optional<Holder> mine =
        holders.stream().filter(each -> each.account().equals(who.account())).findFirst();
    boolean shared = state.splitAt().isPresent();
    boolean ready = mine.filter(Holder::ready).isPresent();
    boolean allReady = holders.size() >= state.needed() && holders.stream().allMatch(Holder::ready);
    boolean printed = !state.asked().isEmpty() && !shared;
    Map<DeviceId, String> names = nicknames(setting);
    templates.show(
        context,
        "recovery.jte",
        "page",
        new RecoveryView(
            frames
                .signedIn(who, "Recovery keys", "laptops")
                .withProblem(!problems.isEmpty())
                .readAgainFrom(HERE),
            problems,
            shared,
            standing(state, holders),
            people(setting, holders, now),
            state.needed(),
            !holders.isEmpty(),
            mine.isPresent(),
            ready,
            mine.filter(each -> each.share().isPresent()).isPresent(),
            !shared && ready && allReady,
            printed ? state.asked() : List.of(),
            printed && ready && state.printedBy().filter(who.account()::equals).isEmpty(),
            desk.requests(setting).stream().limit(20).map(each -> row(each, names)).toList(),
            desk.keys().all(setting).stream().limit(500).map(each -> key(each, names)).toList(),
            drill(state),
            shared
                && state
                    .drill()
                    .map(RecoveryState.Drill::at)
                    .or(state::splitAt)
                    .filter(at -> at.plus(DRILL_EVERY).isBefore(now))
                    .isPresent()));
  }

  private static String standing(RecoveryState state, List<Holder> holders) {
    if (state.splitAt().isPresent()) {
      long shares = holders.stream().filter(each -> each.share().isPresent()).count();
      return "%d people hold a share of this setting's key; any %d of them together can open a laptop."
          .formatted(shares, state.needed());
    }
    return "Nobody can open a forgotten laptop yet. Do the four steps below once; laptops then ask"
        + " the people who use them for a spare key.";
  }

  private static String drill(RecoveryState state) {
    return state
        .drill()
        .map(
            drill ->
                drill.passed()
                    ? "The last drill tried %d keys, and all would open.".formatted(drill.keys())
                    : "The last drill found a key that would not open. Ask each laptop's user to"
                        + " make a new one.")
        .orElse("No drill yet.");
  }

  private List<RecoveryView.Person> people(SettingId setting, List<Holder> holders, Instant now) {
    return members.members(setting, now).stream()
        .filter(each -> each.may(RIGHT))
        .map(each -> person(each, holders))
        .toList();
  }

  private static RecoveryView.Person person(Member member, List<Holder> holders) {
    Optional<Holder> holder =
        holders.stream().filter(each -> each.account().equals(member.account())).findFirst();
    String how =
        holder
            .map(
                each ->
                    each.share().isPresent()
                        ? "holds a share"
                        : each.ready()
                            ? "is ready, has no share yet"
                            : "has to make a recovery passphrase")
            .orElse("");
    return new RecoveryView.Person(
        member.account().toString(), member.name(), holder.isPresent(), how);
  }

  private RecoveryView.Request row(RecoveryRequest request, Map<DeviceId, String> names) {
    return new RecoveryView.Request(
        request.id().toString(),
        what(request, names),
        request.askedByName(),
        moments.of(request.askedAt()),
        state(request, !request.agreements().isEmpty()));
  }

  private RecoveryView.Key key(KeptKey key, Map<DeviceId, String> names) {
    return new RecoveryView.Key(
        key.device().toString(),
        names.getOrDefault(key.device(), "a laptop that is no more"),
        spoken(key.keyId()),
        key.keyId(),
        key.volumeWords(),
        key.state() == KeptKey.State.KEPT,
        switch (key.state()) {
          case KEPT -> "opens the disk";
          case REMOVED -> "was replaced or taken away: it opens nothing";
          case VANISHED -> "was taken out of the laptop: it opens nothing";
        },
        moments.of(key.keptAt()),
        key.seenAt().map(moments::of));
  }
}
