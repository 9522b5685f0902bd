package io.thoraflow.contract.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoringServerTest {
  private static final int SILENT_CLIENTS = 200;
  private static final int PROBES = 34;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
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
    return get(server, path);
  }

  private static HttpResponse<String> get(MonitoringServer server, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return CLIENT.send(
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

  /** Of each kind more than the server had threads and places to wait. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/li",
        "GET /health/live HTTP/1.1\r\nHost: x\r\nX: ",
        "POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nslow",
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n",
        ""
      })
  void clientsThatStopInTheMiddleSilenceNoProbe(String beginning) throws Exception {
    registry.counter("large", "text", "x".repeat(1 << 20)).increment();
    withSilentClients(
        beginning,
        () -> {
          for (int probe = 0; probe < PROBES; probe++) {
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
          }
          assertThat(get("/metrics").statusCode()).isEqualTo(200);
        });
  }

  @Test
  void moreClientsThanThereIsRoomForSilenceNoProbe() throws Exception {
    withSilentClients(
        "GET /",
        () ->
            withSilentClients(
                "GET /",
                () ->
                    withSilentClients(
                        "", () -> assertThat(get("/health/live").body()).contains("UP"))));
  }

  private interface Probing {
    void run() throws Exception;
  }

  private void withSilentClients(String beginning, Probing probing) throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int client = 0; client < SILENT_CLIENTS; client++) {
        Socket socket = new Socket();
        // So that an answer does not fit into the kernel's buffers.
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        silent.add(socket);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
      }
      probing.run();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aCheckThatHangsSilencesNoOther() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Health health =
        new Health()
            .ready(
                "disk",
                () -> {
                  awaitUninterruptibly(released);
                  return Optional.empty();
                });
    try (MonitoringServer hanging =
            MonitoringServer.start(
                FREE_PORT, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Socket asks = new Socket("127.0.0.1", hanging.port())) {
      asks.getOutputStream()
          .write("GET /health/ready HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(get(hanging, "/health/live").statusCode()).isEqualTo(200);
      released.countDown();
      assertThat(new String(asks.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoeverAsksWhileAnAnswerIsBeingFoundSharesTheNext() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    Health health =
        new Health()
            .ready(
                "disk",
                () -> {
                  looks.incrementAndGet();
                  awaitUninterruptibly(released);
                  return Optional.empty();
                });
    List<Socket> clients = new ArrayList<>();
    try (MonitoringServer hanging =
        MonitoringServer.start(
            FREE_PORT, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
      for (int client = 0; client < SILENT_CLIENTS; client++) {
        Socket asks = new Socket("127.0.0.1", hanging.port());
        clients.add(asks);
        asks.getOutputStream()
            .write("GET /health/ready HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      // Answered by the same thread that has read them all by then, or reads them soon.
      assertThat(get(hanging, "/health/live").statusCode()).isEqualTo(200);
      released.countDown();

      for (Socket asks : clients) {
        assertThat(new String(asks.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket asks : clients) {
        asks.close();
      }
    }
    assertThat(looks.get()).isLessThan(SILENT_CLIENTS / 2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /health/live?from=probe HTTP/1.1  | 200
          HEAD /health/live HTTP/1.0            | 200
          GET /health/live/ HTTP/1.1            | 404
          GET /secrets HTTP/1.1                 | 404
          DELETE /metrics HTTP/1.1              | 405
          GET /metrics                          | 400
          GET /metrics HTTP/2.0                 | 400
          """)
  void aRequestGetsItsAnswerAndNoMore(String line, String status) throws Exception {
    String answer = raw(line + "\r\nHost: x\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close");
    assertThat(answer.endsWith("\r\n\r\n")).as("no body").isEqualTo(line.startsWith("HEAD"));
  }

  @Test
  void aHugeHeaderIsRefused() throws Exception {
    assertThat(raw("GET /metrics HTTP/1.1\r\nX: " + "x".repeat(20_000)))
        .startsWith("HTTP/1.1 431 ");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
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
