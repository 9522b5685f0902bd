package io.thoraflow.worker.swap;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;

/** A model repository behind a web server that serves its files. */
final class HttpRepositoryFiles implements RepositoryFiles {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String root;
  private final TransferLimits limits;

  /**
   * @param root {@code http(s)} address of the repository's root
   * @param limits of the transfer of each file
   */
  HttpRepositoryFiles(String root, TransferLimits limits) {
    this.limits = limits;
    this.root = root.endsWith("/") ? root : root + "/";
  }

  @Override
  public InputStream open(String path) throws IOException {
    // Paths hold only letters, digits, dots, hyphens, underscores and slashes: nothing to escape.
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path)).timeout(ANSWER_TIMEOUT).GET().build();
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          client.send(request, HttpResponse.BodyHandlers.ofPublisher());
      long bytes = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      TimedBody body = new TimedBody(path, response.body(), bytes, limits);
      if (response.statusCode() == 200) {
        return body;
      }
      body.close();
      if (response.statusCode() == 404 || response.statusCode() == 410) {
        throw new FileNotFoundException(path);
      }
      throw new IOException(
          "the model repository answers %d for %s".formatted(response.statusCode(), path));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
