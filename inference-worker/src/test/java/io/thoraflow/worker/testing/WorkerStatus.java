package io.thoraflow.worker.testing;

import io.thoraflow.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a worker says of itself. */
public final class WorkerStatus {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private WorkerStatus() {}

  public static String ready(Worker worker) throws IOException, InterruptedException {
    return get(worker.monitoringPort(), "/health/ready");
  }

  public static String live(Worker worker) throws IOException, InterruptedException {
    return get(worker.monitoringPort(), "/health/live");
  }

  public static String metrics(Worker worker) throws IOException, InterruptedException {
    return get(worker.monitoringPort(), "/metrics");
  }

  private static String get(int port, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
