package io.stairgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignInNoticeTest {
  private static final String NOTICE = "0123456789abcdef";
  private static final String OTHER = "fedcba9876543210";
  private Instant now = Instant.parse("2026-09-08T08:00:00Z");

  private Finding prove(NoticeReads reads) {
    return new SignInNotice(() -> Optional.of(reads), policy -> NOTICE, () -> now)
        .prove(Policy.DEFAULT);
  }

  @Test
  void met_only_when_everybody_who_signs_in_has_read_this_notice() {
    assertThat(prove(NoticeReads.NONE).state())
        .isEqualTo(new FindingState.NotApplicable("nobody-signed-in-yet"));
    NoticeReads both = NoticeReads.NONE.seen("pat", now).seen("sam", now).seen("root", now);
    assertThat(prove(both).sentence()).startsWith("2 people");
    NoticeReads one = both.read("pat", NOTICE, now);
    assertThat(prove(one).state()).isEqualTo(new FindingState.NotMet());
    assertThat(prove(one.read("sam", NOTICE, now)).state()).isEqualTo(new FindingState.Met());
    assertThat(prove(one.read("sam", OTHER, now)).state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void after_a_year_it_is_to_be_read_again_and_who_is_gone_does_not_count() {
    NoticeReads reads = NoticeReads.NONE.seen("gone", now).read("pat", NOTICE, now);
    now = now.plus(Duration.ofDays(61));
    reads = reads.seen("pat", now);
    assertThat(prove(reads).state()).isEqualTo(new FindingState.Met());
    now = now.plus(Duration.ofDays(310));
    reads = reads.seen("pat", now);
    assertThat(prove(reads).state()).isEqualTo(new FindingState.NotMet());
  }

  @Test
  void who_may_not_look_is_told_so_and_never_guessed() {
    assertThat(
            new SignInNotice(Optional::empty, policy -> NOTICE, () -> now)
                .prove(Policy.DEFAULT)
                .state())
        .isEqualTo(new FindingState.Unknown("needs-administrator"));
  }

  @Test
  void what_is_kept_comes_back_bounded_and_damage_is_nothing() {
    NoticeReads reads = NoticeReads.NONE;
    for (int i = 0; i < 200; i++) {
      reads = reads.seen("person" + i, now);
    }
    assertThat(reads.accounts()).hasSize(NoticeReads.MOST);
    NoticeReads known = reads.read("person199", NOTICE, now);
    assertThat(NoticeReads.of(known.text())).isEqualTo(known);
    assertThat(NoticeReads.of("a b c d\npat 99999999 x\n\0").accounts()).isEmpty();
  }
}
