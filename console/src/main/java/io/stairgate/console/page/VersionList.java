package io.stairgate.console.page;

import java.util.List;

/**
 * The versions of the policy, newest first.
 *
 * @param frame around the page
 * @param rows the versions of this page
 * @param nextHref where the earlier ones are; empty at the end
 */
public record VersionList(Frame frame, List<VersionView.Row> rows, String nextHref) {
  public VersionList {
    rows = List.copyOf(rows);
  }
}
