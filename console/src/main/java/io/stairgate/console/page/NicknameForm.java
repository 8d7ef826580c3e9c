package io.stairgate.console.page;

import java.util.List;

/**
 * The page that gives a laptop another name, and says where it is used.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param id the laptop
 * @param nickname its name now
 * @param typed the name as typed
 * @param room the room as typed
 * @param rooms rooms of other laptops, to choose from
 */
public record NicknameForm(
    Frame frame,
    Problems problems,
    String id,
    String nickname,
    String typed,
    String room,
    List<String> rooms) {
  public NicknameForm {
    rooms = List.copyOf(rooms);
  }
}
