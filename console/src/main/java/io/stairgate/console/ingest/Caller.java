package io.stairgate.console.ingest;

import io.grpc.Context;
import io.stairgate.console.device.Enrolled;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Who calls: what the connection proves, never what a message says.
 *
 * @param device the laptop of its client certificate; empty where it came without one
 * @param address where it calls from
 */
record Caller(Optional<Enrolled> device, InetAddress address) {
  static final Context.Key<Caller> KEY = Context.key("caller");
}
