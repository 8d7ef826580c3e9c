package io.stairgate.console.page;

import java.util.List;
import java.util.Optional;

/**
 * The first page.
 *
 * @param frame around the page
 * @param laptops how many laptops there are
 * @param css {@code good}, {@code attention}, {@code urgent}, or empty where there is no laptop yet
 * @param sentence the first line
 * @param hint stands below it while nothing was checked yet
 * @param closed in a holiday, until when the setting is closed; else empty
 * @param lastChecked when something was last proved
 * @param requests what people ask for, newest first
 * @param moreRequests how many more there are
 * @param toDo worst first, at most five
 * @param moreToDo how many more there are
 * @param alerts the newest that nobody has acknowledged
 * @param moreAlerts how many more there are
 * @param workingSentence how much is working
 * @param working one line per rule
 * @param changed that the log of who did what was changed; empty for who may not see it
 * @param disk that the computer that runs this is short of disk; empty while it is not
 * @param letIn that somebody at the server let a person back in; empty for who does not decide that
 */
public record Overview(
    Frame frame,
    int laptops,
    String css,
    String sentence,
    String hint,
    String closed,
    Optional<Moment> lastChecked,
    List<RequestRow> requests,
    long moreRequests,
    List<ToDo> toDo,
    int moreToDo,
    List<AlertRow> alerts,
    long moreAlerts,
    String workingSentence,
    List<String> working,
    List<AuditView.Notice> changed,
    Optional<String> disk,
    List<String> letIn) {
  public Overview {
    requests = List.copyOf(requests);
    toDo = List.copyOf(toDo);
    alerts = List.copyOf(alerts);
    working = List.copyOf(working);
    changed = List.copyOf(changed);
    letIn = List.copyOf(letIn);
  }

  /**
   * One thing to do, for one cause.
   *
   * @param what begins with a verb
   * @param why the reason and the laptops
   * @param who should do it
   * @param css of the tag that says who
   * @param href where to begin
   */
  public record ToDo(String what, String why, String who, String css, String href) {}
}
