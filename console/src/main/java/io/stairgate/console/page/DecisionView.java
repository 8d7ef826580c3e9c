package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * The page on which a medium is allowed or refused, asked for or not.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param said what was done just before; may be empty
 * @param action where the forms are sent
 * @param back the page before
 * @param backWords what it is called
 * @param title the question
 * @param stick which medium
 * @param laptop the laptop it was plugged into, and who uses that
 * @param asked who asks, where somebody does
 * @param note how the matter stands: who decides, what was decided; may be empty
 * @param noteCss colour of that
 * @param noteHref where there is more of it; may be empty
 * @param noteLink words of that link
 * @param mayDecide whether the reader decides it now
 * @param mayPropose whether the reader may suggest a decision now
 * @param permittable whether it may be allowed at all
 * @param suggestion what a technician suggests; empty where nobody does
 * @param ordinary words of the button that allows the ordinary; empty where this is not ordinary
 * @param beyond why it is not ordinary; empty where it is
 * @param open whether the form with all choices stands open
 * @param chosen what is chosen in that form, as typed, as suggested, or the ordinary
 * @param showFirst whether the reader must show once more that it is them
 */
public record DecisionView(
    Frame frame,
    Problems problems,
    String said,
    String action,
    String back,
    String backWords,
    String title,
    StickFacts stick,
    String laptop,
    Optional<Asked> asked,
    String note,
    String noteCss,
    String noteHref,
    String noteLink,
    boolean mayDecide,
    boolean mayPropose,
    boolean permittable,
    Optional<Suggestion> suggestion,
    String ordinary,
    List<String> beyond,
    boolean open,
    Chosen chosen,
    boolean showFirst) {
  public DecisionView {
    beyond = List.copyOf(beyond);
  }

  /**
   * Who asks.
   *
   * @param by the account on the laptop
   * @param reason in their own words
   * @param write whether they ask to write to it too
   * @param at when
   */
  public record Asked(String by, String reason, boolean write, Moment at) {}

  /**
   * What a technician suggests.
   *
   * @param by who
   * @param words what it would allow
   * @param why in their own words; may be empty
   * @param at when
   */
  public record Suggestion(String by, String words, String why, Moment at) {}

  /**
   * What is chosen in the form.
   *
   * @param here the laptop it was plugged into
   * @param others the other laptops
   * @param until {@code today}, {@code week} or {@code date}
   * @param today words of the first
   * @param week words of the second; empty where the setting's rules do not allow so long
   * @param date the day as typed
   * @param earliest the earliest day
   * @param latest the latest day
   * @param latestWords that there is no later one
   * @param mode {@code read}, {@code write-encrypted} or {@code write}
   * @param plainWrite whether the setting allows writing on what is not encrypted
   * @param account the account on the laptop it would be for; empty where nobody asked
   * @param onlyAccount whether it is for that account alone
   * @param owner whose it is, as a code
   * @param personal whether the setting allows people's own
   * @param encryptedOnly whether all of it must be encrypted for reading too
   * @param accept whether it opens although not everything could be scanned
   * @param sure whether the reader accepts a medium that cannot be told from another
   * @param reason why, as typed
   * @param refuse why not, as typed
   */
  public record Chosen(
      Check here,
      List<Check> others,
      String until,
      String today,
      String week,
      String date,
      String earliest,
      String latest,
      String latestWords,
      String mode,
      boolean plainWrite,
      String account,
      boolean onlyAccount,
      String owner,
      boolean personal,
      boolean encryptedOnly,
      boolean accept,
      boolean sure,
      String reason,
      String refuse) {
    public Chosen {
      others = List.copyOf(others);
    }

    /** Whether one of the other laptops is ticked. */
    public boolean anyOther() {
      return others.stream().anyMatch(Check::chosen);
    }
  }

  /**
   * A laptop to tick.
   *
   * @param id the laptop
   * @param nickname its nickname
   * @param chosen whether it is ticked
   */
  public record Check(String id, String nickname, boolean chosen) {}
}
