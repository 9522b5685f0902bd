package io.thoraflow.ingest.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files out of the inbox, once the broker has acknowledged what became of them.
 *
 * <p>A crash before that leaves the file in the inbox, and the next look sends it again: the
 * X-ray's identity is its content, so a second record changes nothing.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final Folders folders;
  private final InboxNames names;
  private final Patience patience;
  private final MeterRegistry metrics;
  private final Counter received;

  Departures(Folders folders, InboxNames names, Patience patience, MeterRegistry metrics) {
    this.folders = folders;
    this.names = names;
    this.patience = patience;
    this.metrics = metrics;
    this.received = metrics.counter(Metrics.RECEIVED);
    // So that each reason's series is there before its first file, and rates can be computed.
    for (RejectionReason reason : RejectionReason.values()) {
      metrics.counter(Metrics.REJECTED, "reason", reason.code());
    }
  }

  /** To the archive. */
  void archive(Exchange exchange) throws IOException {
    received.increment();
    InboxFile file = Travel.begun(exchange);
    try {
      keep(exchange, file);
    } catch (NoSuchFileException e) {
      LOG.warn(
          "X-ray {} was published, but its file vanished before it could be archived",
          Travel.shortId(exchange));
    }
    leave(file);
    LOG.debug("X-ray {} of site {} published", Travel.shortId(exchange), file.site());
  }

  private void keep(Exchange exchange, InboxFile file) throws IOException {
    String sha256 = Travel.sha256(exchange).orElseThrow();
    Optional<Path> copy = Travel.copy(exchange);
    if (copy.isPresent()) {
      folders.archive().keepCopy(file, copy.get(), sha256, Travel.archivePath(exchange));
    } else {
      folders.archive().keep(file, sha256, Travel.archivePath(exchange));
    }
  }

  /** To the rejected files. */
  void reject(Exchange exchange) throws IOException {
    String reason = Travel.rejection(exchange).reason();
    metrics.counter(Metrics.REJECTED, "reason", reason).increment();
    InboxFile file = Travel.begun(exchange);
    try {
      folders.rejected().keep(file, Travel.rejection(exchange));
    } catch (NoSuchFileException e) {
      LOG.warn(
          "rejection {} was published, but its file vanished before it could be kept",
          Travel.rejection(exchange).id());
    }
    leave(file);
    LOG.info(
        "rejected {}: {}, {}",
        Travel.rejection(exchange).id(),
        reason,
        Travel.rejection(exchange).detail());
  }

  private void leave(InboxFile file) throws IOException {
    patience.forget(file.path());
    Optional<Path> doneFile = names.doneFile(file.path());
    if (doneFile.isPresent()) {
      Files.deleteIfExists(doneFile.get());
    }
  }
}
