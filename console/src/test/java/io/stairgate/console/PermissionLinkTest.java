package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.authority.Authority;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.Approval;
import io.stairgate.console.permission.LaptopState;
import io.stairgate.console.permission.MediaRequest;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.PermissionOutcome;
import io.stairgate.console.permission.PermissionParts;
import io.stairgate.console.permission.SecondLook;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.IdentityStrength;
import io.stairgate.proto.v1.LinkRequest;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.Medium;
import io.stairgate.proto.v1.MediumKind;
import io.stairgate.proto.v1.PermissionEvent;
import io.stairgate.proto.v1.PermissionStep;
import io.stairgate.proto.v1.Permissions;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.ScanProgress;
import io.stairgate.proto.v1.ScanReport;
import io.stairgate.proto.v1.ScanVerdict;
import io.stairgate.proto.v1.SignedPermissions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a permission between a laptop and the console, over real TLS. */
class PermissionLinkTest {
  private static final String DESCRIPTORS = "ab".repeat(32);

  @TempDir Path folder;
  ConsoleFixture f;
  TestAgent agent;
  Actor.Person dsl;

  @BeforeEach
  void start() {
    f = new ConsoleFixture(folder);
    agent = f.enrolled();
    UUID id = UUID.randomUUID();
    dsl = new Actor.Person(id, "Dina");
    f.console
        .core()
        .database
        .useTransaction(
            tx -> {
              tx.createUpdate(
                      """
                      INSERT INTO account (account_id, setting_id, sign_in_name, display_name,
                        passphrase_hash, created_at)
                      VALUES (:id, :setting, 'dina', 'Dina', '', :now)
                      """)
                  .bind("id", id)
                  .bind("setting", f.setting().value())
                  .bind("now", Instant.now())
                  .execute();
              f.console
                  .core()
                  .members
                  .put(tx, f.setting(), id, Set.of(Role.DSL), Optional.empty(), Instant.now());
            });
  }

  @AfterEach
  void stop() {
    agent.close();
    f.close();
  }

  private PermissionParts parts() {
    return f.console.permissions();
  }

  private DeviceId device() {
    return new DeviceId(UUID.fromString(agent.deviceId));
  }

  private static Medium.Builder medium() {
    return Medium.newBuilder()
        .setKind(MediumKind.MEDIUM_KIND_USB_STORAGE)
        .setVendorId("0781")
        .setProductId("5581")
        .setSerial("4C530001")
        .setName("SanDisk Ultra")
        .setStrength(IdentityStrength.IDENTITY_STRENGTH_SERIAL)
        .setPort("usb 1-4")
        .setDescriptorSha256(DESCRIPTORS);
  }

  private static Entry.Builder entry(long sequence) {
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(TestAgent.timestamp(Instant.now()));
  }

  private static io.stairgate.proto.v1.MediaRequest.Builder request(UUID id) {
    return io.stairgate.proto.v1.MediaRequest.newBuilder()
        .setRequestId(id.toString())
        .setMedium(medium())
        .setAccount("anna")
        .setReason("Photos for the wall.");
  }

  private static Permissions permissions(SignedPermissions signed) throws Exception {
    return Permissions.parseFrom(signed.getPermissions());
  }

  private UUID approve(UUID request) {
    PermissionOutcome outcome =
        parts()
            .desk()
            .approve(
                f.setting(),
                request,
                Approval.ordinary(device(), Owner.SETTING),
                dsl,
                SecondLook.NOT_GIVEN);
    assertThat(outcome).isInstanceOf(PermissionOutcome.Done.class);
    return ((PermissionOutcome.Done) outcome).id();
  }

  @Test
  void asked_allowed_signed_there_within_a_second_used_and_stopped() throws Exception {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcome().getTelephoneSecret().toByteArray())
        .isEqualTo(f.console.core().telephoneSecret(device()).toArray())
        .hasSize(32);
    UUID asked = UUID.randomUUID();
    stream.send(agent.entries(entry(1).setRequest(request(asked)).build()));
    assertThat(stream.acknowledged()).isEqualTo(1);

