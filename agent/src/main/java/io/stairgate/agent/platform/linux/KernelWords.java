package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the kernel tells of changes that are in no file: its packet filter (nfnetlink, every change
 * of nftables and of iptables on top of it; only to who has CAP_NET_ADMIN) and switches of radios
 * and cameras (uevents; no rights needed). For one thread; what it has no right to hear is not told
 * and found by the next check.
 */
final class KernelWords {
  private static final Logger LOG = Logger.getLogger(KernelWords.class.getName());
  private static final int NETLINK_NETFILTER = 12;

  /** NFNLGRP_NFTABLES is group 7. */
  private static final int FILTER_GROUP = 1 << 6;

  private static final int KERNEL_GROUP = 1;
  private static final int ADDRESS_SIZE = 12;
  private static final int BUFFER = 8 * 1024;

  /** Devices whose coming, going or switching a rule looks at. */
  private static final List<String> SUBSYSTEMS =
      List.of("SUBSYSTEM=rfkill", "SUBSYSTEM=bluetooth", "SUBSYSTEM=video4linux");

  private final int filter;
  private final int devices;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] sender = new byte[ADDRESS_SIZE];
  private final int[] senderSize = {ADDRESS_SIZE};

  private KernelWords(int filter, int devices) {
    this.filter = filter;
    this.devices = devices;
  }

  /** Subscribes to what this kernel has. */
  static KernelWords open() {
    return new KernelWords(
        subscribe(NETLINK_NETFILTER, FILTER_GROUP),
        subscribe(LibC.NETLINK_KOBJECT_UEVENT, KERNEL_GROUP));
  }

  /** Hears nothing: for a folder made to look like a system. */
  static KernelWords none() {
    return new KernelWords(-1, -1);
  }

  private static int subscribe(int family, int groups) {
    int socket = -1;
    try {
      socket =
          LibC.socket(
              LibC.AF_NETLINK, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, family);
      byte[] address =
          ByteBuffer.allocate(ADDRESS_SIZE)
              .order(ByteOrder.nativeOrder())
              .putShort((short) LibC.AF_NETLINK)
              .putShort((short) 0)
              .putInt(0)
              .putInt(groups)
              .array();
      LibC.bind(socket, address, address.length);
      return socket;
    } catch (LastErrorException e) {
      LOG.log(
          Level.FINE,
          "the kernel tells nothing of family {0}: error {1}",
          new Object[] {family, e.getErrorCode()});
      if (socket >= 0) {
        LibC.close(socket);
      }
      return -1;
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
    boolean filterChanged = filter >= 0 && drain(filter);
    boolean deviceChanged = devices >= 0 && drain(devices);
    return filterChanged || deviceChanged;
  }

  private boolean drain(int socket) {
    boolean heard = false;
    while (true) {
      senderSize[0] = ADDRESS_SIZE;
      try {
        long length = LibC.recvfrom(socket, buffer, buffer.length, 0, sender, senderSize);
        // Port 0 is the kernel; a process may send to the group too, with its own port.
        boolean kernel = ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) == 0;
        heard |= kernel && (socket == filter || counts(buffer, (int) length));
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
    descriptors().forEach(LibC::close);
  }
}
