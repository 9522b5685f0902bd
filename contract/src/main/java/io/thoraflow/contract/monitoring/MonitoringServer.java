package io.thoraflow.contract.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;

/**
 * Serves {@code /health/live}, {@code /health/ready} and {@code /metrics} (Prometheus text format).
 *
 * <p>Health answers 200 with {@code {"status":"UP"}}, or 503 with {@code
 * {"status":"DOWN","problems":{check: problem}}}.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpListener server;
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

  private MonitoringServer(HttpListener server) {
    this.server = server;
  }

  /**
   * Starts listening, and adds to the registry what every process tells of itself: its release, its
   * readiness, check by check, and the JVM's own metrics.
   *
   * @throws IOException naming host and port, if something else listens there
   */
  public static MonitoringServer start(
      MonitoringConfig config, Health health, PrometheusMeterRegistry registry) throws IOException {
    HttpListener server;
    try {
      server =
          HttpListener.start(
              new InetSocketAddress(config.host(), config.port()),
              Map.of(
                  "/health/live", () -> health(health.liveProblems()),
                  "/health/ready", () -> health(health.readyProblems()),
                  "/metrics", () -> new HttpAnswer(200, PROMETHEUS, registry.scrape())));
    } catch (IOException | UnresolvedAddressException e) {
      throw new IOException(
          "cannot listen for health and metrics on %s:%d: %s"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    MonitoringServer monitoring = new MonitoringServer(server);
    monitoring.bindJvmMetrics(registry);
    bindReadiness(health, registry);
    Release.bindTo(registry);
    return monitoring;
  }

  public int port() {
    return server.port();
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

  private static HttpAnswer health(Map<String, String> problems) {
    boolean up = problems.isEmpty();
    Object body = up ? Map.of("status", "UP") : Map.of("status", "DOWN", "problems", problems);
    try {
      return new HttpAnswer(
          up ? 200 : 503, "application/json", Json.MAPPER.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    gcMetrics.close();
  }
}
