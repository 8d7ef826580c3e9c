package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.recovery.KeptKey;
import io.stairgate.console.recovery.RecoveryDesk;
import io.stairgate.console.recovery.RecoveryState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recovery keys of laptops' disks: which there are, never what opens a disk. */
final class RecoveryKeysResource {
  private final RecoveryDesk desk;

  RecoveryKeysResource(RecoveryDesk desk) {
    this.desk = desk;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/recovery-keys",
            Right.LOOK,
            "Lists the recovery keys of laptops, newest first; not the keys themselves.",
            Operation.PAGING,
            Page.class,
            this::page));
  }

  record Page(
      boolean shared,
      @Nullable Instant drilledAt,
      @Nullable Boolean drillPassed,
      List<One> recoveryKeys,
      @Nullable String next) {
    Page {
      recoveryKeys = List.copyOf(recoveryKeys);
    }
  }

  record One(
      String id,
      String laptop,
      String keyId,
      String disk,
      int slot,
      String state,
      Instant keptAt,
      @Nullable Instant endedAt,
      @Nullable Instant seenAt) {}

  private Reply page(Call call) {
    RecoveryState state = desk.state(call.setting());
    Slice<KeptKey> slice =
        Slice.of(
            desk.keys().all(call.setting()),
            RecoveryKeysResource::id,
            call.afterId(),
            call.limit());
    return Reply.of(
        new Page(
            state.splitAt().isPresent(),
            state.drill().map(RecoveryState.Drill::at).orElse(null),
            state.drill().map(RecoveryState.Drill::passed).orElse(null),
            slice.items().stream().map(RecoveryKeysResource::one).toList(),
            slice.next()));
  }

  private static UUID id(KeptKey key) {
    return UUID.nameUUIDFromBytes(
        (key.device() + " " + key.keyId()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static One one(KeptKey key) {
    return new One(
        id(key).toString(),
        key.device().toString(),
        key.keyId(),
        key.volumeWords(),
        key.slot(),
        key.state().code(),
        key.keptAt(),
        key.endedAt().orElse(null),
        key.seenAt().orElse(null));
  }
}
