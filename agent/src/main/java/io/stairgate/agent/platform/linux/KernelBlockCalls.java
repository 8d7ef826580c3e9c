package io.stairgate.agent.platform.linux;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;

/** The running kernel's own: {@code BLKROSET}, {@code BLKFLSBUF}, {@code syncfs}. */
final class KernelBlockCalls implements BlockCalls {
  @Override
  public boolean readOnly(Path node, boolean on) {
    return with(node, fd -> LibC.ioctl(fd, LibC.BLKROSET, new int[] {on ? 1 : 0}));
  }

  @Override
  public boolean flush(Path node) {
    return with(node, fd -> LibC.ioctl(fd, LibC.BLKFLSBUF, new int[] {0}));
  }

  @Override
  public boolean writeOut(Path folder) {
    return with(folder, LibC::syncfs);
  }

  private interface Call {
    int on(int fd);
  }

  private static boolean with(Path path, Call call) {
    int fd;
    try {
      // Without waiting: a drive without a medium must not hold us.
      fd = LibC.open(path.toString(), LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK);
    } catch (LastErrorException e) {
      return false;
    }
    try {
      return call.on(fd) >= 0;
    } catch (LastErrorException e) {
      return false;
    } finally {
      LibC.close(fd);
    }
  }
}
