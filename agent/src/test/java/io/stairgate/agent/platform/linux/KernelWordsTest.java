package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelWordsTest {
  @TempDir Path root;

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
  void what_the_unit_prints_is_a_word_and_its_end_is_none() throws Exception {
    Files.createDirectories(root.resolve("run/stairgate-look"));
    Path socket = root.resolve("run/stairgate-look/changes");
    try (ServerSocketChannel unit = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unit.bind(UnixDomainSocketAddress.of(socket));
      AtomicInteger changed = new AtomicInteger();
      KernelWords words = KernelWords.open(new RootFiles(root), changed::incrementAndGet);
      assertThat(words.descriptors()).hasSize(1);
      assertThat(words.read()).isFalse();
      try (SocketChannel told = unit.accept()) {
        told.write(ByteBuffer.wrap("delete table inet filter\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(words.read()).isTrue();
        assertThat(words.read()).isFalse();
        assertThat(changed).as("what was known of the filter is forgotten").hasValue(1);
      }
      assertThat(words.read()).isFalse();
      assertThat(words.descriptors()).isEmpty();
      words.again(); // not so soon
      assertThat(words.descriptors()).isEmpty();
      words.close();
    }
  }

  @Test
  void without_the_unit_nothing_is_told_and_nothing_breaks() {
    KernelWords words = KernelWords.open(new RootFiles(root), () -> {});
    assertThat(words.descriptors()).isEmpty();
    assertThat(words.read()).isFalse();
    words.close();
  }

  @Test
  void the_kernels_word_of_devices_is_subscribed_on_a_running_system() {
    KernelWords words = KernelWords.open(new RootFiles(Path.of("/")), () -> {});
    assertThat(words.descriptors()).isNotEmpty();
    words.read();
    words.close();
  }
}
