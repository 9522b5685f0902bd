package io.thoraflow.ingest.bench;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.ingest.Ingest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures ingest, from a folder full of files to the last acknowledged record and archived file,
 * beside a yardstick on the same files in the same run. Topics of its own keep the records from the
 * workers; they are deleted afterwards.
 */
public final class IngestBench implements AutoCloseable {
  private static final int PARTITIONS = 12;
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String RECEIVED = "bench.received";
  private static final String REJECTED = "bench.rejected";

  private final KafkaConnection kafka;
  private final Path folder;
  private final Admin admin;

  /**
   * @param folder takes the files, 3 times as many bytes as they have; on one file system
   */
  public IngestBench(KafkaConnection kafka, Path folder) {
    this.kafka = kafka;
    this.folder = folder;
    this.admin = Admin.create(kafka.with(Map.of()));
  }

  /**
   * JPEG files that pass through unchanged, beside a plain loop.
   *
   * @param jpeg a gray JPEG file of at most 1024 x 1024 pixels; numbered copies are sent
   * @param rounds of both, in turn, as the machine's mood changes
   * @return one line per round of the plain loop and of ingest, alternating
   */
  public List<Throughput> passThrough(byte[] jpeg, int files, int rounds)
      throws IOException, InterruptedException, TimeoutException {
    BenchFiles benchFiles =
        BenchFiles.write(
            folder.resolve("jpeg"), files, number -> BenchFiles.numbered(jpeg, number));
    List<Throughput> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      results.add(plain(benchFiles, files, folder.resolve("plain-" + round)));
      results.add(ingest("ingest, JPEG", benchFiles, files, folder.resolve("jpeg-" + round)));
    }
    return results;
  }

  /**
   * Files that are decoded and encoded anew, such as DICOM files of 2500 x 2048 pixels, beside the
   * bare reading of the same files on as many threads.
   *
   * @param content by number
   */
  public List<Throughput> decoded(String what, int files, IntFunction<byte[]> content)
      throws IOException, InterruptedException, TimeoutException {
    BenchFiles benchFiles = BenchFiles.write(folder.resolve("decoded"), files, content);
    return List.of(
        bareReading(what, files, content),
        ingest("ingest, " + what, benchFiles, files, folder.resolve("decoded-1")));
  }

  private Throughput plain(BenchFiles files, int count, Path run)
      throws IOException, InterruptedException {
    recreateTopics();
    files.appearIn(Files.createDirectories(run).resolve("inbox"));
    try (PlainLoop loop = new PlainLoop(kafka, RECEIVED)) {
      return new Throughput(
          "plain loop, JPEG", count, loop.run(run.resolve("inbox"), run.resolve("archive")));
    }
  }

  private Throughput ingest(String what, BenchFiles files, int count, Path run)
      throws IOException, InterruptedException, TimeoutException {
    recreateTopics();
    try (Ingest ingest = Ingest.start(config(run), Clock.systemUTC())) {
      awaitReadiness(ingest);
      long start = System.nanoTime();
      files.appearIn(run.resolve("inbox").resolve("bench"));
      Path archive = run.resolve("archive");
      await(() -> ingest.metrics().counter(Metrics.RECEIVED).count() >= count);
      await(() -> isEmpty(run.resolve("inbox").resolve("bench")));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      return new Throughput(what, count, elapsed);
    }
  }
}
