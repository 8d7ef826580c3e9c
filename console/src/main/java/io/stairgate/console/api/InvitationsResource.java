package io.stairgate.console.api;

import io.stairgate.console.account.Invitation;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.people.Invitations;
import io.stairgate.console.people.Outcome;
import io.stairgate.console.people.Wanted;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is invited. */
final class InvitationsResource {
  private final Invitations invitations;
  private final AuditStore audit;

  InvitationsResource(Invitations invitations, AuditStore audit) {
    this.invitations = invitations;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/invitations",
            Right.SEE_PEOPLE,
            "Lists the invitations nobody has used yet, newest first. Reading it is noted in the"
                + " log.",
            Operation.PAGING,
            Page.class,
            this::page),
        Operation.post(
            "/invitations",
            Right.MANAGE_PEOPLE,
            "Invites a person. The link is shown this once.",
            Asked.class,
            Made.class,
            this::invite),
        Operation.delete(
            "/invitations/{invitation}",
            Right.MANAGE_PEOPLE,
            "Takes an invitation back.",
            this::withdraw));
  }

  record Page(List<One> invitations, @Nullable String next) {
    Page {
      invitations = List.copyOf(invitations);
    }
  }

  record One(
      String id,
      String name,
      List<String> roles,
      @Nullable LocalDate lastDay,
      String madeBy,
      Instant madeAt,
      Instant endsAt) {
    One {
      roles = List.copyOf(roles);
    }
  }

  record Asked(@Nullable String name, @Nullable List<String> roles, @Nullable String lastDay) {
    Asked {
      roles = roles == null ? null : List.copyOf(roles);
    }
  }

  record Made(String link, One invitation) {}

  private Reply page(Call call) {
    audit.append(call.setting(), call.actor(), "people-read", "", "who is invited");
    Slice<Invitation> slice =
        Slice.of(invitations.open(call.setting()), Invitation::id, call.afterId(), call.limit());
    return Reply.of(
        new Page(slice.items().stream().map(InvitationsResource::one).toList(), slice.next()));
  }

  private Reply invite(Call call) {
    Asked asked = call.body(Asked.class);
    String name = asked.name();
    Outcome outcome =
        invitations.invite(
            call.setting(),
            name == null ? "" : name.strip(),
            PeopleResource.wanted(asked.roles(), asked.lastDay()),
            call.actor());
    PeopleResource.done(outcome);
    if (!(outcome instanceof Outcome.Invited invited)) {
      throw new IllegalStateException("invited, or refused above");
    }
    return Reply.made(
        new Made(call.home() + "/join#" + invited.secret().reveal(), one(invited.invitation())));
  }

  private Reply withdraw(Call call) {
    PeopleResource.done(invitations.withdraw(call.setting(), call.id("invitation"), call.actor()));
    return Reply.nothing();
  }

  private static One one(Invitation invitation) {
    return new One(
        invitation.id().toString(),
        invitation.personName(),
        invitation.roles().stream().sorted().map(Role::code).toList(),
        invitation.accessEndsAt().map(Wanted::lastDay).orElse(null),
        invitation.madeBy(),
        invitation.madeAt(),
        invitation.endsAt());
  }
}
