package io.stairgate.console.page;

import io.stairgate.console.keep.PersonCopyStore;
import java.util.List;

/**
 * Everything that is kept about one person.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param own whether it is the reader's own
 * @param name the sign-in name on the laptops, as typed
 * @param made when it was made and for whom; empty: only the form is shown
 * @param settings by setting
 */
public record CopyView(
    Frame frame,
    Problems problems,
    boolean own,
    String name,
    String made,
    List<OfSetting> settings) {
  public CopyView {
    settings = List.copyOf(settings);
  }

  /**
   * What one setting keeps.
   *
   * @param name its name
   * @param parts with rows
   */
  public record OfSetting(String name, List<PersonCopyStore.Found> parts) {
    public OfSetting {
      parts = List.copyOf(parts);
    }
  }
}
