package io.stairgate.console.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Calls to providers. Each is bounded: where it may go ({@link Reach}), how long it may take from
 * beginning to end, how much may come back, how many run at once. Redirects are not followed. Any
 * thread may use it.
 */
public final class Outside implements AutoCloseable {
  /** The largest answer, bytes; Microsoft's keys are about 15 kB. */
  public static final int LARGEST = 256 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int AT_ONCE = 16;

  private final Reach reach;
  private final Duration longest;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /**
   * Ready to call.
   *
   * @param reach where to
   * @param longest how long one call may take from its beginning to the last byte
   */
  public Outside(Reach reach, Duration longest) {
    this(reach, longest, Optional.empty());
  }

  /**
   * Ready to call.
   *
   * @param reach where to
   * @param longest how long one call may take from its beginning to the last byte
   * @param trust whose certificates are believed; empty: those the runtime believes
   */
  public Outside(Reach reach, Duration longest, Optional<SSLContext> trust) {
    this.reach = reach;
    this.longest = longest;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(threads);
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * What came back.
   *
   * @param status HTTP status
   * @param body at most {@link #LARGEST} bytes, as UTF-8
   */
  public record Reply(int status, String body) {}

  /** Reads JSON. */
  Reply get(URI address) throws ElsewhereException {
    return call(address, request(address).GET().build());
  }

  /** Sends a form and reads JSON. */
  Reply post(URI address, String form, Map<String, String> headers) throws ElsewhereException {
    HttpRequest.Builder request =
        request(address).header("Content-Type", "application/x-www-form-urlencoded");
    headers.forEach(request::header);
    return call(address, request.POST(HttpRequest.BodyPublishers.ofString(form)).build());
  }

  /**
   * Sends JSON.
   *
   * @throws ElsewhereException where it must not be called, or there was no answer
   */
  public Reply postJson(URI address, byte[] json, Map<String, String> headers)
      throws ElsewhereException {
    HttpRequest.Builder request = request(address).header("Content-Type", "application/json");
    headers.forEach(request::header);
    return call(address, request.POST(HttpRequest.BodyPublishers.ofByteArray(json)).build());
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address)
        .timeout(longest)
        .header("Accept", "application/json")
        .header("User-Agent", "Stairgate");
  }

  private Reply call(URI address, HttpRequest request) throws ElsewhereException {
    reach.check(address);
    if (!places.tryAcquire()) {
      throw new ElsewhereException(Fault.BUSY);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BoundedBody.handler(LARGEST));
    try {
      HttpResponse<byte[]> response = answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new ElsewhereException(Fault.TOO_SLOW, e);
    } catch (ExecutionException e) {
      throw new ElsewhereException(faultOf(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ElsewhereException(Fault.NOT_REACHED, e);
    } finally {
      // Also ends a call that trickles on.
      answer.cancel(true);
      places.release();
    }
  }

  private static Fault faultOf(ExecutionException e) {
    for (Throwable next = e; next != null; next = next.getCause()) {
      if (next instanceof BoundedBody.TooLargeException) {
        return Fault.TOO_LARGE;
      }
      if (next instanceof java.net.http.HttpTimeoutException
          && !(next instanceof java.net.http.HttpConnectTimeoutException)) {
        return Fault.TOO_SLOW;
      }
      if (next instanceof IOException) {
        return Fault.NOT_REACHED;
      }
    }
    return Fault.NOT_REACHED;
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdown();
  }
}
