package io.thoraflow.ingest.bench;

import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.PatientIdScope;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.ingest.Ingest;
import io.thoraflow.ingest.IngestConfig;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.ingest.inbox.InboxConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One run of the real ingest over a folder full of files. */
final class IngestRun {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final long MAX_FILE_BYTES = 1L << 30;

  private IngestRun() {}

  /**
   * @param prepared a folder with the files, on the same file system as {@code home}
   * @param home takes inbox, archive and rejected files
   * @param sync as {@code INGEST_SYNC}
   * @return from the files' appearance in the inbox until the last one is acknowledged and archived
   * @throws TimeoutException if that takes longer than ten minutes
   */
  static Duration run(
      KafkaConnection kafka,
      BenchTopics topics,
      Path prepared,
      Path home,
      int threads,
      boolean sync)
      throws IOException, TimeoutException {
    int files = count(prepared);
    try (Ingest ingest = Ingest.start(config(kafka, topics, home, threads, sync))) {
      await(ingest::isReady);
      Path appeared = home.resolve("inbox").resolve("bench");
      long start = System.nanoTime();
      Files.move(prepared, appeared);
      await(() -> ingest.metrics().counter(Metrics.RECEIVED).count() >= files);
      await(() -> count(appeared) == 0);
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  /** Nothing is waited for: the files are complete. */
  private static IngestConfig config(
      KafkaConnection kafka, BenchTopics topics, Path home, int threads, boolean sync) {
    return new IngestConfig(
        kafka,
        new InboxConfig(
            home.resolve("inbox"),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMillis(100),
            MAX_FILE_BYTES,
            Optional.empty(),
            sync),
        home.resolve("archive"),
        ArchiveContent.ORIGINAL,
        home.resolve("rejected"),
        "measurements need no secret, but one of this length",
        PatientIdScope.EVERYWHERE,
        RadiographPolicy.standard(),
        threads,
        0,
        Optional.empty(),
        topics.received(),
        topics.rejected(),
        new MonitoringConfig("127.0.0.1", 0));
  }

  private static int count(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws TimeoutException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("not done within " + LIMIT);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }
}
