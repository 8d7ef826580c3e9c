package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.AntiVirus;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.scan.EngineTrial;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirusReaderTest {
  private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";
  private static final String UNITS = "/run/systemd/units/invocation:";

  @TempDir private Path folder;
  private Laptop laptop;
  private AntiVirus control;
  private Clamd clamd;
  private final AtomicInteger ours = new AtomicInteger();
  private volatile EngineTrial.Answer answerOfOurs = EngineTrial.Answer.NONE;

  @BeforeEach
  void a_laptop_with_clamav() throws IOException {
    laptop = new Laptop(folder);
    clamd = new Clamd(folder.resolve("ctl"));
    laptop
        .file("/usr/sbin/clamd", "")
        .file("/etc/clamav/clamd.conf", "#\nLocalSocket /var/run/clamav/clamd.ctl\n")
        .link("/run/clamav/clamd.ctl", folder.resolve("ctl").toString())
        .link(WANTS + "clamav-daemon.service", "/lib/systemd/system/clamav-daemon.service")
        .link(UNITS + "clamav-daemon.service", "12")
        .link(UNITS + "clamav-freshclam.service", "12");
    definitions(Laptop.START.minus(Duration.ofDays(2)));
    control = control(laptop.parts());
  }

  @AfterEach
  void end() throws IOException {
    clamd.close();
  }

  @Test
  void an_engine_that_finds_the_test_virus_is_met_and_is_asked_once_a_day() {
    Finding finding = proved();
    assertThat(finding.state()).isEqualTo(new FindingState.Met());
    assertThat(finding.sentence()).isEqualTo("Virus protection is on.");
    for (int i = 0; i < 20; i++) {
      laptop.after(Duration.ofMinutes(5));
      prove();
    }
    assertThat(clamd.trials).hasValue(1);
    laptop.after(Duration.ofDays(1));
    proved();
    assertThat(clamd.trials).hasValue(2);
    definitions(laptop.now);
    proved();
    assertThat(clamd.trials).hasValue(3);
  }

  @Test
  void an_engine_that_calls_the_test_virus_clean_is_not_met() {
    clamd.answer = "stream: OK";
    assertThat(proved().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().sentence()).contains("did not find the test virus");
  }

  @Test
  void an_engine_that_went_away_is_told_at_once_and_tried_again_when_it_is_back()
      throws IOException {
    assertThat(proved().state()).isEqualTo(new FindingState.Met());
    clamd.close();
    laptop.gone("/run/clamav/clamd.ctl");
    assertThat(prove().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().sentence()).isEqualTo("Virus protection is off.");
    clamd = new Clamd(folder.resolve("ctl2"));
    laptop.link("/run/clamav/clamd.ctl", folder.resolve("ctl2").toString());
    assertThat(proved().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void old_knowledge_is_amber_after_three_open_days_and_not_met_after_seven() {
    // 22 November 2026 is a Sunday.
    definitions(Instant.parse("2026-11-15T10:00:00Z"));
    assertThat(proved().state()).isEqualTo(new FindingState.Met());
    assertThat(prove().sentence()).contains("5 open days old");
    definitions(Instant.parse("2026-11-11T10:00:00Z"));
    assertThat(proved().state()).as("seven open days").isEqualTo(new FindingState.Met());
    definitions(Instant.parse("2026-11-10T10:00:00Z"));
    assertThat(proved().state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove().sentence()).contains("8 open days old. Our limit is 7");
  }

  @Test
  void knowledge_that_nothing_renews_is_not_met_once_it_is_old() {
    laptop.gone(UNITS + "clamav-freshclam.service");
    assertThat(proved().state()).isEqualTo(new FindingState.Met());
    definitions(Instant.parse("2026-11-15T10:00:00Z"));
    assertThat(proved().sentence()).contains("nothing renews");
  }

  @Test
  void without_the_systems_engine_the_one_for_sticks_is_tried_once_a_day() throws IOException {
    clamd.close();
    laptop.gone("/run/clamav/clamd.ctl").gone(WANTS + "clamav-daemon.service");
    laptop.file("/run/stairgate-scan/clamd.sock", "");
    answerOfOurs = EngineTrial.Answer.FOUND;
    assertThat(proved().state()).isEqualTo(new FindingState.Met());
    definitions(laptop.now);
    laptop.after(Duration.ofHours(20));
    proved();
    assertThat(ours).hasValue(1);
  }

  @Test
  void other_products_are_named_and_not_judged_and_none_at_all_is_not_met() throws IOException {
    clamd.close();
    laptop.gone(UNITS + "clamav-daemon.service").file("/opt/sophos-spl/x", "");
    assertThat(prove().state()).isEqualTo(new FindingState.Unknown("product-not-looked-into"));
    assertThat(prove().evidence().getFirst().value()).isEqualTo("Sophos");
    Laptop bare = new Laptop(folder.resolve("bare"));
    VirusReader reader =
        new VirusReader(bare.files(), bare.parts(), () -> EngineTrial.Answer.NONE, bare);
    assertThat(new AntiVirus(reader, bare).prove(Policy.DEFAULT).state())
        .isEqualTo(new FindingState.NotMet());
  }

  @Test
  void a_check_beside_the_service_tells_what_the_service_found_and_tries_nothing() {
    assertThat(control(laptop.beside()).prove(Policy.DEFAULT).state())
        .isEqualTo(new FindingState.Unknown("not-tried-yet"));
    proved();
    assertThat(control(laptop.beside()).prove(Policy.DEFAULT).state())
        .isEqualTo(new FindingState.Met());
    assertThat(clamd.trials).hasValue(1);
  }

  @Test
  void headers_of_definitions_are_read_by_either_date_and_rubbish_by_none() {
    assertThat(VirusReader.madeAt("ClamAV-VDB:07 Jan 2026 09-30 -0500:27500:1:90:ab:cd:x:17"))
        .contains(Instant.parse("2026-01-07T14:30:00Z"));
    assertThat(VirusReader.madeAt("ClamAV-VDB:x:1:1:90:ab:cd:x:1763800000   "))
        .contains(Instant.ofEpochSecond(1_763_800_000L));
    assertThat(VirusReader.madeAt("ClamAV-VDB:::")).isEmpty();
    assertThat(VirusReader.madeAt("PK")).isEmpty();
  }

  private AntiVirus control(ControlParts parts) {
    return new AntiVirus(
        new VirusReader(
            laptop.files(),
            parts,
            () -> {
              ours.incrementAndGet();
              return answerOfOurs;
            },
            laptop),
        laptop);
  }

  private Finding prove() {
    return control.prove(Policy.DEFAULT);
  }

  /** The trial runs beside the check. */
  private Finding proved() {
    return Awaitility.await()
        .until(this::prove, finding -> !(finding.state() instanceof FindingState.InProgress));
  }

  private void definitions(Instant made) {
    String header = "ClamAV-VDB:x:27500:2000000:90:md5:sig:builder:" + made.getEpochSecond();
    laptop.file("/var/lib/clamav/daily.cvd", header + " ".repeat(512 - header.length()) + "rest");
    laptop.modified("/var/lib/clamav/daily.cvd", made);
  }

  /** Answers as clamd does: to PING, and to a stream that holds the test file. */
  private static final class Clamd implements AutoCloseable {
    final AtomicInteger trials = new AtomicInteger();
    volatile String answer = "stream: Win.Test.EICAR_HDB-1 FOUND";
    private final ServerSocketChannel server;
    private final Path socket;

    Clamd(Path socket) throws IOException {
      this.socket = socket;
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread thread = new Thread(this::serve, "clamd");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (true) {
        try (SocketChannel channel = server.accept()) {
          ByteBuffer in = ByteBuffer.allocate(256);
          while (in.position() == 0 || !whole(in)) {
            if (channel.read(in) < 0) {
              break;
            }
          }
          String said = text(in);
          String reply = said.startsWith("zPING") ? "PONG" : answer;
          if (said.contains("EICAR")) {
            trials.incrementAndGet();
          }
          channel.write(ByteBuffer.wrap((reply + "\0").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    private static boolean whole(ByteBuffer in) {
      String said = text(in);
      return said.equals("zPING\0") || (said.startsWith("zIN") && said.endsWith("\0\0\0\0"));
    }

    private static String text(ByteBuffer in) {
      return StandardCharsets.ISO_8859_1.decode(in.duplicate().flip()).toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
      Files.deleteIfExists(socket);
    }
  }
}
