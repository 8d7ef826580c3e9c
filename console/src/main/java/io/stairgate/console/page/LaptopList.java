package io.stairgate.console.page;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.LaptopNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The page of laptops.
 *
 * @param frame around the page
 * @param total how many laptops the setting has
 * @param countSentence the same in words, with how many need attention
 * @param asked what was asked for
 * @param choices which laptops may be shown
 * @param rooms rooms to choose from; empty where nobody said of any laptop where it is
 * @param groups groups to choose from; empty where there are none
 * @param rules rules to choose from
 * @param caption what the table shows
 * @param rows the laptops of this page
 * @param previousHref where the ones before are; empty at the beginning
 * @param nextHref where the next ones are; empty at the end
 * @param byRoom the rooms with their laptops
 */
public record LaptopList(
    Frame frame,
    int total,
    String countSentence,
    Asked asked,
    List<ListEntry> choices,
    List<ListEntry> rooms,
    List<ListEntry> groups,
    List<ListEntry> rules,
    String caption,
    List<Row> rows,
    String previousHref,
    String nextHref,
    List<Room> byRoom) {
  public LaptopList {
    choices = List.copyOf(choices);
    rooms = List.copyOf(rooms);
    groups = List.copyOf(groups);
    rules = List.copyOf(rules);
    rows = List.copyOf(rows);
    byRoom = List.copyOf(byRoom);
  }

  /** The address of this list in another order. */
  public String href(String order) {
    return asked.sorted(order).address("/laptops");
  }

  /** The address of the same laptops as a file. */
  public String fileHref() {
    return asked.address("/laptops.csv");
  }

  /**
   * What was asked for, as it stands in the address.
   *
   * @param find a part of what is searched for; may be empty
   * @param show {@code all} or a state's word
   * @param room a room; empty: any
   * @param group a group; empty: any
   * @param rule a rule's id; empty: any
   * @param sort {@code name}, {@code room}, {@code state} or {@code seen}
   * @param page from 1
   */
  public record Asked(
      String find, String show, String room, String group, String rule, String sort, int page) {
    /** Whether more than finding and showing was asked for. */
    public boolean narrowed() {
      return !(room + group + rule).isEmpty();
    }

    Asked sorted(String order) {
      return new Asked(find, show, room, group, rule, order, 1);
    }

    Asked at(int other) {
      return new Asked(find, show, room, group, rule, sort, other);
    }

    String address(String path) {
      return path
          + "?find="
          + encoded(find)
          + "&show="
          + show
          + (room.isEmpty() ? "" : "&room=" + encoded(room))
          + (group.isEmpty() ? "" : "&group=" + encoded(group))
          + (rule.isEmpty() ? "" : "&rule=" + encoded(rule))
          + "&sort="
          + sort
          + (page > 1 ? "&page=" + page : "");
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  /** All laptops by nickname, to choose some of them. */
  static List<ListEntry> choices(LaptopNames names, Set<DeviceId> chosen) {
    return names.all().stream()
        .map(id -> new ListEntry(id.toString(), names.nickname(id), chosen.contains(id)))
        .sorted(Comparator.comparing(ListEntry::label, String.CASE_INSENSITIVE_ORDER))
        .toList();
  }

  /**
   * One room.
   *
   * @param label its name
   * @param href its laptops
   * @param laptops how many there are, in words
   */
  public record Room(String label, String href, String laptops) {}

  /**
   * One laptop.
   *
   * @param id the laptop
   * @param nickname its nickname
   * @param room where it is used; may be empty
   * @param css of the tag
   * @param tag how it is
   * @param note what needs doing, in a few words; may be empty
   * @param seen when it was last in touch, to the day
   */
  public record Row(
      String id, String nickname, String room, String css, String tag, String note, String seen) {}
}
