package io.stairgate.console.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stairgate.console.account.Entrance.Joining;
import java.util.Optional;

/** What somebody was sent elsewhere for. */
sealed interface Errand {
  /**
   * To sign in.
   *
   * @param next where to go afterwards, a page of ours
   */
  record SignIn(String next) implements Errand {}

  /**
   * To link the account of a person who is signed in.
   *
   * @param session hash of the session, hexadecimal: it must be the same one that comes back
   */
  record Link(String session) implements Errand {}

  /**
   * To join with an invitation.
   *
   * @param code the invitation's secret
   * @param typed what the person typed; no passphrase
   */
  record Join(String code, Joining typed) implements Errand {}

  /** As JSON, to be sealed. */
  default String json() {
    ObjectNode all = Json.create();
    switch (this) {
      case SignIn(String next) -> all.put("errand", "sign-in").put("next", next);
      case Link(String session) -> all.put("errand", "link").put("session", session);
      case Join(String code, Joining typed) ->
          all.put("errand", "join")
              .put("code", code)
              .put("person", typed.person())
              .put("name", typed.signInName());
    }
    return all.toString();
  }

  /** Reads {@link #json}. */
  static Optional<Errand> read(String json) {
    return Json.object(json)
        .flatMap(
            all ->
                switch (Json.text(all, "errand")) {
                  case "sign-in" -> Optional.of(new SignIn(Json.text(all, "next")));
                  case "link" -> Optional.of(new Link(Json.text(all, "session")));
                  case "join" ->
                      Optional.of(
                          new Join(
                              Json.text(all, "code"),
                              new Joining(
                                  "", Json.text(all, "person"), Json.text(all, "name"), "")));
                  default -> Optional.empty();
                });
  }
}
