package io.stairgate.console.page;

import io.stairgate.console.media.ScanReport;
import io.stairgate.console.page.PermissionView.Happened;
import io.stairgate.console.page.PermissionView.Scan;
import io.stairgate.console.permission.Happening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Puts what happened with media, and what scans said, into words. Any thread. */
final class StickHistory {
  private final Moments moments;

  StickHistory(Moments moments) {
    this.moments = moments;
  }

  /** What the scans of a history said, newest first. */
  List<Scan> scans(List<Happening> history, int most) {
    return history.stream()
        .filter(each -> each.scan().isPresent())
        .limit(most)
        .map(each -> scan(each.nickname(), each.at(), each.scan().orElseThrow()))
        .toList();
  }

  private Scan scan(String laptop, Instant at, ScanReport report) {
    String verdict = report.verdict().code();
    List<String> lines = new ArrayList<>();
    lines.add(
        StickWords.count(report.files(), "file", "files")
            + ", "
            + StickWords.size(report.bytes())
            + ", in "
            + StickWords.took(report.tookMs())
            + ".");
    if (report.infected() > 0) {
      lines.add(StickWords.count(report.infected(), "file", "files") + " with malware.");
    }
    if (report.skipped() > 0) {
      String why =
          StickWords.all(report.skippedBecause().stream().map(StickWords::skipped).toList());
      lines.add(
          "Left out: "
              + StickWords.count(report.skipped(), "thing", "things")
              + (why.isEmpty() ? "." : ", because " + why + "."));
    }
    String engine = StickWords.harmless(report.engine());
    if (!engine.isEmpty()) {
      String definitions = StickWords.harmless(report.definitions());
      lines.add(
          "Scanned with "
              + engine
              + (definitions.isEmpty() ? "" : ", definitions " + definitions)
              + report.definitionsAt().map(made -> " of " + moments.lastDay(made)).orElse("")
              + ".");
    }
    return new Scan(
        laptop,
        moments.of(at),
        StickWords.verdictTag(verdict),
        StickWords.verdictCss(verdict),
        StickWords.verdict(verdict),
        StickWords.harmless(report.malware()),
        lines);
  }

  /** What happened; with links to where there is more where {@code linked}. */
  List<Happened> lines(List<Happening> history, boolean linked) {
    return history.stream().map(each -> happened(each, linked)).toList();
  }

  private Happened happened(Happening each, boolean linked) {
    String href =
        linked
            ? each.permission()
                .map(id -> "/permissions/" + id)
                .or(() -> each.request().map(id -> "/requests/" + id))
                .orElse("")
            : "";
    return new Happened(
        moments.of(each.at()), StickWords.happened(each.what()), detail(each), href);
  }

  private static String detail(Happening each) {
    List<String> words = new ArrayList<>();
    String where = each.nickname().isEmpty() ? "" : "On " + each.nickname();
    String who = StickWords.harmless(each.who());
    boolean person = StickWords.byPerson(each.what());
    if (person) {
      words.add(
          (who.isEmpty() ? where : "By " + who + (where.isEmpty() ? "" : ", on " + each.nickname()))
              + ".");
    } else if (!where.isEmpty()) {
      words.add(where + (who.isEmpty() ? "" : ", for " + who) + access(each) + took(each) + ".");
    }
    String reason = StickWords.harmless(each.reason());
    if (!reason.isEmpty()) {
      words.add(person ? "“" + reason + "”" : StickWords.reason(reason));
    }
    each.scan().ifPresent(scan -> words.add(StickWords.verdict(scan.verdict().code())));
    return String.join(" ", words).strip();
  }

  private static String access(Happening each) {
    return each.what().equals("opened")
        ? each.readOnly() ? ", reading only" : ", reading and writing"
        : "";
  }

  private static String took(Happening each) {
    return each.what().equals("opened") && each.tookUs() > 0
        ? ", after " + StickWords.took(each.tookUs() / 1_000)
        : "";
  }
}
