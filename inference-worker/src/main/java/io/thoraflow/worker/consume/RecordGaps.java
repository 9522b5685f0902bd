package io.thoraflow.worker.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices records that are gone before they were read, as Kafka's retention or somebody else has
 * removed them, and topics that were made anew. Used by one consumer's thread alone.
 *
 * <p>Offsets of these topics have no holes: nothing is compacted, and no producer writes
 * transactions.
 */
public final class RecordGaps {
  private static final Logger logger = LoggerFactory.getLogger(RecordGaps.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final LongConsumer expired;

  /** The offsets of the records to come. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * @param expired is told how many records are gone, each once
   */
  public RecordGaps(LongConsumer expired) {
    this.expired = expired;
  }

  /** Compares where the group stands with what is still there. */
  void assigned(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          consumer.committed(Set.copyOf(partitions), TIMEOUT);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, TIMEOUT);
      Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata offset = committed.get(partition);
        Long beginning = beginnings.get(partition);
        if (offset == null || beginning == null) {
          // The group begins with what is there.
          continue;
        }
        next.put(partition, offset.offset());
        if (beginning > offset.offset()) {
          tell(partition, beginning);
          moved.put(partition, new OffsetAndMetadata(beginning));
        }
      }
      if (!moved.isEmpty()) {
        // So that nobody is told of the same records again.
        consumer.commitSync(moved, TIMEOUT);
      }
    } catch (KafkaException e) {
      logger.debug("where the group stands is not known now; its records will tell", e);
    }
  }

  /**
   * To be called with each record, in order.
   *
   * @return whether the partition begins anew: its topic was deleted and made again, or an operator
   *     has set the group back
   */
  boolean delivered(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Long expectedOffset = next.get(partition);
    if (expectedOffset != null && record.offset() > expectedOffset) {
      tell(partition, record.offset());
    }
    next.put(partition, record.offset() + 1);
    boolean back = expectedOffset != null && record.offset() < expectedOffset;
    if (back) {
      logger.warn(
          "{} begins anew at offset {}, where {} was expected: the topic was made again, or offsets were reset",
          partition,
          record.offset(),
          expectedOffset);
    }
    return back;
  }

  private void tell(TopicPartition partition, long beginning) {
    long gone = beginning - next.put(partition, beginning);
    logger.warn(
        "{} records of {} are gone that nobody here has read: Kafka's retention has removed them, or an operator;"
            + " thoraflow audit --repair sends their X-rays again",
        gone,
        partition);
    expired.accept(gone);
  }

  /** Reads on from the begin, and has the group do so, too. */
  void beginAnew(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    forget(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
    partitions.forEach(partition -> begin.put(partition, new OffsetAndMetadata(0)));
    try {
      consumer.commitSync(begin, TIMEOUT);
    } catch (KafkaException e) {
      logger.debug("the group's offsets are set with its next records", e);
    }
  }

  void forget(Collection<TopicPartition> partitions) {
    next.keySet().removeAll(partitions);
  }
}
