package io.stairgate.console.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.stairgate.console.config.ConfigException;
import io.stairgate.console.config.MailConfig;
import io.stairgate.console.config.MailConfig.Security;
import io.stairgate.console.mail.FaultySmtp.Fault;
import io.stairgate.console.notify.Trouble;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters, handed to real mail servers over real sockets: well-behaved ones and faulty ones. */
class PostTest {
  private static final TestTls TLS = new TestTls("localhost");
  private static final Instant NOW = Instant.parse("2026-11-16T08:00:00Z");
  private static final String ID = "6a1d3f5e-0000-4000-8000-000000000001";
  private static final Letter LETTER =
      new Letter(
          "A memory stick was blocked",
          "Blue Room",
          "https://gate.example/alerts/1",
          "https://gate.example/my/messages");

  @TempDir Path folder;

  private static Post post(
      int port, Security security, Optional<MailConfig.User> user, Duration longest) {
    return new Post(
        new MailConfig("localhost", port, security, user, "stairgate@larch.example"),
        Optional.of(TLS.context()),
        longest);
  }

  private static Post patient(int port, Security security) {
    return post(port, security, Optional.empty(), Duration.ofMinutes(2));
  }

  private static Post.Envelope letter() {
    return new Post.Envelope("sam@larch.example", LETTER, ID, NOW);
  }

  private GreenMail greenMail(TestTls tls) {
    System.setProperty(
        "greenmail.tls.keystore.file", tls.keyStore(folder.resolve("keys.p12")).toString());
    System.setProperty("greenmail.tls.keystore.password", TestTls.PASSWORD);
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
    server.start();
    return server;
  }

  private Optional<MailConfig.User> user(String password) throws java.io.IOException {
    Path file = Files.writeString(folder.resolve("password"), password + "\nanything else\n");
    return Optional.of(new MailConfig.User("console", file));
  }

