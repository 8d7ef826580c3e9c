package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.FilteringCheck;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterReaderTest {
  private static final String HEAD = "Iface\tDestination\tGateway\tFlags\n";

  @TempDir private Path folder;
  private Laptop laptop;
  private FilteringCheck control;
  private volatile BlockPage.Kind answer = new BlockPage.Kind.Filter("its block page");
  private final AtomicInteger tries = new AtomicInteger();

  @BeforeEach
  void a_laptop_on_a_network() {
    laptop = new Laptop(folder);
    network("0101A8C0");
    control =
        new FilteringCheck(
            new FilterReader(
                laptop.files(),
                laptop.parts(),
                address -> {
                  tries.incrementAndGet();
                  return answer;
                },
                laptop),
            laptop);
  }

  @Test
  void without_an_address_nobody_has_set_it_up_and_nothing_is_asked() {
    assertThat(prove("").state()).isEqualTo(new FindingState.Unknown("not-set-up"));
    assertThat(tries).hasValue(0);
  }

  @Test
  void a_blocked_page_is_met_and_asked_for_once_a_week() {
    assertThat(proved("http://test.example/").state()).isEqualTo(new FindingState.Met());
    for (int i = 0; i < 6; i++) {
      laptop.after(Duration.ofDays(1));
      prove("http://test.example/");
    }
    assertThat(tries).hasValue(1);
    answer = new BlockPage.Kind.Page();
    laptop.after(Duration.ofDays(1));
    awaitNotMet();
    assertThat(tries).hasValue(2);
  }

  @Test
  void another_network_is_tried_too_at_most_once_an_hour() {
    proved("http://test.example/");
    answer = new BlockPage.Kind.Page();
    network("FE01A8C0");
    laptop.after(Duration.ofMinutes(59));
    assertThat(prove("http://test.example/").state()).isEqualTo(new FindingState.Met());
    assertThat(tries).hasValue(1);
    laptop.after(Duration.ofMinutes(1));
    awaitNotMet();
  }

  @Test
  void a_filter_that_let_the_page_through_is_tried_again_after_an_hour() {
    answer = new BlockPage.Kind.Page();
    prove("http://test.example/");
    awaitNotMet();
    answer = new BlockPage.Kind.Filter("its block page");
    laptop.after(Duration.ofMinutes(59));
    prove("http://test.example/");
    assertThat(tries).hasValue(1);
    laptop.after(Duration.ofMinutes(1));
    Awaitility.await()
        .until(() -> prove("http://test.example/").state() instanceof FindingState.Met);
    assertThat(tries).hasValue(2);
  }

  @Test
  void without_a_network_nothing_is_tried() {
    laptop.file("/proc/net/route", HEAD);
    assertThat(prove("http://test.example/").state())
        .isEqualTo(new FindingState.Unknown("no-network"));
    assertThat(tries).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\n\r\n",
        "HTTP/1.1 451 Unavailable\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://block.filter.example/why?u=1\r\n\r\n",
        "HTTP/1.1 307 x\r\nlocation: //10.0.0.1/blocked\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n<html><head><TITLE>Web Page Blocked</TITLE>",
        "HTTP/1.0 200 OK\r\n\r\n<title>Oops</title> Smoothwall has blocked this"
      })
  void a_filter_shows_itself(String answer) {
    assertThat(BlockPage.of("test.example", answer)).isInstanceOf(BlockPage.Kind.Filter.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x",
        "HTTP/1.1",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 502 Bad Gateway\r\n\r\nblocked",
        "HTTP/1.1 301 x\r\nLocation: https://www.test.example/\r\n\r\n",
        "HTTP/1.1 301 x\r\nLocation: /there\r\n\r\n",
        "HTTP/1.1 301 x\r\n\r\n"
      })
  void what_says_nothing_is_unclear(String answer) {
    assertThat(BlockPage.of("test.example", answer)).isInstanceOf(BlockPage.Kind.Unclear.class);
  }

  @Test
  void the_page_itself_is_the_page_itself() {
    assertThat(
            BlockPage.of(
                "test.example",
                "HTTP/1.1 200 OK\r\n\r\n<title>Test</title>If you see this it is not blocked."))
        .isEqualTo(new BlockPage.Kind.Page());
  }

  @Test
  void a_damaged_note_is_as_if_there_were_none() {
    for (String text : List.of("", "x", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z a b c")) {
      assertThat(FilterReader.Note.parse(text).at()).isEqualTo(Instant.EPOCH);
    }
  }

  private void network(String gateway) {
    laptop.file("/proc/net/route", HEAD + "wlp3s0\t00000000\t" + gateway + "\t0003\n");
  }

  private void awaitNotMet() {
    Awaitility.await()
        .until(() -> prove("http://test.example/").state(), new FindingState.NotMet()::equals);
  }

  private Finding proved(String address) {
    return Awaitility.await()
        .until(
            () -> prove(address), finding -> !(finding.state() instanceof FindingState.InProgress));
  }

  private Finding prove(String address) {
    RuleSettings settings = new RuleSettings.FilteringCheck(address, 7);
    return control.prove(
        new Policy(
            "",
            Optional.empty(),
            Instant.EPOCH,
            Map.of(Rule.FILTERING_CHECK, new RulePolicy(Stage.WATCH, settings)),
            List.of(),
            ""));
  }
}
