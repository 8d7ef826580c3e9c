package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ServiceNoticeTest {
  @TempDir private Path folder;

  @Test
  void systemd_hears_ready_alive_and_stopping_at_a_path() {
    hears(folder.resolve("notify").toString());
  }

  @Test
  void systemd_hears_them_at_an_abstract_name() {
    hears("@stairgate-test-" + System.nanoTime());
  }

  @Test
  void without_a_socket_nothing_happens() {
    ServiceNotice none = ServiceNotice.of(new FakeLinux(folder).files());
    none.ready();
    none.stopping();
    assertThat(ServiceNotice.socketIn("PATH=/bin\0HOME=/root\0")).isEmpty();
    assertThat(ServiceNotice.address("relative")).isEmpty();
    assertThat(ServiceNotice.address("/" + "x".repeat(200))).isEmpty();
  }

  private void hears(String socket) {
    byte[] address = ServiceNotice.address(socket).orElseThrow();
    int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
    try {
      LibC.bind(fd, address, address.length);
      FakeLinux linux = new FakeLinux(folder);
      linux.file("/proc/self/environ", "LANG=C\0NOTIFY_SOCKET=" + socket + "\0");
      ServiceNotice notice = ServiceNotice.of(linux.files());
      notice.ready();
      notice.alive();
      notice.stopping();
      assertThat(receive(fd)).isEqualTo("READY=1");
      assertThat(receive(fd)).isEqualTo("WATCHDOG=1");
      assertThat(receive(fd)).isEqualTo("STOPPING=1");
    } finally {
      LibC.close(fd);
    }
  }

  private static String receive(int fd) {
    byte[] buffer = new byte[64];
    long length = LibC.read(fd, buffer, buffer.length);
    return new String(buffer, 0, (int) length, StandardCharsets.US_ASCII);
  }
}
