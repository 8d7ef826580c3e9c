package io.stairgate.console.ingest;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;

/**
 * Counts the HTTP/2 frames of one connection, whatever their kind, and closes it where they come
 * faster than any laptop sends. gRPC looks at pings and resets alone: empty data, settings, window
 * updates and priorities may come for ever, and each costs the sender next to nothing. A laptop
 * that catches up on two months sends some 150 frames a second, 600 at once. The connection's own
 * thread runs it.
 */
final class FrameMeter extends ChannelInboundHandlerAdapter {
  private static final double PER_SECOND = 500;
  private static final double AT_ONCE = 5_000;
  private static final int PREFACE = 24;
  private static final int HEADER = 9;
  private static final int LENGTH = 3;

  private final TokenBucket frames = new TokenBucket(PER_SECOND, AT_ONCE, System.nanoTime());
  private int skip = PREFACE;
  private int headerRead;
  private int length;

  /** Waits in front of TLS until it is there, puts the meter behind it, and goes. */
  static final class Door extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
      if (tls != null) {
        var _ = context.pipeline().addAfter(tls.name(), null, new FrameMeter());
      }
      context.fireChannelRead(message);
      if (tls != null) {
        var _ = context.pipeline().remove(this);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && !withinRate(bytes)) {
      var _ = bytes.release();
      var _ = context.close();
      return;
    }
    context.fireChannelRead(message);
  }

  private boolean withinRate(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (skip > 0) {
        int here = Math.min(skip, end - at);
        skip -= here;
        at += here;
        continue;
      }
      if (headerRead < LENGTH) {
        length = length << 8 | bytes.getUnsignedByte(at);
      }
      at++;
      headerRead++;
      if (headerRead == HEADER) {
        skip = length;
        headerRead = 0;
        length = 0;
        if (!frames.tryTake(1, System.nanoTime())) {
          return false;
        }
      }
    }
    return true;
  }
}
