package io.thoraflow.standalone.runtime;

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
 * @param monitoring where they are, such as {@code http://127.0.0.1:9471}
 * @param text in Prometheus's format
 */
public record MetricsPage(String monitoring, String text) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Asks the process. */
  public static MetricsPage of(String monitoring) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(monitoring + "/metrics")).timeout(PATIENCE).build();
    return new MetricsPage(
        monitoring, CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /**
   * @param name of a series without labels
   * @throws IOException if there is no such series
   */
  public double value(String name) throws IOException {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(MetricsPage::number)
        .findFirst()
        .orElseThrow(() -> new IOException("%s has no metric %s".formatted(monitoring, name)));
  }

  /**
   * The sum of all series of a name; 0 without any.
   *
   * @param labels that a series must have, such as {@code area="heap"}
   */
  public double sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(MetricsPage::number)
        .sum();
  }

  private static double number(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
