package io.thoraflow.worker.batch;

import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.delivery.Priority;
import java.time.Duration;
import java.time.Instant;

/** How long an X-ray waited in Kafka. */
final class QueueDelay {
  private static final Duration LONGEST = Duration.ofDays(365);

  private QueueDelay() {}

  /**
   * An arrival waits from ingest's reading on; an archived X-ray, which ingest read long ago, from
   * when it was put on the topic.
   */
  static Duration of(Priority priority, XrayMessage message, Delivery delivery) {
    Instant since =
        priority == Priority.ARRIVAL
            ? message.receivedAt()
            : Instant.ofEpochMilli(delivery.record().timestamp());
    return between(since, delivery.at());
  }

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
