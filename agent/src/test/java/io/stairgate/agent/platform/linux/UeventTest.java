package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UeventTest {
  private static final String PATH = "/devices/pci0000:00/0000:00:14.0/usb1/1-4";
  private static final String ADD =
      "add@"
          + PATH
          + "\0ACTION=add\0DEVPATH="
          + PATH
          + "\0SUBSYSTEM=usb\0MAJOR=189\0MINOR=6\0DEVNAME=bus/usb/001/007\0DEVTYPE=usb_device\0PRODUCT=781/5567/127\0"
          + "TYPE=0/0/0\0BUSNUM=001\0DEVNUM=007\0SEQNUM=3412\0";

  @Test
  void the_kernels_message_is_understood() {
    assertThat(parse(ADD)).contains(new Uevent("add", PATH, "usb", "usb_device", false));
    assertThat(parse(ADD).orElseThrow().name()).isEqualTo("1-4");
  }

  @Test
  void a_changed_medium_is_understood() {
    String path = "/devices/pci0000:00/ata2/host1/block/sr0";
    assertThat(
            parse(
                "change@"
                    + path
                    + "\0ACTION=change\0DEVPATH="
                    + path
                    + "\0SUBSYSTEM=block\0DISK_MEDIA_CHANGE=1\0DEVTYPE=disk\0"))
        .contains(new Uevent("change", path, "block", "disk", true));
  }

  @Test
  void udevs_own_messages_and_lies_are_refused() {
    assertThat(parse("libudev\0\u00fe\u00ed\u00ca\u00fe\0")).isEmpty();
    assertThat(parse("add@/devices/a\0ACTION=add\0DEVPATH=/devices/b\0SUBSYSTEM=usb\0")).isEmpty();
    assertThat(
            parse(
                "add@/devices/../../etc\0ACTION=add\0DEVPATH=/devices/../../etc\0SUBSYSTEM=usb\0"))
        .isEmpty();
    assertThat(parse("add@/devices/a\0ACTION=add\0DEVPATH=/devices/a\0SUBSYSTEM=usb")).isEmpty();
    assertThat(parse("")).isEmpty();
  }

  @Property(tries = 3000)
  void any_bytes_are_parsed_or_refused(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(Uevent.parse(bytes, bytes.length)).isNotNull();
  }

  @Property(tries = 3000)
  void a_message_with_one_wrong_byte_is_parsed_or_refused(
      @ForAll @IntRange(max = 150) int at, @ForAll byte value) {
    byte[] bytes = ADD.getBytes(StandardCharsets.UTF_8);
    bytes[at] = value;
    Optional<Uevent> parsed = Uevent.parse(bytes, bytes.length);
    assertThat(parsed.isEmpty() || parsed.get().devicePath().startsWith("/devices/")).isTrue();
  }

  private static Optional<Uevent> parse(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return Uevent.parse(bytes, bytes.length);
  }
}