  @Test
  void a_letter_goes_out_over_tls_and_holds_category_nickname_and_link_and_nothing_else()
      throws Exception {
    GreenMail server = greenMail(TLS);
    try (Post post =
        post(
            server.getSmtps().getPort(),
            Security.TLS,
            user("long and secret"),
            Duration.ofMinutes(2))) {
      server.setUser("console@larch.example", "console", "long and secret");
      assertThat(post.check()).isEmpty();
      assertThat(post.send(letter())).isEqualTo(new Posted.Taken());
      MimeMessage got = server.getReceivedMessages()[0];
      assertThat(got.getSubject()).isEqualTo("A memory stick was blocked: Blue Room");
      assertThat(got.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(got.getMessageID()).isEqualTo("<" + ID + "@larch.example>");
      assertThat(got.getSentDate().toInstant()).isEqualTo(NOW);
      assertThat(got.getFrom()[0]).hasToString("Stairgate <stairgate@larch.example>");
      assertThat(got.getAllRecipients())
          .extracting(Object::toString)
          .containsExactly("sam@larch.example");
      assertThat(part(got, 0).strip().replace("\r\n", "\n"))
          .isEqualTo(
              """
              A memory stick was blocked
              Laptop: Blue Room

              Look here: https://gate.example/alerts/1

              Which messages you get, and where: https://gate.example/my/messages
              This message comes from Stairgate. Nobody reads answers to it.\
              """);
      assertThat(part(got, 1))
          .contains("<a href=\"https://gate.example/alerts/1\">Look here</a>")
          .contains("<p>Laptop: Blue Room</p>");
    } finally {
      server.stop();
    }
  }

  private static String part(MimeMessage message, int index) throws Exception {
    BodyPart part = ((MimeMultipart) message.getContent()).getBodyPart(index);
    return (String) part.getContent();
  }

  @Test
  void a_letter_has_room_for_nothing_else() {
    assertThat(Arrays.stream(Letter.class.getRecordComponents()).map(each -> each.getName()))
        .containsExactly("category", "nickname", "link", "choices");
    assertThat(Arrays.stream(Post.Envelope.class.getRecordComponents()).map(each -> each.getName()))
        .containsExactly("to", "letter", "id", "at");
  }

  @Test
  void a_wrong_password_sends_nothing_and_is_told_apart() throws Exception {
    GreenMail server = greenMail(TLS);
    try (Post post =
        post(server.getSmtps().getPort(), Security.TLS, user("wrong"), Duration.ofMinutes(2))) {
      server.setUser("console@larch.example", "console", "long and secret");
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.SIGN_IN));
      assertThat(post.check()).contains(Trouble.SIGN_IN);
      assertThat(server.getReceivedMessages()).isEmpty();
      user("long and secret");
      assertThat(post.send(letter())).as("read anew").isEqualTo(new Posted.Taken());
      Files.delete(folder.resolve("password"));
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.NO_PASSWORD));
    } finally {
      server.stop();
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_sends_nothing() throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.of(new TestTls("localhost").context()));
        Post post = patient(server.port(), Security.STARTTLS)) {
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.NOT_SAFE));
      assertThat(server.messages).isEmpty();
    }
  }

  @Test
  void a_believed_certificate_of_another_name_sends_nothing() throws Exception {
    TestTls other = new TestTls("elsewhere.example");
    try (FaultySmtp server = new FaultySmtp(Optional.of(other.context()));
        Post post =
            new Post(
                new MailConfig(
                    "localhost",
                    server.port(),
                    Security.STARTTLS,
                    Optional.empty(),
                    "stairgate@larch.example"),
                Optional.of(other.context()),
                Duration.ofMinutes(2))) {
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.NOT_SAFE));
      assertThat(server.messages).isEmpty();
    }
  }

  @Test
  void starttls_is_used_before_anything_is_said() throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.of(TLS.context()));
        Post post = post(server.port(), Security.STARTTLS, user("secret"), Duration.ofMinutes(2))) {
      assertThat(post.send(letter())).isEqualTo(new Posted.Taken());
      assertThat(server.commands.subList(0, 3))
          .containsExactly("EHLO larch.example", "STARTTLS", "EHLO larch.example");
      assertThat(server.messages).hasSize(1);
    }
  }

  @Test
  void a_server_that_offers_no_tls_is_told_neither_password_nor_address() throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.empty());
        Post post = post(server.port(), Security.STARTTLS, user("secret"), Duration.ofMinutes(2))) {
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.NOT_SAFE));
      assertThat(server.commands).noneMatch(said -> said.matches("(?i)(AUTH|MAIL|RCPT|DATA).*"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CLOSING,later,BUSY",
    "BUSY_ADDRESS,later,BUSY",
    "NO_SUCH_ADDRESS,never,ADDRESS_REFUSED",
    "REFUSED,never,REFUSED",
    "CUT_AFTER_DATA,later,CUT"
  })
  void each_answer_means_what_the_standard_says(Fault fault, String when, Trouble why)
      throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.of(TLS.context()));
        Post post = patient(server.port(), Security.STARTTLS)) {
      server.fault.set(fault);
      assertThat(post.send(letter()))
          .isEqualTo(when.equals("never") ? new Posted.Never(why) : new Posted.Later(why));
    }
  }

  @Test
  void a_letter_whose_answer_was_lost_goes_again_under_the_same_name() throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.of(TLS.context()));
        Post post = patient(server.port(), Security.STARTTLS)) {
      server.fault.set(Fault.CUT_AFTER_DATA);
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.CUT));
      server.fault.set(Fault.NONE);
      assertThat(post.send(letter())).isEqualTo(new Posted.Taken());
      assertThat(server.messages)
          .hasSize(2)
          .allSatisfy(text -> assertThat(text).contains("Message-ID: <" + ID + "@larch.example>"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SILENT", "SILENT_AFTER_DATA"})
  void a_server_that_says_nothing_is_left_after_a_bounded_time(Fault fault) throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.empty());
        Post post = post(server.port(), Security.NONE, Optional.empty(), Duration.ofMillis(700))) {
      server.fault.set(fault);
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.TOO_SLOW));
    }
  }

  @Test
  void a_server_that_is_not_there_is_not_reached() throws Exception {
    // A port that was free a moment ago another test may have by now; nobody has this one.
    try (Post post = patient(1, Security.NONE)) {
      assertThat(post.send(letter())).isEqualTo(new Posted.Later(Trouble.NOT_REACHED));
    }
  }

  @Test
  void without_protection_the_server_must_be_on_this_computer() {
    assertThatThrownBy(
            () ->
                new MailConfig(
                    "mail.larch.example", 25, Security.NONE, Optional.empty(), "a@larch.example"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be on this computer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Blue\r\nBcc: thief@example.org",
        "Blue\nSubject: other",
        "Blue\u2028Room",
        "\u202Emoor eulB",
        "Zoë’s Räume 🐢",
        "=?UTF-8?Q?Blue?=",
        "<b onclick=\"x\">'&",
        "\u0000\u0007Blue"
      })
  void a_nickname_stays_one_word_in_one_line(String nickname) throws Exception {
    try (FaultySmtp server = new FaultySmtp(Optional.empty());
        Post post = patient(server.port(), Security.NONE)) {
      Letter letter =
          new Letter("A memory stick was blocked", nickname, LETTER.link(), LETTER.choices());
      assertThat(post.send(new Post.Envelope("sam@larch.example", letter, ID, NOW)))
          .isEqualTo(new Posted.Taken());
      assertThat(server.commands.stream().filter(said -> said.startsWith("RCPT")))
          .containsExactly("RCPT TO:<sam@larch.example>");
      MimeMessage got = read(server.messages.getFirst());
      List<String> headers = new ArrayList<>();
      Collections.list(got.getAllHeaders()).forEach(header -> headers.add(header.getName()));
      assertThat(headers)
          .containsExactlyInAnyOrder(
              "Date",
              "From",
              "To",
              "Message-ID",
              "Subject",
              "MIME-Version",
              "Content-Type",
              "Auto-Submitted",
              "X-Auto-Response-Suppress");
      assertThat(got.getSubject())
          .isEqualTo("A memory stick was blocked: " + letter.nickname())
          .doesNotContainPattern("[\\p{Cntrl}\u202E\u2028]");
      assertThat(part(got, 0)).contains("Laptop: " + letter.nickname());
      assertThat(part(got, 1)).doesNotContain("<b onclick");
    }
  }

  private static MimeMessage read(String message) throws Exception {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Property(tries = 500)
  void no_nickname_makes_a_second_line_or_turns_the_reading_direction(@ForAll String nickname) {
    Letter letter = new Letter("Trial message", nickname, LETTER.link(), LETTER.choices());
    assertThat(letter.subject())
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .hasSizeLessThanOrEqualTo(300);
    assertThat(letter.html().lines().count()).isLessThanOrEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "https://gate.example/a\r\nBcc: x",
        "https://gate.example/\"><script>",
        "http://gate.example/a b",
        ""
      })
  void a_link_is_a_web_address_or_there_is_no_letter(String link) {
    assertThatThrownBy(() -> new Letter("Trial message", "", link, LETTER.choices()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
