package io.stairgate.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.IdentityStrength;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.identity.Pki;
import io.stairgate.agent.policy.PermissionStore.Outcome;
import io.stairgate.agent.wire.PermissionMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionStoreTest {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final String DEVICE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  private static final Medium STICK =
      new Medium(
          MediumKind.USB_STORAGE,
          "0781",
          "5567",
          "S1",
          "Stick",
          IdentityStrength.SERIAL,
          "usb 1-4",
          "ab".repeat(32));

  @TempDir Path temp;
  private final Pki pki = new Pki(NOW);
  private final PermissionMaker maker = new PermissionMaker(pki);
  private final PermissionVerifier verifier =
      new PermissionVerifier(pki.authority(), Pki.CONSOLE_ID, DEVICE);
  private final Permission one =
      PermissionMaker.allowing(STICK, NOW, NOW.plus(Duration.ofHours(8)));
  private DataDirectory data;
  private PermissionStore store;

  @BeforeEach
  void open() throws Exception {
    data = DataDirectory.open(temp.resolve("data"));
    store = PermissionStore.open(data);
    assertThat(store.load(verifier)).isEmpty();
  }

  private SignedPermissions list(long epoch, long number, Permission... permissions) {
    return maker.signed(DEVICE, epoch, number, NOW, permissions);
  }

  private PermissionStore again() throws Exception {
    PermissionStore next = PermissionStore.open(data);
    assertThat(next.load(verifier)).isEmpty();
    return next;
  }

  @Test
  void what_the_console_signed_holds_and_is_there_after_a_restart() throws Exception {
    assertThat(store.offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Taken.class);
    assertThat(store.permissions()).containsExactly(one);
    assertThat(again().permissions()).containsExactly(one);
    assertThat(again().version()).contains(new PolicyVersion(1, 1));
    assertThat(store.offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void nobody_but_its_owner_can_read_the_copy() throws Exception {
    store.offer(list(1, 1, one), verifier, NOW);
    Path file = data.path().resolve("permissions").resolve("current");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void an_older_list_never_brings_a_stopped_permission_back() throws Exception {
    store.offer(list(1, 1, one), verifier, NOW);
    store.offer(list(1, 2), verifier, NOW);
    assertThat(store.offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
    assertThat(store.permissions()).isEmpty();
    assertThat(again().offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void the_same_number_with_other_content_is_refused() {
    store.offer(list(1, 1), verifier, NOW);
    assertThat(store.offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void a_higher_restore_epoch_wins_whatever_its_number() {
    store.offer(list(1, 900), verifier, NOW);
    assertThat(store.offer(list(2, 1, one), verifier, NOW)).isInstanceOf(Outcome.Taken.class);
    assertThat(store.offer(list(1, 901), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
    assertThat(store.permissions()).containsExactly(one);
  }

  @Test
  void a_damaged_copy_permits_nothing_is_told_and_comes_again_with_the_same_number()
      throws Exception {
    store.offer(list(1, 3, one), verifier, NOW);
    data.folder("permissions").write("current", new byte[] {1, 2, 3});
    PermissionStore next = PermissionStore.open(data);
    assertThat(next.load(verifier)).hasValueSatisfying(why -> assertThat(why).endsWith("."));
    assertThat(next.permissions()).isEmpty();
    assertThat(next.version()).isEmpty();
    assertThat(next.offer(list(1, 2, one), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
    assertThat(next.offer(list(1, 3, one), verifier, NOW)).isInstanceOf(Outcome.Taken.class);
  }

  @Test
  void a_policys_signature_is_none_for_permissions() {
    Bytes words = list(1, 1, one).permissions();
    assertThat(store.offer(maker.signFor("stairgate-policy-v1\0", words), verifier, NOW))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(store.permissions()).isEmpty();
  }

  @Test
  void another_laptops_list_and_another_consoles_are_refused() {
    String other = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    assertThat(store.offer(maker.signed(other, 1, 1, NOW, one), verifier, NOW))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(
            store.offer(
                new PermissionMaker(new Pki(NOW)).signed(DEVICE, 1, 1, NOW, one), verifier, NOW))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(store.version()).isEqualTo(Optional.empty());
  }

  @Test
  void a_disk_that_takes_nothing_changes_nothing() throws Exception {
    Path folder = data.path().resolve("permissions");
    Files.delete(folder);
    Files.createFile(folder);
    assertThat(store.offer(list(1, 1, one), verifier, NOW)).isInstanceOf(Outcome.Refused.class);
    assertThat(store.permissions()).isEmpty();
  }
}
