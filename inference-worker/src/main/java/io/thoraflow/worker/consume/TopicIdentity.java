package io.thoraflow.worker.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a topic is still the one that it was. A topic that is deleted and made again has the same
 * name, and a consumer goes on at the offsets of the former: it would pass over the records below
 * them.
 *
 * <p>The brokers are asked every few seconds; nobody waits for their answer.
 */
final class TopicIdentity implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(TopicIdentity.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Supplier<Admin> opener;
  private final String topic;

  /** Null until it is first asked. */
  private Admin admin;

  /** Null while none is open. */
  private KafkaFuture<Map<String, TopicDescription>> question;

  private Uuid id;
  private long askedAt = System.nanoTime() - INTERVAL.toNanos();

  /**
   * @param opener of a client that is closed with this
   */
  TopicIdentity(Supplier<Admin> opener, String topic) {
    this.opener = opener;
    this.topic = topic;
  }

  /** Whether it was made again since it was asked before; says so in the log. */
  boolean isAnother() throws InterruptedException {
    if (question == null) {
      if (System.nanoTime() - askedAt >= INTERVAL.toNanos()) {
        ask();
      }
      return false;
    }
    return question.isDone() && isAnotherByAnswer();
  }

  private void ask() {
    askedAt = System.nanoTime();
    try {
      if (admin == null) {
        admin = opener.get();
      }
      question = admin.describeTopics(List.of(topic)).allTopicNames();
    } catch (KafkaException e) {
      // The brokers' names cannot be resolved at present.
      logger.debug("asking again for the topic {}", topic, e);
    }
  }

  private boolean isAnotherByAnswer() throws InterruptedException {
    try {
      Uuid found = question.get().get(topic).topicId();
      boolean another = id != null && !id.equals(found);
      id = found;
      if (another) {
        logger.warn("the topic {} was made again; it is read from its begin", topic);
      }
      return another;
    } catch (ExecutionException e) {
      // It is not there now, or no broker answers.
      return false;
    } finally {
      question = null;
    }
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
