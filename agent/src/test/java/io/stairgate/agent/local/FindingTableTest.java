package io.stairgate.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTableTest {
  private static final Finding LONG =
      new Finding(
              Rule.PASSWORD_STRENGTH,
              new FindingState.NotMet(),
              new Hold.None(),
              Stage.WATCH,
              Instant.EPOCH,
              List.of(
                  new Evidence("line", "x".repeat(300)), new Evidence("words", "a b ".repeat(90))),
              "Short passwords are allowed on this laptop, and that goes on for quite some words.")
          .withChanges(List.of("New passwords will have to be 12 characters or more."));

  @Test
  void no_line_is_wider_than_a_terminal_and_nothing_is_lost() {
    List<String> lines = FindingTable.lines(List.of(LONG), false);
    assertThat(lines).allMatch(line -> line.length() <= FindingTable.WIDTH);
    assertThat(lines).noneMatch(line -> line.contains("\u001b"));
    assertThat(String.join("", lines).chars().filter(c -> c == 'x').count()).isEqualTo(300);
    assertThat(lines.getFirst()).isEqualTo("password-strength not-met");
    assertThat(lines.getLast()).isEqualTo("1 of 1 rules need attention.");
    assertThat(String.join(" ", lines)).contains("If enforced: New passwords");
  }

  @Test
  void colours_mark_the_state_and_end_on_the_same_line() {
    assertThat(FindingTable.lines(List.of(LONG), true))
        .filteredOn(line -> line.contains("\u001b["))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("\u001b[0m"));
  }

  @Test
  void a_page_becomes_lines() {
    String html =
        "<html><head><style>p{}</style></head><body><h1>Title &amp; more</h1>\n<p>One\ntwo.</p>"
            + "<ul><li>first</li><li>second &lt;b&gt;</li></ul></body></html>";
    assertThat(PageText.lines(html, 80))
        .containsSubsequence("Title & more", "One two.", "- first", "- second <b>");
    assertThat(PageText.lines("<body><p>" + "word ".repeat(100), 40))
        .allMatch(line -> line.length() <= 40);
    assertThat(PageText.lines("<", 40)).isEmpty();
  }
}
