package io.thoraflow.worker.batch;

import java.time.Duration;
import java.time.Instant;

/** How long an X-ray waited in Kafka. */
final class QueueDelay {
  private static final Duration LONGEST = Duration.ofDays(365);

  private QueueDelay() {}

  /**
   * From one clock to another, so never below zero; at most a year, as the first time comes from a
   * header that may hold anything.
   */
  static Duration between(Instant received, Instant read) {
    if (received.isAfter(read)) {
      return Duration.ZERO;
    }
    Duration waited = Duration.between(received, read);
    return waited.compareTo(LONGEST) < 0 ? waited : LONGEST;
  }
}
