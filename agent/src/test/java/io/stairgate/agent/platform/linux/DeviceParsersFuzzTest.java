package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** The same for what the kernel and strangers' devices say. */
class DeviceParsersFuzzTest {
  private static final String FOR = "30s";

  @FuzzTest(maxDuration = FOR)
  void descriptors_of_usb_devices(byte[] data) {
    assertThat(Descriptors.parse(data)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void heads_of_file_systems(byte[] data) {
    assertThat(FileSystemProbe.kind(data)).isNotNull();
    assertThat(FileSystemProbe.journalWaits(data)).isIn(true, false);
  }

  @FuzzTest(maxDuration = FOR)
  void tables_of_mounts_and_disks(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertThat(MountTable.mounts(text)).isNotNull();
    assertThat(MountTable.swaps(text)).isNotNull();
    assertThat(FsTab.entries(text)).isNotNull();
    assertThat(FsTab.resume(text)).isNotNull();
    assertThat(FsTab.resumeOfInitramfs(text)).isNotNull();
    assertThat(BlockDevices.crypt(text)).isNotNull();
  }

  @FuzzTest(maxDuration = FOR)
  void words_of_the_kernel(byte[] data) {
    assertThat(InotifyWatch.parse(data, data.length)).isNotNull();
    assertThat(Keyboards.parse(new String(data, StandardCharsets.UTF_8))).isNotNull();
  }
}
