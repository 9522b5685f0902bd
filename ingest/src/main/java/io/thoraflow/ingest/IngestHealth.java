package io.thoraflow.ingest;

import io.thoraflow.contract.monitoring.Health;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxWatch;
import io.thoraflow.ingest.kafka.Acknowledgements;
import io.thoraflow.ingest.kafka.BrokerWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * What ingest reports of itself. Camel's own readiness stays up while Kafka is away, so the brokers
 * are asked separately.
 */
final class IngestHealth {
  private IngestHealth() {}

  static Health of(
      IngestConfig config,
      BrokerWatch brokers,
      Acknowledgements acknowledgements,
      DiskSpace disk,
      Keeping keeping,
      InboxWatch inbox,
      CamelContext camel) {
    return new Health()
        .live("routes", () -> routes(camel))
        .ready("routes", () -> routes(camel))
        .ready("kafka", brokers::problem)
        .ready("publishing", acknowledgements::problem)
        .ready("inbox", () -> folder("inbox", config.inbox().directory()))
        .ready("inbox-folders", inbox::problem)
        .ready("archive", () -> folder("archive", config.archive()))
        .ready("rejected", () -> folder("folder of rejected files", config.rejected()))
        .ready("disk", disk::problem)
        .ready("keeping", keeping::problem);
  }

  private static Optional<String> routes(CamelContext camel) {
    return camel.isStarted()
        ? Optional.empty()
        : Optional.of("the routes are %s".formatted(camel.getStatus()));
  }

  private static Optional<String> folder(String name, Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.of("the %s %s is not there".formatted(name, folder));
    }
    return Files.isReadable(folder) && Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of("the %s %s is not readable and writable".formatted(name, folder));
  }
}
