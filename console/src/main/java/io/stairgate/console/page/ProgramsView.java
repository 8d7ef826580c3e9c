package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * Programs that may come in.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param name what was typed as the name
 * @param roles what a program may be
 * @param lives how long a token may be good
 * @param token the new token, shown this once; empty where none was made
 * @param rows the tokens there are
 */
public record ProgramsView(
    Frame frame,
    Problems problems,
    String name,
    List<ListEntry> roles,
    List<ListEntry> lives,
    String token,
    List<Row> rows) {
  public ProgramsView {
    roles = List.copyOf(roles);
    lives = List.copyOf(lives);
    rows = List.copyOf(rows);
  }

  /**
   * One token.
   *
   * @param id names it
   * @param name what it is for
   * @param role what it may be
   * @param by who made it, in words
   * @param made when
   * @param used when it was last used
   * @param ends when it ends by itself
   */
  public record Row(
      String id,
      String name,
      String role,
      String by,
      Moment made,
      Optional<Moment> used,
      Optional<Moment> ends) {}
}
