package io.thoraflow.ingest.route;

import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.Patience;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what went wrong with one file, and leaves the file where it is: the next look at the inbox
 * is the retry. Logs neither names nor messages of exceptions, which may quote names.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final Duration RETRY_PUBLISHING = Duration.ofSeconds(1);
  private static final Duration RETRY_FILE = Duration.ofSeconds(10);

  /** So many files are stuck that this one would be sent again. */
  private static final Duration RETRY_FORGOTTEN = Duration.ofHours(1);

  private final Patience patience;
  private final SparseLog publishing;
  private final SparseLog unmovedFiles;
  private final SparseLog otherFiles;

  Failures(Patience patience, Clock clock) {
    this.patience = patience;
    this.publishing = new SparseLog(LOG, clock);
    this.unmovedFiles = new SparseLog(LOG, clock);
    this.otherFiles = new SparseLog(LOG, clock);
  }

  /** Reads the exception that the exchange caught. */
  void note(Exchange exchange) {
    Throwable problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Optional<InboxFile> file = Travel.file(exchange);
    if (problem instanceof NoSuchFileException) {
      LOG.debug("a file vanished before it was read");
      file.ifPresent(vanished -> patience.forget(vanished.path()));
    } else if (problem instanceof UnsettledFileException) {
      LOG.debug("left in the inbox for now: {}", problem.getMessage());
    } else if (problem instanceof KafkaException) {
      file.ifPresent(unsent -> patience.postpone(unsent.path(), RETRY_PUBLISHING));
      publishing.warn(
          "publishing failed with {}; files stay in the inbox and are tried again",
          problem.getClass().getSimpleName());
    } else if (problem instanceof UnmovedFileException unmoved) {
      file.ifPresent(
          stuck ->
              patience.postpone(
                  stuck.path(), unmoved.isRemembered() ? RETRY_FILE : RETRY_FORGOTTEN));
      unmovedFiles.warn(
          "file {} is published and cannot be moved out of the inbox; it is tried again: {}",
          Travel.shortId(exchange),
          withoutNames(problem.getCause()));
    } else if (problem instanceof UnstagedCopyException) {
      file.ifPresent(stuck -> patience.postpone(stuck.path(), RETRY_FILE));
      unmovedFiles.warn(
          "the archive takes no copy of file {}; it stays in the inbox and is tried again: {}",
          Travel.shortId(exchange),
          withoutNames(problem.getCause()));
    } else {
      file.ifPresent(stuck -> patience.postpone(stuck.path(), RETRY_FILE));
      otherFiles.warn(
          "file {} stays in the inbox and is tried again: {}",
          Travel.shortId(exchange),
          withoutNames(problem));
    }
  }

  private static String withoutNames(Throwable problem) {
    String type = problem.getClass().getSimpleName();
    return problem instanceof FileSystemException e && e.getReason() != null
        ? type + ", " + e.getReason()
        : type;
  }
}
