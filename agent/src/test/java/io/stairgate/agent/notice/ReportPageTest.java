package io.stairgate.agent.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Instant NOW = Instant.parse("2026-09-08T08:00:00Z");

  private static String page(String evidence) {
    Finding finding =
        new Finding(
                Rule.SCREEN_LOCK,
                new FindingState.NotMet(),
                new Hold.None(),
                Stage.WARN,
                NOW,
                List.of(new Evidence("program", evidence)),
                "The screen never locks itself.")
            .withChanges(List.of("The screen will lock after 10 minutes."));
    return new ReportPage(
            "Little Oaks",
            "Blue Room",
            NOW,
            List.of(finding),
            Map.of(Rule.SCREEN_LOCK, NOW.minusSeconds(86_400)),
            "It is connected.",
            List.of("A concern was reported."),
            "{\"findings\":[]}",
            ZoneOffset.UTC)
        .html();
  }

  @Test
  void it_says_what_is_reported_how_to_fix_it_what_is_never_looked_at_and_who_sees_it() {
    assertThat(page("x"))
        .contains(
            "This laptop, Blue Room, is looked after by Little Oaks.",
            "1 rule needs attention.",
            "Not met",
            "The screen never locks itself.",
            "So since 7 September 2026, 08:00.",
            "How to fix:",
            "If the rule is enforced: The screen will lock after 10 minutes.",
            "A concern was reported.",
            "{&quot;findings&quot;:[]}",
            "children's names",
            "Governors: numbers only");
  }

  @Test
  void nothing_on_the_laptop_can_put_a_script_or_an_address_into_it() {
    String page = page("</li><script>alert(1)</script><img src=\"http://elsewhere.example/\">");
    assertThat(page)
        .doesNotContain("<script", "<img", "url(")
        .doesNotContainPattern("<[^>]*(src|href)=");
    assertThat(page).contains("default-src 'none'", "prefers-color-scheme:dark", "@media print");
  }
}
