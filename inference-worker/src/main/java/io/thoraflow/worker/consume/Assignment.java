package io.thoraflow.worker.consume;

import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.delivery.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far this worker has come in each of its partitions, and what of that is committed. Used by
 * the consumer's thread alone.
 */
final class Assignment {
  private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  /** Takes responsibility for a record; it must be settled before later ones are committed. */
  Delivery deliver(ConsumerRecord<byte[], byte[]> record, Instant at) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    PartitionProgress progress =
        partitions.computeIfAbsent(partition, key -> new PartitionProgress(record.offset()));
    committed.putIfAbsent(partition, record.offset());
    progress.delivered(record.offset(), record.timestamp());
    return new Delivery(record, progress, at);
  }

  /** Positions that have moved since they were committed last, of these partitions only. */
  Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> of) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : of) {
      PartitionProgress progress = partitions.get(partition);
      if (progress != null) {
        long position = progress.position();
        if (position != committed.getOrDefault(partition, -1L)) {
          offsets.put(partition, new OffsetAndMetadata(position));
        }
      }
    }
    return offsets;
  }

  Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    return uncommitted(partitions.keySet());
  }

  /** These positions are on their way to the broker, or there. */
  void committing(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
  }

  /** The broker did not take them: they are due again, unless newer ones were sent meanwhile. */
  void commitFailed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.remove(partition, offset.offset()));
  }

  /**
   * Waits until all delivered records of these partitions are settled.
   *
   * @return false if the time ran out
   */
  boolean awaitSettled(Collection<TopicPartition> of, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (TopicPartition partition : of) {
      PartitionProgress progress = partitions.get(partition);
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (progress != null && !progress.awaitSettled(left)) {
        return false;
      }
    }
    return true;
  }

  /** When the oldest record was sent that is not settled, in milliseconds. */
  OptionalLong oldest() {
    return partitions.values().stream()
        .map(PartitionProgress::oldest)
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  Collection<TopicPartition> partitions() {
    return List.copyOf(partitions.keySet());
  }

  /** The partitions are another worker's from now on. */
  void forget(Collection<TopicPartition> lost) {
    partitions.keySet().removeAll(lost);
    committed.keySet().removeAll(lost);
  }
}
