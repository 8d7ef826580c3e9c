package io.stairgate.console.oidc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Gathers an answer's body and hangs up where it grows over its bound. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final int largest;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BoundedBody(int largest) {
    this.largest = largest;
  }

  /** The answer was larger than allowed. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("The answer is too large");
    }
  }

  static BodyHandler<byte[]> handler(int largest) {
    return info -> new BoundedBody(largest);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (gathered.size() + buffer.remaining() > largest) {
        if (subscription != null) {
          subscription.cancel();
        }
        whole.completeExceptionally(new TooLargeException());
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      gathered.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable e) {
    whole.completeExceptionally(e);
  }

  @Override
  public void onComplete() {
    whole.complete(gathered.toByteArray());
  }
}
