package io.stairgate.console.audit;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of the log of who did what.
 *
 * @param setting the setting it belongs to
 * @param number from 1, one more each
 * @param at when, by the console's clock, to the microsecond
 * @param actor the person's display name, or what else did it
 * @param actorKind {@link Actor#kind}; empty in lines of the first version, which kept names alone
 * @param actorId {@link Actor#id}
 * @param act what was done, as a stable code
 * @param target to what, for example {@code laptop:} and its id; may be empty
 * @param detail more about it, in words
 * @param hash SHA-256 over the hash of the line before and this line
 */
public record AuditEntry(
    SettingId setting,
    long number,
    Instant at,
    String actor,
    String actorKind,
    Optional<UUID> actorId,
    String act,
    String target,
    String detail,
    Bytes hash) {

  /** What stands before the first line. */
  static final Bytes BEGINNING = Bytes.of(new byte[32]);

  /**
   * The hash this line must have after one with the hash {@code previous}. Every part goes in with
   * its length, so that none can move.
   */
  Bytes hashAfter(Bytes previous) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    part(all, previous.toArray());
    part(all, setting.toString().getBytes(StandardCharsets.UTF_8));
    part(all, Long.toString(number).getBytes(StandardCharsets.UTF_8));
    part(all, at.truncatedTo(ChronoUnit.MICROS).toString().getBytes(StandardCharsets.UTF_8));
    part(all, actor.getBytes(StandardCharsets.UTF_8));
    part(all, act.getBytes(StandardCharsets.UTF_8));
    part(all, detail.getBytes(StandardCharsets.UTF_8));
    if (!actorKind.isEmpty() || actorId.isPresent() || !target.isEmpty()) {
      part(all, actorKind.getBytes(StandardCharsets.UTF_8));
      part(all, actorId.map(UUID::toString).orElse("").getBytes(StandardCharsets.UTF_8));
      part(all, target.getBytes(StandardCharsets.UTF_8));
    }
    return Bytes.sha256Of(all.toByteArray());
  }

  private static void part(ByteArrayOutputStream all, byte[] part) {
    all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    all.writeBytes(part);
  }
}
