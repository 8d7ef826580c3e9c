package io.stairgate.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever a disk gives back for a file of the journal: its good records are found, in order. */
class RecordsFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final byte[] BODY = {1, 2, 3};

  @SuppressWarnings("NullAway.Init") // made before all
  private static Path folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("records");
  }

  @AfterAll
  static void removeFolder() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static List<JournalRecord> walked(byte[] content) throws IOException, PlainException {
    Segment segment = new Segment(DataDirectory.open(folder), 1);
    Files.write(segment.path(), content);
    segment.measure();
    List<JournalRecord> records = new ArrayList<>();
    segment.walk(0, Long.MAX_VALUE, (record, end) -> records.add(record));
    return records;
  }

  @FuzzTest(maxDuration = FOR)
  void files_of_the_journal(byte[] data) throws IOException {
    long reached = 0;
    for (JournalRecord record : assertTimeout(SOON, () -> walked(data))) {
      assertThat(record.first()).isGreaterThan(reached).isLessThanOrEqualTo(record.sequence());
      reached = record.sequence();
    }
  }

  /** Damage before and between good records hides none of them. */
  @FuzzTest(maxDuration = FOR)
  void damage_around_good_records(byte[] data) throws IOException {
    JournalRecord one = new JournalRecord(1, 1, 0, JournalRecord.Kind.EVENT, BODY);
    JournalRecord two = new JournalRecord(2, 2, 0, JournalRecord.Kind.POSTURE, BODY);
    ByteBuffer content = ByteBuffer.allocate(2 * data.length + one.bytes() + two.bytes());
    content.put(data);
    one.writeTo(content);
    content.put(data);
    two.writeTo(content);
    List<JournalRecord> found = assertTimeout(SOON, () -> walked(content.array()));
    assertThat(found).extracting(JournalRecord::sequence).contains(1L, 2L);
  }
}
