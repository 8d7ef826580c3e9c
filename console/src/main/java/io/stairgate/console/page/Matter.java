package io.stairgate.console.page;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.Choices;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.console.permission.StickProposal;
import java.util.List;
import java.util.Optional;

/**
 * What a decision is about: somebody asks, a permission is given anew, or a medium is allowed that
 * nobody asked for.
 *
 * @param path of the page where it is decided
 * @param title the question
 * @param stick the medium in words
 * @param laptop the laptop it was plugged into
 * @param nickname its nickname
 * @param account the account that asked; empty where none did
 * @param request what was asked; empty where nobody did
 * @param open whether it is still to be decided
 * @param deciders who decides
 * @param choices what can be chosen
 * @param ordinary the ordinary answer; empty where there is none to be offered
 * @param beyond why the ordinary answer would not do; empty where it does
 * @param hint what else to know of it; may be empty
 * @param first what the form says before anybody typed
 * @param giving to decide
 */
record Matter(
    String path,
    String title,
    StickFacts stick,
    DeviceId laptop,
    String nickname,
    String account,
    Optional<MediaRequest> request,
    boolean open,
    Deciders deciders,
    Choices choices,
    Optional<Approval> ordinary,
    List<String> beyond,
    String hint,
    Approval first,
    Giving giving) {
  Matter {
    beyond = List.copyOf(beyond);
  }

  /** Decides. */
  @FunctionalInterface
  interface Giving {
    PermissionOutcome give(Approval approval, Actor.Person by, SecondLook look);
  }

  /** Whether this person decides it now. */
  boolean decidedBy(SignedIn who) {
    return open && deciders.include(who.account());
  }

  /** What a technician suggests. */
  Optional<StickProposal> proposal() {
    return request.flatMap(MediaRequest::proposal);
  }
}
