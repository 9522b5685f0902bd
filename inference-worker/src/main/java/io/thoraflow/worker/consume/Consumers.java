package io.thoraflow.worker.consume;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and closes the consumers of this worker. */
public final class Consumers {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(1500);

  private static final Duration RETRY = Duration.ofMillis(100);

  private static final Logger logger = LoggerFactory.getLogger(Consumers.class);

  private Consumers() {}

  /**
   * A member of a group under the protocol of KIP-848: rebalances are incremental, so the others go
   * on. The member is dynamic and leaves when it closes, so that its partitions move at once.
   *
   * <p>It delivers bytes, so that a malformed record fails where it can be dealt with, and commits
   * only what it is told to.
   *
   * @param maxRecords of one poll
   */
  public static Consumer<byte[], byte[]> open(
      KafkaConnection kafka, String group, String clientId, int maxRecords) {
    return new KafkaConsumer<>(
        kafka.with(
            Map.of(
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                "consumer",
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.CLIENT_ID_CONFIG,
                clientId,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                maxRecords,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                4 * Topics.MAX_RECORD_BYTES,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Topics.MAX_RECORD_BYTES)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /**
   * Polls; what passes by itself, such as a broker that does not answer in time, gives no records.
   *
   * @throws KafkaException if it does not pass: a missing right, a configuration that is refused
   */
  static ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration timeout)
      throws InterruptedException {
    try {
      return consumer.poll(timeout);
    } catch (RetriableException e) {
      logger.debug("polling again", e);
      Thread.sleep(RETRY.toMillis());
      return ConsumerRecords.empty();
    }
  }

  /** Closes a consumer; without a broker the group finds out by itself. */
  static void leave(Consumer<?, ?> consumer) {
    try {
      consumer.close(
          CloseOptions.timeout(CLOSE_TIMEOUT)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      logger.debug("the group could not be left in order", e);
    }
  }
}
