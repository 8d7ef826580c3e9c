package io.stairgate.console.watch;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the console counts and times while it works. Always on, because it costs some nanoseconds
 * each; read only where a port for it was given. Nothing here says whose: no setting, no laptop, no
 * person, no address. Any thread may use it.
 */
public final class Measures {
  /** Seconds; from a quick force to disk to a stream that waits for a slow one. */
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter entries =
      counter("stairgate_ingest_entries_total", "Journal entries of laptops that are on disk.");
  private final Counter notStored =
      counter("stairgate_ingest_failed_total", "Messages of laptops that could not be stored.");
  private final Histogram acknowledged =
      histogram(
          "stairgate_ingest_acknowledge_seconds",
          "From a laptop's message to its acknowledgement, the force to disk included.");
  private final Histogram forced =
      histogram("stairgate_ingest_force_seconds", "One force to disk before acknowledging.");
  private final Counter signInsRefused =
      counter("stairgate_sign_in_refused_total", "Sign-ins with a wrong name or passphrase.");
  private final Counter laptopsRefused =
      counter("stairgate_laptop_refused_total", "Calls on the laptops' port that were not let in.");
  private final Histogram signed =
      Histogram.builder()
          .name("stairgate_signing_seconds")
          .help("Signing one document for one laptop.")
          .labelNames("document")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .withoutExemplars()
          .register(registry);
  private final Histogram answered =
      Histogram.builder()
          .name("stairgate_web_answer_seconds")
          .help("Answering one request of a page or of the interface for programs.")
          .labelNames("door", "status")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .withoutExemplars()
          .register(registry);

  /** Entries of one message are on disk and acknowledged. */
  public void stored(int howMany) {
    entries.inc(howMany);
  }

  /** One message could not be stored. */
  public void notStored() {
    notStored.inc();
  }

  /**
   * A message was acknowledged.
   *
   * @param nanos since it was handed in
   */
  public void acknowledged(long nanos) {
    acknowledged.observe(nanos / NANOS);
  }

  /** {@code force}, timed. What it throws is thrown on and not counted as a force. */
  public Runnable timingForce(Runnable force) {
    return () -> {
      long began = System.nanoTime();
      force.run();
      forced.observe((System.nanoTime() - began) / NANOS);
    };
  }

  /**
   * {@code sign}, timed.
   *
   * @param document what is signed: policy, permissions
   */
  public <T, R> Function<T, R> timingSignature(String document, Function<T, R> sign) {
    return words -> {
      long began = System.nanoTime();
      R result = sign.apply(words);
      signed.labelValues(document).observe((System.nanoTime() - began) / NANOS);
      return result;
    };
  }

  /** Somebody was not let in, by a wrong name or passphrase. */
  public void signInRefused() {
    signInsRefused.inc();
  }

  /** A call on the laptops' port was not let in. */
  public void laptopRefused() {
    laptopsRefused.inc();
  }

  /**
   * A request was answered.
   *
   * @param program whether a program asked, by its path
   * @param status the HTTP status
   * @param millis how long it took
   */
  public void answered(boolean program, int status, double millis) {
    answered.labelValues(program ? "api" : "page", status / 100 + "xx").observe(millis / 1000);
  }

  /**
   * A number that is asked for when somebody reads.
   *
   * @param name begins with {@code stairgate_}
   * @param help one sentence
   * @param value the number; where it throws, the number is left out of that reading
   */
  public void gauge(String name, String help, DoubleSupplier value) {
    var _ =
        GaugeWithCallback.builder()
            .name(name)
            .help(help)
            .callback(
                each -> {
                  try {
                    each.call(value.getAsDouble());
                  } catch (RuntimeException e) {
                    // The console may be without its database just now; readiness says so.
                  }
                })
            .register(registry);
  }

  /**
   * Several numbers of one name, asked for when somebody reads.
   *
   * @param label what tells them apart
   * @param values by the label's value, a closed list; where it throws, they are left out
   */
  public void gauges(
      String name,
      String help,
      String label,
      Supplier<? extends Map<String, ? extends Number>> values) {
    var _ =
        GaugeWithCallback.builder()
            .name(name)
            .help(help)
            .labelNames(label)
            .callback(
                each -> {
                  try {
                    values.get().forEach((which, value) -> each.call(value.doubleValue(), which));
                  } catch (RuntimeException e) {
                    // As above.
                  }
                })
            .register(registry);
  }

  /** Everything in Prometheus' text format, version 0.0.4. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
    try {
      PrometheusTextFormatWriter.create()
          .write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The {@code Content-Type} of {@link #text}. */
  public static String textType() {
    return PrometheusTextFormatWriter.CONTENT_TYPE;
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).withoutExemplars().register(registry);
  }

  private Histogram histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry);
  }
}
