package io.thoraflow.worker.consume;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * Whether a topic is still the one that it was. A topic that is deleted and made again has the same
 * name, and a consumer goes on at the offsets of the former: it would pass over the records below
 * them.
 */
final class TopicIdentity implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Admin admin;
  private final String topic;
  private Uuid id;
  private long askedAt = System.nanoTime() - INTERVAL.toNanos();

  /**
   * @param admin is closed with this
   */
  TopicIdentity(Admin admin, String topic) {
    this.admin = admin;
    this.topic = topic;
  }

  /** Asks, every few seconds; whether it was made anew since it was asked before. */
  boolean isAnother() throws InterruptedException {
    if (System.nanoTime() - askedAt < INTERVAL.toNanos()) {
      return false;
    }
    try {
      Uuid found =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
              .get(topic)
              .topicId();
      boolean another = id != null && !id.equals(found);
      id = found;
      return another;
    } catch (ExecutionException | TimeoutException e) {
      // It is not there now, or no broker answers: it is asked again.
      return false;
    } finally {
      askedAt = System.nanoTime();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
