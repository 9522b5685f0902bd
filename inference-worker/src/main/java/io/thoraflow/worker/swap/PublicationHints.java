package io.thoraflow.worker.swap;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to {@link Topics#MODEL_PUBLISHED}, outside any group, so that a new version is looked for
 * at once. It is a hint: without it the database is polled all the same.
 */
final class PublicationHints implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(PublicationHints.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
  private static final Duration LOOKUP = Duration.ofSeconds(2);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private boolean assigned;

  PublicationHints(KafkaConnection kafka, String clientId) {
    this.consumer =
        new KafkaConsumer<>(
            kafka.with(
                Map.of(
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    clientId + "-model",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "latest",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Waits until a hint comes, or the time is over.
   *
   * @throws WakeupException after {@link #wakeUp}
   * @throws KafkaException if Kafka does not let this worker listen
   */
  void await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      if (assigned || assign()) {
        consumer.poll(timeout);
        return;
      }
    } catch (WakeupException e) {
      throw e;
    } catch (InterruptException e) {
      throw new InterruptedException("interrupted");
    } catch (KafkaException e) {
      if (KafkaRefusal.isRefusal(e)) {
        throw e;
      }
      logger.debug("no hints of new models", e);
    }
    Thread.sleep(Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
  }

  private boolean assign() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.MODEL_PUBLISHED, LOOKUP).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      return false;
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    assigned = true;
    return true;
  }

  /** Ends a wait from another thread. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
