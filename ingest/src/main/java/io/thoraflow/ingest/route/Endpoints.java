package io.thoraflow.ingest.route;

import io.thoraflow.ingest.IngestConfig;
import io.thoraflow.ingest.inbox.InboxConfig;

/**
 * The addresses that the routes connect.
 *
 * @param inbox gives files
 * @param oddEntries ticks
 * @param received takes X-rays
 * @param rejected takes rejections
 */
record Endpoints(String inbox, String oddEntries, String received, String rejected) {
  static final String FILTER = "inboxFilter";
  static final String POLLING = "inboxPolling";
  static final String EXCEPTIONS = "namelessExceptions";

  /** Enough to keep readers and broker busy between two looks at a full inbox. */
  private static final int MAX_FILES_PER_POLL = 2000;

  private static final int ODD_ENTRIES_INTERVAL_MS = 2000;

  static Endpoints of(IngestConfig config) {
    return new Endpoints(
        inbox(config.inbox()),
        "scheduler:odd-entries?synchronous=true&initialDelay=0&delay=" + ODD_ENTRIES_INTERVAL_MS,
        "kafka:" + config.receivedTopic(),
        "kafka:" + config.rejectedTopic());
  }

  /**
   * The file component only lists and hands over. Three of its features lost files when the broker
   * was away or the process was killed, so they are off: the idempotent repository, {@code
   * moveFailed}, and redelivery. The route itself moves each file after the acknowledgement; until
   * then the file stays, and the next poll is the retry.
   */
  static String inbox(InboxConfig config) {
    return "file:%s?recursive=true&autoCreate=false&noop=true&idempotent=false&readLock=none"
            .formatted(config.directory())
        + "&filter=#%s&pollStrategy=#%s&exceptionHandler=#%s&onCompletionExceptionHandler=#%s"
            .formatted(FILTER, POLLING, EXCEPTIONS, EXCEPTIONS)
        + "&maxMessagesPerPoll=%d&greedy=true&initialDelay=0&delay=%d"
            .formatted(MAX_FILES_PER_POLL, config.pollInterval().toMillis());
  }
}
