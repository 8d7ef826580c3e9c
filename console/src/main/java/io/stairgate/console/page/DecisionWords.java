package io.stairgate.console.page;

import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.people.People;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Choices;
import io.stairgate.console.permission.Decided;
import io.stairgate.console.permission.Ends;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.StickProposal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the page of a decision says, from the question to the choices. Any thread. */
final class DecisionWords {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

  /** The most other laptops that are offered to tick. */
  private static final int MOST_OTHERS = 300;

  private final HealthReader health;
  private final People people;
  private final Moments moments;

  DecisionWords(HealthReader health, People people, Moments moments) {
    this.health = health;
    this.people = people;
    this.moments = moments;
  }

  /**
   * How a matter stands.
   *
   * @param sentence may be empty
   * @param css colour of it
   * @param href where there is more; may be empty
   * @param link words of that link
   */
  record Note(String sentence, String css, String href, String link) {
    static Note of(String sentence) {
      return new Note(sentence, "", "", "");
    }
  }

  private Optional<UUID> user(SignedIn who, Matter matter) {
    return health.one(who.setting(), matter.laptop()).map(Health::laptop).flatMap(Laptop::usedBy);
  }

  /** The laptop and who uses it. */
  String laptop(SignedIn who, Matter matter) {
    return user(who, matter)
        .flatMap(user -> people.find(who.setting(), user))
        .map(user -> matter.nickname() + ", which " + user.name() + " uses")
        .orElse(matter.nickname());
  }

  /** Who asks and why; empty where nobody did. */
  Optional<DecisionView.Asked> asked(MediaRequest request) {
    String account = StickWords.harmless(request.account());
    return request.reason().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DecisionView.Asked(
                account.isEmpty() ? "Somebody" : account,
                StickWords.harmless(request.reason()),
                request.write(),
                moments.of(request.askedAt())));
  }

  /** Who decides it, or what was decided. */
  Note note(SignedIn who, Matter matter) {
    if (matter.request().isEmpty()) {
      return !matter.open()
          ? Note.of("This permission was stopped. If the stick is still wanted, have it asked for.")
          : waiting(who, matter);
    }
    MediaRequest request = matter.request().get();
    String by = request.decided().map(Decided::name).map(StickWords::harmless).orElse("Somebody");
    String when = request.decided().map(each -> " on " + moments.of(each.at()).full()).orElse("");
    String word =
        request
            .decided()
            .map(each -> StickWords.harmless(each.word()))
            .filter(each -> !each.isEmpty())
            .map(each -> " “" + each + "”")
            .orElse("");
    return switch (request.state()) {
      case OPEN -> waiting(who, matter);
      case APPROVED ->
          new Note(
              by + " allowed it" + when + "." + word,
              "good",
              request.permission().map(id -> "/permissions/" + id).orElse(""),
              "See how it goes");
      case REFUSED -> new Note(by + " said no" + when + "." + word, "warn", "", "");
      case WITHDRAWN -> Note.of("This is no longer asked for, or it was asked for anew.");
    };
  }

  private Note waiting(SignedIn who, Matter matter) {
    if (matter.deciders().include(who.account())) {
      return Note.of(matter.hint());
    }
    boolean own = user(who, matter).filter(who.account()::equals).isPresent();
    return Note.of(
        (own ? "You use this laptop yourself, so you do not decide it. " : "")
            + StickRows.decides(matter.deciders()));
  }

  DecisionView.Suggestion suggestion(Matter matter, StickProposal proposal) {
    return new DecisionView.Suggestion(
        StickWords.harmless(proposal.name()),
        words(matter, proposal.suggested()),
        StickWords.harmless(proposal.suggested().reason()),
        moments.of(proposal.at()));
  }

  /** What an approval allows, in a sentence. */
  private static String words(Matter matter, Approval approval) {
    List<String> parts = new ArrayList<>();
    parts.add(StickWords.access(approval.readOnly()));
    parts.add(
        approval.laptops().size() == 1
            ? "on "
                + matter.choices().laptops().stream()
                    .filter(each -> approval.laptops().contains(each.id()))
                    .map(Laptop::nickname)
                    .findFirst()
                    .orElse(matter.nickname())
            : "on " + approval.laptops().size() + " laptops");
    parts.add(
        "until the end of "
            + switch (approval.ends()) {
              case Ends.Today _ -> "today";
              case Ends.SevenDays _ -> DAY.format(matter.choices().sevenDays());
              case Ends.LastDay(LocalDate day) -> DAY.format(day);
            });
    if (approval.encryptedOnly()) {
      parts.add("only if it is encrypted");
    }
    if (approval.acceptNotFullyScanned()) {
      parts.add("also if not everything could be scanned");
    }
    return String.join(", ", parts) + ".";
  }

  /** The words of the one button. */
  static String ordinary(boolean decides, Matter matter) {
    return (decides ? "Allow" : "Suggest")
        + ": reading only, on "
        + matter.nickname()
        + ", until the end of today";
  }

  /** Words of "7 days"; fewer where the term ends before. */
  private static String week(Choices choices) {
    LocalDate last = choices.sevenDays();
    if (!last.isAfter(choices.today())) {
      return "";
    }
    return (last.equals(choices.today().plusDays(7)) ? "For 7 days, until" : "Until")
        + " the end of "
        + DAY.format(last);
  }

  /**
   * What is chosen in the form.
   *
   * @param refuse the reason against it, as typed
   */
  static DecisionView.Chosen chosen(Matter matter, DecisionForm form, String refuse) {
    Choices choices = matter.choices();
    return new DecisionView.Chosen(
        new DecisionView.Check(
            matter.laptop().toString(),
            matter.nickname(),
            form.laptops().contains(matter.laptop())),
        choices.laptops().stream()
            .filter(each -> !each.id().equals(matter.laptop()))
            .sorted(Comparator.comparing(Laptop::nickname, String.CASE_INSENSITIVE_ORDER))
            .limit(MOST_OTHERS)
            .map(
                each ->
                    new DecisionView.Check(
                        each.id().toString(), each.nickname(), form.laptops().contains(each.id())))
            .toList(),
        form.until(),
        "Until the end of today, " + DAY.format(choices.today()),
        week(choices),
        form.date(),
        choices.today().toString(),
        choices.latest().toString(),
        "The latest day is " + DAY.format(choices.latest()) + ".",
        form.mode(),
        !choices.writeNeedsEncryption(),
        StickWords.harmless(matter.account()),
        form.onlyWhoAsked(),
        form.owner().code(),
        choices.personalAllowed(),
        form.encryptedOnly(),
        form.accept(),
        form.sure(),
        form.reason(),
        refuse);
  }
}
