package io.thoraflow.contract.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringServerTest {
  private static final int SILENT_CLIENTS = 100;
  private static final MonitoringConfig FREE_PORT = new MonitoringConfig("127.0.0.1", 0);

  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private MonitoringServer server;

  @BeforeEach
  void start() throws IOException {
    server = MonitoringServer.start(FREE_PORT, new Health().ready("kafka", problem::get), registry);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void readinessFollowsItsChecksAndLivenessDoesNot() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    problem.set(Optional.of("no broker answers at localhost:9092"));

    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").body())
        .contains("\"problems\":{\"kafka\":\"no broker answers at localhost:9092\"}");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void everyCheckOfReadinessIsAMetric() throws Exception {
    assertThat(get("/metrics").body())
        .contains("health_ready{check=\"kafka\"} 1.0")
        .contains("build_info{version=");

    problem.set(Optional.of("no broker answers at localhost:9092"));

    assertThat(get("/metrics").body()).contains("health_ready{check=\"kafka\"} 0.0");
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    registry.counter(Metrics.REJECTED, "reason", "body_part").increment();

    assertThat(get("/metrics").body())
        .contains("xray_rejected_total{reason=\"body_part\"} 1.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void clientsThatStopInTheMiddleOfARequestDoNotSilenceIt() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int client = 0; client < SILENT_CLIENTS; client++) {
        Socket socket = new Socket("127.0.0.1", server.port());
        silent.add(socket);
        socket.getOutputStream().write("GET /health/li".getBytes(StandardCharsets.US_ASCII));
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() -> get("/health/live").statusCode() == 200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aTakenPortIsNamed() {
    MonitoringConfig taken = new MonitoringConfig("127.0.0.1", server.port());

    assertThatThrownBy(() -> MonitoringServer.start(taken, new Health(), registry))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot listen for health and metrics on 127.0.0.1:%d".formatted(server.port()));
  }
}
