package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The few calls of the C library that the JDK has no word for. 64-bit systems only: {@code size_t}
 * is a {@code long}. Each call gives what the call of that name in section 2 of the manual gives,
 * and throws with its {@code errno}.
 */
final class LibC {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  static final int EIO = 5;
  static final int ENODEV = 19;
  static final int EINVAL = 22;
  static final int EFSBADCRC = 74;
  static final int EUCLEAN = 117;

  static final int AF_UNIX = 1;
  static final int AF_NETLINK = 16;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  static final int NETLINK_KOBJECT_UEVENT = 15;
  static final int SOL_SOCKET = 1;
  static final int SO_RCVBUF = 8;
  static final int SO_RCVBUFFORCE = 33;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;
  static final short POLLIN = 1;
  static final int IN_CLOEXEC = 0x80000;
  static final int IN_NONBLOCK = 0x800;
  static final int IN_ATTRIB = 0x4;
  static final int IN_CLOSE_WRITE = 0x8;
  static final int IN_MOVED_FROM = 0x40;
  static final int IN_MOVED_TO = 0x80;
  static final int IN_CREATE = 0x100;
  static final int IN_DELETE = 0x200;
  static final int IN_DELETE_SELF = 0x400;
  static final int IN_MOVE_SELF = 0x800;
  static final int IN_Q_OVERFLOW = 0x4000;
  static final int IN_IGNORED = 0x8000;
  static final int IN_ONLYDIR = 0x1000000;
  static final long MS_RDONLY = 1;
  static final long MS_NOSUID = 2;
  static final long MS_NODEV = 4;
  static final long MS_NOEXEC = 8;
  static final long MS_NOSYMFOLLOW = 256;
  static final long MS_PRIVATE = 1L << 18;
  static final int MNT_DETACH = 2;
  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;
  static final int O_NONBLOCK = 0x800;
  static final long BLKROSET = 0x125d;
  static final long BLKFLSBUF = 0x1261;
  static final int UMOUNT_NOFOLLOW = 8;
  static final int MADV_DONTNEED = 4;

  static {
    // Where this is not set, JNA starts /sbin/ldconfig to find libraries. We use none but the C
    // library, which is
    // already part of this process, and start no programs.
    if (System.getProperty("jna.platform.library.path") == null) {
      System.setProperty("jna.platform.library.path", "/usr/lib");
    }
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  static native int bind(int fd, byte[] address, int length) throws LastErrorException;

  static native int connect(int fd, byte[] address, int length) throws LastErrorException;

  static native int setsockopt(int fd, int level, int option, int[] value, int length)
      throws LastErrorException;

  static native long recvfrom(
      int fd, byte[] buffer, long length, int flags, byte[] address, int[] addressLength)
      throws LastErrorException;

  static native long sendto(
      int fd, byte[] buffer, long length, int flags, byte[] address, int addressLength)
      throws LastErrorException;

  static native int poll(byte[] descriptors, long count, int timeoutMs) throws LastErrorException;

  static native int eventfd(int value, int flags) throws LastErrorException;

  static native long read(int fd, byte[] buffer, long length) throws LastErrorException;

  static native long write(int fd, byte[] buffer, long length) throws LastErrorException;

  static native int close(int fd) throws LastErrorException;

  static native int inotify_init1(int flags) throws LastErrorException;

  static native int inotify_add_watch(int fd, String path, int mask) throws LastErrorException;

  static native int inotify_rm_watch(int fd, int watch) throws LastErrorException;

  static native int open(String path, int flags) throws LastErrorException;

  static native int ioctl(int fd, long request, int[] value) throws LastErrorException;

  static native int syncfs(int fd) throws LastErrorException;

  static native void sync();

  static native int mount(String source, String target, String type, long flags, String data)
      throws LastErrorException;

  static native int madvise(long address, long length, int advice) throws LastErrorException;

  static native int umount2(String target, int flags) throws LastErrorException;
}
