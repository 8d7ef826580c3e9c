package io.stairgate.console.api;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.People;
import io.stairgate.console.people.Wanted;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who has access. */
final class PeopleResource {
  private final People people;
  private final AuditStore audit;

  PeopleResource(People people, AuditStore audit) {
    this.people = people;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/people",
            Right.SEE_PEOPLE,
            "Lists who has access, by name. Reading it is noted in the log.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.get(
            "/people/{person}",
            Right.SEE_PEOPLE,
            "Shows one person. Reading it is noted in the log.",
            One.class,
            this::one),
        Operation.put(
            "/people/{person}/access",
            Right.MANAGE_PEOPLE,
            "Gives a person other roles, or another last day.",
            Access.class,
            One.class,
            this::change),
        Operation.delete(
            "/people/{person}",
            Right.MANAGE_PEOPLE,
            "Takes a person's access away, and ends their sessions and tokens.",
            this::remove),
        Operation.get(
            "/access-review",
            Right.SEE_PEOPLE,
            "Lists when each person's access was last looked at. Reading it is noted in the log.",
            Operation.PAGING,
            Reviews.class,
            this::reviews),
        Operation.forPeople(
            "/people/{person}/review",
            Right.MANAGE_PEOPLE,
            "Says that a person's access is still needed."));
  }

  record Page(List<One> people, @Nullable String next) {
    Page {
      people = List.copyOf(people);
    }
  }

  record One(
      String id,
      String name,
      String signInName,
      List<String> roles,
      Instant since,
      @Nullable LocalDate lastDay,
      @Nullable Instant lastSignedInAt,
      boolean secondStep) {
    One {
      roles = List.copyOf(roles);
    }
  }

  record Reviews(List<Reviewed> people, @Nullable String next) {
    Reviews {
      people = List.copyOf(people);
    }
  }

  record Reviewed(
      String id, String name, Instant since, @Nullable Instant reviewedAt, @Nullable String by) {}

  record Access(@Nullable List<String> roles, @Nullable String lastDay) {
    Access {
      roles = roles == null ? null : List.copyOf(roles);
    }
  }

  private Reply page(Call call) {
    Slice<Member> slice =
        Slice.of(people.all(call.setting()), Member::account, call.afterId(), call.limit());
    Set<UUID> second = people.withSecondStep(call.setting());
    audit.append(call.setting(), call.actor(), "people-read", "", "who has access");
    return Reply.of(
        new Page(slice.items().stream().map(member -> one(member, second)).toList(), slice.next()));
  }

  private Reply one(Call call) {
    Member member =
        people.find(call.setting(), call.id("person")).orElseThrow(RefusedException::notFound);
    audit.append(
        call.setting(), call.actor(), "person-read", "person:" + member.account(), member.name());
    return Reply.of(one(member, people.withSecondStep(call.setting())));
  }

  private Reply reviews(Call call) {
    Slice<Member> slice =
        Slice.of(people.all(call.setting()), Member::account, call.afterId(), call.limit());
    audit.append(call.setting(), call.actor(), "people-read", "", "when access was looked at");
    return Reply.of(
        new Reviews(
            slice.items().stream()
                .map(
                    member ->
                        new Reviewed(
                            member.account().toString(),
                            member.name(),
                            member.since(),
                            member.reviewed().map(Member.Review::at).orElse(null),
                            member.reviewed().map(each -> each.by().toString()).orElse(null)))
                .toList(),
            slice.next()));
  }

  private Reply change(Call call) {
    UUID person = call.id("person");
    Access access = call.body(Access.class);
    refuseOwnMatter(call, person);
    done(
        people.change(
            call.setting(), person, wanted(access.roles(), access.lastDay()), call.actor()));
    Member member = people.find(call.setting(), person).orElseThrow(RefusedException::notFound);
    return Reply.of(one(member, people.withSecondStep(call.setting())));
  }

  private Reply remove(Call call) {
    UUID person = call.id("person");
    refuseOwnMatter(call, person);
    done(people.remove(call.setting(), person, call.actor()));
    return Reply.nothing();
  }

  /** Nobody changes their own access, and no program of theirs does it for them. */
  private static void refuseOwnMatter(Call call, UUID person) {
    if (call.token().madeBy().filter(person::equals).isPresent()) {
      throw RefusedException.personNeeded();
    }
  }

  /**
   * What access is asked for.
   *
   * @throws RefusedException where a role or the day is none
   */
  static Wanted wanted(@Nullable List<String> roles, @Nullable String lastDay) {
    List<RefusedException.Field> wrong = new ArrayList<>();
    Set<Role> known = EnumSet.noneOf(Role.class);
    for (String code : roles == null ? List.<String>of() : roles) {
      Optional<Role> role = Role.of(code);
      if (role.isEmpty()) {
        wrong.add(
            new RefusedException.Field("roles", "There is no role \"%s\".".formatted(shown(code))));
      }
      role.ifPresent(known::add);
    }
    Optional<Instant> end = Optional.empty();
    if (lastDay != null) {
      try {
        end = Optional.of(Wanted.endOf(LocalDate.parse(lastDay)));
      } catch (DateTimeParseException e) {
        wrong.add(
            new RefusedException.Field("lastDay", "\"lastDay\" is a day such as 2026-12-18."));
      }
    }
    if (!wrong.isEmpty()) {
      throw RefusedException.wrongFields(wrong);
    }
    return new Wanted(known, end);
  }

  private static String shown(String given) {
    return given.substring(0, Math.min(32, given.length()));
  }

  /** Lets pass what is done, and refuses what is not. */
  static void done(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done _, Outcome.Invited _, Outcome.LetBackIn _ -> {}
      case Outcome.NotThere _ -> throw RefusedException.notFound();
      case Outcome.Refused(String field, String sentence) -> {
        if (field.equals("person")) {
          throw RefusedException.conflict("not-possible", sentence);
        }
        throw Json.wrong(field.equals("end") ? "lastDay" : field, sentence);
      }
    }
  }

  private static One one(Member member, Set<UUID> second) {
    return new One(
        member.account().toString(),
        member.name(),
        member.signInName(),
        member.roles().stream().sorted().map(Role::code).toList(),
        member.since(),
        member.endsAt().map(Wanted::lastDay).orElse(null),
        member.lastSignedInAt().orElse(null),
        second.contains(member.account()));
  }
}
