package io.stairgate.agent.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A name service for tests: {@link #NAME} has the addresses 127.0.0.11 to 127.0.0.14, in that
 * order; all other names are the system's.
 */
public final class ManyAddresses extends InetAddressResolverProvider {
  /** The name with several addresses. */
  static final String NAME = "consoles.stairgate.test";

  static final int FIRST = 11;
  static final int LAST = 14;

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver system = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.equals(NAME)
            ? IntStream.rangeClosed(FIRST, LAST).mapToObj(ManyAddresses::address)
            : system.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "several addresses of one name";
  }

  /** The address 127.0.0.{@code last}. */
  static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(NAME, new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
