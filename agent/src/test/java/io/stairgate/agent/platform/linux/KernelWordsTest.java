package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KernelWordsTest {
  private static boolean counts(String event) {
    byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
    return KernelWords.counts(bytes, bytes.length);
  }

  @Test
  void radios_and_cameras_count_and_other_devices_do_not() {
    assertThat(counts("change@/devices/x/rfkill0\0ACTION=change\0SUBSYSTEM=rfkill\0SEQNUM=1\0"))
        .isTrue();
    assertThat(counts("remove@/x/video0\0ACTION=remove\0SUBSYSTEM=video4linux\0")).isTrue();
    assertThat(counts("add@/x\0ACTION=add\0SUBSYSTEM=block\0DEVNAME=SUBSYSTEM=rfkill.x\0"))
        .isFalse();
    assertThat(counts("")).isFalse();
    assertThat(KernelWords.counts(new byte[4], 9_999)).isFalse();
  }

  @Test
  void what_the_kernel_has_is_subscribed_and_closed_again() {
    KernelWords words = KernelWords.open();
    assertThat(words.descriptors()).hasSizeBetween(1, 2);
    words.read();
    words.close();
    assertThat(KernelWords.none().descriptors()).isEmpty();
  }
}
