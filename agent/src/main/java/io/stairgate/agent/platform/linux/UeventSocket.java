package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The kernel's messages about devices, from its netlink socket. Needs no rights. Waits in {@code
 * poll} without a time limit: nothing runs while nothing happens, and {@link #wake} ends the wait
 * at once through an eventfd.
 */
final class UeventSocket implements KernelEvents {
  private static final Logger LOG = Logger.getLogger(UeventSocket.class.getName());

  /**
   * Group 1 is the kernel's own messages; group 2 would be udev's, sent when its rules are done.
   */
  private static final int KERNEL_GROUP = 1;

  /** Room for a dock's worth of messages; the kernel doubles it. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  private static final int ADDRESS_SIZE = 12;
  private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final int socket;
  private final int bell;
  private final byte[] buffer = new byte[Uevent.LIMIT];
  private final byte[] sender = new byte[ADDRESS_SIZE];
  private final int[] senderSize = {ADDRESS_SIZE};
  private boolean closed;

  private UeventSocket(int socket, int bell) {
    this.socket = socket;
    this.bell = bell;
  }

  /** Subscribes; empty where the system does not let this process listen. */
  static Optional<UeventSocket> open() {
    int socket = -1;
    try {
      socket =
          LibC.socket(
              LibC.AF_NETLINK,
              LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK,
              LibC.NETLINK_KOBJECT_UEVENT);
      enlarge(socket);
      byte[] address =
          ByteBuffer.allocate(ADDRESS_SIZE)
              .order(ByteOrder.nativeOrder())
              .putShort((short) LibC.AF_NETLINK)
              .putShort((short) 0)
              .putInt(0)
              .putInt(KERNEL_GROUP)
              .array();
      LibC.bind(socket, address, address.length);
      return Optional.of(
          new UeventSocket(socket, LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK)));
    } catch (LastErrorException e) {
      LOG.log(
          Level.WARNING,
          "the kernel''s device messages cannot be heard: error {0}",
          e.getErrorCode());
      if (socket >= 0) {
        LibC.close(socket);
      }
      return Optional.empty();
    }
  }

  private static void enlarge(int socket) {
    int[] size = {RECEIVE_BUFFER};
    try {
      LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, size, 4);
    } catch (LastErrorException needsRights) {
      // Without the right to exceed the system's limit: as much as it allows.
      LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_RCVBUF, size, 4);
    }
  }

  @Override
  public Happening next() {
    try {
      while (true) {
        ByteBuffer waiting =
            ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt(bell)
                .putShort(LibC.POLLIN)
                .putShort((short) 0)
                .putInt(socket)
                .putShort(LibC.POLLIN)
                .putShort((short) 0);
        if (!poll(waiting.array())) {
          continue;
        }
        if (waiting.getShort(6) != 0) {
          LibC.read(bell, new byte[8], 8);
          return new Happening.Woken();
        }
        Optional<Happening> happening = receive();
        if (happening.isPresent()) {
          return happening.get();
        }
      }
    } catch (LastErrorException e) {
      LOG.log(Level.SEVERE, "the kernel''s device messages ended: error {0}", e.getErrorCode());
      return new Happening.Broken();
    }
  }

  private static boolean poll(byte[] descriptors) {
    try {
      return LibC.poll(descriptors, 2, -1) > 0;
    } catch (LastErrorException e) {
      if (e.getErrorCode() == LibC.EINTR) {
        return false;
      }
      throw e;
    }
  }

  /** Empty for a message that is not the kernel's, or is of no use. */
  private Optional<Happening> receive() {
    senderSize[0] = ADDRESS_SIZE;
    long length;
    try {
      length = LibC.recvfrom(socket, buffer, buffer.length, LibC.MSG_TRUNC, sender, senderSize);
    } catch (LastErrorException e) {
      return switch (e.getErrorCode()) {
        case LibC.ENOBUFS -> Optional.of(new Happening.Lost());
        case LibC.EINTR, LibC.EAGAIN -> Optional.empty();
        default -> throw e;
      };
    }
    long received = System.nanoTime();
    // Port 0 is the kernel; a process may send to the group too, with its own port.
    if (ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) != 0) {
      return Optional.empty();
    }
    if (length > buffer.length) {
      return Optional.of(new Happening.Lost());
    }
    return Uevent.parse(buffer, (int) length).map(event -> new Happening.Message(event, received));
  }

  @Override
  public synchronized void wake() {
    if (!closed) {
      LibC.write(bell, ONE, ONE.length);
    }
  }

  /** To be called when no thread is in {@link #next}. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibC.close(socket);
      LibC.close(bell);
    }
  }
}
