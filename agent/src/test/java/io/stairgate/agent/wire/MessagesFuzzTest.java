package io.stairgate.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Entry;
import io.stairgate.proto.v1.EnrolResponse;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.RenewResponse;
import java.time.Duration;

/**
 * Whatever the console's side of a connection says, and whatever stands in the agent's own files:
 * it is a value, or it is refused with one sentence, soon.
 */
class MessagesFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Reads, and may refuse. */
  private interface Reading {
    void read() throws MalformedException, InvalidProtocolBufferException;
  }

  private static void soon(Reading reading) {
    assertTimeout(
        SOON,
        () -> {
          try {
            reading.read();
          } catch (MalformedException e) {
            assertThat(e.sentence()).isNotBlank().doesNotContain("\n");
          } catch (InvalidProtocolBufferException e) {
            // the library ends the stream before it is ours to judge
            assertThat(e).isNotNull();
          }
        });
  }

  @FuzzTest(maxDuration = FOR)
  void messages_of_the_console(byte[] data) {
    soon(() -> assertThat(LinkFormat.value(LinkResponse.parseFrom(data))).isNotNull());
    soon(() -> assertThat(LinkFormat.answer(EnrolResponse.parseFrom(data))).isNotNull());
    soon(() -> assertThat(LinkFormat.answer(RenewResponse.parseFrom(data))).isNotNull());
  }

  @FuzzTest(maxDuration = FOR)
  void policies(byte[] data) {
    soon(() -> assertThat(PolicyFormat.policy(Bytes.copyOf(data)).rules()).isNotNull());
    soon(
        () -> {
          Bytes kept = PolicyFormat.bytes(PolicyFormat.signed(Bytes.copyOf(data)));
          assertThat(PolicyFormat.bytes(PolicyFormat.signed(kept))).isEqualTo(kept);
        });
  }

  @FuzzTest(maxDuration = FOR)
  void permissions(byte[] data) {
    soon(
        () ->
            assertThat(PermissionFormat.permissions(Bytes.copyOf(data)).permissions()).isNotNull());
    soon(() -> assertThat(PermissionFormat.kept(data)).isNotNull());
    soon(() -> assertThat(PermissionFormat.request(data)).isNotNull());
  }

  /** What a record of the journal says goes to the console as it was read. */
  @FuzzTest(maxDuration = FOR)
  void entries_of_the_journal(byte[] data) {
    soon(
        () -> {
          Entry entry = EntryFormat.entry(data);
          assertThat(EntryFormat.entry(EntryFormat.bytes(entry))).isEqualTo(entry);
        });
  }
}
