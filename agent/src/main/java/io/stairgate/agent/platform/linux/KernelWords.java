package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the kernel tells of changes that are in no file: its packet filter, and switches of radios
 * and cameras (uevents). Of the packet filter it tells only those with {@code CAP_NET_ADMIN}, which
 * the service does not have: {@code stairgate-filter.socket} has, and prints something whenever the
 * filter was changed. Which of its words come does not matter, and none is looked at. For one
 * thread; what cannot be heard here is found by the next check.
 */
final class KernelWords {
  private static final Logger LOG = Logger.getLogger(KernelWords.class.getName());
  private static final String FILTER_SOCKET = "/run/stairgate-look/changes";
  private static final int KERNEL_GROUP = 1;
  private static final int ADDRESS_SIZE = 12;
  private static final int BUFFER = 8 * 1024;
  private static final int LONGEST_PATH = 107;

  /** A listener that hung up, or a system without nft, is not asked again sooner. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(30);

  /** Devices whose coming, going or switching a rule looks at. */
  private static final List<String> SUBSYSTEMS =
      List.of("SUBSYSTEM=rfkill", "SUBSYSTEM=bluetooth", "SUBSYSTEM=video4linux");

  private final Path filterSocket;
  private final int devices;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] sender = new byte[ADDRESS_SIZE];
  private final int[] senderSize = {ADDRESS_SIZE};
  private final Runnable filterChanged;
  private int filter = -1;
  private long askedAt;

  private KernelWords(Path filterSocket, int devices, Runnable filterChanged) {
    this.filterSocket = filterSocket;
    this.filterChanged = filterChanged;
    this.devices = devices;
  }

  /**
   * Subscribes to what there is.
   *
   * @param filterChanged told first of each change of the packet filter, on the reading thread
   */
  static KernelWords open(RootFiles files, Runnable filterChanged) {
    KernelWords words =
        new KernelWords(
            files.path(FILTER_SOCKET), files.live() ? subscribeToDevices() : -1, filterChanged);
    words.subscribeToFilter();
    return words;
  }

  private static int subscribeToDevices() {
    int socket = -1;
    try {
      socket =
          LibC.socket(
              LibC.AF_NETLINK,
              LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK,
              LibC.NETLINK_KOBJECT_UEVENT);
      byte[] address =
          ByteBuffer.allocate(ADDRESS_SIZE)
              .order(ByteOrder.nativeOrder())
              .putShort((short) LibC.AF_NETLINK)
              .putShort((short) 0)
              .putInt(0)
              .putInt(KERNEL_GROUP)
              .array();
      LibC.bind(socket, address, address.length);
      return socket;
    } catch (LastErrorException e) {
      LOG.log(Level.FINE, "the kernel does not tell of devices: error {0}", e.getErrorCode());
      close(socket);
      return -1;
    }
  }

  private void subscribeToFilter() {
    byte[] path = filterSocket.toString().getBytes(StandardCharsets.UTF_8);
    askedAt = System.nanoTime();
    if (path.length > LONGEST_PATH) {
      return;
    }
    int socket = -1;
    try {
      socket =
          LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0);
      byte[] address =
          ByteBuffer.allocate(2 + path.length + 1)
              .order(ByteOrder.nativeOrder())
              .putShort((short) LibC.AF_UNIX)
              .put(path)
              .array();
      LibC.connect(socket, address, address.length);
      filter = socket;
    } catch (LastErrorException e) {
      LOG.log(Level.FINE, "nobody tells of the packet filter: error {0}", e.getErrorCode());
      close(socket);
    }
  }

  private static void close(int descriptor) {
    if (descriptor >= 0) {
      LibC.close(descriptor);
    }
  }

  /** Subscribes again to what hung up, at most every half hour. */
  void again() {
    if (filter < 0 && System.nanoTime() - askedAt > ASK_AGAIN.toNanos()) {
      subscribeToFilter();
    }
  }

  /** The descriptors to wait for. */
  List<Integer> descriptors() {
    List<Integer> open = new ArrayList<>();
    if (filter >= 0) {
      open.add(filter);
    }
    if (devices >= 0) {
      open.add(devices);
    }
    return open;
  }

  /** Reads all that waits; true where something a rule looks at may have changed. */
  boolean read() {
    boolean ofFilter = filter >= 0 && drain(filter);
    if (ofFilter) {
      filterChanged.run();
    }
    boolean ofDevices = devices >= 0 && drain(devices);
    return ofFilter || ofDevices;
  }

  private boolean drain(int socket) {
    boolean heard = false;
    while (true) {
      senderSize[0] = ADDRESS_SIZE;
      try {
        long length = LibC.recvfrom(socket, buffer, buffer.length, 0, sender, senderSize);
        if (socket == filter) {
          if (length == 0) { // it hung up
            close(filter);
            filter = -1;
            return heard;
          }
          heard = true;
        } else {
          // Port 0 is the kernel; a process may send to the group too, with its own port.
          boolean kernel = ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) == 0;
          heard |= kernel && counts(buffer, (int) length);
        }
      } catch (LastErrorException e) {
        switch (e.getErrorCode()) {
          case LibC.EAGAIN -> {
            return heard;
          }
          case LibC.ENOBUFS -> heard = true; // some were lost: look
          case LibC.EINTR -> LOG.fine("interrupted, and read again");
          default -> throw e;
        }
      }
    }
  }

  /** Whether an event of a device is of one that a rule looks at. */
  static boolean counts(byte[] event, int length) {
    String text = new String(event, 0, Math.clamp(length, 0, event.length), StandardCharsets.UTF_8);
    for (String line : text.split("\0", 64)) {
      if (SUBSYSTEMS.contains(line)) {
        return true;
      }
    }
    return false;
  }

  void close() {
    close(filter);
    close(devices);
    filter = -1;
  }
}
