package io.stairgate.console.page;

import java.util.List;

/**
 * The page of somebody who follows an invitation. Without roles it asks for the link's code first.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param heading of the page
 * @param first whether it is the first person of the setting, who names it
 * @param from who invited
 * @param setting to what
 * @param roles each role with what it is for; empty: the code is still to come
 * @param lastDay last day of access; empty: no end
 * @param code the code of the link
 * @param person who is signed in at this browser; empty: nobody
 * @param csrf the token of that person's forms; may be empty
 * @param typedSetting name of the setting as typed
 * @param typedName the person's name as typed
 * @param typedSignIn sign-in name as typed
 * @param elsewhere what the setting calls its own provider; empty: it has none
 */
public record Join(
    Frame frame,
    Problems problems,
    String heading,
    boolean first,
    String from,
    String setting,
    List<String> roles,
    String lastDay,
    String code,
    String person,
    String csrf,
    String typedSetting,
    String typedName,
    String typedSignIn,
    String elsewhere) {
  public Join {
    roles = List.copyOf(roles);
  }
}
