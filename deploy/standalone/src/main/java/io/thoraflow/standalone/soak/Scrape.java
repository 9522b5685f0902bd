package io.thoraflow.standalone.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/**
 * The metrics of a process at one moment.
 *
 * @param page in Prometheus's text format
 */
record Scrape(String page) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * @param monitoring where they are, such as {@code http://127.0.0.1:9471}
   */
  static Scrape of(String monitoring) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(monitoring + "/metrics")).timeout(PATIENCE).build();
    return new Scrape(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /**
   * The sum of all series of a name; 0 without any.
   *
   * @param labels that a series must have, such as {@code area="heap"}
   */
  double sum(String name, String... labels) {
    return page.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
