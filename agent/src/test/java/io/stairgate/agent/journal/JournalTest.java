package io.stairgate.agent.journal;

import static io.stairgate.agent.journal.Entries.event;
import static io.stairgate.agent.journal.Entries.posture;
import static io.stairgate.agent.journal.Entries.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Gap;
import io.stairgate.agent.event.GapReason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Limits SMALL = new Limits(2_000, 20_000, 6_000, Duration.ofDays(30));

  @TempDir Path temp;
  private DataDirectory folder;
  private Instant now = Entries.NOW;
  private final InstantSource clock = () -> now;
  private final FaultyDisk disk = new FaultyDisk();

  @BeforeEach
  void open() throws Exception {
    folder = DataDirectory.open(temp.resolve("data")).folder("journal");
  }

  private Journal journal() throws IOException {
    return journal(Limits.DEFAULT);
  }

  private Journal journal(Limits limits) throws IOException {
    return Journal.open(folder, limits, clock, disk);
  }

  @Test
  void what_was_appended_is_there_after_a_new_start() throws Exception {
    String epoch;
    try (Journal journal = journal()) {
      epoch = journal.epoch();
      assertThat(journal.append(List.of(event("a"), posture("b")))).isEqualTo(2);
      assertThat(journal.append(List.of(event("c")))).isEqualTo(3);
    }
    try (Journal journal = journal()) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(journal.nextSequence()).isEqualTo(4);
      assertThat(words(journal, 1)).containsExactly("1:a", "2:b", "3:c");
      assertThat(words(journal, 3)).containsExactly("3:c");
      assertThat(journal.read(4, 10, 1_000)).isEmpty();
    }
  }

  @Test
  void a_reading_ends_at_the_number_and_the_bytes_asked_for() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 20);
      assertThat(journal.read(1, 5, 100_000)).hasSize(5);
      assertThat(journal.read(1, 100, 100)).hasSizeBetween(1, 4);
      assertThat(journal.read(1, 100, 1)).hasSize(1);
    }
  }

  @Test
  void a_record_that_was_being_written_when_the_power_went_is_cut_off() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
    }
    byte[] whole = Files.readAllBytes(lastSegment());
    Files.write(lastSegment(), java.util.Arrays.copyOf(whole, 40), StandardOpenOption.APPEND);
    try (Journal journal = journal()) {
      assertThat(journal.append(List.of(event("next")))).isEqualTo(4);
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3", "4:next");
    }
  }

  @Test
  void damage_in_the_middle_costs_the_damaged_entries_alone_and_is_accounted_for()
      throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 9);
    }
    flip(lastSegment(), Files.size(lastSegment()) / 2);
    try (Journal journal = journal()) {
      List<Entry> entries = Entries.all(journal, 1);
      assertThat(journal.nextSequence()).isEqualTo(10);
      assertThat(entries).filteredOn(e -> e.what() instanceof Gap).hasSize(1);
      assertThat(entries).hasSize(9);
      assertThat(words(journal, 1)).contains("1:e1", "9:e9", "5:gap from 5 DAMAGED");
    }
  }

  @Test
  void a_damaged_end_is_accounted_for_and_its_numbers_are_not_used_again() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 5);
    }
    flip(lastSegment(), Files.size(lastSegment()) - 3);
    try (Journal journal = journal()) {
      assertThat(journal.nextSequence()).isEqualTo(6);
      assertThat(words(journal, 5)).containsExactly("5:gap from 5 DAMAGED");
      journal.append(List.of(event("after")));
      assertThat(words(journal, 5)).containsExactly("5:gap from 5 DAMAGED", "6:after");
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 5)).containsExactly("5:gap from 5 DAMAGED", "6:after");
    }
  }

  @Test
  void the_whole_content_may_vanish_without_a_number_being_used_twice() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 100);
      journal.acknowledged(40);
    }
    for (Path segment : segments()) {
      Files.delete(segment);
    }
    try (Journal journal = journal(SMALL)) {
      assertThat(journal.append(List.of(event("after")))).isEqualTo(101);
      assertThat(words(journal, 1))
          .containsExactly("40:gap from 1 LIMIT", "100:gap from 41 DAMAGED", "101:after");
    }
  }

  @Test
  void posture_is_coalesced_before_any_event_is_given_up() throws Exception {
    try (Journal journal = journal(SMALL)) {
      List<String> events = new ArrayList<>();
      for (int i = 1; i <= 400; i++) {
        boolean event = i % 10 == 0;
        journal.append(List.of(event ? event("stick " + i) : posture("state " + i)));
        if (event) {
          events.add(i + ":stick " + i);
        }
      }
      assertThat(journal.bytes()).isLessThan(24_000);
      assertThat(words(journal, 1)).containsAll(events);
      assertThat(words(journal, 1))
          .anyMatch(w -> w.endsWith("COALESCED"))
          .noneMatch(w -> w.endsWith("LIMIT"));
      assertThat(words(journal, 1).getLast()).isEqualTo("400:stick 400");
      assertThat(words(journal, 399)).first().isEqualTo("399:state 399");
      assertNoHoles(journal, 1);
    }
  }

  @Test
  void a_limit_that_is_hit_leaves_one_gap_with_count_and_span_and_keeps_the_newest()
      throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 1_000);
      assertThat(journal.bytes()).isLessThan(24_000);
      Entry first = journal.read(1, 1, 10_000).getFirst();
      Gap gap = (Gap) first.what();
      assertThat(gap.reason()).isEqualTo(GapReason.LIMIT);
      assertThat(gap.firstSequence()).isEqualTo(1);
      assertThat(gap.firstOccurredAt()).contains(Entries.NOW);
      assertThat(gap.lastOccurredAt()).contains(Entries.NOW);
      assertThat(words(journal, 1).getLast()).isEqualTo("1000:e1000");
      assertNoHoles(journal, 1);
    }
    try (Journal journal = journal(SMALL)) {
      assertNoHoles(journal, 1);
      assertThat(journal.nextSequence()).isEqualTo(1_001);
    }
  }

  @Test
  void a_reading_from_inside_a_gap_gets_the_rest_of_the_gap() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 1_000);
      assertThat(words(journal, 50).getFirst()).matches("\\d+:gap from 50 LIMIT");
    }
  }

  @Test
  void what_the_console_has_is_kept_for_a_restored_console_up_to_a_limit() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 100);
      journal.acknowledged(100);
      assertThat(journal.waiting()).isZero();
      assertThat(journal.bytes()).isBetween(4_000L, 9_000L);
      long oldest = journal.oldestKept();
      assertThat(oldest).isGreaterThan(1);
      assertThat(words(journal, oldest)).first().isEqualTo(oldest + ":e" + oldest);
      assertThat(words(journal, 3)).first().isEqualTo(oldest - 1 + ":gap from 3 LIMIT");
    }
    try (Journal journal = journal(SMALL)) {
      assertThat(journal.acknowledged()).isEqualTo(100);
    }
  }

  @Test
  void what_the_console_has_is_dropped_after_thirty_days() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 60);
      journal.acknowledged(60);
      now = now.plus(Duration.ofDays(31));
      journal.append(List.of(event("later")));
      assertThat(journal.oldestKept()).isGreaterThan(30);
      assertThat(words(journal, 61)).containsExactly("61:later");
    }
  }

  @Test
  void a_lower_mark_than_before_changes_nothing() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 5);
      journal.acknowledged(4);
      journal.acknowledged(2);
      journal.acknowledged(77);
      assertThat(journal.acknowledged()).isEqualTo(4);
      assertThat(words(journal, 1)).hasSize(5);
    }
  }

  @Test
  void a_full_disk_refuses_the_entry_and_takes_it_when_there_is_space_again() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
      disk.full = true;
      assertThatThrownBy(() -> journal.append(List.of(event("waits"))))
          .isInstanceOf(IOException.class);
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3");
      disk.full = false;
      assertThat(journal.append(List.of(event("waits")))).isEqualTo(4);
      assertThat(words(journal, 4)).containsExactly("4:waits");
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3", "4:waits");
    }
  }

  @Test
  void an_entry_whose_force_failed_is_not_in_the_journal() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
      disk.forceFails = true;
      assertThatThrownBy(() -> journal.append(List.of(event("lost"))))
          .isInstanceOf(IOException.class);
      assertThat(journal.nextSequence()).isEqualTo(4);
      assertThat(words(journal, 1)).hasSize(3);
      disk.forceFails = false;
      assertThat(journal.append(List.of(event("again")))).isEqualTo(4);
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3", "4:again");
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3", "4:again");
    }
  }

  @Test
  void the_first_entry_of_all_may_fail_too() throws Exception {
    try (Journal journal = journal()) {
      disk.forceFails = true;
      assertThatThrownBy(() -> journal.append(List.of(event("lost"))))
          .isInstanceOf(IOException.class);
      disk.forceFails = false;
      assertThat(journal.append(List.of(event("first")))).isEqualTo(1);
      assertThat(words(journal, 1)).containsExactly("1:first");
    }
  }

  @Test
  void where_even_the_reading_fails_nothing_is_written_behind_what_was_not_forced()
      throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
      disk.forceFails = true;
      Files.delete(lastSegment());
      assertThatThrownBy(() -> journal.append(List.of(event("lost"))))
          .isInstanceOf(IOException.class);
      disk.forceFails = false;
      assertThat(journal.append(List.of(event("again")))).isEqualTo(4);
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).containsExactly("3:gap from 1 DAMAGED", "4:again");
    }
  }

  @Test
  void threads_that_append_at_once_share_the_force_of_the_disk() throws Exception {
    try (Journal journal = journal();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Callable<Long>> appends = new ArrayList<>();
      IntStream.rangeClosed(1, 400)
          .forEach(i -> appends.add(() -> journal.append(List.of(event("e" + i)))));
      List<Long> numbers = new ArrayList<>();
      for (Future<Long> future : threads.invokeAll(appends)) {
        numbers.add(future.get());
      }
      assertThat(numbers).doesNotHaveDuplicates().hasSize(400);
      assertThat(words(journal, 1)).hasSize(400);
      assertThat(disk.forces.get()).isLessThan(400);
    }
  }

  @Test
  void a_folder_put_back_from_a_copy_goes_on_in_a_new_epoch_and_loses_nothing() throws Exception {
    String epoch;
    try (Journal journal = journal()) {
      fill(journal, 8);
      journal.acknowledged(5);
      epoch = journal.epoch();
      journal.beginNewEpoch();
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(journal.acknowledged()).isZero();
      assertThat(words(journal, 1)).containsExactly("1:e6", "2:e7", "3:e8");
      assertThat(journal.append(List.of(event("after")))).isEqualTo(4);
    }
    try (Journal journal = journal()) {
      assertThat(journal.epoch()).isNotEqualTo(epoch);
      assertThat(words(journal, 1)).containsExactly("1:e6", "2:e7", "3:e8", "4:after");
      assertThat(folder.path().resolve(epoch)).doesNotExist();
    }
  }

  @Test
  void a_new_epoch_tells_of_what_was_missing_in_the_old_one() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 9);
      journal.acknowledged(3);
    }
    flip(lastSegment(), Files.size(lastSegment()) / 2);
    List<String> expected = List.of("1:e4", "2:gap from 2 DAMAGED", "3:e6", "4:e7", "5:e8", "6:e9");
    try (Journal journal = journal()) {
      assertThat(words(journal, 5).getFirst()).isEqualTo("5:gap from 5 DAMAGED");
      journal.beginNewEpoch();
      assertThat(words(journal, 1)).isEqualTo(expected);
      assertThat(journal.append(List.of(event("after")))).isEqualTo(7);
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).startsWith(expected.toArray(String[]::new)).endsWith("7:after");
    }
  }

  @Test
  void an_entry_whose_force_is_still_to_come_goes_along_into_a_new_epoch() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
      journal.acknowledged(2);
      List<Throwable> wrong = new ArrayList<>();
      Thread changer =
          new Thread(
              () -> {
                try {
                  journal.beginNewEpoch();
                } catch (IOException | RuntimeException e) {
                  wrong.add(e);
                }
              });
      disk.beforeWriting.set(
          () -> {
            // It has the right to force the disk now and waits for this writing to end.
            changer.start();
            Awaitility.await().until(() -> changer.getState() == Thread.State.BLOCKED);
          });
      journal.append(List.of(event("just now")));
      changer.join();
      assertThat(wrong).isEmpty();
      assertThat(words(journal, 1)).containsExactly("1:e3", "2:just now");
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).containsExactly("1:e3", "2:just now");
    }
  }

  @Test
  void a_new_epoch_that_the_disk_does_not_take_leaves_everything_as_it_was() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 3);
      journal.belongTo("first");
      disk.full = true;
      leavesAsItWas(journal, journal::beginNewEpoch);
      disk.full = false;
      disk.forceFails = true;
      leavesAsItWas(journal, journal::beginNewEpoch);
      disk.forceFails = false;
      // The note cannot be written: something of another kind lies where it is made.
      Path inTheWay = Files.createDirectories(folder.path().resolve("current.new/in the way"));
      leavesAsItWas(journal, journal::beginNewEpoch);
      leavesAsItWas(journal, () -> journal.belongTo("another"));
      journal.append(List.of(event("after")));
      Files.delete(inTheWay);
    }
    try (Journal journal = journal()) {
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3", "4:after");
      journal.belongTo("another");
      assertThat(words(journal, 1)).isEmpty();
    }
  }

  private void leavesAsItWas(Journal journal, ThrowingCallable change) throws Exception {
    String epoch = journal.epoch();
    assertThatThrownBy(change).isInstanceOf(IOException.class);
    assertThat(journal.epoch()).isEqualTo(epoch);
    assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2", "3:e3");
    try (Stream<Path> all = Files.list(folder.path())) {
      assertThat(all.map(path -> path.getFileName().toString()).filter(name -> name.length() == 36))
          .containsExactly(epoch);
    }
  }

  @Test
  void a_limit_that_was_hit_keeps_its_count_and_span_in_a_new_epoch() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 1_000);
      List<Entry> before = Entries.all(journal, 1);
      journal.beginNewEpoch();
      assertThat(Entries.all(journal, 1).getFirst()).isEqualTo(before.getFirst());
      assertThat(words(journal, 1).getLast()).isEqualTo("1000:e1000");
      assertNoHoles(journal, 1);
    }
  }

  @Test
  void the_first_console_gets_what_was_seen_before_it_and_another_one_gets_nothing_of_that()
      throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 2);
      journal.belongTo("console-a");
      assertThat(words(journal, 1)).containsExactly("1:e1", "2:e2");
      journal.belongTo("console-a");
      assertThat(words(journal, 1)).hasSize(2);
    }
    try (Journal journal = journal()) {
      journal.belongTo("console-b");
      assertThat(words(journal, 1)).isEmpty();
      assertThat(journal.append(List.of(event("fresh")))).isEqualTo(1);
    }
  }

  @Test
  void a_lost_note_of_the_epoch_is_made_anew_from_the_folder() throws Exception {
    String epoch;
    try (Journal journal = journal()) {
      fill(journal, 2);
      epoch = journal.epoch();
    }
    Files.delete(folder.path().resolve("current"));
    try (Journal journal = journal()) {
      assertThat(journal.epoch()).isEqualTo(epoch);
      assertThat(words(journal, 1)).hasSize(2);
    }
  }

  @Test
  void swapped_files_are_read_without_an_entry_at_a_wrong_place() throws Exception {
    try (Journal journal = journal(SMALL)) {
      fill(journal, 60);
    }
    List<Path> segments = segments();
    Path aside = temp.resolve("aside");
    Files.move(segments.get(0), aside);
    Files.move(segments.get(1), segments.get(0));
    Files.move(aside, segments.get(1), StandardCopyOption.REPLACE_EXISTING);
    try (Journal journal = journal(SMALL)) {
      assertThat(journal.nextSequence()).isEqualTo(61);
      assertNoHoles(journal, 1);
      for (Entry entry : Entries.all(journal, 1)) {
        if (!(entry.what() instanceof Gap)) {
          assertThat(Entries.words(entry)).isEqualTo("e" + entry.sequence());
        }
      }
    }
  }

  @Test
  void only_the_owner_can_read_the_files() throws Exception {
    try (Journal journal = journal()) {
      fill(journal, 1);
    }
    try (Stream<Path> files = Files.walk(folder.path())) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  static void assertNoHoles(Journal journal, long from) throws Exception {
    long wanted = from;
    for (Entry entry : Entries.all(journal, from)) {
      long first = entry.what() instanceof Gap gap ? gap.firstSequence() : entry.sequence();
      assertThat(first).isEqualTo(wanted);
      wanted = entry.sequence() + 1;
    }
    assertThat(wanted).isEqualTo(journal.nextSequence());
  }

  private static void fill(Journal journal, int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      journal.append(List.of(event("e" + i)));
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.walk(folder.path())) {
      return files.filter(f -> f.toString().endsWith(Segment.SUFFIX)).sorted().toList();
    }
  }

  private Path lastSegment() throws IOException {
    return segments().getLast();
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 0x40);
    }
  }
}
