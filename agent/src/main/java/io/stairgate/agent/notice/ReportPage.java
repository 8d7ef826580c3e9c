package io.stairgate.agent.notice;

import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * "What this laptop reports": one page without scripts and without anything from elsewhere, so that
 * it opens without a network. A value; rendered whole.
 *
 * @param settingName may be empty
 * @param nickname the laptop's name; may be empty
 * @param provedAt when the rules were last proved
 * @param findings what was found: this is what the laptop reports
 * @param since since when each rule has been in its state
 * @param sent how the last message stands, one sentence
 * @param told what else it told last, a sentence each
 * @param json the findings as they are sent
 * @param zone of the laptop
 */
public record ReportPage(
    String settingName,
    String nickname,
    Instant provedAt,
    List<Finding> findings,
    Map<Rule, Instant> since,
    String sent,
    List<String> told,
    String json,
    ZoneId zone) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.UK);

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en-GB"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>What this laptop reports</title>
      <style>
      :root{color-scheme:light dark}
      body{font:1.05rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1.5rem;color:#0b0c0c;background:#fff}
      h1{font-size:1.8rem;line-height:1.2}h2{font-size:1.35rem;margin-top:2.2rem}h3{font-size:1.1rem;margin:0}
      .rule{border-left:.35rem solid #505a5f;padding:.2rem 0 .2rem .9rem;margin:1.1rem 0}
      .met{border-color:#00703c}.not-met{border-color:#b10e1e}.in-progress{border-color:#8a5a00}
      .state{font-weight:700}.small{color:#505a5f;font-size:.95rem}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #b1b4b6;padding:.8rem;font-size:.85rem}
      code{overflow-wrap:anywhere}summary{cursor:pointer;text-decoration:underline}
      @media (prefers-color-scheme:dark){body{color:#f3f2f1;background:#15191b}.small{color:#b1b4b6}
      .met{border-color:#5bbf8a}.not-met{border-color:#ff8a8f}.in-progress{border-color:#ffca6b}}
      @media print{body{max-width:none;color:#000;background:#fff;padding:0}.rule{break-inside:avoid}}
      </style></head><body><main>
      """;

  public ReportPage {
    findings = List.copyOf(findings);
    since = Map.copyOf(since);
    told = List.copyOf(told);
  }

  /** The page, UTF-8. */
  public String html() {
    StringBuilder page = new StringBuilder(24 * 1024).append(HEAD);
    page.append("<h1>What this laptop reports</h1>\n<p>");
    page.append(
        text(
            (nickname.isEmpty() ? "This laptop" : "This laptop, " + nickname + ",")
                + " is looked after by "
                + (settingName.isEmpty() ? "your setting" : settingName)
                + ". This page shows everything it tells them. It works without the internet."));
    page.append("</p>\n<h2>Today</h2>\n<p>").append(text(first())).append("</p>\n");
    findings.forEach(finding -> rule(page, finding));
    page.append("<h2>What it sends</h2>\n<p>").append(text(sent)).append("</p>\n");
    page.append("<p>The last message said, rule by rule, what stands above.");
    if (!told.isEmpty()) {
      page.append(" Besides, since it was last started:</p>\n<ul>\n");
      told.forEach(line -> page.append("<li>").append(text(line)).append("</li>\n"));
      page.append("</ul>\n");
    } else {
      page.append("</p>\n");
    }
    page.append("<details><summary>Show the exact data (JSON)</summary>\n<pre>")
        .append(text(json))
        .append("</pre></details>\n");
    page.append("<h2>What it never looks at</h2>\n<ul>\n");
    MonitoringNotice.NEVER.forEach(
        thing -> page.append("<li>").append(text(thing)).append("</li>\n"));
    page.append("</ul>\n").append(WHO).append("</main></body></html>\n");
    return page.toString();
  }

  private static final String WHO =
      """
      <h2>Who can see it</h2>
      <ul>
      <li>You: everything on this page.</li>
      <li>The safeguarding lead and deputies: this laptop's rules, and what was plugged in.</li>
      <li>The manager: the same, where it is needed.</li>
      <li>The people who look after the laptops: the rules, and no safeguarding incidents.</li>
      <li>Governors: numbers only, without names.</li>
      </ul>
      <h2>Ask, correct or object</h2>
      <p>Speak to your safeguarding lead or manager. To report a concern: <code>stairgate-agent concern</code>,
      or "Report a concern" among the programs. To ask for a memory stick: <code>stairgate-agent media ask</code>.
      The notice you were asked to read: <code>stairgate-agent notice</code>.</p>
      """;

  /** The first sentence says it all. */
  private String first() {
    long attention =
        findings.stream().filter(each -> each.state() instanceof FindingState.NotMet).count();
    String at = " Looked at on " + TIME.format(provedAt.atZone(zone)) + ".";
    return (attention == 0
            ? "No rule needs attention."
            : attention == 1
                ? "1 rule needs attention."
                : attention + " of " + findings.size() + " rules need attention.")
        + at;
  }

  private void rule(StringBuilder page, Finding finding) {
    RuleWords words = RuleWords.of(finding.rule());
    page.append("<section class=\"rule ").append(finding.state().word()).append("\">\n<h3>");
    page.append(text(words.title())).append("</h3>\n<p><span class=\"state\">");
    page.append(state(finding.state())).append(".</span> ").append(text(finding.sentence()));
    page.append("<br><span class=\"small\">");
    Optional.ofNullable(since.get(finding.rule()))
        .ifPresent(
            at -> page.append("So since ").append(TIME.format(at.atZone(zone))).append(". "));
    page.append(stage(finding.stage())).append("</span></p>\n");
    if (finding.state() instanceof FindingState.NotMet
        || finding.state() instanceof FindingState.InProgress) {
      page.append("<p><b>How to fix:</b> ").append(text(words.todo()));
      if (!words.by().isEmpty()) {
        page.append(' ').append(text(words.by()));
      }
      page.append("</p>\n");
    }
    if (!finding.evidence().isEmpty() || !finding.wouldChange().isEmpty()) {
      page.append("<details><summary>What was seen</summary>\n<ul>\n");
      for (Evidence fact : finding.evidence()) {
        page.append("<li>").append(text(fact.key() + ": " + fact.value())).append("</li>\n");
      }
      for (String change : finding.wouldChange()) {
        page.append("<li>If the rule is enforced: ").append(text(change)).append("</li>\n");
      }
      page.append("</ul></details>\n");
    }
    page.append("</section>\n");
  }

  /** What a person reads of a state. */
  static String state(FindingState state) {
    return switch (state) {
      case FindingState.Met() -> "Met";
      case FindingState.NotMet() -> "Not met";
      case FindingState.InProgress(String reason) -> "In progress";
      case FindingState.Unknown(String reason) -> "Unknown";
      case FindingState.NotApplicable(String reason) -> "Not for this laptop";
    };
  }

  private static String stage(Stage stage) {
    return switch (stage) {
      case WATCH -> "It is only looked at.";
      case WARN -> "You are told when it is not met.";
      case ENFORCE -> "The laptop is kept so.";
    };
  }

  private static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
