package io.thoraflow.worker.consume;

import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.message.MalformedMessageException;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.worker.deadletter.DeadLetterException;
import io.thoraflow.worker.deadletter.DeadLetters;
import io.thoraflow.worker.monitoring.Heartbeat;
import io.thoraflow.worker.store.Backoff;
import io.thoraflow.worker.store.RowWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that copies rejections from Kafka to PostgreSQL, at least once, idempotently.
 *
 * <p>It has a group and a thread of its own: rejections need no model, so they flow before there is
 * one, and neither waits for the other.
 */
public final class RejectionConsumer implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(RejectionConsumer.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration COMMIT_TIMEOUT = Duration.ofMillis(1500);

  private final GroupMember member;
  private final RowWriter<Rejection> rows;
  private final DeadLetters deadLetters;
  private final Condition database;
  private final ConsumerProbe probe;
  private final Heartbeat heartbeat;

  /** Read, but not yet durable; nothing more is read meanwhile. */
  private final List<ConsumerRecord<byte[], byte[]>> pending = new ArrayList<>();

  private final CountDownLatch stop = new CountDownLatch(1);
  private Backoff backoff = new Backoff();

  /** The present one. */
  private Consumer<byte[], byte[]> consumer;

  /**
   * @param rows writes rejections
   * @param database readiness: met while they can be written
   */
  public RejectionConsumer(
      GroupMember member,
      RowWriter<Rejection> rows,
      DeadLetters deadLetters,
      Condition database,
      ConsumerProbe probe,
      Heartbeat heartbeat) {
    this.member = member;
    this.rows = rows;
    this.deadLetters = deadLetters;
    this.database = database;
    this.probe = probe;
    this.heartbeat = heartbeat;
  }

  public void stop() {
    stop.countDown();
  }

  @Override
  public void run() {
    try {
      while (!isStopping()) {
        consume();
        if (!isStopping()) {
          member.awaitBrokers(this::isStopping, heartbeat);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      heartbeat.rest();
    }
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** Until this worker stops, or is cut off from the brokers. */
  private void consume() throws InterruptedException {
    consumer = member.join(Topics.XRAY_REJECTED, new Rebalance());
    try (TopicIdentity identity = member.identity(Topics.XRAY_REJECTED)) {
      while (!isStopping() && !member.isCutOff()) {
        heartbeat.beat();
        if (identity.isAnother()) {
          pending.clear();
          probe.gaps().beginAnew(consumer, consumer.assignment());
        }
        pass();
      }
    } finally {
      member.leave();
      pending.clear();
    }
  }

  private void pass() throws InterruptedException {
    if (pending.isEmpty()) {
      Consumers.poll(consumer, POLL).forEach(this::take);
    } else {
      // The partitions are paused, and a poll that waits for paused partitions spins. Polling on
      // keeps the membership while the database is away.
      stop.await(backoff.next().toMillis(), TimeUnit.MILLISECONDS);
      Consumers.poll(consumer, Duration.ZERO).forEach(this::take);
    }
    if (!pending.isEmpty()) {
      attempt();
    }
    probe.sample(consumer, () -> pending.stream().mapToLong(ConsumerRecord::timestamp).min());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    probe.gaps().delivered(record);
    pending.add(record);
  }

  private void attempt() throws InterruptedException {
    try {
      makeDurable();
      database.clear();
    } catch (StorageException | DeadLetterException e) {
      database.report(e.getMessage() + "; trying again");
      consumer.pause(consumer.assignment());
      return;
    }
    commit();
    pending.clear();
    backoff = new Backoff();
    consumer.resume(consumer.paused());
  }

  /** Repeated as a whole when it fails half-way, which is harmless. */
  private void makeDurable() throws InterruptedException {
    Map<Rejection, ConsumerRecord<byte[], byte[]>> rejections = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pending) {
      try {
        rejections.put(rejection(record), record);
      } catch (MalformedMessageException e) {
        deadLetters.send(record, "malformed message: " + e.getMessage(), 1);
      }
    }
    for (RowWriter.Fault<Rejection> fault : rows.write(List.copyOf(rejections.keySet()))) {
      deadLetters.send(rejections.get(fault.row()), fault.reason(), 1);
    }
  }

  private static Rejection rejection(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      throw new MalformedMessageException("the record has no value, but must hold a rejection");
    }
    return Rejection.fromJson(record.value());
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pending) {
      // In order of the offset within each partition, so the last one stays.
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    try {
      consumer.commitSync(offsets, COMMIT_TIMEOUT);
    } catch (KafkaException e) {
      logger.debug("rejections may come again, which is harmless", e);
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      probe.gaps().assigned(consumer, partitions);
    }

    /** What is not durable yet is the next owner's. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      probe.gaps().forget(partitions);
      pending.removeIf(
          record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
    }
  }
}
