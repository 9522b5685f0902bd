package io.thoraflow.ingest.bench;

import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.KafkaConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Measures ingest, from a folder full of files to the last acknowledged record and archived file,
 * beside a yardstick on the same files in the same run.
 */
public final class IngestBench {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final KafkaConnection kafka;
  private final Path folder;

  /**
   * @param folder an empty one that takes the files; the caller deletes it
   */
  public IngestBench(KafkaConnection kafka, Path folder) {
    this.kafka = kafka;
    this.folder = folder;
  }

  /**
   * JPEG files that pass through unchanged, beside a plain loop.
   *
   * @param jpeg a gray JPEG file of at most 1024 x 1024 pixels; numbered copies are sent
   * @param rounds of both, in turn, as the speed of a shared machine varies
   * @return the plain loop and ingest alternating, one of each per round
   */
  public List<Throughput> passThrough(byte[] jpeg, int files, int rounds)
      throws IOException, InterruptedException, TimeoutException {
    BenchFiles benchFiles =
        BenchFiles.write(folder.resolve("jpeg"), files, number -> NumberedJpeg.of(jpeg, number));
    List<Throughput> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Path home = folder.resolve("round-" + round);
      results.add(new Throughput("plain loop, JPEG", files, plain(benchFiles, home)));
      results.add(new Throughput("ingest, JPEG", files, ingest(benchFiles, home)));
    }
    return results;
  }

  /**
   * What it costs to bring each file to the disk before it is published, on files that were just
   * written. The plain loop does not do so, nor does {@link #passThrough}.
   *
   * @return ingest without and with it alternating, one of each per round
   */
  public List<Throughput> synced(byte[] jpeg, int files, int rounds)
      throws IOException, InterruptedException, TimeoutException {
    List<Throughput> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (boolean sync : new boolean[] {false, true}) {
        Path home = folder.resolve("fresh-%d-%s".formatted(round, sync));
        Path prepared = home.resolve("prepared");
        BenchFiles unused =
            BenchFiles.write(prepared, files, number -> NumberedJpeg.of(jpeg, number));
        try (BenchTopics topics = BenchTopics.create(kafka)) {
          Duration time = IngestRun.run(kafka, topics, prepared, home, THREADS, sync);
          results.add(new Throughput(sync ? "synced" : "not synced", files, time));
        }
      }
    }
    return results;
  }

  /**
   * Files that are decoded and encoded anew, such as DICOM files of 2500 x 2048 pixels, beside the
   * bare reading of the same files from memory on as many threads.
   *
   * @param content by number, different for each
   * @return the bare reading, then ingest
   */
  public List<Throughput> decoded(String what, int files, IntFunction<byte[]> content)
      throws IOException, InterruptedException, TimeoutException {
    List<byte[]> contents = IntStream.range(0, files).mapToObj(content).toList();
    BenchFiles benchFiles = BenchFiles.write(folder.resolve("decoded"), files, contents::get);
    return List.of(
        new Throughput("bare reading, " + what, files, bareReading(contents)),
        new Throughput(
            "ingest, " + what, files, ingest(benchFiles, folder.resolve("decoded-run"))));
  }

  private Duration plain(BenchFiles files, Path home) throws IOException, InterruptedException {
    Path inbox = home.resolve("plain-inbox");
    files.linkInto(inbox);
    try (BenchTopics topics = BenchTopics.create(kafka);
        PlainLoop loop = new PlainLoop(kafka, topics.received())) {
      return loop.run(inbox, home.resolve("plain-archive"));
    }
  }

  private Duration ingest(BenchFiles files, Path home)
      throws IOException, InterruptedException, TimeoutException {
    Path prepared = home.resolve("prepared");
    files.linkInto(prepared);
    try (BenchTopics topics = BenchTopics.create(kafka)) {
      return IngestRun.run(kafka, topics, prepared, home, THREADS, false);
    }
  }

  private static Duration bareReading(List<byte[]> contents) throws InterruptedException {
    RadiographReader reader = new RadiographReader(RadiographPolicy.standard());
    reader.read(contents.get(0));
    ForkJoinPool pool = new ForkJoinPool(THREADS);
    try {
      long start = System.nanoTime();
      pool.submit(() -> contents.parallelStream().forEach(reader::read)).get();
      return Duration.ofNanos(System.nanoTime() - start);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the bare reading failed", e.getCause());
    } finally {
      pool.shutdown();
    }
  }
}
