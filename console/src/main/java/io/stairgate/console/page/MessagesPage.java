package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.database.Part;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.people.People;
import io.stairgate.console.web.Route;
import io.stairgate.console.webhook.Webhook;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Every message: to whom, what, when, and what became of it. Any thread. */
final class MessagesPage {
  private static final int ROWS = 50;
  private static final int MOST_DOWNLOADED = 5000;
  private static final Duration WEEK = Duration.ofDays(7);

  private final Channels channels;
  private final People people;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final MessageWords words;
  private final Templates templates;

  MessagesPage(
      Channels channels,
      People people,
      AuditStore audit,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.channels = channels;
    this.people = people;
    this.audit = audit;
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.words = new MessageWords(moments);
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/notifications", Right.SEE_PEOPLE, this::show),
        new Route.Person(HandlerType.GET, "/notifications.csv", Right.SEE_PEOPLE, this::download),
        new Route.Person(HandlerType.POST, "/notifications/trial", Right.OWN, this::trial));
  }

  private record Question(Optional<Notification.State> state, Optional<UUID> to) {
    static Question of(Context context) {
      return new Question(
          Notification.State.of(Visits.parameter(context, "state")),
          Visits.uuid(Visits.parameter(context, "to")));
    }

    String query() {
      return "?state="
          + state.map(Notification.State::code).orElse("")
          + "&to="
          + to.map(UUID::toString).orElse("");
    }
  }

  private void show(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "messages-read", "", "");
    Question question = Question.of(context);
    Part<Notification> part =
        channels
            .messages()
            .page(
                who.setting(),
                question.state(),
                question.to(),
                Optional.of(Visits.parameter(context, "after")).filter(text -> !text.isEmpty()),
                ROWS);
    Map<UUID, String> names = names(who);
    List<MessagesView.Row> rows =
        part.items().stream().map(each -> row(each, names, clock.instant())).toList();
    templates.show(
        context,
        "notifications.jte",
        "page",
        new MessagesView(
            frames.personal(who, "Messages", "people"),
            said(Visits.parameter(context, "done")),
            channels.mail(),
            reachable(who),
            states(question),
            recipients(question, names),
            StickWords.count(rows.size(), "message", "messages") + ", newest first",
            rows,
            question.query(),
            part.next()
                .map(next -> URLEncoder.encode(next, StandardCharsets.UTF_8))
                .map(next -> "/notifications" + question.query() + "&after=" + next)
                .orElse("")));
  }

  private static String said(String done) {
    return switch (done) {
      case "trial" -> "A trial message to you is on its way. Its line below says how it went.";
      case "wait" -> "There was a trial message within the last minute. Wait and try again.";
      default -> "";
    };
  }

  private Map<UUID, String> names(SignedIn who) {
    Map<UUID, String> names = new HashMap<>();
    people.all(who.setting()).forEach(each -> names.put(each.account(), each.name()));
    for (Webhook each : channels.webhooks().open(who.setting())) {
      names.put(each.id(), each.name());
    }
    return names;
  }

  private List<MessagesView.Reachable> reachable(SignedIn who) {
    Instant now = clock.instant();
    Map<UUID, KnownAddress> addresses = channels.contacts().addresses(who.setting());
    Map<UUID, Integer> sent =
        channels.messages().sentToPeople(who.setting(), now.minus(WEEK), now.plusSeconds(1));
    List<MessagesView.Reachable> all = new ArrayList<>();
    for (Member each : people.all(who.setting())) {
      if (Contacts.isTold(each)) {
        KnownAddress.State state =
            addresses.getOrDefault(each.account(), KnownAddress.none(each.account())).state();
        int week = sent.getOrDefault(each.account(), 0);
        all.add(
            new MessagesView.Reachable(
                each.name(),
                Role.titles(each.roles()),
                state == KnownAddress.State.GOOD,
                MessageWords.reach(each, state),
                week,
                week >= MessageWords.TARGET));
      }
    }
    return all;
  }

  private static List<ListEntry> states(Question question) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "All", question.state().isEmpty()));
    for (Notification.State each : Notification.State.values()) {
      choices.add(
          new ListEntry(
              each.code(), each.title(), question.state().filter(each::equals).isPresent()));
    }
    return choices;
  }

  private static List<ListEntry> recipients(Question question, Map<UUID, String> names) {
    List<ListEntry> choices = new ArrayList<>();
    choices.add(new ListEntry("", "Everybody", question.to().isEmpty()));
    names.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(String.CASE_INSENSITIVE_ORDER))
        .map(
            each ->
                new ListEntry(
                    each.getKey().toString(),
                    each.getValue(),
                    question.to().filter(each.getKey()::equals).isPresent()))
        .forEach(choices::add);
    return choices;
  }

  private MessagesView.Row row(Notification message, Map<UUID, String> names, Instant now) {
    return new MessagesView.Row(
        message.id().toString(),
        names.getOrDefault(message.recipient().id(), "Somebody who has left"),
        message.category(),
        message.nickname(),
        message.path(),
        message.purpose().title(),
        message.reason(),
        moments.of(message.dueAt()),
        MessageWords.css(message.state()),
        message.state().title(),
        words.sentence(message, now));
  }

  private void download(Context context, SignedIn who) {
    audit.append(who.setting(), who.actor(), "messages-downloaded", "", "");
    Question question = Question.of(context);
    Map<UUID, String> names = names(who);
    Csv csv = new Csv();
    csv.row(List.of("To", "What", "Laptop", "For", "Why", "Due", "State", "How it went"));
    Optional<String> after = Optional.empty();
    int written = 0;
    do {
      Part<Notification> part =
          channels.messages().page(who.setting(), question.state(), question.to(), after, 500);
      for (Notification each : part.items()) {
        MessagesView.Row row = row(each, names, clock.instant());
        csv.row(
            List.of(
                row.to(),
                row.what(),
                row.laptop(),
                row.purpose(),
                row.why(),
                row.due().full(),
                row.tag(),
                row.sentence()));
      }
      written += part.items().size();
      after = part.next();
    } while (after.isPresent() && written < MOST_DOWNLOADED);
    context.header("Content-Disposition", "attachment; filename=\"messages.csv\"");
    context.contentType("text/csv; charset=utf-8").result(csv.text());
  }

  private void trial(Context context, SignedIn who) {
    boolean sent =
        channels.trials().toSelf(who.setting(), new Actor.Person(who.account(), who.name()));
    Visits.goTo(
        context,
        (who.may(Right.SEE_PEOPLE) ? "/notifications" : "/my/messages")
            + (sent ? "?done=trial" : "?done=wait"));
  }
}
