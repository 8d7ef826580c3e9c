package io.stairgate.agent.control;

import io.stairgate.agent.control.PeopleSource.Person;
import io.stairgate.agent.control.PeopleSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.AccountOrder;
import io.stairgate.agent.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nobody works as an administrator every day. An administrator's account of its own that is used
 * now and then is as it should be; one that is signed in now, was used in the last week or is the
 * only account of the laptop is a daily one. Only watched: taking rights away from a person at work
 * is a person's decision.
 */
public final class AdminRights implements Control {
  private static final Duration LATELY = Duration.ofDays(7);

  private final PeopleSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells which accounts there are
   * @param clock tells the time
   */
  public AdminRights(PeopleSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.ADMIN_RIGHTS;
  }

  @Override
  public Finding prove(Policy policy) {
    Instant now = clock.instant();
    Verdict verdict =
        switch (source.read()) {
          case Reading.Unreadable(String reason) ->
              Verdict.unknown(
                  reason, List.of(), "We cannot see who is an administrator of this laptop.");
          case Reading.People people -> judge(policy, people, now);
        };
    return verdict.of(rule(), policy, now);
  }

  private Verdict judge(Policy policy, Reading.People read, Instant now) {
    List<Person> open =
        read.people().stream().filter(each -> !each.root() && each.opens()).toList();
    Set<String> names = new LinkedHashSet<>();
    open.forEach(each -> names.add(each.name()));
    Set<String> lately = source.usedSince(names, now.minus(LATELY));
    LocalDate today = policy.openDays().dayOf(now);
    List<Evidence> evidence = new ArrayList<>();
    List<String> daily = new ArrayList<>();
    for (Person person : open) {
      if (person.administrator().isEmpty()) {
        continue;
      }
      boolean used = person.here() || open.size() == 1 || lately.contains(person.name());
      Optional<LocalDate> until =
          policy.account(person.name()).flatMap(AccountOrder::administratorUntil);
      boolean allowed = until.filter(day -> !today.isAfter(day)).isPresent();
      if (used && !allowed) {
        daily.add(person.name());
      }
      evidence.add(
          new Evidence(
              "administrator " + person.name(),
              person.administrator().get()
                  + (used ? "; in daily use" : "; not in daily use")
                  + (allowed ? "; allowed until " + until.get() : "")));
    }
    if (!daily.isEmpty()) {
      return Verdict.notMet(
          evidence,
          daily.size() == 1
              ? "The account " + daily.getFirst() + " is an administrator and is used every day."
              : daily.size() + " accounts that are used every day are administrators.");
    }
    if (read.elsewhere() || !read.rightsClear()) {
      return Verdict.unknown(
          read.elsewhere() ? "accounts-kept-elsewhere" : "rights-not-readable",
          evidence,
          "We cannot see everybody who may be an administrator of this laptop.");
    }
    boolean excused = evidence.stream().anyMatch(each -> each.value().contains("allowed until"));
    return Verdict.met(
        new Hold.ReportedOnly(),
        evidence,
        excused
            ? "Nobody works as administrator but those who are allowed to for a time."
            : "Nobody works as administrator.");
  }
}
