package io.stairgate.console.page;

import java.util.List;

/**
 * The list of permissions.
 *
 * @param frame around the page
 * @param waiting what somebody asks for, newest first
 * @param live permissions that have not ended
 * @param ended the ones that ended last
 * @param more where earlier ones are; empty where there are none
 * @param first whether this is the first page, which alone shows what is asked for and allowed
 */
public record PermissionsView(
    Frame frame,
    List<RequestRow> waiting,
    List<PermissionRow> live,
    List<PermissionRow> ended,
    String more,
    boolean first) {
  public PermissionsView {
    waiting = List.copyOf(waiting);
    live = List.copyOf(live);
    ended = List.copyOf(ended);
  }
}
