package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Below its watermark the disk takes no more files; they wait in the inbox until there is room. */
class FullDiskTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long WATERMARK = 1 << 20;
  private static final long SMALL_DISK = 2 << 20;
  private static final long ROOM_FOR_FEW_FILES = 48 << 10;
  private static final int FILES = 30;

  @TempDir Path root;
  private Workspace workspace;

  @BeforeEach
  void openWorkspace() {
    workspace = new Workspace(root);
  }

  @Test
  void filesWaitInTheInboxAndAreTakenOnceThereIsRoom() throws Exception {
    AtomicLong free = new AtomicLong(WATERMARK - 1);
    try (Ingest ingest =
            Ingest.start(
                workspace.config(kafka.connection(), WATERMARK),
                Clock.systemUTC(),
                folder -> free.get());
        Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      String sha256 = workspace.drop("scan.jpg", Xrays.jpeg(1));
      Path link = Files.createSymbolicLink(workspace.inbox().resolve("link"), Path.of("scan.jpg"));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(metrics(ingest))
                      .contains("inbox_files 2.0")
                      .contains("health_ready{check=\"disk\"} 0.0")
                      .contains("health_ready{check=\"kafka\"} 1.0"));
      assertThat(metrics(ingest))
          .contains("disk_free_bytes{folder=\"archive\"} " + (double) (WATERMARK - 1))
          .contains("disk_watermark_bytes " + (double) WATERMARK);
      assertThat(readiness(ingest)).contains("0 MB are free").contains("at least 1 MB must be");
      assertThat(received.xrays(sha256)).isEmpty();
      assertThat(workspace.waiting()).hasSize(2).contains(link);

      free.set(WATERMARK);

      received.awaitXray(sha256);
      await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());
      await().atMost(LIMIT).until(ingest::isReady);
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(metrics(ingest))
                      .contains("inbox_files 0.0")
                      .contains("inbox_oldest_seconds 0.0"));
    }
  }

  @Test
  void aSmallDiskFillsDownToItsWatermarkAndNotBeyond() throws Exception {
    Path archive = Files.createDirectories(workspace.archive());
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK, "tmpfs", archive.toString()),
        "a small file system can be mounted");
    try (Ingest ingest =
        Ingest.start(workspace.config(kafka.connection(), WATERMARK), Clock.systemUTC())) {
      Path filler = archive.resolve("filler");
      long spare = archive.toFile().getUsableSpace() - WATERMARK - ROOM_FOR_FEW_FILES;
      Files.write(filler, new byte[Math.toIntExact(spare)]);
      List<Path> dropped = new ArrayList<>();
      int largest = 0;
      for (int number = 0; number < FILES; number++) {
        byte[] content = Xrays.jpeg(100 + number);
        largest = Math.max(largest, content.length);
        String sha256 = workspace.drop("scan-%d.jpg".formatted(number), content);
        dropped.add(archive.resolve("%s/%s.jpg".formatted(sha256.substring(0, 2), sha256)));
      }
      await().atMost(LIMIT).until(() -> readiness(ingest).contains("files stay in the inbox"));
      await().atMost(LIMIT).until(() -> count(dropped) + workspace.waiting().size() == FILES);
      assertThat(count(dropped)).isBetween(1L, FILES - 1L);
      // The last file and its line may go below the watermark; both take whole pages of 4 KiB.
      assertThat(archive.toFile().getUsableSpace()).isGreaterThan(WATERMARK - largest - 2 * 4096);

      Files.delete(filler);

      await().atMost(LIMIT).until(() -> count(dropped) == FILES);
      await().atMost(LIMIT).until(ingest::isReady);
      assertThat(workspace.waiting()).isEmpty();
      assertThat(ingest.metrics().counter(Metrics.RECEIVED).count()).isEqualTo(FILES);
    } finally {
      run("umount", archive.toString());
    }
  }

  private static long count(List<Path> files) {
    return files.stream().filter(Files::exists).count();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  private static String readiness(Ingest ingest) throws IOException, InterruptedException {
    return get(ingest, "/health/ready");
  }

  private static String metrics(Ingest ingest) throws IOException, InterruptedException {
    return get(ingest, "/metrics");
  }

  private static String get(Ingest ingest, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:%d%s".formatted(ingest.monitoringPort(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
