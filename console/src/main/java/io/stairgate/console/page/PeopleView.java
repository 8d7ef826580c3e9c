package io.stairgate.console.page;

import java.util.List;

/** What the pages about people show. */
public sealed interface PeopleView {
  /** What stands around the page. */
  Frame frame();

  /**
   * Everybody.
   *
   * @param frame around the page
   * @param said what was done just before; may be empty
   * @param due what to do about the termly look; empty while it is not due
   * @param manage whether the reader may change something
   * @param find what was looked for
   * @param choices which roles may be chosen
   * @param caption of the table
   * @param rows the people
   * @param invited open invitations
   */
  record Everybody(
      Frame frame,
      String said,
      String due,
      boolean manage,
      String find,
      List<ListEntry> choices,
      String caption,
      List<Row> rows,
      List<Invited> invited)
      implements PeopleView {
    public Everybody {
      choices = List.copyOf(choices);
      rows = List.copyOf(rows);
      invited = List.copyOf(invited);
    }
  }

  /**
   * One person in a list.
   *
   * @param id the person
   * @param name their name
   * @param roles in words
   * @param ends last day of access; empty: not by itself
   * @param signedIn last sign-in, to the day
   * @param second whether the second step is set up
   * @param reviewed when somebody last said that access is needed, and who
   * @param self whether it is the reader
   * @param untold why no message reaches them, and what to do; empty where messages do
   */
  record Row(
      String id,
      String name,
      String roles,
      String ends,
      String signedIn,
      boolean second,
      String reviewed,
      boolean self,
      String untold) {}

  /**
   * One open invitation.
   *
   * @param id the invitation
   * @param name whom it is for
   * @param roles in words
   * @param lastDay last day of access; empty: no end
   * @param by who made it
   * @param ends until when the link is good
   */
  record Invited(String id, String name, String roles, String lastDay, String by, Moment ends) {}

  /**
   * A role that may be chosen.
   *
   * @param code of the role
   * @param title its title
   * @param sentence what it may see and do
   * @param chosen whether it is chosen
   */
  record RoleChoice(String code, String title, String sentence, boolean chosen) {}

  /**
   * The form that says what somebody is to be: of a newcomer, or of somebody who is there.
   *
   * @param frame around the page
   * @param problems what must be put right
   * @param heading of the page
   * @param action where it is sent to
   * @param back where the way back leads
   * @param backLabel its words
   * @param newcomer whether it asks for the name
   * @param name the name as typed
   * @param roles what may be chosen
   * @param visiting {@code yes}, {@code no} or empty
   * @param end last day as typed, {@code 2026-12-18}
   * @param button words of the button
   */
  record AccessForm(
      Frame frame,
      Problems problems,
      String heading,
      String action,
      String back,
      String backLabel,
      boolean newcomer,
      String name,
      List<RoleChoice> roles,
      String visiting,
      String end,
      String button)
      implements PeopleView {
    public AccessForm {
      roles = List.copyOf(roles);
    }
  }

  /**
   * A link that is shown once.
   *
   * @param frame around the page
   * @param heading of the page
   * @param lead what it is for
   * @param link the link
   * @param tell what to tell the person
   * @param ends until when it is good
   * @param back where the way back leads
   * @param backLabel its words
   */
  record Link(
      Frame frame,
      String heading,
      String lead,
      String link,
      List<String> tell,
      Moment ends,
      String back,
      String backLabel)
      implements PeopleView {
    public Link {
      tell = List.copyOf(tell);
    }
  }

  /**
   * One person.
   *
   * @param frame around the page
   * @param said what was done just before; may be empty
   * @param row the person
   * @param facts what is known
   * @param may what the roles let them do, in sentences
   * @param doings whether the reader may change something
   * @param why why the reader may not; empty where they may
   */
  record One(
      Frame frame,
      String said,
      Row row,
      List<LaptopView.Fact> facts,
      List<String> may,
      boolean doings,
      String why)
      implements PeopleView {
    public One {
      facts = List.copyOf(facts);
      may = List.copyOf(may);
    }
  }

  /**
   * Asks once more before something is done.
   *
   * @param frame around the page
   * @param problems why it was not done
   * @param heading of the page
   * @param lines what will happen
   * @param action where it is sent to
   * @param button words of the button
   * @param stop whether it takes something away
   * @param back where the way back leads
   * @param backLabel its words
   */
  record Confirm(
      Frame frame,
      Problems problems,
      String heading,
      List<String> lines,
      String action,
      String button,
      boolean stop,
      String back,
      String backLabel)
      implements PeopleView {
    public Confirm {
      lines = List.copyOf(lines);
    }
  }

  /**
   * The termly look through who has access.
   *
   * @param frame around the page
   * @param said what was done just before; may be empty
   * @param sentence how it stands
   * @param left who is still to be looked at
   * @param done who was looked at
   * @param others who may look at the reader's own access, in words
   */
  record Review(
      Frame frame, String said, String sentence, List<Row> left, List<Row> done, String others)
      implements PeopleView {
    public Review {
      left = List.copyOf(left);
      done = List.copyOf(done);
    }
  }

  /**
   * Who may do what.
   *
   * @param frame around the page
   * @param roles each role
   * @param decisions who decides
   * @param audiences who is told
   */
  record Roles(Frame frame, List<RoleLine> roles, List<WhoLine> decisions, List<WhoLine> audiences)
      implements PeopleView {
    public Roles {
      roles = List.copyOf(roles);
      decisions = List.copyOf(decisions);
      audiences = List.copyOf(audiences);
    }
  }

  /**
   * One role.
   *
   * @param title its title
   * @param sentence what it is for
   * @param may what it may do, in words
   * @param people who holds it now; may be empty
   */
  record RoleLine(String title, String sentence, List<String> may, String people) {
    public RoleLine {
      may = List.copyOf(may);
    }
  }

  /**
   * Who something goes to.
   *
   * @param what it is
   * @param roles by which roles
   * @param people who that is now
   */
  record WhoLine(String what, String roles, String people) {}
}
