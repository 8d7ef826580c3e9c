package io.stairgate.console.page;

import java.util.List;

/**
 * The page that says who uses a laptop.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param id the laptop
 * @param nickname its name
 * @param choices the people
 */
public record LaptopUserForm(
    Frame frame, Problems problems, String id, String nickname, List<ListEntry> choices) {
  public LaptopUserForm {
    choices = List.copyOf(choices);
  }
}
