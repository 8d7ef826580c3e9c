package io.stairgate.console.watch;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.stairgate.console.database.Database;
import java.util.Optional;
import java.util.Set;

/**
 * How a fault stands in the log: what it was and where it arose, in full, and its words only where
 * they are our own or say something of the network or a disk. A database says in its faults which
 * value did not fit, a mail server which address, a reader which text: none of that belongs into a
 * log. Made by logback, by the word {@code %without}; any thread.
 */
public final class WithoutValues extends ThrowableHandlingConverter {
  private static final int DEEPEST = 20;

  /** Their words name a host, a port or a file of the console, never what somebody typed. */
  private static final Set<String> HARMLESS =
      Set.of(
          "java.net.ConnectException",
          "java.net.NoRouteToHostException",
          "java.net.SocketTimeoutException",
          "java.net.UnknownHostException",
          "java.nio.file.AccessDeniedException",
          "java.nio.file.FileSystemException",
          "java.nio.file.NoSuchFileException");

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder out = new StringBuilder();
    IThrowableProxy next = event.getThrowableProxy();
    for (int depth = 0; next != null && depth < DEEPEST; depth++) {
      out.append(depth == 0 ? "" : "Caused by: ").append(next.getClassName());
      out.append(words(next)).append('\n');
      StackTraceElementProxy[] frames = next.getStackTraceElementProxyArray();
      int own = frames.length - next.getCommonFrames();
      for (int i = 0; i < own; i++) {
        out.append("\tat ").append(frames[i].getStackTraceElement()).append('\n');
      }
      if (next.getCommonFrames() > 0) {
        out.append("\t... ").append(next.getCommonFrames()).append(" more\n");
      }
      next = next.getCause();
    }
    return out.toString();
  }

  private static String words(IThrowableProxy proxy) {
    Optional<String> state =
        proxy instanceof ThrowableProxy whole
            ? Database.stateOf(whole.getThrowable())
            : Optional.empty();
    if (state.isPresent()) {
      return ": " + state.get();
    }
    String name = proxy.getClassName();
    boolean ours = name.startsWith("io.stairgate.") || HARMLESS.contains(name);
    return ours && proxy.getMessage() != null ? ": " + proxy.getMessage() : "";
  }
}
