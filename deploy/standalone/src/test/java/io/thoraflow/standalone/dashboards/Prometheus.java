package io.thoraflow.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Prometheus, with the product's own configuration but for addresses and intervals. */
final class Prometheus implements AutoCloseable {
  private final Process process;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param ingest where its metrics are, such as {@code 127.0.0.1:9471}
   * @param worker where its metrics are
   * @param trainer where its metrics are
   */
  static Prometheus start(Path program, Path folder, String ingest, String worker, String trainer)
      throws IOException {
    int port = freePort();
    String address = "127.0.0.1:" + port;
    String config =
        Files.readString(AlertRules.PROMETHEUS.resolve("prometheus.yml"))
            .replace("ingest:9471", ingest)
            .replace("trainer:9472", trainer)
            .replace("localhost:9090", address)
            .replace("15s", "1s")
            .replaceAll(
                "(?s)dns_sd_configs:.*?refresh_interval: 10s",
                "static_configs: [{targets: [\"%s\"]}]".formatted(worker));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("prometheus.yml"), config);
    Files.copy(
        AlertRules.PROMETHEUS.resolve("alerts.yml"),
        folder.resolve("alerts.yml"),
        StandardCopyOption.REPLACE_EXISTING);
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + address,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return new Prometheus(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What an expression gives now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    URI address =
        URI.create(
            "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    JsonNode json = Json.MAPPER.readTree(answer);
    if (!json.path("status").asText().equals("success")) {
      throw new IllegalArgumentException(expression + ": " + answer);
    }
    return json.path("data").path("result");
  }

  /** Whether an expression gives something now; not so while the server starts. */
  boolean shows(String expression) {
    try {
      return !query(expression).isEmpty();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  List<String> alerts() throws IOException, InterruptedException {
    return query("ALERTS{alertstate=\"firing\"}").findValuesAsText("alertname");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
