package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Part;
import io.stairgate.console.notice.NoticeReading;
import io.stairgate.console.notice.NoticeReadingStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who read the notice that use is monitored. */
final class NoticesReadResource {
  private final NoticeReadingStore readings;
  private final AuditStore audit;

  NoticesReadResource(NoticeReadingStore readings, AuditStore audit) {
    this.readings = readings;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/notices-read",
            Right.SEE_PEOPLE,
            "Lists who read the notice that use is monitored, newest first.",
            Operation.PAGING,
            Page.class,
            this::page));
  }

  record Page(List<One> noticesRead, @Nullable String next) {
    Page {
      noticesRead = List.copyOf(noticesRead);
    }
  }

  record One(
      String id, String laptop, String nickname, String account, String notice, Instant readAt) {}

  private Reply page(Call call) {
    Part<NoticeReading> part = readings.readings(call.setting(), call.query("after"), call.limit());
    audit.append(call.setting(), call.actor(), "notices-read", "", "");
    return Reply.of(
        new Page(
            part.items().stream().map(NoticesReadResource::one).toList(),
            part.next().orElse(null)));
  }

  private static One one(NoticeReading reading) {
    return new One(
        reading.id().toString(),
        reading.laptop().toString(),
        reading.nickname(),
        reading.account(),
        reading.notice(),
        reading.at());
  }
}
