package io.stairgate.console.page;

import io.stairgate.console.account.Member;
import io.stairgate.console.account.Role;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.contact.Contacts;
import io.stairgate.console.contact.KnownAddress;
import io.stairgate.console.delivery.Channels;
import io.stairgate.console.people.People;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts people into words. Any thread. */
final class PeopleRows {
  private final People people;
  private final Channels channels;
  private final Moments moments;

  PeopleRows(People people, Channels channels, Moments moments) {
    this.people = people;
    this.channels = channels;
    this.moments = moments;
  }

  List<PeopleView.Row> of(SignedIn who, List<Member> members) {
    Set<UUID> second = people.withSecondStep(who.setting());
    Map<UUID, String> names =
        people.all(who.setting()).stream().collect(Collectors.toMap(Member::account, Member::name));
    Map<UUID, KnownAddress> addresses =
        channels.mail() ? channels.contacts().addresses(who.setting()) : Map.of();
    return members.stream()
        .map(
            member ->
                new PeopleView.Row(
                    member.account().toString(),
                    member.name(),
                    Role.titles(member.roles()),
                    member.endsAt().map(moments::lastDay).orElse(""),
                    member.lastSignedInAt().map(at -> moments.of(at).day()).orElse("Not yet"),
                    second.contains(member.account()),
                    member
                        .reviewed()
                        .map(
                            review ->
                                moments.of(review.at()).day()
                                    + " by "
                                    + names.getOrDefault(review.by(), "somebody who has left"))
                        .orElse("Not yet"),
                    member.account().equals(who.account()),
                    channels.mail() ? untold(member, who.account(), addresses) : ""))
        .toList();
  }

  /** What to do so that somebody can be told; empty where they can, or nothing is for them. */
  private static String untold(Member member, UUID reader, Map<UUID, KnownAddress> addresses) {
    if (!Contacts.isTold(member)) {
      return "";
    }
    boolean self = member.account().equals(reader);
    String them = self ? "Enter it" : "Ask them to enter it";
    return switch (addresses
        .getOrDefault(member.account(), KnownAddress.none(member.account()))
        .state()) {
      case GOOD -> "";
      case NONE -> "There is no e-mail address yet. " + them + " on the page My messages.";
      case NOT_CONFIRMED ->
          "The address is not confirmed yet. "
              + (self ? "Open" : "Ask them to open")
              + " the link in the e-mail.";
      case REFUSED ->
          "E-mails to the address come back. " + them + " again on the page My messages.";
    };
  }

  PeopleView.Row of(SignedIn who, Member member) {
    return of(who, List.of(member)).getFirst();
  }

  /** Names for a sentence: "Ann, Ben and Cat"; {@code nobody} where there are none. */
  static String names(List<Member> members, String nobody) {
    List<String> names = members.stream().map(Member::name).toList();
    return switch (names.size()) {
      case 0 -> nobody;
      case 1 -> names.getFirst();
      default -> String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    };
  }
}
