package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stairgate.agent.platform.linux.KernelEvents.Happening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real socket of the real kernel. */
@EnabledOnOs(OS.LINUX)
class UeventSocketTest {
  @Test
  void waking_ends_a_wait_at_once() throws Exception {
    Optional<UeventSocket> opened = UeventSocket.open();
    assumeThat(opened).isPresent();
    try (UeventSocket socket = opened.get()) {
      CompletableFuture<Happening> waiting =
          CompletableFuture.supplyAsync(() -> skipMessages(socket));
      assertThat(waiting).isNotDone();
      socket.wake();
      assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(new Happening.Woken());
    }
  }

  @Test
  void what_the_kernel_says_is_heard() throws Exception {
    // Any user may listen; only root may ask the kernel to say something.
    Path speaker = Path.of("/sys/devices/virtual/mem/null/uevent");
    assumeThat(Files.isWritable(speaker)).isTrue();
    Optional<UeventSocket> opened = UeventSocket.open();
    assumeThat(opened).isPresent();
    try (UeventSocket socket = opened.get()) {
      Files.writeString(speaker, "change");
      Happening heard;
      do {
        heard = CompletableFuture.supplyAsync(socket::next).get(5, TimeUnit.SECONDS);
      } while (!(heard instanceof Happening.Message(Uevent event, long at)
          && event.name().equals("null")));
      Happening.Message message = (Happening.Message) heard;
      assertThat(message.event().action()).isEqualTo("change");
      assertThat(message.event().subsystem()).isEqualTo("mem");
      assertThat(message.receivedNanos()).isLessThanOrEqualTo(System.nanoTime());
    }
  }

  private static Happening skipMessages(UeventSocket socket) {
    Happening happening = socket.next();
    while (happening instanceof Happening.Message) {
      happening = socket.next();
    }
    return happening;
  }
}
