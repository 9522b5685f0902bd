package io.thoraflow.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.monitoring.Health;
import io.thoraflow.contract.monitoring.MonitoringServer;
import io.thoraflow.contract.time.MonotonicClock;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.disk.FolderLocks;
import io.thoraflow.ingest.inbox.InboxWatch;
import io.thoraflow.ingest.kafka.Acknowledgements;
import io.thoraflow.ingest.kafka.BrokerWatch;
import io.thoraflow.ingest.retention.ArchiveRetention;
import io.thoraflow.ingest.retention.ArchiveTime;
import io.thoraflow.ingest.route.IngestRoutes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/**
 * A running ingest: watches the inbox, publishes each X-ray, and then moves its file to the
 * archive.
 *
 * <p>A file leaves the inbox only after the broker has acknowledged its record, so that no crash
 * loses one; one that was published but not yet moved is published again.
 */
public final class Ingest implements AutoCloseable {
  /** For files on their way; what is left then stays in the inbox. */
  private static final int STOP_SECONDS = 4;

  private final Main camel = new Main();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FolderLocks locks;
  private final BrokerWatch brokers;
  private final InboxWatch inbox;
  private final Optional<ArchiveRetention> retention;
  private final Health health;
  private final MonitoringServer monitoring;

  private Ingest(IngestConfig config, Clock clock, Clock waits, ToLongFunction<Path> freeBytes)
      throws IOException {
    locks = Folders.lock(config.inbox().directory(), config.archive(), config.rejected());
    DiskSpace disk =
        new DiskSpace(
            Map.of("archive", config.archive(), "rejected", config.rejected()),
            config.minFreeBytes(),
            freeBytes);
    Folders folders = openFolders(config);
    Keeping keeping = new Keeping(folders, waits);
    Acknowledgements acknowledgements = new Acknowledgements(clock);
    ArchiveTime archiveTime = archiveTime(config, clock, acknowledgements);
    brokers =
        BrokerWatch.start(config.kafka(), List.of(config.receivedTopic(), config.rejectedTopic()));
    inbox = InboxWatch.start(config.inbox(), clock, waits);
    try {
      IngestRoutes.addTo(
          camel, config, folders, brokers, disk, keeping, metrics, acknowledgements, clock, waits);
      startCamel();
      health =
          IngestHealth.of(
              config, brokers, acknowledgements, disk, keeping, inbox, camel.getCamelContext());
      monitoring = MonitoringServer.start(config.monitoring(), health, metrics);
    } catch (IOException | RuntimeException e) {
      inbox.close();
      camel.stop();
      brokers.close();
      locks.close();
      throw e;
    }
    sweep(folders);
    IngestMetrics watched = new IngestMetrics(metrics);
    watched.watch(inbox);
    watched.watch(disk);
    watched.watch(acknowledgements);
    Counter expired = watched.expiredOriginals();
    retention =
        config
            .archiveRetention()
            .map(kept -> ArchiveRetention.start(config.archive(), kept, expired, archiveTime));
    watched.watch(retention, archiveTime);
  }

  private Folders openFolders(IngestConfig config) throws IOException {
    try {
      return Folders.open(config.inbox(), config.archive(), config.rejected());
    } catch (IOException e) {
      locks.close();
      throw e;
    }
  }

  private static ArchiveTime archiveTime(
      IngestConfig config, Clock clock, Acknowledgements acknowledgements) {
    ArchiveTime time =
        ArchiveTime.of(config.archive(), clock, System::nanoTime, acknowledgements::ahead);
    if (config.archiveRetention().isPresent()) {
      time.note();
    }
    return time;
  }

  /** Beside everything else: an archive may hold millions of files. */
  private static void sweep(Folders folders) {
    Thread thread = new Thread(folders::sweep, "second-copies");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts watching. Kafka need not be there yet.
   *
   * @throws IOException if a folder cannot be used, or something else listens on the monitoring
   *     port; the message says which
   */
  public static Ingest start(IngestConfig config) throws IOException {
    return start(config, Clock.systemUTC(), MonotonicClock.start(), DiskSpace::freeBytesOfDisk);
  }

  /** A test moves the clock, and with it all that waits. */
  static Ingest start(IngestConfig config, Clock clock) throws IOException {
    return start(config, clock, DiskSpace::freeBytesOfDisk);
  }

  static Ingest start(IngestConfig config, Clock clock, ToLongFunction<Path> freeBytes)
      throws IOException {
    return start(config, clock, clock, freeBytes);
  }

  /**
   * @param clock says when files came; nothing waits by it, as somebody may set it
   * @param waits for how long entries look the same, and when to try again
   */
  static Ingest start(IngestConfig config, Clock clock, Clock waits, ToLongFunction<Path> freeBytes)
      throws IOException {
    return new Ingest(config, clock, waits, freeBytes);
  }

  /** Settings come from {@link IngestConfig} alone, and signals are the main class's business. */
  private void startCamel() {
    camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
    camel
        .configure()
        .withAutoConfigurationEnabled(false)
        // Kafka's header names are case-sensitive; Camel would make Content-Type of content-type.
        .withCaseInsensitiveHeaders(false)
        .withShutdownTimeout(STOP_SECONDS)
        .withShutdownLogInflightExchangesOnTimeout(false);
    camel.start();
  }

  /** Completes when Kafka does not let ingest do its work, which only an operator can mend. */
  public CompletableFuture<AccessRefusedException> refusal() {
    return brokers.refusal();
  }

  public int monitoringPort() {
    return monitoring.port();
  }

  public PrometheusMeterRegistry metrics() {
    return metrics;
  }

  /** Whether everything that it needs is there: Kafka, its folders, room on the disk. */
  public boolean isReady() {
    return health.readyProblems().isEmpty();
  }

  /** Lets the files on their way arrive, for a few seconds at most. */
  @Override
  public void close() {
    retention.ifPresent(ArchiveRetention::close);
    inbox.close();
    camel.stop();
    brokers.close();
    monitoring.close();
    locks.close();
  }
}
