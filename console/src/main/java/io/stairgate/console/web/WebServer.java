package io.stairgate.console.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import io.stairgate.console.account.PassphraseHash;
import io.stairgate.console.database.DatabaseUnavailableException;
import io.stairgate.console.database.StartRefusedException;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.watch.Measures;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server for people and their programs, built from the table of routes. Each request has a
 * virtual thread of its own. {@link #start} and {@link #close} are called once each, in this order,
 * by one thread.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private static final int MOST_CONNECTIONS = 4_000;
  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final long IDLE_MILLIS = 60_000;

  private final WebAddress address;
  private final Optional<SSLContext> tls;
  private final Javalin javalin;

  /**
   * Ready to start.
   *
   * @param address where to listen
   * @param tls certificate and key; needed where {@code address} is secure
   * @param routes everything it answers to
   * @param guard stands before each
   * @param pages how people see a refusal
   * @param programs how programs see one
   * @param measures how long answers take
   */
  public WebServer(
      WebAddress address,
      Optional<SSLContext> tls,
      List<Route> routes,
      Guard guard,
      RefusalPage pages,
      RefusalPage programs,
      Measures measures) {
    if (address.secure() && tls.isEmpty()) {
      throw new IllegalArgumentException("HTTPS needs a certificate and its key.");
    }
    this.address = address;
    this.tls = tls;
    RefusalPage refusals =
        (context, refused) ->
            (context.path().startsWith("/api/") ? programs : pages).show(context, refused);
    this.javalin =
        Javalin.create(
            config -> {
              settings(config);
              for (Route route : routes) {
                config.routes.addHttpHandler(
                    route.method(), route.path(), context -> guard.answer(context, route));
              }
              refusals(config, refusals);
              config.requestLogger.http(
                  (context, millis) ->
                      measures.answered(
                          context.path().startsWith("/api/"), context.statusCode(), millis));
            });
  }

  private void settings(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    // A page holds a secret of its session beside what others wrote; compressed together its length
    // tells.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = Route.LARGEST_FILE;
    config.router.ignoreTrailingSlashes = false;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(LONGEST_HEADERS);
        });
    config.jetty.modifyServer(
        server -> server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server)));
    config.jetty.addConnector(this::connector);
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector;
    if (address.secure()) {
      HttpConfiguration secure = new HttpConfiguration(http);
      // The name in the certificate is the browser's to check; an address typed as numbers is
      // allowed.
      secure.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls.orElseThrow());
      ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      HttpConnectionFactory plain = new HttpConnectionFactory(secure);
      connector =
          new ServerConnector(server, new SslConnectionFactory(ssl, plain.getProtocol()), plain);
    } else {
      connector = new ServerConnector(server, new HttpConnectionFactory(http));
    }
    connector.setHost(address.bind().getAddress().getHostAddress());
    connector.setPort(address.bind().getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private void refusals(JavalinConfig config, RefusalPage refusals) {
    config.routes.exception(
        RefusedException.class, (refused, context) -> show(refusals, context, refused));
    config.routes.exception(
        DatabaseUnavailableException.class,
        (e, context) ->
            show(refusals, context, RefusedException.unavailable(String.valueOf(e.getMessage()))));
    config.routes.exception(
        PassphraseHash.TooBusyException.class,
        (e, context) ->
            show(refusals, context, RefusedException.busy(String.valueOf(e.getMessage()))));
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> show(refusals, context, ofStatus(e.getStatus())));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          String reference = Secret.random(16).reveal().substring(0, 8);
          LOG.error("Request failed, reference {}", reference, e);
          show(refusals, context, RefusedException.fault(reference));
        });
  }

  private void show(RefusalPage refusals, Context context, RefusedException refused) {
    Headers.put(context, address);
    context.status(refused.status());
    refusals.show(context, refused);
  }

  private static RefusedException ofStatus(int status) {
    return switch (status) {
      case 404, 405 -> RefusedException.notFound();
      case 413 -> RefusedException.badRequest("What was sent is too large. Send less at once.");
      default -> RefusedException.badRequest("Go back and try again.");
    };
  }

  /**
   * Begins to listen.
   *
   * @throws StartRefusedException where the port is taken or may not be used
   */
  public void start() {
    try {
      var _ = javalin.start();
    } catch (JavalinException e) {
      throw new StartRefusedException(
          "The pages cannot listen on %s. Another program may be using that address; stop it or choose another with --web."
              .formatted(
                  address.bind().getAddress().getHostAddress() + ":" + address.bind().getPort()),
          e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    var _ = javalin.stop();
  }
}
