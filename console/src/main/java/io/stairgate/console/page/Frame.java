package io.stairgate.console.page;

/**
 * What stands around every page.
 *
 * @param title of the page
 * @param place which part of the console it is: {@code overview}, {@code laptops}, {@code alerts},
 *     {@code enrol} or empty
 * @param setting the setting's name; empty while nobody is signed in
 * @param person the person's name; empty while nobody is signed in
 * @param csrf the token of every form; empty while nobody is signed in
 * @param alerts how many alerts nobody has acknowledged
 * @param mayEnrol whether the person may add laptops
 * @param problem whether something in a form must be put right
 * @param liveFrom where the page's live parts are read again; empty: at the page's own address
 * @param assets addresses of style, script and icon
 */
public record Frame(
    String title,
    String place,
    String setting,
    String person,
    String csrf,
    long alerts,
    boolean mayEnrol,
    boolean problem,
    String liveFrom,
    AssetLinks assets) {

  /** Whether somebody is signed in. */
  public boolean signedIn() {
    return !csrf.isEmpty();
  }

  /** The words of the browser's tab: what is wrong, what is new, which page, which setting. */
  public String fullTitle() {
    String error = problem ? "Error: " : "";
    String news = alerts > 0 ? "(" + alerts + ") " : "";
    String where = setting.isEmpty() ? "" : " - " + setting;
    return error + news + title + where + " - Stairgate";
  }

  Frame withProblem(boolean wrong) {
    return new Frame(
        title, place, setting, person, csrf, alerts, mayEnrol, wrong, liveFrom, assets);
  }

  Frame readAgainFrom(String address) {
    return new Frame(
        title, place, setting, person, csrf, alerts, mayEnrol, problem, address, assets);
  }

  /**
   * Addresses of style, script and icon.
   *
   * @param style the style sheet
   * @param script the script
   * @param icon the icon
   */
  public record AssetLinks(String style, String script, String icon) {}
}
