package io.stairgate.console.wire;

import io.stairgate.console.event.What;
import io.stairgate.console.media.Asking;
import io.stairgate.console.media.Medium;
import io.stairgate.console.media.PermissionNews;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanProgress;
import io.stairgate.console.media.ScanReport;
import io.stairgate.proto.v1.MediaRequest;
import io.stairgate.proto.v1.PermissionEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What laptops tell of requests, permissions and scans, within the bounds of the contract. */
final class PermissionReader {
  private static final int MOST_SKIP_CODES = 8;

  private PermissionReader() {}

  static What asking(MediaRequest request) throws MalformedMessageException {
    if (!request.hasMedium()) {
      throw new MalformedMessageException("a request names no medium");
    }
    String reason = Fields.text(request.getReason(), 300, "reason").strip();
    String account = Fields.text(request.getAccount(), 64, "account").strip();
    if (reason.isEmpty() || account.isEmpty()) {
      throw new MalformedMessageException("a request says who asks and why");
    }
    return new What.Asked(
        new Asking(
            Fields.uuid(request.getRequestId(), "request_id"),
            EntryReader.medium(request.getMedium()),
            account,
            reason,
            request.getWrite()));
  }

  static What news(PermissionEvent event) throws MalformedMessageException {
    Optional<PermissionStep> step =
        switch (event.getStep()) {
          case PERMISSION_STEP_RECEIVED -> Optional.of(PermissionStep.RECEIVED);
          case PERMISSION_STEP_NOT_OBEYED -> Optional.of(PermissionStep.NOT_OBEYED);
          case PERMISSION_STEP_LOCKED -> Optional.of(PermissionStep.LOCKED);
          case PERMISSION_STEP_SCANNING -> Optional.of(PermissionStep.SCANNING);
          case PERMISSION_STEP_SCANNED -> Optional.of(PermissionStep.SCANNED);
          case PERMISSION_STEP_OPENED -> Optional.of(PermissionStep.OPENED);
          case PERMISSION_STEP_CLOSED -> Optional.of(PermissionStep.CLOSED);
          case PERMISSION_STEP_ENDED -> Optional.of(PermissionStep.ENDED);
          case PERMISSION_STEP_BY_TELEPHONE -> Optional.of(PermissionStep.BY_TELEPHONE);
          case PERMISSION_STEP_SUSPENDED -> Optional.of(PermissionStep.SUSPENDED);
          case PERMISSION_STEP_FAILED -> Optional.of(PermissionStep.FAILED);
          // A step of a newer contract: kept as it came.
          case UNRECOGNIZED -> Optional.empty();
          case PERMISSION_STEP_UNSPECIFIED ->
              throw new MalformedMessageException("a permission event has no step");
        };
    Optional<Medium> medium =
        event.hasMedium()
            ? Optional.of(EntryReader.medium(event.getMedium()))
            : Optional.<Medium>empty();
    Optional<ScanReport> scan =
        event.hasScan() ? Optional.of(report(event.getScan())) : Optional.<ScanReport>empty();
    Optional<Instant> endsAt =
        event.hasEndsAt()
            ? Optional.of(Fields.time(true, event.getEndsAt(), "ends_at"))
            : Optional.<Instant>empty();
    PermissionNews news =
        new PermissionNews(
            Fields.uuid(event.getPermissionId(), "permission_id"),
            step.orElse(PermissionStep.FAILED),
            medium,
            Fields.text(event.getReason(), 64, "reason"),
            scan,
            Fields.text(event.getAccount(), 64, "account"),
            event.getReadOnly(),
            endsAt,
            Fields.number(event.getTookUs(), 0, "took_us"));
    if (step.isEmpty()) {
      return new What.Other();
    }
    if (news.scan().isPresent() != (news.step() == PermissionStep.SCANNED)) {
      throw new MalformedMessageException("a scan is told with the end of a scan, and only then");
    }
    if (news.step() == PermissionStep.BY_TELEPHONE && (medium.isEmpty() || endsAt.isEmpty())) {
      throw new MalformedMessageException("a permission by telephone names its medium and its end");
    }
    return new What.Permitted(news);
  }

  private static ScanReport report(io.stairgate.proto.v1.ScanReport report)
      throws MalformedMessageException {
    if (report.getSkippedBecauseCount() > MOST_SKIP_CODES) {
      throw new MalformedMessageException("a scan has more than 8 reasons of what was left out");
    }
    List<String> codes = new ArrayList<>();
    for (String code : report.getSkippedBecauseList()) {
      if (!code.matches("[a-z0-9-]{1,64}")) {
        throw new MalformedMessageException("skipped_because is not a code");
      }
      codes.add(code);
    }
    ScanReport.Verdict verdict =
        switch (report.getVerdict()) {
          case SCAN_VERDICT_CLEAN -> ScanReport.Verdict.CLEAN;
          case SCAN_VERDICT_INFECTED -> ScanReport.Verdict.INFECTED;
          // An answer of a newer contract is not a clean one.
          case SCAN_VERDICT_NOT_FULLY_SCANNED, UNRECOGNIZED -> ScanReport.Verdict.NOT_FULLY_SCANNED;
          case SCAN_VERDICT_UNSPECIFIED ->
              throw new MalformedMessageException("a scan has no verdict");
        };
    return new ScanReport(
        verdict,
        Fields.text(report.getEngine(), 64, "engine"),
        Fields.text(report.getDefinitions(), 64, "definitions"),
        report.hasDefinitionsAt()
            ? Optional.of(Fields.time(true, report.getDefinitionsAt(), "definitions_at"))
            : Optional.empty(),
        Fields.number(report.getFiles(), 0, "files"),
        Fields.number(report.getBytes(), 0, "bytes"),
        Fields.number(report.getSkipped(), 0, "skipped"),
        codes,
        Fields.text(report.getMalware(), 128, "malware"),
        Fields.number(report.getInfected(), 0, "infected"),
        Fields.number(report.getTookMs(), 0, "took_ms"));
  }

  static ScanProgress progress(io.stairgate.proto.v1.ScanProgress progress)
      throws MalformedMessageException {
    return new ScanProgress(
        Fields.uuid(progress.getPermissionId(), "permission_id"),
        Fields.number(progress.getDoneBytes(), 0, "done_bytes"),
        Fields.number(progress.getTotalBytes(), 0, "total_bytes"),
        Fields.number(progress.getFiles(), 0, "files"));
  }
}
