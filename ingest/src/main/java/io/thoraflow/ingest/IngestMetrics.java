package io.thoraflow.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxWatch;
import io.thoraflow.ingest.kafka.Acknowledgements;
import io.thoraflow.ingest.retention.ArchiveRetention;
import io.thoraflow.ingest.retention.ArchiveTime;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What ingest measures beside its routes, under the names of {@link Metrics}. */
final class IngestMetrics {
  private static final String AGAINST = "against";

  private final MeterRegistry registry;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(InboxWatch inbox) {
    gauge(Metrics.INBOX_FILES, "Files in the inbox, those being written aside", inbox::files);
    gauge(
        Metrics.INBOX_OLDEST,
        "How long the oldest file has been in the inbox",
        inbox::oldestSeconds);
    gauge(
        Metrics.INBOX_IGNORED,
        "Files and folders in the inbox that are left alone for their names",
        inbox::ignored);
    gauge(
        Metrics.INBOX_UNREADABLE,
        "Folders of the inbox that ingest may not list or enter",
        inbox::unreadable);
  }

  void watch(DiskSpace disk) {
    gauge(Metrics.DISK_WATERMARK, "With less free, no files are taken", disk::minFreeBytes);
    for (Map.Entry<String, Path> folder : disk.folders().entrySet()) {
      gauge(
          Metrics.DISK_FREE,
          "What the folder's disk has left",
          () -> disk.free(folder.getKey()),
          "folder",
          folder.getKey());
      gauge(
          Metrics.DISK_TOTAL,
          "What the folder's disk holds in all",
          () -> folder.getValue().toFile().getTotalSpace(),
          "folder",
          folder.getKey());
    }
  }

  void watch(Acknowledgements acknowledgements) {
    gauge(
        Metrics.CLOCK_SKEW,
        "How far this machine's clock is ahead",
        () -> acknowledgements.ahead().map(ahead -> ahead.toMillis() / 1e3).orElse(0.0),
        AGAINST,
        "broker");
  }

  void watch(Optional<ArchiveRetention> retention, ArchiveTime time) {
    gauge(
        Metrics.CLOCK_SKEW,
        "How far this machine's clock is ahead",
        () -> retention.isPresent() ? time.aheadSeconds() : 0,
        AGAINST,
        "elapsed");
    gauge(
        Metrics.RETENTION_REFUSED,
        "1 while retention deletes nothing, as it would take more than its share",
        () -> retention.flatMap(ArchiveRetention::refusal).isPresent() ? 1 : 0,
        "what",
        "originals");
  }

  Counter expiredOriginals() {
    return Counter.builder(Metrics.ORIGINAL_EXPIRED)
        .description("Originals deleted from the archive as they had grown old")
        .register(registry);
  }

  private void gauge(String name, String description, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
