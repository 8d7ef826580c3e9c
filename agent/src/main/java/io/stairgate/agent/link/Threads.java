package io.stairgate.agent.link;

import java.util.concurrent.ThreadFactory;

/** The link's threads: named, and none keeps the process alive. */
final class Threads {
  private Threads() {}

  static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
