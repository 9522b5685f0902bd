package io.thoraflow.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxWatch;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** What ingest measures beside its routes, under the names of {@link Metrics}. */
final class IngestMetrics {
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
