package io.thoraflow.ingest.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.ReadingNote;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.Patience;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
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
 * X-ray's identity is its content, so a second record changes nothing. Where only the move fails,
 * only the move is tried again.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  private final Folders folders;
  private final Keeping keeping;
  private final Patience patience;
  private final MeterRegistry metrics;
  private final Counter received;
  private final Unmoved unmoved = new Unmoved();

  Departures(Folders folders, Keeping keeping, Patience patience, MeterRegistry metrics) {
    this.folders = folders;
    this.keeping = keeping;
    this.patience = patience;
    this.metrics = metrics;
    this.received = metrics.counter(Metrics.RECEIVED);
    // So that each reason's series is there before its first file, and rates can be computed.
    for (RejectionReason reason : RejectionReason.values()) {
      metrics.counter(Metrics.REJECTED, "reason", reason.code());
    }
    for (ReadingNote note : ReadingNote.values()) {
      metrics.counter(Metrics.READING_NOTES, "note", note.code());
    }
  }

  /** Whether only the move is left to do with the exchange's file; if so, {@link #move} does it. */
  boolean isPublished(Exchange exchange) {
    return unmoved.of(Travel.begun(exchange)).isPresent();
  }

  /** Moves a file whose record was acknowledged before. */
  void move(Exchange exchange) throws IOException {
    InboxFile file = Travel.begun(exchange);
    move(file, unmoved.of(file).orElseThrow());
  }

  /** To the archive. */
  void archive(Exchange exchange) throws IOException {
    received.increment();
    Travel.notes(exchange)
        .forEach(note -> metrics.counter(Metrics.READING_NOTES, "note", note).increment());
    InboxFile file = Travel.begun(exchange);
    String sha256 = Travel.sha256(exchange).orElseThrow();
    String archivePath = Travel.archivePath(exchange);
    Optional<Path> copy = Travel.copy(exchange);
    if (copy.isPresent()) {
      moveOnce(file, () -> folders.archive().keepCopy(file, copy.get(), sha256, archivePath));
    } else {
      move(file, () -> folders.archive().keep(file, sha256, archivePath));
    }
    LOG.debug("X-ray {} of site {} published", Travel.shortId(exchange), file.site());
  }

  /** To the rejected files. */
  void reject(Exchange exchange) throws IOException {
    Rejection rejection = Travel.rejection(exchange);
    metrics.counter(Metrics.REJECTED, "reason", rejection.reason()).increment();
    LOG.info("rejected {}: {}, {}", rejection.id(), rejection.reason(), rejection.detail());
    Optional<FoundValue> value = Travel.found(exchange);
    InboxFile file = Travel.begun(exchange);
    move(file, () -> folders.rejected().keep(file, rejection, value));
  }

  /** Tried again, if it fails, without sending the record again. */
  private void move(InboxFile file, Unmoved.Move move) throws IOException {
    try {
      moveOnce(file, move);
    } catch (UnmovedFileException e) {
      throw unmoved.remember(file, move) ? e.remembered() : e;
    }
  }

  /** A copy is deleted with its exchange, so what would move it cannot be tried again. */
  private void moveOnce(InboxFile file, Unmoved.Move move) throws IOException {
    try {
      move.run();
    } catch (UnsettledFileException e) {
      unmoved.forget(file.path()); // Erased, or another file: it is to be read again.
      throw e;
    } catch (IOException e) {
      if (!isMissing(file, e)) {
        keeping.doubt();
        throw new UnmovedFileException(false, e);
      }
      LOG.warn("a file of site {} was published, but vanished before it was kept", file.site());
    }
    leave(file);
  }

  /** Not every missing file is this one: a folder of the archive may be. */
  private static boolean isMissing(InboxFile file, IOException problem) {
    return problem instanceof NoSuchFileException missing
        && file.path().toString().equals(missing.getFile());
  }

  private void leave(InboxFile file) {
    unmoved.forget(file.path());
    patience.forget(file.path());
  }
}
