package io.stairgate.console.page;

import java.util.List;

/**
 * The page of one medium and all that happened with it.
 *
 * @param frame around the page
 * @param said what was done just before; may be empty
 * @param id the medium
 * @param mayMark whether the reader may say whose it is
 * @param owner whose it is, as a code
 * @param own where it is put on the setting's own list; may be empty
 * @param stick the medium in words
 * @param sentence whether it may be used now
 * @param css colour of that
 * @param allow where it can be allowed; empty where the reader may not
 * @param allowOn the laptop that would be on
 * @param facts what is known of it
 * @param permissions newest first
 * @param waiting requests for it that wait
 * @param scans what the scans said, newest first
 * @param history newest first
 */
public record StickView(
    Frame frame,
    String said,
    String id,
    boolean mayMark,
    String owner,
    String own,
    StickFacts stick,
    String sentence,
    String css,
    String allow,
    String allowOn,
    List<PermissionView.Fact> facts,
    List<PermissionRow> permissions,
    List<RequestRow> waiting,
    List<PermissionView.Scan> scans,
    List<PermissionView.Happened> history) {
  public StickView {
    facts = List.copyOf(facts);
    permissions = List.copyOf(permissions);
    waiting = List.copyOf(waiting);
    scans = List.copyOf(scans);
    history = List.copyOf(history);
  }
}
