package io.stairgate.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.config.PlainException;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.MediaRequest;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.policy.TelephoneBook.Answered;
import io.stairgate.agent.wire.TelephoneSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelephoneBookTest {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final TelephoneSecret KEY = TelephoneSecret.of(Bytes.copyOf(SECRET));
  private static final BootTime BOOT = new BootTime("boot", 1_000_000);
  private static final MediaRequest STICK =
      new MediaRequest(
          "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
          new Medium(
              MediumKind.USB_STORAGE,
              "0781",
              "5567",
              "S1",
              "Stick",
              IdentityStrength.SERIAL,
              "usb 1-4",
              "ab".repeat(32)),
          "anna",
          "by telephone",
          false);
  private static final byte[] NONCE = new byte[16];

  /** The runner of properties knows no temporary folders. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @TempDir Path temp;

  @SuppressWarnings("NullAway.Init") // open() makes it
  private DataDirectory data;

  @BeforeEach
  void open() throws Exception {
    data = DataDirectory.open(temp.resolve("data"));
  }

  private TelephoneBook book() throws IOException {
    TelephoneBook book = TelephoneBook.open(data);
    book.secret(KEY);
    return book;
  }

  private static String today(String challenge) {
    return TelephoneCode.answer(KEY, TelephoneCode.Kind.TODAY, challenge);
  }

  @Test
  void the_right_answer_is_good_once() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    assertThat(challenge).matches("[0-9A-HJKMNP-TV-Z]{8}");
    assertThat(book.answer("anna", today(challenge), BOOT))
        .isEqualTo(new Answered.Right(TelephoneCode.Kind.TODAY, Optional.of(STICK)));
    assertThat(book.answer("anna", today(challenge), BOOT))
        .isInstanceOf(Answered.NoChallenge.class);
  }

  @Test
  void the_answer_is_what_the_contract_says() throws Exception {
    String challenge = "ABCDEFGH";
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    byte[] hash =
        mac.doFinal(
            "stairgate-telephone-v1\0today-reading-only\0ABCDEFGH"
                .getBytes(StandardCharsets.US_ASCII));
    StringBuilder bits = new StringBuilder();
    for (byte each : hash) {
      bits.append(Integer.toBinaryString(0x100 | (each & 0xff)).substring(1));
    }
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 50; i += 5) {
      expected.append(
          "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(Integer.parseInt(bits.substring(i, i + 5), 2)));
    }
    assertThat(today(challenge)).isEqualTo(expected.toString()).hasSize(10);
  }

  @Test
  void typing_is_forgiven() {
    assertThat(TelephoneCode.typed(" abcde-fghjk ", 10)).contains("ABCDEFGHJK");
    assertThat(TelephoneCode.typed("oil00 00000", 10)).contains("0110000000");
    assertThat(TelephoneCode.typed("ABCDE FGHJ", 10)).isEmpty();
    assertThat(TelephoneCode.typed("ABCDE FGHJKM", 10)).isEmpty();
    assertThat(TelephoneCode.typed("ABCDU FGHJK", 10)).isEmpty();
    assertThat(TelephoneCode.spoken("ABCDEFGH")).isEqualTo("ABCD EFGH");
  }

  @Test
  void five_wrong_answers_spend_it_and_a_restart_gives_none_back() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    for (int left = 4; left >= 3; left--) {
      assertThat(book.answer("anna", "0000000000", BOOT)).isEqualTo(new Answered.Wrong(left));
    }
    assertThat(book.answer("anna", "not a code", BOOT)).isInstanceOf(Answered.NotACode.class);
    TelephoneBook restarted = TelephoneBook.open(data);
    for (int left = 2; left >= 0; left--) {
      assertThat(restarted.answer("anna", "0000000000", BOOT)).isEqualTo(new Answered.Wrong(left));
    }
    assertThat(restarted.answer("anna", today(challenge), BOOT))
        .isInstanceOf(Answered.NoChallenge.class);
    assertThat(TelephoneBook.open(data).answer("anna", today(challenge), BOOT))
        .isInstanceOf(Answered.NoChallenge.class);
  }

  @Test
  void it_lives_half_an_hour_of_this_start_of_the_system() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    BootTime late = new BootTime("boot", BOOT.sinceBootMs() + TelephoneBook.LIFE.toMillis() + 1);
    assertThat(book.answer("anna", today(challenge), late))
        .isInstanceOf(Answered.NoChallenge.class);
    assertThat(book.answer("anna", today(challenge), new BootTime("next", 2_000_000)))
        .isInstanceOf(Answered.NoChallenge.class);
    assertThat(book.answer("anna", today(challenge), BOOT)).isInstanceOf(Answered.Right.class);
  }

  @Test
  void nobody_answers_for_somebody_else_and_the_clocks_answer_opens_no_stick() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    assertThat(book.answer("ben", today(challenge), BOOT)).isInstanceOf(Answered.NoChallenge.class);
    String clock = TelephoneCode.answer(KEY, TelephoneCode.Kind.CLOCK, challenge);
    assertThat(clock).isNotEqualTo(today(challenge));
    assertThat(book.answer("anna", clock, BOOT))
        .isEqualTo(new Answered.Right(TelephoneCode.Kind.CLOCK, Optional.of(STICK)));
    String alone = book.challenge("anna", Optional.empty(), NONCE, BOOT);
    assertThat(book.answer("anna", today(alone), BOOT)).isEqualTo(new Answered.Wrong(4));
  }

  @Test
  void a_disk_that_cannot_count_refuses_the_try() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    Path folder = data.path().resolve("telephone");
    Files.delete(folder.resolve("challenges"));
    Files.delete(folder);
    Files.createFile(folder);
    assertThatThrownBy(() -> book.answer("anna", today(challenge), BOOT))
        .isInstanceOf(IOException.class);
  }

  @Test
  void the_secret_is_its_owners_alone_and_is_shown_nowhere() throws Exception {
    TelephoneBook book = TelephoneBook.open(data);
    assertThat(book.ready()).isFalse();
    book.secret(KEY);
    assertThat(TelephoneBook.open(data).ready()).isTrue();
    Path file = data.path().resolve("identity").resolve("telephone-secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(KEY.toString()).doesNotContain("0123");
  }

  @Test
  void a_new_consoles_secret_ends_what_waits() throws Exception {
    TelephoneBook book = book();
    String challenge = book.challenge("anna", Optional.of(STICK), NONCE, BOOT);
    byte[] other = SECRET.clone();
    other[0] = 'x';
    book.secret(TelephoneSecret.of(Bytes.copyOf(other)));
    assertThat(book.answer("anna", today(challenge), BOOT))
        .isInstanceOf(Answered.NoChallenge.class);
  }

  @Test
  void a_damaged_file_is_no_challenge() throws Exception {
    book();
    for (String damage : new String[] {"\n\n\n", "x y z", "YW5uYQ== ABCDEFGH 99 boot 1 -", "\0"}) {
      data.folder("telephone").write("challenges", damage.getBytes(StandardCharsets.US_ASCII));
      assertThat(TelephoneBook.open(data).answer("anna", "0000000000", BOOT))
          .isInstanceOf(Answered.NoChallenge.class);
    }
  }

  @Property(tries = 300)
  void wrong_answers_never_open(@ForAll long seed, @ForAll @LongRange(min = 1) long wrong)
      throws IOException, PlainException {
    Path folder = Files.createTempDirectory("telephone");
    TelephoneBook book = TelephoneBook.open(DataDirectory.open(folder.resolve("data")));
    book.secret(KEY);
    byte[] nonce = new byte[16];
    new Random(seed).nextBytes(nonce);
    String challenge = book.challenge("anna", Optional.of(STICK), nonce, BOOT);
    String right = today(challenge);
    String clock = TelephoneCode.answer(KEY, TelephoneCode.Kind.CLOCK, challenge);
    Random random = new Random(wrong);
    for (int i = 0; i < 8; i++) {
      char[] typed = right.toCharArray();
      int at = random.nextInt(typed.length);
      typed[at] = typed[at] == '7' ? '8' : '7';
      String guess = new String(typed);
      if (!guess.equals(clock)) {
        assertThat(book.answer("anna", guess, BOOT)).isNotInstanceOf(Answered.Right.class);
      }
    }
    assertThat(book.answer("anna", right, BOOT)).isInstanceOf(Answered.NoChallenge.class);
    delete(folder);
  }
}
