package io.thoraflow.contract.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics} (Prometheus text format).
 *
 * <p>Health answers 200 with {@code {"status":"UP"}}, or 503 with {@code
 * {"status":"DOWN","problems":{check: problem}}}.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 50;

  static {
    // A thread reads a whole request and writes a whole answer: without limits, two clients that
    // stop in the middle would silence it for good. The server reads these when it is first used.
    limit("sun.net.httpserver.maxReqTime", "5");
    limit("sun.net.httpserver.maxRspTime", "10");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

  private MonitoringServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts listening, and adds to the registry what every process tells of itself: its release, its
   * readiness, check by check, and the JVM's own metrics.
   *
   * @throws IOException naming host and port, if something else listens there
   */
  public static MonitoringServer start(
      MonitoringConfig config, Health health, PrometheusMeterRegistry registry) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 0);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen for health and metrics on %s:%d: %s"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    ExecutorService threads = threads();
    MonitoringServer monitoring = new MonitoringServer(server, threads);
    monitoring.bindJvmMetrics(registry);
    bindReadiness(health, registry);
    Release.bindTo(registry);
    server.setExecutor(threads);
    server.createContext("/health/live", exchange -> answerHealth(exchange, health.liveProblems()));
    server.createContext(
        "/health/ready", exchange -> answerHealth(exchange, health.readyProblems()));
    server.createContext(
        "/metrics",
        exchange ->
            answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
    server.start();
    return monitoring;
  }

  /** Whoever finds no thread and no place to wait for one is hung up on. */
  private static ExecutorService threads() {
    return new ThreadPoolExecutor(
        THREADS,
        THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MOST_WAITING),
        task -> {
          Thread thread = new Thread(task, "monitoring");
          thread.setDaemon(true);
          return thread;
        });
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void limit(String property, String seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, seconds);
    }
  }

  private void bindJvmMetrics(PrometheusMeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gcMetrics.bindTo(registry);
  }

  /** One gauge a check, so that an alert can say what is wrong. */
  private static void bindReadiness(Health health, PrometheusMeterRegistry registry) {
    health
        .readyChecks()
        .forEach(
            (name, check) ->
                Gauge.builder(Metrics.HEALTH_READY, () -> check.get().isEmpty() ? 1 : 0)
                    .description("1 while this check of readiness finds no problem, else 0")
                    .tag("check", name)
                    .strongReference(true)
                    .register(registry));
  }

  private static void answerHealth(HttpExchange exchange, Map<String, String> problems)
      throws IOException {
    boolean up = problems.isEmpty();
    Object body = up ? Map.of("status", "UP") : Map.of("status", "DOWN", "problems", problems);
    answer(exchange, up ? 200 : 503, "application/json", Json.MAPPER.writeValueAsString(body));
  }

  private static void answer(HttpExchange exchange, int status, String contentType, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
    gcMetrics.close();
  }
}
