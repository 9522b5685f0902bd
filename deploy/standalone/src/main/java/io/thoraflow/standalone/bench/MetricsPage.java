package io.thoraflow.standalone.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * The metrics of a process, in Prometheus's text format.
 *
 * @param monitoring where they are, such as {@code http://127.0.0.1:9471}
 */
record MetricsPage(String monitoring) {

  /**
   * @param name of a series without labels
   * @throws IOException if there is no such series
   */
  double value(String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(monitoring + "/metrics")).build();
    String page =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("%s has no metric %s".formatted(monitoring, name)));
  }
}
