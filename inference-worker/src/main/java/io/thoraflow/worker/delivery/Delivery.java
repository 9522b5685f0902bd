package io.thoraflow.worker.delivery;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that this worker must settle.
 *
 * @param record as it came from Kafka
 * @param progress of its partition, in the assignment that it was delivered under
 * @param at when the worker read it
 */
public record Delivery(
    ConsumerRecord<byte[], byte[]> record, PartitionProgress progress, Instant at) {

  /** The record needs no more work: its row is committed, or its dead letter acknowledged. */
  public void settle() {
    progress.settled(record.offset());
  }
}