    long from = System.nanoTime();
    UUID permission = approve(asked);
    SignedPermissions signed = stream.next(LinkResponse.MessageCase.PERMISSIONS).getPermissions();
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    System.out.println("From the decision to the laptop: " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(5));
    proved(signed);
    Permissions list = permissions(signed);
    assertThat(list.getDeviceId()).isEqualTo(agent.deviceId);
    assertThat(list.getVersion()).isEqualTo(version(1, 1));
    assertThat(list.getPermissionsList())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getPermissionId()).isEqualTo(permission.toString());
              assertThat(one.getKind()).isEqualTo(MediumKind.MEDIUM_KIND_USB_STORAGE);
              assertThat(one.getSerial()).isEqualTo("4C530001");
              assertThat(one.getDescriptorSha256()).isEqualTo(DESCRIPTORS);
              assertThat(one.getPort()).isEmpty();
              assertThat(one.getAccount()).isEqualTo("anna");
              assertThat(one.getReadOnly()).isTrue();
              assertThat(one.hasStartsAt()).isTrue();
              assertThat(one.hasEndsAt()).isTrue();
            });

    stream.send(
        LinkRequest.newBuilder()
            .setScanProgress(
                ScanProgress.newBuilder()
                    .setPermissionId(permission.toString())
                    .setDoneBytes(50)
                    .setTotalBytes(200))
            .build());
    Awaitility.await()
        .until(
            () ->
                parts()
                    .scans()
                    .progress(f.setting(), permission, device())
                    .filter(progress -> progress.percent() == 25)
                    .isPresent());
    stream.send(
        agent.entries(
            entry(2)
                .setPermission(
                    step(permission, PermissionStep.PERMISSION_STEP_SCANNED)
                        .setScan(
                            ScanReport.newBuilder()
                                .setVerdict(ScanVerdict.SCAN_VERDICT_CLEAN)
                                .setEngine("ClamAV 1.0.9")
                                .setFiles(3)))
                .build(),
            entry(3)
                .setPermission(
                    step(permission, PermissionStep.PERMISSION_STEP_OPENED).setAccount("anna"))
                .build()));
    assertThat(stream.acknowledged()).isEqualTo(3);
    assertThat(state(permission)).isEqualTo(LaptopState.OPEN);
    assertThat(parts().scans().progress(f.setting())).isEmpty();

    parts().desk().stop(f.setting(), permission, Optional.empty(), "", dsl);
    Permissions after =
        permissions(stream.next(LinkResponse.MessageCase.PERMISSIONS).getPermissions());
    assertThat(after.getVersion()).isEqualTo(version(1, 2));
    assertThat(after.getPermissionsList()).isEmpty();
  }

  private LaptopState state(UUID permission) {
    return parts()
        .desk()
        .permission(f.setting(), permission)
        .orElseThrow()
        .on(device())
        .orElseThrow()
        .state();
  }

  private static PermissionEvent.Builder step(UUID permission, PermissionStep step) {
    return PermissionEvent.newBuilder().setPermissionId(permission.toString()).setStep(step);
  }

  private static PolicyVersion version(long epoch, long number) {
    return PolicyVersion.newBuilder().setEpoch(epoch).setNumber(number).build();
  }

  private static void proved(SignedPermissions signed) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(
        Authority.parse(signed.getCertificateDer().toByteArray()).orElseThrow().getPublicKey());
    signature.update("stairgate-permissions-v1\0".getBytes(StandardCharsets.US_ASCII));
    signature.update(signed.getPermissions().toByteArray());
    assertThat(signature.verify(signed.getSignatureDer().toByteArray())).isTrue();
  }

  @Test
  void what_was_decided_while_it_was_away_waits_for_it_and_comes_once() throws Exception {
    TestAgent.Stream first = agent.link(agent.hello(1, 1));
    UUID asked = UUID.randomUUID();
    first.send(agent.entries(entry(1).setRequest(request(asked)).build()));
    assertThat(first.acknowledged()).isEqualTo(1);
    java.util.Objects.requireNonNull(first.out).onCompleted();
    assertThat(first.ended().getCode()).isEqualTo(Status.Code.OK);
    var _ = approve(asked);

    TestAgent.Stream second = agent.link(agent.hello(2, 1));
    Permissions list =
        permissions(second.next(LinkResponse.MessageCase.PERMISSIONS).getPermissions());
    assertThat(list.getPermissionsList()).hasSize(1);

    TestAgent.Stream third = agent.link(agent.hello(2, 1).setHighestPermissions(list.getVersion()));
    third.send(agent.entries(agent.started(2)));
    assertThat(third.acknowledged()).isEqualTo(2);
    assertThat(third.received).as("it has the newest").noneMatch(LinkResponse::hasPermissions);

    TestAgent.Stream fourth = agent.link(agent.hello(3, 1).setHighestPermissions(version(1, 99)));
    assertThat(
            permissions(fourth.next(LinkResponse.MessageCase.PERMISSIONS).getPermissions())
                .getVersion())
        .as("a laptop that knows more than the console, as after a restore")
        .isEqualTo(version(1, 100));
  }

  @Test
  void what_breaks_the_contract_ends_the_stream_with_a_sentence() {
    UUID id = UUID.randomUUID();
    refused(each -> each.setRequest(request(id).setReason("x".repeat(301))), "reason has more");
    refused(each -> each.setRequest(request(id).setReason(" \u202E ")), "who asks and why");
    refused(each -> each.setRequest(request(id).setAccount("")), "who asks and why");
    refused(each -> each.setRequest(request(id).clearMedium()), "names no medium");
    refused(each -> each.setRequest(request(id).setRequestId("1")), "request_id is not a UUID");
    refused(
        each -> each.setRequest(request(id).setMedium(medium().setSerial("x".repeat(10_000)))),
        "serial has more than 128");
    refused(
        each -> each.setRequest(request(id).setMedium(medium().setDescriptorSha256("zz"))),
        "descriptor_sha256 is not a SHA-256");
    refused(
        each -> each.setPermission(step(id, PermissionStep.PERMISSION_STEP_UNSPECIFIED)),
        "has no step");
    refused(
        each -> each.setPermission(step(id, PermissionStep.PERMISSION_STEP_SCANNED)),
        "a scan is told with the end of a scan");
    refused(
        each -> each.setPermission(step(id, PermissionStep.PERMISSION_STEP_BY_TELEPHONE)),
        "names its medium and its end");
    refused(
        each ->
            each.setPermission(
                step(id, PermissionStep.PERMISSION_STEP_SCANNED)
                    .setScan(
                        ScanReport.newBuilder()
                            .setVerdict(ScanVerdict.SCAN_VERDICT_CLEAN)
                            .addSkippedBecause("/home/anna/secret.jpg"))),
        "skipped_because is not a code");
    assertThat(parts().desk().openCount(f.setting())).isZero();
  }

  private void refused(Consumer<Entry.Builder> change, String sentence) {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    assertThat(stream.welcomed()).isZero();
    Entry.Builder entry = entry(1);
    change.accept(entry);
    stream.send(agent.entries(entry.build()));
    Status status = stream.ended();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(sentence);
  }

  @Test
  void marks_that_turn_or_hide_text_are_gone_before_anybody_reads_them() {
    TestAgent.Stream stream = agent.link(agent.hello(1, 1));
    UUID asked = UUID.randomUUID();
    stream.send(
        agent.entries(
            entry(1)
                .setRequest(
                    request(asked)
                        .setReason("<b>now</b>\u202E\u2066\u061C\u001B[31m")
                        .setMedium(medium().setName("Ultra\u2028\u200B\u0000<script>")))
                .build()));
    assertThat(stream.acknowledged()).isEqualTo(1);
    MediaRequest kept = parts().desk().request(f.setting(), asked).orElseThrow();
    assertThat(kept.reason()).isEqualTo("<b>now</b>    [31m");
    assertThat(kept.medium().name()).isEqualTo("Ultra   <script>");
  }
}
