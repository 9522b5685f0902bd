package io.thoraflow.trainer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableDownloadTest {
  private static final int LENGTH = 3_000_000;

  @TempDir Path folder;

  private final ResumableDownload download =
      new ResumableDownload(Duration.ofSeconds(5), Duration.ofMillis(1));
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final byte[] content = new byte[LENGTH];
  private HttpServer server;

  /** What one request is answered with. */
  private interface Answer {
    void to(HttpExchange exchange, int start) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    new SplittableRandom(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aWholeFileArrivesWithItsProgress() throws Exception {
    answer(this::all);
    List<Long> progress = new ArrayList<>();

    fetch(checksum(), listener(progress));

    assertThat(target()).hasBinaryContent(content);
    assertThat(ranges).containsExactly("none");
    assertThat(progress.get(progress.size() - 1)).isEqualTo(LENGTH);
    assertThat(folder.resolve("weights.h5.part")).doesNotExist();
  }

  @Test
  void aCutDownloadGoesOnWhereItStopped() throws Exception {
    answer(this::cut, this::cut, this::all);

    fetch(checksum(), FetchListener.none());

    assertThat(target()).hasBinaryContent(content);
    assertThat(ranges).hasSize(3).first().isEqualTo("none");
    assertThat(ranges.subList(1, 3)).allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void aDownloadOfAnEarlierProcessGoesOn() throws Exception {
    Files.write(folder.resolve("weights.h5.part"), Arrays.copyOf(content, 1_000_000));
    answer(this::all);

    fetch(checksum(), FetchListener.none());

    assertThat(target()).hasBinaryContent(content);
    assertThat(ranges).containsExactly("bytes=1000000-");
  }

  @Test
  void aServerWithoutRangesStartsOver() throws Exception {
    Files.write(folder.resolve("weights.h5.part"), Arrays.copyOf(content, 1_000_000));
    answer((exchange, start) -> all(exchange, 0));

    fetch(checksum(), FetchListener.none());

    assertThat(target()).hasBinaryContent(content);
  }

  @Test
  void whatAnEarlierProcessLeftOfAnotherFileIsReplaced() throws Exception {
    Files.write(folder.resolve("weights.h5.part"), new byte[1_000_000]);
    answer(this::all, this::all);

    fetch(checksum(), FetchListener.none());

    assertThat(target()).hasBinaryContent(content);
    assertThat(ranges).containsExactly("bytes=1000000-", "none");
  }

  @Test
  void aFileWithAnotherChecksumIsDeleted() {
    answer(this::all);
    Checksum other = new Checksum("MD5", "00".repeat(16));

    assertThatThrownBy(() -> fetch(other, FetchListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s has MD5 %s, but must have %s".formatted(address(), checksum().hex(), other.hex()));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingFileFailsAtOnce() {
    answer((exchange, start) -> exchange.sendResponseHeaders(404, -1));

    assertThatThrownBy(() -> fetch(checksum(), FetchListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessage(address() + " answered 404");
    assertThat(ranges).hasSize(1);
  }

  @Test
  void aServerThatAlwaysFailsIsGivenUp() {
    answer((exchange, start) -> exchange.sendResponseHeaders(503, -1));

    assertThatThrownBy(() -> fetch(checksum(), FetchListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessage(address() + " answered 503");
    assertThat(ranges).hasSize(4);
  }

  /** The last answer is given to all later requests, too. */
  private void answer(Answer... answers) {
    server.createContext(
        "/weights.h5",
        exchange -> {
          try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "none" : range);
            int start = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            answers[Math.min(ranges.size(), answers.length) - 1].to(exchange, start);
          }
        });
  }

  private void all(HttpExchange exchange, int start) throws IOException {
    respond(exchange, start);
    exchange.getResponseBody().write(content, start, LENGTH - start);
  }

  /** Announces everything, sends a third of it and hangs up. */
  private void cut(HttpExchange exchange, int start) throws IOException {
    respond(exchange, start);
    exchange.getResponseBody().write(content, start, (LENGTH - start) / 3);
    exchange.getResponseBody().flush();
  }

  private static void respond(HttpExchange exchange, int start) throws IOException {
    if (start > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(start, LENGTH - 1, LENGTH));
    }
    exchange.sendResponseHeaders(start > 0 ? 206 : 200, LENGTH - start);
  }

  private void fetch(Checksum checksum, FetchListener listener)
      throws IOException, InterruptedException {
    download.download(address(), checksum, target(), listener);
  }

  private URI address() {
    return URI.create("http://localhost:%d/weights.h5".formatted(server.getAddress().getPort()));
  }

  private Path target() {
    return folder.resolve("weights.h5");
  }

  private Checksum checksum() {
    try {
      return new Checksum(
          "MD5", HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static FetchListener listener(List<Long> progress) {
    return new FetchListener() {
      @Override
      public void trying(String source) {}

      @Override
      public void progress(long done, long total) {
        assertThat(total).isIn(-1L, (long) LENGTH);
        progress.add(done);
      }

      @Override
      public void failed(String source, String reason) {}
    };
  }
}
