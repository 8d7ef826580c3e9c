package io.stairgate.console.page;

import java.util.List;

/**
 * What stands around every page.
 *
 * @param title of the page
 * @param place which part of the console it is: the key of one of {@code places}, or empty
 * @param places the parts of the console this person may see
 * @param setting the setting's name; empty while nobody is signed in
 * @param person the person's name; empty while nobody is signed in
 * @param csrf the token of every form; empty while nobody is signed in
 * @param alerts how many alerts nobody has acknowledged
 * @param mayEnrol whether the person may add laptops
 * @param maySwitch whether the person has more settings than this one to look at, or may add one
 * @param problem whether something in a form must be put right
 * @param liveFrom where the page's live parts are read again; empty: at the page's own address
 * @param assets addresses of style, script and icon
 */
public record Frame(
    String title,
    String place,
    List<Place> places,
    String setting,
    String person,
    String csrf,
    long alerts,
    boolean mayEnrol,
    boolean maySwitch,
    boolean problem,
    String liveFrom,
    AssetLinks assets) {
  public Frame {
    places = List.copyOf(places);
  }

  /** Whether somebody is signed in. */
  public boolean signedIn() {
    return !csrf.isEmpty();
  }

  /** Whether the person may see that part of the console. */
  public boolean has(String part) {
    return places.stream().anyMatch(place -> place.key().equals(part));
  }

  /** The words of the browser's tab: what is wrong, what is new, which page, which setting. */
  public String fullTitle() {
    String error = problem ? "Error: " : "";
    String news = alerts > 0 ? "(" + alerts + ") " : "";
    String where = setting.isEmpty() ? "" : " - " + setting;
    return error + news + title + where + " - Stairgate";
  }

  Frame withProblem(boolean wrong) {
    return changed(wrong, liveFrom);
  }

  Frame readAgainFrom(String address) {
    return changed(problem, address);
  }

  private Frame changed(boolean wrong, String address) {
    return new Frame(
        title, place, places, setting, person, csrf, alerts, mayEnrol, maySwitch, wrong, address,
        assets);
  }

  /**
   * One part of the console, as the navigation names it.
   *
   * @param key names it in code
   * @param href its first page
   * @param label in words
   * @param count how many things there are to look at; 0: nothing is shown
   */
  public record Place(String key, String href, String label, long count) {}

  /**
   * Addresses of style, script and icon.
   *
   * @param style the style sheet
   * @param script the script
   * @param icon the icon
   */
  public record AssetLinks(String style, String script, String icon) {}
}
