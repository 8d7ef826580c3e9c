package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.stairgate.agent.control.UpdateSource.Support;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whatever stands in the files, sockets and answers that these parsers read, they end with a value.
 * The kept samples run with every test run; {@code packaging/fuzz} looks for more.
 */
class ParsersFuzzTest {
  private static final String FOR = "30s";

  @FuzzTest(maxDuration = FOR)
  void filter_rules(byte[] data) {
    String text = text(data);
    FilterRules rules =
        FilterRules.none().andNft(text).andIptables("ip", text).andIptables("ip6", text);
    assertThat(rules.shut("ip")).isEqualTo(rules.shut("ip"));
    FirewallReader.parse(text).ifPresent(parsed -> parsed.shut("ip6"));
  }

  @FuzzTest(maxDuration = FOR)
  void apt_configuration(byte[] data) {
    AptConfiguration apt = new AptConfiguration().and(text(data));
    assertThat(apt.on("APT::Periodic::Enable", "1")).isIn(true, false);
    assertThat(apt.list("Unattended-Upgrade::Origins-Pattern")).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void package_lists(byte[] data) throws IOException {
    PackageList.read(
        new ByteArrayInputStream(data), entry -> assertThat(entry.name()).isNotEmpty());
  }

  @FuzzTest(maxDuration = FOR)
  void lines_are_those_of_the_bytes(byte[] data) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(data), 1 << 20);
    int count = 0;
    while (lines.next()) {
      count++;
    }
    int ends = 0;
    for (byte each : data) {
      ends += each == '\n' ? 1 : 0;
    }
    boolean open = data.length > 0 && data[data.length - 1] != '\n';
    assertThat(count).isEqualTo(ends + (open ? 1 : 0));
  }

  @FuzzTest(maxDuration = FOR)
  void versions(byte[] data) {
    String text = text(data);
    int middle = text.indexOf('\n');
    String left = text.substring(0, Math.max(0, middle));
    String right = text.substring(middle + 1);
    int order = Integer.signum(DebianVersion.compare(left, right));
    assertThat(Integer.signum(DebianVersion.compare(right, left))).isEqualTo(-order);
    assertThat(DebianVersion.compare(left, left)).isZero();
  }

  @FuzzTest(maxDuration = FOR)
  void answers_of_web_servers(byte[] data) {
    assertThat(BlockPage.of("test.example", text(data))).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void headers_and_notes(byte[] data) {
    String text = text(data);
    assertThat(VirusReader.madeAt(text)).isNotNull();
    assertThat(VirusReader.madeAt("ClamAV-VDB:" + text)).isNotNull();
    assertThat(VirusReader.Note.parse(text).trial(true)).isNotNull();
    assertThat(FilterReader.Note.parse(text).met()).isNotNull();
    assertThat(ProgramReader.parse(text, "")).isNotNull();
    assertThat(ProgramReader.held(text, Set.of("1"))).isIn(true, false);
    assertThat(UpdateReader.parse(text)).isNotNull();
    assertThat(BackupReader.moment(text)).isNotNull();
    assertThat(BackupReader.stamp(text)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void systems_and_their_ends(byte[] data) {
    String text = text(data);
    Support support = SupportEnds.of(text, true);
    assertThat(support).isNotNull();
    assertThat(SupportEnds.find(text, "x", false)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void compiled_settings(byte[] data) {
    GvdbFile.of(data)
        .ifPresent(
            file -> {
              assertThat(file.string("/org/gnome/deja-dup/last-backup", 64)).isNotNull();
              assertThat(file.unsigned("/a/b")).isNotNull();
              assertThat(file.bool("/a/b")).isNotNull();
              assertThat(file.table(".locks")).isNotNull();
            });
  }

  @FuzzTest(maxDuration = FOR)
  void settings_of_sessions(byte[] data) {
    String text = text(data);
    assertThat(SessionLocks.parse(text)).isNotNull();
    assertThat(Logind.desktop("1", text)).isNotNull();
    assertThat(Logind.hints(text)).isNotNull();
    assertThat(Logind.inhibitor(text)).isNotNull();
    assertThat(PlasmaLock.settings(text)).isNotNull();
    assertThat(GnomeLock.systemDatabases(text)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void accounts_and_groups(byte[] data) {
    String text = text(data);
    assertThat(AccountFiles.accounts(text, text, text)).isNotNull();
    assertThat(Administrators.members(text)).isNotNull();
    assertThat(Administrators.byNumber(text)).isNotNull();
    Administrators.doas(text, new TreeSet<>(), new TreeSet<>());
    Administrators.identities(text, new TreeSet<>(), new TreeSet<>());
    assertThat(Sudoers.read(path -> Optional.of(text), folder -> List.of())).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void ways_to_sign_in(byte[] data) {
    String text = text(data);
    assertThat(SignInWays.gdm(text)).isNotNull();
    assertThat(SignInWays.sddmUser(text)).isNotNull();
    assertThat(SignInWays.seat(text, "autologin-user")).isNotNull();
    assertThat(PamStack.of("common-auth", name -> Optional.of(text))).isNotNull();
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }
}
