package io.thoraflow.trainer.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads one file over HTTP into {@code target.part}, verifies it and gives it its name.
 *
 * <p>A download that was cut, in this process or an earlier one, goes on where it stopped (HTTP
 * range request, RFC 9110 section 14). What does not match the checksum is deleted.
 */
final class ResumableDownload {
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Tries in a row that bring no byte before giving up. */
  private static final int FRUITLESS_TRIES = 4;

  private static final Duration POLL = Duration.ofMillis(200);

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final Duration stallLimit;
  private final Duration pause;

  /**
   * @param stallLimit a transfer that brings nothing for so long is cut and tried again
   * @param pause wait before the next try
   */
  ResumableDownload(Duration stallLimit, Duration pause) {
    this.stallLimit = stallLimit;
    this.pause = pause;
  }

  /**
   * @throws IOException if the server refuses, does not answer, or sends something else than the
   *     checksum says
   */
  void download(URI address, Checksum checksum, Path target, FetchListener listener)
      throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    int fruitless = 0;
    while (!(Files.exists(part) && checksum.matches(part))) {
      long before = size(part);
      try {
        transfer(address, part, listener);
        verify(address, checksum, part, before > 0);
      } catch (InterruptedTransferException e) {
        fruitless = size(part) > before ? 0 : fruitless + 1;
        if (fruitless == FRUITLESS_TRIES) {
          throw e;
        }
        Thread.sleep(pause.toMillis());
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void verify(URI address, Checksum checksum, Path part, boolean resumed)
      throws IOException {
    if (checksum.matches(part)) {
      return;
    }
    String found = checksum.of(part);
    Files.delete(part);
    if (!resumed) { // A resumed file may join two versions of it: that one is tried once more.
      throw new IOException(
          "%s has %s %s, but must have %s"
              .formatted(address, checksum.algorithm(), found, checksum.hex()));
    }
  }

  private void transfer(URI address, Path part, FetchListener listener)
      throws IOException, InterruptedException {
    long start = size(part);
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (start > 0) {
      request.header("Range", "bytes=" + start + "-");
    }
    long[] total = {-1};
    CompletableFuture<HttpResponse<Path>> response =
        client.sendAsync(request.build(), into(part, start, total));
    int status = await(response, part, total, listener).statusCode();
    if (status == RANGE_NOT_SATISFIABLE) {
      Files.delete(part);
      throw new InterruptedTransferException("the server has no bytes from " + start, null);
    }
    if (status >= 500) {
      throw new InterruptedTransferException(address + " answered " + status, null);
    }
    if (status != 200 && status != PARTIAL_CONTENT) {
      throw new IOException(address + " answered " + status);
    }
  }

  /** Appends what continues the part, and overwrites it with a whole answer. */
  private static BodyHandler<Path> into(Path part, long start, long[] total) {
    return response -> {
      boolean continues =
          response.statusCode() == PARTIAL_CONTENT
              && response
                  .headers()
                  .firstValue("Content-Range")
                  .filter(range -> range.startsWith("bytes " + start + "-"))
                  .isPresent();
      if (response.statusCode() != 200 && !continues) {
        return BodySubscribers.replacing(part);
      }
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      total[0] = length < 0 ? -1 : length + (continues ? start : 0);
      return continues
          ? BodySubscribers.ofFile(part, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
          : BodySubscribers.ofFile(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    };
  }

  private HttpResponse<Path> await(
      CompletableFuture<HttpResponse<Path>> response,
      Path part,
      long[] total,
      FetchListener listener)
      throws IOException, InterruptedException {
    long last = size(part);
    long moved = System.nanoTime();
    while (true) {
      try {
        HttpResponse<Path> complete = response.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
        listener.progress(size(part), total[0]);
        return complete;
      } catch (TimeoutException e) {
        long size = size(part);
        listener.progress(size, total[0]);
        moved = size == last ? moved : System.nanoTime();
        last = size;
        if (System.nanoTime() - moved > stallLimit.toNanos()) {
          response.cancel(true);
          throw new InterruptedTransferException("no data for " + stallLimit, e);
        }
      } catch (ExecutionException e) {
        throw new InterruptedTransferException(message(e.getCause()), e.getCause());
      }
    }
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** The transfer stopped early: worth another try. */
  private static final class InterruptedTransferException extends IOException {
    InterruptedTransferException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
